"""Sentence vectors: texts in, unit vectors out.

The encoder is all-MiniLM-L6-v2 as its authors published it (Apache-2.0), quantised to int8; nothing of it was trained
by us. Issues are compared with it across documents, and sentences with the types of a user's ontology. Reading an
article never needs it, so it is loaded when the first text comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.errors import ModelError

Vectors = npt.NDArray[np.float32]
MODELS = Path(__file__).parent / "models"
SIZE = 384  # figures of one vector
PIECES = 128  # word pieces of a text that are read: a sentence or a label, not an article


def embed(texts: Sequence[str], threads: int = 1) -> Vectors:
    """Vectors of texts.

    Args:
        texts: sentences or noun phrases; what is past the first 128 word pieces of one is not read.
        threads: threads of one pass; one is quickest for labels and sentences.

    Returns:
        float32 (len(texts), 384); each row has length 1, so that a dot product is the cosine. An empty text gives a
        row as any other. The same text gives the same row whatever stands beside it.

    Raises:
        ModelError: the encoder's file is missing or broken.
    """
    out = np.zeros((len(texts), SIZE), dtype=np.float32)
    if not len(texts):
        return out
    session, tokenizer = _load(threads)
    # one by one: int8 scales are taken over a whole batch, so that a neighbour would change a row
    for i, text in enumerate(tokenizer.encode_batch([t.encode("utf-8", "replace").decode() for t in texts])):
        ids = np.array([text.ids], dtype=np.int64)
        out[i] = session.run(["out"], {"ids": ids, "mask": np.ones_like(ids)})[0][0]
    return out


@lru_cache(maxsize=2)
def _load(threads: int) -> tuple[Any, Any]:
    try:
        import onnxruntime as ort
        from tokenizers import Tokenizer

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = ort.InferenceSession(str(MODELS / "sentences.onnx"), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(MODELS / "tokenizer.json"))
    except Exception as problem:
        raise ModelError(
            f"the sentence encoder in {MODELS} can't be loaded ({problem}); install dragoman again"
        ) from problem
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES)
    return session, tokenizer
