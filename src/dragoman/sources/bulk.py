"""Bulk inputs: from what a user names (folders, globs, files, addresses) to items, and from items to documents.

``find_inputs`` -> ``iter_items`` (one of the readers beside this file, chosen by content) -> ``read_item``. The
first two stream and never fail: what can't be read is a :class:`Fault` in its place, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from dragoman.config import Config
from dragoman.errors import SourceError
from dragoman.record import Document, Note
from dragoman.sources import explain_os_error, is_html, make_documents, read_page
from dragoman.sources.archives import is_office, make_seekable, read_tar, read_zip
from dragoman.sources.clean import clean_line, clean_text
from dragoman.sources.corpora import add_metadata
from dragoman.sources.dates import parse_published
from dragoman.sources.decode import decode, name_binary
from dragoman.sources.factiva import is_factiva, read_factiva
from dragoman.sources.feeds import is_feed, read_feed
from dragoman.sources.inputs import find_inputs
from dragoman.sources.items import BulkOptions, Fault, Item, Origin, printable
from dragoman.sources.jsonlines import read_json, read_json_lines
from dragoman.sources.nexis import is_nexis, read_nexis
from dragoman.sources.office import is_docx, is_rtf, read_docx, read_html_lines, read_rtf
from dragoman.sources.outlets import fold_name, outlet_of_name, outlet_of_url
from dragoman.sources.packed import Stream, open_stream
from dragoman.sources.split import Draft, has_article
from dragoman.sources.tables import is_table, read_csv, read_parquet
from dragoman.sources.text import _unwrap as unwrap
from dragoman.sources.warc import read_warc

__all__ = ["BulkOptions", "Fault", "Item", "find_inputs", "iter_items", "read_item", "source_fingerprint"]

_HEAD = 1 << 16
_EDGE = 1 << 16  # bytes of a file's start and end that its fingerprint looks at
_JSON = re.compile(r'\{\s*(?:"|\}|$)|\[\s*(?:\{|\]|$)')
_PAGE_START = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_FACTIVA_PAGE = re.compile(r'class="article \w\wArticle"|<b>\s*HD\s*(?:&nbsp;|\xa0)?\s*</b>', re.IGNORECASE)
_NEXIS_PAGE = re.compile(r"<DOCFULL|<DOC NUMBER|\d+ of \d+ DOCUMENTS|End of Document", re.IGNORECASE)
_PACKED_NAMES = frozenset((".gz", ".zst", ".zstd", ".bz2", ".xz"))
_TABLE_NAMES = frozenset((".csv", ".tsv", ".tab", ".psv"))
_ADVICE_BINARY = "Save the article as HTML or plain text first."


def iter_items(source: str, options: BulkOptions, config: Config) -> Iterator[Item | Fault]:
    """The items of one input, in its order; memory stays flat however large it is.

    Args:
        source: a path, an ``http(s)://`` address, or ``-`` for standard input.
        options: how to read it; nothing said: the content decides, whatever the name.
        config: limits of size, time and place.

    Yields:
        Items, and a fault for each place (or for the whole input) that can't be read. Nothing is raised.
    """
    origin = Origin(source, options, config)
    try:
        if re.match(r"https?://", source, re.IGNORECASE):
            from dragoman.sources.fetch import fetch

            answer = fetch(source, config)
            origin = Origin(source, options, config, url=answer.url, charset=answer.charset)
            yield from _read_file(cast(BinaryIO, io.BytesIO(answer.data)), origin)
        elif source == "-":
            yield from _read_file(sys.stdin.buffer, origin)
        else:
            with _open(source) as file:
                yield from _read_file(file, origin)
    except SourceError as error:
        yield Fault(source=source, key=origin.key(), error=error)
    except Exception as error:
        advice = "This is a mistake of Dragoman's: please report it with the file."
        yield origin.fault(f"reading it failed ({type(error).__name__}: {error})", advice, "failed")


def _open(path: str) -> BinaryIO:
    try:
        return cast(BinaryIO, open(path, "rb", buffering=0))
    except (OSError, ValueError) as error:
        raise explain_os_error(printable(path), error) from None


def _read_file(file: BinaryIO, origin: Origin, nested: bool = False) -> Iterator[Item | Fault]:
    stream = open_stream(file, printable(origin.source))
    form = name_format(stream, origin)
    if form == "tar":
        _refuse_nested(nested, origin)
        yield from _read_members(read_tar(cast(BinaryIO, stream), origin), origin)
    elif form in ("parquet", "zip", "docx"):
        with make_seekable(stream, file, origin) as seekable:
            yield from read_parquet(seekable, origin) if form == "parquet" else _read_zip(seekable, origin, nested)
    elif form in ("csv", "tsv"):
        yield from read_csv(stream, origin)
    elif form == "jsonl":
        yield from read_json_lines(stream, origin)
    elif form == "json":
        yield from read_json(stream, origin)
    elif form == "warc":
        yield from read_warc(stream, origin)
        return  # it tells of breaks itself, where they are
    else:
        yield from _read_whole(stream, form, origin)
        return
    if problem := stream.problem():
        yield origin.fault(problem, "What stands before that was read; fetch the file again if you can.", "damaged")


def _refuse_nested(nested: bool, origin: Origin) -> None:
    if nested:
        raise origin.error("it is an archive inside of an archive", "Unpack it yourself.", "binary")


def _read_zip(file: BinaryIO, origin: Origin, nested: bool) -> Iterator[Item | Fault]:
    """A Word document, or a bundle of files."""
    if is_docx(file) or origin.options.format == "docx":
        file.seek(0)
        yield from _read_lines(read_docx(file, origin), origin, False)
        return
    file.seek(0)
    if is_office(file):
        raise origin.error("it is an office document or e-book other than Word's", _ADVICE_BINARY, "binary")
    _refuse_nested(nested, origin)
    file.seek(0)
    yield from _read_members(read_zip(file, origin), origin)


def _read_members(members: Iterator[tuple[str, BinaryIO | SourceError]], origin: Origin) -> Iterator[Item | Fault]:
    for name, part in members:
        inner = Origin(origin.source, origin.options, origin.config, member=printable(name), url=origin.url)
        if isinstance(part, SourceError):
            yield inner.fault(part.problem, part.advice, part.code)
            continue
        try:
            yield from _read_file(part, inner, nested=True)
        except SourceError as error:
            yield Fault(source=inner.source, key=inner.key(), error=error)


# ---------------------------------------------------------------- which format
def name_format(stream: Stream, origin: Origin) -> str:
    """The format of a stream, by what it begins with; the name counts only for a table without the usual columns.

    Raises:
        SourceError: it is empty, or nothing that holds text.
    """
    head = stream.peek(_HEAD)[:_HEAD]
    if origin.options.format and head[:4] != b"PK\x03\x04":
        return origin.options.format
    if not head.strip(b"\x00 \t\r\n"):
        problem = stream.problem() or "it is empty"
        raise origin.error(problem, "Give a file that holds articles.", "damaged" if stream.problem() else "empty")
    for magic, form in ((b"PAR1", "parquet"), (b"WARC/", "warc"), (b"PK\x03\x04", "zip")):
        if head.startswith(magic):
            return form
    if head[257:262] == b"ustar":
        return "tar"
    if is_rtf(head):
        return "rtf"
    kind = name_binary(head)
    if kind == "a binary file" and _extension(origin) in _TABLE_NAMES:
        kind = None  # NUL bytes in a table of that name are a matter of its rows
    if kind:
        code = "pdf" if kind == "a PDF" else "binary"
        raise origin.error(f"it is {kind}, which holds no text to read", _ADVICE_BINARY, code)
    return _name_text_format(stream, head, origin)


def _name_text_format(stream: Stream, head: bytes, origin: Origin) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n")
    if is_feed(text):
        return "feed"
    if _JSON.match(text):
        return _name_json(text)
    if not _PAGE_START.match(text) and (_extension(origin) in _TABLE_NAMES or is_table(text)):
        return "csv"
    return "html" if is_html(text) else "text"


def _name_json(text: str) -> str:
    """One object a line, or anything else."""
    first, _, rest = text.partition("\n")
    if text.startswith("[") or (rest.strip() and not rest.lstrip().startswith("{")):
        return "json"
    try:
        msgspec.json.decode(first.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return "jsonl" if not rest or rest.lstrip().startswith("{") else "json"
    return "jsonl" if rest.strip() or len(text) >= _HEAD // 4 else "json"


def _extension(origin: Origin) -> str:
    base, extension = os.path.splitext((origin.member or origin.source).lower())
    return os.path.splitext(base)[1] if extension in _PACKED_NAMES else extension


# ---------------------------------------------------------------- files that are read whole
def _read_whole(stream: Stream, form: str, origin: Origin) -> Iterator[Item | Fault]:
    most = origin.config.max_bytes
    data = stream.read(most + 1)
    if len(data) > most:
        advice = "Raise max_bytes, or split the file."
        raise origin.error(f"it has more than the limit of {most:,} bytes", advice, "too-large")
    problem = stream.problem()
    yield from _read_data(data, form, origin, problem is None)
    if problem:
        yield origin.fault(problem, "Fetch the file again if you can.", "damaged")


def _read_data(data: bytes, form: str, origin: Origin, is_whole: bool) -> Iterator[Item | Fault]:
    if form == "rtf":
        yield from _read_lines(read_rtf(data), origin, False, is_whole)
        return
    if form == "feed":
        yield from read_feed(data, origin)
        return
    encoding = origin.options.encoding
    text = data.decode(encoding, "replace") if encoding else decode(data, origin.charset)[0]
    export = form if form in ("nexis", "factiva") else None
    if form == "html" or (export and is_html(text)):
        if export or _FACTIVA_PAGE.search(text) or _NEXIS_PAGE.search(text):
            lines = read_html_lines(text)
            if _name_export("\n".join(lines)) or export:
                yield from _read_lines(lines, origin, False, is_whole)
                return
    elif export or _name_export(text):
        yield from _read_lines(text.splitlines(), origin, True, is_whole)
        return
    if is_whole:  # half a page would be half an article
        page = text if encoding or (origin.charset and not _is_utf8(data)) else data
        item = Item(source=origin.source, key=origin.key(), data=page, kind="page", url=origin.url)
        yield item if origin.member or origin.url or origin.source == "-" else add_metadata(item, origin.source)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def _name_export(text: str) -> str | None:
    return "factiva" if is_factiva(text) else "nexis" if is_nexis(text) else None


def _read_lines(lines: list[str], origin: Origin, wrapped: bool, is_whole: bool = True) -> Iterator[Item | Fault]:
    """The lines of an office document or a text: an export of many articles, or one page."""
    form = origin.options.format
    export = form if form in ("nexis", "factiva") else _name_export("\n".join(lines))
    if export == "factiva":
        yield from read_factiva(lines, origin, wrapped)
    elif export == "nexis":
        yield from read_nexis(lines, origin, wrapped)
    elif is_whole:
        text = "\n\n".join(line.replace("\t", " ") for line in lines if line.strip())
        yield Item(source=origin.source, key=origin.key(), data=text, kind="page")


# ---------------------------------------------------------------- from items to documents
def read_item(item: Item, config: Config) -> tuple[list[Document], list[Note]]:
    """The documents of an item, and notes on what had to be guessed or is missing.

    Metadata of the container override what a page says of itself; on a page of several articles its headline is
    left alone, and its date and authors count for the articles without their own.

    Raises:
        SourceError: the item holds no article.
        UsageError: ``config.published`` is not a date.
    """
    source = printable(item.source)
    told: list[tuple[str, str]] = []
    if item.kind == "text":
        drafts, notes = [_draft_text(item, source, told)], list[Note]()
    else:
        drafts, notes = read_page(item.data, source, item.url)
    published = parse_published(item.published) if item.published else None
    if item.published and published is None:
        message = f"the date {item.published!r} can't be read one way, so it was left out: write it as 2024-05-08."
        told.append(("unread-date", message))
    for draft in drafts:
        _tell(draft, item, published, alone=len(drafts) == 1)
    documents, own_notes = make_documents(drafts, source, config, item.language)
    place = f"{source}, {item.key}" if item.key else source
    notes += [Note(document=None, stage="source", code=code, message=f"{place}: {message}") for code, message in told]
    return documents, notes + own_notes


def _draft_text(item: Item, source: str, told: list[tuple[str, str]]) -> Draft:
    text, notes = decode(item.data) if isinstance(item.data, bytes) else (item.data, [])
    told.extend(notes)
    body = [line for line in map(clean_line, unwrap(clean_text(text).split("\n"))) if line]
    title = clean_line(item.title) if item.title else None
    body = body[_count_headline(body, title) :]
    if not has_article(body):
        problem = f"{item.key}: there is no article in it" if item.key else "there is no article in it"
        raise SourceError(source, problem, "Give the text of an article.", "no-article")
    return Draft(title=title, body=body)


def _count_headline(body: list[str], title: str | None) -> int:
    """How many paragraphs at the start repeat the headline; some papers break it over several."""
    folded = fold_name(title) if title else ""
    matches = (k for k in range(1, min(4, len(body) - 1) + 1) if folded and fold_name(" ".join(body[:k])) == folded)
    return next(matches, 0)


def _tell(draft: Draft, item: Item, published: str | None, alone: bool) -> None:
    """Give a draft what the container tells."""
    draft.url = item.url or draft.url
    if item.outlet:
        draft.outlet = outlet_of_name(item.outlet) or item.outlet
    elif item.kind == "text":
        draft.outlet = outlet_of_url(item.url)
    if published and (alone or not draft.published):
        draft.published = published
    if item.authors and (alone or not draft.authors):
        draft.authors = tuple(a for a in item.authors if fold_name(a) != fold_name(draft.outlet or ""))
    title = clean_line(item.title) if item.title else None
    if title and alone and title != draft.title:
        if draft.title and fold_name(draft.title) != fold_name(title):
            draft.body.insert(0, draft.title)  # the page's own words stay in the text
        draft.title = title


def source_fingerprint(path: str) -> str:
    """What tells a file that has not changed from one that has: size, time of change, hash of its start and end.

    Raises:
        SourceError: it can't be opened.
    """
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            digest = hashlib.sha256(file.read(_EDGE))
            if status.st_size > _EDGE:
                file.seek(max(_EDGE, status.st_size - _EDGE))
                digest.update(file.read(_EDGE))
    except (OSError, ValueError) as error:
        raise explain_os_error(printable(path), error) from None
    return f"{status.st_size}-{status.st_mtime_ns}-{digest.hexdigest()[:16]}"
