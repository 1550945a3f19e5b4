"""Commands for a whole corpus: add, show, sql, correct."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.config import Config
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.sources.bulk import BulkOptions

RecordOption = Annotated[
    Path | None,
    typer.Option("--record", metavar="FILE", help="The record; default: the one in this folder, or dragoman.sqlite."),
]
DEFAULT = "dragoman.sqlite"


def choose_record(given: Path | None) -> Path:
    """The record that a command means: as given, else the only one in the current folder, else ``dragoman.sqlite``.

    Raises:
        UsageError: there are several.
    """
    if given is not None:
        return given
    if Path(DEFAULT).exists():
        return Path(DEFAULT)
    found = sorted(p for p in Path().glob("*.sqlite") if _is_record(p))
    if len(found) > 1:
        raise UsageError(f"there are several records here ({', '.join(map(str, found))}); name one with --record")
    return found[0] if found else Path(DEFAULT)


def _is_record(path: Path) -> bool:
    from dragoman.store.schema import APPLICATION_ID

    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return bool(db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.Error:
        return False


def add(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Files, folders or globs; see docs/corpus.md.")
    ] = None,
    record: RecordOption = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes; default: one a core.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=NAME", help="Which column of a table holds a field: text=body.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="Read every source in this format, whatever it looks like.")
    ] = None,
    published: Annotated[str | None, typer.Option(help="Publication date of documents that have none.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed in an earlier run.")] = False,
    ontology: Annotated[
        Path | None, typer.Option("--ontology", metavar="FILE", help="Your own event types (YAML); see `check FILE`.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="One pass, no closer look at events and stands: much faster, less exact.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress line.")] = False,
    engine: Annotated[str, typer.Option(help="local, or ray: parts on a cluster, see --parts.")] = "local",
    parts: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="With --engine ray: where Parquet parts go; may be s3://...")
    ] = None,
) -> None:
    """Code sources into a record; run again to go on where it stopped."""
    from dragoman.sources.bulk import BulkOptions

    if engine not in ("local", "ray"):
        raise UsageError(f"there is no engine {engine!r}; choose local or ray")
    if engine == "ray":
        config = Config(published=published, threads=1, ontology=ontology, quick=quick)
        bulk = BulkOptions(columns=_columns(column or []), format=format)
        _add_on_ray(sources or [], parts, workers, bulk, config, quiet)
        return
    if parts:
        raise UsageError("--parts goes with --engine ray")
    from dragoman.corpus import AddOptions
    from dragoman.corpus import add as add_sources
    from dragoman.pool import count_workers
    from dragoman.store import open_store
    from dragoman.write.progress import show_progress, tell_summary

    path = choose_record(record)
    config = Config(published=published, threads=1, ontology=ontology, quick=quick)
    bulk = BulkOptions(columns=_columns(column or []), format=format)
    options = AddOptions(workers=workers or count_workers(), bulk=bulk, retry=retry)
    with open_store(path, write=True) as store, show_progress(quiet) as progress:
        summary = add_sources(sources or [], store, config, options, progress)
    print(tell_summary(summary, str(path)), file=sys.stderr)
    if summary.stopped:
        raise typer.Exit(130)
    if summary.failed:
        raise typer.Exit(1)


def _add_on_ray(
    sources: list[str], parts: str | None, workers: int | None, bulk: BulkOptions, config: Config, quiet: bool
) -> None:
    from dragoman.scale import add_on_ray
    from dragoman.write.progress import show_progress, tell_summary

    if parts is None:
        raise UsageError("--engine ray needs --parts FOLDER, which all workers can write")
    with show_progress(quiet) as progress:
        summary = add_on_ray(sources, parts, config, bulk, workers, progress)
    print(tell_summary(summary, parts), file=sys.stderr)
    print(f"bring the parts into a record with: dragoman merge {parts} --record FILE", file=sys.stderr)
    if summary.failed:
        raise typer.Exit(1)


def _columns(given: list[str]) -> dict[str, str]:
    out = {}
    for one in given:
        name, sign, column = one.partition("=")
        if not sign or not name or not column:
            raise UsageError(f"--column {one!r} makes no sense; write it as FIELD=NAME, such as text=body")
        out[name.strip()] = column.strip()
    return out


Text = Annotated[str | None, typer.Option(help="Full-text search: words, “a phrase”, prefix*, OR, NOT.")]


def show(
    what: Annotated[str, typer.Argument(help="documents, statements, events, positions, actors, issues or notes.")],
    record: RecordOption = None,
    actor: Annotated[str | None, typer.Option(help="An actor's id, or part of the name.")] = None,
    country: Annotated[str | None, typer.Option(help="Country of such an actor: ISO alpha-3.")] = None,
    sector: Annotated[str | None, typer.Option(help="Sector of such an actor: a PLOVER code.")] = None,
    type: Annotated[str | None, typer.Option(help="Event type of PLOVER.")] = None,
    mode: Annotated[str | None, typer.Option(help="Mode of an event.")] = None,
    since: Annotated[str | None, typer.Option(help="This day (YYYY-MM-DD) or later.")] = None,
    until: Annotated[str | None, typer.Option(help="This day or earlier.")] = None,
    issue: Annotated[str | None, typer.Option(help="An issue's id, or part of its label.")] = None,
    stance: Annotated[str | None, typer.Option(help="support, oppose or conditional.")] = None,
    modality: Annotated[str | None, typer.Option(help="asserted, future, hypothetical or negated.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Part of the outlet's name.")] = None,
    text: Text = None,
    document: Annotated[str | None, typer.Option(help="A document's id.")] = None,
    independent: Annotated[bool, typer.Option("--independent", help="Leave out copies of a story.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows; 0 for all.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line, all columns.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="CSV, all columns.")] = False,
) -> None:
    """Show statements, events, actors or positions of a record."""
    from dragoman.store import Filters, open_store
    from dragoman.store.query import count, search_terms

    filters = Filters(
        actor=actor, country=country, sector=sector, type=type.upper() if type else None, mode=mode, since=since,
        until=until, issue=issue, stance=stance, modality=modality, outlet=outlet,
        text=search_terms(text) if text else None, document=document, independent=independent, limit=limit or None,
    )  # fmt: skip
    with open_store(choose_record(record)) as store:
        rows = store.show(what, filters)
        every = count(store.db, what, filters) if limit and len(rows) == limit else len(rows)
    _print(what, rows, json, csv)
    if every > len(rows):
        print(f"{len(rows)} of {every:,}; see more with --limit", file=sys.stderr)
    elif not rows.values and not (json or csv):
        print(f"no {what} like that", file=sys.stderr)


def sql(
    query: Annotated[str, typer.Argument(help="A query; tables and views are in docs/corpus.md.")],
    record: RecordOption = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="CSV.")] = False,
) -> None:
    """Ask a record in SQL, read-only."""
    from dragoman.store import open_store

    with open_store(choose_record(record)) as store:
        _print("", store.sql(query), json, csv)


def _print(what: str, rows: Any, json: bool, csv: bool) -> None:
    from dragoman.write.listing import csv_rows, json_rows, list_rows

    if json:
        sys.stdout.write(json_rows(rows.columns, rows.values))
    elif csv:
        sys.stdout.write(csv_rows(rows.columns, rows.values))
    else:
        sys.stdout.write(list_rows(what, rows.columns, rows.values))


def correct(
    kind: Annotated[str, typer.Argument(help="statement, event, position, actor, issue; or correction, to undo one.")],
    target: Annotated[str, typer.Argument(help="Its id.")],
    action: Annotated[str, typer.Argument(help="accept, reject, set, merge, split or undo.")],
    change: Annotated[
        str | None, typer.Argument(metavar="[FIELD=VALUE]", help="set: FIELD=VALUE; merge: the id.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who corrects; default: the login name.")] = None,
    why: Annotated[str | None, typer.Option(help="Why, for those who read it later.")] = None,
    record: RecordOption = None,
) -> None:
    """Correct one line of the record; it survives re-runs and can be undone."""
    import getpass
    import json as j

    from dragoman.store import open_store
    from dragoman.store.corrections import correct as make
    from dragoman.store.corrections import sync

    field, value = None, None
    if action == "set":
        name, sign, words = (change or "").partition("=")
        if not sign:
            raise UsageError("set needs FIELD=VALUE, such as type=ACCUSE")
        field = name
        value = j.loads(words) if words[:1] in "[{" or words == "null" else words
    elif action in ("merge", "split"):
        value = j.loads(change) if change and change[:1] == "{" else change
    path = choose_record(record)
    if not path.exists():
        raise UsageError(f"there is no record {path}; name one with --record")
    with open_store(path, write=True) as store:
        for problem in sync(store):
            print(f"dragoman: {problem}", file=sys.stderr)
        done = make(store, kind, target, action, by=by or getpass.getuser(), field=field, value=value, why=why)
    print(done.id)


def export(
    format: Annotated[str, typer.Argument(help="csv, jsonl, parquet, polecat, icews, gdelt, ...; see docs/corpus.md.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="PATH", help="File or folder to write; default: this folder.")
    ] = Path(),
    record: RecordOption = None,
    since: Annotated[str | None, typer.Option(help="Documents published on this day (YYYY-MM-DD) or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Documents published on this day or earlier.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Part of the outlet's name.")] = None,
    text: Text = None,
    independent: Annotated[bool, typer.Option("--independent", help="Leave out copies of a story.")] = False,
    modality: Annotated[
        list[str] | None, typer.Option(help="Which events count as happened in event layouts; default: asserted.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
) -> None:
    """Write a record in a format of other programs."""
    from dragoman.store import Filters, open_store
    from dragoman.store.query import check, search_terms
    from dragoman.write.exports import ASSERTED
    from dragoman.write.exports import export as write

    filters = Filters(
        since=since, until=until, outlet=outlet, text=search_terms(text) if text else None, independent=independent
    )
    check("documents", filters)
    with open_store(choose_record(record)) as store:
        chosen: Any = tuple(modality) if modality else ASSERTED
        for path in write(store.records(filters), format, out, modalities=chosen, overwrite=overwrite):
            print(path)


def merge(
    parts: Annotated[str, typer.Argument(help="Folder of Parquet parts: a path, or an address such as s3://...")],
    record: RecordOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress line.")] = False,
) -> None:
    """Bring the parts that a cluster wrote into a record."""
    from dragoman.parts import merge as merge_parts
    from dragoman.store import open_store
    from dragoman.write.progress import show_progress, tell_summary

    if "://" not in parts and not Path(parts).is_dir():
        raise UsageError(f"there is no folder {parts}; name the folder that --parts named")
    path = choose_record(record)
    with open_store(path, write=True) as store, show_progress(quiet) as progress:
        summary = merge_parts(parts, store, progress)
    print(tell_summary(summary, str(path)), file=sys.stderr)
    if summary.failed:
        raise typer.Exit(1)


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="Which feeds to watch; see docs/corpus.md.")],
    record: RecordOption = None,
    once: Annotated[bool, typer.Option("--once", help="Look at each feed that is due, and end.")] = False,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of the model pass.")] = 2,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses of loopback and private networks.")
    ] = False,
) -> None:
    """Watch feeds and code what comes, until Ctrl-C."""
    import signal
    import time

    from dragoman.store import open_store
    from dragoman.watch import Watch, read_plan
    from dragoman.write.progress import tell_summary

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    plan = read_plan(feeds)
    signal.signal(signal.SIGTERM, stop)
    path = choose_record(record)
    config = Config(threads=threads, private_addresses=allow_private)
    began = time.monotonic()
    with open_store(path, write=True) as store:
        watching = Watch(store, plan, config, tell=lambda line: print(f"dragoman: {line}", file=sys.stderr, flush=True))
        summary = watching.run(once)
    summary.seconds = time.monotonic() - began
    print(tell_summary(summary, str(path)), file=sys.stderr)


def mcp(record: RecordOption = None) -> None:
    """Serve a record to an assistant (Model Context Protocol, over standard input and output), read-only."""
    from dragoman.web.assistant import make_server

    make_server(choose_record(record)).run("stdio")
