"""ICEWS: 20 columns, tab-separated, with a header; what is not known is empty.

One row is one source and one target. Choices of ours:

- **Event ID** is an integer. In ICEWS an id can come twice with another date; here it is unique, because the rows of
  one event have ids of their own: see :mod:`dragoman.write.exports.facts`, also for pairs, dates, reciprocal events.
- **Event Date** is the day that the text tells, else empty; the layout has no column for the day of publication.
- **CAMEO Code**, **Event Text**, **Intensity**: the narrowest CAMEO code that the PLOVER type and mode allow, its title
  and its figure on the CAMEO scale of Goldstein. Where PLOVER has as one what CAMEO parts (an attack of unknown
  means is 18, 19 or 20), code and text are empty, and the figure is given only if all agree.
- **Sectors** are ICEWS' words where we know which; a country itself has none, as in ICEWS.
- **Source Country** is the English name. **Story ID** is the number that the document's id spells.
- **Sentence Number** counts from 1, the headline being the first sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman.find.layout import Sentences
from dragoman.knowledge.codes import cameo_of
from dragoman.record import Document, Record
from dragoman.write.chain import Index
from dragoman.write.exports.facts import (
    Choice,
    cell,
    counted_events,
    day_of,
    indexed,
    number_of,
    numbered_pairs,
    sector_of,
    state_of,
)
from dragoman.write.exports.files import new_text, target_file
from dragoman.write.exports.polecat import place_parts

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
    "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
# As they stand in the public data; PLOVER sectors that are not here have no word of ICEWS that we could verify.
_SECTORS = {
    "GOV": "Government",
    "MIL": "Military,Government",
    "COP": "Government,Police",
    "LEG": "Government,Legislative / Parliamentary",
    "JUD": "Government,Judicial",
    "REB": "Dissident,Rebel",
    "UAF": "Unidentified Forces",
    "PTY": "Parties",
    "CVL": "General Population / Civilian / Social,Social",
    "BUS": "Business",
    "CRM": "Criminals / Gangs",
    "IGO": "International Government Organization",
}
_COUNTRIES = {"RUS": "Russian Federation", "PSE": "Occupied Palestinian Territory"}


def write_icews(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One row for each event and pair of sides."""
    path = target_file(out, "icews.tab")
    with new_text(path, choice.overwrite) as lines:
        lines.write("\t".join(COLUMNS) + "\n")
        for index in indexed(records):
            for row in _rows(index, choice):
                lines.write("\t".join(cell(v) for v in row) + "\n")
    return [path]


def _rows(index: Index, choice: Choice) -> Iterator[tuple[object, ...]]:
    read: tuple[Document, Sentences] | None = None
    for document, event in counted_events(index, choice):
        if read is None or read[0] is not document:
            read = (document, Sentences(document.text))
        code = cameo_of(event.type, event.mode)
        sentence = read[1].index(event.span[0]) + 1
        city, district, province, country = place_parts(event.place)
        where = (event.place.lat, event.place.lon) if event.place else (None, None)
        for number, (source, target) in numbered_pairs(event):
            yield (
                number, day_of(event.date), *_side(index, source), code.title, code.code, code.goldstein,
                *_side(index, target), number_of(document.id), sentence, document.outlet,
                city, district, province, country_name(country), *where,
            )  # fmt: skip


def _side(index: Index, actor: str | None) -> tuple[str | None, str | None, str | None]:
    known = index.actors.get(actor or "")
    if known is None:
        return (None, None, None)
    sector = None if known.kind == "state" else _SECTORS.get(sector_of(known) or "")
    return known.name, sector, country_name(known.country)


def country_name(iso3: str | None) -> str | None:
    """A country as ICEWS writes it; where we do not know how, by our own name for it."""
    state = state_of(iso3)
    return _COUNTRIES.get(iso3 or "") or (state.name if state else None)
