"""Copies of one story, against pairs built from a corpus: ``python -m evals copies FOLDER``.

FOLDER holds ``text/*.txt`` (PolNeAR's layout: headline first, the day in the file's name). Of each article every kind
of copy in :mod:`evals.copy_edits` is made, by seed. Recall: the copy is put into its article's story, among all
articles of the folder. Precision: of what is put into a story, how much belongs there; and of pairs that are not
copies, how many are kept apart:

- same event: the nearest article of another outlet within three days (as the corpus holds them);
- shared quotation, shared block: two articles that are given one long quotation, or one background paragraph;
- boilerplate: every article is given the same closing lines;
- digest: leads of six articles under one headline; forms: a poll and a market report filled in anew each time.

Then everything comes in one shuffled stream: pairs within stories against gold pairs, and B-cubed (Bagga and Baldwin,
1998). Thresholds were chosen on the train texts; report the dev texts. ``--scale N`` measures the cost of an article
up to the N-th instead, on made-up texts.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dragoman.copies import Copies, Sketch, compare, sketch
from dragoman.record import Document
from evals import copies_apart as apart
from evals.copy_edits import Article, length, make_copies, shared, triples, words_of
from evals.product import need_folder, progress, spread
from evals.scoring import Figures
from evals.tables import table

LAYOUT = "a folder with text/*.txt whose names hold the day of publication, as PolNeAR lays it out"
LENT = 7  # every seventh article only lends paragraphs to the copies of the others
SHORTEST = 30  # words below which a made copy is left out: nothing is left of the story
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Item:
    """One text to be placed: ``story`` is the gold, ``kind`` what was done to it."""

    name: str
    story: str
    kind: str
    sketch: Sketch
    published: str | None


@dataclass(frozen=True)
class Source:
    """An article of the corpus."""

    name: str
    article: Article
    day: str | None


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this evaluation alone."""
    parser.add_argument("--seed", type=int, default=1, help="of the changes and the order (default 1)")
    parser.add_argument("--scale", type=int, metavar="N", help="measure the cost per article up to N made-up articles")
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")


def run(path: Path, limit: int | None = None, seed: int = 1, scale: int | None = None) -> Figures:
    """Build the pairs, place them, count."""
    if scale is not None:
        from evals.copies_scale import measure

        return {"evaluation": "copies", "scale": measure(scale, seed)}
    need_folder(path, ["text"], LAYOUT)
    read = spread([read_source(p) for p in sorted((path / "text").glob("*.txt"))], limit)
    if not read:
        return {"evaluation": "copies", "gold": 0}
    lenders = read[::LENT] if len(read) >= 2 * LENT else read  # of local paragraphs: else a copy holds two stories
    sources = [s for s in read if s not in lenders] or list(read)
    originals = [item_of(s.name, s.name, "original", s.article, s.day) for s in sources]
    copies, likeness = build_copies(sources, lenders, seed)
    stories, together = place_all(originals)
    gold = gold_stories(sources, together)
    wrong = [f"in the corpus: {a} = {b}" for a, b in together if gold[a] != gold[b]]
    kinds = measure_copies(stories, copies, gold, wrong)
    kept_apart: dict[str, dict[str, float]] = {
        "articles of the corpus": {"gold": len(sources), "linked": sum(gold[a] != gold[b] for a, b in together)},
        **measure_apart(sources, stories, gold, seed, wrong),
    }
    linked, right = (sum(k[x] for k in kinds.values()) for x in ("linked", "right"))
    false = sum(a["linked"] for a in kept_apart.values())
    made = sum(k["gold"] for k in kinds.values())
    return {
        "evaluation": "copies",
        "articles": len(sources),
        "gold": made,
        "kinds": {k: {**v, "shared": sum(likeness[k]) / len(likeness[k])} for k, v in kinds.items()},
        "apart": kept_apart,
        "precision": right / max(1, linked + false),
        "recall": right / max(1, made),
        "found in the corpus": [[a, b] for a, b in together if gold[a] == gold[b]],
        "stream": measure_stream([*originals, *copies], gold, seed, wrong),
        "wrong": wrong,
    }


# ---------------------------------------------------------------- texts
def read_source(path: Path) -> Source:
    """An article: its paragraphs, the headline first, and the day in its file's name."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = _DAY.search(path.stem)
    return Source(path.stem, lines or [""], found[0] if found else None)


def item_of(name: str, story: str, kind: str, article: Sequence[str], day: str | None) -> Item:
    """A text as the store would place it."""
    doc = Document(id=name, source=name, text="\n\n".join(article), title=article[0])
    return Item(name, story, kind, sketch(doc), day)


def build_copies(
    sources: Sequence[Source], lenders: Sequence[Source], seed: int
) -> tuple[list[Item], dict[str, list[float]]]:
    """Every kind of copy of every article, and how much of its word triples (Jaccard) each shares with it."""
    words = [w for s in sources for w in words_of(" ".join(s.article))][::7]
    items, likeness = [], defaultdict(list)
    for source in progress(sources, "copies: making"):
        rng = random.Random(f"{seed} {source.name}")
        other = rng.choice(lenders)
        for copy in make_copies(source.article, rng, other.article, words):
            if length(copy.article) >= SHORTEST:
                likeness[copy.kind].append(shared(source.article, copy.article))
                name = f"{source.name} / {copy.kind}"
                items.append(item_of(name, source.name, copy.kind, copy.article, later(source.day, rng)))
    return items, likeness


def later(day: str | None, rng: random.Random) -> str | None:
    """Printed the same day or up to three days later; one in eight does not say when."""
    if day is None or rng.random() < 0.125:
        return None
    return (date.fromisoformat(day) + timedelta(days=rng.choice((0, 0, 1, 1, 2, 3)))).isoformat()


# ---------------------------------------------------------------- placing
def new_index() -> tuple[sqlite3.Connection, Copies]:
    """An empty index in memory."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    return db, Copies(db)


def place_all(items: Iterable[Item]) -> tuple[Stories, list[tuple[str, str]]]:
    """Place items in order; the index, and the pairs (first report, copy) that came together."""
    stories = Stories(*new_index())
    together = []
    for item in items:
        placement = stories.copies.place(item.name, item.sketch, item.published)
        stories.cluster[item.name] = placement.cluster
        stories.sketches[item.name] = item.sketch
        if placement.duplicate_of is not None:
            together.append((placement.duplicate_of, item.name))
    return stories, together


@dataclass
class Stories:
    """An index and where its articles are."""

    db: sqlite3.Connection
    copies: Copies

    def __post_init__(self) -> None:
        self.cluster: dict[str, str] = {}
        self.sketches: dict[str, Sketch] = {}

    def try_place(self, item: Item) -> str | None:
        """The first report of the story that an item would join, or None; the index stays as it was."""
        self.db.execute("SAVEPOINT trial")
        try:
            return self.copies.place(item.name, item.sketch, item.published).duplicate_of
        finally:
            self.db.execute("ROLLBACK TO trial")
            self.db.execute("RELEASE trial")


def gold_stories(sources: Sequence[Source], together: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The story of each article: itself; where the corpus holds a story twice, the first of the two.

    Of the pairs that were found together those are held to be one story that share half of the smaller's word triples.
    """
    articles = {s.name: s.article for s in sources}
    gold = {name: name for name in articles}
    for first, copy in together:
        one, two = triples(articles[first]), triples(articles[copy])
        if len(one & two) >= 0.5 * min(len(one), len(two)):
            gold[copy] = gold[first]
    return gold


def measure_copies(
    stories: Stories, copies: Sequence[Item], gold: Mapping[str, str], wrong: list[str]
) -> dict[str, dict[str, float]]:
    """Each copy alone among the originals: gold, linked, right, precision and recall by kind."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in copies:
        first = stories.try_place(item)
        right = first is not None and gold[first] == gold[item.story]
        counts[item.kind].update(gold=1, linked=first is not None, right=right)
        if not right:
            wrong.append(f"{item.name} ({item.sketch.words} words): put to {first}; {why(stories, item)}")
    return {
        kind: {**c, "precision": c["right"] / max(1, c["linked"]), "recall": c["right"] / c["gold"]}
        for kind, c in counts.items()
    }


def why(stories: Stories, item: Item) -> str:
    """What a copy and its original have in common."""
    s = compare(item.sketch, stories.sketches[item.story])
    shares = f"share {s.share:.2f} of {s.sample}, spread {s.spread:.2f}, particulars {s.particulars}"
    return f"{shares}, figures {s.figures}, lead {s.lead}"


def measure_apart(
    sources: Sequence[Source], stories: Stories, gold: Mapping[str, str], seed: int, wrong: list[str]
) -> dict[str, dict[str, float]]:
    """Texts that are not copies: how many there are, and how many were linked all the same."""
    rng = random.Random(seed)
    articles = {s.name: s.article for s in sources}
    days = {s.name: s.day for s in sources}
    figures: dict[str, dict[str, float]] = {}
    for kind, made in apart.make_pairs(articles, days, rng).items():
        linked = 0
        for one, two, texts in made:
            items = [item_of(n, n, kind, text, days[n]) for n, text in zip((one, two), texts, strict=True)]
            if gold[one] != gold[two] and place_all(items)[1]:
                linked += 1
                wrong.append(f"{kind}: {one} = {two}")
        figures[kind] = {"gold": len(made), "linked": linked}
    for kind, some in apart.make_sets(articles, rng).items():
        items = [item_of(n, n, kind, text, days.get(n, "2016-09-01")) for n, text in some.items()]
        together = [(a, b) for a, b in place_all(items)[1] if gold.get(a, a) != gold.get(b, b)]
        wrong += [f"{kind}: {a} = {b}" for a, b in together]
        figures[kind] = {"gold": len(some), "linked": len(together)}
    digests = [item_of(f"digest {n}", "", "digest", d, None) for n, d in enumerate(apart.make_digests(articles, rng))]
    false = [(d.name, first) for d in digests if (first := stories.try_place(d))]
    wrong += [f"digest: {a} = {b}" for a, b in false]
    return {**figures, "digest": {"gold": len(digests), "linked": len(false)}}


def measure_stream(items: Sequence[Item], gold: Mapping[str, str], seed: int, wrong: list[str]) -> dict[str, float]:
    """Everything in one shuffled order: pairs inside stories, and B-cubed, against the gold stories."""
    order = random.Random(seed).sample(list(items), len(items))
    stories, _ = place_all(order)
    stories.copies.join_bridged()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    size: Counter[str] = Counter()
    for item in items:
        placement = stories.copies.placement(item.name)
        assert placement is not None
        found[placement.cluster][gold[item.story]] += 1
        size[gold[item.story]] += 1
    for cluster, parts in found.items():
        if len(parts) > 1:
            wrong.append(f"stream: {cluster} holds {dict(parts)}")
    cells = [(n, sum(parts.values()), size[g]) for parts in found.values() for g, n in parts.items()]
    right = sum(math.comb(n, 2) for n, _, _ in cells)
    return {
        "articles": len(items),
        "stories": len(size),
        "found": len(found),
        "pair precision": right / max(1, sum(math.comb(sum(p.values()), 2) for p in found.values())),
        "pair recall": right / max(1, sum(math.comb(n, 2) for n in size.values())),
        "b-cubed precision": sum(n * n / of for n, of, _ in cells) / len(items),
        "b-cubed recall": sum(n * n / of for n, _, of in cells) / len(items),
    }


def render(figures: Figures, wrong: bool = False) -> str:
    """Tables for a person."""
    if "scale" in figures:
        rows = [(f"{r['articles']:,}", f"{r['place']:.2f}", f"{r['slowest']:.1f}", f"{r['megabytes']:.0f}")
                for r in figures["scale"]]  # fmt: skip
        return table(("article", "ms per place()", "slowest hundredth", "MB in the store"), rows)
    kinds = [(k, v["precision"], v["recall"], v["gold"], v["shared"]) for k, v in figures["kinds"].items()]
    kinds.append(
        ("all copies, and what was to be kept apart", figures["precision"], figures["recall"], figures["gold"], None)
    )
    s = figures["stream"]
    stream = [(f"{k} ({words})", s[f"{k} precision"], s[f"{k} recall"]) for k, words in
              (("pair", "all pairs inside stories"), ("b-cubed", "mean over articles"))]  # fmt: skip
    parts = [
        f"Copies of {figures['articles']} articles, each placed alone among the articles.",
        table(("copy", "P", "R", "pairs", "triples shared (Jaccard)"), kinds),
        table(
            ("to be kept apart", "pairs or texts", "linked"),
            [(k, v["gold"], v["linked"]) for k, v in figures["apart"].items()],
        ),
        f"All in one shuffled stream: {s['articles']} texts, {s['stories']} stories, {s['found']} found.",
        table(("clusters", "P", "R"), stream),
        f"Stories that the corpus itself holds twice, found: {len(figures['found in the corpus'])}.",
    ]
    listing = figures["wrong"] if wrong else []
    return "\n\n".join([*parts, *(["\n".join(listing)] if listing else [])])
