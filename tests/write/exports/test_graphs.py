"""GEXF and GraphML, read back with networkx."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from dragoman.errors import UsageError
from dragoman.record import Record
from dragoman.write.exports import export


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_who_acts_on_whom(name: str, story: Record, out: Path) -> None:
    (path,) = export([story], name, out)
    graph = nx.read_gexf(path) if name == "gexf" else nx.read_graphml(path, force_multigraph=True)
    labels = nx.get_node_attributes(graph, "label")
    assert sorted(labels.values()) == ["France", "Japan", "Kenya", "NATO"]
    edges = sorted((labels[a], labels[b], d["event_type"]) for a, b, d in graph.edges(data=True))
    assert edges == [
        ("France", "Japan", "CONSULT"), ("France", "Japan", "CONSULT"), ("France", "Kenya", "ACCUSE"),
        ("Japan", "France", "CONSULT"), ("Japan", "France", "CONSULT"), ("NATO", "Kenya", "AID"),
    ]  # fmt: skip
    (aid,) = (d for _, _, d in graph.edges(data=True) if d["event_type"] == "AID")
    assert (aid["mode"], aid["quad"], aid["words"]) == ("economic", "material cooperation", "gave Kenya money")
    assert aid["dated"] is True and aid["event"] == story.events[2].id
    assert (graph.nodes["ac-000000000001"]["country"], graph.nodes["ac-000000000001"]["kind"]) == ("FRA", "state")
    assert "country" not in graph.nodes["ac-000000000004"], "what is not known is left out"


def test_gexf_has_times(story: Record, out: Path) -> None:
    (path,) = export([story], "gexf", out)
    root = ElementTree.parse(path).getroot()
    space = {"g": root.tag[1 : root.tag.index("}")]}
    graph = root.find("g:graph", space)
    assert graph is not None and (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    edges = root.findall(".//g:edge", space)
    assert len({e.get("id") for e in edges}) == len(edges) == 6
    assert {(e.get("start"), e.get("end")) for e in edges} == {
        ("2025-03-11", "2025-03-11"), ("2025-03-01", "2025-03-31"), ("2024-01-01", "2024-12-31"),
    }  # fmt: skip


def test_graphs_without_networkx_say_how(story: Record, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(UsageError, match=r"pip install \"dragoman\[graphs\]\""):
        export([story], "gexf", out)
