"""Commands on who stands where: issues, matrix, changes, network."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.config import Config
from dragoman.errors import SourceError, UsageError
from dragoman.record import Record

if TYPE_CHECKING:
    from dragoman.discourse.codebook import Codebook
    from dragoman.discourse.issues import Settled
    from dragoman.discourse.matrix import Matrix
    from dragoman.discourse.stands import Stand

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...",
        help="Record files (*.sqlite), records as JSON, or pages to read; default: the record here.",
    ),
]
BookOption = Annotated[Path | None, typer.Option("--codebook", metavar="FILE", help="Code against this codebook.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day of the window (2025-03-01).")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day of the window.")]
ActorOption = Annotated[list[str] | None, typer.Option("--actor", metavar="NAME", help="Only this actor; repeatable.")]
IssueOption = Annotated[
    list[str] | None, typer.Option("--issue", metavar="WORDS", help="Only issues with these words.")
]
Published = Annotated[str | None, typer.Option(metavar="DAY", help="Publication date of pages that are read.")]
Width = Annotated[int | None, typer.Option(min=40, max=400, help="Columns; default: the terminal's, 100 when piped.")]
Copies = Annotated[bool, typer.Option("--copies", help="Count copies of an article too.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]

issues_app = typer.Typer(no_args_is_help=True, help="Issues across documents, and the codebook that corrects them.")


def mount(app: typer.Typer) -> None:
    """Add the commands to the main application."""
    app.add_typer(issues_app, name="issues")
    app.command()(matrix)
    app.command()(changes)
    app.command()(network)


@issues_app.command("show")
def show_issues(
    sources: Sources = None,
    codebook: BookOption = None,
    since: Since = None,
    until: Until = None,
    actor: ActorOption = None,
    issue: IssueOption = None,
    published: Published = None,
    wordings: Annotated[
        bool, typer.Option("--wordings", help="Show which wordings were filed under each issue, and why.")
    ] = False,
    copies: Copies = False,
    width: Width = None,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Print issue by issue who is for and who against, each with a sentence."""
    from dragoman.discourse.matrix import build_matrix, render_sides

    settled = load_settled(sources, codebook, published)
    built = build_matrix(_chosen(settled, since, until, actor, issue, copies))
    if wordings:
        _print(_wordings(settled, built, json))
    else:
        _print(_as_json(built) if json else render_sides(built, width or _columns()))


@issues_app.command("check")
def check_issues(
    codebook: Annotated[Path, typer.Argument(metavar="CODEBOOK", help="The codebook (YAML).")],
    sources: Sources = None,
    published: Published = None,
) -> None:
    """Check a codebook; with sources, count what it codes in them."""
    from dragoman.discourse.codebook import check_codebook, list_unused

    try:
        data = codebook.read_bytes()
    except OSError as problem:
        raise UsageError(f"can't read the codebook {codebook}: {problem.strerror}; check the path") from problem
    book, problems = check_codebook(data, str(codebook))
    for p in problems:
        kind = "error" if p.fault else "advice"
        print(f"{codebook}:{p.line}: {kind}: {p.field}: {p.message}", file=sys.stderr)
    faults = sum(p.fault for p in problems)
    print(f"{codebook}: {_count(len(book.entries), 'issue')}, {_count(faults, 'error')}")
    if faults:
        raise typer.Exit(1)
    if sources:
        coded = [f for s in load_settled(sources, codebook, published) for f in s.filings]
        hits = [f for f in coded if f.reason.startswith("codebook ")]
        print(f"{len(hits)} of {_count(len(coded), 'position')} coded")
        for entry in list_unused(book, coded):
            print(f"{codebook}:{entry.line}: advice: nothing was coded under “{entry.name}”")


def matrix(
    sources: Sources = None,
    codebook: BookOption = None,
    since: Since = None,
    until: Until = None,
    actor: ActorOption = None,
    issue: IssueOption = None,
    published: Published = None,
    least: Annotated[int, typer.Option(min=1, help="Leave out issues on which fewer actors stand.")] = 1,
    show_all: Annotated[bool, typer.Option("--all", help="Show every actor; default: the 24 on most issues.")] = False,
    copies: Copies = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print actors and issues as CSV.")] = False,
    cells: Annotated[bool, typer.Option("--cells", help="Print one line of CSV for each cell, with days.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON, with every sentence.")] = False,
    width: Width = None,
) -> None:
    """Print who stands where on which issue."""
    from dragoman.discourse.exports import cells_csv, matrix_csv
    from dragoman.discourse.matrix import build_matrix, render_matrix

    rows = _chosen(load_settled(sources, codebook, published), since, until, actor, issue, copies)
    built = build_matrix(rows, least=least)
    if csv or cells or json:
        _print(matrix_csv(built) if csv else cells_csv(built) if cells else _as_json(built))
        return
    shown = built if show_all else build_matrix(_of_top(rows, built, 24), least=1)
    _print(render_matrix(shown, width or _columns()))
    left = len(built.actors) - len(shown.actors)
    if left:
        issues = len(built.issues) - len(shown.issues)
        print(f"{_count(left, 'actor')} and {_count(issues, 'issue')} more; --all shows them")


def changes(
    sources: Sources = None,
    codebook: BookOption = None,
    since: Since = None,
    until: Until = None,
    actor: ActorOption = None,
    issue: IssueOption = None,
    published: Published = None,
    reversals: Annotated[
        bool, typer.Option("--reversals", help="Only from support to opposition or back; no conditions.")
    ] = False,
    copies: Copies = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print as CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Print who changed position: from, to, both sentences, both days."""
    from dragoman.discourse.changes import find_changes, find_contradictions, render_changes
    from dragoman.discourse.exports import changes_csv

    rows = _chosen(load_settled(sources, codebook, published), since, until, actor, issue, copies)
    found = [c for c in find_changes(rows) if c.reversal or not reversals]
    _print(changes_csv(found) if csv else _as_json(found) if json else render_changes(found))
    both = len(find_contradictions(rows))
    if both:
        print(f"dragoman: on {_count(both, 'day')} an actor is both for and against an issue: no order, so no change; "
              "`dragoman matrix` marks them ±", file=sys.stderr)  # fmt: skip


def network(
    sources: Sources = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write .gexf, .graphml, .csv (edges) or .dna (all)."),
    ] = None,
    mode: Annotated[
        Literal["actors", "issues", "two-mode"], typer.Option(help="What the nodes are.")
    ] = "actors",
    relation: Annotated[
        Literal["congruence", "conflict", "subtract"], typer.Option(help="What edges stand for.")
    ] = "congruence",
    normalise: Annotated[
        Literal["none", "average", "jaccard", "cosine"], typer.Option(help="By what weights are divided.")
    ] = "none",
    conditional: Annotated[
        Literal["omit", "between", "support"], typer.Option(help="What a conditional position counts as.")
    ] = "omit",
    repeats: Annotated[bool, typer.Option("--repeats", help="Count what is said again; default: once.")] = False,
    codebook: BookOption = None,
    since: Since = None,
    until: Until = None,
    actor: ActorOption = None,
    issue: IssueOption = None,
    published: Published = None,
    copies: Copies = False,
    force: Force = False,
) -> None:  # fmt: skip
    """Print coalitions and polarisation, or write a network or a Discourse Network Analyzer file."""
    from dragoman.discourse.networks import Rules, measure_polarisation, render_polarisation

    kind = output.suffix.casefold() if output else ""
    if output and kind not in (".gexf", ".graphml", ".csv", ".dna"):
        raise UsageError(f"{output}: files are .gexf, .graphml, .csv or .dna; choose one of these endings")
    if output and output.exists() and not force:
        raise UsageError(f"{output} exists; choose another name or add --force to overwrite it")
    settled = load_settled(sources, codebook, published)
    if output and kind == ".dna":
        if since or until or actor or issue:
            raise UsageError("a .dna file holds everything, DNA has its own filters; leave out --since and the like")
        _write_dna(output, settled, copies)
        return
    rows = _chosen(settled, since, until, actor, issue, copies)
    rules = Rules(relation=relation, normalise=normalise, conditional=conditional, repeats=repeats)
    if output is None:
        found = measure_polarisation(rows, rules, since=since, until=until)
        _print(render_polarisation(found, {s.actor: s.name for s in rows}))
    else:
        _write_network(output, rows, mode, rules)


def _write_network(path: Path, rows: list[Stand], mode: str, rules: Any) -> None:
    from dragoman.discourse import exports, networks

    make = {
        "actors": networks.actor_network, "issues": networks.issue_network, "two-mode": networks.two_mode_network,
    }[mode]  # fmt: skip
    graph = make(rows, rules)
    write = {".gexf": exports.to_gexf, ".graphml": exports.to_graphml, ".csv": exports.edges_csv}
    exports.write_text(path, write[path.suffix.casefold()](graph))
    nodes, edges = _count(graph.number_of_nodes(), "node"), _count(graph.number_of_edges(), "edge")
    print(f"dragoman: wrote {path}: {nodes}, {edges}", file=sys.stderr)


def _write_dna(path: Path, settled: list[Settled], copies: bool) -> None:
    from dragoman.discourse.dna import PASSWORD, write_dna

    done = write_dna(path, [s.record for s in settled], replace=True, copies=copies)
    print(
        f"dragoman: wrote {path}: {_count(done.documents, 'document')}, {_count(done.statements, 'statement')}"
        f" ({done.conditional} conditional); coder Dragoman, password {PASSWORD}",
        file=sys.stderr,
    )
    if done.undated:
        print(f"dragoman: {_count(done.undated, 'document')} without a day: 1970-01-01 stands for it", file=sys.stderr)


# ---------------------------------------------------------------- reading
def load_settled(sources: list[str] | None, codebook: Path | None, published: str | None = None) -> list[Settled]:
    """The records of sources with issues settled across all of them, coded against a codebook if one is given.

    Issues of a record file are settled already and stay as they are; JSON and pages are settled here, together.

    Raises:
        UsageError: no source is there, or the codebook has faults.
        SourceError: a source can't be read.
    """
    from dragoman.discourse.codebook import apply_codebook, read_codebook
    from dragoman.discourse.issues import IssueBook

    coding: Codebook | None = read_codebook(str(codebook)) if codebook else None
    book = IssueBook()
    out: list[Settled] = []
    for source in sources or [_default_record()]:
        stored = source.casefold().endswith((".sqlite", ".db"))
        settled = _read_settled(source) if stored else (book.file(r) for r in _records_of(source, published))
        out += [apply_codebook(one, coding) if coding else one for one in settled]
    return out


def _read_settled(source: str) -> Iterable[Settled]:
    """A record file's own: its issues were settled when they came, corrections stand."""
    import msgspec

    from dragoman.discourse.issues import Filing, Settled
    from dragoman.store import open_store
    from dragoman.store.rows import read_wordings

    with open_store(source) as store:
        for record in store.records():
            now = {p.id: p.issue for p in record.positions}
            kept = [row for d in record.documents for row in read_wordings(store.db, d.id) if row["position"] in now]
            filings = tuple(msgspec.convert(row | {"issue": now[row["position"]]}, Filing) for row in kept)
            yield Settled(record=record, filings=filings)


def _default_record() -> str:
    from dragoman.cli_corpus import choose_record

    path = choose_record(None)
    if not path.exists():
        raise UsageError("name a record file, records as JSON or pages; there is no record in this folder")
    return str(path)


def _records_of(source: str, published: str | None) -> Iterable[Record]:
    if source.casefold().endswith((".json", ".jsonl")):
        yield from _read_json(source)
    else:
        from dragoman.pipeline import read

        yield read(source, config=Config(published=published))


def _read_json(source: str) -> Iterable[Record]:
    """Records as JSON: one as ``dragoman read --json`` prints it, or one on each line."""
    import msgspec

    try:
        data = Path(source).read_bytes()
    except OSError as problem:
        raise SourceError(source, problem.strerror or "can't be read", "Check the path.", "not-found") from problem
    lines = data.splitlines() if source.casefold().endswith(".jsonl") else [data]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield Record.from_json(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            where = f" in line {number}" if len(lines) > 1 else ""
            advice = "Make it with `dragoman read --json`."
            raise SourceError(source, f"is no record{where} ({problem})", advice, "not-a-record") from problem


def _chosen(
    settled: list[Settled], since: str | None, until: str | None, actors: list[str] | None, issues: list[str] | None,
    copies: bool,
) -> list[Stand]:  # fmt: skip
    """The rows that the options leave, and a word on what has no day where a window was asked."""
    from dragoman.discourse.stands import list_stands, window

    rows = list_stands((s.record for s in settled), copies=copies)
    kept = window(rows, since, until)
    if since or until:
        undated = sum(s.day is None for s in rows)
        if undated:
            print(f"dragoman: {_count(undated, 'position')} without a day left out of the window", file=sys.stderr)
    if actors:
        _need_known(actors, {s.name for s in kept}, "actor")
        kept = [s for s in kept if any(a.casefold() in s.name.casefold() or a == s.actor for a in actors)]
    if issues:
        kept = [s for s in kept if any(i.casefold() in s.label.casefold() or i == s.issue for i in issues)]
    return kept


def _need_known(wanted: list[str], names: set[str], what: str) -> None:
    import difflib

    for w in wanted:
        if names and not w.startswith("ac-") and not any(w.casefold() in n.casefold() for n in names):
            near = difflib.get_close_matches(w, sorted(names), 3, 0.6)
            hint = f"; near: {', '.join(near)}" if near else ""
            raise UsageError(f"no {what} called {w!r} has a position here{hint}")


def _of_top(rows: list[Stand], built: Matrix, top: int) -> list[Stand]:
    """The rows of the actors that stand on most issues."""
    actors = {a.id for a in built.actors[:top]}
    issues = {i.id for i in built.issues}
    return [s for s in rows if s.actor in actors and s.issue in issues]


# ---------------------------------------------------------------- printing
def _wordings(settled: list[Settled], built: Matrix, json: bool) -> str:
    """Which wordings stand under each issue, and why."""
    filed: dict[str, dict[str, tuple[str, int, float]]] = {}
    for s in settled:
        for f in s.filings:
            filed.setdefault(f.issue, {}).setdefault(f.label, (f.reason, f.sign, f.score))
    if json:
        return _as_json(
            [
                {"id": i.id, "label": i.name,
                 "wordings": [{"label": k, "reason": r, "sign": n, "score": c} for k, (r, n, c) in
                              filed.get(i.id, {}).items()]}
                for i in built.issues
            ]
        )  # fmt: skip
    lines = []
    for i in built.issues:
        lines.append(f"{i.name}   {i.id}")
        for label, (reason, sign, score) in filed.get(i.id, {}).items():
            turned = ", turned round" if sign < 0 else ""
            lines.append(f"    “{label}”{turned}: {reason}" + (f" ({score:.2f})" if score < 1 else ""))
    return "\n".join(lines) if lines else "No positions."


def _as_json(value: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8")


def _print(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _columns() -> int:
    import shutil

    return max(40, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100
