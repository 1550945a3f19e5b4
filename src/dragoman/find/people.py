"""People and bodies as a document builds them up, and whom a pronoun points back to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

import msgspec

from dragoman.find.layout import Sentences
from dragoman.find.phrases import HE, IT, SHE, THEY, WHO
from dragoman.find.titles import Described, Title
from dragoman.record import ActorKind

REACH = 5  # sentences that a pronoun may look back


class Person(msgspec.Struct):
    """A person as the document builds him or her up; turned into an :class:`Actor` at the end."""

    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    gender: str | None = None
    plural: bool = False
    titles: list[Title] = []
    about: list[Described] = []


class Seen(msgspec.Struct, frozen=True):
    """A mention that a pronoun may point back to."""

    start: int
    end: int
    key: str
    subject: bool
    quoted: bool


class Sightings:
    """The mentions of a document in text order; more come as its phrases are resolved."""

    def __init__(self) -> None:
        self._all: list[Seen] = []
        self._starts: list[int] = []
        self._of: dict[str, list[int]] = {}

    def __iter__(self) -> Iterator[Seen]:
        return iter(self._all)

    def add(self, seen: Seen) -> None:
        """File a mention, behind those that begin at the same place."""
        at = bisect_right(self._starts, seen.start)
        self._all.insert(at, seen)
        self._starts.insert(at, seen.start)
        insort(self._of.setdefault(seen.key, []), seen.start)

    def between(self, start: int, end: int) -> list[Seen]:
        """Those that begin in ``[start, end)``."""
        return self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def times_before(self, key: str, at: int) -> int:
        """How often someone is met before ``at``."""
        return bisect_left(self._of[key], at)


def find_antecedent(
    seen: Sightings, people: dict[str, Person], sentences: Sentences, quoted: bytearray, at: int, low: str
) -> str | None:
    """The key of whom the pronoun ``low`` at ``at`` points back to, or None.

    Nearness, being the subject of a sentence and being spoken of often speak for a mention; standing in a quotation
    that the pronoun is outside of speaks against it. Number, kind and gender must agree.
    """
    here = sentences.index(at)
    best: tuple[float, str] | None = None
    for x in seen.between(sentences.start(here - REACH), at):
        gap = here - sentences.index(x.start)
        if low in WHO and at - x.end > 3:
            continue
        fit = pronoun_fit(people[x.key], low)
        if fit is None:
            continue
        score = fit - gap + (1.2 if x.subject else 0) + min(0.4, 0.1 * seen.times_before(x.key, at)) + x.start / 1e6
        if x.quoted and not quoted[at]:
            score -= 1.5
        if best is None or score > best[0]:
            best = (score, x.key)
    return best[1] if best else None


def pronoun_fit(p: Person, low: str) -> float | None:
    """None: can't be; else how well number, gender and kind agree."""
    single = p.kind == "person" or (p.kind == "unnamed" and not p.plural)
    if low in HE | SHE:
        if not single:
            return None
        if p.gender:
            return 0.5 if p.gender == ("m" if low in HE else "f") else None
        return -0.3 if p.kind == "person" else -0.6
    if low in THEY:
        return 0.6 if p.plural else (-0.3 if p.kind in ("group", "organisation", "government", "outlet") else None)
    if low in IT:
        bodies = ("organisation", "government", "state", "outlet", "group")
        return 0.3 if p.kind in bodies and not p.plural else None
    return 0.0 if low in WHO else None
