"""The only file that touches weights: texts in, readings out.

A text is cut into overlapping windows of word pieces (at sentence ends where there are any); each piece takes its
scores from the window in which it stands farthest from an edge. Tags are decoded over the whole text at once, so no
span ends because a window does. Contents of statements inside statements are read again, to any depth.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.errors import ModelError
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.reading import ReadAttribution, ReadEvent, Reading, ReadName, ReadStance
from dragoman.record import Span

Array = npt.NDArray[np.float32]
MODELS = Path(__file__).parent / "models"
OVERLAP = 48  # pieces that two windows share; more was measured to help little and costs in proportion
BATCH = 8  # windows a call: bounds memory on long texts
MAX_DEPTH = 6
_SURROGATES = re.compile("[\ud800-\udfff]")
FAINT = 0.4  # a side's best score must reach this share of the best side's


@dataclass(frozen=True)
class Scores:
    """Per piece of a text: ``offsets`` (N, 2), tag scores by head (N, K), pair projections (N, P)."""

    text: str
    offsets: npt.NDArray[np.int64]
    tags: dict[str, Array]
    pairs: dict[str, tuple[Array, Array]]  # link, role, relation, toward: (left, right)

    @cached_property
    def quoted(self) -> bytearray:
        """1 for each character inside quotation marks."""
        return quoted_mask(self.text)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of the text."""
        return Sentences(self.text)


class Model:
    """Weights in memory. Thread-safe; reading is deterministic.

    Args:
        folder: holds ``reader.onnx``, ``reader.npz``, ``reader.json`` and ``tokenizer.json``.
        threads: threads of one pass.

    Raises:
        ModelError: a file is missing or broken.
    """

    def __init__(self, folder: Path = MODELS, threads: int = 2) -> None:
        try:
            import onnxruntime as ort
            from tokenizers import Tokenizer

            layout = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            options = ort.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session: Any = ort.InferenceSession(
                str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "reader.npz") as arrays:
                self._arrays: dict[str, Array] = {k: arrays[k] for k in arrays.files}
        except Exception as problem:
            raise ModelError(f"the model in {folder} can't be loaded ({problem}); install dragoman again") from problem
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.name: str = layout["name"]
        self.size: int = layout["size"]
        self.heads: dict[str, list[str]] = layout["heads"]
        self.roles: list[str] = layout["roles"]
        self.pairs: list[str] = layout["pairs"]
        self.toward: list[str] = layout["toward"]
        self.pair_size: int = layout["pair"]
        self._cls: int = self._tokenizer.token_to_id("[CLS]") or 0
        self._sep: int = self._tokenizer.token_to_id("[SEP]") or 0

    # ------------------------------------------------------------ reading
    def read(self, text: str) -> Reading:
        """Read one text. An empty one gives an empty reading."""
        scores = self.score(text)
        if not len(scores.offsets):
            return Reading(read=len(text))
        attributions = self._attributions(scores)
        return Reading(
            attributions=tuple(attributions),
            names=tuple(self._names(scores)),
            events=tuple(self._events(scores)),
            stances=tuple(self._stances(scores)),
            read=len(text),
        )

    def score(self, text: str) -> Scores:
        """Scores of every piece of ``text``."""
        # half of a character (JSON-LD can hold one) has no place in UTF-8; the stand-in keeps all offsets
        enc = self._tokenizer.encode(_SURROGATES.sub("\ufffd", text), add_special_tokens=False)
        offsets = np.array(enc.offsets, dtype=np.int64).reshape(-1, 2)
        n = len(enc.ids)
        width = sum(len(v) for v in self.heads.values()) + 2 * len(self.pairs) * self.pair_size
        joined = np.zeros((n, width), dtype=np.float32)
        windows = cut_windows(n, sentence_starts(text, offsets), self.size - 2, OVERLAP)
        for k in range(0, len(windows), BATCH):
            some = windows[k : k + BATCH]
            out = self._run([enc.ids[a:b] for a, b, _, _ in some])
            for row, (a, _, keep, until) in zip(out, some, strict=True):
                joined[keep:until] = row[1 + keep - a : 1 + until - a]
        tags, at = {}, 0
        for head, labels in self.heads.items():
            tags[head] = joined[:, at : at + len(labels)]
            at += len(labels)
        cuts = [joined[:, k : k + self.pair_size] for k in range(at, joined.shape[1], self.pair_size)]
        pairs = {name: (cuts[2 * i], cuts[2 * i + 1]) for i, name in enumerate(self.pairs)}
        return Scores(text, offsets, tags, pairs)

    def _run(self, rows: list[list[int]]) -> Array:
        longest = max(len(r) for r in rows) + 2
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, r in enumerate(rows):
            ids[i, : len(r) + 2] = [self._cls, *r, self._sep]
            mask[i, : len(r) + 2] = 1
        out: Array = self._session.run(["out"], {"ids": ids, "mask": mask})[0]
        return out

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

    def _link(self, s: Scores, spans: list[tuple[str, int, int]], level: int) -> list[ReadAttribution]:
        """Contents go to their likeliest cue; each cue takes its likeliest source, or none."""
        sources = [x for x in spans if x[0] == "source"]
        cues = [x for x in spans if x[0] == "cue"]
        contents = [x for x in spans if x[0] == "content"]
        if not contents:
            return []
        of_cue: dict[int, list[Span]] = {}
        if cues:
            scores = self._pair(s, "link", [c[1] for c in contents], [c[1] for c in cues])[:, :, 1]
            for i, content in enumerate(contents):
                of_cue.setdefault(int(scores[i].argmax()), []).append(char_span(s, content))
        out = []
        if cues and sources:
            pick = self._pair(s, "link", [c[1] for c in cues], [x[1] for x in sources])[:, :, 0]
            at = np.array([s.sentences.index(int(s.offsets[x[1], 0])) for x in (*cues, *sources)])
            elsewhere = at[: len(cues), None] != at[None, len(cues) :]
            pick[elsewhere] = -np.inf  # who speaks stands in the cue's sentence, or is not named
        for k, found in of_cue.items():
            source = None
            if sources and pick[k].max() > 0:  # 0 is the score of 'no source'
                source = char_span(s, sources[int(pick[k].argmax())])
            modality = self.heads["modality"][int(s.tags["modality"][cues[k][1]].argmax())]
            out.append(
                ReadAttribution(source=source, cue=char_span(s, cues[k]), contents=tuple(found), level=level,
                                modality=modality)  # type: ignore[arg-type]
            )  # fmt: skip
        if not cues:
            out = [ReadAttribution(source=None, cue=None, contents=(char_span(s, c),), level=level) for c in contents]
        return sorted(out, key=lambda a: (a.contents[0], a.level))

    def _pair(self, s: Scores, name: str, left: list[int], right: list[int]) -> Array:
        """Scores of all pairs of pieces: (len(left), len(right), outputs)."""
        i, j = np.array(left), np.array(right)
        a, b = s.pairs[name]
        d = self._arrays[f"{name}.distance"][distance_bucket(j[None, :] - i[:, None])]
        out: Array = gelu(a[i][:, None] + b[j][None, :] + d) @ self._arrays[f"{name}.weight"]
        return out + self._arrays[f"{name}.bias"]

    # ------------------------------------------------------------ names, events, stances
    def _names(self, s: Scores) -> list[ReadName]:
        tags = viterbi(s.tags["names"], self._arrays["crf.names"])
        found = spans_of(tags, self.heads["names"], s)
        return [ReadName(start=a, end=b, kind=x[0]) for x in found for a, b in [char_span(s, x)]]

    def _events(self, s: Scores) -> list[ReadEvent]:
        p = softmax(s.tags["trigger"])
        tags = (1 - p[:, 0] >= 0.5) * (1 + (p[:, 2] > p[:, 1]))
        found = spans_of(tags, self.heads["trigger"], s)
        if not found:
            return []
        out = []
        n = len(s.offsets)
        for event in found:
            at = event[1]
            lo, hi = max(0, at - 150), min(n, at + 150)
            roles = one_role(self._pair(s, "role", [at], list(range(lo, hi)))[0], self.roles)
            kind = self.heads["kind"][int(s.tags["kind"][event[1] : event[2]].mean(0).argmax())]
            modality = self.heads["modality"][int(s.tags["modality"][at].argmax())]
            words = {r: role_spans(roles[:, k], lo, s) for k, r in enumerate(self.roles)}
            out.append(
                ReadEvent(
                    trigger=char_span(s, event), type=kind, modality=modality,  # type: ignore[arg-type]
                    actors=words["actor"], recipients=words["recipient"],
                    date=first(words["date"]), place=first(words["place"]),
                    score=float((1 - p[event[1] : event[2], 0]).mean()),
                )
            )  # fmt: skip
        return out

    def _stances(self, s: Scores) -> list[ReadStance]:
        """Pieces that likely take a stand, joined over small gaps; short or faint runs say too little to be one."""
        labels = self.heads["stance"]
        p = softmax(s.tags["stance"])
        likely = 1 - p[:, 0]
        out: list[ReadStance] = []
        for i, j in runs(likely, s, low=0.3, gap=3):
            if likely[i:j].max() < 0.5 or likely[i:j].sum() < 1.5:
                continue
            stance = labels[int(p[i:j, 1:].sum(0).argmax()) + 1]
            lo, hi = max(0, i - 80), min(len(p), j + 80)
            roles = self._pair(s, "role", [i], list(range(lo, hi)))[0]
            found = role_spans(roles[:, self.roles.index("issue")], lo, s)
            issue = max(found, key=lambda x: x[1] - x[0], default=None)
            out.append(ReadStance(span=char_span(s, ("", i, j)), stance=stance, issue=issue))  # type: ignore[arg-type]
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
def load_model(threads: int = 2) -> Model:
    """The shipped model, loaded once."""
    return Model(threads=threads)


# ---------------------------------------------------------------- windows
def sentence_starts(text: str, offsets: npt.NDArray[np.int64]) -> list[int]:
    """Indices of the pieces that begin a sentence or paragraph (a rough cut is enough for windows)."""
    ends = [m.end() for m in re.finditer(r"[.!?…]['\"’”)\]]*\s+|\n+", text)]
    if not ends or not len(offsets):
        return []
    at = np.searchsorted(offsets[:, 0], ends)
    return sorted({int(i) for i in at if 0 < i < len(offsets)})


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
        until = max((s for s in starts if keep + overlap < s <= want), default=want)
        out.append((at, end, keep, until))
        back = until - overlap // 2
        at = max((s for s in starts if until - overlap <= s <= back), default=back)
        keep = until


# ---------------------------------------------------------------- decoding
def viterbi(scores: Array, transitions: Array) -> npt.NDArray[np.int64]:
    """The best tag sequence of a linear chain: scores (N, K), transitions (K, K)."""
    n, k = scores.shape
    back = np.zeros((n, k), dtype=np.int64)
    best = scores[0]
    columns = np.arange(k)
    for i in range(1, n):
        paths = best[:, None] + transitions
        back[i] = paths.argmax(0)
        best = paths[back[i], columns] + scores[i]
    tags = np.zeros(n, dtype=np.int64)
    tags[-1] = best.argmax()
    for i in range(n - 1, 0, -1):
        tags[i - 1] = back[i, tags[i]]
    return tags


def spans_of(tags: npt.NDArray[Any], labels: list[str], s: Scores) -> list[tuple[str, int, int]]:
    """BIO tags -> (kind, from piece, to piece). An I after another kind opens a span; no word is cut in two."""
    word = whole_words(tags, s)
    out: list[tuple[str, int, int]] = []
    for i, t in enumerate(word):
        label = labels[int(t)]
        if label == "O":
            continue
        kind = label[2:]
        open_ = out and out[-1][0] == kind and out[-1][2] == i
        if open_ and "\n" in s.text[s.offsets[i - 1, 1] : s.offsets[i, 0]]:
            open_ = kind == "content" and runs_on(s.quoted, int(s.offsets[i - 1, 1]), int(s.offsets[i, 0]))
        if open_ and label[0] == "I":
            out[-1] = (kind, out[-1][1], i + 1)
        else:
            out.append((kind, i, i + 1))
    return out


def runs_on(quoted: bytearray, end: int, start: int) -> bool:
    """Whether a content goes on in the next paragraph: only a quotation does."""
    return bool(quoted[max(0, end - 1)] and quoted[start])


def whole_words(tags: npt.NDArray[Any], s: Scores) -> list[int]:
    """Pieces inside a word follow the word's first piece (B becomes I)."""
    out = [int(t) for t in tags]
    text, offsets = s.text, s.offsets
    for i in range(1, len(out)):
        a = int(offsets[i, 0])
        if a == offsets[i - 1, 1] and text[a : a + 1].isalnum() and text[a - 1 : a].isalnum():
            before = out[i - 1]
            out[i] = before + 1 if before % 2 == 1 else before  # labels alternate B, I after O
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

    A run whose best piece is faint beside the best of all runs is left out: joint sides score alike.
    """
    on = scores > 0
    least = FAINT * float(scores.max(initial=0.0))
    out: list[Span] = []
    i, n = 0, len(on)
    while i < n:
        if not on[i]:
            i += 1
            continue
        j = i + 1
        while j < n and (on[j] or (j + 1 < n and on[j + 1] and scores[j] > -1)):
            if "\n" in s.text[int(s.offsets[at + j - 1, 1]) : int(s.offsets[at + j, 0])]:
                break  # no side runs on into another paragraph
            j += 1
        if scores[i:j].max() >= least:
            out.append(char_span(s, ("", at + i, at + j)))
        i = j
    return tuple(dict.fromkeys(out))


def runs(likely: Array, s: Scores, low: float, gap: int) -> list[tuple[int, int]]:
    """Runs of pieces above ``low`` that may be parted by ``gap`` pieces, but by no sentence end."""
    out: list[tuple[int, int]] = []
    for i in (int(k) for k in np.flatnonzero(likely > low)):
        if out and i - out[-1][1] <= gap:
            between = s.text[int(s.offsets[out[-1][1] - 1, 1]) : int(s.offsets[i, 0])]
            if not re.search(r"[.!?]\s|\n", between):
                out[-1] = (out[-1][0], i + 1)
                continue
        out.append((i, i + 1))
    return out


def char_span(s: Scores, span: tuple[str, int, int]) -> Span:
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
    out: Array = (0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))).astype(np.float32)
    return out


def softmax(x: Array) -> Array:
    """Along the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    out: Array = e / e.sum(-1, keepdims=True)
    return out


def shift(span: Span | None, by: int) -> Span | None:
    """Move a span."""
    return None if span is None else (span[0] + by, span[1] + by)


def first(spans: tuple[Span, ...]) -> Span | None:
    """The first of some spans."""
    return spans[0] if spans else None
