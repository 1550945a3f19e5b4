"""Folders of texts with a table of what is known of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.config import Config
from dragoman.sources.bulk import BulkOptions, Item, find_inputs, iter_items, read_item
from dragoman.sources.corpora import find_metadata

TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."
HEADER = "compartment\tfilename\tlevel\tpublisher\tpublication_date\tauthor\ttitle\twire\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [
        "train\thavnen_2024-05-08_plan\tNone\thavnen\t2024-05-08\tJane Roe\tPlan Rejected by Norland\tNone\n",
        "dev\trift_2024-05-09_toll\tNone\trift\t2024-05-09\tNone\tNone\tAP\n",
    ]
    (tmp_path / "metadata.tsv").write_text(HEADER + "".join(rows))
    for part, name in (("train", "havnen_2024-05-08_plan"), ("dev", "rift_2024-05-09_toll"), ("dev", "unknown")):
        (tmp_path / part / "text").mkdir(parents=True, exist_ok=True)
        (tmp_path / part / "attributions").mkdir(exist_ok=True)
        (tmp_path / part / "text" / f"{name}.txt").write_text(f"Plan Rejected by Norland.\n\n{TEXT}\n\n{TEXT}\n")
        (tmp_path / part / "attributions" / f"{name}_4b22.ann").write_text("T1\tContent 0 4\tPlan\n")
    return tmp_path


def items_of(corpus: Path) -> list[Item]:
    found = [f for source in find_inputs([str(corpus)]) for f in iter_items(str(source), BulkOptions(), Config())]
    assert all(isinstance(f, Item) for f in found)
    return [f for f in found if isinstance(f, Item)]


def test_texts_and_their_table(corpus: Path) -> None:
    rift, unknown, havnen = items_of(corpus)
    assert (havnen.title, havnen.published, havnen.outlet, havnen.authors) == (
        "Plan Rejected by Norland", "2024-05-08", "havnen", ("Jane Roe",),
    )  # fmt: skip
    assert (
        havnen.kind == "text"
        and rift.kind == "page"
        and (rift.title, rift.authors, rift.published) == (None, (), "2024-05-09")
    )
    assert unknown.outlet is None and unknown.published is None
    (document,), _ = read_item(havnen, Config())
    assert document.text == f"Plan Rejected by Norland\n\n{TEXT}\n\n{TEXT}" and document.published == "2024-05-08"


def test_a_file_by_itself_finds_its_table(corpus: Path) -> None:
    known = find_metadata(str(corpus / "train" / "text" / "havnen_2024-05-08_plan.txt"))
    assert known is not None and known.title == "Plan Rejected by Norland"
    assert find_metadata(str(corpus.parent / "elsewhere.txt")) is None


def test_a_table_with_text_is_no_sidecar(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text(f'filename,title,text\na,Plan,"{TEXT}"\n')
    (item,) = items_of(tmp_path)
    assert item.key == "row 1" and item.data == TEXT


def test_a_broken_table_is_read_as_a_source(tmp_path: Path) -> None:
    (tmp_path / "metadata.tsv").write_text("just a line\n")
    (tmp_path / "a.txt").write_text(f"Plan rejected\n\n{TEXT}")
    assert [s for s in find_inputs([str(tmp_path)]) if str(s).endswith("a.txt")]
