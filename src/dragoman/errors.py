"""Errors that a caller can act on. A bad article is data (a note on the record); a caller's mistake raises.

DragomanError
├── SourceError     an input that can't be read; names the input and what to do
├── UsageError      an option or argument that makes no sense
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
    """

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
