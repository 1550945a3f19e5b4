"""The graphs that ship and their common table of word vectors."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from dragoman.errors import ModelError
from dragoman.graphs import MODELS, Graph, load_words


@pytest.fixture(scope="module")
def sentences() -> Graph:
    return Graph(MODELS, "sentences", 1)


def test_the_table_covers_the_tokenizer(sentences: Graph) -> None:
    words, scale = load_words(MODELS)
    assert words.dtype == np.int8 and len(words) == len(scale)
    assert sentences.token("[unused1]") < len(words) and sentences.pieces("zebra")[0][0] < len(words)
    assert np.abs(words).max() == 127, "each vector uses the whole range"


def test_rows_of_several_lengths_are_padded(sentences: Graph) -> None:
    ids = [sentences.pieces(t)[0] for t in ("The ban", "A vote on the ban was put off again", "")]
    together = sentences.run(ids, ["out"])[0]
    assert together.shape == (3, 384)
    for row, one in zip(together, ids, strict=True):
        assert float(row @ sentences.run([one], ["out"])[0][0]) > 0.93, "int8 scales differ a little, no more"


def test_offsets_slice_back(sentences: Graph) -> None:
    text = "Ça alors! \ud83d Ministers\u2019 row"
    ids, offsets = sentences.pieces(text)
    assert len(ids) == len(offsets) and all(0 <= a < b <= len(text) for a, b in offsets)


@pytest.mark.parametrize("lost", ["sentences.onnx", "words.npz", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, lost: str) -> None:
    for name in {"sentences.onnx", "words.npz", "tokenizer.json"} - {lost}:
        shutil.copy(MODELS / name, tmp_path)
    with pytest.raises(ModelError, match="install dragoman again"):
        Graph(tmp_path, "sentences", 1)
