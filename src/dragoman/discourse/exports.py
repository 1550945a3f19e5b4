"""Views as files: CSV, GraphML, GEXF (with spells). Written aside, then renamed, so that no half file is left."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dragoman.discourse.changes import Change
from dragoman.discourse.matrix import Matrix
from dragoman.discourse.networks import Graph, load_networkx
from dragoman.discourse.stands import Stand
from dragoman.errors import UsageError

# XML 1.0 allows no other control characters; one in a label would make a file that nothing opens.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def positions_csv(stands: Iterable[Stand]) -> str:
    """One line per position."""
    head = [
        "position", "actor", "name", "kind", "country", "issue", "label", "stance", "day", "day_from",
        "document", "title", "start", "end", "sentence",
    ]  # fmt: skip
    return _csv(head, ([getattr(s, name) for name in head] for s in stands))


def matrix_csv(matrix: Matrix) -> str:
    """Actors down, issues across; a cell holds support, oppose, conditional or mixed, or nothing."""
    sides = {(c.actor, c.issue): c.side for c in matrix.cells}
    rows = ([a.name, *(sides.get((a.id, i.id), "") for i in matrix.issues)] for a in matrix.actors)
    return _csv(["actor", *(i.name for i in matrix.issues)], rows)


def cells_csv(matrix: Matrix) -> str:
    """One line per filled cell, with counts, days and the first sentence."""
    actors, issues = {a.id: a.name for a in matrix.actors}, {i.id: i.name for i in matrix.issues}
    head = [
        "actor", "name", "issue", "label", "side", "support", "oppose", "conditional", "first", "last",
        "documents", "sentence",
    ]  # fmt: skip
    rows = (
        [
            c.actor, actors[c.actor], c.issue, issues[c.issue], c.side, c.support, c.oppose, c.conditional, c.first,
            c.last, len({w.document for w in c.evidence}), c.evidence[0].sentence,
        ]
        for c in matrix.cells
    )  # fmt: skip
    return _csv(head, rows)


def changes_csv(changes: Iterable[Change]) -> str:
    """One line per change, with both sentences and both days."""
    head = [
        "actor", "name", "issue", "label", "from", "to", "reversal", "day_before", "day_after",
        "sentence_before", "sentence_after", "document_before", "document_after",
    ]  # fmt: skip
    rows = (
        [
            c.actor, c.name, c.issue, c.label, c.before.stance, c.after.stance, c.reversal, c.before.day, c.after.day,
            c.before.sentence, c.after.sentence, c.before.document, c.after.document,
        ]
        for c in changes
    )  # fmt: skip
    return _csv(head, rows)


def edges_csv(graph: Graph) -> str:
    """One line per edge, with the names of both ends and every attribute but the spells."""
    keys = sorted({k for _, _, data in graph.edges(data=True) for k in data} - {"spells"})
    label = dict(graph.nodes(data="label"))
    rows = ([a, label[a], b, label[b], *(d.get(k, "") for k in keys)] for a, b, d in graph.edges(data=True))
    return _csv(["source", "source_label", "target", "target_label", *keys], rows)


def _csv(head: list[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(["" if v is None else str(v).lower() if isinstance(v, bool) else v for v in row])
    return out.getvalue()


def to_graphml(graph: Graph) -> str:
    """The network as GraphML; spells are written as text (``2025-03-01/2025-03-04;...``)."""
    nx = load_networkx()
    return "\n".join(nx.generate_graphml(_plain(graph, spells_as_text=True), named_key_ids=True)) + "\n"


def to_gexf(graph: Graph) -> str:
    """The network as GEXF 1.2; dynamic, with the days of nodes and edges as spells, where any is dated."""
    nx = load_networkx()
    plain = _plain(graph, spells_as_text=False)
    dated = any(d.get("spells") for _, d in plain.nodes(data=True))
    plain.graph["mode"] = "dynamic" if dated else "static"
    text = "\n".join(nx.generate_gexf(plain, version="1.2draft"))
    # the day of writing would make two runs on the same record differ
    return re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"


def _plain(graph: Graph, *, spells_as_text: bool) -> Graph:
    """A copy that XML can hold: clean text, no empty spells."""
    out = graph.__class__()
    for node, data in graph.nodes(data=True):
        out.add_node(node, **_clean(data, spells_as_text))
    for a, b, data in graph.edges(data=True):
        out.add_edge(a, b, **_clean(data, spells_as_text))
    return out


def _clean(data: dict[str, Any], spells_as_text: bool) -> dict[str, Any]:
    out = {k: _NOT_XML.sub("", v) if isinstance(v, str) else v for k, v in data.items() if k != "spells"}
    spells = data.get("spells")
    if spells_as_text:
        out["spells"] = ";".join(f"{a}/{b}" for a, b in spells or ())
    elif spells:
        out["spells"] = spells
    return out


def write_text(path: Path, text: str) -> None:
    """Write a file aside and rename it; raises UsageError where the folder can't be written to."""
    try:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)
            os.chmod(aside, 0o666 & ~_umask())
            os.replace(aside, path)
        except BaseException:
            os.unlink(aside)
            raise
    except OSError as problem:
        raise UsageError(f"can't write {path}: {problem.strerror}; choose a folder that you may write to") from problem


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
