"""A person's word over the machine's: applied, kept, undone, and there again after a second run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.errors import UsageError
from dragoman.record import Record
from dragoman.store import Store, open_store, rows
from dragoman.store.corrections import correct, file_beside, history, reapply, sync, undo
from tests.store.conftest import documents_of


def one(store: Store, what: str, name: str) -> dict[str, object]:
    return next(x for x in store.show(what) if x["id"] == name)


def first(store: Store, what: str) -> str:
    return str(next(iter(store.show(what)))["id"])


def test_reject_and_undo(store: Store) -> None:
    before, name = documents_of(store), first(store, "statements")
    done = correct(store, "statement", name, "reject", by="ann")
    assert name not in {s["id"] for s in store.show("statements")}
    assert all(s.id != name for r in store.records() for s in r.statements)
    undo(store, done.id, by="ann")
    assert documents_of(store) == before


def test_later_corrections_stand_when_an_earlier_one_is_undone(store: Store) -> None:
    name = first(store, "events")
    was = one(store, "events", name)
    a = correct(store, "event", name, "set", field="type", value="ACCUSE", by="ann")
    b = correct(store, "event", name, "set", field="modality", value="negated", by="bob")
    assert one(store, "events", name)["quad"] == "verbal conflict"
    undo(store, a.id, by="ann")
    now = one(store, "events", name)
    assert (now["type"], now["modality"], now["verdict"]) == (was["type"], "negated", "changed")
    undo(store, b.id, by="ann")
    assert one(store, "events", name) == was


def test_a_new_speaker_and_new_sides(store: Store) -> None:
    name, event = first(store, "statements"), first(store, "events")
    correct(store, "statement", name, "set", field="speaker", value={"name": "Mara  Lind", "country": "SWE"}, by="ann")
    assert one(store, "statements", name)["speaker"] == "Mara Lind"
    assert len(store.show("actors", text="mara")) == 1
    speaker = one(store, "statements", name)["speaker_id"]
    correct(store, "event", event, "set", field="actors", value=[speaker], by="ann")
    correct(store, "event", event, "set", field="recipients", value=[], by="ann")
    assert (one(store, "events", event)["actors"], one(store, "events", event)["recipients"]) == ("Mara Lind", None)


def test_merging_actors_and_chains(store: Store) -> None:
    before = documents_of(store)
    a, b, c = (str(x["id"]) for x in list(store.show("actors"))[:3])
    spoke = len(store.show("events", actor=c))
    first_merge = correct(store, "actor", a, "merge", value=b, by="ann")
    correct(store, "actor", b, "merge", value=c, by="ann")
    assert {x["id"] for x in store.show("actors")}.isdisjoint({a, b})
    assert len(store.show("events", actor=c)) >= spoke
    assert all(a not in {m.actor for m in r.mentions} for r in store.records())
    with pytest.raises(UsageError, match="one already"):
        correct(store, "actor", c, "merge", value=a, by="ann")
    undo(store, first_merge.id, by="ann")
    assert a in {x["id"] for x in store.show("actors")}
    for line in history(store.db):
        if line["action"] == "merge" and not line["undone"]:
            undo(store, line["id"], by="ann")
    assert documents_of(store) == before


def test_splitting_an_actor_by_documents(store: Store) -> None:
    before = documents_of(store)
    name, document = store.db.execute("SELECT actor, document FROM mention LIMIT 1").fetchone()
    done = correct(store, "actor", name, "split", value={"documents": [document], "name": "Another"}, by="ann")
    new = str(next(iter(store.show("actors", actor="Another")))["id"])
    for record in store.records():
        named = {m.actor for m in record.mentions}
        assert (new in named) == (record.documents[0].id == document)
        if record.documents[0].id == document:
            assert name not in named
    undo(store, done.id, by="ann")
    assert documents_of(store) == before
    assert not len(store.show("actors", actor="Another")) and not len(store.show("actors", text="another"))


def test_issues_rename_merge_split(store: Store) -> None:
    before = documents_of(store)
    a, b = (str(x["id"]) for x in list(store.show("issues"))[:2])
    done = [correct(store, "issue", a, "set", field="label", value="the great canal", by="ann")]
    assert [x["id"] for x in store.show("issues", text="canal") if x["id"] == a] == [a]
    done.append(correct(store, "issue", b, "merge", value=a, by="ann"))
    assert {p["issue_id"] for p in store.show("positions", issue=a)} == {a}
    some = str(next(iter(store.show("positions", issue=a)))["id"])
    done.append(correct(store, "issue", a, "split", value={"positions": [some], "label": "side channel"}, by="ann"))
    assert one(store, "positions", some)["issue"] == "side channel"
    for c in reversed(done):
        undo(store, c.id, by="ann")
    assert documents_of(store) == before


def test_the_file_has_who_when_and_what(store: Store) -> None:
    name = first(store, "positions")
    correct(store, "position", name, "set", field="stance", value="conditional", by="ann", why="see the second clause")
    line = json.loads(file_beside(store.path).read_text(encoding="utf-8"))
    assert line["by"] == "ann" and line["at"].startswith("20") and line["why"] == "see the second clause"
    assert (line["kind"], line["target"], line["field"], line["value"]) == ("position", name, "stance", "conditional")


def test_corrections_survive_a_second_run(store: Store, records: list[Record], tmp_path: Path) -> None:
    event, statement = first(store, "events"), first(store, "statements")
    correct(store, "event", event, "set", field="type", value="YIELD" if False else "CONCEDE", by="ann")
    correct(store, "statement", statement, "reject", by="ann")
    wrong = correct(store, "statement", statement, "accept", by="ann")
    undo(store, wrong.id, by="ann")
    a, b = (str(x["id"]) for x in list(store.show("actors"))[:2])
    correct(store, "actor", a, "merge", value=b, by="ann")
    document = str(one(store, "events", event)["document"])
    correct(store, "actor", b, "split", value={"documents": [document], "name": "Another"}, by="ann")
    wanted = documents_of(store)
    anew = tmp_path / "anew.sqlite"
    file_beside(str(anew)).write_bytes(file_beside(store.path).read_bytes())
    with open_store(anew, write=True) as second:
        assert sync(second) == []
        for record in records:  # document by document, as a run does
            with second.transaction() as db:
                second.append([record])
                reapply(db)
        assert documents_of(second) == wanted


def test_a_document_coded_again_gets_its_corrections_again(store: Store, records: list[Record]) -> None:
    event = first(store, "events")
    correct(store, "event", event, "set", field="type", value="CONCEDE", by="ann")
    wanted = sorted(documents_of(store))
    document = str(one(store, "events", event)["document"])
    with store.transaction() as db:
        rows.remove(db, document)
        assert event not in {e["id"] for e in store.show("events")}
        store.append(records)
        reapply(db)
    assert sorted(documents_of(store)) == wanted
    for table in ("document_text", "statement_text", "actor_text", "issue_text"):
        store.db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")


def test_lines_that_others_wrote_are_taken_in_and_bad_ones_named(store: Store, tmp_path: Path) -> None:
    event = first(store, "events")
    correct(store, "event", event, "reject", by="ann")
    path = file_beside(store.path)
    line = json.loads(path.read_text(encoding="utf-8"))
    other = {**line, "id": "co-000000000000", "by": "bob", "action": "accept"}
    path.write_text(path.read_text(encoding="utf-8") + json.dumps(other) + "\n{cut off", encoding="utf-8")
    told = sync(store)
    assert len(told) == 1 and "line 3" in told[0]
    assert one(store, "events", event)["verdict"] == "accepted"
    correct(store, "event", event, "reject", by="ann")  # goes on its own line, not behind the one that was cut
    assert sync(store) == told
    path.unlink()
    sync(store)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("kind", "action", "more", "told"),
    [
        ("event", "set", {"field": "type", "value": "FIGHT"}, "is no type"),
        ("event", "set", {"field": "span", "value": 3}, "has no field"),
        ("event", "merge", {"value": "x"}, "can't be changed by"),
        ("event", "set", {"field": "actors", "value": ["ac-none"]}, "no actor"),
        ("event", "set", {"field": "actors", "value": "ac-none"}, "must be a list"),
        ("position", "set", {"field": "actor", "value": None}, "reject it"),
        ("actor", "merge", {"value": "ac-none"}, "to merge with"),
        ("actor", "set", {"field": "country", "value": "France"}, "alpha-3"),
        ("actor", "split", {"value": {"documents": []}}, "a split needs"),
        ("issue", "set", {"field": "label", "value": " "}, "must have words"),
        ("statement", "set", {"field": "speaker", "value": {"kind": "person"}}, "needs a name"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    store: Store, kind: str, action: str, more: dict[str, object], told: str
) -> None:
    before, name = documents_of(store), first(store, kind + "s")
    with pytest.raises(UsageError, match=told):
        correct(store, kind, name, action, by="ann", **more)  # type: ignore[arg-type]
    assert documents_of(store) == before
    assert not file_beside(store.path).exists() and not history(store.db)


def test_unknown_target_and_nobody(store: Store) -> None:
    with pytest.raises(UsageError, match="there is no event"):
        correct(store, "event", "ev-none", "reject", by="ann")
    with pytest.raises(UsageError, match="name of who"):
        correct(store, "event", first(store, "events"), "reject", by=" ")
    with pytest.raises(UsageError, match="no correction"):
        undo(store, "co-none", by="ann")
