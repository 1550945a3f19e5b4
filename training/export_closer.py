"""The closer look that ships: ``closer.onnx`` (int8), from a checkpoint of ``training.closer``.

python -m training.export_closer CHECKPOINT --encoder FOLDER --out src/dragoman/models
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor

from training.export import Body, write_graph
from training.net import Closer, between, read_shape

OUTPUTS = ("kind", "modality", "stance", "roles")


class Looking(Body):
    """Word vectors of a sentence with marks, and the places of both marks -> scores of all heads."""

    def __init__(self, net: Closer) -> None:
        super().__init__(net)
        self.net = net

    def forward(self, vectors: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        net, x = self.net, super().forward(vectors, mask)
        pair = torch.nn.functional.gelu(net.hidden(between(x, first, last)))
        return net.kind(pair), net.modality(pair), net.stance(pair), net.roles(x)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint")
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--fp32", action="store_true", help="do not quantise")
    a = ap.parse_args()
    path = Path(a.out) / "closer.onnx"
    net = Closer(read_shape(Path(a.encoder))).eval()
    net.load_state_dict(torch.load(a.checkpoint))
    write_graph(Looking(net), net, path, a.fp32, OUTPUTS, "roles", ("first", "last"))
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
