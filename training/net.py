"""The network: one compact encoder, all heads of the record on top of it.

A forward pass reads a window of word pieces and gives, for each piece, tag scores (attribution of the first and the
second level, names, event triggers, event type, modality, stance) and two small projections from which pairs are
scored (which source belongs to which cue, who acts on whom). Pairs are scored outside of the exported graph. A second
network, `Dyads`, reads one sentence with two sides marked in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.check_data import MODALITIES as MODALITY
from training.check_data import TYPES

ATTRIBUTION = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
NAMES = ("O", "B-person", "I-person", "B-organisation", "I-organisation", "B-place", "I-place", "B-misc", "I-misc")
TRIGGER = ("O", "B-event", "I-event")
STANCE = ("O", "support", "oppose", "conditional")
ROLES = ("actor", "recipient", "date", "place", "issue", "holder")
TOWARD = ("none", "source for target", "target for source", "source against target", "target against source")
HEADS = {
    "attribution": ATTRIBUTION,
    "inner": ATTRIBUTION,
    "names": NAMES,
    "trigger": TRIGGER,
    "kind": TYPES,
    "modality": MODALITY,
    "stance": STANCE,
}
PAIR_SIZE = 96
DISTANCES = 25


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder (BERT layout)."""

    vocab: int
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    eps: float


def read_shape(folder: Path) -> Shape:
    """Read ``config.json`` of a BERT-layout encoder."""
    c = json.loads((folder / "config.json").read_text())
    return Shape(
        c["vocab_size"],
        c["hidden_size"],
        c["num_hidden_layers"],
        c["num_attention_heads"],
        c["intermediate_size"],
        c["max_position_embeddings"],
        c["layer_norm_eps"],
    )


class Layer(nn.Module):
    """One BERT layer, post-norm."""

    def __init__(self, s: Shape, dropout: float) -> None:
        super().__init__()
        self.n = s.heads
        self.qkv = nn.Linear(s.hidden, 3 * s.hidden)
        self.out = nn.Linear(s.hidden, s.hidden)
        self.up = nn.Linear(s.hidden, s.inner)
        self.down = nn.Linear(s.inner, s.hidden)
        self.norm1 = nn.LayerNorm(s.hidden, eps=s.eps)
        self.norm2 = nn.LayerNorm(s.hidden, eps=s.eps)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.n, d // self.n).permute(2, 0, 3, 1, 4)
        # plain products: on a CPU with 32-wide heads the fused kernel's backward pass was measured three times slower
        a = ((q * (d // self.n) ** -0.5) @ k.transpose(-1, -2) + mask).softmax(-1).to(v.dtype) @ v
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, t, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Pairs(nn.Module):
    """Scores pairs of pieces (i, j): a hidden layer over both projections and a bucket of their distance."""

    def __init__(self, hidden: int, outputs: int) -> None:
        super().__init__()
        self.left = nn.Linear(hidden, PAIR_SIZE)
        self.right = nn.Linear(hidden, PAIR_SIZE)
        self.distance = nn.Embedding(DISTANCES, PAIR_SIZE)
        self.score = nn.Linear(PAIR_SIZE, outputs)


def bucket(d: Tensor) -> Tensor:
    """Signed distance in pieces -> 0..24 (log-spaced beyond 4)."""
    a = d.abs().float()
    far = (4 + torch.log2(a.clamp(min=4) / 4) * 1.6).floor().clamp(max=12)
    mag = torch.where(a <= 4, a, far).long()
    return torch.where(d >= 0, 12 + mag, 12 - mag)


class Encoder(nn.Module):
    """A BERT encoder. Its word embeddings stay as published, so that all models that ship share one table of them."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocab, shape.hidden)
        self.words.requires_grad_(False)  # half of all weights: frozen they cost no update and forget no rare word
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.eps)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """ids, mask: (B, T) -> hidden states (B, T, H)."""
        x = self.words(ids) + self.places.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        attend = (1 - mask[:, None, None, :]) * -1e4
        for layer in self.layers:
            x = layer(x, attend)
        return x


class Reader(Encoder):
    """Encoder and heads of a document."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__(shape, dropout)
        self.heads = nn.ModuleDict({k: nn.Linear(shape.hidden, len(v)) for k, v in HEADS.items()})
        self.crf = nn.ParameterDict(
            {k: nn.Parameter(torch.zeros(len(HEADS[k]), len(HEADS[k]))) for k in ("attribution", "inner", "names")}
        )
        self.link = Pairs(shape.hidden, 2)  # 0: cue i -> source j; 1: content i -> cue j
        self.role = Pairs(shape.hidden, len(ROLES))  # trigger i -> piece j of an argument


class Dyads(Encoder):
    """Encoder of a sentence in which two sides are marked, and what it tells of the two."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__(shape, dropout)
        self.hidden = nn.Linear(4 * shape.hidden, shape.hidden)
        self.kind = nn.Linear(shape.hidden, len(TYPES))
        self.toward = nn.Linear(shape.hidden, len(TOWARD))

    def forward(self, ids: Tensor, mask: Tensor, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """ids, mask (B, T); source, target (B,) -> scores of types (B, 16) and of who is for or against whom (B, 5)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            x = self.encode(ids, mask)
        pair = F.gelu(self.hidden(self.drop(between(x.float(), source, target))))
        return self.kind(self.drop(pair)), self.toward(self.drop(pair))


class Closer(Encoder):
    """Encoder of a sentence in which words are marked, and what they are: an event, a stand, or neither; and whose."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__(shape, dropout)
        self.hidden = nn.Linear(4 * shape.hidden, shape.hidden)
        self.kind = nn.Linear(shape.hidden, 1 + len(TYPES))  # none, then the types
        self.modality = nn.Linear(shape.hidden, len(MODALITY))
        self.stance = nn.Linear(shape.hidden, len(STANCE))  # none, then the stances
        self.roles = nn.Linear(shape.hidden, len(ROLES))

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """ids, mask (B, T); first, last (B,): places of the marks -> scores of all heads, of roles (B, T, 6)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            x = self.encode(ids, mask)
        x = x.float()
        pair = self.drop(F.gelu(self.hidden(self.drop(between(x, first, last)))))
        return self.kind(pair), self.modality(pair), self.stance(pair), self.roles(self.drop(x))


def between(x: Tensor, one: Tensor, two: Tensor) -> Tensor:
    """States (B, T, H), two places in each row (B,) -> both states, their product, the mean of all between (B, 4 H)."""
    place = torch.arange(x.shape[1])[None]
    s, t = (((place == at[:, None]).float()[..., None] * x).sum(1) for at in (one, two))
    low, high = torch.minimum(one, two)[:, None], torch.maximum(one, two)[:, None]
    inside = ((place >= low) & (place <= high)).float()[..., None]
    return torch.cat([s, t, s * t, (x * inside).sum(1) / inside.sum(1)], -1)


def load_layers(net: Encoder, weights: dict[str, Tensor]) -> None:
    """Take the layers of another checkpoint, whatever its heads."""
    parts = ("words.", "places.", "norm.", "layers.")
    net.load_state_dict({k: v for k, v in weights.items() if k.startswith(parts)}, strict=False)


def load_reader(reader: Reader, weights: dict[str, Tensor]) -> None:
    """Take the weights of an earlier checkpoint. Where a head has grown since, the new outputs start at zero, and what
    the earlier one lacks stays as it is."""
    own = reader.state_dict()
    fit = {}
    for name, w in weights.items():
        if name not in own:
            continue
        if own[name].shape != w.shape:
            grown = torch.zeros_like(own[name])
            grown[tuple(slice(n) for n in w.shape)] = w
            w = grown
        fit[name] = w
    reader.load_state_dict(fit, strict=False)


def load_bert(reader: Encoder, weights: dict[str, Tensor]) -> None:
    """Copy a BERT checkpoint (``embeddings.*``, ``encoder.layer.*``) into ``reader``."""
    w = {k.removeprefix("bert."): v.float() for k, v in weights.items()}
    with torch.no_grad():
        reader.words.weight.copy_(w["embeddings.word_embeddings.weight"])
        kind = w["embeddings.token_type_embeddings.weight"][0]
        reader.places.weight.copy_(w["embeddings.position_embeddings.weight"] + kind)
        for part in ("weight", "bias"):
            getattr(reader.norm, part).copy_(w[f"embeddings.LayerNorm.{part}"])
            for i, layer in enumerate(reader.layers):
                p = f"encoder.layer.{i}."
                qkv = [w[f"{p}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
                getattr(layer.qkv, part).copy_(torch.cat(qkv))
                getattr(layer.out, part).copy_(w[f"{p}attention.output.dense.{part}"])
                getattr(layer.norm1, part).copy_(w[f"{p}attention.output.LayerNorm.{part}"])
                getattr(layer.up, part).copy_(w[f"{p}intermediate.dense.{part}"])
                getattr(layer.down, part).copy_(w[f"{p}output.dense.{part}"])
                getattr(layer.norm2, part).copy_(w[f"{p}output.LayerNorm.{part}"])


def crf_loss(scores: Tensor, transitions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
    """Negative log likelihood of linear-chain CRFs, summed over the batch.

    scores (B, T, K), tags (B, T), lengths (B,). The partition function is taken by a parallel scan (log-semiring
    matrix products), which on a CPU is an order of magnitude faster than a loop over T.
    """
    b, t, k = scores.shape
    at = torch.arange(t, device=scores.device)
    live = at[None] < lengths[:, None]
    tags = tags.clamp(min=0)
    gold = (scores.gather(2, tags[..., None]).squeeze(-1) * live).sum()
    gold = gold + (transitions[tags[:, :-1], tags[:, 1:]] * live[:, 1:]).sum()
    step = transitions[None, None] + scores[:, 1:, None, :]
    eye = torch.full((k, k), -1e4).fill_diagonal_(0.0)
    step = torch.where(live[:, 1:, None, None], step, eye)
    n = 1
    while n < t - 1:
        n *= 2
    if n > t - 1:
        step = torch.cat([step, eye.expand(b, n - (t - 1), k, k)], 1)
    while step.shape[1] > 1:
        left, right = step[:, 0::2], step[:, 1::2]
        step = torch.logsumexp(left[..., :, :, None] + right[..., None, :, :], dim=-2)
    total = torch.logsumexp(scores[:, 0, :, None] + step[:, 0], dim=(1, 2)).sum()
    return total - gold
