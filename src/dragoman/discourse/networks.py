"""Discourse networks: who agrees and who clashes with whom, over what, in any window of days.

Weights follow Discourse Network Analyzer (Leifeld 2017, "Discourse Network Analysis: Policy Debates as Dynamic
Networks", Oxford Handbook of Political Networks): with n(a, i, s) the times that actor a takes stance s on issue i,

- congruence of a and b is the sum over issues of n(a, i, s) n(b, i, t) (1 - |s - t|),
- conflict the same with |s - t|, and *subtract* congruence less conflict,

where support is 1 and opposition 0. Normalised, a weight is divided by the mean activity of both (``average``), by what
either of them said (``jaccard``), or by the lengths of both profiles (``cosine``). Between issues, actors take the
place of issues. Graphs, communities and modularity are networkx's.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from dragoman.discourse.stands import Stand, window
from dragoman.errors import UsageError
from dragoman.record import Stance

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.Graph[str]
else:
    Graph = Any

Relation = Literal["congruence", "conflict", "subtract"]
Normalisation = Literal["none", "average", "jaccard", "cosine"]
Conditional = Literal["omit", "between", "support"]
Profile: TypeAlias = Mapping[tuple[str, float], int]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How rows become edges.

    Attributes:
        relation: what an edge of a one-mode network stands for.
        normalise: by what its weight is divided.
        conditional: ``omit`` counts no conditional position (the default: it is neither side's); ``between`` puts it
            half-way between support and opposition; ``support`` counts it as support.
        repeats: count each position; otherwise an actor who says the same on an issue ten times counts once.
    """

    relation: Relation = "congruence"
    normalise: Normalisation = "none"
    conditional: Conditional = "omit"
    repeats: bool = False


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """How evenly actors are split on an issue: 0 where all are on one side, 1 where the sides are of one size."""

    issue: str
    label: str
    support: int
    oppose: int
    conditional: int
    split: float | None


class Polarisation(msgspec.Struct, frozen=True, kw_only=True):
    """How far actors fall into camps. Figures are None where no edge allows them.

    Attributes:
        coalitions: actor ids of each community of the congruence network (Louvain, fixed seed), the largest first;
            actors without an edge are in none.
        modularity: of these communities (0: no more agreement inside than chance; towards 1: separate camps).
        camps: the two camps of greedy modularity, and ``bipolar`` the modularity of that division.
        agreement_inside: share of congruence that lies inside the two camps (0 to 1).
        conflict_across: share of conflict that lies between the two camps (0 to 1).
        issues: how each issue splits the actors.
    """

    since: str | None
    until: str | None
    actors: int
    coalitions: tuple[tuple[str, ...], ...]
    modularity: float | None
    camps: tuple[tuple[str, ...], ...]
    bipolar: float | None
    agreement_inside: float | None
    conflict_across: float | None
    issues: tuple[Split, ...]


def load_networkx() -> Any:
    """networkx, or a UsageError that says how to install it."""
    try:
        import networkx
    except ImportError as problem:
        raise UsageError("networks need networkx: pip install --upgrade dragoman") from problem
    return networkx


def actor_network(stands: Iterable[Stand], rules: Rules | None = None) -> Graph:
    """One-mode network of actors.

    Returns:
        An undirected graph; nodes are actor ids with ``label``, ``kind``, ``country``, ``positions`` and ``spells``;
        edges have ``weight``, ``congruence``, ``conflict``, ``issues`` (labels, parted by "; ") and ``spells``. Actors
        without an edge are nodes too.
    """
    return _one_mode(list(stands), rules or Rules(), actors=True)


def issue_network(stands: Iterable[Stand], rules: Rules | None = None) -> Graph:
    """One-mode network of issues: issues that the same actors judge alike (or, in conflict, the other way round)."""
    return _one_mode(list(stands), rules or Rules(), actors=False)


def two_mode_network(stands: Iterable[Stand], rules: Rules | None = None) -> Graph:
    """Actors and the issues on which they stand; conditional positions are kept as what they are.

    Returns:
        An undirected graph with node attribute ``mode`` (``actor``, ``issue``); edges have ``support``, ``oppose``,
        ``conditional`` (numbers of positions), ``stance`` (the one stance, or ``mixed``), ``weight`` (their sum, or 1
        without ``repeats``; divided by the actor's activity with ``average``) and ``spells``.
    """
    rules = rules or Rules()
    rows = _counted(stands, rules)
    graph = load_networkx().Graph()
    for s in _by_name(rows):
        graph.add_node(s.actor, **_actor_node(s))
    for s in sorted(rows, key=lambda s: (s.label, s.issue)):
        graph.add_node(s.issue, label=s.label, mode="issue", kind="issue", country="")
    groups: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    for s in rows:
        groups[s.actor, s.issue].append(s)
    activity = Counter(a for a, _ in groups) if not rules.repeats else Counter(s.actor for s in rows)
    for (actor, issue), said in sorted(groups.items()):
        counts = Counter(s.stance for s in said)
        weight = float(len(said)) if rules.repeats else 1.0
        graph.add_edge(
            actor, issue,
            weight=weight / activity[actor] if rules.normalise == "average" else weight,
            stance=next(iter(counts)) if len(counts) == 1 else "mixed",
            support=counts["support"], oppose=counts["oppose"], conditional=counts["conditional"],
            spells=_days(said),
        )  # fmt: skip
    _note_activity(graph, rows)
    return graph


def _counted(stands: Iterable[Stand], rules: Rules) -> list[Stand]:
    if rules.relation not in ("congruence", "conflict", "subtract"):
        raise UsageError(f"relation is congruence, conflict or subtract, not {rules.relation!r}")
    if rules.normalise not in ("none", "average", "jaccard", "cosine"):
        raise UsageError(f"normalise is none, average, jaccard or cosine, not {rules.normalise!r}")
    if rules.conditional not in ("omit", "between", "support"):
        raise UsageError(f"conditional is omit, between or support, not {rules.conditional!r}")
    return list(stands)


def _level(stance: Stance, rules: Rules) -> float | None:
    if stance == "conditional":
        return {"omit": None, "between": 0.5, "support": 1.0}[rules.conditional]
    return 1.0 if stance == "support" else 0.0


def _one_mode(stands: list[Stand], rules: Rules, *, actors: bool) -> Graph:
    rows = _counted(stands, rules)
    graph = load_networkx().Graph()
    names: dict[str, str] = {}
    for s in _by_name(rows) if actors else sorted(rows, key=lambda s: (s.label, s.issue)):
        node = s.actor if actors else s.issue
        names[s.issue if actors else s.actor] = s.label if actors else s.name
        attributes = _actor_node(s) if actors else {"label": s.label, "mode": "issue", "kind": "issue", "country": ""}
        graph.add_node(node, **attributes)
    counts: dict[str, Counter[tuple[str, float]]] = {node: Counter() for node in graph}
    by_topic: dict[str, set[str]] = defaultdict(set)
    said: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    for s in rows:
        level = _level(s.stance, rules)
        if level is None:
            continue
        node, topic = (s.actor, s.issue) if actors else (s.issue, s.actor)
        counts[node][topic, level] = counts[node][topic, level] + 1 if rules.repeats else 1
        by_topic[topic].add(node)
        said[node, topic].append(s)
    order = {node: i for i, node in enumerate(graph)}
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for topic in sorted(by_topic, key=lambda t: (names[t], t)):
        for pair in combinations(sorted(by_topic[topic], key=order.__getitem__), 2):
            shared[pair].append(topic)
    for (a, b), topics in sorted(shared.items(), key=lambda kv: (order[kv[0][0]], order[kv[0][1]])):
        agree, clash = compare_profiles(counts[a], counts[b], topics)
        weight = {"congruence": agree, "conflict": clash, "subtract": agree - clash}[rules.relation]
        weight /= normaliser(counts[a], counts[b], rules.normalise)
        if weight == 0 and rules.relation != "subtract":
            continue
        spells = [_overlap(said[a, t], said[b, t]) for t in topics]
        graph.add_edge(
            a, b, weight=weight, congruence=agree, conflict=clash, issues="; ".join(names[t] for t in topics),
            spells=_merge_spells([x for x in spells if x]),
        )  # fmt: skip
    _note_activity(graph, rows, actors=actors)
    return graph


def compare_profiles(one: Profile, two: Profile, topics: Iterable[str]) -> tuple[float, float]:
    """Congruence and conflict of two profiles over the topics that both have."""
    agree = clash = 0.0
    for topic in topics:
        for s in (0.0, 0.5, 1.0):
            for t in (0.0, 0.5, 1.0):
                weight = one.get((topic, s), 0) * two.get((topic, t), 0)
                agree += weight * (1 - abs(s - t))
                clash += weight * abs(s - t)
    return agree, clash


def normaliser(one: Profile, two: Profile, how: Normalisation) -> float:
    """What the weight of two profiles is divided by; never 0."""
    if how == "average":
        return (sum(one.values()) + sum(two.values())) / 2 or 1.0
    if how == "jaccard":
        only = sum(n for k, n in one.items() if k not in two) + sum(n for k, n in two.items() if k not in one)
        return float(only + sum(n * two[k] for k, n in one.items() if k in two)) or 1.0
    if how == "cosine":
        return math.sqrt(sum(n * n for n in one.values())) * math.sqrt(sum(n * n for n in two.values())) or 1.0
    return 1.0


def measure_polarisation(
    stands: Iterable[Stand], rules: Rules | None = None, *, since: str | None = None, until: str | None = None,
    seed: int = 1,
) -> Polarisation:  # fmt: skip
    """Camps and how far apart they are, in a window of days. The same rows and seed give the same camps."""
    nx = load_networkx()
    rules = rules or Rules()
    rows = window(stands, since, until)
    graph = actor_network(rows, msgspec.structs.replace(rules, relation="congruence"))
    conflict = actor_network(rows, msgspec.structs.replace(rules, relation="conflict"))
    linked = graph.subgraph([n for n in graph if graph.degree(n)]).copy()
    coalitions: list[set[str]] = []
    camps: list[set[str]] = []
    modularity = bipolar = None
    if linked.number_of_edges():
        coalitions = list(nx.community.louvain_communities(linked, weight="weight", seed=seed))
        modularity = round(float(nx.community.modularity(linked, coalitions, weight="weight")), 4)
        parts = nx.number_connected_components(linked)
        camps = list(
            nx.community.greedy_modularity_communities(
                linked, weight="weight", cutoff=min(2, len(linked)), best_n=max(2, parts)
            )
        )
        bipolar = round(float(nx.community.modularity(linked, camps, weight="weight")), 4)
        if bipolar < 0:  # no division in two beats chance: one camp
            camps, bipolar = [set(linked)], 0.0
    return Polarisation(
        since=since, until=until, actors=graph.number_of_nodes(),
        coalitions=_order(coalitions, graph), modularity=modularity, camps=_order(camps, graph), bipolar=bipolar,
        agreement_inside=_share(linked, camps, inside=True), conflict_across=_share(conflict, camps, inside=False),
        issues=split_issues(rows),
    )  # fmt: skip


def split_issues(stands: Iterable[Stand]) -> tuple[Split, ...]:
    """For each issue, the actors on each side; an actor who is on both counts on both. Most contested first."""
    sides: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    labels: dict[str, str] = {}
    for s in stands:
        sides[s.issue][s.stance].add(s.actor)
        labels.setdefault(s.issue, s.label)
    out = []
    for issue, held in sides.items():
        n, m = len(held["support"]), len(held["oppose"])
        out.append(
            Split(
                issue=issue, label=labels[issue], support=n, oppose=m, conditional=len(held["conditional"]),
                split=round(1 - abs(n - m) / (n + m), 4) if n + m else None,
            )
        )  # fmt: skip
    return tuple(sorted(out, key=lambda s: (-min(s.support, s.oppose), -(s.split or 0), -s.support, s.label, s.issue)))


def render_polarisation(found: Polarisation, names: Mapping[str, str]) -> str:
    """Camps, figures and contested issues as text."""
    lines = [f"actors: {found.actors}   issues: {len(found.issues)}"]
    for number, group in enumerate(found.coalitions, 1):
        lines.append(f"coalition {number}: {', '.join(names[a] for a in group)}")
    if not found.coalitions:
        lines.append("no two actors agree on an issue, so there are no coalitions")
    figures = {
        "modularity": found.modularity,
        "modularity of two camps": found.bipolar,
        "agreement inside camps": found.agreement_inside,
        "conflict across camps": found.conflict_across,
    }
    lines += [f"{name}: {value:.2f}" for name, value in figures.items() if value is not None]
    contested = [s for s in found.issues if s.support and s.oppose]
    lines += [f"contested: {s.label} ({s.support} for, {s.oppose} against)" for s in contested]
    return "\n".join(lines)


def _share(graph: Graph, camps: list[set[str]], *, inside: bool) -> float | None:
    """The share of edge weight inside (or across) camps, among edges between members of camps."""
    camp = {n: i for i, c in enumerate(camps) for n in c}
    edges = [(camp[a] == camp[b], w) for a, b, w in graph.edges(data="weight") if a in camp and b in camp]
    total = sum(w for _, w in edges)
    return round(float(sum(w for same, w in edges if same == inside) / total), 4) if total else None


def _order(groups: list[set[str]], graph: Graph) -> tuple[tuple[str, ...], ...]:
    at = {n: i for i, n in enumerate(graph)}
    ordered = [tuple(sorted(g, key=at.__getitem__)) for g in groups]
    return tuple(sorted(ordered, key=lambda g: (-len(g), at[g[0]])))


def _by_name(rows: Iterable[Stand]) -> list[Stand]:
    return sorted(rows, key=lambda s: (s.name, s.actor))


def _actor_node(s: Stand) -> dict[str, Any]:
    return {"label": s.name, "mode": "actor", "kind": s.kind, "country": s.country or ""}


def _note_activity(graph: Graph, rows: Iterable[Stand], *, actors: bool | None = None) -> None:
    """The number of positions and the days of each node."""
    said: dict[str, list[Stand]] = defaultdict(list)
    for s in rows:
        if actors is not False:
            said[s.actor].append(s)
        if actors is not True:
            said[s.issue].append(s)
    for node, data in graph.nodes(data=True):
        data["positions"] = len(said[node])
        days = sorted(s.day for s in said[node] if s.day)
        data["spells"] = [(days[0], days[-1])] if days else []


def _days(said: Iterable[Stand]) -> list[tuple[str, str]]:
    return [(d, d) for d in sorted({s.day for s in said if s.day})]


def _overlap(one: list[Stand], two: list[Stand]) -> tuple[str, str] | None:
    """From the day on which both had spoken on a topic to the last day on which either did."""
    a, b = [s.day for s in one if s.day], [s.day for s in two if s.day]
    return (max(min(a), min(b)), max(*a, *b)) if a and b else None


def _merge_spells(spells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for start, end in sorted(spells):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
