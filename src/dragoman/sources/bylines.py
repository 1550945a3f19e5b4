"""Lines around an article that tell who wrote it, where, when and for whom: bylines, date lines,
datelines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dragoman.sources.dates import parse_published

_CONNECTIVE = r"\s*(?:,|;|\band\b|&|\||\bund\b|\bet\b)\s*"
_BYLINE = re.compile(
    r"^(?:(?:by|written by|posted by|words by|authors?)\s*:?|words\s*:)\s+(?P<names>[^\W\d_][^|/·•–—]{1,140})(?:[|"
    r"/·•–—](?P<rest>.{0,90}))?$",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"^(?:(?:first |originally )?(?:published|posted|issued|updated|last updated|modified|"
    r"date|released|created)"
    r"(?:\s+(?:on|at|date))?\s*[:–—-]?\s+|(?:publication|published) date\s*:\s*)(.{4,90})$",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:updated|modified|last (?:updated|modified|edited))\b", re.IGNORECASE)
_DATE_FILLER = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|"
    r"sep\w*|oct\w*|nov\w*|dec\w*|st|nd|rd|th|of|at|on|am|pm|a\.m\.?|p\.m\.?|gmt|utc|[ecmp][sde]?t|bst|ist|msk|z|t|\d+|\W+",
    re.IGNORECASE,
)
_DATE_START = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)\w*\.? \d|\d)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^(?P<place>[A-Z][A-Z.'’\- ]{2,40}(?:[,/] [A-Z][\w.'’\- ]{1,30}){0,2}?)"
    r"(?:,\s*(?P<date>(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:\s+\d{1,2})?(?:,?\s+\d{4})?))?"
    r"\s*(?:[(\[/](?P<agency>[A-Z][\w .&-]{1,30})[)\]/])?\s*(?:--|[-–—:])\s+(?=\S)"
)
_BAR = re.compile(r"\s+[|·•]\s+")
_ROLE = re.compile(
    r"\b(?:staff|writer|correspondent|editor|reporter|in|for|the|press|news|agency|desk|bureau|chief|political|diplomatic)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Credit:
    """What a line around the article tells; ``rank`` 0 is a publication date, 1 a bare date, 2 an update."""

    authors: tuple[str, ...] = ()
    published: str | None = None
    rank: int = 0


@lru_cache(maxsize=1024)  # a line is asked about by its page and by the list of what was left out
def read_credit(line: str) -> Credit | None:
    """What a byline or a date line says; None if the line is neither."""
    if len(line) > 200:
        return None
    names, rest = _cut_date(line)
    if byline := _BYLINE.match(names):
        credit = _read_byline(byline["names"].strip(), f"{byline['rest'] or ''} {rest}".strip())
        if credit:
            return credit
    if label := _DATE_LABEL.match(line):
        published = parse_published(label.group(1))
        if published:
            return Credit(published=published, rank=2 if _UPDATED.match(line) else 0)
    if len(line) <= 60 and any(c.isdigit() for c in line) and not _DATE_FILLER.sub("", line):
        published = parse_published(line)
        if published:
            return Credit(published=published, rank=1)
    return _read_bar(line)


def _read_bar(line: str) -> Credit | None:
    """A date among the tools of a page: "24.02.2026 14:08 | Print | Views: 8,213"."""
    parts = _BAR.split(line) if len(line) <= 160 else []
    if not 2 <= len(parts) <= 8:
        return None
    if any(len(part) > 40 or len(part.split()) > 6 or part.endswith((".", "!", "?")) for part in parts):
        return None
    for part in parts:
        is_date = any(c.isdigit() for c in part) and not _DATE_FILLER.sub("", part)
        if is_date and (published := parse_published(part)):
            return Credit(published=published, rank=1)
    return None


def _cut_date(line: str) -> tuple[str, str]:
    """A byline and the date that follows it on the same line."""
    start = _DATE_START.search(line)
    if start and start.start() > 3 and parse_published(line[start.start() :]):
        return line[: start.start()].rstrip(" ,|/·•–—-"), line[start.start() :]
    return line, ""


def _read_byline(names: str, rest: str) -> Credit | None:
    """A byline has names with capitals and nothing else: "By then the talks had failed" is prose."""
    words = re.findall(r"[^\W\d_][\w.'’\-]*", names)
    lowered = [
        w
        for w in words
        if w[0].islower()
        and w not in ("and", "de", "van", "von", "der", "al", "bin", "el", "di", "la", "und", "et", "for", "in")
    ]
    if lowered or len(words) > 14 or re.search(r"[?!:\"“”\d]|\.$", names):
        return None
    authors = split_authors(names)
    if not authors:
        return None
    return Credit(authors=authors, published=parse_published(rest) if rest else None)


def split_authors(text: str) -> tuple[str, ...]:
    """The names in a list such as "By Jane Roe, John Doe and Ann Poe in Oslo"."""
    text = re.sub(r"^\s*(?:by|written by|author|authors)\s*:?\s+", "", text.strip(), flags=re.IGNORECASE)
    text = re.sub(r"\s+(?:in|for|at)\s+[A-Z].*$", "", text)
    names: list[str] = []
    for part in re.split(_CONNECTIVE, text):
        name = part.strip(" .|-–—")
        if not name or not name[0].isalpha() or len(name) > 60 or "@" in name or "/" in name:
            continue
        if names and _ROLE.search(name):
            continue  # "Jane Roe, Political Correspondent"
        if name not in names:
            names.append(name)
    return tuple(names)


def read_dateline(paragraph: str) -> tuple[str | None, str | None, bool]:
    """What a lead's dateline tells: ("OSLO, May 8, 2024 (Reuters) - ...").

    Returns:
        The agency, the ISO date (only if the year is written) and whether there is a dateline at all.
    """
    found = _DATELINE.match(paragraph[:160])
    if not found or not (found.group("date") or found.group("agency") or found.group("place").isupper()):
        return None, None, False
    return found.group("agency"), parse_published(found.group("date") or ""), True
