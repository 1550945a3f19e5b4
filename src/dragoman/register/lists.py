"""Outside lists of actors: CSV, FollowTheMoney, Wikidata, PETRARCH dictionaries, other registers.

:func:`read_list` gives a register of its own, to be merged into another, with a report: how many rows there were, and
which were left out, why. A bad row costs itself only. Every entry and role says where it comes from (``import: FILE row
N``). Terms of office from lists hold exactly, unlike what documents evidence; a year or month as a bound counts whole.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec

from dragoman import knowledge as kb
from dragoman.errors import SourceError
from dragoman.knowledge import fold
from dragoman.record import ActorKind, make_id
from dragoman.register import ftm, petrarch, wikidata
from dragoman.register.entries import Entry, Gender, Held, read_entries
from dragoman.register.register import Register
from dragoman.register.rows import BadRow, Problems, Row, Skipped, country_in, open_lines, term

ListForm = Literal["csv", "ftm", "wikidata", "petrarch", "register"]
# What columns of a CSV file may be called.
_COLUMNS = {
    "name": "name", "actor": "name", "label": "name", "full name": "name", "full_name": "name",
    "kind": "kind", "type": "kind", "country": "country", "nationality": "country", "iso3": "country",
    "sector": "sector", "title": "title", "role": "title", "office": "title", "position": "title",
    "organisation": "organisation", "organization": "organisation", "body": "organisation",
    "from": "from", "start": "from", "start date": "from",
    "start_date": "from", "until": "until", "to": "until", "end": "until", "end date": "until", "end_date": "until",
    "aliases": "aliases", "alias": "aliases", "other names": "aliases", "other_names": "aliases", "gender": "gender",
    "sex": "gender", "id": "id", "dates": "dates",
}  # fmt: skip
_GENDERS: dict[str, Gender] = {"m": "m", "male": "m", "f": "f", "female": "f", "w": "f"}


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What came of reading a list."""

    file: str
    form: ListForm
    rows: int
    register: Register
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()


def read_list(path: str | os.PathLike[str], form: ListForm | None = None) -> Imported:
    """Read an outside list of actors; its form is known by its content where ``form`` does not say it.

    Raises:
        SourceError: the file can't be read, or is none of the forms.
    """
    name = os.fspath(path)
    form = form or guess_form(name)
    skipped: Problems = []
    remarks: list[str] = []
    if form == "register":
        entries = list(read_entries(path))
        return Imported(file=name, form=form, rows=len(entries), register=Register(entries))
    readers: dict[str, Callable[[str, Problems, list[str]], Iterator[Row]]] = {
        "csv": read_csv, "ftm": ftm.read_ftm, "wikidata": wikidata.read_wikidata, "petrarch": petrarch.read_petrarch,
    }  # fmt: skip
    count = 0
    register = Register()

    def rows() -> Iterator[Row]:
        nonlocal count
        for row in readers[form](name, skipped, remarks):
            count += 1
            yield row

    for entry in make_entries(rows(), Path(name).name):
        register.merge(Register([entry]))
    skipped.sort(key=lambda s: s.row)
    return Imported(
        file=name, form=form, rows=count + sum(1 for s in skipped if not s.why.startswith("only a part")),
        register=register, skipped=tuple(skipped), remarks=tuple(remarks),
    )  # fmt: skip


def guess_form(name: str) -> ListForm:
    """The form of a list by its first lines and name; raises ``SourceError`` where it is none that is known."""
    head = ""
    for line in open_lines(name):
        head += line
        if len(head) > 4000:
            break
    start = head.lstrip("\ufeff \n\r\t")
    if start.startswith('{"dragoman"'):
        return "register"
    if re.match(r"\[?\s*\{", start):
        if '"schema"' in head and '"properties"' in head:
            return "ftm"
        if any(w in head for w in ('"entities"', '"claims"', '"labels"', '"type":"item"', '"type": "item"')):
            return "wikidata"
        raise SourceError(
            name, "is JSON, but neither of FollowTheMoney nor of Wikidata", "Say which: --form ftm, --form wikidata."
        )
    if any(x in name.casefold() for x in (".csv", ".tsv")):
        return "csv"
    marks = sum(
        1 for x in head.splitlines() if x.lstrip().startswith(("[", "+")) or x.rstrip().endswith("]") or "_" in x
    )
    if marks >= 1 and "[" in head:
        return "petrarch"
    if any(c in head.split("\n", 1)[0] for c in ",;\t"):
        return "csv"
    raise SourceError(
        name, "is no list that Dragoman knows",
        "It reads CSV with a header, FollowTheMoney and Wikidata JSON, PETRARCH actor dictionaries, registers.",
    )  # fmt: skip


# ------------------------------------------------------------ rows to entries
def make_entries(rows: Iterable[Row], file: str) -> Iterator[Entry]:
    """An entry for each row, its roles marked with where they come from. Rows of one key or name are joined later."""
    for row in rows:
        origin = f"import: {file} row {row.number}"
        parts = (row.kind, fold(row.name)) if row.kind == "person" else (row.kind, fold(row.name), row.country or "")
        roles = tuple(msgspec.structs.replace(r, origin=r.origin or origin) for r in row.roles)
        aliases = tuple(dict.fromkeys(a for a in row.aliases if a and a != row.name))
        yield Entry(
            id=make_id("ac", *parts), name=row.name, kind=row.kind, country=row.country, sector=row.sector,
            gender=row.gender, aliases=aliases, roles=roles, origins=(origin,),
        )  # fmt: skip


# ------------------------------------------------------------ CSV
def read_csv(name: str, skipped: Problems, remarks: list[str]) -> Iterator[Row]:
    """The rows of a CSV file with a header; several rows of one actor give several roles.

    Columns: name (needed), kind, country, sector, title, organisation, from, until, aliases (parted by ``;`` or ``|``),
    gender; dates: ``seen`` where from and until are no term of office. Row numbers are those that a spreadsheet shows:
    the header is row 1.
    """
    lines = list(open_lines(name))
    first = lines[0] if lines else ""
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=mark)
    try:
        header = [_COLUMNS.get(" ".join(c.casefold().replace("-", " ").split())) for c in next(reader)]
    except (StopIteration, csv.Error) as problem:
        raise SourceError(
            name, "holds no header row", "Put column names into the first row: name, country, …"
        ) from problem
    if "name" not in header:
        raise SourceError(
            name, f"has no column “name” (its first row is {first.strip()[:80]!r})",
            "Name the columns in the first row: name, kind, country, sector, title, from, until, aliases.",
        )  # fmt: skip
    unknown = [
        c.strip() for c, known in zip(next(csv.reader([first], delimiter=mark)), header, strict=False) if not known
    ]
    if unknown:
        remarks.append(f"columns that were not read: {', '.join(unknown)}")
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            skipped.append(Skipped(number, f"the row can't be parted into cells ({problem})"))
            continue
        if not any(c.strip() for c in cells):
            continue
        if len(cells) > len(header):
            skipped.append(
                Skipped(number, f"{len(cells)} cells under {len(header)} columns: quote cells that hold {mark!r}")
            )
            continue
        try:
            yield _csv_row(number, {h: c.strip() for h, c in zip(header, cells, strict=False) if h and c.strip()})
        except BadRow as problem:
            skipped.append(Skipped(number, str(problem)))


def _csv_row(number: int, cells: dict[str, str]) -> Row:
    if "name" not in cells:
        raise BadRow("no name")
    kind, sector = cells.get("kind", "person").casefold(), cells.get("sector", "").upper() or None
    if kind not in get_args(ActorKind):
        raise BadRow(f"{cells['kind']!r} is no kind; choose one of {', '.join(get_args(ActorKind))}")
    if sector and sector not in kb.sectors():
        raise BadRow(f"{sector!r} is no PLOVER sector code")
    gender = cells.get("gender", "").casefold()
    if gender and gender not in _GENDERS:
        raise BadRow(f"{cells['gender']!r} is no gender that is known (m, f)")
    country = country_in(cells.get("country"))
    roles: tuple[Held, ...] = ()
    if "title" in cells:
        roles = (term(cells["title"], country=country, sector=sector, organisation=cells.get("organisation"),
                      begin=cells.get("from"), end=cells.get("until")),)  # fmt: skip
        if cells.get("dates") == "seen":  # our own export: days on which documents gave the role, no term of office
            roles = (msgspec.structs.replace(roles[0], exact=False),)
    aliases = tuple(a.strip() for a in cells.get("aliases", "").replace("|", ";").split(";") if a.strip())
    return Row(
        number=number, name=" ".join(cells["name"].split()), kind=cast(ActorKind, kind), aliases=aliases, roles=roles,
        country=country, sector=None if roles else sector, gender=_GENDERS.get(gender), key=cells.get("id"),
    )  # fmt: skip
