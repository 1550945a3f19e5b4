"""Filters, full text, the user's own SQL, frames."""

from __future__ import annotations

import pytest

from dragoman.errors import UsageError
from dragoman.record import Record
from dragoman.store import Filters, Store
from dragoman.store.query import count, search_terms, sql


def test_filters_choose_what_they_say(store: Store, records: list[Record]) -> None:
    actors = {a.id: a for r in records for a in r.actors}
    events = [e for r in records for e in r.events]
    country = next(actors[k].country for e in events for k in e.actors if actors[k].country)
    wanted = {e.id for e in events if any(actors[k].country == country for k in (*e.actors, *e.recipients))}
    assert {e["id"] for e in store.show("events", country=country)} == wanted
    kind = events[0].type
    assert {e["id"] for e in store.show("events", type=kind)} == {e.id for e in events if e.type == kind}
    speaker = next(s.speaker for r in records for s in r.statements if s.speaker)
    found = list(store.show("statements", actor=speaker))
    assert {s["id"] for s in found} == {s.id for r in records for s in r.statements if s.speaker == speaker}
    assert all(s["speaker"] == actors[speaker].name for s in found)


def test_one_actor_must_pass_all_filters_on_actors(store: Store) -> None:
    for event in store.show("events", country="POL", sector="GOV"):
        sides = store.db.execute("SELECT country, sector FROM sides WHERE event = ?", (event["id"],)).fetchall()
        assert any(tuple(s) == ("POL", "GOV") for s in sides)


def test_dates_are_inclusive(store: Store) -> None:
    days = sorted({e["day"] for e in store.show("events") if e["day"]})
    middle = days[len(days) // 2]
    assert {e["day"] for e in store.show("events", since=middle)} == {d for d in days if d >= middle}
    assert {e["day"] for e in store.show("events", until=middle)} == {d for d in days if d <= middle}
    assert {e["day"] for e in store.show("events", since=middle, until=middle)} == {middle}


def test_full_text_finds_other_forms_of_a_word(store: Store) -> None:
    found = list(store.show("documents", text="borders"))
    assert found and all("border" in store.record(d["id"]).documents[0].text.lower() for d in found)  # type: ignore[union-attr]


def test_signs_of_a_pattern_are_letters(store: Store) -> None:
    assert not len(store.show("actors", actor="%"))
    assert not len(store.show("events", actor="_'; DROP TABLE event; --"))
    assert len(store.show("events"))


@pytest.mark.parametrize(
    "typed", ['"', "a:b", "NEAR(", "x AND", "-", "(", "café’s", "l'été", "*", '"whole phrase"', "bord*"]
)
def test_whatever_is_typed_is_a_search(store: Store, typed: str) -> None:
    words = search_terms(typed)
    if words:
        store.show("statements", text=words)


@pytest.mark.parametrize(
    ("what", "chosen", "told"),
    [
        ("statments", {}, "there is no table"),
        ("events", {"type": "FIGHT"}, "is no type"),
        ("statements", {"type": "ACCUSE"}, "have no type"),
        ("events", {"since": "yesterday"}, "is not a day"),
        ("events", {"since": "2025-02-31"}, "is not a day"),
        ("events", {"who": "x"}, "there is no filter"),
        ("actors", {"since": "2025-01-01"}, "have no since"),
    ],
)
def test_what_makes_no_sense_is_told(store: Store, what: str, chosen: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        store.show(what, **chosen)


def test_limit_offset_and_count(store: Store) -> None:
    every = [e["id"] for e in store.show("events")]
    paged = [e["id"] for k in range(0, len(every), 10) for e in store.show("events", limit=10, offset=k)]
    assert paged == every
    assert count(store.db, "events", Filters(limit=3)) == len(every)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM event", "UPDATE actor SET name = 'x'", "DROP TABLE event", "ATTACH 'x.db' AS x", "PRAGMA user_version = 9",
        "VACUUM INTO 'copy.db'", "SELECT load_extension('x')", "INSERT INTO event_text VALUES (1)", "CREATE TABLE x (y)",
        "SELECT 1; DELETE FROM event", "selec", "",
    ],
)  # fmt: skip
def test_sql_only_reads(store: Store, query: str) -> None:
    before = len(store.show("events"))
    try:
        store.sql(query)
    except UsageError:
        pass
    else:
        assert query == ""
    assert len(store.show("events")) == before
    store.append([])  # the connection still writes for us


def test_sql_of_the_users_own(store: Store) -> None:
    rows = store.sql("WITH x AS (SELECT type, count(*) AS n FROM events GROUP BY type) SELECT * FROM x ORDER BY n DESC")
    assert rows.columns == ("type", "n") and rows.values[0][1] >= rows.values[-1][1]
    assert len(store.sql("SELECT * FROM events", limit=3)) == 3


def test_a_query_without_end_is_stopped(store: Store) -> None:
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x"
    with pytest.raises(UsageError, match="stopped"):
        sql(store.db, endless, seconds=0.2)


def test_frames(store: Store) -> None:
    rows = store.show("events")
    pytest.importorskip("pyarrow")
    assert rows.to_arrow().column("id").to_pylist() == [e["id"] for e in rows]
    pytest.importorskip("pandas")
    assert list(rows.to_pandas()["type"]) == [e["type"] for e in rows]
    pytest.importorskip("polars")
    assert rows.to_polars()["type"].to_list() == [e["type"] for e in rows]
    assert len(store.show("events", type="AID", actor="nobody at all").to_polars()) == 0


def test_a_record_in_memory_is_asked_the_same_way(records: list[Record]) -> None:
    rows = records[0].show("events", modality="asserted")
    assert {r["id"] for r in rows} == {e.id for e in records[0].events if e.modality == "asserted"}
    with pytest.raises(UsageError):
        records[0].show("events", since="soon")
    with Store.of(*records) as store:
        assert len(store.show("statements")) == sum(len(r.statements) for r in records)
