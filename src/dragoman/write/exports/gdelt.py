"""GDELT 2: events (61 columns) and mentions (16), tab-separated, without a header, as ``*.export.CSV`` and
``*.mentions.CSV``; what is not known is empty.

One row of events is one source and one target; pairs, days and numbers as :mod:`dragoman.write.exports.facts` has
them (``hex()`` of a GLOBALEVENTID gives the event's id back where it made one row). Choices of ours, against GDELT's
codebook (version 2.0 of 19 February 2015):

- **One event a story.** As in GDELT, the same act (type and mode, both sides, day and place) told twice in one story
  is one event with two mentions. A story is an article and its copies (``duplicate_of``): copies make no new event,
  they are further mentions. An act without a day is only joined to its likes in the copies, since two undated acts
  may be two.
- **NumMentions** counts mentions and **NumArticles** articles, copies included; **NumSources** counts independent
  reports, and a story and its copies are one. Different stories are not joined: this is not done by any of our parts.
- **SQLDATE** is the day that the text tells; **MonthYear** and **Year** are also given where the text tells no more
  than the month or the year. **FractionDate** is the year and the share of it that has passed, as GDELT reckons:
  ((month - 1) * 30 + day) / 365.
- **DATEADDED**, **EventTimeDate** and **MentionTimeDate** are the time of publication in UTC; the hour is 000000
  where only the day is known.
- **Codes**: as for ICEWS; **QuadClass** follows the CAMEO root, as in GDELT (CONCEDE is 08 and so class 2).
- **Names** are in capitals. Ethnic and religious codes, a second and third type are empty: a record does not know
  them.
- **Actor1Geo, Actor2Geo**: a record has a place for the act, not for its sides, so their type is 0 (GDELT's own mark
  for no match). **ActionGeo**: types as GDELT numbers them; country codes are FIPS 10-4; ADM1 is given for countries
  only (it is the country's code), ADM2 and FeatureID never: GeoNames numbers are not GNS numbers.
- **IsRootEvent** is 1 for words in the headline or the first paragraph of the body.
- **AvgTone**, **Confidence**, **MentionDocTone** are empty: we measure neither. **InRawText** is 1: words are as they
  stand.
- Offsets are code points in ``text``; -1 where a side has no words in this article. **MentionType** is 1 for an
  article with an address and 2 (a citation) for one without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from dragoman.find.layout import Sentences
from dragoman.knowledge.codes import cameo_of, fips_of
from dragoman.record import Date, Document, Event, Place, Record
from dragoman.write.chain import Index
from dragoman.write.exports.cameo_actors import CameoActor, cameo_actor
from dragoman.write.exports.facts import (
    Choice,
    cell,
    common_prefix,
    counted_events,
    day_of,
    indexed,
    numbered_pairs,
    stamp_of,
    state_of,
)
from dragoman.write.exports.files import Lines, new_files, target_folder
from dragoman.write.exports.polecat import is_country, nearest_mention, place_parts
from dragoman.write.exports.spool import Spool, open_spool

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
EVENT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{c}" for c in _ACTOR), *(f"Actor2{c}" for c in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(f"Actor1Geo_{c}" for c in _GEO), *(f"Actor2Geo_{c}" for c in _GEO), *(f"ActionGeo_{c}" for c in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTION_COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier",
    "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence",
    "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
_NOWHERE = ("0", "", "", "", "", "", "", "")


class _Row(msgspec.Struct):
    """An event in the making: cells up to the counts, then those after them; who told it."""

    number: int
    head: list[str]
    tail: list[str]
    stamp: str
    articles: list[str]
    mentions: int = 0
    original: bool = False


class _Told(msgspec.Struct):
    """A mention in the making, and the key of its event."""

    key: str
    cells: list[str]


def write_gdelt(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """``gdelt.export.CSV`` (events) and ``gdelt.mentions.CSV`` in the folder ``out``."""
    folder = target_folder(out)
    paths = [folder / "gdelt.export.CSV", folder / "gdelt.mentions.CSV"]
    with new_files(paths, choice.overwrite) as parts, open_spool(folder) as db:
        events, told = Spool(db, "events", _Row), Spool(db, "told", _Told)
        for index in indexed(records):
            for key, row, mention in _read(index, choice):
                _join(events, told, key, row, mention)
        with Lines(parts[0], paths[0]) as lines:
            for row in events.values():
                counts = (row.mentions, 1, len(row.articles), "")
                lines.write("\t".join((str(row.number), *row.head, *map(str, counts), *row.tail)) + "\n")
        with Lines(parts[1], paths[1]) as lines:
            for mention in told.values():
                event = events.get(mention.key)
                if event is not None:
                    lines.write("\t".join((str(event.number), event.stamp, *mention.cells)) + "\n")
    return paths


def _join(events: Spool[_Row], told: Spool[_Told], key: str, row: _Row, mention: _Told) -> None:
    """Adds a mention to its event. The original's own row takes the place of a copy's that came before it."""
    known = events.get(key)
    article = row.articles[0]
    if known is not None:
        articles = known.articles if article in known.articles else [*known.articles, article]
        kept = row if row.original and not known.original else known
        row = msgspec.structs.replace(kept, articles=articles, mentions=known.mentions)
    row.mentions += 1
    events.put(key, row)
    told.put(f"{key}|{article}|{row.mentions}", mention)


def _read(index: Index, choice: Choice) -> Iterator[tuple[str, _Row, _Told]]:
    sentences: dict[str, Sentences] = {}
    seen: dict[str, int] = {}
    for document, event in counted_events(index, choice):
        if document.id not in sentences:
            sentences[document.id] = Sentences(document.text)
        for number, (one, two) in numbered_pairs(event):
            first, second = cameo_actor(index.actors.get(one or "")), cameo_actor(index.actors.get(two or ""))
            same = _sameness(document, event, one, two)
            if day_of(event.date) is None:
                nth = seen[f"{document.id}|{same}"] = seen.get(f"{document.id}|{same}", 0) + 1
                same = f"{same}|{nth}"
            row = _Row(
                number=number,
                head=[cell(v) for v in _head(document, event, first, second)],
                tail=[*_NOWHERE, *_NOWHERE, *map(cell, _geo(event.place)), _stamp(document), _address(document)],
                stamp=_stamp(document),
                articles=[document.id],
                original=document.duplicate_of is None,
            )
            cells = [cell(v) for v in _mention(index, event, (one, two), sentences[document.id])]
            yield same, row, _Told(key=same, cells=cells)


def _sameness(document: Document, event: Event, one: str | None, two: str | None) -> str:
    """What makes two tellings in one story the same event."""
    place = event.place
    where = (place.geonames_id or place.name or place.text) if place else ""
    parts = (document.duplicate_of or document.id, event.type, event.mode or "", one or "", two or "")
    return "|".join((*parts, day_of(event.date) or "", str(where)))


def _head(document: Document, event: Event, one: CameoActor, two: CameoActor) -> tuple[object, ...]:
    code = cameo_of(event.type, event.mode)
    root_event = int(event.span[0] < _lead_end(document.text))
    return (
        *_dates(event.date), *_actor(one), *_actor(two), root_event, code.code, code.base, code.root, code.quad,
        code.goldstein,
    )  # fmt: skip


def _dates(when: Date | None) -> tuple[object, ...]:
    day, prefix = day_of(when), common_prefix(when) or ""
    fraction = None
    if day:
        year, month, number = (int(p) for p in day.split("-"))
        fraction = f"{year + ((month - 1) * 30 + number) / 365:.4f}"
    known = day or prefix
    month_year = known[:7].replace("-", "") if len(known) >= 7 else None
    return day and day.replace("-", ""), month_year, known[:4] or None, fraction


def _actor(actor: CameoActor) -> tuple[str, ...]:
    return actor.code, actor.name.upper(), actor.country, actor.group, "", "", "", actor.type, "", ""


def _geo(place: Place | None) -> tuple[object, ...]:
    """A place in GDELT's eight cells; one that is no country, province or town of the gazetteer is no match."""
    if place is None or place.name is None:
        return _NOWHERE
    parts, state, fips = place_parts(place), state_of(place.country), _fips(place)
    if state is not None and is_country(place):
        return 1, state.name, fips, fips, None, place.lat, place.lon, fips
    if parts.city is None and parts.province is None:
        return _NOWHERE  # a sea, a region of several provinces: GDELT has no type for it
    in_usa = place.country == "USA"
    kind = (3 if in_usa else 4) if parts.city else (2 if in_usa else 5)
    names = (parts.city, parts.province, state.name if state else None)
    full = ", ".join(dict.fromkeys(n for n in names if n))
    return kind, full, fips, None, None, place.lat, place.lon, None


def _fips(place: Place) -> str | None:
    """The FIPS code; Palestine has one for either part only."""
    if place.country == "PSE":
        named = f"{place.name} {place.admin1}"
        return "GZ" if "Gaza" in named else "WE" if "West Bank" in named else None
    return fips_of(place.country)


def _lead_end(text: str) -> int:
    """Where the headline and the first paragraph of the body end."""
    first = text.find("\n\n")
    second = text.find("\n\n", first + 2) if first >= 0 else -1
    return second if second >= 0 else len(text)


def _stamp(document: Document) -> str:
    return stamp_of(document.published) or ""


def _address(document: Document) -> str:
    return cell(document.url or document.source)


def _mention(index: Index, event: Event, pair: tuple[str | None, str | None], read: Sentences) -> tuple[object, ...]:
    document = index.documents[event.document]
    host = urlsplit(document.url).hostname if document.url else None
    offsets = []
    for actor in pair:
        mention = nearest_mention(index, event, actor) if actor else None
        offsets.append(mention.start if mention else -1)
    return (
        stamp_of(document.published), 1 if document.url else 2,
        (host or "").removeprefix("www.") or document.outlet, _address(document),
        read.index(event.span[0]) + 1, *offsets, event.span[0], 1, None, len(document.text), None, None, None,
    )  # fmt: skip
