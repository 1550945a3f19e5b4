"""Fit the closer look: words of a sentence are marked; do they state an event or take a stand, and whose.

    python -m training.closer --encoder FOLDER --reader CHECKPOINT --briefs DIR --standoff DIR --corpora CORPORA
        --out FILE [--start CHECKPOINT]

Each event and each stand of our annotation is a row: its sentence (of a stand, the one before it too), with the words
that state it between marks. What the reader of an earlier run (``--reader``, one that was not fitted to the standoff
texts) takes for an event or a stand there, down to faint suspicions, is a row too: with the annotation's answer where
the words meet, else with "none". So are, in our briefs, some words drawn by chance. Heads: type of the event or none,
its modality, the stance or none, and the role of each word piece. ``--start`` takes the layers of another checkpoint.
bf16 on the CPU.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from training import data
from training.check_data import STANCES, TYPES
from training.data import Span
from training.net import MODALITY, ROLES, Closer, Reader, load_bert, load_layers, load_reader, read_shape
from training.train import plain_tokenizer

MARKS = {"event": ("[unused5]", "[unused6]"), "stand": ("[unused7]", "[unused8]")}
KINDS = ("none", *TYPES)
STANDS = ("none", *STANCES)
ROLES_OF = {"event": slice(0, 4), "stand": slice(4, 6)}  # of ROLES
LONGEST = 126
FAINT = {"event": 0.15, "stand": 0.1}  # probability of a piece from which the earlier reader's suspicion makes a row
FAINTEST = dict.fromkeys(FAINT, 0.02)  # likewise in our briefs, which that reader was fitted to
KEPT = 0.25  # the part of what is faintly suspected there and is nothing that makes a row
BATCH = 32
_SENTENCE = re.compile(r"[.!?…]['\"’”)\]]*\s+(?=[A-Z0-9\"“'‘])|\n+")
_SHORTENED = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Col|Lt|Sgt|St|Prof|Rev|Jr|Sr|No|vs?)\.\s+$")


@dataclass(frozen=True)
class Row:
    """Word pieces with marks (their places: ``first``, ``last``) and what is right; ``roles`` None: not asked."""

    task: str
    ids: tuple[int, ...]
    first: int
    last: int
    label: int
    modality: int | None = None
    roles: tuple[tuple[int, int], ...] | None = None  # (piece, role)


class Pieces:
    """A text as word pieces, and its sentences."""

    def __init__(self, tok: Tokenizer, text: str) -> None:
        enc = tok.encode(text, add_special_tokens=False)
        self.tok, self.text, self.ids, self.offsets = tok, text, enc.ids, enc.offsets
        self.starts, self.ends = [a for a, _ in enc.offsets], [b for _, b in enc.offsets]
        ends = (m.end() for m in _SENTENCE.finditer(text) if not _SHORTENED.search(text[max(0, m.end() - 8) : m.end()]))
        self.sentences = [0, *ends, len(text)]

    def at(self, span: Span) -> Span:
        """The pieces of a span of characters."""
        return bisect_right(self.ends, span[0]), bisect_left(self.starts, span[1])

    def window(self, span: Span, before: int) -> Span:
        """The pieces of the sentences that a span meets, and so many before, at most ``LONGEST`` in all."""
        k = bisect_right(self.sentences, span[0]) - 1
        end = self.sentences[min(bisect_left(self.sentences, span[1]), len(self.sentences) - 1)]
        lo, hi = self.at((self.sentences[max(0, k - before)], end))
        start, stop = self.at(span)
        lo, hi = min(lo, start), max(hi, stop)
        spare = max(0, LONGEST - (stop - start))
        left, right = start - lo, hi - stop
        if left + right > spare:
            left = min(left, max(spare - right, spare // 2))
            right = min(right, spare - left)
        return start - left, stop + right

    def row(
        self, task: str, span: Span, label: int, modality: int | None = None, roles: dict[str, list[Span]] | None = None
    ) -> Row | None:
        """A row with its marks; None where the words are no piece or too many."""
        start, stop = self.at(span)
        lo, hi = self.window(span, 0 if task == "event" else 1)
        if stop <= start or hi - lo > LONGEST:
            return None
        opens, closes = (self.tok.token_to_id(m) for m in MARKS[task])
        cls, sep = self.tok.token_to_id("[CLS]"), self.tok.token_to_id("[SEP]")
        ids = (cls, *self.ids[lo:start], opens, *self.ids[start:stop], closes, *self.ids[stop:hi], sep)
        tags: list[Span] = []
        for name, spans in (roles or {}).items():
            for a, b in map(self.at, spans):
                tags += [
                    (1 + k - lo + (k >= start) + (k >= stop), ROLES.index(name)) for k in range(max(a, lo), min(b, hi))
                ]
        known = tuple(tags) if roles is not None else None
        return Row(task, ids, 1 + start - lo, 2 + stop - lo, label, modality, known)


def overlap(one: Span, two: Span) -> int:
    """How many characters two spans share."""
    return min(one[1], two[1]) - max(one[0], two[0])


# ------------------------------------------------------------------ rows
def rows_of(p: Pieces, text: data.Text, seen: dict[str, list[Span]]) -> Iterator[Row]:
    """All rows of an annotated text; ``seen`` is what the earlier reader suspects, by task."""
    marks: dict[str, list[tuple[Span, int, int | None, dict[str, list[Span]]]]] = {}
    if text.events is not None:
        marks["event"] = [
            (e.trigger, KINDS.index(e.type), MODALITY.index(e.modality), e.roles) for e in text.events
        ]  # fmt: skip
    if text.stances is not None:
        marks["stand"] = [
            (s.span, STANDS.index(s.stance), None, {"holder": [s.holder], "issue": [s.issue] if s.issue else []})
            for s in text.stances
        ]
    for task, known in marks.items():
        found: list[Row | None] = [p.row(task, *m) for m in known]
        spans = {m[0] for m in known}
        for span in seen.get(task, ()):
            best = max(known, key=lambda m: overlap(m[0], span), default=None)
            if span in spans:
                continue
            hit = best is not None and overlap(best[0], span) > 0
            found.append(p.row(task, span, *best[1:]) if best and hit else p.row(task, span, 0))
        yield from (r for r in found if r)


@torch.no_grad()
def suspicions(reader: Reader, p: Pieces, tasks: Iterable[str], faint: dict[str, float]) -> dict[str, list[Span]]:
    """Runs of pieces that a reader takes for an event or a stand: by what is likely, and by what is faintly so."""
    cls, sep = p.tok.token_to_id("[CLS]"), p.tok.token_to_id("[SEP]")
    parts: dict[str, list[Tensor]] = {t: [] for t in tasks}
    heads = {"event": "trigger", "stand": "stance"}
    for at in range(0, len(p.ids), 200):  # with 27 more on either side
        lo = max(0, at - 27)
        ids = torch.tensor([[cls, *p.ids[lo : at + 227], sep]])
        x = reader.encode(ids, torch.ones(ids.shape))[0]
        for task, known in parts.items():
            likely = 1 - reader.heads[heads[task]](x).softmax(-1)[:, 0]
            known.append(likely[1 + at - lo : 1 + min(at + 200, len(p.ids)) - lo])
    out: dict[str, list[Span]] = {}
    for task, known in parts.items():
        likely = torch.cat(known).tolist() if known else []
        gap, found = (0 if task == "event" else 3), []
        for least in (0.5 if task == "event" else 0.3, faint[task]):
            run: list[int] = []
            for i in (i for i, x in enumerate(likely) if x >= least):
                apart = run and (i - run[1] > gap or re.search(r"[.!?]\s|\n", p.text[p.ends[run[1] - 1] : p.starts[i]]))
                if not run or apart:
                    found.append(run := [i, i + 1])
                run[1] = i + 1
        out[task] = list(dict.fromkeys((p.starts[a], p.ends[b - 1]) for a, b in found))
    return out


def load_rows(a: argparse.Namespace, tok: Tokenizer) -> list[Row]:
    """The rows of all annotation."""
    reader = Reader(read_shape(Path(a.encoder))).eval()
    load_reader(reader, torch.load(a.reader))
    rows: list[Row] = []
    for text in data.read_standoff(Path(a.standoff), Path(a.corpora)):
        p = Pieces(tok, text.text)
        rows += rows_of(p, text, suspicions(reader, p, tasks_of(text), FAINT))
    rng = random.Random(a.seed)
    for path in sorted(Path(a.briefs).glob("*.jsonl")):
        for text in data.read_briefs(path):
            p = Pieces(tok, text.text)
            seen = suspicions(reader, p, tasks_of(text), FAINTEST)
            found = rows_of(p, text, {t: [*known, *anywhere(p, t, rng)] for t, known in seen.items()})
            rows += (r for r in found if r.label or rng.random() < KEPT)
    return rows


def tasks_of(text: data.Text) -> list[str]:
    """What a text is annotated for."""
    return [t for t, known in (("event", text.events), ("stand", text.stances)) if known is not None]


def anywhere(p: Pieces, task: str, rng: random.Random) -> list[Span]:
    """Some words of a text, drawn by chance: without them whatever is marked in a brief would be right."""
    words = [m.span() for m in re.finditer(r"\w[\w'’-]+", p.text)]
    out = []
    for _ in range(len(words) // 40 + 1 if words else 0):
        i = rng.randrange(len(words))
        j = min(len(words), i + (rng.choice((1, 1, 2)) if task == "event" else rng.randint(2, 9))) - 1
        out.append((words[i][0], words[j][1]))
    return out


# ------------------------------------------------------------------ fitting
def collate(batch: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Padded ids, mask and the places of the marks."""
    t = max(len(r.ids) for r in batch)
    ids, mask = torch.zeros(len(batch), t, dtype=torch.long), torch.zeros(len(batch), t)
    for k, r in enumerate(batch):
        ids[k, : len(r.ids)] = torch.tensor(r.ids)
        mask[k, : len(r.ids)] = 1
    return ids, mask, torch.tensor([r.first for r in batch]), torch.tensor([r.last for r in batch])


def batch_loss(model: Closer, batch: Sequence[Row]) -> Tensor:
    """Of a batch of one task: what it is, its modality, and the roles of the pieces (summed over a row's pieces)."""
    ids, mask, first, last = collate(batch)
    kinds, modality, stance, roles = model(ids, mask, first, last)
    task = batch[0].task
    loss = F.cross_entropy(
        kinds if task == "event" else stance, torch.tensor([r.label for r in batch]), label_smoothing=0.05
    )
    how = [(k, r.modality) for k, r in enumerate(batch) if r.modality is not None]
    if how:
        loss = loss + F.cross_entropy(modality[[k for k, _ in how]], torch.tensor([m for _, m in how]))
    asked = [k for k, r in enumerate(batch) if r.roles is not None]
    if asked:
        gold = torch.zeros(len(batch), ids.shape[1], len(ROLES))
        for k in asked:
            for piece, role in batch[k].roles or ():
                gold[k, piece, role] = 1
        columns = ROLES_OF[task]
        apart = F.binary_cross_entropy_with_logits(roles[..., columns], gold[..., columns], reduction="none")
        loss = loss + 0.25 * (apart.sum(-1) * mask)[asked].sum() / len(asked)
    return loss


def parameter_groups(model: Closer, a: argparse.Namespace) -> list[dict]:
    """Layer-wise learning rates; heads have their own."""
    n = len(model.layers)
    groups = [{"params": list(x.parameters()), "lr": a.lr * a.decay ** (n - 1 - i)} for i, x in enumerate(model.layers)]
    groups.append({"params": [*model.places.parameters(), *model.norm.parameters()], "lr": a.lr * a.decay**n})
    heads = (model.hidden, model.kind, model.modality, model.stance, model.roles)
    return [*groups, {"params": [p for m in heads for p in m.parameters()], "lr": a.head_lr}]


def fit(model: Closer, rows: list[Row], a: argparse.Namespace) -> None:
    """Train; a checkpoint after each epoch."""
    rng = random.Random(a.seed)
    tasks = [[r for r in rows if r.task == t] for t in MARKS]
    total = sum(math.ceil(len(x) / BATCH) for x in tasks) * a.epochs
    opt = torch.optim.AdamW(parameter_groups(model, a), weight_decay=0.01)
    base = [g["lr"] for g in opt.param_groups]
    step, start = 0, time.time()
    for epoch in range(a.epochs):
        cuts: list[list[Row]] = []
        for some in tasks:
            order = sorted(some, key=lambda r: len(r.ids) + rng.random() * 20)
            cuts += [order[k : k + BATCH] for k in range(0, len(order), BATCH)]
        rng.shuffle(cuts)
        model.train()
        losses: dict[str, list[float]] = {t: [] for t in MARKS}
        for batch in cuts:
            rate = min(1.0, (step + 1) / (0.1 * total)) * max(0.02, 1 - step / total)
            for g, lr in zip(opt.param_groups, base, strict=True):
                g["lr"] = lr * rate
            loss = batch_loss(model, batch)
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            step += 1
            losses[batch[0].task].append(loss.item())
            if a.limit and step >= a.limit:
                break
        means = " ".join(f"{t} {sum(v) / max(1, len(v)):.3f}" for t, v in losses.items())
        print(f"epoch {epoch} {time.time() - start:.0f}s {means}", flush=True)
        torch.save(model.state_dict(), a.out)
        if a.limit and step >= a.limit:
            return


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--reader", required=True, help="checkpoint of an earlier reader, which suspects")
    ap.add_argument("--start", help="checkpoint to take the layers from (the encoder as published, if not given)")
    ap.add_argument("--briefs", required=True)
    ap.add_argument("--standoff", required=True)
    ap.add_argument("--corpora", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=3)
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--decay", type=float, default=0.9)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--seed", type=int, default=5)
    ap.add_argument("--limit", type=int, default=0, help="stop after so many steps (a trial)")
    a = ap.parse_args()
    print(json.dumps(vars(a)), flush=True)
    torch.manual_seed(a.seed)
    folder = Path(a.encoder)
    tok = plain_tokenizer(folder)
    model = Closer(read_shape(folder), a.dropout)
    if a.start:
        load_layers(model, torch.load(a.start))
    else:
        load_bert(model, load_file(folder / "model.safetensors"))
    rows = load_rows(a, tok)
    none = sum(not r.label for r in rows)
    print(f"{len(rows)} rows {dict(Counter(r.task for r in rows))}, {none} of them none", flush=True)
    fit(model, rows, a)


if __name__ == "__main__":
    main()
