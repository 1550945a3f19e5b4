"""What several formats ask of a record: pairs of sides, days, codes, words.

**Pairs.** ICEWS, GDELT, Phoenix and graphs have one source and one target a row. An event of several sides gives a row
for each pair. A symmetric act (agreement, talks, cooperation whose sides all stand among the actors; any act whose
recipients repeat its actors) gives each pair in both directions, as CAMEO codes reciprocal events. An act without a
recipient gives a row with an empty target, one without an actor a row with an empty source.

**Days.** The layouts have a column for a day. An event has a day there if the text tells it within a week; the day is
then the first. "Last year" is not the first of January: the column stays empty, and so it does for an event without
a date. The day of publication never stands in for it.

**Row numbers.** An event that makes one row has the number that its id spells in hexadecimal (48 bits, exact in a
double); of an event with several rows each has the number of a new id, made from the event's and the two sides'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from dragoman.knowledge import State, state_by_code
from dragoman.record import Actor, Date, Document, Event, Modality, Record, Span, Statement, make_id
from dragoman.write.chain import Index, chain, index_record

SYMMETRIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})
ASSERTED: frozenset[Modality] = frozenset({"asserted"})
WEEK = 7
_HEX = re.compile(r"-([0-9a-f]{12})\Z")
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
Pair = tuple[str | None, str | None]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What an export may and may not do.

    Attributes:
        modalities: events of other modalities are left out of the formats that count what happened (POLECAT, ICEWS,
            GDELT, Phoenix, PLOVER JSON, FollowTheMoney, graphs). The others carry the modality with each event.
        overwrite: replace files that exist.
        formulas: leave cells of CSV that begin like a formula as they are; see :mod:`dragoman.write.exports.tables`.
    """

    modalities: frozenset[Modality] = ASSERTED
    overwrite: bool = False
    formulas: bool = False


def pairs_of(event: Event) -> list[Pair]:
    """The sides of an event two by two: source and target, as actor ids."""
    actors, recipients = dict.fromkeys(event.actors), dict.fromkeys(event.recipients)
    others = [r for r in recipients if r not in actors]
    mutual = len(actors) > 1 and not others and (event.type in SYMMETRIC or bool(recipients))
    if mutual:
        return [(a, b) for a in actors for b in actors if a != b]
    if not others:
        return [(a, None) for a in actors]
    return [(a, r) for a in actors for r in others] or [(None, r) for r in others]


def number_of(item: str) -> int:
    """A stable positive integer below 2 ** 48 for an id: what its twelve hexadecimal digits spell."""
    match = _HEX.search(item) or _HEX.search(make_id("n", item))
    assert match is not None
    return int(match[1], 16)


def numbered_pairs(event: Event) -> list[tuple[int, Pair]]:
    """The pairs of an event, each with the number of its row."""
    pairs = pairs_of(event)
    if len(pairs) == 1:
        return [(number_of(event.id), pairs[0])]
    return [(number_of(make_id("ev", event.id, a or "", b or "")), (a, b)) for a, b in pairs]


def day_of(when: Date | None) -> str | None:
    """The first day (ISO) of a date that the text tells within a week, else None."""
    if when is None:
        return None
    first, last = parse_day(when.start), parse_day(when.end)
    return when.start[:10] if first and last and 0 <= (last - first).days < WEEK else None


def common_prefix(when: Date | None) -> str | None:
    """A date as exactly as ISO can say it: day, month (``2025-03``) or year; None if it spans more than a year."""
    if when is None:
        return None
    if when.start[:10] == when.end[:10]:
        return when.start[:10]
    if when.start[:7] == when.end[:7]:
        return when.start[:7]
    return when.start[:4] if when.start[:4] == when.end[:4] else None


def parse_day(iso: str | None) -> date | None:
    """The day of an ISO date or date-time; None where it is not one."""
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def stamp_of(published: str | None) -> str | None:
    """A publication date as ``YYYYMMDDHHMMSS`` in UTC; a day without an hour has zeros, None stays None."""
    day = parse_day(published)
    if day is None or published is None:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return f"{day:%Y%m%d}000000"
    return f"{moment.astimezone(UTC) if moment.tzinfo else moment:%Y%m%d%H%M%S}"


def sector_of(actor: Actor) -> str | None:
    """The PLOVER sector of an actor; an outlet is media whatever else is known of it."""
    return "JRN" if actor.kind == "outlet" else actor.sector


def state_of(iso3: str | None) -> State | None:
    """The state of a code of the record."""
    return state_by_code(iso3) if iso3 else None


def cell(value: object) -> str:
    """A value for a line of a tab-separated file: None is empty, breaks and tabs are blanks."""
    return "" if value is None else _BREAKS.sub(" ", str(value)).strip()


def words_of(document: Document | None, span: Span | None) -> str | None:
    """The words of a span as they stand, or None where it can't be sliced."""
    if document is None or span is None or not 0 <= span[0] < span[1] <= len(document.text):
        return None
    return document.text[span[0] : span[1]]


def content_of(document: Document | None, statement: Statement) -> str | None:
    """What was said: the words of all content spans, parted by " … "."""
    parts = [w for s in statement.content_spans if (w := words_of(document, s))]
    return " … ".join(parts) or None


def vouched_by(index: Index, item: Statement | Event) -> str:
    """On whose word: the voices from the nearest to the outlet, parted by " < "."""
    return " < ".join(link.name for link in chain(index, item))


def counted_events(index: Index, choice: Choice) -> Iterator[tuple[Document, Event]]:
    """The events of a record that the choice lets pass, with their documents."""
    for event in index.record.events:
        document = index.documents.get(event.document)
        if document is not None and event.modality in choice.modalities:
            yield document, event


def sound(record: Record) -> Record:
    """The record in text that UTF-8 can hold: a lone surrogate of a broken page is U+FFFD, so that offsets hold."""
    try:
        msgspec.msgpack.encode(record)
    except UnicodeEncodeError:
        return msgspec.convert(_without_surrogates(msgspec.to_builtins(record)), type=Record)
    return record


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {k: _without_surrogates(v) for k, v in value.items()}
    return [_without_surrogates(v) for v in value] if isinstance(value, list | tuple) else value


def indexed(records: Iterable[Record]) -> Iterator[Index]:
    """The records one by one with their items by id."""
    return (index_record(record) for record in records)


def join_actors(one: Actor, two: Actor) -> Actor:
    """One actor as two records have it: what either knows, and the roles of both."""
    roles = (*one.roles, *(r for r in two.roles if r not in one.roles))
    if roles == one.roles and (one.country or not two.country) and (one.sector or not two.sector):
        return one
    return msgspec.structs.replace(
        one, country=one.country or two.country, sector=one.sector or two.sector, roles=roles
    )
