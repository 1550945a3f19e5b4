"""The register for people and for other programs: lines of text, JSON lines, CSV, FollowTheMoney."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from dragoman import knowledge as kb
from dragoman.register.corrections import undone
from dragoman.register.entries import VERSION, Entry, Held, encode_entry
from dragoman.register.fit import country_on, sector_on
from dragoman.register.register import Register


def one_line(e: Entry) -> str:
    """One actor on one line: id, name, kind, country, sector, the latest role."""
    last = max(e.roles, key=lambda r: (r.until or ("9999" if r.exact else ""), r.from_ or ""), default=None)
    day = _last_day(e)
    parts = [e.kind, country_on(e, day) or "–", sector_on(e, day) or "–"]
    return f"{e.id}  {e.name}  ({', '.join(parts)})" + (f"  {last.title}{_days(last)}" if last else "")


def _last_day(e: Entry) -> date | None:
    days = [d for d in (e.last, *(r.until or r.from_ for r in e.roles)) if d]
    return date.fromisoformat(max(days)) if days else None


def _days(r: Held) -> str:
    if r.from_ is None and r.until is None:
        return ""
    if r.exact:
        return f", {r.from_ or '…'} to {r.until or '…'}"
    return f", as read on {r.from_}" if r.from_ == r.until else f", as read from {r.from_} to {r.until}"


def full_lines(e: Entry, book: Register) -> list[str]:
    """An actor with all that is known and whence."""
    out = [f"{e.name}  {e.id}"]
    facts = [("kind", e.kind), ("country", e.country), ("sector", e.sector), ("gender", e.gender)]
    facts += [("also called", ", ".join(e.aliases)), ("other ids", ", ".join(e.ids)), ("apart by", e.apart)]
    facts += [("named", f"{e.first} to {e.last}" if e.first else None), ("documents", ", ".join(e.documents))]
    facts += [("from lists", "; ".join(e.origins))]
    out += [f"  {label:<12}{value}" for label, value in facts if value]
    for r in e.roles:
        where = f" ({', '.join(x for x in (r.organisation, r.country, r.sector) if x)})"
        guessed = "" if r.told or not r.country else " [country from the context]"
        out.append(f"  role        {r.title}{where if len(where) > 3 else ''}{_days(r)}{guessed}")
        out += [f"              {r.origin}"] if r.origin else []
        for w in r.witnesses:
            source = ", ".join(x for x in (w.outlet, w.published, w.url or w.source) if x)
            at = f" [{w.start}:{w.end}]" if w.start is not None else ""
            out.append(f"              “{w.words}” {source} ({w.document}{at})")
    mine = [c for c in book.corrections if e.id in (c.target, c.value) or c.target in e.ids]
    back = undone(book.corrections)
    for c in mine:
        what = " ".join(str(x) for x in (c.action, c.field, c.value) if x is not None)
        out.append(f"  correction  {c.id}: {what} ({c.by}, {c.at[:10]}){' – undone' if c.id in back else ''}")
    return out


def as_lines(entries: list[Entry], header: bool = True) -> Iterator[str]:
    """JSON lines, as the register's own file has them."""
    if header:
        yield f'{{"dragoman":"register","version":{VERSION}}}\n'
        entries = sorted(entries, key=lambda e: e.id)
    for e in entries:
        yield encode_entry(e).decode() + "\n"


def as_csv(entries: list[Entry]) -> Iterator[str]:
    """A table with one row for each role, and the first words that evidence it."""
    columns = ("id", "name", "kind", "country", "sector", "gender", "aliases", "title", "organisation", "from", "until",
               "dates", "words", "document", "url")  # fmt: skip
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for e in entries:
        start = [e.id, e.name, e.kind]
        for r in e.roles or (None,):
            w = r.witnesses[0] if r and r.witnesses else None
            country, sector = (_told(r) or e.country, r.sector) if r else (e.country, e.sector)
            dates = "term" if r and r.exact else "seen" if r else None
            role = [r.title, r.organisation, r.from_, r.until, dates] if r else [None, None, None, None, dates]
            said = [w.words, w.document, w.url] if w else [None] * 3
            row = [*start, country, sector, e.gender, ";".join(e.aliases), *role, *said]
            writer.writerow(_harmless(x) for x in row)
    yield file.getvalue()


def _harmless(cell: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell and cell[0] in "=+-@\t\r" else cell or ""


def as_ftm(entries: list[Entry]) -> Iterator[str]:
    """FollowTheMoney entities, one a line."""
    for thing in write_ftm(entries):
        yield json.dumps(thing, ensure_ascii=False) + "\n"


def write_ftm(entries: list[Entry]) -> Iterator[dict[str, Any]]:
    """Entries as FollowTheMoney entities: a person or body, and for each role a position and its occupancy."""
    schemas = {"person": "Person", "organisation": "Organization", "outlet": "Organization", "group": "Organization"}
    for e in entries:
        schema = schemas.get(e.kind, "PublicBody")
        countries = [_alpha2(c) for c in dict.fromkeys([e.country, *(_told(r) for r in e.roles)]) if c]
        sex = {"m": "male", "f": "female"}.get(e.gender or "")
        props = {"name": [e.name], "alias": list(e.aliases), "country": countries}
        if e.kind == "person":
            props |= {"position": list(dict.fromkeys(r.title for r in e.roles)), "gender": [sex] if sex else []}
        yield {"id": e.id, "schema": schema, "properties": {k: v for k, v in props.items() if v}}
        for n, r in enumerate(e.roles if e.kind == "person" else ()):
            post = {"name": [r.title], "country": [_alpha2(c)] if (c := _told(r)) else []}
            yield {"id": f"{e.id}-p{n}", "schema": "Position", "properties": {k: v for k, v in post.items() if v}}
            urls: list[str | None] = [*dict.fromkeys(w.url for w in r.witnesses if w.url)]
            days: dict[str, list[str | None]] = {"holder": [e.id], "post": [f"{e.id}-p{n}"], "sourceUrl": urls}
            # Days on which documents gave the role are no term of office.
            days |= {"startDate": [r.from_], "endDate": [r.until]} if r.exact else {"date": [r.from_, r.until]}
            clean = {k: [v for v in dict.fromkeys(vs) if v] for k, vs in days.items()}
            yield {"id": f"{e.id}-o{n}", "schema": "Occupancy", "properties": {k: v for k, v in clean.items() if v}}


def _told(role: Held) -> str | None:
    """The country of a role where words or a list give it; what was guessed from a context is not passed on."""
    return role.country if role.told or role.exact else None


def _alpha2(iso3: str) -> str:
    state = kb.state_by_code(iso3)
    return (state.iso2 if state and state.iso2 else iso3).casefold()
