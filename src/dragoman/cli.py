"""The command line: parse, call one function, print."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dragoman import cli_actors, cli_corpus, cli_positions, cli_web
from dragoman.cli_ontology import train_ontology
from dragoman.config import Config
from dragoman.errors import DragomanError, SourceError, UsageError
from dragoman.pipeline import VERSION, merge, read_all
from dragoman.record import Record, json_schema

app = typer.Typer(
    name="dragoman", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Reads political news and keeps the record: who said what, who did what to whom, on whose word.",
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        print(f"dragoman {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def read(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="HTML or text files, URLs, or - for standard input.")
    ],
    published: Annotated[
        str | None, typer.Option(help="Publication date (YYYY-MM-DD); overrides the page's own.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the record as JSON.")] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page.")] = None,
    ontology: Annotated[
        Path | None, typer.Option("--ontology", metavar="FILE", help="Your own event types (YAML); see `check FILE`.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="One pass, no closer look at events and stands: much faster, less exact.")
    ] = False,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of the model pass.")] = 2,
    width: Annotated[
        int | None, typer.Option(min=40, max=400, help="Columns of the report; default: the terminal's.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow URLs of loopback and private networks.")
    ] = False,
) -> None:
    """Read pages and print the record of each article."""
    config = Config(
        published=published, threads=threads, private_addresses=allow_private, ontology=ontology, quick=quick
    )
    records: list[Record] = []
    failed = 0
    for _, result in read_all(sources, config):
        if isinstance(result, SourceError):
            failed += 1
            print(f"dragoman: {result}", file=sys.stderr)
            continue
        records.append(result)
        if not json:
            _print_report(result, width)
    if json and records:
        sys.stdout.write(merge(records).to_json(indent=2) + "\n")
    if html and records:
        _write_page(merge(records), html)
    if failed:
        raise typer.Exit(1)


def _print_report(record: Record, width: int | None) -> None:
    from dragoman.write.report import render_report

    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if width is None and sys.stdout.isatty():
        import shutil

        width = shutil.get_terminal_size((100, 24)).columns
    sys.stdout.write(render_report(record, width or 100, color).rstrip("\n") + "\n\n")
    sys.stdout.flush()


def _write_page(record: Record, path: Path) -> None:
    from dragoman.write.page import render_page

    try:
        path.write_text(render_page(record), encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"can't write {path}: {problem.strerror}; choose a folder that you may write to") from problem
    print(f"dragoman: wrote {path}", file=sys.stderr)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the record."""
    import json as j

    print(j.dumps(json_schema(), indent=2))


app.command("train-ontology")(train_ontology)


@app.command()
def check(
    ontology: Annotated[
        Path | None, typer.Argument(metavar="[ONTOLOGY]", help="An ontology file (YAML) to check instead.")
    ] = None,
) -> None:
    """Check an ontology file; without one, print versions and configuration, and read the canary sentences."""
    if ontology is not None:
        from dragoman.cli_ontology import check_ontology_file

        if not check_ontology_file(ontology):
            raise typer.Exit(1)
        return
    from dragoman.canary import run_canaries

    lines, sound = run_canaries()
    print("\n".join(lines))
    if not sound:
        raise typer.Exit(1)


for _command in (
    cli_corpus.add, cli_corpus.watch, cli_corpus.merge, cli_corpus.show, cli_corpus.sql, cli_corpus.correct,
    cli_corpus.export, cli_web.serve, cli_corpus.mcp,
):  # fmt: skip
    app.command()(_command)
cli_positions.mount(app)
app.add_typer(cli_actors.app)


def main() -> None:
    """Entry point: errors that a person can act on go to standard error, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # what still waits breaks here and not, with a message, when Python ends
    except UsageError as problem:
        print(f"dragoman: {problem}", file=sys.stderr)
        sys.exit(2)
    except DragomanError as problem:
        print(f"dragoman: {problem}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `dragoman read page.html | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
