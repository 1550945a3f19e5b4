"""The type between two given sides, cross-validated: fine-tunes the encoder on PLV_train with the sides marked.

    python -m training.plv --encoder FOLDER --plover PLV_train.tsv --out DIR [--briefs DIR] [--init FILE] [--folds 5]

Every fold starts from the encoder as published, or from ``--init``, a reader checkpoint that must not have been
trained with ``--plover`` (stage 1 of README.md has not; later ones have, and are of no use here). The sides
stand between tokens of their own ([unused1] to [unused4]); the head reads the states of the two opening tokens, their
product and the mean between the sides. With ``--briefs`` a model is first fitted to the events of our own briefs that
name both sides, and all folds start from it (``own.pt`` in ``--out``). A finished fold is kept in ``--out`` and skipped
when the command is run again. Prints accuracy and macro F1 for root, quad class and binary class over all folds. bf16
on the CPU.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import data
from training.check_data import TYPES
from training.net import Reader, load_bert, load_reader, read_shape
from training.train import plain_tokenizer

ROOTS = tuple(dict.fromkeys("YIELD" if t in ("CONCEDE", "RETREAT") else t for t in TYPES))
QUAD = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "COOPERATE": 2, "AID": 2, "YIELD": 2, "REQUEST": 3, "ACCUSE": 3,
    "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
MARKS = ("[unused1]", "[unused2]", "[unused3]", "[unused4]")  # source opens, closes; target opens, closes
LONGEST = 160


@dataclass(frozen=True)
class Row:
    """Word pieces with marks, the places of the two opening marks, and the root."""

    ids: tuple[int, ...]
    source: int
    target: int
    root: int
    text: str


class Typer(nn.Module):
    """The encoder and a head over both marks."""

    def __init__(self, net: Reader, dropout: float) -> None:
        super().__init__()
        self.net = net
        h = net.shape.hidden
        self.drop = nn.Dropout(dropout)
        self.hidden = nn.Linear(4 * h, h)
        self.out = nn.Linear(h, len(ROOTS))

    def forward(self, ids: Tensor, mask: Tensor, source: Tensor, target: Tensor) -> Tensor:
        """ids, mask (B, T); source, target (B,) -> scores (B, roots)."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = self.net.encode(ids, mask)
        x = x.float()
        at = torch.arange(len(x))
        s, t = x[at, source], x[at, target]
        place = torch.arange(ids.shape[1])[None]
        low, high = torch.minimum(source, target)[:, None], torch.maximum(source, target)[:, None]
        between = ((place >= low) & (place <= high)).float()[..., None]
        middle = (x * between).sum(1) / between.sum(1)
        return self.out(self.drop(F.gelu(self.hidden(self.drop(torch.cat([s, t, s * t, middle], -1))))))


def make_row(tok: Tokenizer, text: str, sides: tuple[data.Span, data.Span], root: str) -> Row | None:
    """A row with its marks; None where the sides overlap or lie too far apart for a window."""
    (a, b), (c, d) = sides
    if a < d and c < b:
        return None
    cuts = sorted([(a, MARKS[0]), (b, MARKS[1]), (c, MARKS[2]), (d, MARKS[3])])
    ids, at, marks = [tok.token_to_id("[CLS]")], 0, {}
    for place, mark in cuts:
        ids += tok.encode(text[at:place], add_special_tokens=False).ids
        marks[mark] = len(ids)
        ids.append(tok.token_to_id(mark))
        at = place
    ids += tok.encode(text[at:], add_special_tokens=False).ids
    ids = [*ids[: LONGEST - 1], tok.token_to_id("[SEP]")]
    if max(marks.values()) >= LONGEST - 1:
        return None
    return Row(tuple(ids), marks[MARKS[0]], marks[MARKS[2]], ROOTS.index(root), text)


def read_plv(path: Path, tok: Tokenizer) -> tuple[list[Row], list[Row | None]]:
    """(rows to train on, all rows in order with None where a side is not marked)."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    marked, gold = lines[0].index("marked_sentence"), lines[0].index("gold_root")
    out: list[Row | None] = []
    for cells in lines[1:]:
        text, spans = data.unmark(cells[marked])
        root = "YIELD" if cells[gold] in ("CONCEDE", "RETREAT") else cells[gold]
        # a side that is not marked is an empty span: the source at the sentence's start, the target at its end
        sides = (spans.get("s", (0, 0)), spans.get("t", (len(text), len(text))))
        out.append(make_row(tok, text, sides, root))
    return [r for r in out if r], out


def read_own(folder: Path, tok: Tokenizer) -> list[Row]:
    """Events of our briefs with both sides named in the sentence of the trigger."""
    out = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            text = next(iter(data.brief_texts(json.loads(line))))
            for e in text.events or ():
                actors, others = e.roles["actor"], e.roles["recipient"]
                if not others and e.type in ("AGREE", "CONSULT", "COOPERATE"):
                    actors, others = actors[:1], actors[1:]
                if not actors or not others or abs(actors[0][0] - others[0][0]) > 400:
                    continue
                root = "YIELD" if e.type in ("CONCEDE", "RETREAT") else e.type
                low = text.text.rfind(". ", 0, min(actors[0][0], others[0][0], e.trigger[0])) + 1
                high = text.text.find(". ", max(actors[0][1], others[0][1], e.trigger[1]))
                cut = text.text[low : high + 1 if high > 0 else None]
                sides = tuple((s - low, t - low) for s, t in (actors[0], others[0]))
                row = make_row(tok, cut, sides, root)
                if row:
                    out.append(row)
    return out


def folds_of(rows: Sequence[Row | None], folds: int, seed: int) -> list[int]:
    """A fold for each row: roots spread evenly, rows of one sentence together (as evals/plover.py has it)."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    order.sort(key=lambda i: r.root if (r := rows[i]) else -1)
    fold_of: dict[str, int] = {}
    out = [0] * len(rows)
    for i in order:
        row = rows[i]
        out[i] = fold_of.setdefault(row.text if row else str(i), len(fold_of) % folds)
    return out


def collate(batch: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Padded ids, mask and the places of the marks."""
    t = max(len(r.ids) for r in batch)
    ids, mask = torch.zeros(len(batch), t, dtype=torch.long), torch.zeros(len(batch), t)
    for k, r in enumerate(batch):
        ids[k, : len(r.ids)] = torch.tensor(r.ids)
        mask[k, : len(r.ids)] = 1
    return ids, mask, torch.tensor([r.source for r in batch]), torch.tensor([r.target for r in batch])


def make_model(a: argparse.Namespace, seed: int, start: Path | None) -> Typer:
    """The encoder as published (or a reader, or a model of this script) with a head."""
    torch.manual_seed(seed)
    folder = Path(a.encoder)
    net = Reader(read_shape(folder), a.dropout)
    if a.init:
        load_reader(net, torch.load(a.init))
    else:
        load_bert(net, load_file(folder / "model.safetensors"))
    model = Typer(net, a.dropout)
    if start:
        model.load_state_dict(torch.load(start))
    return model


def fit(model: Typer, rows: list[Row], a: argparse.Namespace, seed: int, epochs: int, agree: float) -> Typer:
    """Train a model on rows; ``agree``: weight of the agreement of two draws of dropout (0: one draw)."""
    rng = random.Random(seed)
    net = model.net
    body = {id(p) for p in net.parameters()}
    n = len(net.layers)
    groups = [
        {"params": list(layer.parameters()), "lr": a.lr * a.decay ** (n - 1 - i)} for i, layer in enumerate(net.layers)
    ]
    groups.append({"params": [*net.words.parameters(), *net.norm.parameters()], "lr": a.lr * a.decay**n})
    groups.append({"params": [p for p in model.parameters() if id(p) not in body], "lr": a.head_lr})
    opt = torch.optim.AdamW(groups, weight_decay=0.01)
    base = [g["lr"] for g in opt.param_groups]
    total, step, start = math.ceil(len(rows) / a.batch) * epochs, 0, time.time()
    for epoch in range(epochs):
        order = sorted(rows, key=lambda r: len(r.ids) + rng.random() * 20)
        cuts = [order[k : k + a.batch] for k in range(0, len(order), a.batch)]
        rng.shuffle(cuts)
        model.train()
        seen = 0.0
        for batch in cuts:
            rate = min(1.0, (step + 1) / (0.1 * total)) * max(0.02, 1 - step / total)
            for g, lr in zip(opt.param_groups, base, strict=True):
                g["lr"] = lr * rate
            loss = batch_loss(model, batch, agree)
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            step += 1
            seen += loss.item()
            if a.limit and step >= a.limit:
                return model.eval()
        print(f"  epoch {epoch} {time.time() - start:.0f}s loss {seen / len(cuts):.3f}", flush=True)
    return model.eval()


def batch_loss(model: Typer, batch: Sequence[Row], agree: float) -> Tensor:
    """Cross-entropy; with ``agree``, of two draws of dropout that must agree (R-Drop, Liang et al. 2021)."""
    inputs, gold = collate(batch), torch.tensor([r.root for r in batch])
    one = model(*inputs)
    if not agree:
        return F.cross_entropy(one, gold, label_smoothing=0.05)
    two = model(*inputs)
    loss = (F.cross_entropy(one, gold, label_smoothing=0.05) + F.cross_entropy(two, gold, label_smoothing=0.05)) / 2
    p, q = one.log_softmax(-1), two.log_softmax(-1)
    apart = F.kl_div(p, q, log_target=True, reduction="batchmean") + F.kl_div(
        q, p, log_target=True, reduction="batchmean"
    )
    return loss + agree * apart / 2


@torch.no_grad()
def predict(model: Typer, rows: Sequence[Row]) -> Tensor:
    """Probabilities (rows, roots)."""
    out = [model(*collate(rows[k : k + 32])).softmax(-1) for k in range(0, len(rows), 32)]
    return torch.cat(out) if out else torch.zeros(0, len(ROOTS))


def macro_f1(gold: Sequence[object], guess: Sequence[object]) -> float:
    """Mean F1 over the classes of the gold."""
    total = 0.0
    for k in set(gold):
        right = sum(g == p == k for g, p in zip(gold, guess, strict=True))
        total += 2 * right / max(1, sum(g == k for g in gold) + sum(p == k for p in guess))
    return total / len(set(gold))


def report(gold: list[str], p: Tensor) -> None:
    """Accuracy and macro F1 at each level."""
    roots = [ROOTS[int(k)] for k in p.argmax(-1)]
    quads = torch.stack([p[:, [i for i, r in enumerate(ROOTS) if QUAD[r] == q]].sum(-1) for q in (1, 2, 3, 4)], -1)
    quad = (quads.argmax(-1) + 1).tolist()
    binary = (quads[:, 2:].sum(-1) > quads[:, :2].sum(-1)).tolist()
    levels = (
        ("root", gold, roots),
        ("quad", [QUAD[g] for g in gold], quad),
        ("binary", [QUAD[g] > 2 for g in gold], binary),
    )
    for name, true, guess in levels:
        accuracy = sum(g == x for g, x in zip(true, guess, strict=True)) / len(true)
        print(f"{name:6} accuracy {accuracy:.3f} macro F1 {macro_f1(true, guess):.3f}", flush=True)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--plover", required=True, help="PLV_train.tsv")
    ap.add_argument("--briefs")
    ap.add_argument("--init", help="a reader that has not seen PLV_train")
    ap.add_argument("--out", required=True, help="folder for the folds' probabilities")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument(
        "--models", type=int, default=1, help="models a fold, of other seeds, whose probabilities are averaged"
    )
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--lr", type=float, default=1e-4)
    ap.add_argument("--head-lr", type=float, default=5e-4)
    ap.add_argument("--decay", type=float, default=0.9)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--agree", type=float, default=1.0, help="weight of R-Drop")
    ap.add_argument("--own-epochs", type=int, default=3)
    ap.add_argument("--seed", type=int, default=13)
    ap.add_argument("--limit", type=int, default=0, help="stop a model after so many steps (a trial)")
    a = ap.parse_args()
    print(json.dumps(vars(a)), flush=True)
    tok = plain_tokenizer(Path(a.encoder))
    kept, rows = read_plv(Path(a.plover), tok)
    own = read_own(Path(a.briefs), tok) if a.briefs else []
    print(f"{len(kept)} of {len(rows)} rows, {len(own)} of our own", flush=True)
    fold = folds_of(rows, a.folds, a.seed)
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    first = out / "own.pt" if own else None
    if first and not first.exists():
        torch.save(fit(make_model(a, a.seed, None), own, a, a.seed, a.own_epochs, 0.0).state_dict(), first)
    p = torch.full((len(rows), len(ROOTS)), 1 / len(ROOTS))
    for k in range(a.folds):
        here = [i for i, r in enumerate(rows) if fold[i] == k and r]
        path = out / f"fold{k}.pt"
        if not path.exists():
            others = [r for i, r in enumerate(rows) if fold[i] != k and r]
            test = {rows[i].text for i in here}  # type: ignore[union-attr]
            assert not test & {r.text for r in others}
            guesses = []
            for seed in (a.seed + 100 * m + k for m in range(a.models)):
                model = fit(make_model(a, seed, first), others, a, seed, a.epochs, a.agree)
                guesses.append(predict(model, [rows[i] for i in here]))
            torch.save(torch.stack(guesses).mean(0), path)
            print(f"fold {k} done", flush=True)
        p[here] = torch.load(path)
    lines = [line.split("\t") for line in Path(a.plover).read_text(encoding="utf-8").splitlines()]
    gold = [cells[lines[0].index("gold_root")] for cells in lines[1:]]
    report(["YIELD" if g in ("CONCEDE", "RETREAT") else g for g in gold], p)


if __name__ == "__main__":
    main()
