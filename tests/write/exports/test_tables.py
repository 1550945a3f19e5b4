"""CSV and Parquet, read back with DuckDB, polars, pandas and the standard library."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import msgspec
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.record import Record
from dragoman.write.exports import export
from dragoman.write.exports.tables import TABLES, guard


def count(record: Record) -> dict[str, int]:
    parts = ("documents", "statements", "events", "positions", "mentions", "notes")
    return {name: len(getattr(record, name)) for name in parts}


def test_parquet_in_duckdb(story: Record, copy: Record, out: Path) -> None:
    paths = {p.stem: p for p in export([story, copy], "parquet", out)}
    assert list(paths) == list(TABLES)
    rows = {name: duckdb.sql(f"SELECT * FROM '{path}'") for name, path in paths.items()}
    assert {n: list(r.columns) for n, r in rows.items()} == {n: list(c) for n, c in TABLES.items()}
    assert all(len(rows[name]) == 2 * n for name, n in count(story).items())
    assert (len(rows["actors"]), len(rows["issues"])) == (5, 1), "shared by both records, written once"
    assert len(rows["roles"]) == 2, "a role as each article gives it"
    joined = duckdb.sql(
        f"SELECT d.outlet, e.text, e.date_start::TEXT, e.actor_names[2] FROM '{paths['events']}' e "
        f"JOIN '{paths['documents']}' d ON d.id = e.document WHERE list_contains(e.actor_countries, 'JPN') ORDER BY e.start"
    ).fetchall()
    assert joined[0] == ("The Daily; Post", "hold talks in Lyon", "2025-03-11", "Japan")
    assert duckdb.sql(f"SELECT sum(lat) > 0, max(geonames_id) FROM '{paths['events']}'").fetchall() == [(True, 3017382)]


def test_statements_can_be_read_alone(story: Record, out: Path) -> None:
    export([story], "parquet", out)
    said, denied = pl.read_parquet(out / "statements.parquet").iter_rows(named=True)
    assert said["speaker_name"] == "Claire Aubin" and said["text"] == "the meeting was … “a first step”"
    assert said["on_the_word_of"] == "The Daily; Post" and denied["on_the_word_of"] == "Claire Aubin < The Daily; Post"
    assert said["spans"] == ["120-135", "136-150"] and (said["start"], said["end"]) == (120, 150)
    assert story.documents[0].text[136:150] == "“a first step”"
    assert denied["modality"] == "negated" and denied["date_start"] is None


def test_csv_has_the_same_rows(story: Record, copy: Record, out: Path) -> None:
    export([story, copy], "csv", out / "c", formulas=True)
    export([story, copy], "parquet", out / "p")
    for name, columns in TABLES.items():
        plain = pd.read_csv(out / "c" / f"{name}.csv", dtype=str, keep_default_na=False)
        typed = pl.read_parquet(out / "p" / f"{name}.parquet")
        assert list(plain.columns) == typed.columns and len(plain) == len(typed)
        for column, kind in columns.items():
            if kind in ("text", "id", "whole", "day"):
                assert list(plain[column]) == ["" if v is None else str(v) for v in typed[column]]
    with (out / "c" / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["text"] == story.documents[0].text, "line breaks and quotes survive"


def test_formulas_are_disarmed_in_csv_only(story: Record, out: Path) -> None:
    text = "=cmd|'/c calc'!A1 said the man, and -2 was told"
    document = msgspec.structs.replace(story.documents[0], text=text, title="@SUM(A1)", outlet="+1")
    record = Record(dragoman=story.dragoman, documents=(document,), issues=story.issues)
    export([record], "csv", out)
    export([record], "parquet", out)
    (row,) = csv.DictReader((out / "documents.csv").open(encoding="utf-8", newline=""))
    assert (row["text"], row["title"], row["outlet"]) == (f"'{text}", "'@SUM(A1)", "'+1")
    assert row["characters"] == str(len(text))
    assert (out / "issues.csv").read_text().splitlines()[1] == "is-000000000001,'=talks with Japan"
    assert pl.read_parquet(out / "documents.parquet")["text"].to_list() == [text]


def test_negative_numbers_stay_numbers(story: Record, out: Path) -> None:
    event = story.events[0]
    assert event.place
    place = msgspec.structs.replace(event.place, lat=-33.4, lon=-70.6, text="-")
    record = msgspec.structs.replace(story, events=(msgspec.structs.replace(event, place=place),))
    export([record], "csv", out)
    frame = pd.read_csv(out / "events.csv")
    assert (frame["lat"][0], frame["lon"][0], frame["place_text"][0]) == (-33.4, -70.6, "'-")


@given(st.text(alphabet="=+-@'\t\r\nab ＝", max_size=6))
def test_the_guard_can_be_taken_off(text: str) -> None:
    safe = guard(text)
    assert not safe[:1] or safe[0] not in "=+-@\t\r\n＝"
    assert (safe[1:] if guard(safe[1:]) == safe and safe[:1] == "'" else safe) == text


def test_parquet_without_pyarrow_says_how(story: Record, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from dragoman.errors import UsageError

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install \"dragoman\[frames\]\""):
        export([story], "parquet", out)
