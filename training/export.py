"""Checkpoint -> the files that ship: ``reader.onnx`` (int8), ``reader.npz`` (small heads), ``tokenizer.json``.

    python -m training.export CHECKPOINT --encoder FOLDER --out src/dragoman/models --name NAME [--fp32]
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.net import HEADS, PAIR_SIZE, ROLES, TOWARD, Reader, read_shape

PAIRS = ("link", "role", "relation", "toward")


class Joined(nn.Module):
    """All outputs side by side, so that the graph has one output."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return torch.cat(self.net(ids, mask.float()), -1)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint")
    ap.add_argument("--encoder", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--name", required=True)
    ap.add_argument("--size", type=int, default=256)
    ap.add_argument("--fp32", action="store_true", help="do not quantise")
    a = ap.parse_args()
    folder, out = Path(a.encoder), Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    net = Reader(read_shape(folder)).eval()
    net.load_state_dict(torch.load(a.checkpoint), strict=False)
    ids = torch.randint(1000, 2000, (2, 40))
    raw = out / "reader-fp32.onnx"
    torch.onnx.export(
        Joined(net), (ids, torch.ones(2, 40, dtype=torch.long)), str(raw), input_names=["ids", "mask"],
        output_names=["out"], dynamic_axes={"ids": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "out": {0: "b", 1: "t"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip
    quantise(raw, out / "reader.onnx", a.fp32)
    raw.unlink(missing_ok=True)
    save_heads(net, out, a)
    shutil.copy(folder / "tokenizer.json", out / "tokenizer.json")
    for f in out.iterdir():
        print(f"{f.name}: {f.stat().st_size / 1e6:.1f} MB")


def quantise(raw: Path, path: Path, keep: bool) -> None:
    """Dynamic int8, per channel; the tag heads stay in float (they cost nothing and boundaries hang on them)."""
    if keep:
        shutil.copy(raw, path)
        return
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = onnx.load(str(raw)).graph
    small = [n.name for n in graph.node if n.op_type in ("MatMul", "Gemm") and "/layers" not in n.name]
    quantize_dynamic(
        str(raw), str(path), per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=small,
        extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip


def save_heads(net: Reader, out: Path, a: argparse.Namespace) -> None:
    """CRF transitions, pair scorers and the layout of the output."""
    arrays = {f"crf.{k}": v.detach().numpy() for k, v in net.crf.items()}
    for name, pairs in [(n, getattr(net, n)) for n in PAIRS]:
        arrays[f"{name}.distance"] = pairs.distance.weight.detach().numpy()
        arrays[f"{name}.weight"] = pairs.score.weight.detach().numpy().T
        arrays[f"{name}.bias"] = pairs.score.bias.detach().numpy()
    np.savez(out / "reader.npz", **{k: np.ascontiguousarray(v, dtype=np.float32) for k, v in arrays.items()})
    layout = {"name": a.name, "size": a.size, "heads": {k: list(v) for k, v in HEADS.items()},
              "pair": PAIR_SIZE, "pairs": list(PAIRS), "roles": list(ROLES), "toward": list(TOWARD)}  # fmt: skip
    (out / "reader.json").write_text(json.dumps(layout, indent=1) + "\n")


if __name__ == "__main__":
    main()
