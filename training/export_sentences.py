"""The sentence encoder that ships: ``sentences.onnx`` (int8), the encoder's own published weights, nothing trained.

python -m training.export_sentences --encoder FOLDER --out src/dragoman/models

Texts in, one unit vector of 384 figures each out (mean of the piece states, as the encoder's authors pool them). It
tells whether two issues are one and which type of a user's ontology a sentence is nearest to.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from training.export import FusableLayer, quantise
from training.net import Reader, load_bert, read_shape


class Pooled(nn.Module):
    """The encoder with the mean of its piece states, scaled to length 1."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net
        self.layers = nn.ModuleList(FusableLayer(x, net.shape.hidden) for x in net.layers)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        net = self.net
        x = net.norm(net.words(ids) + net.places.weight[: ids.shape[1]])
        attend = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, attend)
        m = mask[:, :, None].float()
        mean = (x * m).sum(1) / m.sum(1).clamp(min=1.0)
        return mean / mean.pow(2).sum(1, keepdim=True).sqrt().clamp(min=1e-9)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    folder, out = Path(a.encoder), Path(a.out)
    net = Reader(read_shape(folder)).eval()
    load_bert(net, load_file(folder / "model.safetensors"))
    raw = out / "sentences-fp32.onnx"
    torch.onnx.export(
        Pooled(net),
        (torch.randint(1000, 2000, (2, 40)), torch.ones(2, 40, dtype=torch.long)),
        str(raw),
        input_names=["ids", "mask"],
        output_names=["out"],
        dynamic_axes={"ids": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "out": {0: "b"}},
        opset_version=17,
        dynamo=False,
    )
    quantise(raw, out / "sentences.onnx", False, net.shape.heads, net.shape.hidden)
    raw.unlink(missing_ok=True)
    print(f"sentences.onnx: {(out / 'sentences.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
