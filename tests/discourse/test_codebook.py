"""The codebook: what it codes, what it turns round, and the line of every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.discourse.codebook import apply_codebook, check_codebook, list_unused, occurs, read_codebook
from dragoman.discourse.issues import IssueBook, Settled
from dragoman.errors import UsageError

from .by_hand import embed, record

BOOK = """\
issues:
  - id: bridge
    name: a fixed link over the Norsund
    keywords: [bridge, tunnel*]
    labels: ["crossing the sound"]
    exclude: ["the bridge loan"]
  - id: fishing
    name: ban on night fishing
    keywords: {any: [night fishing], all: ["ban*"], none: [permit]}
  - id: more-fishing
    name: fishing at night
    labels: ["free night fishing"]
    same_as: fishing
    flip: true
  - id: sea
    name: policy of the sea
  - id: duty
    name: fuel duty
    labels: [the fuel duty]
    parent: sea
"""


def code(text: str, *records: object, settle: bool = True) -> list[Settled]:
    """Records coded against a codebook, clusters first."""
    book, problems = check_codebook(text)
    assert not [p for p in problems if p.fault], problems
    clusters = IssueBook(embed)
    return [apply_codebook(clusters.file(r) if settle else r, book) for r in records]  # type: ignore[arg-type]


def coded(settled: Settled) -> list[tuple[str, str]]:
    """Label and stance of each position."""
    names = {i.id: i.label for i in settled.record.issues}
    return [(names[p.issue], p.stance) for p in settled.record.positions]


def test_keywords_code_by_wording_and_sentence() -> None:
    [s] = code(
        BOOK, record([("Ola Berg", "support", "tunnelling under the sound"), ("Kari Vik", "oppose", "a new port")])
    )
    assert coded(s) == [("a fixed link over the Norsund", "support"), ("a new port", "oppose")]
    assert "codebook “bridge” (line 2): keyword “tunnel*”" in s.filings[0].reason


def test_any_all_and_none() -> None:
    said = [
        ("Ola Berg", "support", "a ban on night fishing"),
        ("Kari Vik", "support", "more night fishing"),
        ("Lio Tam", "support", "banning night fishing without a permit"),
    ]
    [s] = code(BOOK, record(said))
    assert coded(s)[0][0] == "ban on night fishing"
    assert "ban on night fishing" not in [label for label, _ in coded(s)][1:]


def test_a_listed_wording_beats_keywords_and_exclude_keeps_out() -> None:
    said = [("Ola Berg", "support", "crossing the sound"), ("Kari Vik", "oppose", "the bridge loan")]
    [s] = code(BOOK, record(said))
    assert coded(s) == [("a fixed link over the Norsund", "support"), ("the bridge loan", "oppose")]


def test_flip_turns_a_reversed_wording_round() -> None:
    [s] = code(BOOK, record([("Ola Berg", "support", "free night fishing")]))
    assert coded(s) == [("ban on night fishing", "oppose")]
    assert (s.filings[0].stance, s.filings[0].sign) == ("support", -1)


@pytest.mark.parametrize("settle", [True, False])
def test_what_the_words_turn_is_turned_once(settle: bool) -> None:
    """The clusters turn "lifting the ban" round; keywords of the codebook must not lose that, nor do it twice."""
    [s] = code(BOOK, record([("Ola Berg", "support", "lifting the ban on night fishing")]), settle=settle)
    assert coded(s) == [("ban on night fishing", "oppose")]


def test_a_flip_for_a_wording_that_the_clusters_turned_counts_once() -> None:
    text = """\
issues:
  - name: ban on night fishing
  - {id: lift, labels: [lifting the ban on night fishing], same_as: ban on night fishing, flip: true}
"""
    [s] = code(text, record([("Ola Berg", "support", "lifting the ban on night fishing")]))
    assert coded(s) == [("ban on night fishing", "oppose")]


def test_an_issue_named_the_other_way_round_gets_the_stance_on_its_name() -> None:
    text = "issues:\n  - {name: lifting the ban on night fishing, keywords: night fishing}\n"
    said = [
        ("Ola Berg", "support", "lifting the ban on night fishing"),
        ("Kari Vik", "support", "a ban on night fishing"),
    ]
    [s] = code(text, record(said))
    assert [stance for _, stance in coded(s)] == ["support", "oppose"]


def test_clusters_are_merged_by_id_and_by_label() -> None:
    raw = record([("Ola Berg", "support", "a new port"), ("Kari Vik", "oppose", "docks for ferries")])
    cluster = IssueBook(embed).settle(raw).positions[0].issue
    [s] = code(f"issues:\n  - name: harbours\n    labels: [{cluster}, docks for ferries]\n", raw)
    assert coded(s) == [("harbours", "support"), ("harbours", "oppose")]
    assert s.record.positions[0].issue == s.record.positions[1].issue


def test_a_cluster_is_split() -> None:
    said = [("Ola Berg", "support", "a ban on night fishing"), ("Kari Vik", "oppose", "night fishing ban")]
    raw = record(said)
    clusters = IssueBook(embed).file(raw)
    assert len(clusters.record.issues) == 1
    book, _ = check_codebook("issues:\n  - {name: nights, split_from: a ban on night fishing, keywords: [Vik]}\n")
    s = apply_codebook(clusters, book)
    assert [label for label, _ in coded(s)] == ["a ban on night fishing", "nights"]


def test_corrections_survive_a_second_run_on_more_articles() -> None:
    first = record([("Ola Berg", "support", "crossing the sound")], name="one")
    more = record([("Kari Vik", "oppose", "crossing the sound")], name="zero")
    [a] = code(BOOK, first)
    b = code(BOOK, more, first)
    assert a.record.positions[0] == b[1].record.positions[0]


def test_hierarchy() -> None:
    book, _ = check_codebook(BOOK)
    assert book.ancestors("duty") == ("sea",)
    assert book.ancestors("sea") == ()


def test_unused_entries_are_named() -> None:
    [s] = code(BOOK, record([("Ola Berg", "support", "the fuel duty")]))
    book, _ = check_codebook(BOOK)
    assert [e.id for e in list_unused(book, s.filings)] == ["bridge", "fishing", "more-fishing", "sea"]


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        ("bridge", "a Bridge, over", True),
        ("bridge", "bridges", False),
        ("bridge*", "bridges", True),
        ("*fishing", "overfishing", True),
        ("night fishing", "night-fishing", True),
        ("night fishing", "night\nfishing", True),
        ("A.B", "AxB", False),
        ("people's vote", "the people’s vote", True),
    ],
)
def test_keywords_are_whole_words(phrase: str, text: str, fits: bool) -> None:
    assert occurs(phrase, text) is fits


FAULTS = [
    ("", 1, "file", "is empty"),
    ("issues:\n  - name: [a\n", 3, "file", "is not YAML"),
    ("isues:\n  - name: a\n", 1, "file.isues", "did you mean “issues”"),
    ("- a\n", 1, "file", "must hold fields"),
    ("issues: bridge\n", 1, "issues", "must be a list"),
    ("issues:\n  - nmae: bridge\n", 2, "issues[0].nmae", "did you mean “name”"),
    ("issues:\n  - name: a\n    colour: red\n", 3, "issues[0].colour", "unknown field"),
    ("issues:\n  - name: a\n    name: b\n", 3, "issues[0].name", "stands here twice"),
    ("issues:\n  - keywords: [a]\n", 2, "issues[0]", "no id and no name"),
    ("issues:\n  - name: a\n  - name: A\n", 3, "issues[1].name", "line 2 too"),
    ("issues:\n  - {id: x, name: a}\n  - {id: x, name: b}\n", 3, "issues[1].id", "line 2 too"),
    ("issues:\n  - name: a\n    flip: perhaps\n", 3, "issues[0].flip", "true or false"),
    ("issues:\n  - name: a\n    keywords:\n      some: [b]\n", 4, "issues[0].keywords.some", "unknown field"),
    ("issues:\n  - name: a\n    keywords: ['*']\n", 3, "issues[0].keywords", "holds no word"),
    ("issues:\n  - name: a\n    labels: [[b]]\n", 3, "issues[0].labels[0]", "word or phrase"),
    ("issues:\n  - name: a\n    parent: b\n", 3, "issues[0].parent", "no issue of this file"),
    ("issues:\n  - name: a\n    parent: a\n", 3, "issues[0].parent", "circle: a → a"),
    ("issues:\n  - name: a\n    parent: b\n  - name: b\n    parent: a\n", 3, "issues[0].parent", "circle: a → b → a"),
    ("issues:\n  - name: a\n    same_as: b\n  - name: b\n    same_as: a\n", 3, "issues[0].same_as", "circle"),
    ("issues:\n  - name: a\n    labels: [x]\n  - name: b\n    labels: [X]\n", 5, "issues[1].labels", "line 2 already"),
    ("issues:\n  - &a [*a]\n", 2, "issues[0]", "must hold fields"),
]


@pytest.mark.parametrize(("text", "line", "field", "message"), FAULTS)
def test_a_fault_names_file_line_and_field(tmp_path: Path, text: str, line: int, field: str, message: str) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_codebook(str(path))
    first = str(error.value).splitlines()[0]
    assert first.startswith(f"{path}:{line}: {field}: "), first
    assert message in first


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("issues:\n  - nmae: a\n  - {name: b, parent: c}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_codebook(str(path))
    assert len(str(error.value).splitlines()) == 2


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_bytes(b"issues:\n  - name: \xff\n")
    with pytest.raises(UsageError, match=r"book.yaml:2: file: is not UTF-8"):
        read_codebook(str(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="check the path"):
        read_codebook(str(tmp_path / "none.yaml"))


def test_a_circle_further_on_ends() -> None:
    text = "issues:\n  - {name: a, parent: b}\n  - {name: b, parent: c}\n  - {name: c, parent: b}\n"
    _, problems = check_codebook(text)
    assert [(p.line, p.field) for p in problems if p.fault] == [(3, "issues[1].parent")]


def test_advice_is_no_fault() -> None:
    _, problems = check_codebook("issues:\n  - name: a\n  - {name: b, labels: [x], flip: true}\n")
    assert [(p.line, p.fault) for p in problems] == [(2, False), (3, False)]


def test_a_name_alone_is_an_issue() -> None:
    book, problems = check_codebook("issues:\n  - a new port\n")
    assert not problems
    assert book.entries[0].labels == ("a new port",)
