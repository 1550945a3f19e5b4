"""Who said what in whole articles, against PolNeAR: ``python -m evals polnear FOLDER``.

FOLDER holds ``text/*.txt`` and ``attributions/*.ann``. Each article is read from its plain text by the
product's own path. PolNeAR does not nest, so only statements that no other statement reports are compared;
joint speakers (several statements with the same content and cue) are one attribution, its source the words
that name them.

Gold: the first annotator of each article; Content, Content2, ... are one content in parts (so too Source
and Cue). Attributions without content count in the token figures only.

- *tokens*: the words that have a role in any attribution of the article, per role.
- *exact*: the same content words. *strict*: the same characters too (white space apart).
- *soft*: content Dice at least 0.5. *full*: soft, and both sources empty or their Dice at least 0.5. *full
  and cue*: full, and the cues share a word or both are empty. Each is matched one to one.
- *direct*, *mixed*, *indirect*: by the share of content words in quotation marks (all, some, none).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.record import Record
from evals.product import first, model_in, need_folder, progress, record_of
from evals.scoring import (
    KINDS,
    Count,
    Figures,
    Page,
    Span,
    Words,
    add_up,
    dice,
    match,
    share,
    soft_or_none,
    tally_figures,
)
from evals.tables import percent, score_table, table

LAYOUT = "a PolNeAR part: a folder that holds text/ and attributions/"
ROLES = ("source", "cue", "content")
ROWS = {
    "source tokens": "source tokens", "cue tokens": "cue tokens", "content tokens": "content tokens",
    "exact": "content, exact", "strict": "content, strict", "soft": "content, soft",
    "full": "content and source", "full and cue": "content, source and cue",
}  # fmt: skip


@dataclass(frozen=True)
class Attribution:
    """Who said what, by characters."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True)
class Item:
    """An attribution by words; ``chars`` is its content by characters."""

    source: Words
    cue: Words
    content: Words
    chars: tuple[Span, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of this evaluation alone."""
    parser.add_argument("--by", choices=["outlet"], help="add a table per outlet")
    parser.add_argument(
        "--predictions", type=Path, metavar="FILE", help="write what was found, one JSON line a document"
    )


def run(path: Path, limit: int | None = None, model: Path | None = None, predictions: Path | None = None) -> Figures:
    """Read and score the articles of a folder."""
    need_folder(path, ("text", "attributions"), LAYOUT)
    names = first(sorted(p.stem for p in (path / "text").glob("*.txt")), limit)
    if not names:
        raise UsageError(f"{path / 'text'} holds no .txt file. Give {LAYOUT}.")
    reader = model_in(model)
    units: list[tuple[str, dict[str, Count], Counter[str]]] = []
    lines = []
    for name in progress(names, "polnear"):
        text = (path / "text" / f"{name}.txt").read_bytes().decode("utf-8")
        found = attributions_of(record_of(text, reader))
        counts, more = score_document(text, read_gold(path, name), found)
        units.append((name.split("_")[0], counts, more))
        lines.append({"doc": name, "attributions": [{r: getattr(a, r) for r in ROLES} for a in found]})
    if predictions:
        predictions.write_text("".join(json.dumps(x) + "\n" for x in lines), encoding="utf-8")
    return figures_of(units)


# ---------------------------------------------------------------- gold and ours
def read_gold(folder: Path, name: str) -> list[Attribution]:
    """The attributions of one article by its first annotator."""
    pattern = re.compile(re.escape(name) + r"_[0-9a-f]{4}\.ann")
    files = sorted(p for p in (folder / "attributions").iterdir() if pattern.fullmatch(p.name))
    if not files:
        raise UsageError(f"{folder / 'attributions'} has no annotation of {name}. Give {LAYOUT}.")
    return parse_ann(files[0].read_bytes().decode("utf-8"))


def parse_ann(raw: str) -> list[Attribution]:
    """Attributions of a standoff file: T lines are spans, E lines tie them together."""
    spans: dict[str, list[Span]] = {}
    tied: list[list[str]] = []
    for line in raw.split("\n"):
        part = line.split("\t")
        if len(part) < 2:
            continue
        if re.fullmatch(r"T\d+", part[0]):
            where = part[1].partition(" ")[2]
            spans[part[0]] = [(int(s), int(e)) for s, e in (x.split() for x in where.split(";"))]
        elif re.fullmatch(r"E\d+", part[0]) and part[1].startswith("Attribution"):
            tied.append(part[1].split()[1:])
    out = []
    for arguments in tied:
        roles: dict[str, list[Span]] = {r: [] for r in ROLES}
        for argument in arguments:
            role, _, key = argument.partition(":")
            roles.get(re.sub(r"\d+$", "", role).lower(), []).extend(spans.get(key, ()))
        if any(roles.values()):
            out.append(Attribution(*(tuple(sorted(roles[r])) for r in ROLES)))
    return out


def attributions_of(record: Record) -> list[Attribution]:
    """The statements that the article itself reports, joint speakers as one."""
    merged: dict[tuple[tuple[Span, ...], Span | None], list[Span]] = {}
    for s in record.statements:
        if s.within is None:
            sources = merged.setdefault((s.content_spans, s.cue_span), [])
            if s.speaker_span and s.speaker_span not in sources:
                sources.append(s.speaker_span)
    return [
        Attribution(tuple(sorted(sources)), (cue,) if cue else (), content)
        for (content, cue), sources in merged.items()
    ]


# ---------------------------------------------------------------- scoring
def score_document(
    text: str, gold: list[Attribution], found: list[Attribution]
) -> tuple[dict[str, Count], Counter[str]]:
    """Counts of one article: (right, predicted, gold) by measure, and what the recall tables need."""
    page = Page(text)
    g_all, p_all = ([item_of(page, a) for a in x] for x in (gold, found))
    counts: dict[str, Count] = {}
    for role in ROLES:
        g_words, p_words = (frozenset().union(*(getattr(x, role) for x in items)) for items in (g_all, p_all))
        counts[f"{role} tokens"] = (len(g_words & p_words), len(p_words), len(g_words))
    g, p = ([x for x in items if x.content] for items in (g_all, p_all))
    kinds = [page.kind(x.content) for x in g]
    more = Counter({"documents": 1, "words": len(page.words), "gold without content": len(g_all) - len(g),
                    "predicted without content": len(p_all) - len(p)})  # fmt: skip
    for x, kind in zip(g, kinds, strict=True):
        more[f"gold {kind}"] += 1
        more["gold " + ("with source" if x.source else "without source")] += 1
    for x in p:
        more[f"predicted {page.kind(x.content)}"] += 1
        more["predicted " + ("with source" if x.source else "without source")] += 1
    overlap = [(i, j, d) for i, a in enumerate(p) for j, b in enumerate(g) if (d := dice(a.content, b.content)) >= 0.5]
    for name, passes in TESTS.items():
        pairs = match((i, j, d) for i, j, d in overlap if passes(p[i], g[j]))
        counts[name] = (len(pairs), len(p), len(g))
        for j in pairs.values():
            more[f"{name} {kinds[j]}"] += 1
            more[f"{name} " + ("with source" if g[j].source else "without source")] += 1
    return counts, more


def item_of(page: Page, a: Attribution) -> Item:
    """An attribution by words."""
    return Item(page.words_in(a.source), page.words_in(a.cue), page.words_in(a.content), page.trimmed(a.content))


def cues_meet(a: Item, b: Item) -> bool:
    """The cues share a word, or there is none on either side."""
    return bool(a.cue & b.cue) or (not a.cue and not b.cue)


TESTS: dict[str, Callable[[Item, Item], bool]] = {
    "exact": lambda a, b: a.content == b.content,
    "strict": lambda a, b: a.chars == b.chars,
    "soft": lambda a, b: True,
    "full": lambda a, b: soft_or_none(a.source, b.source),
    "full and cue": lambda a, b: soft_or_none(a.source, b.source) and cues_meet(a, b),
}


def figures_of(units: list[tuple[str, dict[str, Count], Counter[str]]]) -> Figures:
    """Figures over all articles and by outlet."""
    n = add_up(more for _, _, more in units)
    outlets = {}
    for outlet in sorted({o for o, _, _ in units}):
        of = [c for o, c, _ in units if o == outlet]
        scores = tally_figures(of)
        outlets[outlet] = {"documents": len(of), **{k: scores[k] for k in ("soft", "full", "exact")}}
    groups = (*KINDS, "with source", "without source")
    return {
        "evaluation": "polnear",
        "documents": n["documents"],
        "words": n["words"],
        "scores": tally_figures([c for _, c, _ in units]),
        "recall": {
            k: {"gold": n[f"gold {k}"], "predicted": n[f"predicted {k}"]}
            | {m: share(n[f"{m} {k}"], n[f"gold {k}"]) for m in ("exact", "soft", "full")}
            for k in groups
        },
        "without content": {"gold": n["gold without content"], "predicted": n["predicted without content"]},
        "outlets": outlets,
    }


# ---------------------------------------------------------------- page
def render(figures: Figures, by: str | None = None) -> str:
    """Tables for a person."""
    left_out = figures["without content"]
    out = [
        f"PolNeAR: {figures['documents']} articles, {figures['words']:,} words; attributions without content "
        f"(tokens only): {left_out['gold']} gold, {left_out['predicted']} predicted.",
        score_table(figures["scores"], ROWS),
        "Recall by kind of attribution:",
        table(
            ("attributions", "exact", "soft", "full", "gold", "predicted"),
            [(k, r["exact"], r["soft"], r["full"], r["gold"], r["predicted"]) for k, r in figures["recall"].items()],
        ),
    ]
    if by == "outlet":
        rows = [
            (
                o,
                x["documents"],
                x["soft"]["gold"],
                *(f"{percent(x[m]['f1'])}" for m in ("exact", "soft", "full")),
            )
            for o, x in figures["outlets"].items()
        ]
        out += ["F1 by outlet:", table(("outlet", "articles", "gold", "exact", "soft", "full"), rows)]
    return "\n\n".join(out)
