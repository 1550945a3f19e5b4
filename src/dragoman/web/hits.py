"""Items of the record as sentences with their sources: what lists of results are made of.

A hit is plain data: ``kind``, ``id``, ``link`` (its page), ``who`` and ``whom`` (actors: id, name, country), ``sign``
(a word for its kind), ``facts`` (short phrases), ``issue``, ``sentence`` (parts: ``text``, ``mark`` where the words are
the item's, ``found`` where they were searched for), ``source`` (document, outlet, published, title, url, is_copy),
``verdict``. The macro ``hits`` of ``parts.html`` shows them.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from dragoman.record import Span
from dragoman.store import Store
from dragoman.store.rows import date_of
from dragoman.write.wording import (
    EVENT_WORDS,
    MODALITY_WORDS,
    QUOTATION_WORDS,
    STANCE_WORDS,
    TOLD_WORDS,
    clean,
    country_name,
    date_words,
    sentence_around,
)

Hit = dict[str, Any]
LONGEST = 1_400  # characters of an item's words; more is shortened, and tells by how much
AROUND = 300  # characters of a sentence before and behind them
_DOCUMENT = "d.text, d.title, d.outlet, d.day AS published, d.url, d.duplicate_of"
_OPEN, _SHUT = "\x01", "\x02"


def read_hits(
    store: Store, what: str, ids: Sequence[str], match: str | None = None, words: Sequence[str] = ()
) -> list[Hit]:
    """Hits of one table, in the order of ``ids``; ids that the record does not hold are passed over.

    Args:
        store: the record.
        what: documents, statements, events or positions.
        ids: their ids.
        match: a full-text query whose words are to be shown as found (documents, statements).
        words: further words to be shown as found, as they are.
    """
    make = {"documents": _documents, "statements": _statements, "events": _events, "positions": _positions}[what]
    return make(store.db, ids, match, words)


def actors_by_id(db: sqlite3.Connection, ids: Iterable[str | None]) -> dict[str, dict[str, Any]]:
    """Id -> the actor it stands for after merging: id, name, kind, country, country_name."""
    wanted = sorted({i for i in ids if i})
    found = db.execute(
        "SELECT m.id AS asked, a.id, a.name, a.kind, a.country, a.sector "
        "FROM json_each(?) j JOIN actor m ON m.id = j.value JOIN actor a ON a.id = coalesce(m.same_as, m.id)",
        (json.dumps(wanted),),
    )
    return {
        r["asked"]: {
            "id": r["id"], "name": r["name"], "kind": r["kind"], "sector": r["sector"],
            "country": _country_beside(r["name"], r["country"]),
        }
        for r in found
    }  # fmt: skip


def _country_beside(name: str, code: str | None) -> str | None:
    """The country's name where the actor's own does not hold it."""
    country = country_name(code)
    return country if country and country.casefold() not in name.casefold() else None


def _statements(db: sqlite3.Connection, ids: Sequence[str], match: str | None, words: Sequence[str]) -> list[Hit]:
    found = db.execute(
        f"SELECT t.*, {_DOCUMENT} FROM json_each(?) j JOIN statement t ON t.id = j.value "
        "JOIN document d ON d.id = t.document ORDER BY j.key",
        (json.dumps(list(ids)),),
    ).fetchall()
    names = actors_by_id(db, (r["speaker"] for r in found))
    told = _found_words(db, [r["n"] for r in found], match)
    out = []
    for r in found:
        spans = [(a, b) for a, b in json.loads(r["content_spans"])]
        speaker = names.get(r["speaker"])
        voice = r["text"][r["speaker_start"] : r["speaker_end"]] if r["speaker_start"] is not None else ""
        out.append({
            "kind": "statement", "id": r["id"], "link": f"/statements/{r['id']}",
            "who": [speaker] if speaker else [], "voice": clean(" ".join(voice.split())), "whom": [], "issue": None,
            "sign": "",
            "facts": _facts(
                QUOTATION_WORDS[r["quotation"]], TOLD_WORDS[r["modality"]],
                date_words(date_of(r)) if r["date_start"] else "",
            ),
            "sentence": sentence_parts(r["text"], spans, _pattern([*told.get(r["n"], ()), *words])),
            "source": _source(r), "verdict": r["verdict"],
        })  # fmt: skip
    return out


def _events(db: sqlite3.Connection, ids: Sequence[str], match: str | None, words: Sequence[str]) -> list[Hit]:
    found = db.execute(
        f"SELECT t.*, {_DOCUMENT} FROM json_each(?) j JOIN event t ON t.id = j.value "
        "JOIN document d ON d.id = t.document ORDER BY j.key",
        (json.dumps(list(ids)),),
    ).fetchall()
    sides: dict[str, dict[str, list[str]]] = {r["id"]: {"actor": [], "recipient": []} for r in found}
    for x in db.execute(
        "SELECT s.event, s.role, s.actor FROM json_each(?) j JOIN side s ON s.event = j.value ORDER BY s.role, s.place",
        (json.dumps(list(sides)),),
    ):
        sides[x["event"]][x["role"]].append(x["actor"])
    names = actors_by_id(db, (a for s in sides.values() for k in s.values() for a in k))
    out = []
    for r in found:
        who = _unique(names[a] for a in sides[r["id"]]["actor"] if a in names)
        whom = _unique(names[a] for a in sides[r["id"]]["recipient"] if a in names)
        mutual = len(who) > 1 and {a["id"] for a in whom} <= {a["id"] for a in who}
        place = r["place_name"] or r["place_text"]
        out.append({
            "kind": "event", "id": r["id"], "link": f"/events/{r['id']}", "who": who, "voice": "",
            "whom": [] if mutual else whom, "issue": None, "sign": r["type"],
            "facts": _facts(
                MODALITY_WORDS[r["modality"]], EVENT_WORDS.get(r["type"], ""),
                date_words(date_of(r)) if r["date_start"] else "", place,
            ),
            "sentence": sentence_parts(r["text"], [(r["start"], r["end"])], _pattern(words)),
            "source": _source(r), "verdict": r["verdict"],
        })  # fmt: skip
    return out


def _positions(db: sqlite3.Connection, ids: Sequence[str], match: str | None, words: Sequence[str]) -> list[Hit]:
    found = db.execute(
        f"SELECT t.*, i.id AS issue_id, i.label, {_DOCUMENT} FROM json_each(?) j JOIN position t ON t.id = j.value "
        "JOIN document d ON d.id = t.document JOIN issue k ON k.id = t.issue "
        "JOIN issue i ON i.id = coalesce(k.same_as, k.id) ORDER BY j.key",
        (json.dumps(list(ids)),),
    ).fetchall()
    names = actors_by_id(db, (r["actor"] for r in found))
    return [
        {
            "kind": "position", "id": r["id"], "link": f"/positions/{r['id']}",
            "who": [names[r["actor"]]] if r["actor"] in names else [], "voice": "", "whom": [],
            "issue": {"id": r["issue_id"], "label": r["label"]}, "sign": STANCE_WORDS[r["stance"]],
            "facts": _facts(date_words(date_of(r)) if r["date_start"] else ""),
            "sentence": sentence_parts(r["text"], [(r["start"], r["end"])], _pattern(words)),
            "source": _source(r), "verdict": r["verdict"],
        }
        for r in found
    ]  # fmt: skip


def _documents(db: sqlite3.Connection, ids: Sequence[str], match: str | None, words: Sequence[str]) -> list[Hit]:
    found = db.execute(
        "SELECT d.n, d.id AS document, d.title, d.outlet, d.day AS published, d.url, d.duplicate_of, "
        "substr(d.text, 1, 800) AS text, (SELECT count(*) FROM statement s WHERE s.document = d.id) AS statements, "
        "(SELECT count(*) FROM event e WHERE e.document = d.id) AS events, "
        "(SELECT count(*) FROM position p WHERE p.document = d.id) AS positions "
        "FROM json_each(?) j JOIN document d ON d.id = j.value ORDER BY j.key",
        (json.dumps(list(ids)),),
    ).fetchall()
    excerpts = {}
    if match:
        marks = ",".join("?" * len(found))
        for r in db.execute(
            f"SELECT rowid, snippet(document_text, 1, ?, ?, ' … ', 36) FROM document_text "
            f"WHERE document_text MATCH ? AND rowid IN ({marks})",
            (_OPEN, _SHUT, match, *(r["n"] for r in found)),
        ):
            excerpts[r[0]] = _parts_of_excerpt(r[1])
    return [
        {
            "kind": "document", "id": r["document"], "link": f"/documents/{r['document']}", "who": [], "voice": "",
            "whom": [], "issue": None, "sign": "",
            "facts": [_many(r[k], k[:-1]) for k in ("statements", "events", "positions") if r[k]] or ["nothing found"],
            "sentence": excerpts.get(r["n"], []), "source": _source(r), "verdict": None,
        }
        for r in found
    ]  # fmt: skip


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _source(r: sqlite3.Row) -> dict[str, Any]:
    title = (r["title"] or "").strip() or r["text"].strip().split("\n", 1)[0][:200] or "(no text)"
    return {
        "document": r["document"], "outlet": r["outlet"], "published": r["published"], "title": clean(title),
        "url": r["url"], "is_copy": r["duplicate_of"] is not None,
    }  # fmt: skip


def _facts(*facts: str | None) -> list[str]:
    return [clean(f) for f in facts if f]


def _unique(actors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({a["id"]: a for a in actors}.values())


# ---------------------------------------------------------------- sentences
def sentence_parts(text: str, spans: Sequence[Span], found: re.Pattern[str] | None = None) -> list[dict[str, Any]]:
    """The sentence or sentences that hold the spans, cut at the borders of marks and of words that were found."""
    usable = [s for s in spans if 0 <= s[0] < s[1] <= len(text)]
    if not usable:
        return []
    first, last = min(s[0] for s in usable), max(s[1] for s in usable)
    low, high = sentence_around(text, (first, last))
    cut_before, cut_after = first - low > AROUND, high - last > AROUND
    if cut_before:
        low = _after_space(text, first - AROUND, first)
    if cut_after:
        high = max(text.rfind(" ", last, last + AROUND), last)
    if last - first > LONGEST:
        high, cut_after = max(text.rfind(" ", first, first + LONGEST), first + 1), True
    hits = [m.span() for m in found.finditer(text, low, high)] if found else []
    edges = sorted({low, high, *(e for s in (*usable, *hits) for e in s if low < e < high)})
    out: list[dict[str, Any]] = [
        {
            "text": clean(text[a:b]),
            "mark": any(s[0] <= a and b <= s[1] for s in usable),
            "found": any(s[0] <= a and b <= s[1] for s in hits),
        }
        for a, b in pairwise(edges)
    ]
    if cut_before:
        out.insert(0, {"text": "… ", "mark": False, "found": False})
    if cut_after:
        left = len(text[high:last].split())
        out.append({"text": f" … [{left:,} more words]" if left else " …", "mark": False, "found": False})
    return out


def _after_space(text: str, low: int, high: int) -> int:
    at = text.find(" ", low, high)
    return at + 1 if at >= 0 else high


def _found_words(db: sqlite3.Connection, rows: Sequence[int], match: str | None) -> dict[int, set[str]]:
    """For each statement, the words that the full-text query found in it (after stemming: "attacks" for "attack")."""
    if not match or not rows:
        return {}
    out: dict[int, set[str]] = {}
    marks = ",".join("?" * len(rows))
    for r in db.execute(
        "SELECT rowid, highlight(statement_text, 0, ?, ?) FROM statement_text "
        f"WHERE statement_text MATCH ? AND rowid IN ({marks})",
        (_OPEN, _SHUT, match, *rows),
    ):
        out[r[0]] = set(re.findall(f"{_OPEN}([^{_SHUT}]+){_SHUT}", r[1]))
    return out


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    tried = sorted({re.escape(w) for w in words if w}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(tried)})", re.IGNORECASE) if tried else None


def _parts_of_excerpt(excerpt: str) -> list[dict[str, Any]]:
    parts = re.split(f"({_OPEN}[^{_SHUT}]*{_SHUT})", " ".join(excerpt.split()))
    return [{"text": clean(p.strip(_OPEN + _SHUT)), "mark": False, "found": p.startswith(_OPEN)} for p in parts if p]
