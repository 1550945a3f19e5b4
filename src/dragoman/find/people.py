"""People and bodies as a document builds them up, and whom a pronoun points back to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

import msgspec

from dragoman.find.layout import Sentences
from dragoman.find.phrases import HE, IT, PHRASE_TAIL, SHE, THEY, WHO
from dragoman.find.titles import Described, Title
from dragoman.record import ActorKind

ADDRESS = re.compile(r"\b(Mr|Sir|Lord|King|Prince|Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\.?\s+$")
REACH = 5  # sentences that a pronoun may look back
_HE_SHE = HE | SHE
_OBJECTS = frozenset(["him", "her", "them", "it"])
_OBJECT = re.compile(r"\s*(?:[.,;:!?)”\"]|$|(?:to|that|in|at|before|from|with|again|on|for|because|by|as|down|and)\b)")
_WORD = re.compile(r"\w+")
_RELATIVE = re.compile(r",\s+(?:who|which|whose|whom|where|a|an|the)\s[^,]*,")
_CLAUSE = re.compile(
    r"[;:“”\"]|,\s|\b(?:that|because|when|if|as|whether|while|after|before|who|which|whom|where|and|but|than|until|"
    r"since|to|said|says)\b"
)
_THING = re.compile(
    r"\b(?:chamber|company|organi[sz]ation|group|house|bloc|alliance|party|firm|board|movement|resistance|country|region|"
    r"enclave|village|town|city|ship|plan|law|bill)$",
    re.IGNORECASE,
)


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

    def last_before(self, key: str, at: int) -> int | None:
        """Where someone is met last before ``at``."""
        n = self.times_before(key, at)
        return self._of[key][n - 1] if n else None

    def times_before(self, key: str, at: int) -> int:
        """How often someone is met before ``at``."""
        return bisect_left(self._of.get(key, ()), at)


def find_antecedent(
    seen: Sightings, people: dict[str, Person], sentences: Sentences, quoted: bytearray, text: str, at: int
) -> str | None:
    """The key of whom the pronoun at ``at`` in ``text`` points back to, or None.

    Nearness, being the subject of a sentence and being spoken of often speak for a mention; standing in a quotation
    that the pronoun is outside of speaks against it. Number, kind and gender must agree, and the object of a clause
    is not its subject.
    """
    pronoun = _WORD.match(text, at)
    if not pronoun:
        return None
    low = pronoun.group().casefold()
    here = sentences.index(at)
    is_object = low in _OBJECTS and _OBJECT.match(text, at + len(low)) is not None
    fits: dict[str, float | None] = {}
    best: tuple[float, str] | None = None
    for x in seen.between(sentences.start(here - REACH), at):
        if low in WHO and at - x.end > 3:
            continue
        if x.key not in fits:
            fit = pronoun_fit(people[x.key], low)
            fits[x.key] = None if fit is None else fit + min(0.4, 0.1 * seen.times_before(x.key, at))
        fit = fits[x.key]
        if fit is None:
            continue
        gap = here - sentences.index(x.start)
        if is_object and gap == 0 and x.subject and is_one_clause(text[x.end : at]):
            continue
        score = fit - gap + (1.2 if x.subject else 0) + x.start / 1e6
        if x.quoted and not quoted[at]:
            score -= 1.5
        if best is None or score > best[0]:
            best = (score, x.key)
    return best[1] if best else None


def is_one_clause(between: str) -> bool:
    """Whether no clause begins between a subject and a pronoun: in "Modak | needs | him" another man is meant."""
    return not _CLAUSE.search(_RELATIVE.sub(" ", between))


def pronoun_fit(p: Person, low: str) -> float | None:
    """None: can't be; else how well number, gender and kind agree."""
    single = p.kind == "person" or (p.kind == "unnamed" and not p.plural)
    if low in _HE_SHE:
        if not single or (p.kind == "unnamed" and _THING.search(PHRASE_TAIL.split(p.name, maxsplit=1)[0])):
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
