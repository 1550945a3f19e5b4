"""One frozen configuration; nothing else reads the environment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Config:
    """How a run reads.

    Attributes:
        published: publication date that overrides the page's own, or None.
        today: the day after which a publication date is not believed (future dates are dropped).
        threads: threads of the model pass; two is best on a laptop, one in a pool of processes.
        timeout: seconds that a fetch may take in all.
        max_bytes: bytes above which an input is refused.
        private_addresses: allow URLs of loopback and private networks.
        ontology: file of the user's own event types, or None for PLOVER alone.
        quick: read each article in one pass, without the closer look at events and stands: much faster, less exact.
        min_confidence: events under this probability are left out.
    """

    published: str | None = None
    today: date | None = None
    threads: int = 2
    timeout: float = 20.0
    max_bytes: int = 60_000_000
    private_addresses: bool = False
    quick: bool = False
    min_confidence: float = 0.75
    ontology: Path | None = None
