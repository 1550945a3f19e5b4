"""Errors that a caller can act on. A bad article is data (a note on the record); a caller's mistake raises.

DragomanError
├── SourceError     an input that can't be read; names the input and what to do
├── UsageError      an option or argument that makes no sense
├── StoreError      a record file that can't be opened, read or written
└── ModelError      the shipped weights are missing or broken
"""

from __future__ import annotations


class DragomanError(Exception):
    """Root of all errors of this package. ``str(error)`` is a sentence for a person."""


class SourceError(DragomanError):
    """An input could not be read.

    Args:
        source: the input, as the user gave it.
        problem: what is wrong, in words.
        advice: what the user can do.
        code: a short stable slug, such as ``not-found``.

    ``status`` and ``retry_after`` are what a web server answered, where one did.
    """

    status: int | None = None
    retry_after: str | None = None

    def __init__(self, source: str, problem: str, advice: str, code: str = "unreadable") -> None:
        self.source, self.problem, self.advice, self.code = source, problem, advice, code
        super().__init__(f"{source}: {problem}. {advice}")

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, str, str]]:
        """Errors cross process borders whole."""
        return type(self), (self.source, self.problem, self.advice, self.code)


class UsageError(DragomanError):
    """An option or argument makes no sense; the message says what to change."""


class ModelError(DragomanError):
    """The model's weights are missing, broken or of another version."""


class StoreError(DragomanError):
    """A record file can't be opened, read or written; the message names the file and what to do.

    Args:
        path: the record file.
        problem: what is wrong, in words.
        advice: what the user can do.
        code: a short stable slug: ``not-found``, ``corrupt``, ``locked``, ``full``, ``read-only``, ``newer``.
    """

    def __init__(self, path: str, problem: str, advice: str, code: str = "unreadable") -> None:
        self.path, self.problem, self.advice, self.code = path, problem, advice, code
        super().__init__(f"{path}: {problem}. {advice}")

    def __reduce__(self) -> tuple[type[StoreError], tuple[str, str, str, str]]:
        """Errors cross process borders whole."""
        return type(self), (self.path, self.problem, self.advice, self.code)
