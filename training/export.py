"""Checkpoint -> what ships: ``reader.onnx`` (int8), ``reader.npz`` (small heads), ``words.npz``, the tokenizer.

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

from training.net import HEADS, PAIR_SIZE, ROLES, Encoder, Reader, load_reader, read_shape

PAIRS = ("link", "role")


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


class Body(nn.Module):
    """The layers of an encoder over word vectors: the table of these is a file of its own, which all graphs share."""

    def __init__(self, net: Encoder) -> None:
        super().__init__()
        self.norm, self.places = net.norm, net.places
        self.layers = nn.ModuleList(FusableLayer(x, net.shape.hidden) for x in net.layers)

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        x = self.norm(vectors + self.places.weight[: vectors.shape[1]])
        attend = (1.0 - mask[:, None, None, :].float()) * -10000.0
        for layer in self.layers:
            x = layer(x, attend)
        return x


class Joined(Body):
    """The reader with the outputs of all heads side by side."""

    def __init__(self, net: Reader) -> None:
        super().__init__(net)
        sides = [x for n in PAIRS for x in (getattr(net, n).left, getattr(net, n).right)]
        self.all = abreast([*net.heads.values(), *sides])

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        return self.all(super().forward(vectors, mask))


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
    write_graph(Joined(net), net, out / "reader.onnx", a.fp32, ("out",), "out")
    save_heads(net, out, a)
    save_words(net, out / "words.npz")
    shutil.copy(folder / "tokenizer.json", out / "tokenizer.json")
    for f in sorted(out.iterdir()):
        print(f"{f.name}: {f.stat().st_size / 1e6:.1f} MB")


def save_words(net: Encoder, path: Path) -> None:
    """The word vectors as published: int8, with a scale for each word."""
    table = net.words.weight.detach().numpy()
    scale = np.maximum(np.abs(table).max(1), 1e-9).astype(np.float32) / 127
    np.savez(path, words=np.round(table / scale[:, None]).astype(np.int8), scale=scale)


def write_graph(
    body: Body,
    net: Encoder,
    path: Path,
    keep: bool,
    outputs: tuple[str, ...],
    by_piece: str = "",
    places: tuple[str, ...] = (),
) -> None:
    """Trace a graph and quantise it.

    ``by_piece``: the output (if any) that has a row for each word piece; ``places``: further inputs, one place a row.
    """
    vectors, mask = torch.randn(2, 40, net.shape.hidden), torch.ones(2, 40, dtype=torch.long)
    marks = (torch.tensor([3, 5]), torch.tensor([9, 11]))[: len(places)]
    raw = path.with_name(f"{path.stem}-fp32.onnx")
    axes = {k: {0: "b"} for k in (*places, *outputs)}
    axes |= {k: {0: "b", 1: "t"} for k in ("vectors", "mask", by_piece) if k}
    torch.onnx.export(
        body.eval(), (vectors, mask, *marks), str(raw), input_names=["vectors", "mask", *places],
        output_names=list(outputs), dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantise(raw, path, keep, net.shape.heads, net.shape.hidden)
    raw.unlink(missing_ok=True)


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
    for name in PAIRS:
        pairs = getattr(net, name)
        arrays[f"{name}.distance"] = pairs.distance.weight.detach().numpy()
        arrays[f"{name}.weight"] = pairs.score.weight.detach().numpy().T
        arrays[f"{name}.bias"] = pairs.score.bias.detach().numpy()
    np.savez(out / "reader.npz", **{k: np.ascontiguousarray(v, dtype=np.float32) for k, v in arrays.items()})
    layout = {
        "name": a.name,
        "size": a.size,
        "heads": {k: list(v) for k, v in HEADS.items()},
        "pair": PAIR_SIZE,
        "pairs": dict.fromkeys(PAIRS, 2),
        "roles": list(ROLES),
    }
    (out / "reader.json").write_text(json.dumps(layout, indent=1) + "\n")


if __name__ == "__main__":
    main()
