"""The graphs that ship, and the table of word vectors that all of them share.

A graph (ONNX, int8) holds the layers of an encoder. What stands before them, word pieces to vectors, is the same for
all: the published encoder's table, which none of our training changes. Kept once it halves what ships and is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.errors import ModelError

Array = npt.NDArray[np.float32]
MODELS = Path(__file__).parent / "models"
_SURROGATES = re.compile("[\ud800-\udfff]")


class Graph:
    """One graph in memory, with the tokenizer and the word vectors beside it. Thread-safe.

    Args:
        folder: holds ``NAME.onnx``, ``words.npz`` and ``tokenizer.json``.
        name: of the graph.
        threads: threads of one pass.

    Raises:
        ModelError: a file is missing or broken.
    """

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        try:
            import onnxruntime as ort

            options = ort.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session: Any = ort.InferenceSession(
                str(folder / f"{name}.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],  # measured: the fused kernel takes three times as long
            )
            self._tokenizer = load_tokenizer(folder)
            self._words, self._scale = load_words(folder)
        except Exception as problem:
            raise ModelError(f"the model in {folder} can't be loaded ({problem}); install dragoman again") from problem
        self.cls: int = self._tokenizer.token_to_id("[CLS]") or 0
        self.sep: int = self._tokenizer.token_to_id("[SEP]") or 0

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Word pieces of a text, without the tokens that stand around it, and their character offsets."""
        # half of a character (JSON-LD can hold one) has no place in UTF-8; the stand-in keeps all offsets
        enc = self._tokenizer.encode(_SURROGATES.sub("\ufffd", text), add_special_tokens=False)
        return enc.ids, enc.offsets

    def token(self, name: str) -> int:
        """The number of a token by its name, such as ``[unused1]``."""
        return self._tokenizer.token_to_id(name) or 0

    def run(
        self, rows: Sequence[Sequence[int]], outputs: Sequence[str], **places: npt.NDArray[np.int64]
    ) -> list[Array]:
        """Pass rows of word pieces, each with [CLS] before and [SEP] behind it.

        Args:
            rows: word pieces; they may differ in number.
            outputs: names of what is wanted.
            places: further inputs of the graph.

        Returns:
            One array for each of ``outputs``, with a row for each of ``rows``.
        """
        longest = max(len(r) for r in rows) + 2
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, r in enumerate(rows):
            ids[i, : len(r) + 2] = [self.cls, *r, self.sep]
            mask[i, : len(r) + 2] = 1
        vectors = self._words[ids] * self._scale[ids][:, :, None]
        found: list[Array] = self._session.run(list(outputs), {"vectors": vectors, "mask": mask, **places})
        return found


@lru_cache(maxsize=2)
def load_words(folder: Path) -> tuple[npt.NDArray[np.int8], Array]:
    """The word vectors (V, 384) as whole numbers, and what each of them is to be multiplied by (V,)."""
    with np.load(folder / "words.npz") as arrays:
        return arrays["words"], arrays["scale"]


@lru_cache(maxsize=2)
def load_tokenizer(folder: Path) -> Any:
    """The tokenizer, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def softmax(x: Array) -> Array:
    """Along the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    out: Array = e / e.sum(-1, keepdims=True)
    return out
