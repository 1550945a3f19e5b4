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

from training.net import HEADS, PAIR_SIZE, ROLES, TOWARD, Reader, load_reader, read_shape

PAIRS = ("link", "role")
LONE = (
    "relation",
    "toward",
)  # only asked where the sides are given: an output of their own, which documents do not pay


class FusableLayer(nn.Module):
    """The same layer written the way that onnxruntime's graph optimiser knows (separate q, k, v), so that it fuses."""

    def __init__(self, layer: nn.Module, hidden: int) -> None:
        super().__init__()
        self.n, self.d = layer.n, hidden // layer.n
        parts = zip(layer.qkv.weight.chunk(3), layer.qkv.bias.chunk(3), strict=True)
        self.q, self.k, self.v = (linear(w, b) for w, b in parts)
        self.out, self.up, self.down = layer.out, layer.up, layer.down
        self.norm1, self.norm2 = layer.norm1, layer.norm2

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, h = x.shape
        q, k, v = (f(x).view(b, t, self.n, self.d).permute(0, 2, 1, 3) for f in (self.q, self.k, self.v))
        scores = torch.matmul(q, k.transpose(-1, -2)) / self.d**0.5 + mask
        a = torch.matmul(torch.softmax(scores, -1), v).permute(0, 2, 1, 3).contiguous().view(b, t, h)
        x = self.norm1(self.out(a) + x)
        return self.norm2(self.down(torch.nn.functional.gelu(self.up(x))) + x)


def linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    """A layer from its weights."""
    out = nn.Linear(weight.shape[1], weight.shape[0])
    out.weight, out.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return out


class Joined(nn.Module):
    """The reader with the outputs of all heads that a document is asked side by side, and its last states."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net
        self.layers = nn.ModuleList(FusableLayer(x, net.shape.hidden) for x in net.layers)
        self.all = abreast([*net.heads.values(), *(x for n in PAIRS for x in getattr(net, n).sides())])

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        net = self.net
        x = net.norm(net.words(ids) + net.places.weight[: ids.shape[1]])
        attend = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, attend)
        return self.all(x), x


def abreast(layers: list[nn.Linear]) -> nn.Linear:
    """One layer that has the outputs of several side by side."""
    return linear(torch.cat([x.weight for x in layers]), torch.cat([x.bias for x in layers]))


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
    load_reader(net, torch.load(a.checkpoint))
    ids = torch.randint(1000, 2000, (2, 40))
    raw = out / "reader-fp32.onnx"
    torch.onnx.export(
        Joined(net),
        (ids, torch.ones(2, 40, dtype=torch.long)),
        str(raw),
        input_names=["ids", "mask"],
        output_names=["out", "states"],
        dynamic_axes={k: {0: "b", 1: "t"} for k in ("ids", "mask", "out", "states")},
        opset_version=17,
        dynamo=False,
    )
    quantise(raw, out / "reader.onnx", a.fp32, net.shape.heads, net.shape.hidden)
    raw.unlink(missing_ok=True)
    save_heads(net, out, a)
    shutil.copy(folder / "tokenizer.json", out / "tokenizer.json")
    for f in out.iterdir():
        print(f"{f.name}: {f.stat().st_size / 1e6:.1f} MB")


def quantise(raw: Path, path: Path, keep: bool, heads: int, hidden: int) -> None:
    """Fuse attention and norms, then dynamic int8 per channel; the tag heads stay in float (they cost nothing and
    span boundaries hang on them)."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    choice = FusionOptions("bert")
    choice.enable_skip_layer_norm = False  # the fused kernel was measured to take twice as long as its parts
    fused = optimizer.optimize_model(
        str(raw), model_type="bert", num_heads=heads, hidden_size=hidden, opt_level=0, optimization_options=choice
    )
    print("fused:", fused.get_fused_operator_statistics())
    if keep:
        fused.save_model_to_file(str(path))
        return
    middle = raw.with_suffix(".fused.onnx")
    fused.save_model_to_file(str(middle))
    last = [n.name for n in onnx.load(str(middle)).graph.node if n.op_type in ("MatMul", "Gemm")][-1:]
    quantize_dynamic(
        str(middle),
        str(path),
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=last,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )
    middle.unlink()


def save_heads(net: Reader, out: Path, a: argparse.Namespace) -> None:
    """CRF transitions, pair scorers and the layout of the output."""
    arrays = {f"crf.{k}": v.detach().numpy() for k, v in net.crf.items()}
    for name, pairs in [(n, getattr(net, n)) for n in (*PAIRS, *LONE)]:
        arrays[f"{name}.distance"] = pairs.distance.weight.detach().numpy()
        arrays[f"{name}.weight"] = pairs.score.weight.detach().numpy().T
        arrays[f"{name}.bias"] = pairs.score.bias.detach().numpy()
        if pairs.look:
            sides = abreast(pairs.sides())
            arrays[f"{name}.sides"] = sides.weight.detach().numpy().T
            arrays[f"{name}.sides_bias"] = sides.bias.detach().numpy()
            arrays[f"{name}.ask"] = pairs.ask.weight.detach().numpy().T
            arrays[f"{name}.ask_bias"] = pairs.ask.bias.detach().numpy()
    np.savez(out / "reader.npz", **{k: np.ascontiguousarray(v, dtype=np.float32) for k, v in arrays.items()})
    layout = {
        "name": a.name,
        "size": a.size,
        "heads": {k: list(v) for k, v in HEADS.items()},
        "pair": PAIR_SIZE,
        "pairs": {n: len(getattr(net, n).sides()) for n in PAIRS},
        "lone": {n: len(getattr(net, n).sides()) for n in LONE},
        "roles": list(ROLES),
        "toward": list(TOWARD),
    }
    (out / "reader.json").write_text(json.dumps(layout, indent=1) + "\n")


if __name__ == "__main__":
    main()
