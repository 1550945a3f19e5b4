"""The sentence encoder that ships: ``sentences.onnx`` (int8), the encoder's own published weights, nothing trained.

python -m training.export_sentences --encoder FOLDER --out src/dragoman/models

Word vectors of a text in (``words.npz``, written by ``training.export``), one unit vector of 384 figures out (mean of
the piece states, as the encoder's authors pool them). It tells whether two issues are one and which type of a user's
ontology a sentence is nearest to.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

from training.export import Body, write_graph
from training.net import Encoder, load_bert, read_shape


class Pooled(Body):
    """The encoder with the mean of its piece states, scaled to length 1."""

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        x = super().forward(vectors, mask)
        m = mask[:, :, None].float()
        mean = (x * m).sum(1) / m.sum(1).clamp(min=1.0)
        return mean / mean.pow(2).sum(1, keepdim=True).sqrt().clamp(min=1e-9)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    folder, path = Path(a.encoder), Path(a.out) / "sentences.onnx"
    net = Encoder(read_shape(folder)).eval()
    load_bert(net, load_file(folder / "model.safetensors"))
    write_graph(Pooled(net), net, path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
