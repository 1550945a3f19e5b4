"""What a user names on the command line: folders, globs and files, in one fixed order, each file once."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.errors import SourceError
from dragoman.sources.archives import is_ignored
from dragoman.sources.corpora import is_metadata
from dragoman.sources.items import Fault, printable

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")


@dataclass
class _Seen:
    """What was given out: folders by device and number, files that were named by themselves by their real path."""

    folders: set[tuple[int, int]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


def find_inputs(sources: Sequence[str]) -> Iterator[str | Fault]:
    """The inputs that sources stand for, in a fixed order: as named, and by name inside of folders.

    A folder stands for all files in it and below, but for hidden ones and what is no text (pictures, styles,
    fonts, sound, film, annotations, stores) and tables that tell of texts beside them. A glob ("*", "?", "[...]",
    "**") stands for the files and folders that match; a name that is there with such a sign in it is that file.
    Links are followed, a loop of them once. No file is given twice, however it is reached.

    Args:
        sources: paths, globs, ``http(s)://`` addresses, or ``-``.

    Yields:
        Paths to read (addresses and ``-`` as they are), and a fault for what is not there or can't be listed.
    """
    seen = _Seen()
    for source in sources:
        if _ADDRESS.match(source) or source == "-":
            if source not in seen.files:
                seen.files.add(source)
                yield source
            continue
        yield from _find(source, seen)


def _find(source: str, seen: _Seen) -> Iterator[str | Fault]:
    there = os.path.lexists(source)
    if "\x00" in source or not source:
        yield _fault(source, "it is no path", "Check how it is written.", "not-found")
        return
    if not there and _PATTERN.search(source):
        found = sorted(glob.glob(source, recursive=True))
        if not found:
            yield _fault(
                source, "no file matches", "Check the pattern, and the folder that it starts from.", "not-found"
            )
        for path in found:
            yield from _find_path(path, seen)
        return
    yield from _find_path(source, seen)


def _find_path(path: str, seen: _Seen) -> Iterator[str | Fault]:
    if os.path.isdir(path):
        found = False
        for each in _walk(path, os.path.realpath(path), seen):
            found = True
            yield each
        if not found and not os.listdir(path):
            yield _fault(path, "the folder is empty", "Give a folder that holds articles.", "empty")
        return
    real = os.path.realpath(path)
    if real in seen.files or (_is_walked(real, seen) and not is_ignored(real)):
        return
    seen.files.add(real)
    yield path  # one that is not there is told of when it is opened


def _is_walked(real: str, seen: _Seen) -> bool:
    try:
        status = os.stat(os.path.dirname(real))
    except OSError:
        return False
    return (status.st_dev, status.st_ino) in seen.folders


def _walk(folder: str, root: str, seen: _Seen) -> Iterator[str | Fault]:
    """The files of a folder and below, by name; a stack rather than recursion, since folders can be deep."""
    stack: list[Iterator[os.DirEntry[str]]] = []
    opened = _list(folder, seen)
    while True:
        if isinstance(opened, Fault):
            yield opened
        elif opened is not None:
            stack.append(opened)
        opened = None
        while stack and (entry := next(stack[-1], None)) is None:
            stack.pop()
        if not stack:
            return
        assert entry is not None
        if _is_folder(entry):
            opened = None if entry.name.startswith(".") else _list(entry.path, seen)
        elif _is_wanted(entry, root, seen):
            yield entry.path


def _list(folder: str, seen: _Seen) -> Iterator[os.DirEntry[str]] | Fault | None:
    try:
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in seen.folders:
            return None
        seen.folders.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            return iter(sorted(entries, key=lambda entry: entry.name))
    except OSError as error:
        reason = error.strerror or str(error)
        return _fault(folder, f"the folder can't be listed ({reason})", "Check its owner and mode.", "unreadable")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_wanted(entry: os.DirEntry[str], root: str, seen: _Seen) -> bool:
    if is_ignored(entry.name):
        return False
    try:
        if not stat.S_ISREG(entry.stat().st_mode):
            return False  # a pipe or a device would wait for ever
    except OSError:
        return entry.is_symlink()  # one that leads nowhere: told of when it is opened
    if entry.is_symlink() or seen.files:
        real = os.path.realpath(entry.path)
        if real in seen.files:
            return False
        if entry.is_symlink():
            if os.path.commonpath((real, root)) == root and not is_ignored(real):
                return False  # it is found where it stands
            seen.files.add(real)
    return not is_metadata(entry.path)


def _fault(source: str, problem: str, advice: str, code: str) -> Fault:
    return Fault(source=source, key="", error=SourceError(printable(source), problem, advice, code))
