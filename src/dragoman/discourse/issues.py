"""One issue, whatever words and documents name it: clustering that files label by label and says why.

A label joins an issue when the words are the same, or when the sentence encoder finds them alike *and* the words bear
it out (a shared head, shared content words, no other name, figure, degree or direction). What is in doubt becomes an
issue of its own: two issues for one are mended by a line in a codebook, a wrong merge is a wrong fact.

Thresholds were chosen by reading pairs of labels of PolNeAR train articles (docs/positions.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from dragoman.discourse.polarity import Plain, read_polarity, turn
from dragoman.discourse.words import Words, clash, read_words
from dragoman.record import Issue, Position, Record, Stance, make_id

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

ALIKE = 0.80  # cosine from which shared content words are enough
AKIN = 0.72  # cosine from which the head must be shared and every telling word of the shorter label
HEAD = 0.78  # cosine from which a shared head and half of the telling words do
FIRST = 0.55  # cosine with the first label of an issue, so that issues do not drift from member to member
SHARED = 0.5  # share of the shorter label's telling words that the other must have
CONTEXT = 4  # how many states or actors stand for what an article is about
_CHUNK = 1024


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A wording that was filed under an issue, and why.

    ``sign`` is -1 where the wording asks for the opposite of the issue's label. ``score`` is the cosine with the
    nearest earlier wording, 1 for the same words. ``context`` is what its article is about (states, else actors).
    """

    label: str
    key: str
    sign: int
    reason: str
    score: float
    document: str
    context: tuple[str, ...] = ()
    vector: bytes = b""


class IssueEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An issue of the corpus with every wording filed under it, in the order in which they came."""

    id: str
    label: str
    members: tuple[Member, ...]


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """How one position came to its issue: what the article said, and what was made of it."""

    position: str
    document: str
    label: str
    stance: Stance
    issue: str
    sign: int
    reason: str
    score: float


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A record whose positions are about issues of the corpus, and how each came there."""

    record: Record
    filings: tuple[Filing, ...]


class _Row(msgspec.Struct, frozen=True):
    """A wording with a vector: row ``i`` of the matrix of vectors."""

    entry: int
    member: Member
    words: Words


class IssueBook:
    """The issues of a corpus. It grows with each record; the same records in the same order give the same book.

    Args:
        embed: texts to unit vectors, float32 (N, D); by default :func:`dragoman.embedding.embed`.
        entries: what an earlier book held (:meth:`entries`).
    """

    def __init__(self, embed: Embed | None = None, entries: Iterable[IssueEntry | Mapping[str, Any]] = ()) -> None:
        self._embed = embed
        self._entries: list[IssueEntry] = []
        self._number: dict[str, int] = {}
        self._rows: list[_Row] = []
        self._telling: dict[str, list[int]] = {}  # telling word -> rows: only labels that share one can be alike
        self._first: dict[int, int] = {}  # number of an entry -> its first row
        self._same: dict[str, list[tuple[int, Member]]] = {}  # key -> numbers of entries and members
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)
        self._changed: dict[str, None] = {}
        self._made: dict[str, npt.NDArray[np.float16]] = {}
        for entry in entries:
            self.add(entry)

    # ------------------------------------------------------------------ keeping
    def add(self, entry: IssueEntry | Mapping[str, Any]) -> None:
        """Take in an issue of an earlier book (struct, or plain mapping). Of an issue that is known, what is new."""
        if not isinstance(entry, IssueEntry):
            entry = msgspec.convert(dict(entry), IssueEntry)
        if entry.id not in self._number:
            self._open(IssueEntry(id=entry.id, label=entry.label, members=()))
        number = self._number[entry.id]
        known = {(m.label, m.key, m.sign) for m in self._entries[number].members}
        waiting = entry.id in self._changed
        for member in entry.members:
            if (member.label, member.key, member.sign) not in known:
                self._join(number, member)
        if not waiting:
            self._changed.pop(entry.id, None)

    def add_stored(self, stored: bytes) -> None:
        """Take in an issue as :meth:`changed` gave it out."""
        self.add(msgspec.msgpack.decode(stored, type=IssueEntry))

    def changed(self) -> list[tuple[str, bytes]]:
        """Id and whole entry (MessagePack) of the issues that are new or got a wording since the last call."""
        out = [(k, msgspec.msgpack.encode(self.entry(k))) for k in self._changed]
        self._changed.clear()
        return out

    def entries(self) -> tuple[IssueEntry, ...]:
        """All issues, oldest first."""
        return tuple(self._entries)

    def entry(self, issue: str) -> IssueEntry:
        """One issue by its id; raises KeyError."""
        return self._entries[self._number[issue]]

    # ------------------------------------------------------------------ filing
    def settle(self, record: Record) -> Record:
        """The record with each position under an issue of the corpus, its stance turned where the wording was."""
        return self.file(record).record

    def file(self, record: Record) -> Settled:
        """Like :meth:`settle`, with what each position said before and why it is where it is."""
        labels = {i.id: i.label for i in record.issues}
        positions = [p for p in record.positions if p.issue in labels]
        plains = {k: read_polarity(v) for k, v in labels.items()}
        canons = [plains[p.issue].canon for p in positions]
        self._prepare([c for c in canons if key_of(read_words(c)) not in self._same])
        contexts = {d.id: context_of(record, d.id) for d in record.documents}
        filed: dict[tuple[str, str], tuple[str, Member]] = {}
        out: list[Position] = []
        filings: list[Filing] = []
        for p in positions:
            doc = p.evidence.document
            if (doc, p.issue) not in filed:
                filed[doc, p.issue] = self._place(labels[p.issue], plains[p.issue], doc, contexts.get(doc, ()))
            issue, member = filed[doc, p.issue]
            out.append(msgspec.structs.replace(p, issue=issue, stance=turn(p.stance, member.sign)))
            filings.append(
                Filing(
                    position=p.id, document=doc, label=labels[p.issue], stance=p.stance, issue=issue,
                    sign=member.sign, reason=member.reason, score=member.score,
                )
            )  # fmt: skip
        self._made.clear()
        used = dict.fromkeys(p.issue for p in out)
        issues = tuple(Issue(id=k, label=self.entry(k).label) for k in used)
        return Settled(
            record=msgspec.structs.replace(record, positions=tuple(out), issues=issues), filings=tuple(filings)
        )

    def _place(self, label: str, plain: Plain, document: str, context: tuple[str, ...]) -> tuple[str, Member]:
        """The issue for a label of a document, and the member that it became or equals."""
        words = read_words(plain.canon)
        key = key_of(words)
        for number, known in self._same.get(key, ()):
            if known.document == document or may_share(words, context, known.context):
                return self._known(number, known, label, plain, document)
        vector = self._vector(plain.canon)
        near = self._nearest(vector, words, document, context)
        member = Member(
            label=label, key=key, sign=plain.sign, reason=_reason("first wording", plain), score=1.0,
            document=document, context=context, vector=vector.tobytes(),
        )  # fmt: skip
        if near is None:
            taken = make_id("is", key) in self._number
            issue = make_id("is", key, document) if taken else make_id("is", key)
            number = self._open(IssueEntry(id=issue, label=plain.words, members=()))
        else:
            number, score, why = near
            member = msgspec.structs.replace(member, reason=_reason(why, plain), score=round(score, 4))
            if any(m.label == label and m.sign == plain.sign for m in self._entries[number].members):
                return self._entries[number].id, member  # this wording is in the book; another article has it too
        self._join(number, member)
        return self._entries[number].id, member

    def _known(self, number: int, known: Member, label: str, plain: Plain, document: str) -> tuple[str, Member]:
        """A label whose words are filed already; kept as a member when it is worded in another way."""
        entry = self._entries[number]
        for m in entry.members:
            if m.label == label and m.key == known.key:
                return entry.id, m
        member = msgspec.structs.replace(
            known, label=label, sign=plain.sign, reason=_reason("same words", plain), score=1.0, document=document,
            vector=b"",
        )  # fmt: skip
        self._join(number, member)
        return entry.id, member

    def _nearest(
        self, vector: npt.NDArray[np.float16], words: Words, document: str, context: tuple[str, ...]
    ) -> tuple[int, float, str] | None:
        """The issue whose wordings are alike, the cosine and the reason; None where nothing is plain."""
        rows = sorted({i for w in words.telling for i in self._telling.get(w, ())})
        if not rows:
            return None
        sought = vector.astype(np.float32)
        scores = self._vectors[rows] @ sought
        for at in np.argsort(-scores, kind="stable"):
            row, score = self._rows[rows[at]], float(scores[at])
            if score < AKIN:
                break
            if row.member.document != document and not may_share(words, context, row.member.context, row.words):
                continue
            why = likeness(words, row.words, score)
            first = self._first[row.entry]
            if why and self._vectors[first] @ sought >= FIRST and not clash(words, self._rows[first].words):
                return row.entry, score, f"{why} as “{row.member.label}”"
        return None

    # ------------------------------------------------------------------ inner book-keeping
    def _prepare(self, canons: Sequence[str]) -> None:
        new = [c for c in dict.fromkeys(canons) if c not in self._made]
        if new and self._embed is None:
            from dragoman.embedding import embed

            self._embed = embed
        for i in range(0, len(new), _CHUNK):
            part = new[i : i + _CHUNK]
            # rounded before use, so that a book read back from a store compares as this one does
            vectors = np.asarray(self._embed(part), dtype=np.float16) if self._embed else ()
            self._made.update(zip(part, vectors, strict=True))

    def _vector(self, canon: str) -> npt.NDArray[np.float16]:
        self._prepare([canon])
        return self._made[canon]

    def _open(self, entry: IssueEntry) -> int:
        self._number[entry.id] = len(self._entries)
        self._entries.append(entry)
        return len(self._entries) - 1

    def _join(self, number: int, member: Member) -> None:
        self._same.setdefault(member.key, []).append((number, member))
        entry = self._entries[number]
        self._entries[number] = msgspec.structs.replace(entry, members=(*entry.members, member))
        self._changed[entry.id] = None
        if not member.vector:
            return  # the same words have their vector
        row = len(self._rows)
        vector = np.frombuffer(member.vector, dtype=np.float16).astype(np.float32)
        if row >= len(self._vectors):
            grown = np.zeros((max(256, 2 * row), len(vector)), dtype=np.float32)
            if row:
                grown[:row] = self._vectors[:row]
            self._vectors = grown
        self._vectors[row] = vector
        words = read_words(read_polarity(member.label).canon)
        self._rows.append(_Row(number, member, words))
        for word in words.telling:
            self._telling.setdefault(word, []).append(row)
        self._first.setdefault(number, row)


def _reason(why: str, plain: Plain) -> str:
    return f"{why}; asks for {plain.why}" if plain.why else why


def key_of(words: Words) -> str:
    """What labels of the same content words have in common."""
    parts = sorted(words.stems) + sorted(words.figures) + sorted(words.degree)
    return " ".join(parts + (["not"] if words.negated else []))


def likeness(one: Words, two: Words, score: float) -> str | None:
    """In words, why two labels of this cosine are one issue; None where they are not plainly one."""
    if clash(one, two) or (not (one.names or two.names) and min(len(one.telling), len(two.telling)) < 2):
        return None  # one bare word ("fees") is alike to anything with that word in it
    both = one.telling & two.telling
    least = min(len(one.telling), len(two.telling))
    share = len(both) / least if least else 0.0
    if share < SHARED:
        return None
    heads = one.heads & two.heads
    if score >= ALIKE:
        return "alike, shared words"
    if heads and (score >= HEAD or (score >= AKIN and share == 1.0)):
        return "akin, shared head"
    return None


def may_share(words: Words, here: tuple[str, ...], there: tuple[str, ...], other: Words | None = None) -> bool:
    """Whether the articles allow two labels to mean the same thing.

    Words that could mean anything ("the plan") never name the same thing in two articles; one telling word ("a
    ceasefire") does where the articles are about the same states or actors, or where one names what the other is about.
    """
    other = other or words
    if not words.telling and not (words.names and words.stems <= words.names):
        return False
    if words.names and other.names:
        return True
    if words.names or other.names:
        return bool((words.names | other.names) & frozenset(there if words.names else here))
    if len(words.telling) > 1 and len(other.telling) > 1:
        return True
    return len(set(here) & set(there)) * 2 >= min(len(set(here)), len(set(there)), CONTEXT) > 0


def context_of(record: Record, document: str) -> tuple[str, ...]:
    """What an article is about: the states (else the actors) that it mentions most, at most four."""
    actors = {a.id: a for a in record.actors}
    counts: Counter[str] = Counter()
    for m in record.mentions:
        actor = actors.get(m.actor)
        if m.document == document and actor and actor.kind != "outlet":
            counts[actor.country or actor.id] += 1
    return tuple(k for k, _ in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:CONTEXT])
