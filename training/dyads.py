"""Fit the reader of dyads: what a sentence tells between two sides that are marked in it.

    python -m training.dyads --encoder FOLDER --plover PLV_train.tsv --toward train.txt --briefs DIR --standoff DIR
        --corpora CORPORA --out DIR         [--final FILE | --folds 5]

Two heads on one encoder: the event type of what the source does to the target, and who is for or against whom. The
sides stand between tokens of their own ([unused1] to [unused4]). First the events of our own briefs that name both
sides and the rows of directed sentiment (``own.pt`` in ``--out``, kept); from there PLV_train and the rows once more:
either fold by fold (a finished fold is kept and skipped when the command is run again), printing accuracy and macro F1
for root, quad class and binary class over all folds, or with ``--final`` one model from every row. bf16 on the CPU.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from training import data
from training.check_data import TYPES
from training.net import TOWARD, Dyads, load_bert, read_shape
from training.train import plain_tokenizer

YIELD = ("CONCEDE", "RETREAT")
ROOTS = tuple(dict.fromkeys("YIELD" if t in YIELD else t for t in TYPES))
QUAD = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "COOPERATE": 2, "AID": 2, "YIELD": 2, "REQUEST": 3, "ACCUSE": 3,
    "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
MARKS = ("[unused1]", "[unused2]", "[unused3]", "[unused4]")  # source opens, closes; target opens, closes
LONGEST = 160
SWAPPED = (0, 2, 1, 4, 3)  # what a class of "toward" is when source and target change places


@dataclass(frozen=True)
class Row:
    """Word pieces with marks, the places of the two opening marks, and what is known of the two sides.

    ``kinds``: the event types that are right (CONCEDE and RETREAT for the older YIELD); ``toward``: the class.
    """

    ids: tuple[int, ...]
    source: int
    target: int
    text: str
    kinds: tuple[str, ...] = ()
    toward: int | None = None


def make_row(tok: Tokenizer, text: str, sides: tuple[data.Span, data.Span]) -> Row | None:
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
    return Row(tuple(ids), marks[MARKS[0]], marks[MARKS[2]], text)


def read_plv(path: Path, tok: Tokenizer) -> tuple[list[Row | None], list[str]]:
    """All rows in order, with None where one can't be marked, and their roots."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    marked, gold = lines[0].index("marked_sentence"), lines[0].index("gold_root")
    rows: list[Row | None] = []
    roots = []
    for cells in lines[1:]:
        text, spans = data.unmark(cells[marked])
        # a side that is not marked is an empty span: the source at the sentence's start, the target at its end
        row = make_row(tok, text, (spans.get("s", (0, 0)), spans.get("t", (len(text), len(text)))))
        roots.append("YIELD" if cells[gold] in YIELD else cells[gold])
        rows.append(replace(row, kinds=YIELD if roots[-1] == "YIELD" else (roots[-1],)) if row else None)
    return rows, roots


def read_events(texts: Iterable[data.Text], tok: Tokenizer) -> list[Row]:
    """Events of our annotation with both sides named in the sentence of the trigger."""
    out = []
    for text in texts:
        for e in text.events or ():
            actors, others = e.roles["actor"], e.roles["recipient"]
            if not others and e.type in ("AGREE", "CONSULT", "COOPERATE"):
                actors, others = actors[:1], actors[1:]
            if not actors or not others or abs(actors[0][0] - others[0][0]) > 400:
                continue
            low = text.text.rfind(". ", 0, min(actors[0][0], others[0][0], e.trigger[0])) + 1
            high = text.text.find(". ", max(actors[0][1], others[0][1], e.trigger[1]))
            cut = text.text[low : high + 1 if high > 0 else None]
            (a, b), (c, d) = actors[0], others[0]
            row = make_row(tok, cut, ((a - low, b - low), (c - low, d - low)))
            if row:
                out.append(replace(row, kinds=(e.type,)))
    return out


def read_own(a: argparse.Namespace, tok: Tokenizer) -> list[Row]:
    """Events of our briefs and of our annotation of public corpora, but for PLV, which is to be cross-validated."""
    briefs = (
        next(iter(data.brief_texts(json.loads(line))))
        for path in sorted(Path(a.briefs).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    rows = read_events(briefs, tok)
    plv = set(data.corpus_texts("plv-train", Path(a.corpora)))
    others = (t for t in data.read_standoff(Path(a.standoff), Path(a.corpora), "plv-train") if t.text not in plv)
    return rows + read_events(others, tok)


def read_toward(path: Path, tok: Tokenizer) -> list[tuple[Row, Row]]:
    """Rows of directed sentiment, both ways round."""
    out = []
    for text, (first, second), gold in data.read_toward(path):
        one, other = make_row(tok, text, (first, second)), make_row(tok, text, (second, first))
        if one and other:
            out.append((replace(one, toward=gold), replace(other, toward=SWAPPED[gold])))
    return out


def folds_of(rows: Sequence[Row | None], folds: int, seed: int) -> list[int]:
    """A fold for each row: roots spread evenly, rows of one sentence together (as evals/plover.py has it)."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    order.sort(key=lambda i: r.kinds if (r := rows[i]) else ())
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


def make_model(a: argparse.Namespace, seed: int, start: Path | None) -> Dyads:
    """The encoder as published, or a model of this script, with both heads."""
    torch.manual_seed(seed)
    folder = Path(a.encoder)
    model = Dyads(read_shape(folder), a.dropout)
    if start:
        model.load_state_dict(torch.load(start))
    else:
        load_bert(model, load_file(folder / "model.safetensors"))
    return model


def parameter_groups(model: Dyads, a: argparse.Namespace) -> list[dict]:
    """Layer-wise learning rates; heads have their own."""
    n = len(model.layers)
    groups = [{"params": list(x.parameters()), "lr": a.lr * a.decay ** (n - 1 - i)} for i, x in enumerate(model.layers)]
    groups.append({"params": [*model.places.parameters(), *model.norm.parameters()], "lr": a.lr * a.decay**n})
    heads = [p for m in (model.hidden, model.kind, model.toward) for p in m.parameters()]
    return [*groups, {"params": heads, "lr": a.head_lr}]


def cut_batches(rows: list[Row], size: int, rng: random.Random) -> list[list[Row]]:
    """Rows of like length together."""
    order = sorted(rows, key=lambda r: len(r.ids) + rng.random() * 20)
    return [order[k : k + size] for k in range(0, len(order), size)]


def fit(
    model: Dyads, kinds: list[Row], toward: list[tuple[Row, Row]], epochs: int, a: argparse.Namespace, seed: int
) -> Dyads:
    """Train on ``kinds`` for so many epochs, with an equal part of ``toward`` in each, every row one way round."""
    rng = random.Random(seed)
    opt = torch.optim.AdamW(parameter_groups(model, a), weight_decay=0.01)
    base = [g["lr"] for g in opt.param_groups]
    shuffled = rng.sample(toward, len(toward))
    parts = [[rng.choice(both) for both in shuffled[k::epochs]] for k in range(epochs)]
    total = sum(math.ceil(len(kinds) / a.batch) + math.ceil(len(p) / a.batch) for p in parts)
    step, start = 0, time.time()
    for epoch, part in enumerate(parts):
        cuts = cut_batches(kinds, a.batch, rng) + cut_batches(part, a.batch, rng)
        rng.shuffle(cuts)
        model.train()
        seen: dict[bool, list[float]] = {True: [], False: []}
        for batch in cuts:
            rate = min(1.0, (step + 1) / (0.1 * total)) * max(0.02, 1 - step / total)
            for g, lr in zip(opt.param_groups, base, strict=True):
                g["lr"] = lr * rate
            loss = batch_loss(model, batch, a.agree)
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            step += 1
            seen[bool(batch[0].kinds)].append(loss.item())
            if a.limit and step >= a.limit:
                return model.eval()
        shown = " ".join(
            f"{n} {sum(v) / max(1, len(v)):.3f}" for n, v in (("kind", seen[True]), ("toward", seen[False]))
        )
        print(f"  epoch {epoch} {time.time() - start:.0f}s {shown}", flush=True)
    return model.eval()


def batch_loss(model: Dyads, batch: Sequence[Row], agree: float) -> Tensor:
    """Cross-entropy of a batch of one kind; of types, two draws of dropout must agree (R-Drop, Liang et al. 2021)."""
    inputs = collate(batch)
    if batch[0].toward is not None:
        gold = torch.tensor([r.toward for r in batch])
        return F.cross_entropy(model(*inputs)[1], gold, label_smoothing=0.03)
    gold = torch.zeros(len(batch), len(TYPES))
    for k, r in enumerate(batch):
        gold[k, [TYPES.index(t) for t in r.kinds]] = 1.0
    one = model(*inputs)[0].log_softmax(-1)
    if not agree:
        return right_loss(one, gold)
    two = model(*inputs)[0].log_softmax(-1)
    apart = F.kl_div(one, two, log_target=True, reduction="batchmean")
    apart = apart + F.kl_div(two, one, log_target=True, reduction="batchmean")
    return (right_loss(one, gold) + right_loss(two, gold)) / 2 + agree * apart / 2


def right_loss(logs: Tensor, gold: Tensor, smooth: float = 0.05) -> Tensor:
    """Of log probabilities (B, K): minus the log of what falls on right classes (``gold`` 1), slightly smoothed."""
    right = torch.logsumexp(logs + (1 - gold) * -1e4, -1)
    return -((1 - smooth) * right + smooth * logs.mean(-1)).mean()


@torch.no_grad()
def predict(model: Dyads, rows: Sequence[Row]) -> Tensor:
    """Probabilities of roots (rows, roots)."""
    out = [model(*collate(rows[k : k + 32]))[0].softmax(-1) for k in range(0, len(rows), 32)]
    p = torch.cat(out) if out else torch.zeros(0, len(TYPES))
    of_root = {r: [i for i, t in enumerate(TYPES) if t == r or (r == "YIELD" and t in YIELD)] for r in ROOTS}
    return torch.stack([p[:, of_root[r]].sum(-1) for r in ROOTS], -1)


@torch.no_grad()
def predict_toward(model: Dyads, rows: Sequence[tuple[Row, Row]]) -> list[int]:
    """The class of each row, both ways round averaged."""
    out: list[int] = []
    for k in range(0, len(rows), 32):
        one, other = (model(*collate([r[i] for r in rows[k : k + 32]]))[1].softmax(-1) for i in (0, 1))
        out += (one + other[:, list(SWAPPED)]).argmax(-1).tolist()
    return out


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
    ap.add_argument("--toward", required=True, help="directed-sentiment/train.txt")
    ap.add_argument("--valid", help="directed-sentiment/valid.txt: print figures on it")
    ap.add_argument("--briefs", required=True)
    ap.add_argument("--standoff", required=True, help="our annotation of public corpora (training/data/standoff)")
    ap.add_argument("--corpora", required=True, help="the folder of these corpora")
    ap.add_argument("--out", required=True, help="folder for the first model and the folds' probabilities")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--epochs", type=int, default=9)
    ap.add_argument("--own-epochs", type=int, default=3)
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--decay", type=float, default=0.9)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--agree", type=float, default=1.0, help="weight of R-Drop")
    ap.add_argument("--seed", type=int, default=13)
    ap.add_argument("--final", help="fit one model to every row instead of cross-validating, and save it here")
    ap.add_argument("--limit", type=int, default=0, help="stop a model after so many steps (a trial)")
    a = ap.parse_args()
    print(json.dumps(vars(a)), flush=True)
    tok = plain_tokenizer(Path(a.encoder))
    rows, gold = read_plv(Path(a.plover), tok)
    own, toward = read_own(a, tok), read_toward(Path(a.toward), tok)
    valid = read_toward(Path(a.valid), tok) if a.valid else []
    kept = [r for r in rows if r]
    print(f"{len(kept)} of {len(rows)} rows, {len(own)} of our own, {len(toward)} of directed sentiment", flush=True)
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    first = out / "own.pt"
    if not first.exists():
        model = fit(make_model(a, a.seed, None), own, toward * 2, a.own_epochs, a, a.seed)
        torch.save(model.state_dict(), first)
        report_toward(model, valid)
    if a.final:
        model = fit(make_model(a, a.seed, first), kept, toward, a.epochs, a, a.seed)
        torch.save(model.state_dict(), a.final)
        report_toward(model, valid)
        return
    fold = folds_of(rows, a.folds, a.seed)
    p = torch.full((len(rows), len(ROOTS)), 1 / len(ROOTS))
    for k in range(a.folds):
        here = [i for i, r in enumerate(rows) if fold[i] == k and r]
        path = out / f"fold{k}.pt"
        if not path.exists():
            others = [r for i, r in enumerate(rows) if fold[i] != k and r]
            test = [r for i in here if (r := rows[i])]
            assert not {r.text for r in test} & {r.text for r in others}
            model = fit(make_model(a, a.seed + k, first), others, toward, a.epochs, a, a.seed + k)
            torch.save(predict(model, test), path)
            print(f"fold {k} done", flush=True)
            report_toward(model, valid)
            report([gold[i] for i in here], torch.load(path))
        p[here] = torch.load(path)
    report(gold, p)


def report_toward(model: Dyads, rows: Sequence[tuple[Row, Row]]) -> None:
    """Micro and macro F1 of who is for or against whom."""
    if rows:
        gold, guess = [one.toward for one, _ in rows], predict_toward(model, rows)
        right = sum(g == x for g, x in zip(gold, guess, strict=True)) / len(gold)
        print(f"toward micro F1 {right:.3f} macro F1 {macro_f1(gold, guess):.3f} ({len(TOWARD)} classes)", flush=True)


if __name__ == "__main__":
    main()
