"""Sentence vectors: texts in, unit vectors out.

The encoder is all-MiniLM-L6-v2 as its authors published it (Apache-2.0), quantised to int8; nothing of it was trained
by us. Issues are compared with it across documents, and sentences with the types of a user's ontology. Reading an
article never needs it, so it is loaded when the first text comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dragoman.graphs import MODELS, Graph

Vectors = npt.NDArray[np.float32]
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
    graph = _load(threads)
    # one by one: int8 scales are taken over a whole batch, so that a neighbour would change a row
    for i, text in enumerate(texts):
        ids, _ = graph.pieces(text)
        out[i] = graph.run([ids[: PIECES - 2]], ["out"])[0][0]
    return out


@lru_cache(maxsize=2)
def _load(threads: int) -> Graph:
    return Graph(MODELS, "sentences", threads)
