"""``dragoman actors``: the register of actors on the command line: show, search, correct, import, export."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli_corpus import choose_record
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.register import Correction, Entry, Register

REGISTER = Path("dragoman.actors.jsonl")
app = typer.Typer(
    name="actors", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="The register of actors: who is who, learned from what was read. Show, search, correct, import, export.",
)  # fmt: skip


def _choose(given: Path) -> Path:
    """The register that is meant: where none is named and none is here, that of the record here."""
    if given == REGISTER and not given.exists():
        record = choose_record(None)
        if record.exists():
            return record
    return given


_Register = Annotated[
    Path,
    typer.Option(
        "--register", metavar="FILE", callback=_choose,
        help="A register or a record; default: dragoman.actors.jsonl, else the record in this folder.",
    ),
]  # fmt: skip
_Corrections = Annotated[
    Path | None,
    typer.Option("--corrections", metavar="FILE", help="The file of corrections; default: beside the register."),
]
_By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who makes the correction; default: your login.")]
_Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason, kept with the correction.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON, one actor a line.")]


@app.command()
def show(
    actor: Annotated[
        str | None, typer.Argument(metavar="[ACTOR]", help="An id or a name; all actors without it.")
    ] = None,
    register: _Register = REGISTER,
    corrections: _Corrections = None,
    json: _Json = False,
    limit: Annotated[int, typer.Option(min=1, help="How many actors to list.")] = 100,
) -> None:
    """Show an actor with its roles, and the words and documents that give them; or list all actors."""
    from dragoman.register.exports import full_lines, one_line

    book = _open(register, corrections)
    if actor is not None:
        found = [_find(book, actor)]
        _print(found, json, lambda e: full_lines(e, book))
        return
    entries = list(book)
    _print(entries[:limit], json, lambda e: [one_line(e)])
    if len(entries) > limit:
        _say(f"{limit} of {len(entries)} actors; --limit {len(entries)} shows all, “dragoman actors search” finds some")


@app.command()
def search(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY...", help="Words of a name, an alias, a title or an id.")
    ],
    register: _Register = REGISTER,
    corrections: _Corrections = None,
    json: _Json = False,
    limit: Annotated[int, typer.Option(min=1, help="How many actors to list.")] = 20,
) -> None:
    """List the actors whose names or titles hold all words."""
    from dragoman.register.exports import one_line

    found = _open(register, corrections).search(" ".join(query), limit + 1)
    if not found:
        _say(f"no actor has {' '.join(query)!r} in a name or title")
        raise typer.Exit(1)
    _print(found[:limit], json, lambda e: [one_line(e)])
    if len(found) > limit:
        _say("there are more; --limit shows them, more words narrow the search")


@app.command()
def correct(
    actor: Annotated[
        str, typer.Argument(metavar="ACTOR", help="The actor's id or full name; for --undo, a correction's id.")
    ],
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="name, kind, country, sector or gender; nothing after = empties it."
        ),
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(metavar="TITLE", help="Add an office; with --country, --organisation, --sector, --from, --until."),
    ] = None,
    country: Annotated[str | None, typer.Option(help="The country of the office.")] = None,
    organisation: Annotated[str | None, typer.Option(help="The body of the office.")] = None,
    sector: Annotated[str | None, typer.Option(help="The PLOVER sector of the office.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of the office.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day of the office.")] = None,
    alias: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Add another name.")] = None,
    drop_role: Annotated[
        str | None, typer.Option("--drop-role", metavar="TITLE", help="Take a wrong role away.")
    ] = None,
    drop_alias: Annotated[
        str | None, typer.Option("--drop-alias", metavar="NAME", help="Take a wrong name away.")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Forget the actor: nothing is linked to it any more.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the correction of this id back.")] = False,
    register: _Register = REGISTER,
    corrections: _Corrections = None,
    by: _By = None,
    why: _Why = None,
) -> None:
    """Correct an actor; a correction wins over what was read, before or after it, and can be undone."""
    book = _open(register, corrections)
    if undo:
        _undo(book, actor, register, corrections, by, why)
        return
    term = {"country": country, "organisation": organisation, "sector": sector, "from": from_, "until": until}
    if role is None and any(term.values()):
        raise UsageError(
            "--country, --organisation, --sector, --from and --until belong to an office: add --role TITLE"
        )
    steps: list[tuple[str, str | None, Any]] = [("set", *_pair(s)) for s in set_ or ()]
    steps += [("role", None, {"title": role} | {k: v for k, v in term.items() if v})] if role else []
    steps += [("alias", None, a) for a in alias or ()]
    steps += [("drop", "role", drop_role)] if drop_role else []
    steps += [("drop", "alias", drop_alias)] if drop_alias else []
    steps += [("drop", "entry", None)] if drop else []
    if not steps:
        raise UsageError(
            "say what to correct: --set FIELD=VALUE, --role, --alias, --drop-role, --drop-alias, --drop, --undo"
        )
    target = _find(book, actor)
    _check_there(target, drop_role, drop_alias)
    _write(book, [(target.id, *s) for s in steps], register, corrections, by, why)
    from dragoman.register.exports import one_line

    after = book.get(target.id)
    print(one_line(after) if after else f"{target.id}  forgotten")


@app.command()
def merge(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="The actor that is another one.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The actor that it is the same as; this one stays.")],
    register: _Register = REGISTER,
    corrections: _Corrections = None,
    by: _By = None,
    why: _Why = None,
) -> None:
    """Say that two actors are one."""
    from dragoman.register.exports import one_line

    book = _open(register, corrections)
    one, two = _find(book, actor), _find(book, into)
    if one.id == two.id:
        raise UsageError(f"{actor} and {into} are one actor already ({one.id})")
    _write(book, [(one.id, "merge", None, two.id)], register, corrections, by, why)
    print(one_line(_find(book, two.id)))


@app.command()
def split(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="The actor that is two.")],
    document: Annotated[
        list[str], typer.Option(metavar="ID", help="A document that speaks of the other one; repeat it.")
    ],
    name: Annotated[str | None, typer.Option(help="The other one's name; default: the same.")] = None,
    country: Annotated[str | None, typer.Option(help="The other one's country.")] = None,
    sector: Annotated[str | None, typer.Option(help="The other one's PLOVER sector.")] = None,
    register: _Register = REGISTER,
    corrections: _Corrections = None,
    by: _By = None,
    why: _Why = None,
) -> None:
    """Say that an actor is two: what the documents named evidence is the other one's."""
    book = _open(register, corrections)
    target = _find(book, actor)
    known = {*target.documents, *(w.document for r in target.roles for w in r.witnesses)}
    if strange := [d for d in document if d not in known]:
        _say(f"the register keeps no words of {', '.join(strange)} about {target.name}; the split holds there too")
    value = {"name": name or target.name, "documents": document, "country": country, "sector": sector}
    made = _write(book, [(target.id, "split", None, value)], register, corrections, by, why)
    from dragoman.record import make_id
    from dragoman.register.exports import one_line

    print("\n".join(one_line(e) for i in (target.id, make_id("ac", made[0].id)) if (e := book.get(i))))


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV, FollowTheMoney, Wikidata JSON, PETRARCH, registers.")
    ],
    form: Annotated[
        str | None, typer.Option(help="csv, ftm, wikidata, petrarch or register; default: seen from the file.")
    ] = None,
    register: _Register = REGISTER,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Take outside lists of actors into the register; a row that can't be used is named and the others go on."""
    from dragoman.register import Register
    from dragoman.register.lists import read_list

    forms = ("csv", "ftm", "wikidata", "petrarch", "register")
    if form not in (None, *forms):
        raise UsageError(f"{form!r} is no form of list; choose one of {', '.join(forms)}")
    book = _open(register, None) if register.exists() else Register()
    reports = []
    for file in files:
        got = read_list(file, form)  # type: ignore[arg-type]
        before = len(book)
        book.merge(got.register)
        new = len(book) - before
        reports.append({"file": got.file, "form": got.form, "rows": got.rows, "actors": len(got.register),
                        "new": new, "joined": len(got.register) - new, "remarks": list(got.remarks),
                        "skipped": [{"row": s.row, "why": s.why} for s in got.skipped]})  # fmt: skip
    _save(book, register)
    if json:
        import json as j

        print(j.dumps(reports, indent=2, ensure_ascii=False))
        return
    for r in reports:
        print(
            f"{r['file']} ({r['form']}): {r['rows']} rows, {r['actors']} actors, {r['new']} of them new in {register}"
        )
        for remark in r["remarks"]:  # type: ignore[attr-defined]
            print(f"  {remark}")
        for s in r["skipped"]:  # type: ignore[attr-defined]
            print(f"  row {s['row']}: {s['why']}")


@app.command()
def export(
    out: Annotated[
        Path, typer.Argument(metavar="FILE", help="What to write: .csv, .jsonl, .ftm.json; - for standard output.")
    ],
    form: Annotated[
        str | None, typer.Option(help="csv, jsonl or ftm; default: from the file's name, else jsonl.")
    ] = None,
    register: _Register = REGISTER,
    corrections: _Corrections = None,
) -> None:
    """Write the register, as corrected, for others: JSON lines, CSV (one row a role) or FollowTheMoney."""
    name = out.name.casefold()
    form = form or ("csv" if name.endswith(".csv") else "ftm" if ".ftm." in name else "jsonl")
    if form not in ("csv", "jsonl", "ftm"):
        raise UsageError(f"{form!r} is no form of export; choose csv, jsonl or ftm")
    entries = list(_open(register, corrections))
    from dragoman.register.exports import as_csv, as_ftm, as_lines

    data = "".join({"csv": as_csv, "jsonl": as_lines, "ftm": as_ftm}[form](entries))
    if str(out) == "-":
        sys.stdout.write(data)
        return
    from dragoman.register.entries import write_whole

    write_whole(out, data.encode("utf-8"))
    _say(f"wrote {len(entries)} actors to {out}")


# ------------------------------------------------------------ the register and its corrections
def is_record(register: Path) -> bool:
    """Whether the register is that of a record file."""
    return register.suffix.casefold() in (".sqlite", ".db")


def _open(register: Path, corrections: Path | None) -> Register:
    from dragoman.register import Register

    if is_record(register):
        from dragoman.settle import load_register
        from dragoman.store import open_store

        with open_store(register) as store:
            book = load_register(store)
    else:
        book = Register.load(register, _beside(register, corrections))
    for problem in book.problems:
        _say(f"a correction could not be applied: {problem}")
    return book


def _beside(register: Path, corrections: Path | None) -> Path:
    """The file of corrections: as given, else beside the register: dragoman.corrections.jsonl."""
    if corrections is not None:
        return corrections
    if is_record(register):
        return register.with_suffix(".corrections.jsonl")
    stem = register.name.removesuffix(".jsonl").removesuffix(".actors")
    return register.with_name(f"{stem}.corrections.jsonl")


def _find(book: Register, actor: str) -> Entry:
    """The actor of an id or full name; raises ``UsageError`` where there is none, or more than one."""
    from dragoman.knowledge import fold

    entry = book.get(actor)
    if entry is not None:
        return entry
    found = [e for e in book if fold(actor) in {fold(n) for n in (e.name, *e.aliases)}] or book.search(actor, 6)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"the register has no actor {actor!r}; look with: dragoman actors search WORD")
    some = "; ".join(f"{e.id} {e.name}" for e in found[:5])
    raise UsageError(f"{actor!r} may be {some}{' and others' if len(found) > 5 else ''}: give the id")


def _write(
    book: Register, steps: Iterable[tuple[str, str, str | None, Any]], register: Path, corrections: Path | None,
    by: str | None, why: str | None,
) -> list[Correction]:  # fmt: skip
    """Make the corrections, all or none, and write them down."""
    from dragoman.register import append_correction, make_correction

    made = [make_correction(t, a, by=by or _login(), field=f, value=v, why=why) for t, a, f, v in steps]  # type: ignore[arg-type]
    known = set(book.problems)
    for one in made:
        book.correct(one)
    if new := [p for p in book.problems if p not in known]:
        raise UsageError(new[0].split(": ", 1)[1])
    path = _beside(register, corrections)
    for one in made:
        append_correction(path, one)
        _say(f"correction {one.id} written to {path}")
    if is_record(register):
        _save(book, register)
    return made


def _save(book: Register, register: Path) -> None:
    """Keep what changed: in the record file, or in the register's own."""
    if not is_record(register):
        book.save(register)
        return
    from dragoman.settle import save_register
    from dragoman.store import open_store

    with open_store(register, write=True) as store:
        save_register(store, book)


def _undo(book: Register, id: str, register: Path, corrections: Path | None, by: str | None, why: str | None) -> None:
    if all(c.id != id for c in book.corrections):
        raise UsageError(f"there is no correction {id!r}; “dragoman actors show ACTOR” lists an actor's corrections")
    _write(book, [(id, "undo", None, None)], register, corrections, by, why)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no login name, as in some containers
        return "unknown"


def _pair(text: str) -> tuple[str, str]:
    field, mark, value = text.partition("=")
    if not mark:
        raise UsageError(f"--set {text!r}: write FIELD=VALUE, such as --set country=GBR")
    return field.strip(), value.strip()


def _check_there(entry: Entry, role: str | None, alias: str | None) -> None:
    titles = [r.title for r in entry.roles]
    if role and role.casefold() not in {t.casefold() for t in titles}:
        raise UsageError(f"{entry.name} has no role {role!r}; it has {', '.join(map(repr, titles)) or 'none'}")
    if alias and alias not in entry.aliases:
        raise UsageError(f"{entry.name} is not also called {alias!r}; but {', '.join(entry.aliases) or 'nothing else'}")


# ------------------------------------------------------------ printing
def _say(words: str) -> None:
    print(f"dragoman: {words}", file=sys.stderr)


def _print(entries: Iterable[Entry], json: bool, lines: Callable[[Entry], list[str]]) -> None:
    if json:
        from dragoman.register.exports import as_lines

        sys.stdout.writelines(as_lines(list(entries), header=False))
        return
    for entry in entries:
        print("\n".join(lines(entry)))
