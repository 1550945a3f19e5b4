"""Places against the Local-Global Lexicon: ``python -m evals toponyms FILE`` (LGL's XML).

- *gold spans*: the place names of the gold are given, and each must be settled: *exact*, the same GeoNames number;
  *country*, the same country; *within 161 km* (100 miles), our point and the gold's lie that near, or it is the same
  entry (for a country or a state the entry is what is settled: our point is the middle of its towns, not GeoNames').
  *by point alone* leaves that last rule out. The whole gold counts, also what our gazetteer does not hold; names
  to which the gold itself gives no entry ask nothing.
- *country* of a gold entry is what it says; seas and continents without one ask nothing there.
- *end to end*: the names that Dragoman finds in the text (places, states, capitals, adjectives and people), then
  settled. A found name is right if it overlaps a gold one (*found*), and settles on the right entry or country.
  Names found on a gold name without an entry count neither way.
- ``--half`` a or b: every second outlet, for choosing on one half and checking on the other.
- The address of the outlet is given (``domain``), as Dragoman has it of a page: its ending tells a country.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from dragoman import knowledge as kb
from dragoman.errors import UsageError
from dragoman.find.places import WEIGHTS, Weights, outlet_country, resolve_places
from dragoman.knowledge import Listed
from dragoman.record import Document, Span
from evals.product import first, model_in, need_file, progress
from evals.scoring import Count, Figures, r4, share, tally_figures
from evals.tables import score_table, table

LAYOUT = "LGL's XML: articles with text, domain and toponyms with start, end, phrase and gaztag"
NEAR = 161.0
EARTH = 6371.0
KINDS = frozenset({"place", "capital", "state", "adjective"})
SLIPS = {"Palestinian Territory": "PSE", "Ivory Coast": "CIV", "Macedonia": "MKD", "Swaziland": "SWZ"}


class Gold(NamedTuple):
    """A place name of the gold; ``number`` None: the gold gives it no entry."""

    span: Span
    words: str
    number: int | None
    country: str | None
    lat: float
    lon: float


class Article(NamedTuple):
    """A text with its place names and the address of its outlet."""

    text: str
    domain: str
    gold: tuple[Gold, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--half`` and ``--spans-only``."""
    parser.add_argument("--half", choices=("a", "b"), help="every second outlet only")
    parser.add_argument("--spans-only", action="store_true", help="gold spans only: the model is not needed")
    parser.add_argument("--errors", action="store_true", help="list what was settled wrongly")


def run(
    path: Path,
    limit: int | None = None,
    model: Path | None = None,
    half: str | None = None,
    spans_only: bool = False,
    errors: bool = False,
) -> Figures:
    """Settle the gold's names, and find and settle our own."""
    articles = read_lgl(path, half)
    reader = None if spans_only else model_in(model)
    counts: Counter[str] = Counter()
    units: list[dict[str, Count]] = []
    wrong: list[str] = []
    for a in progress(first(articles, limit), "toponyms"):
        home = home_of(a)
        found = resolve_places(a.text, [g.span for g in a.gold], home)
        counts.update(judge(a.gold, found, wrong if errors else None))
        if reader is not None:
            spans = spans_found(a, reader)
            units.append(end_to_end(a.gold, spans, resolve_places(a.text, spans, home)))
    out = figures_of(counts, units, len(articles[:limit]))
    return out | {"wrong": wrong} if errors else out


# ---------------------------------------------------------------- gold
def read_lgl(path: Path, half: str | None = None) -> list[Article]:
    """The articles, or those of every second outlet."""
    need_file(path, LAYOUT)
    try:
        articles = [read_article(a) for a in ElementTree.parse(path).getroot().findall("article")]
    except (ElementTree.ParseError, ValueError, TypeError) as problem:
        raise UsageError(f"{path} can't be read ({problem}). Give {LAYOUT}.") from problem
    outlets = {d: i for i, d in enumerate(sorted({a.domain for a in articles}))}
    return [a for a in articles if half is None or outlets[a.domain] % 2 == (half == "b")]


def read_article(node: Any) -> Article:
    """One article; a name whose offsets do not give its words raises."""
    text = node.findtext("text") or ""
    gold = []
    for t in node.iter("toponym"):
        span = (int(t.findtext("start")), int(t.findtext("end")))
        words = text[slice(*span)]
        if words != t.findtext("phrase"):
            raise ValueError(f"offsets {span} give {words!r}, not {t.findtext('phrase')!r}")
        tag = t.find("gaztag")
        if tag is None:
            gold.append(Gold(span, words, None, None, 0.0, 0.0))
            continue
        named = tag.findtext("country")
        lat, lon = float(tag.findtext("lat")), float(tag.findtext("lon"))
        gold.append(Gold(span, words, int(tag.get("geonameid")), code_of(named), lat, lon))
    return Article(text, node.findtext("domain") or "", tuple(sorted(gold)))


def code_of(country: str | None) -> str | None:
    """ISO alpha-3 of a country as the gold names it."""
    if not country:
        return None
    state = kb.find_state(country)
    return SLIPS.get(country) or (state.iso3 if state else None)


# ---------------------------------------------------------------- ours
def home_of(article: Article) -> str | None:
    """The country that the outlet's address tells."""
    url = f"https://{article.domain}/" if article.domain else None
    return outlet_country(Document(id="-", source="-", url=url, text=""))


def spans_found(article: Article, reader: Any) -> list[Span]:
    """The place names that Dragoman finds."""
    from dragoman.find.names import find_names

    names = find_names(article.text, reader.read(article.text).names, None)
    return [(n.start, n.end) for n in names if n.kind in KINDS]


def is_near(found: Listed, gold: Gold) -> bool:
    """Whether our point, if we have one, lies within 161 km of the gold's (great circle)."""
    if math.isnan(found.lat):
        return False
    a, b, c, d = (math.radians(x) for x in (found.lat, gold.lat, found.lon, gold.lon))
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((d - c) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, h))) <= NEAR


def judge(gold: Sequence[Gold], found: Sequence[Listed | None], wrong: list[str] | None = None) -> Counter[str]:
    """What is right of the gold's names."""
    out: Counter[str] = Counter()
    for g, f in zip(gold, found, strict=True):
        if g.number is None:
            continue
        exact = f is not None and f.number == g.number
        point = f is not None and is_near(f, g)
        out.update(
            {
                "names": 1,
                "exact": exact,
                "near": exact or point,
                "point": point,
                "with country": g.country is not None,
                "country": g.country is not None and f is not None and f.country == g.country,
                "unknown": f is None or f.kind == "unlisted",
            }
        )
        if wrong is not None and not exact:
            ours = f"{f.name}, {f.admin1}, {f.country} ({f.kind} {f.number})" if f else "nothing"
            wrong.append(f"{g.words}: {g.number} {g.country} {g.lat:.1f} {g.lon:.1f}; ours: {ours}")
    return out


def end_to_end(gold: Sequence[Gold], spans: Sequence[Span], found: Sequence[Listed | None]) -> dict[str, Count]:
    """Counts of one article: names found, and settled."""
    ruled = [g for g in gold if g.number is not None]
    aside = [g.span for g in gold if g.number is None]
    ours = [(s, f) for s, f in zip(spans, found, strict=True) if not any(s[0] < e and b < s[1] for b, e in aside)]
    taken: set[int] = set()
    right: Counter[str] = Counter()
    for g in ruled:
        i = next((i for i, (s, _) in enumerate(ours) if i not in taken and s[0] < g.span[1] and g.span[0] < s[1]), None)
        if i is None:
            continue
        taken.add(i)
        f = ours[i][1]
        exact = f is not None and f.number == g.number
        right.update(
            {
                "found": 1,
                "exact": exact,
                "near": exact or (f is not None and is_near(f, g)),
                "country": f is not None and (f.country or None) == g.country,  # a sea lies in none
            }
        )
    settled = sum(f is not None for _, f in ours)
    return {
        name: (right[name], len(ours) if name == "found" else settled, len(ruled))
        for name in ("found", "exact", "near", "country")
    }


def figures_of(counts: Counter[str], units: list[dict[str, Count]], articles: int) -> Figures:
    """Shares of the gold's names, and P/R/F1 end to end."""
    names = counts["names"]
    return {
        "evaluation": "toponyms",
        "articles": articles,
        "gold": names,
        "exact": share(counts["exact"], names),
        "country": share(counts["country"], counts["with country"]),
        "within 161 km": share(counts["near"], names),
        "within 161 km by point alone": share(counts["point"], names),
        "no entry": r4(counts["unknown"] / names) if names else 0.0,
        "end to end": tally_figures(units) if units else {},
    }


def render(figures: Figures) -> str:
    """Tables for a person."""
    rows = [(k, figures[k]) for k in ("exact", "country", "within 161 km", "within 161 km by point alone", "no entry")]
    parts = [
        f"LGL: {figures['articles']} articles, {figures['gold']} place names with an entry",
        table(("gold spans", "share"), rows),
    ]
    if figures["end to end"]:
        words = {"found": "name found", "exact": "exact entry", "country": "country", "near": "within 161 km"}
        parts.append(score_table(figures["end to end"], words, "end to end"))
    parts += figures.get("wrong", [])
    return "\n\n".join(parts)


def try_weights(articles: Sequence[Article], weights: Weights = WEIGHTS) -> tuple[float, float, float]:
    """Exact, country and within 161 km for other weights: how the weights were chosen."""
    counts: Counter[str] = Counter()
    for a in articles:
        counts.update(judge(a.gold, resolve_places(a.text, [g.span for g in a.gold], home_of(a), weights)))
    return tuple(counts[x] / counts[y] for x, y in (("exact", "names"), ("country", "with country"), ("near", "names")))  # type: ignore[return-value]
