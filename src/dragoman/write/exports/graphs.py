"""Who acts on whom, as a graph: GEXF (dynamic, for Gephi) and GraphML.

A node is an actor (name, kind, country, sector), an edge is a pair of sides of an event, from source to target, with
its type, mode, quad class, modality, words and article; several events of two actors are several edges. Acts with one
side only make no edge. Pairs as in :mod:`dragoman.write.exports.facts`.

In GEXF an edge has ``start`` and ``end`` (ISO days, both included, as exactly as the text tells); an edge without a
date has neither, and Gephi then shows it all the time: filter on the attribute ``dated``. The graph is held in memory
as a whole: some two kilobytes an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.record import Actor, Event, Record
from dragoman.write.exports.facts import (
    Choice,
    counted_events,
    indexed,
    join_actors,
    pairs_of,
    sector_of,
    words_of,
)
from dragoman.write.exports.files import guarded, new_files, target_file

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_gexf(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """A dynamic graph in GEXF."""
    nx = _networkx()
    path = target_file(out, "events.gexf")
    with new_files([path], choice.overwrite) as (part,):
        graph = build_graph(records, choice, dynamic=True)
        with guarded(path):
            nx.write_gexf(graph, part)
    return [path]


def write_graphml(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """The same graph in GraphML, dates as attributes."""
    nx = _networkx()
    path = target_file(out, "events.graphml")
    with new_files([path], choice.overwrite) as (part,):
        graph = build_graph(records, choice, dynamic=False)
        with guarded(path):
            nx.write_graphml(graph, part, named_key_ids=True)
    return [path]


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as missing:
        raise UsageError('graphs need the package networkx: pip install "dragoman[graphs]"') from missing
    return networkx


def build_graph(records: Iterable[Record], choice: Choice, *, dynamic: bool) -> Any:
    """A ``networkx.MultiDiGraph`` of actors and events.

    Args:
        records: where the events come from.
        choice: which modalities count.
        dynamic: name dates ``start`` and ``end``, which GEXF takes for the life of an edge.
    """
    graph = _networkx().MultiDiGraph(name="Who acts on whom")
    if dynamic:
        graph.graph["mode"] = "dynamic"
    actors: dict[str, Actor] = {}
    for index in indexed(records):
        for document, event in counted_events(index, choice):
            words = words_of(document, event.span) or ""
            for n, (source, target) in enumerate(pairs_of(event)):
                if source is None or target is None or not {source, target} <= index.actors.keys():
                    continue
                for side in (source, target):
                    known = actors.get(side)
                    actors[side] = join_actors(known, index.actors[side]) if known else index.actors[side]
                key = event.id if n == 0 else f"{event.id}-{n}"
                facts = _edge(event, words, document.outlet, dynamic)
                graph.add_edge(source, target, key=key, **facts, **({"id": key} if dynamic else {}))
    for id, actor in actors.items():
        facts = {"label": actor.name, "kind": actor.kind, "country": actor.country, "sector": sector_of(actor)}
        graph.add_node(id, **_clean(facts))
    return graph


def _edge(event: Event, words: str, outlet: str | None, dynamic: bool) -> dict[str, Any]:
    first, last = ("start", "end") if dynamic else ("date_start", "date_end")
    facts = {
        "label": event.type,
        "event": event.id,
        "event_type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "modality": event.modality,
        "dated": event.date is not None,
        first: event.date.start if event.date else None,
        last: event.date.end if event.date else None,
        "words": " ".join(words.split()),
        "document": event.document,
        "outlet": outlet,
    }
    return _clean(facts)


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known, and without characters that XML can't hold."""
    return {k: _NOT_XML.sub("\ufffd", v) if isinstance(v, str) else v for k, v in facts.items() if v is not None}
