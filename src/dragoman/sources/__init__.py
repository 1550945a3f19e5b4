"""Sources: from a file, an address or standard input to documents, one per article.

The way of the bytes: load (this file, ``fetch``) -> ``decode`` -> ``html`` or ``text`` -> drafts ->
documents.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

from dragoman.config import Config
from dragoman.errors import SourceError
from dragoman.record import Document, Note, make_id
from dragoman.sources.dates import check_published, is_believable
from dragoman.sources.decode import decode, name_binary
from dragoman.sources.language import detect_language
from dragoman.sources.split import Draft
from dragoman.sources.text import read_text

__all__ = ["read_source"]

_SHORT_TEXT = 60  # words; a classifier errs on less
_LARGE = 5_000_000  # bytes from which a page is worth a note
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|header|div|p|h[1-6]|table|script|style|link|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_INSIDE = re.compile(r"</(?:p|div|html|body|article|h[1-6]|span|li)\s*>", re.IGNORECASE)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,500}-->\s*)*<(rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)


def read_source(source: str | os.PathLike[str], config: Config) -> tuple[list[Document], list[Note]]:
    """Read one input: a path, an ``http(s)://`` address, or ``-`` for standard input.

    Args:
        source: what to read.
        config: limits, and a publication date that overrides the page's own.

    Returns:
        The documents, one per article, and notes on what had to be guessed or is missing.

    Raises:
        SourceError: the input can't be read or holds no article.
        UsageError: ``config.published`` is not a date.
    """
    name = os.fspath(source)
    if config.published:
        check_published(config.published)  # a mistake shows before anything is fetched
    url: str | None = None
    charset: str | None = None
    if re.match(r"https?://", name, re.IGNORECASE):
        from dragoman.sources.fetch import fetch

        answer = fetch(name, config)
        data, url, charset = answer.data, answer.url, answer.charset
    elif name == "-":
        data = _read_stream(sys.stdin.buffer, name, config)
    else:
        data = _read_file(name, config)
    drafts, notes = read_page(data, name, url, charset)
    documents, own_notes = make_documents(drafts, name, config)
    return documents, notes + own_notes


def _read_file(path: str, config: Config) -> bytes:
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size > config.max_bytes:
                raise _too_large(path, config, status.st_size)
            return _read_stream(file, path, config)
    except (OSError, ValueError) as error:
        raise explain_os_error(path, error) from None


def explain_os_error(path: str, error: OSError | ValueError) -> SourceError:
    """What it means for a person that a file can't be opened or read."""
    if isinstance(error, FileNotFoundError):
        advice = "Check the path; an address must begin with http:// or https://."
        return SourceError(path, "there is no such file", advice, "not-found")
    if isinstance(error, IsADirectoryError):
        return SourceError(path, "this is a directory", "Name the files in it, such as DIR/*.html.", "directory")
    if isinstance(error, PermissionError):
        return SourceError(path, "no permission to read it", "Check the file's owner and mode.", "unreadable")
    reason = getattr(error, "strerror", None) or str(error)
    return SourceError(path, f"it can't be read ({reason})", "Check the path.", "unreadable")


def _read_stream(stream: BinaryIO, source: str, config: Config) -> bytes:
    data = stream.read(config.max_bytes + 1)
    if len(data) > config.max_bytes:
        raise _too_large(source, config)
    return data


def _too_large(source: str, config: Config, size: int | None = None) -> SourceError:
    told = f"{size:,} bytes" if size else "the input"
    return SourceError(
        source,
        f"{told} is more than the limit of {config.max_bytes:,} bytes",
        "Raise max_bytes, or split the file into pages.",
        "too-large",
    )


def read_page(
    data: bytes | str, source: str, url: str | None = None, charset: str | None = None
) -> tuple[list[Draft], list[Note]]:
    """The articles of one page, HTML or plain text.

    Args:
        data: its bytes, or its text where the encoding is settled.
        source: names it in errors and notes.
        url: where it was fetched from.
        charset: what the server declared.

    Raises:
        SourceError: it is empty, no page, or a page with no article.
    """
    text, told = (data, _count_broken(data)) if isinstance(data, str) else _decode_page(data, source, charset)
    if not text.strip("\x00 \t\r\n"):
        raise SourceError(source, "it is empty", "Give a page that holds an article.", "empty")
    if len(data) > _LARGE:
        told.append(("large-page", f"the page has {len(data):,} bytes; it was read whole, with the simple extractor."))
    if _FEED.match(text[:5000]):
        advice = "Give the addresses of the articles that it lists."
        raise SourceError(source, "it is a feed or site map, not a page", advice, "feed")
    if is_html(text):
        from dragoman.sources.html import read_html

        drafts, html_notes = read_html(text, url)
        told.extend(html_notes)
    else:
        drafts = read_text(text)
        for draft in drafts:
            draft.url = url
    if not drafts:
        advice = "If it is a cookie or subscription wall, save the article itself and give that file."
        raise SourceError(source, "it is a page with no article", advice, "no-article")
    return drafts, [_note(None, code, f"{source}: {message}") for code, message in told]


def _decode_page(data: bytes, source: str, charset: str | None) -> tuple[str, list[tuple[str, str]]]:
    if not data.strip(b"\x00 \t\r\n"):
        raise SourceError(source, "it is empty", "Give a page that holds an article.", "empty")
    if kind := name_binary(data):
        advice = "Save the article as HTML or plain text first."
        raise SourceError(source, f"it is {kind}, not a page", advice, "pdf" if kind == "a PDF" else "binary")
    return decode(data, charset)


def _count_broken(text: str) -> list[tuple[str, str]]:
    """A note on characters that were lost before the text came here."""
    broken = text.count("\ufffd")
    message = f"{broken} places could not be decoded; each is marked with \ufffd in the text."
    return [("encoding-errors", message)] if broken else []


def is_html(text: str) -> bool:
    """Whether a page is HTML, by its content."""
    return bool(_HTML_START.match(text[:20_000])) or len(_HTML_INSIDE.findall(text[:200_000])) >= 3


def make_documents(
    drafts: Sequence[Draft], source: str, config: Config, language: str | None = None
) -> tuple[list[Document], list[Note]]:
    """The documents that drafts become, and notes on what had to be guessed or is missing.

    Args:
        drafts: the articles of one page.
        source: where they are from, as the user gave it.
        config: its ``published`` overrides what the drafts tell.
        language: what the container of the page tells of it (ISO 639-1), if it does.

    Raises:
        UsageError: ``config.published`` is not a date.
    """
    override = check_published(config.published) if config.published else None
    seen: Counter[str] = Counter()
    documents: list[Document] = []
    notes: list[Note] = []
    for draft in drafts:
        document, own_notes = _make_document(draft, source, seen, (override, language), config)
        documents.append(document)
        notes.extend(own_notes)
    return documents, notes


def _make_document(
    draft: Draft, source: str, seen: Counter[str], told_outside: tuple[str | None, str | None], config: Config
) -> tuple[Document, list[Note]]:
    override, told_language = told_outside
    told = list(draft.notes)
    published = override or draft.published
    if published and not override and not is_believable(published, config.today):
        told.append(
            (
                "unbelievable-date",
                f"the page says that it was published on {published}; this was not believed.",
            )
        )
        published = None
    if published is None:
        told.append(("no-publication-date", "the page tells no publication date, so relative dates stay unresolved."))
    language = _settle_language("\n".join(draft.body), draft.declared_language, told_language)
    if language not in (None, "en"):
        told.append(("language", f"the article is in another language ({language}); it is kept and not coded."))
    identity = make_id("doc", draft.title or "", draft.text)
    same = seen[identity]
    seen[identity] += 1
    document = Document(
        id=make_id("doc", draft.title or "", draft.text, same) if same else identity,
        source=source,
        url=draft.url,
        outlet=draft.outlet,
        title=draft.title,
        authors=draft.authors,
        published=published,
        language=language,
        text=draft.text,
        dropped=tuple(draft.dropped),
        duplicate_of=identity if same else None,
    )
    return document, [_note(document.id, code, message) for code, message in told]


def _settle_language(text: str, declared: str | None, told: str | None) -> str | None:
    """The language of a text, of which its container may tell.

    English shows in its own words, so it is believed over any label, and a label "English" only on a text that is
    short; among other languages a corpus knows its own better than a classifier does.
    """
    found = detect_language(text, told or declared)
    if told is None or found == "en":
        return found
    return told if told != "en" or len(text.split()) < _SHORT_TEXT else found


def _note(document: str | None, code: str, message: str) -> Note:
    return Note(document=document, stage="source", code=code, message=message)
