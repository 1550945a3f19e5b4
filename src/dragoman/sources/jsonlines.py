"""JSON: one object a line, one array of objects, objects one after another, or one object that holds a list.

Nothing is held in memory but the object at hand, whatever the size of the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from dragoman.sources.columns import make_item, map_columns
from dragoman.sources.items import Fault, Item, Origin, clip
from dragoman.sources.packed import CHUNK, Stream

_LISTS = (
    "documents", "articles", "items", "results", "data", "records", "rows", "entries", "hits", "docs", "stories",
)  # fmt: skip
_NEXT_OBJECT = re.compile(r"\}\s*,?\s*(?=\{)")
_SPACE = re.compile(r"[\s,]*")
_HELD = 1000  # rows without a text field that are held back to see whether any row has one
_ADVICE_LINE = "Mend it or take it out; the other lines were read."
_ADVICE_UTF8 = "Convert the file to UTF-8, or tell its encoding with --encoding."


class _Rows:
    """Objects to items. The columns are worked out once for each set of names that turns up."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._mappings: dict[tuple[str, ...], dict[str, str] | Fault] = {}
        self.told: set[str] = set()

    def read(self, value: Any, place: str) -> Item | Fault:
        if not isinstance(value, dict):
            problem = f"it is no object but {clip(json.dumps(value), 40)}"
            return self._origin.fault(problem, "Write one object for each article.", "bad-row", place)
        names = tuple(value)
        mapping = self._mappings.get(names)
        if mapping is None:
            mapping = map_columns(names, self._origin)
            if len(self._mappings) < 10_000:
                self._mappings[names] = mapping
        if isinstance(mapping, Fault):
            code = mapping.error.code
            problem = mapping.error.problem.removeprefix(self._origin.key() + ": ")
            return self._origin.fault(problem.replace("column", "field"), mapping.error.advice, code, place)
        return make_item(value, mapping, self._origin, place)


def _spare(found: Iterator[Item | Fault], origin: Origin) -> Iterator[Item | Fault]:
    """One fault instead of one a row, if no row of the whole file has a text field: then the file is another thing."""
    held: list[Fault] = []
    for each in found:
        if isinstance(each, Fault) and each.error.code == "no-column" and len(held) < _HELD:
            held.append(each)
            continue
        yield from held
        yield each
        yield from found
        return
    if len(held) > 1:
        problem = held[0].error.problem.removeprefix(held[0].key + ": ")
        yield origin.fault(f"{problem} (so all {len(held):,} rows)", held[0].error.advice, "no-column")
    else:
        yield from held


def read_json_lines(stream: Stream, origin: Origin) -> Iterator[Item | Fault]:
    """The articles of a file with one object a line. Empty lines count, so that a row's number is its line's."""
    return _spare(_read_lines(stream, origin), origin)


def _read_lines(stream: Stream, origin: Origin) -> Iterator[Item | Fault]:
    rows, decode = _Rows(origin), msgspec.json.Decoder().decode
    most = origin.config.max_bytes
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        place = f"row {number}"
        if len(line) > most:
            problem = f"the line has more than {most:,} bytes"
            yield origin.fault(problem, "Is this one object a line? Raise max_bytes if it is.", "too-large", place)
            while line and not line.endswith(b"\n"):
                line = stream.readline(CHUNK)
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip(b" \t\r\n\x00"):
            continue
        try:
            if origin.options.encoding:
                line = line.decode(origin.options.encoding).encode("utf-8", "surrogatepass")
            value = decode(line)
        except (ValueError, RecursionError) as error:  # msgspec's and the codecs' errors are ValueErrors
            yield _bad_line(line, error, place, origin)
            continue
        yield rows.read(value, place)


def _bad_line(line: bytes, error: Exception, place: str, origin: Origin) -> Fault:
    try:
        text = line.decode(origin.options.encoding or "utf-8")
    except UnicodeDecodeError as problem:
        told = f"it is not valid {origin.options.encoding or 'UTF-8'} (at byte {problem.start:,})"
        return origin.fault(told, _ADVICE_UTF8, "encoding", place)
    shown = clip(text, 40)
    return origin.fault(f"it is not valid JSON ({error}): {shown}", _ADVICE_LINE, "bad-row", place)


def read_json(stream: Stream, origin: Origin) -> Iterator[Item | Fault]:
    """The articles of a file that is one array, or objects over several lines each."""
    return _spare(_read_values(stream, origin), origin)


def _read_values(stream: Stream, origin: Origin) -> Iterator[Item | Fault]:
    rows = _Rows(origin)
    for number, (value, problem) in enumerate(_stream_values(stream, origin), 1):
        if problem is None and number == 1 and (listed := _find_list(value)) is not None:
            yield from (rows.read(entry, f"row {k}") for k, entry in enumerate(listed, 1))
            return
        place = f"row {number}"
        yield origin.fault(problem, _ADVICE_LINE, "bad-row", place) if problem else rows.read(value, place)


def _find_list(value: Any) -> list[Any] | None:
    """The list of articles that an object holds (an API's answer, a Dragoman record), if it is not one itself."""
    if not isinstance(value, dict):
        return None
    for name in (*_LISTS, "response"):
        inner = value.get(name)
        if isinstance(inner, dict):
            inner = next((inner[n] for n in _LISTS if isinstance(inner.get(n), list)), None)
        if isinstance(inner, list) and all(isinstance(entry, dict) for entry in inner[:100]):
            return [entry.get("_source", entry) for entry in inner]
    return None


def _stream_values(stream: Stream, origin: Origin) -> Iterator[tuple[Any, str | None]]:
    """The values of an array or of a sequence, one by one, each with what was wrong with it."""
    text, at, ended = "", 0, False
    decoder, pending = json.JSONDecoder(), b""
    most, want = origin.config.max_bytes, CHUNK
    encoding = origin.options.encoding or "utf-8-sig"
    opened = False
    while True:
        if len(text) - at < want and not ended:
            raw = stream.read(max(want, CHUNK))
            ended = not raw
            pending += raw
            fresh, pending = _decode_part(pending, encoding, ended)
            encoding = "utf-8" if encoding == "utf-8-sig" else encoding
            text, at = text[at:] + fresh, 0
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if not opened and text.startswith("[", at):
            opened, at = True, at + 1
            continue
        if at >= len(text) or (opened and text[at] == "]"):
            if ended or at < len(text):
                if ended and opened and at >= len(text) and stream.problem() is None:
                    yield None, "the list is not closed: the file seems to be cut off"
                return
            continue
        try:
            value, at = decoder.raw_decode(text, at)
            want = CHUNK
            yield value, None
        except (ValueError, RecursionError) as error:
            if not ended and len(text) - at < most and _is_cut(error, text):
                want = 2 * max(want, len(text) - at)
                continue
            want = CHUNK
            yield None, f"it is not valid JSON ({error}): {clip(text[at : at + 200], 40)}"
            found = _NEXT_OBJECT.search(text, at)
            if found is None:
                return
            at = found.end()


def _is_cut(error: Exception, text: str) -> bool:
    """Whether a value may only lack what was not read yet: the parser stopped near the end, or inside a string."""
    return isinstance(error, json.JSONDecodeError) and (
        error.pos >= len(text) - 16 or error.msg.startswith("Unterminated string")
    )


def _decode_part(data: bytes, encoding: str, last: bool) -> tuple[str, bytes]:
    """Decode all whole characters; what is broken becomes U+FFFD."""
    try:
        return data.decode(encoding), b""
    except UnicodeDecodeError as error:
        if not last and error.start >= len(data) - 4:
            return data[: error.start].decode(encoding), data[error.start :]
        return data.decode(encoding, "replace"), b""
