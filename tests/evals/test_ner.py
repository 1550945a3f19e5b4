"""CoNLL columns: kinds, documents, and lines that are none."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from dragoman.errors import UsageError
from dragoman.reading import Reading, ReadName
from evals import ner

ROWS = """Anna B-politician
Lund I-politician
left O
Norway B-country
's O
Labour B-politicalparty
Party I-politicalparty
. O

Norwegian B-misc
voters O
shrugged O
"""


def install(monkeypatch: pytest.MonkeyPatch, *names: tuple[str, str]) -> None:
    def read(text: str) -> Reading:
        found = [ReadName(start=text.index(w), end=text.index(w) + len(w), kind=k) for w, k in names if w in text]
        return Reading(names=tuple(found), read=len(text))

    monkeypatch.setattr(ner, "model_in", lambda folder: SimpleNamespace(read=read))


def test_names_by_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.txt"
    file.write_text(ROWS)
    install(monkeypatch, ("Anna Lund", "person"), ("Labour", "organisation"), ("Norwegian", "place"))
    figures = ner.run(file)
    assert (figures["texts"], figures["gold"]) == (2, 4)
    marked, kept = figures["scores"], figures["scores of Dragoman's names"]
    assert (marked["person"]["right"], marked["organisation"]["right"], marked["all"]["right"]) == (1, 0, 1)
    assert marked["span alone"]["right"] == 2  # "Norwegian" was found, as another kind
    assert kept["place"]["right"] == 1 and kept["misc"]["right"] == 1  # "Norway" and "Norwegian" are known beforehand
    assert "span alone" in ner.render(figures)


def test_documents_are_read_whole_where_the_file_parts_them(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("-DOCSTART- -X- O O\n\nOslo NNP B-LOC\n\nfell VB O\n\n-DOCSTART- -X- O O\n\nBergen NNP B-LOC\n")
    rows = ner.read_columns(file)
    assert [tokens for tokens, _ in rows] == [("Oslo", "fell"), ("Bergen",)]
    assert rows[0][1] == {("place", 0, 1)}


def test_a_line_without_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("Oslo B-LOC\nfell\n")
    with pytest.raises(UsageError, match="line 2"):
        ner.read_columns(file)
    with pytest.raises(UsageError, match="not a file"):
        ner.read_columns(tmp_path)
