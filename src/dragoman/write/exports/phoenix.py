"""Phoenix: 26 columns, tab-separated, without a header; what is not known is empty.

The order is that of phoenix_pipeline's ``postprocess.py``; :data:`COLUMNS` has the names. Choices of ours:

- **One a day.** As in Phoenix, one day, source, target and CAMEO code make one row, whoever tells it: sentences,
  addresses and outlets are lists parted by ``;``. Copies of a story are therefore counted once. An act without a day or
  code, or of a side that is neither of a known country nor a known group, is not joined to anything.
- **EventID_version** is the row's number and our version (``42_v0.1.0``); of joined events, the first one's.
- **Source, Target** are CAMEO codes, ``---`` standing for a country that is not known; **SourceRoot** is the country or
  IGO, NGO, IMG, MNC; **SourceAgent** is one of the thirteen agents of Phoenix; what else the code holds stands in
  **SourceOthers**.
- **QuadClass** and **Goldstein** follow the CAMEO root and code as in that program (root 16 is class 3 there, 4 in
  GDELT); empty where CAMEO's code is not known and the possible ones do not agree.
- **Issues** are Phoenix' own themes, which we do not code: empty. Pairs and days:
  :mod:`dragoman.write.exports.facts`.
- **SentenceIDs** are ``document-id_sentence``, sentences counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from dragoman.find.layout import Sentences
from dragoman.knowledge.codes import cameo_of
from dragoman.record import Document, Event, Record
from dragoman.write.chain import Index
from dragoman.write.exports.cameo_actors import CameoActor, cameo_actor
from dragoman.write.exports.facts import Choice, cell, counted_events, day_of, indexed, numbered_pairs, state_of
from dragoman.write.exports.files import new_text, target_file
from dragoman.write.exports.polecat import place_parts
from dragoman.write.exports.spool import Spool, open_spool

COLUMNS = (
    "EventID_version", "Date", "Year", "Month", "Day", "Source", "SourceRoot", "SourceAgent", "SourceOthers", "Target",
    "TargetRoot", "TargetAgent", "TargetOthers", "CAMEO code", "RootCode", "QuadClass", "Goldstein", "Issues", "Lat",
    "Lon", "PlaceName", "StateName", "CountryName", "SentenceIDs", "URLs", "NewsSources",
)  # fmt: skip
_ROOTS = frozenset({"IGO", "NGO", "IMG", "MNC"})
_AGENTS = frozenset({"GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "MED", "EDU", "BUS", "CRM", "CVL"})


class _Row(msgspec.Struct):
    """A row in the making: its cells up to the lists, and the lists."""

    cells: list[str]
    sentences: list[str]
    urls: list[str]
    outlets: list[str]


def write_phoenix(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One row for each day, source, target and code."""
    path = target_file(out, "phoenix.txt")
    with new_text(path, choice.overwrite) as lines, open_spool(path.parent) as db:
        rows = Spool(db, "rows", _Row)
        for index in indexed(records):
            for key, row in _read(index, choice):
                known = rows.get(key)
                rows.put(key, _join(known, row) if known else row)
        for row in rows.values():
            lists = (";".join(filter(None, values)) for values in (row.sentences, row.urls, row.outlets))
            lines.write("\t".join((*row.cells, *lists)) + "\n")
    return [path]


def _join(one: _Row, two: _Row) -> _Row:
    def both(a: list[str], b: list[str]) -> list[str]:
        return list(dict.fromkeys((*a, *b)))

    return _Row(one.cells, both(one.sentences, two.sentences), both(one.urls, two.urls), both(one.outlets, two.outlets))


def _read(index: Index, choice: Choice) -> Iterator[tuple[str, _Row]]:
    read: dict[str, Sentences] = {}
    for document, event in counted_events(index, choice):
        if document.id not in read:
            read[document.id] = Sentences(document.text)
        sentence = f"{document.id}_{read[document.id].index(event.span[0]) + 1}"
        for number, (one, two) in numbered_pairs(event):
            source, target = cameo_actor(index.actors.get(one or "")), cameo_actor(index.actors.get(two or ""))
            day, code = day_of(event.date), cameo_of(event.type, event.mode).code
            known = day and code and all(side.country or side.group for side in (source, target))
            key = f"{day}|{source.code}|{target.code}|{code}" if known else f"{event.id}|{one}|{two}"
            head = f"{number}_v{index.record.dragoman.version}"
            cells = [cell(v) for v in (head, *_what(event, source, target), None, *_where(event))]
            yield key, _Row(cells, [sentence], [_listed(document.url or document.source)], [_outlet(document)])


def _what(event: Event, source: CameoActor, target: CameoActor) -> tuple[object, ...]:
    day = day_of(event.date) or ""
    code = cameo_of(event.type, event.mode)
    quad = 3 if code.root == "16" else code.quad
    return (
        day.replace("-", ""), day[:4], day[5:7], day[8:10], *_side(source), *_side(target), code.code, code.root, quad,
        code.goldstein,
    )  # fmt: skip


def _side(actor: CameoActor) -> tuple[str, str, str, str]:
    root = actor.country or (actor.type if actor.type in _ROOTS else "")
    agent = actor.type if actor.type in _AGENTS else ""
    others = [p for p in (actor.group, actor.type) if p and p not in (root, agent)]
    code = actor.code if root or not actor.code else f"---{actor.code}"
    return code, root, agent, ";".join(others)


def _where(event: Event) -> tuple[object, ...]:
    place = event.place
    if place is None or place.name is None:
        return (None,) * 5
    parts = place_parts(place)
    state = state_of(parts.country)
    return place.lat, place.lon, place.name, parts.province, state.name if state else None


def _listed(value: str) -> str:
    """A value that can stand in a list parted by ``;``."""
    return cell(value).replace(";", "%3B")


def _outlet(document: Document) -> str:
    return cell(document.outlet).replace(";", ",")
