"""Wikidata items: people with the offices that they held (P39) and the terms (P580, P582).

Read are dumps (one item a line, inside ``[`` and ``]`` or not, packed or not) and what ``Special:EntityData/Q….json``
gives. Labels of offices and countries come from items in the same file; countries are known by their item's number too
(``wikidata_states.tsv``). An office whose label the file does not hold is left out, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from dragoman.record import ActorKind
from dragoman.register.entries import Gender, Held
from dragoman.register.rows import BadRow, Problems, Row, Skipped, open_lines, term

_HUMAN = "Q5"
_GENDERS: dict[str, Gender] = {"Q6581097": "m", "Q6581072": "f", "Q2449503": "m", "Q1052281": "f"}


class _Item(msgspec.Struct):
    """What is used of an item."""

    id: str
    labels: dict[str, Any] = {}
    aliases: dict[str, Any] | list[Any] = {}
    claims: dict[str, Any] | list[Any] = {}
    number: int = 0


class _Office(msgspec.Struct, frozen=True):
    label: str | None
    country: str | None


def read_wikidata(name: str, skipped: Problems, remarks: list[str]) -> Iterator[Row]:
    """The people of a file of items; a row's number is its line, or its place in one object of items."""
    offices: dict[str, _Office] = {}
    people: list[bytes] = []
    for item in _items(name, skipped):
        if _HUMAN in _ids(item, "P31"):
            people.append(msgspec.json.encode(_slim(item)))
        else:
            country = _first_state([item.id, *_ids(item, "P1001"), *_ids(item, "P17")])
            offices[item.id] = _Office(_label(item), country)
    unlabelled: set[str] = set()
    for raw in people:
        item = msgspec.json.decode(raw, type=_Item)
        try:
            yield _row(item, offices, unlabelled, skipped)
        except BadRow as problem:
            skipped.append(Skipped(item.number, str(problem)))
    if offices:
        remarks.append(f"{len(offices)} items are no people; they were used for labels and countries only")
    if unlabelled:
        some = ", ".join(sorted(unlabelled)[:8]) + (" …" if len(unlabelled) > 8 else "")
        remarks.append(f"{len(unlabelled)} offices have no label in the file and were left out: add the items {some}")


def _items(name: str, skipped: Problems) -> Iterator[_Item]:
    """The items of a dump, of EntityData answers (one or several lines), or of one object over many lines."""
    number, pending = 0, ""
    for line in open_lines(name):
        text = line.strip()
        number += 1
        if not pending and text.rstrip(",") in ("", "[", "]"):
            continue
        if pending or not _is_whole(text):
            pending += line  # an object printed over several lines
            if len(pending) < 200_000_000:
                continue
        yield from _parse(text.rstrip(","), number, skipped)
    if pending.strip():
        yield from _parse(pending.strip(), 1, skipped)


def _is_whole(text: str) -> bool:
    return text.startswith("{") and text.rstrip(",").endswith("}")


def _parse(text: str, number: int, skipped: Problems) -> Iterator[_Item]:
    try:
        found = msgspec.json.decode(text)
        if isinstance(found, dict) and "entities" in found:
            found = list(found["entities"].values())
        many = found if isinstance(found, list) else [found]
    except (msgspec.DecodeError, AttributeError) as problem:
        skipped.append(Skipped(number, f"no item of Wikidata ({problem})"))
        return
    for n, one in enumerate(many):
        at = number + n if len(many) > 1 else number
        try:
            item = msgspec.convert(one, _Item)
        except msgspec.ValidationError as problem:
            skipped.append(Skipped(at, f"no item of Wikidata ({problem})"))
            continue
        item.number = at
        yield item


def _slim(item: _Item) -> _Item:
    claims = item.claims if isinstance(item.claims, dict) else {}
    kept: dict[str, Any] = {p: claims[p] for p in ("P31", "P39", "P27", "P21") if p in claims}
    labels = {k: v for k, v in item.labels.items() if k in ("en", "mul", "en-gb", "en-us", "en-ca")}
    aliases = {k: v for k, v in item.aliases.items() if k in ("en", "mul")} if isinstance(item.aliases, dict) else {}
    return _Item(item.id, labels, aliases, kept, item.number)


def _row(item: _Item, offices: dict[str, _Office], unlabelled: set[str], skipped: Problems) -> Row:
    label = _label(item)
    if label is None:
        raise BadRow(f"{item.id} has no English label")
    citizen = {c for q in _ids(item, "P27") if (c := _state(q) or (offices[q].country if q in offices else None))}
    roles: list[Held] = []
    for claim in _claims(item, "P39"):
        office = _id_of(claim.get("mainsnak"))
        if office is None or claim.get("rank") == "deprecated":
            continue
        known = offices.get(office)
        if known is None or known.label is None:
            unlabelled.add(office)
            continue
        quals = claim.get("qualifiers") or {}
        try:
            start, end = _day(quals.get("P580")), _day(quals.get("P582"))
            of = _first_state([q for p in ("P1001", "P17") for s in quals.get(p, ()) if (q := _id_of(s))])
            country = of or known.country or (next(iter(citizen)) if len(citizen) == 1 else None)
            roles.append(term(known.label, country=country, begin=start, end=end))
        except BadRow as problem:
            skipped.append(Skipped(item.number, f"only a part: {known.label}: {problem}"))
    sexes = {_GENDERS[q] for q in _ids(item, "P21") if q in _GENDERS}
    kind: ActorKind = "person"
    return Row(
        number=item.number, name=label, kind=kind, country=citizen.pop() if len(citizen) == 1 else None,
        gender=sexes.pop() if len(sexes) == 1 else None, aliases=tuple(_aliases(item)), roles=tuple(roles), key=item.id,
    )  # fmt: skip


def _label(item: _Item) -> str | None:
    for language in ("en", "mul", "en-gb", "en-us", "en-ca"):
        value = item.labels.get(language)
        words = value.get("value") if isinstance(value, dict) else value
        if isinstance(words, str) and words.strip():
            return " ".join(words.split())
    return None


def _aliases(item: _Item) -> list[str]:
    if not isinstance(item.aliases, dict):
        return []
    rows = [v for language in ("en", "mul") for v in item.aliases.get(language, ())]
    return [" ".join(v["value"].split()) for v in rows if isinstance(v, dict) and isinstance(v.get("value"), str)]


def _claims(item: _Item, prop: str) -> list[dict[str, Any]]:
    rows = item.claims.get(prop, ()) if isinstance(item.claims, dict) else ()
    return [c for c in rows if isinstance(c, dict)]


def _ids(item: _Item, prop: str) -> list[str]:
    return [q for c in _claims(item, prop) if c.get("rank") != "deprecated" and (q := _id_of(c.get("mainsnak")))]


def _id_of(snak: Any) -> str | None:
    """The item that a snak names; None for "some value" and "no value"."""
    if not isinstance(snak, dict) or snak.get("snaktype", "value") != "value":
        return None
    value = (snak.get("datavalue") or {}).get("value")
    if not isinstance(value, dict):
        return None
    number = value.get("numeric-id")
    found = value.get("id") or (f"Q{number}" if number else None)
    return found if isinstance(found, str) else None


def _day(snaks: Any) -> str | None:
    """The date of a qualifier as precisely as it is known: ``+2010-05-11T00:00:00Z`` with precision 11 is a day."""
    for snak in snaks or ():
        if not isinstance(snak, dict) or snak.get("snaktype", "value") != "value":
            continue
        value = (snak.get("datavalue") or {}).get("value") or {}
        time, precision = str(value.get("time", "")), value.get("precision", 11)
        if not time.startswith("+") or not isinstance(precision, int) or precision < 9:
            continue
        year, month, day = time[1:].split("T")[0].split("-")
        parts = [year.zfill(4)[-4:], month, day][: precision - 8 if precision < 11 else 3]
        return "-".join(p for p in parts if p != "00")
    return None


def _first_state(ids: list[str]) -> str | None:
    return next((c for q in ids if (c := _state(q))), None)


def _state(item: str) -> str | None:
    return _states().get(item)


@cache
def _states() -> dict[str, str]:
    text = (files("dragoman.register") / "wikidata_states.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {item: code for code, items in rows for item in items.split()}
