"""Rows to items: which column holds what, by its usual names or as the user says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from dragoman.sources.bylines import split_authors
from dragoman.sources.clean import clean_line
from dragoman.sources.dates import parse_published
from dragoman.sources.items import Fault, Item, Origin, clip

# Usual names in the corpora and exports of the field (NewsAPI, GDELT, Media Cloud, Kaggle's news sets, JSON Feed,
# newspaper3k, trafilatura, schema.org), without case and punctuation; the first that is there wins.
_NAMES = {
    "text": (
        "text", "fulltext", "body", "articlebody", "articletext", "bodytext", "maintext", "content", "contenttext",
        "article", "articlecontent", "cleantext", "plaintext", "rawtext", "storytext", "story", "txt",
    ),
    "html": ("html", "rawhtml", "contenthtml", "bodyhtml", "articlehtml", "pagehtml", "htmlcontent"),
    "title": ("title", "headline", "heading", "articletitle", "head", "hed", "titletext"),
    "published": (
        "published", "publicationdate", "datepublished", "publisheddate", "publishdate", "pubdate", "publishedat",
        "publishedon", "datepublish", "firstpublished", "dateofpublication", "articledate", "date", "datetime",
        "publicationdatetime", "publishedtime", "datetimepublished",
    ),
    "outlet": (
        "outlet", "publication", "publisher", "newspaper", "outletname", "sourcename", "medianame", "publicationname",
        "publishername", "sitename", "media", "medium", "journal", "source",
    ),
    "url": ("url", "link", "articleurl", "permalink", "canonicalurl", "sourceurl", "href", "uri", "weburl"),
    "authors": ("authors", "author", "byline", "creator", "writer", "reporter", "authorname", "authornames", "by"),
    "language": ("language", "lang", "languagecode", "inlanguage", "iso639"),
    "id": ("id", "articleid", "documentid", "docid", "guid", "uuid", "storyid", "newsid"),
}  # fmt: skip
_LANGUAGES = {
    "english": "en", "eng": "en", "german": "de", "deu": "de", "ger": "de", "deutsch": "de", "french": "fr",
    "fra": "fr", "fre": "fr", "français": "fr", "spanish": "es", "spa": "es", "español": "es", "italian": "it",
    "ita": "it", "portuguese": "pt", "por": "pt", "dutch": "nl", "nld": "nl", "dut": "nl", "russian": "ru",
    "rus": "ru", "ukrainian": "uk", "ukr": "uk", "polish": "pl", "pol": "pl", "turkish": "tr", "tur": "tr",
    "arabic": "ar", "ara": "ar", "persian": "fa", "fas": "fa", "per": "fa", "hebrew": "he", "heb": "he",
    "chinese": "zh", "zho": "zh", "chi": "zh", "japanese": "ja", "jpn": "ja", "korean": "ko", "kor": "ko",
    "hindi": "hi", "hin": "hi", "swedish": "sv", "swe": "sv", "norwegian": "no", "nor": "no", "danish": "da",
    "dan": "da", "finnish": "fi", "fin": "fi", "greek": "el", "ell": "el", "gre": "el", "czech": "cs", "ces": "cs",
    "cze": "cs", "hungarian": "hu", "hun": "hu", "romanian": "ro", "ron": "ro", "rum": "ro", "indonesian": "id",
    "ind": "id", "vietnamese": "vi", "vie": "vi", "thai": "th", "tha": "th", "bulgarian": "bg", "bul": "bg",
    "serbian": "sr", "srp": "sr", "croatian": "hr", "hrv": "hr",
}  # fmt: skip
_NOTHING = frozenset(("", "none", "null", "nan", "nat", "n/a", "na", "-", "unknown", "<na>"))
_URL = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?$|(\d{13})$")
_HTML_TEXT = re.compile(r"\s*<(?:!doctype|html|p|div|article|body|section|h[1-6]|figure)\b", re.IGNORECASE)
_ADVICE_COLUMNS = "Say which column holds the article, as in --column text=NAME."
_WORD = re.compile(r"[^\W\d_]{2}|[^\W\d_].*[^\W\d_]", re.DOTALL)
_ASIDE = re.compile("[\udc80-\udcff]")  # bytes that were not UTF-8 (surrogateescape)


def fold_column(name: str) -> str:
    """A column's name without case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", name).casefold()


def map_columns(names: Sequence[str], origin: Origin) -> dict[str, str] | Fault:
    """Which column each field is in.

    Args:
        names: the columns that are there, as the file writes them.
        origin: where; its options come before the usual names.

    Returns:
        Field -> column, or a fault that names the columns if there is none with text or one asked for is missing.
    """
    mapping = {field: column for field, column in origin.options.columns.items() if has_column(names, column)}
    missing = sorted(set(origin.options.columns.values()) - set(mapping.values()))
    there = ", ".join(clip(name, 40) or "(no name)" for name in names[:40]) or "none"
    if missing:
        advice = "Name one that is there, as in --column text=NAME."
        return origin.fault(f"there is no column {missing[0]!r}; the columns are: {there}", advice, "no-column")
    mapping = map_fields(names, mapping)
    if "text" not in mapping and "html" not in mapping:
        problem = f"no column holds the articles' text; the columns are: {there}"
        return origin.fault(problem, _ADVICE_COLUMNS, "no-column")
    return mapping


def map_fields(names: Sequence[str], settled: Mapping[str, str] | None = None) -> dict[str, str]:
    """The column of each field by its usual names, for the fields that are not settled yet."""
    mapping = dict(settled or {})
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(fold_column(name), name)
    taken = set(mapping.values())
    for field, usual in _NAMES.items():
        if field not in mapping:
            found = next((folded[name] for name in usual if name in folded and folded[name] not in taken), None)
            if found is not None:
                mapping[field] = found
                taken.add(found)
    return mapping


def has_column(names: Iterable[str], column: str) -> bool:
    """Whether a column is there, or the first step of a dotted path into one."""
    return column in names or any(column.startswith(name + ".") for name in names)


def count_fields(names: Sequence[str]) -> int:
    """How many fields of an article have a column of a usual name."""
    folded = {fold_column(name) for name in names}
    return sum(bool(folded & set(usual)) for usual in _NAMES.values())


def looks_like_table(names: Sequence[str]) -> bool:
    """Whether a line of names heads a table of articles: text and one field more, by their usual names."""
    folded = {fold_column(name) for name in names}
    has_text = bool(folded & {*_NAMES["text"], *_NAMES["html"]})
    return has_text and count_fields(names) >= 2 and all(len(name) < 60 for name in names)


def make_item(row: Mapping[str, Any], mapping: Mapping[str, str], origin: Origin, place: str) -> Item | Fault:
    """One row as an item; a fault if it has no text."""

    def cell(field: str) -> Any:
        column = mapping.get(field)
        return None if column is None else _look_up(row, column)

    text, kind = read_text_cell(cell("text")), "text"
    if not text or (isinstance(text, str) and _HTML_TEXT.match(text)):
        page = text or read_text_cell(cell("html"))
        text, kind = page, "page" if page else kind
    url, outlet = read_cell(cell("url")), read_cell(cell("outlet"))
    identity = read_cell(cell("id"))
    if not text:
        named = f" (id {clip(identity, 40)})" if identity else ""
        advice = "The row was left out; fill its text in, or name another column with --column text=NAME."
        return origin.fault(f"it has no text{named}", advice, "no-text", place)
    if outlet and _URL.match(outlet):
        url, outlet = url or outlet, None
    if url is None and identity and _URL.match(identity):
        url = identity
    return Item(
        source=origin.source,
        key=origin.key(place),
        data=text,
        kind="page" if kind == "page" else "text",
        title=read_cell(cell("title")),
        published=read_date(cell("published")),
        outlet=outlet,
        url=url if url and _URL.match(url) else None,
        language=read_language(cell("language")),
        authors=read_authors(cell("authors")),
    )


def _look_up(row: Mapping[str, Any], column: str) -> Any:
    if column in row:
        return row[column]
    value: Any = row
    for step in column.split("."):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def read_text_cell(value: Any) -> str | bytes | None:
    """The text of a cell: a string, bytes, or a list of paragraphs; None if there are no letters."""
    if isinstance(value, list):
        value = "\n\n".join(part for part in value if isinstance(part, str))
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("text", "value", "content", "#text") if key in value), None)
    if isinstance(value, bytes):
        return value if value.strip() else None
    if not isinstance(value, str) or value.strip().casefold() in _NOTHING:
        return None
    if not value.isascii() and _ASIDE.search(value):
        return value.encode("utf-8", "surrogateescape")  # not UTF-8: decoded, and told of, as a page would be
    return value if _WORD.search(value) else None


def read_cell(value: Any) -> str | None:
    """A cell as one line; None where it says nothing. Objects such as ``{"name": "Reuters"}`` give their name."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("name", "title", "url", "@value", "value", "id") if value.get(key)), None)
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    line = clean_line(mend(str(value)))
    return None if line.casefold() in _NOTHING else line


def mend(text: str) -> str:
    """Bytes that were not UTF-8, kept aside on reading, as the Windows letters that they most often are."""
    if text.isascii():
        return text
    return _ASIDE.sub(lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def read_date(value: Any) -> str | None:
    """A date cell as ISO; as written if it can't be read one way; None if there is none.

    Seconds or milliseconds since 1970 are read as UTC. A midnight without a zone is how tables write a day.
    """
    if isinstance(value, datetime):
        value = value.isoformat()
    elif isinstance(value, date):
        return value.isoformat()
    line = read_cell(value)
    if line is None:
        return None
    if found := _EPOCH.match(line):
        seconds = int(found[1]) if found[1] else int(found[2]) / 1000
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    iso = parse_published(line)
    return (iso.removesuffix("T00:00:00") if iso else None) or line


def read_language(value: Any) -> str | None:
    """The ISO 639-1 code of a language's name or code ("English", "eng", "en-GB"), or None."""
    line = (read_cell(value) or "").casefold()
    name = re.split(r"[\s;,/]", line, maxsplit=1)[0]
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    found = re.fullmatch(r"([a-z]{2})(?:[-_].{1,10})?", name)
    return found.group(1) if found else None


def read_authors(value: Any) -> tuple[str, ...]:
    """The names in a cell: a byline, a list, objects with names, or a list written out ("['A', 'B']")."""
    if isinstance(value, str) and re.fullmatch(r"\s*\[.*\]\s*", value, re.DOTALL):
        value = re.findall(r"'([^']+)'|\"([^\"]+)\"", value)
        value = [one or two for one, two in value]
    if isinstance(value, list):
        names = [name for entry in value[:100] if (name := read_cell(entry))]
        return tuple(dict.fromkeys(name for each in names for name in split_authors(each)))
    line = read_cell(value)
    return split_authors(line) if line else ()
