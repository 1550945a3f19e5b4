"""The reader of dyads that ships: ``dyads.onnx`` (int8), from a checkpoint of ``training.dyads --final``.

python -m training.export_dyads CHECKPOINT --encoder FOLDER --out src/dragoman/models
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor

from training.export import Body, write_graph
from training.net import Dyads, between, read_shape


class Marked(Body):
    """Word vectors of a sentence with marks, and the places of the opening ones -> scores of both heads."""

    def __init__(self, net: Dyads) -> None:
        super().__init__(net)
        self.net = net

    def forward(self, vectors: Tensor, mask: Tensor, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        pair = between(super().forward(vectors, mask), source, target)
        hidden = torch.nn.functional.gelu(self.net.hidden(pair))
        return self.net.kind(hidden), self.net.toward(hidden)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint")
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--fp32", action="store_true", help="do not quantise")
    a = ap.parse_args()
    path = Path(a.out) / "dyads.onnx"
    net = Dyads(read_shape(Path(a.encoder))).eval()
    net.load_state_dict(torch.load(a.checkpoint))
    write_graph(Marked(net), net, path, a.fp32, ("kind", "toward"), places=("source", "target"))
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
