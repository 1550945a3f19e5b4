"""What a long run did, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from dragoman.errors import SourceError


@dataclass
class Summary:
    """What a run of ``add`` did. ``failed`` counts reasons; ``examples`` holds a message of each."""

    items: int = 0
    documents: int = 0
    coded: int = 0
    copies: int = 0
    known: int = 0
    passed: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    stopped: bool = False
    told: list[str] = field(default_factory=list)

    def fail(self, error: SourceError) -> None:
        """Count a failure under its reason."""
        self.failed[error.code] += 1
        self.examples.setdefault(error.code, str(error))


# called now and then with the summary so far, what is done, and what there is in all (bytes, or parts)
Progress: TypeAlias = Callable[[Summary, int, int], None]
