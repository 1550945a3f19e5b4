"""``dragoman serve``: the reading room on the command line."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from dragoman.config import Config
from dragoman.errors import DragomanError, SourceError, UsageError


def serve(
    pages: Annotated[
        list[str] | None, typer.Argument(metavar="[PAGE]...", help="Pages, files or URLs to read and show at once.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record", metavar="FILE", help="The record; default: the one in this folder, or dragoman.sqlite."
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = 8711,
    prefix: Annotated[str, typer.Option(help="Path under which a proxy shows it, such as /room.")] = "",
    token: Annotated[str | None, typer.Option(help="Whoever corrects must show this.")] = None,
    read_token: Annotated[str | None, typer.Option("--read-token", help="Whoever reads must show this.")] = None,
    no_correct: Annotated[bool, typer.Option("--no-correct", help="Nobody can correct.")] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="Answer to this name too (behind a proxy).")
    ] = None,
    browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Open a record, or pages that are read at once, as a reading room in the browser."""
    if pages and record:
        raise UsageError("give pages or --record, not both; add pages to a record with: dragoman add")
    try:
        from dragoman.web.app import Room
        from dragoman.web.server import serve as serve_room
    except ImportError as problem:
        raise UsageError(
            f"the reading room needs {problem.name}; install it with: pip install --upgrade dragoman"
        ) from None
    for given in (token, read_token):
        if given is not None and len(given) < 8:
            raise UsageError(
                "a token of fewer than 8 characters is guessed too easily; make one with: openssl rand -hex 16"
            )

    def start(path: Path, correcting: bool) -> None:
        room = Room(
            str(path), check_prefix(prefix), token, read_token, correcting,
            frozenset(h.lower() for h in allow_host) if allow_host else None,
        )  # fmt: skip
        serve_room(room, host, port, open_browser if browser else None)

    if not pages:
        from dragoman.cli_corpus import choose_record

        return start(choose_record(record), not no_correct)
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        path = Path(folder) / "pages.sqlite"
        read_into(path, pages)
        start(path, not no_correct)


def read_into(path: Path, pages: list[str]) -> None:
    """Read pages into a new record; one that fails is told of, and the others go on.

    Raises:
        UsageError: none could be read.
    """
    from dragoman.pipeline import read_all
    from dragoman.store import open_store

    kept = 0
    with open_store(path, write=True) as store:
        for source, result in read_all(pages, Config()):
            if isinstance(result, SourceError):
                print(f"dragoman: {result}", file=sys.stderr)
            else:
                kept += len(store.append([result]))
                print(f"dragoman: read {source}", file=sys.stderr)
    if not kept:
        raise UsageError("none of the pages could be read, so there is nothing to show")


def check_prefix(given: str) -> str:
    """A path prefix without the slash at its end: ``room/`` is ``/room``.

    Raises:
        UsageError: it is no path.
    """
    import re

    words = given.strip().strip("/")
    if words and not re.fullmatch(r"[\w.~-]+(?:/[\w.~-]+)*", words, re.ASCII):
        raise UsageError(f"{given!r} is no path; a prefix looks like /room")
    if ".." in words.split("/"):
        raise UsageError(f"{given!r} goes upwards; a prefix looks like /room")
    return f"/{words}" if words else ""


def open_browser(address: str) -> None:
    """Show the room in the browser, a moment after the server is up; without one, nothing happens."""
    import threading
    import webbrowser

    def show() -> None:
        try:
            webbrowser.open(address)
        except (webbrowser.Error, DragomanError):
            return

    timer = threading.Timer(0.7, show)
    timer.daemon = True
    timer.start()
