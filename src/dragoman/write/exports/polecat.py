"""POLECAT: 40 columns, tab-separated, with a header; what is not known is ``None``; lists are parted by ``; ``.

One row is one event: several actors share its cells, as in the published data. Choices of ours:

- **Event Date** is the day that the text tells, else ``None`` (NGEC, which makes POLECAT, puts the day of publication
  there; that day stands in *Publication Date* only). See :mod:`dragoman.write.exports.facts` for coarser dates.
- **Intensity** is the score of the event type in the PLOVER manual; modes have none of their own there.
- **Actor COW** is the Correlates of War number; countries are ISO alpha-3.
- **Actor Name** is the canonical name, **Actor Name Raw** the words nearest to the event that name it,
  **Actor Title** the titles that the article gives. There is no link to Wikipedia, so these two columns are ``None``.
- **City, District, Province** are what the gazetteer says that the place is: see :func:`place_parts`. **Raw Placename**
  are the words of the article. *Feature Type* is ``None``: a record does not keep it.
- Only asserted events, whoever vouches for them; what an article denies or expects did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dragoman.knowledge import ontology, places_named
from dragoman.record import Actor, Document, Event, Mention, Place, Record
from dragoman.write.chain import Index
from dragoman.write.exports.facts import Choice, cell, counted_events, day_of, indexed, sector_of, state_of, words_of
from dragoman.write.exports.files import new_text, target_file

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title",
    "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
    "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language",
    "Version",
)  # fmt: skip


class PlaceParts(NamedTuple):
    """A place as the layouts part it."""

    city: str | None = None
    district: str | None = None
    province: str | None = None
    country: str | None = None


@lru_cache(maxsize=4096)
def kind_of(name: str, number: int | None) -> str | None:
    """What the gazetteer says that a place is (country, capital, admin1, admin2, city, region), by name and number."""
    return next((p.kind for p in places_named(name) if p.number and p.number == number), None)


def place_parts(place: Place | None) -> PlaceParts:
    """City, district, province and country (ISO alpha-3) of a place that is in the gazetteer.

    A place that it does not list by its number is no city: it has the province and country that the record gives.
    """
    if place is None or place.name is None:
        return PlaceParts()
    if is_country(place):
        return PlaceParts(country=place.country)
    kind = kind_of(place.name, place.geonames_id)
    city = place.name if kind in ("city", "capital") else None
    district = place.name if kind == "admin2" else None
    return PlaceParts(city, district, place.admin1, place.country)


def is_country(place: Place) -> bool:
    """Whether a place is a state or territory as a whole."""
    state = state_of(place.country)
    return state is not None and place.admin1 is None and place.name in state.names


def write_polecat(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One row for each event."""
    path = target_file(out, "polecat.txt")
    with new_text(path, choice.overwrite) as lines:
        lines.write("\t".join(COLUMNS) + "\n")
        for index in indexed(records):
            version = f"dragoman-{index.record.dragoman.version} {index.record.dragoman.model}"
            for document, event in counted_events(index, choice):
                row = (*_what(event), *_side(index, event, event.actors), *_side(index, event, event.recipients))
                row = (*row, *_where(event.place), *_story(index, document), version)
                lines.write("\t".join(cell(v) or "None" for v in row) + "\n")
    return [path]


def _joined(values: Iterable[object | None]) -> str | None:
    """Values parted by ``; ``, each once; a ``;`` inside of one becomes a comma, so that lists part again."""
    return "; ".join(dict.fromkeys(cell(v).replace(";", ",") for v in values if v is not None and cell(v))) or None


def _what(event: Event) -> tuple[object, ...]:
    intensity = ontology().types[event.type].intensity
    quad = event.quad.upper()
    return event.id, day_of(event.date), event.type, event.mode, intensity, quad, _joined(event.contexts)


def _side(index: Index, event: Event, ids: tuple[str, ...]) -> tuple[object, ...]:
    actors = [index.actors[i] for i in ids if i in index.actors]
    states = [state_of(a.country) for a in actors]
    sectors = [sector_of(a) for a in actors]
    titles = (r.title for a in actors for r in a.roles if r.document in (None, event.document))
    return (
        _joined(a.name for a in actors),
        _joined(a.country for a in actors),
        _joined(s.cow_number for s in states if s),
        _joined([next((s for s in sectors if s), None)]),
        _joined(sectors),
        _joined(titles),
        _joined(_raw_name(index, event, a) for a in actors),
        None,
    )


def _raw_name(index: Index, event: Event, actor: Actor) -> str | None:
    mention = nearest_mention(index, event, actor.id, pronouns=False) or nearest_mention(index, event, actor.id)
    return words_of(index.documents.get(event.document), (mention.start, mention.end)) if mention else None


def nearest_mention(index: Index, event: Event, actor: str, *, pronouns: bool = True) -> Mention | None:
    """The mention of an actor that stands nearest to the words of an event, with or without pronouns."""
    facts = index.facts.get(event.document)
    mentions = [m for m in facts.mentions if m.actor == actor and (pronouns or m.form != "pronoun")] if facts else []
    start, end = event.span
    return min(mentions, key=lambda m: (max(start - m.end, m.start - end, 0), m.start), default=None)


def _where(place: Place | None) -> tuple[object, ...]:
    if place is None:
        return (None,) * 10
    where = (place.lat, place.lon, place.geonames_id)
    return place.name, *place_parts(place), *where, place.text, None


def _story(index: Index, document: Document) -> tuple[object, ...]:
    facts = index.facts[document.id]
    ids = dict.fromkeys(m.actor for m in facts.mentions)
    named = [index.actors[i] for i in ids if i in index.actors]
    people = _joined(a.name for a in named if a.kind == "person")
    bodies = _joined(a.name for a in named if a.kind in ("organisation", "government", "outlet"))
    places = _joined(e.place.name for e in facts.events if e.place and e.place.name)
    return document.outlet, (document.published or "")[:10] or None, people, bodies, places, document.language
