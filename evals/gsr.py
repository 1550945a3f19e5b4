"""Events from plain text, against the PLOVER gold standard records: ``python -m evals gsr FILE``.

FILE is a JSON list of records: ``text``, ``event``, and ``source`` and ``target`` as lists of {``code``}.
The text alone goes in; every event of the record that comes out counts.

- A record holds at most one event, and a text may stand in several records: records of one text are scored
  together, so that each predicted event is counted once. What a text tells beyond its records counts as
  *spurious*, also where a reader would agree with it, since the records do not claim to be complete.
- *type*: the event is found with the right type. Predictions and gold are matched one to one.
- *type and sides*: the type, the source country and the target country are right. Older type names mean
  today's: DEMAND = REQUEST; DISAPPROVE, INVESTIGATE = ACCUSE; FIGHT = ASSAULT; YIELD = CONCEDE or RETREAT.
- A side is a set of country codes; it is right if the two sets meet. A side without a code in the gold asks
  nothing. Bodies of several states (gold code IGO) are met by an organisation without country.
- Symmetric acts (marked SRC/TAR in the gold, or two sources and no target) pool their sides: two of the
  parties named must be there, whichever side they are on. So do our own AGREE, CONSULT and COOPERATE events
  without recipient, which list each side among the actors.
- *side countries*: of the records whose event is found (one of our events has the right type, whatever its sides), how
  many have the source country right, the target country, and both; a side without a code in the gold is not asked.
- *told as done or coming*: the same, with our hypothetical and negated events left out.
- *coded as the manual codes plans*: those events in the manual's words. PLOVER has no modality: the manual codes what
  is promised or agreed for the future (CONSULT, SUPPORT, COOPERATE, AID, CONCEDE, RETREAT) as AGREE, and announced
  SANCTION, COERCE, ASSAULT and MOBILIZE as THREATEN. Our record keeps the type of the act and says that it is to come.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from dragoman.errors import UsageError
from dragoman.find.layout import find_sentences
from dragoman.record import Actor, EventType, Record
from evals.product import first, model_in, need_file, progress, record_of
from evals.scoring import Count, Figures, add_up, match_items, r4, share, tally_figures
from evals.tables import score_table, table

LAYOUT = "a JSON list of PLOVER records with text, event, source and target"
TYPES: tuple[str, ...] = get_args(EventType)
TODAY = {
    "DEMAND": {"REQUEST"}, "DISAPPROVE": {"ACCUSE"}, "INVESTIGATE": {"ACCUSE"}, "FIGHT": {"ASSAULT"},
    "YIELD": {"CONCEDE", "RETREAT"},
}  # fmt: skip
SYMMETRIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})
SLIPS = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM"}  # codes in the records that ISO 3166 does not know
BODY = "IGO"  # stands for any organisation without country
BODIES = frozenset({"IGO", "NGO", "NGM", "IMG", "MNC"})
TO_COME = dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"), "AGREE") | dict.fromkeys(
    ("SANCTION", "COERCE", "ASSAULT", "MOBILIZE"), "THREATEN"
)
ROWS = {
    "type": "type",
    "type and source": "type and source country",
    "type and target": "type and target country",
    "type and sides": "type and both countries",
}


@dataclass(frozen=True)
class Act:
    """An event, of the gold or ours.

    ``pooled``: source and target are one lot of parties. ``real``: told as done or coming. ``plan``: the type by which
    the manual codes it because it is still to come.
    """

    types: frozenset[str]
    sources: frozenset[str]
    targets: frozenset[str]
    pooled: bool = False
    real: bool = True
    plan: str | None = None


def run(path: Path, limit: int | None = None, model: Path | None = None) -> Figures:
    """Read each text once and score its events against its records."""
    texts = read_gold(path)
    reader = model_in(model)
    every: list[dict[str, Count]] = []
    real: list[dict[str, Count]] = []
    coded: list[dict[str, Count]] = []
    kinds: list[Counter[str]] = []
    sentences = 0
    for text, gold in progress(first(list(texts.items()), limit), "gsr"):
        acts = acts_of(record_of(text, reader))
        sentences += len(find_sentences(text))
        counts, by_type = score_text(gold, acts)
        every.append(counts)
        kinds.append(by_type)
        told = [a for a in acts if a.real]
        real.append(score_text(gold, told)[0])
        coded.append(score_text(gold, [replace(a, types=frozenset({a.plan})) if a.plan else a for a in told])[0])
    return figures_of(every, (real, coded), add_up(kinds), sentences)


# ---------------------------------------------------------------- gold
def read_gold(path: Path) -> dict[str, list[Act]]:
    """The acts of each text, in file order."""
    need_file(path, LAYOUT)
    try:
        rows = json.loads(path.read_bytes())
        return group_by_text(rows)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise UsageError(f"{path} can't be read ({problem!r}). Give {LAYOUT}.") from problem


def group_by_text(rows: list[dict[str, Any]]) -> dict[str, list[Act]]:
    """Records -> the acts of each text; a record without an event leaves its text without one."""
    out: dict[str, list[Act]] = {}
    for row in rows:
        acts = out.setdefault(row["text"].strip(), [])
        name = str(row.get("event") or "").strip().upper()
        if name in TODAY or name in TYPES:
            acts.append(gold_act(row, frozenset(TODAY.get(name, {name}))))
        elif name not in ("", "NONE", "NULL", "NO EVENT"):
            raise ValueError(f"unknown event type {name}")
    return out


def gold_act(row: dict[str, Any], types: frozenset[str]) -> Act:
    """One record as an act."""
    sources, targets = codes_of(row.get("source")), codes_of(row.get("target"))
    info = row.get("textInfo")
    marked = str(info.get("markup") if isinstance(info, dict) else info or "")
    pooled = "SRC/TAR" in marked or (len(sources) > 1 and not targets and bool(types & SYMMETRIC))
    return Act(types, sources, targets, pooled)


def codes_of(side: Any) -> frozenset[str]:
    """The country codes that a side of a record gives; a side that is not a list of actors gives none."""
    actors = side if isinstance(side, list) else [side]
    codes = (str(a.get("code") or "").strip().upper()[:3] for a in actors if isinstance(a, dict))
    return frozenset(BODY if c in BODIES else SLIPS.get(c, c) for c in codes if len(c) == 3)


# ---------------------------------------------------------------- ours
def acts_of(record: Record) -> list[Act]:
    """Our events as acts."""
    who = {a.id: a for a in record.actors}
    out = []
    for e in record.events:
        actors, recipients = ([who[k] for k in side if k in who] for side in (e.actors, e.recipients))
        pooled = e.type in SYMMETRIC and not recipients and len(actors) > 1
        out.append(
            Act(
                frozenset({e.type}),
                our_codes(actors),
                our_codes(recipients),
                pooled,
                e.modality in ("asserted", "future"),
                TO_COME.get(e.type) if e.modality == "future" else None,
            )
        )
    return out


def our_codes(actors: Iterable[Actor]) -> frozenset[str]:
    """Countries of some actors; an organisation without one is a body of several states."""
    return frozenset(
        c for a in actors if (c := a.country or (BODY if a.kind == "organisation" or a.sector == BODY else None))
    )


# ---------------------------------------------------------------- scoring
def sides_meet(gold: Act, ours: Act, source: bool = True, target: bool = True) -> bool:
    """Whether the sides that the gold gives are ours; ``source`` or ``target`` False leaves that side out."""
    lot = ours.sources | ours.targets
    if gold.pooled:
        parties = gold.sources | gold.targets
        return len(parties & lot) >= (min(2, len(parties)) if source and target else min(1, len(parties)))
    ours_source, ours_target = (lot, lot) if ours.pooled else (ours.sources, ours.targets)
    return (not source or not gold.sources or bool(gold.sources & ours_source)) and (
        not target or not gold.targets or bool(gold.targets & ours_target)
    )


def score_text(gold: list[Act], ours: list[Act]) -> tuple[dict[str, Count], Counter[str]]:
    """Counts of one text, and found, gold and predicted by type."""
    asked = {"type": (False, False), "type and source": (True, False), "type and target": (False, True),
             "type and sides": (True, True)}  # fmt: skip
    counts: dict[str, Count] = {}
    by_type: Counter[str] = Counter()
    for name, (source, target) in asked.items():

        def score(p: Act, g: Act, source: bool = source, target: bool = target) -> float | None:
            if not p.types & g.types or not sides_meet(g, p, source, target):
                return None
            return float(sides_meet(g, p))

        pairs = match_items(ours, gold, score)
        counts[name] = (len(pairs), len(ours), len(gold))
        if name == "type":
            by_type.update(f"right {label(gold[j])}" for j in pairs.values())
    by_type.update(x for i, j in pairs_with_sides(gold, ours).items() for x in sides_asked(gold[j], ours[i]))
    by_type.update(f"gold {label(g)}" for g in gold)
    by_type.update(f"predicted {label(p)}" for p in ours)
    return counts, by_type


def pairs_with_sides(gold: list[Act], ours: list[Act]) -> dict[int, int]:
    """The same events matched by type, those first whose sides meet: each is judged by the record it is nearest to."""

    def agree(p: Act, g: Act) -> float | None:
        return 1.0 if p.types & g.types and sides_meet(g, p) else None

    whole = match_items(ours, gold, agree)
    left = [i for i in range(len(ours)) if i not in whole]
    open_ = [j for j in range(len(gold)) if j not in whole.values()]
    rest = match_items(
        [ours[i] for i in left],
        [gold[j] for j in open_],
        lambda p, g: (
            float(sides_meet(g, p, target=False) + sides_meet(g, p, source=False)) if p.types & g.types else None
        ),
    )
    return whole | {left[i]: open_[j] for i, j in rest.items()}


def sides_asked(gold: Act, ours: Act) -> Iterator[str]:
    """Which sides of a found event the gold asks for, and which of them are right."""
    asked = {"source": bool(gold.sources or (gold.pooled and gold.targets)), "target": bool(gold.targets)}
    if gold.pooled and len(gold.sources | gold.targets) > 1:
        asked["target"] = True
    for side in (s for s in asked if asked[s]):
        yield f"asked {side}"
        if gold.pooled and len(gold.sources | gold.targets) > 1:
            # one lot of parties: the source is one of them, the target another
            met = len((gold.sources | gold.targets) & (ours.sources | ours.targets))
            right = met >= (1 if side == "source" else 2)
        else:
            right = sides_meet(gold, ours, side == "source", side == "target")
        if right:
            yield f"right {side}"
    if any(asked.values()):
        yield "asked both"
        if sides_meet(gold, ours):
            yield "right both"


def label(act: Act) -> str:
    """The name of an act's type (YIELD where it may be two)."""
    return next(iter(act.types)) if len(act.types) == 1 else "YIELD"


def figures_of(
    every: list[dict[str, Count]],
    told: tuple[list[dict[str, Count]], list[dict[str, Count]]],
    kinds: Counter[str],
    sentences: int,
) -> Figures:
    """Figures over all texts; ``told``: of what is told as done or coming, by our types and by the manual's."""
    real, coded = told
    spurious = [sum(u["type"][1] - u["type"][0] for u in units) for units in (every, real)]
    names = [t for t in (*TYPES, "YIELD") if kinds[f"gold {t}"] or kinds[f"predicted {t}"]]
    return {
        "evaluation": "gsr",
        "texts": len(every),
        "sentences": sentences,
        "scores": tally_figures(every),
        "scores told as done or coming": tally_figures(real),
        "scores coded as the manual codes plans": tally_figures(coded),
        "spurious a sentence": r4(spurious[0] / sentences) if sentences else 0.0,
        "spurious a sentence told as done or coming": r4(spurious[1] / sentences) if sentences else 0.0,
        "side countries": {
            side: {
                "asked": kinds[f"asked {side}"],
                "right": kinds[f"right {side}"],
                "share": share(kinds[f"right {side}"], kinds[f"asked {side}"]),
            }
            for side in ("source", "target", "both")
        },
        "types": {t: {k: kinds[f"{k} {t}"] for k in ("gold", "right", "predicted")} for t in names},
    }


def render(figures: Figures) -> str:
    """Tables for a person."""
    done = "told as done or coming"
    return "\n\n".join((
        f"PLOVER gold records: {figures['texts']} texts, {figures['sentences']} sentences. Spurious events "
        f"a sentence: {figures['spurious a sentence']:.2f} "
        f"({figures[f'spurious a sentence {done}']:.2f} {done}).",
        score_table(figures["scores"], ROWS, "all our events"),
        score_table(figures[f"scores {done}"], ROWS, done),
        score_table(figures["scores coded as the manual codes plans"], ROWS, "coded as the manual codes plans"),
        table(("side countries, event found", "asked", "right", "share"),
              [(side, x["asked"], x["right"], x["share"]) for side, x in figures["side countries"].items()]),
        table(("type", "gold", "found", "predicted"),
              [(t, x["gold"], x["right"], x["predicted"]) for t, x in figures["types"].items()]),
    ))  # fmt: skip
