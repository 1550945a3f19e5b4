"""An article with its marks, its lists, and what people said of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from dragoman.record import Document, Event, Position, Statement
from dragoman.web.hits import actors_by_id, read_hits
from dragoman.web.naming import names_to_type
from dragoman.web.pages import Ask, NotThere, Page
from dragoman.write.chain import Index, index_record
from dragoman.write.sections import Card, Section, build_section
from dragoman.write.segments import Chip, Segment

_OUR_ID = re.compile(r"[a-z]+-[0-9a-f]{6,64}")
_KINDS = {"statement": "statements", "event": "events", "position": "positions"}


def show_article(ask: Ask) -> dict[str, Any]:
    """One article: text in marked segments, cards of all that was found in it, copies, what people said of it.

    Raises:
        NotThere: the record has no such article.
    """
    record = ask.store.record(ask.path["id"])
    if record is None:
        raise NotThere(f"there is no article {ask.path['id']!r} in this record")
    document = record.documents[0]
    index = index_record(record)
    section = build_section(index, document, "d")
    ids = ids_on_page(index, document, section)
    data = section_data(section, ids)
    _add_facts(data, index, document, ask)
    data["stories"] = stories_of(ask, document.id)
    data["rejected"] = _rejected(ask, document.id)
    return data


# ---------------------------------------------------------------- a section as plain data
def ids_on_page(index: Index, document: Document, section: Section) -> dict[str, str]:
    """Ids of the page (``d-s1``) -> ids of the record, so that an address with an anchor stays good."""
    facts = index.facts[document.id]
    pairs: list[tuple[Sequence[Card], Iterable[str]]] = [
        (section.statements, (s.id for s in facts.statements)),
        (section.events, (e.id for e in facts.events)),
        (section.positions, (p.id for p in facts.positions)),
        (section.actors, actor_order(index, document)),
    ]
    out: dict[str, str] = {}
    for cards, names in pairs:
        for card, name in zip(cards, names, strict=False):
            if _OUR_ID.fullmatch(name):
                out[card.id] = name
    return out


def actor_order(index: Index, document: Document) -> list[str]:
    """Actors of a document as its section lists them: in order of appearance."""
    facts = index.facts[document.id]
    ids = [m.actor for m in facts.mentions]
    ids += [s.speaker for s in facts.statements if s.speaker]
    for event in facts.events:
        ids += [*event.actors, *event.recipients]
    ids += [p.actor for p in facts.positions]
    return [a for a in dict.fromkeys(ids) if a in index.actors]


def section_data(section: Section, ids: dict[str, str]) -> dict[str, Any]:
    """A section as a dict that JSON can hold, with the record's ids in place of the page's."""

    def name(given: str) -> str:
        if given in ids:
            return ids[given]
        head, sign, tail = given.rpartition("-t")
        return f"{ids[head]}-t{tail}" if sign and head in ids else given

    def chip(c: Chip) -> dict[str, Any]:
        return {"kind": c.kind, "item": name(c.item), "text": c.text, "label": c.label, "level": c.level}

    def segment(s: Segment) -> dict[str, Any]:
        return {
            "text": s.text, "classes": s.classes, "items": " ".join(name(i) for i in s.items.split()), "title": s.title,
            "before": [chip(c) for c in s.before], "after": [chip(c) for c in s.after],
        }  # fmt: skip

    def card(c: Card) -> dict[str, Any]:
        return {
            "id": name(c.id), "kind": c.kind, "sign": c.sign, "head": c.head, "details": c.details, "words": c.words,
            "sentence": list(c.sentence) if c.sentence else None, "facts": list(c.facts), "level": c.level,
            "placed": c.placed, "places": [name(p) for p in c.places], "verdict": None, "link": None,
            "path": [{"name": s.name, "kind": s.kind, "link": f"#{name(s.item)}" if s.item else None} for s in c.path],
        }  # fmt: skip

    return {
        "id": section.id, "title": section.title, "outlet": section.outlet, "published": section.published,
        "authors": section.authors, "language": section.language, "link": section.link, "source": section.source,
        "coverage": section.coverage, "copy_of": section.copy_of,
        "headline": [segment(s) for s in section.headline],
        "paragraphs": [[segment(s) for s in row] for row in section.paragraphs],
        **{k: [card(c) for c in getattr(section, k)] for k in ("statements", "events", "positions", "actors", "notes")},
        "matrix": [
            {
                "issue": label,
                "cells": [[{"name": h.name, "item": name(h.item), "when": h.when} for h in cell] for cell in cells],
            }
            for label, cells in section.matrix
        ],
        "dropped": [{"reason": reason, "text": text} for reason, text in section.dropped],
    }  # fmt: skip


def _add_facts(data: dict[str, Any], index: Index, document: Document, ask: Ask) -> None:
    """What the store knows beside the words: verdicts, links to pages, and the item as the data contract has it."""
    facts = index.facts[document.id]
    data["document"] = document.id
    verdicts = _verdicts(ask, document.id)
    groups: list[tuple[str, Sequence[Statement | Event | Position]]] = [
        ("statement", facts.statements), ("event", facts.events), ("position", facts.positions)
    ]  # fmt: skip
    for kind, items in groups:
        for card, item in zip(data[_KINDS[kind]], items, strict=True):
            card["verdict"] = verdicts.get(item.id)
            card["link"] = f"/{_KINDS[kind]}/{item.id}"
            card["links"] = item_links(index, item)
            card["record"] = msgspec.to_builtins(item)
    for card, name in zip(data["actors"], actor_order(index, document), strict=True):
        card["link"] = f"/actors/{name}"
        card["links"] = []
        card["record"] = msgspec.to_builtins(index.actors[name])
    for card in data["notes"]:
        card["links"] = []


def item_links(index: Index, item: Statement | Event | Position) -> list[dict[str, str]]:
    """The pages of who and what an item is about: actors first, then the issue."""
    if isinstance(item, Statement):
        who: tuple[str | None, ...] = (item.speaker,)
    elif isinstance(item, Event):
        who = (*item.actors, *item.recipients)
    else:
        who = (item.actor,)
    out = [{"words": index.actors[a].name, "link": f"/actors/{a}"} for a in dict.fromkeys(who) if a in index.actors]
    if isinstance(item, Position) and item.issue in index.issues:
        out.append({"words": index.issues[item.issue].label, "link": f"/issues/{item.issue}"})
    return out


def _verdicts(ask: Ask, document: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for table in _KINDS:
        found = ask.store.db.execute(
            f"SELECT id, verdict FROM {table} WHERE document = ? AND verdict IS NOT NULL", (document,)
        )
        out |= {r[0]: r[1] for r in found}
    return out


def _rejected(ask: Ask, document: str) -> list[dict[str, Any]]:
    """What people took out of this article, with the correction that can be undone."""
    out = []
    for table in _KINDS:
        for r in ask.store.db.execute(
            f"SELECT t.id, t.words, (SELECT c.id FROM correction c WHERE c.kind = '{table}' AND c.target = t.id "
            "AND c.action = 'reject' AND c.undone_by IS NULL ORDER BY c.seq DESC LIMIT 1) AS correction "
            f"FROM {table} t WHERE t.document = ? AND t.verdict = 'rejected' ORDER BY t.n",
            (document,),
        ):
            out.append({"kind": table, "id": r["id"], "words": r["words"], "correction": r["correction"]})
    return out


def stories_of(ask: Ask, document: str) -> list[dict[str, Any]]:
    """The other articles of the same story: copies of this one, and what it is a copy of."""
    row = ask.store.db.execute("SELECT story, duplicate_of FROM document WHERE id = ?", (document,)).fetchone()
    found = ask.store.db.execute(
        "SELECT id, title, outlet, day, duplicate_of FROM document WHERE id <> ?1 AND "
        "(id = ?2 OR (?3 IS NOT NULL AND story = ?3)) ORDER BY day, n LIMIT 100",
        (document, row["duplicate_of"], row["story"]),
    )
    return [
        {"id": r["id"], "title": r["title"] or "(no title)", "outlet": r["outlet"], "published": r["day"],
         "original": r["id"] == row["duplicate_of"], "is_copy": r["duplicate_of"] == document}
        for r in found
    ]  # fmt: skip


# ---------------------------------------------------------------- one item on a page of its own
def show_statement(ask: Ask) -> dict[str, Any]:
    """A statement: its evidence, on whose word it stands, what people said of it."""
    return _item(ask, "statement")


def show_event(ask: Ask) -> dict[str, Any]:
    """An event: its evidence, on whose word it stands, what people said of it."""
    return _item(ask, "event")


def show_position(ask: Ask) -> dict[str, Any]:
    """A position: its evidence, on whose word it stands, what people said of it."""
    return _item(ask, "position")


def _item(ask: Ask, kind: str) -> dict[str, Any]:
    name = ask.path["id"]
    db = ask.store.db
    row = db.execute(f"SELECT document, verdict, words FROM {kind} WHERE id = ?", (name,)).fetchone()
    if row is None:
        raise NotThere(f"there is no {kind} {name!r} in this record")
    record = ask.store.record(row["document"])
    if record is None:
        raise NotThere(f"the article of {kind} {name!r} is not in this record")
    document, index = record.documents[0], index_record(record)
    data: dict[str, Any] = {
        "kind": kind, "id": name, "verdict": row["verdict"], "words": row["words"],
        "card": None, "record": None, "hit": None,
        "document": {
            "id": document.id, "title": document.title or document.text[:120], "outlet": document.outlet,
            "published": document.published, "url": document.url,
        },
        "history": history_of(ask, kind, name), "machine": _machine(ask, kind, name), "form": None,
    }  # fmt: skip
    section = build_section(index, document, "d")
    shown = section_data(section, ids_on_page(index, document, section))
    _add_facts(shown, index, document, ask)
    for card in shown[_KINDS[kind]]:
        if card["link"] == f"/{_KINDS[kind]}/{name}":
            for step in card["path"]:
                if step["link"]:
                    step["link"] = f"/documents/{document.id}{step['link']}"
            data["card"], data["record"] = card, card["record"]
    data["hit"] = next(iter(read_hits(ask.store, _KINDS[kind], [name])), None)
    if ask.may_correct:
        data["form"] = _form(index, document, data["record"])
    return data


def _form(index: Index, document: Document, item: dict[str, Any] | None) -> dict[str, Any]:
    """What the forms of corrections offer: actors of the article, named so that a name alone tells which."""
    here = [index.actors[a] for a in actor_order(index, document)]
    typed = names_to_type([(a.id, a.name) for a in here])
    item = item or {}
    return {
        "actors": [{"id": a.id, "typed": typed[a.id], "country": a.country} for a in here],
        "speaker": typed.get(item.get("speaker") or item.get("actor") or "", ""),
        "sides": {k: [typed.get(a, a) for a in item.get(k, ())] for k in ("actors", "recipients")},
    }


def history_of(ask: Ask, kind: str, target: str) -> list[dict[str, Any]]:
    """The corrections of one item, newest first, in words."""
    from dragoman.store.corrections import history

    found = history(ask.store.db, kind, target)
    return [correction_data(ask, c) for c in found]


def _machine(ask: Ask, kind: str, target: str) -> dict[str, Any] | None:
    row = ask.store.db.execute("SELECT row FROM machine WHERE kind = ? AND id = ?", (kind, target)).fetchone()
    return {k: v for k, v in json.loads(row[0]).items() if k != "verdict"} if row else None


def correction_data(ask: Ask, c: dict[str, Any]) -> dict[str, Any]:
    """A correction in words: what it is about, what stood before and what stands now."""
    kind, field, value = c["kind"], c.get("field"), c.get("value")
    table = kind if kind in ("statement", "event", "position", "actor", "issue") else None
    before = None
    if table and c["action"] == "set" and field:
        machine = _machine(ask, kind, c["target"])
        before = words_of(ask, machine.get(field)) if machine and field in machine else None
    about, link = "", None
    if table:
        column = {"actor": "name", "issue": "label"}.get(table, "words")
        row = ask.store.db.execute(f"SELECT {column} FROM {table} WHERE id = ?", (c["target"],)).fetchone()
        about, link = (row[0] if row else "not in the record now"), f"/{table}s/{c['target']}"
    return {
        "id": c["id"], "at": c["at"], "by": c["by"], "kind": kind, "target": c["target"], "action": c["action"],
        "field": field, "before": before,
        "after": None if value is None and c["action"] != "set" else words_of(ask, value),
        "why": c.get("why"), "about": about, "link": link, "undone": c["undone"], "state": c["state"],
        "can_undo": kind != "correction" and not c["undone"],
    }  # fmt: skip


def words_of(ask: Ask, value: Any) -> str:
    """A value of a correction for a person: names in place of ids."""
    if value is None or value == []:
        return "nobody"
    if isinstance(value, list):
        return ", ".join(words_of(ask, v) for v in value)
    if isinstance(value, dict):
        names = str(value.get("name") or value.get("label") or "")
        members = value.get("documents") or value.get("positions")
        return f"{names} (new{f', {len(members)} of it' if members else ''})"
    if isinstance(value, str) and value.startswith("ac-"):
        found = actors_by_id(ask.store.db, [value])
        return str(found[value]["name"]) if value in found else value
    if isinstance(value, str) and value.startswith("is-"):
        row = ask.store.db.execute("SELECT label FROM issue WHERE id = ?", (value,)).fetchone()
        return str(row[0]) if row else value
    return str(value)


PAGES = (
    Page("/documents/{id}", "article.html", "one article with all that was found in it", show_article),
    Page("/statements/{id}", "item.html", "one statement with its evidence", show_statement),
    Page("/events/{id}", "item.html", "one event with its evidence", show_event),
    Page("/positions/{id}", "item.html", "one position with its evidence", show_position),
)
