"""Web archives: WARC and WET, plain, gzip or zstandard, as crawlers and Common Crawl write them.

A record is found by its own header and length (here), so that damage costs the records it hits; what is in a
record (HTTP headers, transfer and content encodings) is read by fastwarc. The date of the crawl is no date of
publication and is not used as one.

Format: ISO 28500 (WARC 1.0, 1.1); https://iipc.github.io/warc-specifications/.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.sources.columns import read_language
from dragoman.sources.items import Fault, Item, Origin
from dragoman.sources.packed import CHUNK, Stream

_MARK = re.compile(rb"WARC/\d\.\d\r?\n")
_INSIDE = re.compile(rb"\r\n(?:\r\n)+(?=WARC/\d\.\d\r\n)")  # the next record, swallowed by a length that is too great
_WANTED = frozenset((b"response", b"resource", b"conversion"))
_PAGES = ("text/html", "application/xhtml+xml")
_LONGEST_HEADER = 1 << 17
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_ADVICE = "The other records were read."
_ADVICE_DAMAGE = "Fetch the file again if you can; the other records were read."
_HEADER = re.compile(rb"^([A-Za-z-]+)[ \t]*:[ \t]*([^\r\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class _Record:
    """A whole record as it stands in the file: its header lines, and its block."""

    head: dict[bytes, bytes]
    raw_head: bytes
    block: bytes


@dataclass(frozen=True)
class _Damage:
    """A place where no whole record could be read."""

    problem: str
    code: str = "damaged"


class _Bytes:
    """The bytes of an archive, with a way to put some back."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._back = io.BytesIO()
        self.position = 0  # in the unpacked archive

    def readline(self) -> bytes:
        line = self._back.readline(_LONGEST_HEADER)
        if not line.endswith(b"\n"):
            line += self._stream.readline(_LONGEST_HEADER)
        self.position += len(line)
        return line

    def read(self, size: int) -> bytes:
        data = self._back.read(size)
        if len(data) < size:
            data += self._stream.read(size - len(data))
        self.position += len(data)
        return data

    def put_back(self, data: bytes) -> None:
        self._back = io.BytesIO(data + self._back.read())
        self.position -= len(data)

    def is_at_end(self) -> bool:
        """Whether no byte follows; looking decodes what follows, so that damage in this record shows."""
        return self._back.tell() == len(self._back.getbuffer()) and not self._stream.peek(1)


def read_warc(stream: Stream, origin: Origin) -> Iterator[Item | Fault]:
    """The pages of a web archive: HTML that was answered with status 200, and the texts of WET files.

    Records are counted from 1, whatever they hold. What is no page (pictures, requests, redirects) is passed
    over; a record that is damaged, cut off or too large is a fault.
    """
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        advice = 'Install it with: pip install "dragoman[warc]".'
        yield origin.fault("reading web archives needs the package fastwarc", advice, "needs-package")
        return
    for number, record in enumerate(_read_records(stream, origin.config.max_bytes), 1):
        place = f"record {number}"
        if isinstance(record, _Damage):
            advice = _ADVICE if record.code == "too-large" else _ADVICE_DAMAGE
            yield origin.fault(record.problem, advice, record.code, place)
        elif record is not None:
            item = _to_item(record, ArchiveIterator, origin, place)
            if item is not None:
                yield item


# ---------------------------------------------------------------- from bytes to records
def _read_records(stream: Stream, most: int) -> Iterator[_Record | _Damage | None]:
    """Every record in turn: None for one that is of no interest."""
    source = _Bytes(stream)
    while True:
        line = source.readline()
        if not line.strip(b"\r\n \x00"):
            if line:
                continue
            problem = stream.problem()
            if problem is not None:
                yield _Damage(problem)
            if problem is None or not stream.resume():
                return
        elif _MARK.match(line):
            found = _read_record(line, source, stream, most)
            yield found
            if isinstance(found, _Damage) and source.is_at_end() and not _go_on(stream):
                return
        else:
            yield _Damage(f"{_skip_to_record(line, source):,} bytes are no record of a web archive")


def _go_on(stream: Stream) -> bool:
    return stream.problem() is not None and stream.resume()


def _skip_to_record(line: bytes, source: _Bytes) -> int:
    skipped = 0
    while line and not _MARK.match(line):
        skipped += len(line)
        line = source.readline()
    source.put_back(line)
    return skipped


def _read_record(mark: bytes, source: _Bytes, stream: Stream, most: int) -> _Record | _Damage | None:
    lines = [mark]
    while (line := source.readline()).strip(b"\r\n"):
        lines.append(line)
        if sum(map(len, lines[-2:])) > _LONGEST_HEADER or len(lines) > 1000:
            return _Damage("its header has no end")
    raw = b"".join(lines)
    head = {name.lower(): value.strip() for name, value in _HEADER.findall(raw)}
    if not line:
        return _Damage(stream.problem() or "it is cut off in its header")
    if not head.get(b"content-length", b"").isdigit():
        return _Damage("its header tells no length")
    length = int(head[b"content-length"])
    if head.get(b"warc-type", b"").lower() not in _WANTED:
        return _skip_block(source, stream, length)
    if length > most:
        skipped = _skip_block(source, stream, length)
        told = f"it has {length:,} bytes, more than the limit of {most:,}"
        return skipped or _Damage(told, "too-large")
    block = source.read(length)
    if len(block) < length:
        return _cut_off(block, length, source, stream)
    if not _ends(source):
        return _wrong_length(block, source)
    if source.is_at_end() and stream.is_broken_before(source.position):
        return _Damage(str(stream.problem()))  # a checksum that fails stands behind the record that it is of
    return _Record(head, raw, block)


def _skip_block(source: _Bytes, stream: Stream, length: int) -> _Damage | None:
    """Pass over a block that is of no interest, or too large."""
    start = length
    while length:
        piece = source.read(min(length, CHUNK))
        if not piece:
            return _Damage(stream.problem() or f"it is cut off: {start - length:,} of {start:,} bytes are there")
        length -= len(piece)
    _ends(source)
    return None


def _ends(source: _Bytes) -> bool:
    """Whether a record ends here; what comes after its end mark stays."""
    tail = source.read(4)
    if tail == b"\r\n\r\n":
        return True
    source.put_back(tail)
    return not tail.strip(b"\r\n") or _MARK.match(tail + b"0.0\n") is not None or tail == b"WARC"


def _cut_off(block: bytes, length: int, source: _Bytes, stream: Stream) -> _Damage:
    problem = stream.problem()
    if problem is None and (found := _INSIDE.search(block)):
        source.put_back(block[found.end() :])
        return _Damage(f"its length ({length:,} bytes) runs over the records after it")
    return _Damage(problem or f"it is cut off: {len(block):,} of {length:,} bytes are there")


def _wrong_length(block: bytes, source: _Bytes) -> _Damage:
    found = _INSIDE.search(block)
    if found:
        source.put_back(block[found.end() :])
    else:  # too short: the rest of it, up to the next record, goes with it
        _skip_to_record(source.readline(), source)
    return _Damage(f"its length ({len(block):,} bytes) does not fit")


# ---------------------------------------------------------------- from records to items
def _to_item(record: _Record, iterator: Any, origin: Origin, place: str) -> Item | Fault | None:
    url = record.head.get(b"warc-target-uri", b"").strip(b"<> ").decode("utf-8", "replace")
    if not re.match(r"https?://", url, re.IGNORECASE):
        return None  # dns:, metadata:, urn:
    kind = record.head.get(b"warc-type", b"").lower()
    mime = record.head.get(b"content-type", b"").decode("latin-1").split(";")[0].strip().lower()
    charset: str | None = None
    if kind == b"conversion":
        if not mime.startswith("text/plain"):
            return None
        data = record.block
    elif kind == b"resource":
        if mime not in _PAGES:
            return None
        data = record.block
    else:
        opened = _open_response(record, iterator)
        if opened is None:
            return None
        data, charset = opened
        if data.startswith(_PACKED):
            problem = "its page is compressed in a way that it does not tell, or damaged"
            return origin.fault(problem, _ADVICE, "damaged", place)
    if not data.strip():
        return None
    language = record.head.get(b"warc-identified-content-language", b"").decode("latin-1")
    return Item(
        source=origin.source,
        key=origin.key(place),
        data=_settle_charset(data, charset),
        kind="page",
        url=url,
        language=read_language(language) if "," not in language else None,
    )


def _open_response(record: _Record, iterator: Any) -> tuple[bytes, str | None] | None:
    """The page of an HTTP answer and the charset that the server declared; None if it holds no page.

    Some crawlers (Common Crawl News of 2016 to 2018) left the headers of encodings on pages that they had decoded,
    so a page that does not decode is taken as it stands.
    """
    raw = record.raw_head + b"\r\n" + record.block + b"\r\n\r\n"
    for decoding in ("all", "none"):
        try:
            for answer in iterator(io.BytesIO(raw), auto_decode=decoding):
                if answer.http_headers is None or answer.http_headers.status_code != 200:
                    return None
                if (answer.http_content_type or "text/html").lower() not in _PAGES:
                    return None
                return answer.reader.read(), answer.http_charset
            return None
        except (OSError, ValueError):
            continue
    return None


def _settle_charset(data: bytes, charset: str | None) -> bytes | str:
    """An item has no place for the server's charset, so where it counts, it is used here."""
    if not charset or charset.lower().replace("_", "-") in ("utf-8", "utf8"):
        return data
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError:
        from dragoman.sources.decode import decode

        return decode(data, charset)[0]
