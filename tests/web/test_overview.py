"""Figures of the whole record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dragoman.store import open_store
from dragoman.store.corrections import correct
from dragoman.web.pages import Ask
from dragoman.web.views.overview import _bars, overview, read_figures, show_documents
from tests.web.conftest import BERG, DALL, INNER, MINISTRY


def test_counts_leave_out_what_is_rejected_or_merged(file: Path) -> None:
    with open_store(file, write=True) as store:
        before = overview(store)["counts"]
        assert before == {"documents": 33, "statements": 36, "events": 33, "positions": 2, "actors": 6, "issues": 2}
        correct(store, "statement", INNER, "reject", by="test")
        correct(store, "actor", DALL, "merge", value=BERG, by="test")
        after = overview(store)
        assert after["counts"] == {**before, "statements": 35, "actors": 5}
        assert after["actors"][0]["id"] == BERG and after["actors"][0]["mentions"] == 32
        assert MINISTRY in [a["id"] for a in after["actors"]]


def test_coverage_copies_notes_and_failures_are_told(file: Path) -> None:
    with open_store(file, write=True) as store:
        store.db.execute(
            "INSERT INTO item VALUES ('i', 's', 'k', 'failed', 0, 'no-text', 'bad.html: it has no text', 'now')"
        )
        data = overview(store)
    assert data["reading"]["in_part"] == 1
    assert data["copies"] == {"copies": 1, "stories": 1}
    assert {"date-unresolved", "<b>code</b>"} == {n["code"] for n in data["notes"]}
    assert data["failures"]["items"][0]["many"] == 1
    assert data["articles"]["undated"] == 1


@given(st.lists(st.dates(date(1, 1, 1), date.max), min_size=1, max_size=6))
def test_bars_hold_every_article_in_order(days: list[date]) -> None:
    bars, unit = _bars(dict.fromkeys(days, 1))
    assert sum(b["value"] for b in bars) == len(set(days))
    assert unit in ("day", "week", "month", "year", "decade", "century")
    assert len(bars) <= 110
    assert bars[0]["value"] and bars[-1]["value"]


def test_days_without_articles_are_bars_too() -> None:
    bars, unit = _bars({date(2024, 1, 1): 2, date(2024, 1, 1) + timedelta(days=9): 1})
    assert unit == "day" and len(bars) == 10 and [b["value"] for b in bars][1] == 0


def test_figures_of_accuracy_are_shown_where_they_were_measured(tmp_path: Path) -> None:
    row = {"what": "who said what", "corpus": "our own", "figure": "F1", "value": "80.1"}
    file = tmp_path / "figures.json"
    assert read_figures(file) is None
    for broken in ("", "[]", "{}", '{"model": "m", "rows": [{}]}', '{"model": "m", "rows": []}'):
        file.write_text(broken)
        assert read_figures(file) is None
    file.write_text(json.dumps({"model": "m", "rows": [row]}))
    assert read_figures(file) == {"model": "m", "rows": [row]}


def test_articles_are_chosen_by_words_outlet_and_day(file: Path) -> None:
    with open_store(file) as store:

        def shown(**query: str) -> list[str]:
            return [h["source"]["title"] for h in show_documents(Ask(store, query=query))["hits"]]

        assert shown(q="ceasefire") == ["Plan rejected", "Norland rejects the harbour plan"]
        assert shown(q="ceasefire", independent="1") == ["Norland rejects the harbour plan"]
        assert len(shown(outlet="Outlet 1")) == 10
        assert shown(since="2024-05-10") != [] and shown(since="2030-01-01") == []
        assert len(shown(page="2")) == 8
