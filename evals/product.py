"""The thing measured: Dragoman's own path from plain text, its model, and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.model import Model
    from dragoman.record import Record

T = TypeVar("T")
THREADS = 2


def model_in(folder: Path | None) -> Model:
    """The shipped model, or the one in ``folder``."""
    from dragoman.model import Model, load_model

    return Model(folder, THREADS) if folder else load_model(THREADS)


def record_of(text: str, model: Model | None = None, *, published: str | None = None) -> Record:
    """Read one plain text as it stands; its offsets are the given text's own."""
    from dragoman.pipeline import read_text

    record = read_text(text, published=published, model=model)
    if [d.text for d in record.documents] != [text]:
        raise AssertionError("read_text changed the text, so no offset can be compared with the gold")
    return record


def progress(items: Sequence[T], label: str) -> Iterator[T]:
    """The items, with a count on stderr: a live line in a terminal, every tenth part elsewhere."""
    total, live = len(items), sys.stderr.isatty()
    step = 1 if live else max(1, total // 10)
    for n, item in enumerate(items, 1):
        yield item
        if n % step == 0 or n == total:
            end = "\r" if live and n < total else "\n"
            print(f"{label}: {n} of {total}", end=end, file=sys.stderr, flush=True)


def first(items: Sequence[T], limit: int | None) -> Sequence[T]:
    """The first ``limit`` items, or all."""
    return items if limit is None else items[:limit]


def spread(items: Sequence[T], limit: int | None) -> Sequence[T]:
    """``limit`` items from all over (files are often sorted by class), or all."""
    if limit is None or limit >= len(items):
        return items
    return [items[k * len(items) // limit] for k in range(limit)]


def need_file(path: Path, layout: str) -> Path:
    """``path`` if it is a file; else an error that says what is wanted."""
    if not path.is_file():
        raise UsageError(f"{path} is not a file. Give {layout}.")
    return path


def need_folder(path: Path, parts: Sequence[str], layout: str) -> Path:
    """``path`` if it is a folder that holds ``parts``; else an error that names what is missing."""
    missing = [p for p in parts if not (path / p).exists()]
    if not path.is_dir() or missing:
        lacks = f"has no {' and no '.join(missing)}" if path.is_dir() else "is not a folder"
        raise UsageError(f"{path} {lacks}. Give {layout}.")
    return path
