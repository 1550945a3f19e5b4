"""Weights worked out by hand, camps, windows and the files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dragoman.discourse.changes import find_changes
from dragoman.discourse.exports import (
    cells_csv,
    changes_csv,
    edges_csv,
    matrix_csv,
    positions_csv,
    to_gexf,
    to_graphml,
    write_text,
)  # fmt: skip
from dragoman.discourse.matrix import build_matrix
from dragoman.discourse.networks import (
    Rules,
    actor_network,
    issue_network,
    measure_polarisation,
    render_polarisation,
    split_issues,
    two_mode_network,
)  # fmt: skip
from dragoman.discourse.stands import Stand, list_stands
from dragoman.errors import UsageError

from .by_hand import actor, record

nx = pytest.importorskip("networkx")
A, B, C = "Ola Berg", "Kari Vik", "Lio Tam"
ID = {name: actor(name).id for name in (A, B, C)}
SAID = [
    (A, "support", "a bridge"), (A, "oppose", "a port"), (A, "support", "a tax"),
    (B, "support", "a bridge"), (B, "support", "a port"), (B, "conditional", "a tax"),
    (C, "oppose", "a bridge"),
]  # fmt: skip


def rows(said: list[tuple[str, str, str]] = SAID, day: str | None = "2031-05-01", name: str = "one") -> list[Stand]:
    """Rows by hand."""
    return list_stands([record(said, day, name=name)])


def weight(graph: object, one: str, two: str) -> float | None:
    """The weight between two actors, or None."""
    data = graph.get_edge_data(ID[one], ID[two])  # type: ignore[attr-defined]
    return data["weight"] if data else None


def test_congruence_conflict_and_their_difference() -> None:
    agree = actor_network(rows())
    assert (weight(agree, A, B), weight(agree, A, C), weight(agree, B, C)) == (1.0, None, None)
    clash = actor_network(rows(), Rules(relation="conflict"))
    assert (weight(clash, A, B), weight(clash, A, C), weight(clash, B, C)) == (1.0, 1.0, 1.0)
    both = actor_network(rows(), Rules(relation="subtract"))
    assert (weight(both, A, B), weight(both, A, C)) == (0.0, -1.0)
    assert set(agree.nodes) == set(ID.values()), "actors without an edge are kept"


def test_conditional_positions_are_counted_only_as_asked() -> None:
    assert weight(actor_network(rows()), A, B) == 1.0
    assert weight(actor_network(rows(), Rules(conditional="between")), A, B) == 1.5
    assert weight(actor_network(rows(), Rules(conditional="support")), A, B) == 2.0


def test_normalisation() -> None:
    """A holds 3 stances, B 2 that count, one of them shared."""
    assert weight(actor_network(rows(), Rules(normalise="average")), A, B) == pytest.approx(1 / 2.5)
    assert weight(actor_network(rows(), Rules(normalise="jaccard")), A, B) == pytest.approx(1 / 4)
    assert weight(actor_network(rows(), Rules(normalise="cosine")), A, B) == pytest.approx(1 / (3**0.5 * 2**0.5))


def test_what_is_said_again_counts_once_unless_asked() -> None:
    twice = rows([(A, "support", "a bridge"), (A, "support", "a bridge"), (B, "support", "a bridge")])
    assert weight(actor_network(twice), A, B) == 1.0
    assert weight(actor_network(twice, Rules(repeats=True)), A, B) == 2.0


def test_issues_are_tied_by_actors_that_judge_them_alike() -> None:
    graph = issue_network(rows())
    labels = {label: node for node, label in graph.nodes(data="label")}
    assert graph.get_edge_data(labels["a bridge"], labels["a port"])["weight"] == 1.0  # B is for both
    assert graph.get_edge_data(labels["a bridge"], labels["a port"])["issues"] == "Kari Vik; Ola Berg"


def test_two_modes_keep_conditions() -> None:
    graph = two_mode_network(rows())
    labels = {label: node for node, label in graph.nodes(data="label")}
    edge = graph.get_edge_data(ID[B], labels["a tax"])
    assert (edge["stance"], edge["conditional"], edge["support"]) == ("conditional", 1, 0)
    assert nx.is_bipartite(graph)
    assert {graph.nodes[n]["mode"] for n in graph} == {"actor", "issue"}


@pytest.mark.parametrize("field", ["relation", "normalise", "conditional"])
def test_a_rule_that_is_none(field: str) -> None:
    with pytest.raises(UsageError, match=field):
        actor_network(rows(), Rules(**{field: "nonsense"}))


def camps() -> list[Stand]:
    """Two camps of three, at odds on everything."""
    out = []
    for i, issue in enumerate(("a bridge", "a port", "a tax")):
        said = [(f"Left {n}", "support", issue) for n in "abc"] + [(f"Right {n}", "oppose", issue) for n in "abc"]
        out += rows(said, f"2031-05-0{i + 1}", f"n{i}")
    return out


def test_two_camps_are_found() -> None:
    found = measure_polarisation(camps())
    names = {s.actor: s.name for s in camps()}
    assert sorted(sorted(names[a].split()[0] for a in c)[0] for c in found.camps) == ["Left", "Right"]
    assert found.modularity == found.bipolar == 0.5
    assert (found.agreement_inside, found.conflict_across) == (1.0, 1.0)
    assert found.coalitions == measure_polarisation(camps()).coalitions
    assert [s.split for s in found.issues] == [1.0, 1.0, 1.0]
    assert "coalition 2: " in render_polarisation(found, names)


def test_one_camp_is_no_two() -> None:
    found = measure_polarisation(rows([(n, "support", "a bridge") for n in (A, B, C)]))
    assert (len(found.coalitions), found.modularity, len(found.camps)) == (1, 0.0, 1)


def test_nobody_agrees() -> None:
    found = measure_polarisation(rows([(A, "support", "a bridge"), (B, "oppose", "a bridge")]))
    assert (found.coalitions, found.modularity, found.agreement_inside) == ((), None, None)
    assert "no coalitions" in render_polarisation(found, {})
    assert measure_polarisation([]).actors == 0


def test_a_window_sees_its_days_only() -> None:
    assert len(measure_polarisation(camps(), since="2031-05-02", until="2031-05-02").issues) == 1


def test_split_counts_actors_not_words() -> None:
    [split] = split_issues(
        rows([(A, "support", "x y"), (A, "support", "x y"), (B, "oppose", "x y"), (C, "oppose", "x y")])
    )
    assert (split.support, split.oppose, split.split) == (1, 2, pytest.approx(2 / 3, abs=1e-4))


# ---------------------------------------------------------------- files
def test_gexf_is_dynamic_and_reads_back() -> None:
    graph = actor_network([*rows(name="one"), *rows(day="2031-06-01", name="two")])
    text = to_gexf(graph)
    back = nx.read_gexf(io.BytesIO(text.encode()))
    assert back.graph["mode"] == "dynamic"
    assert 'timeformat="date"' in text
    assert set(back.nodes) == set(graph.nodes)
    assert back.nodes[ID[A]]["label"] == A
    assert [tuple(x) for x in back.nodes[ID[A]]["spells"]] == [("2031-05-01", "2031-06-01")]
    assert [tuple(x) for x in back.get_edge_data(ID[A], ID[B])["spells"]] == [("2031-05-01", "2031-06-01")]
    assert back.get_edge_data(ID[A], ID[B])["weight"] == 1.0


def test_a_gexf_without_days_is_static() -> None:
    assert nx.read_gexf(io.BytesIO(to_gexf(actor_network(rows(day=None))).encode())).graph["mode"] == "static"


def test_graphml_reads_back() -> None:
    graph = two_mode_network(rows())
    back = nx.parse_graphml(to_graphml(graph))
    assert set(back.nodes) == set(graph.nodes)
    assert set(map(frozenset, back.edges)) == set(map(frozenset, graph.edges))
    assert back.nodes[ID[A]]["label"] == A


def test_files_are_the_same_each_time() -> None:
    assert to_gexf(actor_network(camps())) == to_gexf(actor_network(list(reversed(camps()))))


def test_odd_characters_do_not_break_xml() -> None:
    odd = rows([("O\x00la <&> \ud800 😀", "support", "a\x0bbridge"), (B, "support", "a\x0bbridge")])
    for text, read in (
        (to_gexf(actor_network(odd)), lambda t: nx.read_gexf(io.BytesIO(t.encode()))),
        (to_graphml(actor_network(odd)), nx.parse_graphml),
    ):
        assert "Ola <&>  😀" in {label for _, label in read(text).nodes(data="label")}


def test_csv() -> None:
    matrix = build_matrix(rows())
    grid = list(csv.reader(io.StringIO(matrix_csv(matrix))))
    assert grid[0] == ["actor", "a bridge", "a port", "a tax"]
    assert ["Kari Vik", "support", "support", "conditional"] in grid
    cells = list(csv.DictReader(io.StringIO(cells_csv(matrix))))
    assert len(cells) == 7 and cells[0]["first"] == "2031-05-01"
    edges = list(csv.DictReader(io.StringIO(edges_csv(actor_network(rows())))))
    assert [(e["source_label"], e["target_label"], e["weight"]) for e in edges] == [(B, A, "1.0")]
    lines = list(csv.DictReader(io.StringIO(positions_csv(rows([(A, "support", 'a "big", bridge')])))))
    assert lines[0]["label"] == 'a "big", bridge' and lines[0]["sentence"].startswith("Ola Berg backs")
    moved = [*rows([(A, "support", "a bridge")]), *rows([(A, "oppose", "a bridge")], "2031-05-04", "two")]
    [line] = csv.DictReader(io.StringIO(changes_csv(find_changes(moved))))
    assert (line["from"], line["to"], line["reversal"]) == ("support", "oppose", "true")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_text(tmp_path / "a.csv", "x\r\n")
    assert (tmp_path / "a.csv").read_bytes() == b"x\r\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(UsageError, match="can't write"):
        write_text(tmp_path / "none" / "a.csv", "x")
