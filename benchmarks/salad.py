"""Many different records out of our few sample pages, offsets and all, for measuring what grows with a corpus.

Each word of a text is exchanged for another word of the same length and case from the same pages, by a table that a
number chooses: spans stay right, while names, issues and wording differ from copy to copy as unrelated articles do.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

import dragoman
from dragoman.record import Record, make_id

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
WORD = re.compile(r"[^\W\d_]+")
OUTLETS = 60
FIRST = date(2024, 1, 1)


def read_samples() -> list[Record]:
    """Records of the sample pages, one a document."""
    pages = [dragoman.read(p) for p in sorted(SAMPLES.glob("*.html"))]
    return [r for r in pages if len(r.documents) == 1]


def make_records(number: int, start: int = 0, keep: float = 0.6) -> Iterator[Record]:
    """So many records; ``keep`` is the share of words that stay (names of well-known actors stay always)."""
    samples = read_samples()
    words: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for r in samples:
        for w in set(WORD.findall(r.documents[0].text)):
            words[len(w), w[0].isupper()].append(w)
    for group in words.values():
        group.sort()
    for k in range(start, start + number):
        yield _vary(samples[k % len(samples)], k, words, keep)


def _vary(record: Record, k: int, words: dict[tuple[int, bool], list[str]], keep: float) -> Record:
    dice = random.Random(k)
    table: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        w = found[0]
        if w not in table:
            group = words[len(w), w[0].isupper()]
            table[w] = w if dice.random() < keep else dice.choice(group)
        return table[w]

    doc = record.documents[0]
    text = WORD.sub(other, doc.text)
    names = {
        a.id: WORD.sub(other, a.name) if a.kind in ("person", "unnamed", "group") else a.name for a in record.actors
    }
    ids = {a.id: a.id if names[a.id] == a.name else make_id("ac", a.kind, names[a.id]) for a in record.actors}
    labels = {i.id: WORD.sub(other, i.label) for i in record.issues}
    issues = {i: make_id("is", label) for i, label in labels.items()}
    new = make_id("doc", k)
    own = {x: make_id(x[:2], x, k) for x in _ids(record)}
    day = FIRST + timedelta(days=k % 700)

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return new if value == doc.id else own.get(value) or ids.get(value) or issues.get(value) or value
        if isinstance(value, (list, tuple)):
            return [renamed(v) for v in value]
        return {n: renamed(v) for n, v in value.items()} if isinstance(value, dict) else value

    raw = renamed(msgspec.to_builtins(record))
    raw["documents"][0] |= {
        "text": text, "title": text.split("\n")[0], "outlet": f"Outlet {k % OUTLETS}", "published": day.isoformat(),
        "source": f"salad-{k}.html", "url": f"https://salad.example/{k}",
    }  # fmt: skip
    for actor, before in zip(raw["actors"], record.actors, strict=True):
        actor["name"] = names[before.id]
    for issue, before_ in zip(raw["issues"], record.issues, strict=True):
        issue["label"] = labels[before_.id]
    return msgspec.convert(raw, Record)


def _ids(record: Record) -> list[str]:
    return [s.id for s in record.statements] + [e.id for e in record.events] + [p.id for p in record.positions]
