"""The reader: texts in, readings out.

A text is cut into overlapping windows of word pieces (at sentence ends where there are any); each piece takes its
scores from the window in which it stands farthest from an edge. Tags are decoded over the whole text at once, so no
span ends because a window does. Contents of statements inside statements are read again, to any depth.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from dragoman.closer import LONGEST, ROLES, Closer, Look, fit_window
from dragoman.dyads import types_between
from dragoman.errors import ModelError, UsageError
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.graphs import MODELS, Array, Graph, softmax
from dragoman.reading import ReadAttribution, ReadEvent, Reading, ReadName, ReadStance
from dragoman.record import Span

Pieces = Sequence[int] | npt.NDArray[np.int64]  # indices of pieces
Marked = tuple[str, int, int]  # kind, from piece, to piece
OVERLAP = 48  # pieces that two windows share; more was measured to help little and costs in proportion
BATCH = 8  # windows a call: bounds memory on long texts
MAX_DEPTH = 6
FAR = 200  # pieces from which all distances are alike to the pair scorer
LINK_REACH = 1000  # pieces between a content and its cue; a cue farther off is one only where none is nearer
LINK_ROWS = 16  # contents that are scored against their cues at once
REACH = 150  # pieces on either side of an event in which its sides are looked for
ISSUE_REACH = 80
_SENTENCE_END = re.compile(r"[.!?…]['\"’”)\]]*\s+|\n+")
_SENTENCE_END_BETWEEN = re.compile(r"[.!?]\s|\n")
UNSURE_TYPE, LIKELY_TYPE, UNLIKELY_TYPE = 0.9, 0.6, 0.05  # chosen on the gold records dev and the twelve articles
_YIELD = {"CONCEDE", "RETREAT"}  # one type where the reader of dyads learned
# The closer look's share in what both readings say, and from which probabilities on words may be a stand. Chosen on the
# gold records dev, the twelve articles, the dev half of evals/gold/positions.jsonl and evals/gold/stands.jsonl.
CLOSER_TYPE, CLOSER_ROLES, CLOSER_STAND = 0.6, 0.6, 0.7
STAND_RUNS = ((0.3, 0.5, 1.5), (0.15, 0.2, 0.5))  # of each piece, of the likeliest, of all together
FAINT = 0.4  # a side's best score must reach this share of the best side's


@dataclass(frozen=True)
class Scores:
    """Per piece of a text: ``offsets`` (N, 2), tag scores by head (N, K), pair projections (N, P)."""

    text: str
    offsets: npt.NDArray[np.int64]
    tags: dict[str, Array]
    pairs: dict[str, list[Array]]  # link, role: left, right
    ids: Sequence[int] = ()  # the pieces themselves

    @cached_property
    def quoted(self) -> bytearray:
        """1 for each character inside quotation marks."""
        return quoted_mask(self.text)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of the text."""
        return Sentences(self.text)

    @cached_property
    def glued(self) -> list[int]:
        """The pieces that go on with the word of the piece before."""
        text, starts, ends = self.text, self.offsets[1:, 0], self.offsets[:-1, 1]
        near = np.flatnonzero(starts == ends)
        at = starts[near].tolist()
        return [
            i + 1
            for i, a in zip(near.tolist(), at, strict=True)
            if text[a : a + 1].isalnum() and text[a - 1 : a].isalnum()
        ]

    @cached_property
    def after_break(self) -> list[bool]:
        """For each piece, whether a line ends between it and the piece before."""
        lines = np.array([m.start() for m in re.finditer("\n", self.text)], dtype=np.int64)
        before = np.searchsorted(lines, self.offsets[:, 0])
        return [False, *(before[1:] > np.searchsorted(lines, self.offsets[:-1, 1])).tolist()]


class Model:
    """Weights in memory. Thread-safe; reading is deterministic.

    Args:
        folder: holds ``reader.onnx``, ``reader.npz``, ``reader.json``, ``words.npz`` and ``tokenizer.json``.
        threads: threads of one pass.
        quick: without the closer look at events and stands.

    Raises:
        ModelError: a file is missing or broken.
    """

    def __init__(self, folder: Path = MODELS, threads: int = 2, quick: bool = False) -> None:
        self._graph = Graph(folder, "reader", threads)
        self._threads = threads
        self._closer = None if quick else Closer(folder, threads)
        try:
            layout = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            with np.load(folder / "reader.npz") as arrays:
                self._arrays: dict[str, Array] = {k: arrays[k] for k in arrays.files}
        except Exception as problem:
            raise ModelError(f"the model in {folder} can't be loaded ({problem}); install dragoman again") from problem
        self.name: str = layout["name"]
        self.size: int = layout["size"]
        self.heads: dict[str, list[str]] = layout["heads"]
        self.roles: list[str] = layout["roles"]
        self.pairs: dict[str, int] = layout["pairs"]  # how many projections each has
        self.pair_size: int = layout["pair"]
        self._columns = columns_of({k: len(v) for k, v in self.heads.items()}, self.pairs, self.pair_size)
        self._buckets = distance_bucket(np.arange(-FAR, FAR + 1))

    # ------------------------------------------------------------ reading
    def read(self, text: str, least: float = 0.5) -> Reading:
        """Read one text. An empty one gives an empty reading; events go down to the probability ``least``."""
        scores = self.score(text)
        if not len(scores.offsets):
            return Reading(read=len(text))
        attributions = self._attributions(scores)
        return Reading(
            attributions=tuple(attributions),
            names=tuple(self._names(scores)),
            events=tuple(self._events(scores, least)),
            stances=tuple(self._stances(scores)),
            read=len(text),
        )

    def score(self, text: str) -> Scores:
        """Scores of every piece of ``text``."""
        ids, where = self._graph.pieces(text)
        offsets = np.array(where, dtype=np.int64).reshape(-1, 2)
        n = len(ids)
        kept = {k: np.empty((n, c.stop - c.start), np.float32) for k, c in self._columns.items()}
        windows = cut_windows(n, sentence_starts(text, offsets), self.size - 2, OVERLAP)
        for k in range(0, len(windows), BATCH):
            some = windows[k : k + BATCH]
            (out,) = self._graph.run([ids[a:b] for a, b, _, _ in some], ["out"])
            for row, (a, _, keep, until) in enumerate(some):
                for name, columns in self._columns.items():
                    kept[name][keep:until] = out[row, 1 + keep - a : 1 + until - a, columns]
        pairs = {k: np.split(kept[k], count, axis=1) for k, count in self.pairs.items()}
        return Scores(text, offsets, {k: kept[k] for k in self.heads}, pairs, ids)

    # ------------------------------------------------------------ statements
    def _attributions(self, s: Scores) -> list[ReadAttribution]:
        tags = viterbi(s.tags["attribution"], self._arrays["crf.attribution"])
        first = self._link(s, spans_of(tags, self.heads["attribution"], s), 1)
        out = list(first)
        inner_scores = s.tags["inner"].copy()
        covered = np.zeros(len(inner_scores), dtype=bool)
        for a in first:
            for c in a.contents:
                covered[pieces_in(s.offsets, c)] = True
        inner_scores[~covered, 1:] -= 1e4  # what is within lies in a content of the level above
        if covered.any():
            tags = viterbi(inner_scores, self._arrays["crf.inner"])
            second = self._link(s, spans_of(tags, self.heads["inner"], s), 2)
            for a in second:
                out.append(a)
                out.extend(self._deeper(s.text, a, 3))
        return out

    def _deeper(self, text: str, outer: ReadAttribution, level: int) -> list[ReadAttribution]:
        """Read the contents of a nested statement again, as a text of their own."""
        out: list[ReadAttribution] = []
        if level > MAX_DEPTH:
            return out
        for s, e in outer.contents:
            if len(text[s:e].split()) < 5:
                continue
            scores = self.score(text[s:e])
            tags = viterbi(scores.tags["attribution"], self._arrays["crf.attribution"])
            for a in self._link(scores, spans_of(tags, self.heads["attribution"], scores), level):
                if not a.cue or (a.contents[0][0] == 0 and a.contents[-1][1] == e - s):
                    continue
                moved = ReadAttribution(
                    source=shift(a.source, s), cue=shift(a.cue, s),
                    contents=tuple((x + s, y + s) for x, y in a.contents), level=level, modality=a.modality,
                )  # fmt: skip
                out.append(moved)
                out.extend(self._deeper(text, moved, level + 1))
        return out

    def _link(self, s: Scores, spans: list[Marked], level: int) -> list[ReadAttribution]:
        """Contents go to their likeliest cue; each cue takes its likeliest source, or none."""
        sources = [x for x in spans if x[0] == "source"]
        cues = [x for x in spans if x[0] == "cue"]
        contents = [x for x in spans if x[0] == "content"]
        if not contents:
            return []
        of_cue: dict[int, list[Span]] = {}
        for content, k in zip(contents, self._cues_of(s, contents, cues), strict=False):
            of_cue.setdefault(k, []).append(char_span(s, content))
        speaker = self._sources_of(s, cues, sources)
        out = []
        for k, found in of_cue.items():
            modality = self.heads["modality"][int(s.tags["modality"][cues[k][1]].argmax())]
            out.append(
                ReadAttribution(source=speaker[k], cue=char_span(s, cues[k]), contents=tuple(found), level=level,
                                modality=modality)  # type: ignore[arg-type]
            )  # fmt: skip
        if not cues:
            out = [ReadAttribution(source=None, cue=None, contents=(char_span(s, c),), level=level) for c in contents]
        return sorted(out, key=lambda a: (a.contents[0], a.level))

    def _cues_of(self, s: Scores, contents: list[Marked], cues: list[Marked]) -> list[int]:
        """The number of the likeliest cue for each content; empty where there are no cues."""
        out: list[int] = []
        at, of = [x[1] for x in contents], [x[1] for x in cues]
        for rows, near in bands(at, of, LINK_REACH, LINK_ROWS):
            scores = self._pair(s, "link", at[rows], of[near])[:, :, 1]
            out += (near.start + scores.argmax(1)).tolist()
        return out

    def _sources_of(self, s: Scores, cues: list[Marked], sources: list[Marked]) -> list[Span | None]:
        """The likeliest source in its own sentence for each cue, or None: who speaks stands there, or is not named."""
        out: list[Span | None] = []
        at, of = [x[1] for x in cues], [x[1] for x in sources]
        sentence_of, sentence_at = (np.array([s.sentences.index(int(s.offsets[i, 0])) for i in x]) for x in (of, at))
        for rows, near in bands(at, of, LINK_REACH, LINK_ROWS):
            scores = self._pair(s, "link", at[rows], of[near])[:, :, 0]
            scores[sentence_at[rows, None] != sentence_of[None, near]] = -np.inf
            best = scores.argmax(1)
            certain = scores.max(1) > 0  # 0 is the score of 'no source'
            out += [
                char_span(s, sources[near.start + i]) if sure else None for i, sure in zip(best, certain, strict=True)
            ]
        return out or [None] * len(cues)

    def _pair(self, s: Scores, name: str, left: Pieces, right: Pieces) -> Array:
        """Scores of all pairs of pieces: (len(left), len(right), outputs)."""
        i, j = np.asarray(left), np.asarray(right)
        a, b = s.pairs[name]
        hidden = a[i][:, None] + b[j][None, :]
        hidden += self._arrays[f"{name}.distance"][self._buckets[np.clip(j[None, :] - i[:, None], -FAR, FAR) + FAR]]
        out: Array = gelu(hidden) @ self._arrays[f"{name}.weight"]
        out += self._arrays[f"{name}.bias"]
        return out

    def _roles_around(self, s: Scores, at: int, reach: int, width: int = 0) -> tuple[int, Array]:
        """Role scores of the pieces near the piece ``at``: the first of them, and (pieces, roles)."""
        lo, hi = max(0, at - reach), min(len(s.offsets), at + width + reach)
        return lo, self._pair(s, "role", [at], np.arange(lo, hi))[0]

    # ------------------------------------------------------------ names, events, stances
    def _names(self, s: Scores) -> list[ReadName]:
        tags = viterbi(s.tags["names"], self._arrays["crf.names"])
        found = spans_of(tags, self.heads["names"], s)
        return [ReadName(start=a, end=b, kind=x[0]) for x in found for a, b in [char_span(s, x)]]

    def _events(self, s: Scores, least: float = 0.5) -> list[ReadEvent]:
        """Words that either reading takes for an event, down to a mean probability of ``least``."""
        p = softmax(s.tags["trigger"])
        begins = 1 + (p[:, 2] > p[:, 1])
        found = spans_of((1 - p[:, 0] >= 0.5) * begins, self.heads["trigger"], s)
        if least < 0.5:  # the likely ones stay as they are
            taken = {i for _, a, b in found for i in range(a, b)}
            faint = spans_of((1 - p[:, 0] >= least) * begins, self.heads["trigger"], s)
            found = sorted([*found, *(x for x in faint if taken.isdisjoint(range(x[1], x[2])))], key=lambda x: x[1])
        out: list[ReadEvent] = []
        unsure: list[int] = []  # of whose type
        for event, look in zip(found, self._look(s, found, "event"), strict=True):
            at, end = event[1:]
            score = float((1 - p[at:end, 0]).mean())
            kinds, modalities = softmax(s.tags["kind"][at:end].mean(0)), softmax(s.tags["modality"][at])
            if look:
                score = (score + 1 - float(look.kinds[0])) / 2
                kinds = weigh(look.kinds[1:], kinds, CLOSER_TYPE)
                modalities = weigh(look.modalities, modalities, CLOSER_TYPE)
            if score < least:
                continue
            lo, roles = self._roles(s, at, REACH, look)
            roles = one_role(roles, self.roles)
            words = {r: role_spans(roles[:, k], lo, s) for k, r in enumerate(self.roles)}
            out.append(
                ReadEvent(
                    trigger=char_span(s, event),
                    type=self.heads["kind"][int(kinds.argmax())],  # type: ignore[arg-type]
                    modality=self.heads["modality"][int(modalities.argmax())],  # type: ignore[arg-type]
                    actors=words["actor"], recipients=words["recipient"],
                    date=first(words["date"]), place=first(words["place"]), score=score,
                )
            )  # fmt: skip
            unsure += [len(out) - 1] if kinds.max() < UNSURE_TYPE else []
        return self._second_look(s, out, unsure)

    def _look(self, s: Scores, found: list[Marked], kind: Literal["event", "stand"]) -> Sequence[Look | None]:
        """A closer look at words in their sentence; at stands with the one before, which often names the holder."""
        if self._closer is None:
            return [None] * len(found)
        windows = []
        for _, i, until in found:
            j = min(until, i + LONGEST)  # of a run of words without end the first ones are looked at
            n = s.sentences.index(int(s.offsets[i, 0]))
            start = s.sentences.start(n if kind == "event" else n - 1)
            end = s.sentences.around(int(s.offsets[j - 1, 0]))[1]
            near = pieces_in(s.offsets, (start, end))
            windows.append(fit_window(min(near.start, i), i, j, max(near.stop, j)))
        return self._closer.look(s.ids, windows, kind)

    def _roles(self, s: Scores, at: int, reach: int, look: Look | None, width: int = 0) -> tuple[int, Array]:
        """Role scores by both readings of what the closer look saw: its first piece, and (pieces, roles)."""
        lo, near = self._roles_around(s, at, reach, width)
        if look is None:
            return lo, near
        start, end = look.window.lo, look.window.hi
        out = CLOSER_ROLES * look.roles[:, [ROLES.index(r) for r in self.roles]]
        a, b = max(start, lo), min(end, lo + len(near))
        out[a - start : b - start] += (1 - CLOSER_ROLES) * near[a - lo : b - lo]
        return start, out

    def _second_look(self, s: Scores, events: list[ReadEvent], unsure: list[int]) -> list[ReadEvent]:
        """Ask the reader of dyads for the type of acts between two sides of which this one is unsure.

        It overrules only where it holds the type read for out of the question, and where no other act between the two
        is what it has in mind ("rejected an offer"). What is only planned keeps the type of the act.
        """
        for i in unsure:
            e = events[i]
            if not e.actors or not e.recipients or e.modality != "asserted":
                continue
            lo, hi = s.sentences.around(e.trigger[0])
            one, two = e.actors[0], e.recipients[0]
            if min(one[0], two[0]) < lo or max(one[1], two[1]) > hi:
                continue
            try:
                sides = (one[0] - lo, one[1] - lo), (two[0] - lo, two[1] - lo)
                types = types_between(s.text[lo:hi], *sides, self._threads)
            except UsageError:  # sides that overlap, or a sentence of a page
                continue
            best = max(types, key=lambda k: types[k])
            other = any(
                x.type == best and x.actors[:1] == e.actors[:1] and x.recipients[:1] == e.recipients[:1] for x in events
            )
            if types[best] > LIKELY_TYPE and types[e.type] < UNLIKELY_TYPE and not other and {best, e.type} != _YIELD:
                events[i] = msgspec.structs.replace(e, type=best)
        return events

    def _likeliest(self, scores: Array, lo: int, s: Scores) -> Span | None:
        """The words of a role that only one phrase can have: the run that holds the best piece."""
        if not (scores > 0).any():
            return None
        best = s.offsets[lo + int(scores.argmax())]
        return next((x for x in role_spans(scores, lo, s) if x[0] <= best[0] and best[1] <= x[1]), None)

    def _stances(self, s: Scores) -> list[ReadStance]:
        """Pieces that may take a stand, joined over small gaps, of which the closer look thinks so too."""
        labels = self.heads["stance"]
        p = softmax(s.tags["stance"])
        likely = 1 - p[:, 0]
        found: list[Marked] = []
        for low, peak, mass in STAND_RUNS if self._closer else STAND_RUNS[:1]:  # the likely ones stay as they are
            for i, j in runs(likely, s, low, gap=3):
                enough = likely[i:j].max() >= peak and likely[i:j].sum() >= mass
                if enough and all(j <= a or b <= i for _, a, b in found):
                    found.append(("", i, j))
        found.sort(key=lambda x: x[1])
        out: list[ReadStance] = []
        for stand, look in zip(found, self._look(s, found, "stand"), strict=True):
            _, i, j = stand
            score, way = float(likely[i:j].mean()), p[i:j, 1:].mean(0)
            if look:
                score = CLOSER_STAND * float(1 - look.stances[0]) + (1 - CLOSER_STAND) * score
                way = weigh(look.stances[1:], way, CLOSER_STAND)
            lo, roles = self._roles(s, i, ISSUE_REACH, look, j - i)
            issue, holder = (self._likeliest(roles[:, self.roles.index(r)], lo, s) for r in ("issue", "holder"))
            out.append(
                ReadStance(span=char_span(s, stand), stance=labels[int(way.argmax()) + 1], issue=issue, holder=holder,  # type: ignore[arg-type]
                           score=score)
            )  # fmt: skip
        return out


def columns_of(heads: dict[str, int], pairs: dict[str, int], size: int) -> dict[str, slice]:
    """Where an output has each head (so many columns) and each pair (so many projections, ``size`` columns each)."""
    out: dict[str, slice] = {}
    at = 0
    for name, width in [*heads.items(), *((k, n * size) for k, n in pairs.items())]:
        out[name] = slice(at, at + width)
        at += width
    return out


@lru_cache(maxsize=1)
def model_name() -> str:
    """The name of the shipped model, without loading it."""
    try:
        name: str = json.loads((MODELS / "reader.json").read_text(encoding="utf-8"))["name"]
    except (OSError, ValueError, KeyError) as problem:
        raise ModelError(f"the model in {MODELS} can't be read ({problem}); install dragoman again") from problem
    return name


@lru_cache(maxsize=2)
def load_model(threads: int = 2, quick: bool = False) -> Model:
    """The shipped model, loaded once."""
    return Model(threads=threads, quick=quick)


# ---------------------------------------------------------------- windows
def sentence_starts(text: str, offsets: npt.NDArray[np.int64]) -> list[int]:
    """Indices of the pieces that begin a sentence or paragraph (a rough cut is enough for windows)."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    if not ends or not len(offsets):
        return []
    at = np.unique(np.searchsorted(offsets[:, 0], ends))
    starts: list[int] = at[(at > 0) & (at < len(offsets))].tolist()
    return starts


def cut_windows(n: int, starts: list[int], size: int, overlap: int) -> list[tuple[int, int, int, int]]:
    """Windows over ``n`` pieces: (from, to, keep, until). ``keep:until`` of all windows part ``0:n`` exactly."""
    if n <= size:
        return [(0, n, 0, n)] if n else []
    out: list[tuple[int, int, int, int]] = []
    at = keep = 0
    while True:
        end = min(n, at + size)
        if end == n:
            out.append((at, n, keep, n))
            return out
        want = end - overlap // 2
        near = starts[bisect_right(starts, keep + overlap) : bisect_right(starts, want)]
        until = near[-1] if near else want
        out.append((at, end, keep, until))
        back = until - overlap // 2
        behind = starts[bisect_left(starts, until - overlap) : bisect_right(starts, back)]
        at = behind[-1] if behind else back
        keep = until


# ---------------------------------------------------------------- decoding
def weigh(one: Array, two: Array, share: float) -> Array:
    """What two readings hold likely together: the product of both, the first raised to its share. Adds up to 1."""
    both = np.maximum(one, 1e-6) ** share * np.maximum(two, 1e-6) ** (1 - share)
    out: Array = (both / both.sum()).astype(np.float32)
    return out


def viterbi(scores: Array, transitions: Array) -> npt.NDArray[np.int64]:
    """The best tag sequence of a linear chain: scores (N, K), transitions (K, K).

    The chain is cut into about sqrt(N) blocks. Step by step, but in all blocks at once, the best path to each tag is
    found for every tag before the block; then the blocks are chained, and the tags in them told from their ends.
    """
    n, k = scores.shape
    length = math.isqrt(n - 1) + 1
    blocks = -(-n // length)
    ends = np.full(blocks, length - 1)
    ends[-1] = n - 1 - (blocks - 1) * length
    steps = np.zeros((blocks * length, k), dtype=np.float32)
    steps[:n] = scores
    steps = np.ascontiguousarray(steps.reshape(blocks, length, k).transpose(1, 2, 0))
    best = np.empty(
        (length, k, k, blocks), dtype=np.float32
    )  # at a step, by the tag before the block: of the best path to each tag
    best[0] = transitions[:, :, None] + steps[0]
    best[0, :, :, 0] = steps[0, :, 0]  # nothing stands before the first
    paths, move = np.empty((k, k, k, blocks), dtype=np.float32), transitions[:, :, None]
    for i in range(1, length):
        np.add(best[i - 1][:, :, None], move, out=paths)
        np.maximum.reduce(paths, axis=1, out=best[i])
        best[i] += steps[i]
    through = best[ends, :, :, np.arange(blocks)]
    before = np.zeros((blocks + 1, k))
    for c in range(blocks):
        np.maximum.reduce(before[c][:, None] + through[c], axis=0, out=before[c + 1])
    tags = np.zeros((length, blocks), dtype=np.int64)
    enter = np.zeros(blocks, dtype=np.int64)
    tag = before[-1].argmax()
    for c in range(blocks - 1, -1, -1):
        tags[ends[c], c] = tag
        enter[c] = tag = (before[c] + through[c, :, tag]).argmax()
    own = best[:, enter, :, np.arange(blocks)].swapaxes(0, 1)
    into = np.ascontiguousarray(transitions.T)
    for i in range(length - 2, -1, -1):
        tags[i] = np.where(i < ends, (own[i] + into[tags[i + 1]]).argmax(1), tags[i])
    return tags.T.reshape(-1)[:n]


def spans_of(tags: npt.NDArray[Any], labels: list[str], s: Scores) -> list[Marked]:
    """BIO tags -> (kind, from piece, to piece). An I after another kind opens a span; no word is cut in two."""
    word = whole_words(tags, s)
    out: list[Marked] = []
    outside = labels.index("O")
    for i, t in enumerate(word):
        if t == outside:
            continue
        begins, kind = labels[t][0], labels[t][2:]
        open_ = out and out[-1][0] == kind and out[-1][2] == i
        if open_ and s.after_break[i]:
            open_ = kind == "content" and runs_on(s.quoted, int(s.offsets[i - 1, 1]), int(s.offsets[i, 0]))
        if open_ and begins == "I":
            out[-1] = (kind, out[-1][1], i + 1)
        else:
            out.append((kind, i, i + 1))
    return out


def runs_on(quoted: bytearray, end: int, start: int) -> bool:
    """Whether a content goes on in the next paragraph: only a quotation does."""
    return bool(quoted[max(0, end - 1)] and quoted[start])


def whole_words(tags: npt.NDArray[Any], s: Scores) -> list[int]:
    """Pieces inside a word follow the word's first piece (B becomes I)."""
    out: list[int] = tags.tolist()
    for i in s.glued:
        before = out[i - 1]
        out[i] = before + before % 2  # labels alternate B, I after O
    return out


def one_role(scores: Array, roles: list[str]) -> Array:
    """Scores (N, roles) in which a piece that could both act and receive keeps the likelier role only."""
    out = scores.copy()
    a, r = roles.index("actor"), roles.index("recipient")
    both = (out[:, a] > 0) & (out[:, r] > 0)
    out[both & (out[:, a] >= out[:, r]), r] = -1.0
    out[both & (out[:, a] < out[:, r]), a] = -1.0
    return out


def role_spans(scores: Array, at: int, s: Scores) -> tuple[Span, ...]:
    """Runs of pieces whose score is above zero, as character spans of whole words.

    A run may hold single pieces that are nearly above zero, but runs on into no other paragraph. One whose best
    piece is faint beside the best of all runs is left out: joint sides score alike.
    """
    found: list[tuple[int, int]] = []
    for i in np.flatnonzero(scores > 0).tolist():
        start, end = found[-1] if found else (0, -2)
        gap = i == end + 1 and scores[end] > -1 and not s.after_break[at + end]
        if (i == end or gap) and not s.after_break[at + i]:
            found[-1] = (start, i + 1)
            continue
        if gap:
            found[-1] = (start, i)
        found.append((i, i + 1))
    least = FAINT * float(scores.max(initial=0.0))
    spans = (char_span(s, ("", at + i, at + j)) for i, j in found if scores[i:j].max() >= least)
    return tuple(dict.fromkeys(spans))


def runs(likely: Array, s: Scores, low: float, gap: int) -> list[tuple[int, int]]:
    """Runs of pieces above ``low`` that may be parted by ``gap`` pieces, but by no sentence end."""
    out: list[tuple[int, int]] = []
    for i in np.flatnonzero(likely > low).tolist():
        if out and i - out[-1][1] <= gap:
            between = s.text[int(s.offsets[out[-1][1] - 1, 1]) : int(s.offsets[i, 0])]
            if not _SENTENCE_END_BETWEEN.search(between):
                out[-1] = (out[-1][0], i + 1)
                continue
        out.append((i, i + 1))
    return out


def bands(left: Sequence[int], right: Sequence[int], reach: int, rows: int) -> Iterator[tuple[slice, slice]]:
    """Pairs of near places, some ``rows`` of ``left`` at a time: what of ``right`` is within reach, else the nearest.

    Both are in order. All pairs of a long text would be too many.
    """
    for k in range(0, len(left) if right else 0, rows):
        some = left[k : k + rows]
        lo, hi = bisect_left(right, some[0] - reach), bisect_right(right, some[-1] + reach)
        if lo == hi:
            lo, hi = max(0, lo - 1), min(len(right), hi + 1)
        yield slice(k, k + len(some)), slice(lo, hi)


def char_span(s: Scores, span: Marked) -> Span:
    """Pieces -> characters, grown to whole words, white space trimmed."""
    a, b = int(s.offsets[span[1], 0]), int(s.offsets[span[2] - 1, 1])
    text = s.text
    while a > 0 and text[a].isalnum() and text[a - 1].isalnum():
        a -= 1
    while b < len(text) and text[b].isalnum() and text[b - 1].isalnum():
        b += 1
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b


def pieces_in(offsets: npt.NDArray[np.int64], span: Span) -> slice:
    """The pieces that lie in a character span."""
    return slice(
        int(np.searchsorted(offsets[:, 1], span[0], "right")), int(np.searchsorted(offsets[:, 0], span[1], "left"))
    )


def distance_bucket(d: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Signed distance in pieces -> 0..24, as in training."""
    a = np.abs(d).astype(np.float32)
    far = np.minimum(np.floor(4 + np.log2(np.maximum(a, 4) / 4) * np.float32(1.6)), 12)
    mag = np.where(a <= 4, a, far).astype(np.int64)
    return np.where(d >= 0, 12 + mag, 12 - mag)


def gelu(x: Array) -> Array:
    """GELU, tanh form (within 1e-3 of the exact one used in training)."""
    out = np.float32(0.044715) * x
    out *= x
    out *= x
    out += x
    out *= np.float32(0.7978845608)
    np.tanh(out, out=out)
    out += np.float32(1)
    out *= np.float32(0.5) * x
    return out


def shift(span: Span | None, by: int) -> Span | None:
    """Move a span."""
    return None if span is None else (span[0] + by, span[1] + by)


def first(spans: tuple[Span, ...]) -> Span | None:
    """The first of some spans."""
    return spans[0] if spans else None
