"""Records made by hand: what the finder would give of a short text, without the model."""

from __future__ import annotations

import re
from typing import Any

from dragoman.knowledge import fold
from dragoman.record import About, Actor, Document, Mention, Record, Role, Statement, make_id


def make_record(
    text: str, *people: dict[str, Any], published: str | None = "2025-03-04", source: str = "a.html"
) -> Record:
    """A record of one document.

    Each actor is ``{"name": ..., "kind", "country", "sector", "forms": [words that name it], "roles": [titles], "pronouns"}``;
    forms and titles are looked up in the text. The first form of each is made the speaker of a statement.
    """
    doc = Document(
        id=make_id("doc", text), source=source, text=text, published=published, outlet="Havnen", coverage=1.0
    )
    actors, mentions, statements = [], [], []
    for p in people:
        kind = p.get("kind", "person")
        parts = (kind, fold(p["name"])) if kind == "person" else (kind, fold(p["name"]), p.get("country") or "")
        id = make_id("ac", *parts)
        for form in p.get("forms", [p["name"]]):
            found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
            assert found, f"{form!r} is not in the text"
            mentions += [Mention(document=doc.id, actor=id, start=s, end=e, form="name") for s, e in found]
        for word in p.get("pronouns", []):
            for m in re.finditer(rf"(?<!\w){word}(?!\w)", text):
                mentions.append(Mention(document=doc.id, actor=id, start=m.start(), end=m.end(), form="pronoun"))
        roles = []
        for title in p.get("roles", []):
            country, at = p.get("role_country"), text.find(title)
            assert at >= 0, f"{title!r} is not in the text"
            roles.append(
                Role(title=title, country=country, sector=None, document=doc.id, start=at, end=at + len(title))
            )
        actors.append(
            Actor(
                id=id, name=p["name"], kind=kind, country=p.get("country"), sector=p.get("sector"), roles=tuple(roles)
            )
        )
        statements.append(
            Statement(
                id=make_id("st", doc.id, id),
                document=doc.id,
                speaker=id,
                speaker_span=None,
                cue_span=None,
                content_spans=((0, len(text)),),
                quotation="indirect",
                modality="asserted",
            )
        )
    return Record(
        dragoman=About(version="0", model="none"), documents=(doc,), actors=tuple(actors), mentions=tuple(mentions),
        statements=tuple(statements),
    )  # fmt: skip
