"""Texts that look alike and are not copies: what :mod:`evals.copies` wants kept apart.

The lines lent as boilerplate and the forms are written here; all else is the corpus' own.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from evals.copy_edits import Article, length, words_of

Pair: TypeAlias = tuple[str, str, tuple[Article, Article]]
CLOSING = (
    "Sign up for the morning letter and never miss a story. Our reporting is free to read because readers like you "
    "support it: subscribe today, from one dollar a week, and read without limits on every device you own. Have a tip "
    "for our newsroom? Write to the desk, call the number below, or send us a message by any of the secure ways listed "
    "on our page of contacts. This material may not be published, broadcast, rewritten or redistributed."
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{40,})[”\"]")


def make_pairs(
    articles: Mapping[str, Article], days: Mapping[str, str | None], rng: random.Random
) -> dict[str, list[Pair]]:
    """Pairs of nearest articles: as they are, with a long quotation in both, with a background paragraph in both."""
    near = nearest(articles, days)
    quotations = [q for a in articles.values() if (q := long_quotation(a))]
    blocks = [b for a in articles.values() if (b := background(a))]
    pairs = {"same event, other outlet": [(a, b, (articles[a], articles[b])) for a, b in near]}
    for kind, lent in (("shared quotation", quotations), ("shared block", blocks)):
        pairs[kind] = []
        for a, b in near:
            # No more than a third of the shorter: beyond that, what is shared is the article.
            words = min(length(articles[a]), length(articles[b]))
            fitting = [x for x in lent if length([x]) <= words / 3]
            if fitting:
                text = rng.choice(fitting)
                pairs[kind].append((a, b, (_put_in(articles[a], text, rng), _put_in(articles[b], text, rng))))
    return pairs


def make_sets(articles: Mapping[str, Article], rng: random.Random) -> dict[str, dict[str, Article]]:
    """Many texts, all different: articles of 150 words and more with the same closing lines, and forms filled in."""
    closed = {name: [*a, CLOSING] for name, a in articles.items() if length(a) >= 150}
    return {"same closing lines": closed, "forms filled in anew": {f"form {n}": f for n, f in enumerate(_forms(rng))}}


def make_digests(articles: Mapping[str, Article], rng: random.Random) -> list[Article]:
    """The first fifty words of six articles under one headline, half as many as there are articles."""
    names = list(articles)
    out = []
    for _ in range(len(names) // 2):
        some = rng.sample(names, min(6, len(names)))
        out.append(["What to know today", *(" ".join(" ".join(articles[n]).split()[:50]) for n in some)])
    return out


def nearest(articles: Mapping[str, Article], days: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """For each article the most alike of another outlet (the name up to "_") within three days, each pair once.

    Alike: cosine of words weighted by rarity. Pairs under 0.1 are about different things and are left out.
    """
    counts = {n: Counter(words_of(" ".join(a))) for n, a in articles.items()}
    spread: Counter[str] = Counter(w for c in counts.values() for w in c)
    vectors = {}
    for n, c in counts.items():
        v = {w: (1 + math.log(k)) * math.log(len(articles) / spread[w]) for w, k in c.items()}
        norm = math.sqrt(sum(x * x for x in v.values())) or 1.0
        vectors[n] = {w: x / norm for w, x in v.items()}
    by_day = defaultdict(list)
    for n, day in days.items():
        by_day[date.fromisoformat(day).toordinal() if day else None].append(n)
    pairs = set()
    for n, day in days.items():
        at = date.fromisoformat(day).toordinal() if day else None
        around = [o for d in range(at - 3, at + 4) for o in by_day.get(d, [])] if at is not None else by_day[None]
        scores = [
            (sum(x * vectors[o].get(w, 0.0) for w, x in vectors[n].items()), o)
            for o in around
            if o.split("_")[0] != n.split("_")[0]
        ]
        if scores and max(scores)[0] >= 0.1:
            one, two = sorted((n, max(scores)[1]))
            pairs.add((one, two))
    return sorted(pairs)


def long_quotation(article: Article) -> str | None:
    """All that an article quotes at some length, as one quotation of up to 200 words; None under 60."""
    words = " ".join(m[1] for p in article for m in _QUOTED.finditer(p)).split()[:200]
    return f"“{' '.join(words)}”" if len(words) >= 60 else None


def background(article: Article) -> str | None:
    """An article's later paragraphs without quotations, up to 120 words; None under 40."""
    words = " ".join(p for p in article[4:] if "“" not in p and '"' not in p).split()[:120]
    return " ".join(words) if len(words) >= 40 else None


def _put_in(article: Article, paragraph: str, rng: random.Random) -> Article:
    at = rng.randint(min(2, len(article)), len(article))
    return [*article[:at], paragraph, *article[at:]]


def _forms(rng: random.Random) -> list[Article]:
    """Twenty market reports and twenty polls: the same sentences, other names and figures each time."""
    firms = [f"{a}{b}" for a in ("Nor", "Sud", "Hav", "Ost", "Brel") for b in ("tek", "gas", "bank", "rail", "mar")]
    people = [
        f"{a} {b}" for a in ("Ines", "Karl", "Mira", "Tomas", "Lena") for b in ("Vorn", "Adler", "Kovas", "Brandt")
    ]

    def figure() -> str:
        return f"{rng.randint(1, 99)}.{rng.randint(1, 9)}"

    out = []
    for _ in range(20):
        a, b, c, d = rng.sample(firms, 4)
        out.append([
            f"Shares close {rng.choice(('up', 'down'))} {figure()} points",
            f"Stocks ended the day at {figure()} points on the Oster exchange, led by shares of {a}, which gained "
            f"{figure()} percent after the company reported quarterly earnings of {figure()} million crowns.",
            f"The broader index moved {figure()} percent in light trading. {b} fell {figure()} percent and {c} lost "
            f"{figure()} percent, while {d} was little changed at {figure()} crowns a share.",
            f"Volume on the exchange was {figure()} million shares, against an average of {figure()} million over the "
            f"last twenty sessions. The yield on the ten-year bond stood at {figure()} percent.",
        ])  # fmt: skip
        x, y = rng.sample(people, 2)
        out.append([
            f"Poll: {x} leads {y}",
            f"{x} leads {y} by {figure()} points among likely voters, according to a poll released on Monday by the "
            f"{rng.choice(firms).title()} Institute of Public Opinion.",
            f"The survey found that {figure()} percent of likely voters would support {x} if the election were held "
            f"today, while {figure()} percent would support {y}. Some {figure()} percent were undecided.",
            f"The telephone poll of {rng.randint(400, 2000)} adults was conducted from the {rng.randint(1, 9)}th to "
            f"the {rng.randint(10, 28)}th and has a margin of error of plus or minus {figure()} percentage points.",
        ])  # fmt: skip
    return out
