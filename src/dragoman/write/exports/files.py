"""Files that appear whole or not at all: written under another name in the same folder, then renamed.

What can go wrong with a file (no such folder, no right to write, a full disk) is a :class:`UsageError` that names it
and says what to do; a target that exists is left alone unless the caller says otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dragoman.errors import UsageError


def target_file(out: Path, name: str) -> Path:
    """Where a format of one file goes: ``out`` itself, or ``name`` in ``out`` where that is a folder."""
    return out / name if out.is_dir() else out


def target_folder(out: Path) -> Path:
    """The folder of a format of several files; it is made where it does not exist."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; this format writes several files, so name a folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise refused(out, problem) from problem
    return out


@contextmanager
def new_files(paths: list[Path], overwrite: bool) -> Iterator[list[Path]]:
    """Temporary paths for ``paths``; they are renamed when the block ends well and removed when it does not.

    Raises:
        UsageError: a target exists, its folder is missing or can't be written to, or the disk is full.
    """
    for path in paths:
        if path.exists() and not overwrite:
            raise UsageError(f"{path} exists; choose another name, or say that it may be overwritten (--overwrite)")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no folder {path.parent}; make it first, or choose another")
    parts = [p.with_name(f".{p.name}.{os.getpid()}.part") for p in paths]
    try:
        for path, part in zip(paths, parts, strict=True):
            with guarded(path):  # made here, with the user's own permissions: the error comes before the work
                part.touch(exist_ok=True)
        yield parts
        for path, part in zip(paths, parts, strict=True):
            with guarded(path):
                os.replace(part, path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turns what goes wrong with ``path`` inside the block into a :class:`UsageError`."""
    try:
        yield
    except OSError as problem:
        raise refused(path, problem) from problem


def refused(path: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"can't write {path}: {problem.strerror or problem}; choose a folder with room that you may write to"
    )


class Lines:
    """A text file in UTF-8 to write to."""

    def __init__(self, part: Path, path: Path) -> None:
        self._path = path
        with guarded(path):
            self._file: IO[str] = part.open("w", encoding="utf-8", newline="")

    def write(self, text: str) -> int:
        """Write ``text`` as it stands."""
        with guarded(self._path):
            return self._file.write(text)

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        with guarded(self._path):
            self._file.close()


@contextmanager
def new_text(path: Path, overwrite: bool) -> Iterator[Lines]:
    """One text file that appears whole or not at all."""
    with new_files([path], overwrite) as (part,), Lines(part, path) as lines:
        yield lines
