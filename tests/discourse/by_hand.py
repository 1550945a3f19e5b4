"""Records by hand: who says what of which issue on which day, without a model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dragoman.record import About, Actor, Date, Document, Evidence, Issue, Mention, Position, Record, make_id

Said = tuple[str, str, str]  # actor, stance, issue


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """A stand-in for the sentence encoder: bags of word beginnings, so that shared words mean likeness."""
    out = np.zeros((len(texts), 96), dtype=np.float32)
    for i, text in enumerate(texts):
        for word in re.findall(r"\w+", text.casefold()):
            if word in ("the", "a", "of", "on", "to", "in", "from", "for"):
                continue
            seed = int.from_bytes(hashlib.sha256(word[:5].encode()).digest()[:4], "big")
            out[i] += np.random.default_rng(seed).standard_normal(96).astype(np.float32)
        norm = float(np.linalg.norm(out[i]))
        out[i] = out[i] / norm if norm else out[i]
    return out


def actor(name: str, kind: str = "person", country: str | None = None) -> Actor:
    """An actor with an id from its name."""
    return Actor(id=make_id("ac", name, country or ""), name=name, kind=kind, country=country)  # type: ignore[arg-type]


def record(
    said: Sequence[Said],
    day: str | None = "2031-05-01",
    *,
    name: str = "one",
    about: Sequence[str] = ("Norland",),
    lead: str = "",
    duplicate_of: str | None = None,
    dated: str | None = None,
) -> Record:
    """One article with a sentence for each position; ``about`` are states that it mentions (the context)."""
    text, spans = f"{name.capitalize()} day{lead}\n\n", []
    for who, stance, issue in said:
        verb = {"support": "backs", "oppose": "rejects", "conditional": "may accept"}[stance]
        start = len(text) + len(who) + 1
        text += f"{who} {verb} {issue}. "
        spans.append((start, len(text) - 2))
    doc = Document(
        id=make_id("doc", name), source=f"{name}.html", title=f"{name.capitalize()} day", text=text, published=day,
        language="en", duplicate_of=duplicate_of,
    )  # fmt: skip
    people = {who: actor(who) for who, _, _ in said}
    states = [actor(s, "state", s[:3].upper()) for s in about]
    issues = {i: Issue(id=make_id("is", i), label=i) for _, _, i in said}
    date = Date(start=dated, end=dated, text=dated, granularity="day") if dated else None
    positions = tuple(
        Position(
            id=make_id("po", name, i), actor=people[who].id, issue=issues[issue].id, stance=stance, date=date,  # type: ignore[arg-type]
            evidence=Evidence(document=doc.id, start=a, end=b),
        )
        for i, ((who, stance, issue), (a, b)) in enumerate(zip(said, spans, strict=True))
    )  # fmt: skip
    mentions = tuple(Mention(document=doc.id, actor=s.id, start=0, end=3, form="name") for s in states)
    return Record(
        dragoman=About(version="0", model="none"), documents=(doc,), actors=(*people.values(), *states),
        mentions=mentions, positions=positions, issues=tuple(issues.values()),
    )  # fmt: skip
