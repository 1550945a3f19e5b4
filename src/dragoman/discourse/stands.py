"""Positions as rows: who, on what, which way, on which day, in which sentence. What every view is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from dragoman.errors import UsageError
from dragoman.record import ActorKind, Document, Record, Stance

DayFrom = Literal["text", "published"]
_BREAK = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n+")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|No|vs|U\.S|a\.m|p\.m))\.$")


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """One position with all that a reader needs beside it.

    ``day`` is an ISO day: the first day that the words date the position to (``day_from`` is ``text``), else the day
    on which the article was published (``published``), else None. ``words`` are the evidence, ``sentence`` the whole
    sentence around it.
    """

    position: str
    actor: str
    name: str
    kind: ActorKind
    country: str | None
    issue: str
    label: str
    stance: Stance
    day: str | None
    day_from: DayFrom | None
    document: str
    title: str | None
    start: int
    end: int
    words: str
    sentence: str


def list_stands(records: Iterable[Record], *, copies: bool = False) -> list[Stand]:
    """The positions of records as rows, in the order of days, documents and words.

    Args:
        records: any number of records; settle them first (:class:`~dragoman.discourse.issues.IssueBook`), so that one
            issue has one id.
        copies: count also the positions of documents that are copies of another (``duplicate_of``).

    Returns:
        One row per position; undated ones come last.
    """
    out: dict[str, Stand] = {}
    for record in records:
        documents = {d.id: d for d in record.documents}
        actors = {a.id: a for a in record.actors}
        labels = {i.id: i.label for i in record.issues}
        for p in record.positions:
            doc, actor = documents.get(p.evidence.document), actors.get(p.actor)
            if doc is None or actor is None or (doc.duplicate_of and not copies):
                continue
            day, day_from = day_of(p.date.start if p.date else None, doc)
            start, end = p.evidence.start, p.evidence.end
            out[p.id] = Stand(
                position=p.id, actor=actor.id, name=actor.name, kind=actor.kind, country=actor.country,
                issue=p.issue, label=labels.get(p.issue, p.issue), stance=p.stance, day=day, day_from=day_from,
                document=doc.id, title=doc.title, start=start, end=end, words=doc.text[start:end],
                sentence=sentence_around(doc.text, start, end),
            )  # fmt: skip
    return sorted(out.values(), key=lambda s: (s.day or "~", s.document, s.start, s.position))


def day_of(said: str | None, doc: Document) -> tuple[str | None, DayFrom | None]:
    """The day of a position and where it comes from."""
    if said:
        return said[:10], "text"
    if doc.published:
        return doc.published[:10], "published"
    return None, None


def window(stands: Iterable[Stand], since: str | None = None, until: str | None = None) -> list[Stand]:
    """The rows of a window of days, both ends included. With a window, rows without a day are left out.

    Raises:
        UsageError: an end of the window is not an ISO day, or the window ends before it begins.
    """
    for day, name in ((since, "since"), (until, "until")):
        if day is not None:
            _check_day(day, name)
    if since and until and until < since:
        raise UsageError(f"the window ends ({until}) before it begins ({since}); swap the two days")
    if not since and not until:
        return list(stands)
    return [s for s in stands if s.day is not None and (since or "") <= s.day <= (until or "~")]


def _check_day(day: str, name: str) -> None:
    try:
        if date.fromisoformat(day).isoformat() == day:
            return
    except ValueError:
        pass
    raise UsageError(f"{name} must be a day such as 2025-03-14, not {day!r}")


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence (or sentences) that a span stands in, on one line."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", max(end - 1, 0))
    stop = len(text) if stop < 0 else stop
    first, last = line, stop
    for m in _BREAK.finditer(text, line, stop):
        if _ABBREVIATED.search(text[line : m.start()].rstrip("\"”’')]")):
            continue
        if m.end() <= start:
            first = m.end()
        elif m.start() >= end:
            last = m.start() + len(m[0].rstrip())
            break
    return " ".join(text[first:last].split())
