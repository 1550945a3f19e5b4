"""Exports of Factiva: with codes and without, in every form in which they are delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gather
from test_office import docx

from dragoman.config import Config
from dragoman.sources.bulk import read_item
from dragoman.sources.factiva import is_factiva

HEADLINES = ["Norland rejects canal plan and calls in envoy", "Estuary offers to halve canal toll"]
FORMS = [f"factiva-{layout}.{form}" for layout in ("article", "indexed") for form in ("txt", "html", "rtf")]


@pytest.mark.parametrize("name", FORMS)
def test_every_form(gather: Gather, bulk: Path, name: str) -> None:
    items, faults = gather(bulk / name)
    assert not faults and [item.key for item in items] == ["article 1", "article 2"]
    assert str(items[0].title).replace("Estuary envoy", "envoy") == HEADLINES[0]
    assert str(items[1].title).casefold() in (HEADLINES[1].casefold(), "estuary offers cut in canal toll")
    assert [item.published for item in items] == ["2024-05-08", "2024-05-09"]
    assert [item.outlet for item in items] == ["The Guardian", "Rift News Agency"]
    assert items[0].authors == ("Jane Roe",) and items[0].language == "en" and items[0].kind == "text"
    body = str(items[0].data)
    assert body.startswith("The Foreign Ministry of Norland rejected the canal plan on Tuesday") and "\n\n" in body
    assert "Marta Lind" in body
    assert str(items[1].data).endswith("halve the toll on grain ships for two years.") or "minister said." in str(
        items[1].data
    )
    for item in items:
        for catalogue in ("words", "GRDN", "RIFTNA", "opyright", "English", "International Relations", "Document"):
            assert catalogue not in str(item.data), catalogue


def test_paragraphs_of_a_wrapped_text(gather: Gather, bulk: Path) -> None:
    items, _ = gather(bulk / "factiva-article.txt")
    (document,), _ = read_item(items[0], Config())
    assert document.text.split("\n\n")[0] == "Norland rejects canal plan and calls in Estuary envoy"
    assert document.text.count("\n\n") == 2 and "cost farmers more than the whole harvest." in document.text


def test_a_headline_that_looks_like_names_is_no_byline(gather: Gather) -> None:
    lines = ["World News", "Norland Rejects Canal Plan", "12 words", "8 May 2024", "Havnen Daily", "HAVND", "English",
             "(c) 2024 Havnen Daily", "", "The ministry said no to the plan on Tuesday.", "", "Document HAVND00020240508ek5800012"]  # fmt: skip
    (item,), faults = gather(docx(lines), "a.docx")
    assert not faults and item.title == "Norland Rejects Canal Plan" and item.authors == ()
    assert item.outlet == "Havnen Daily" and item.data == "The ministry said no to the plan on Tuesday."


def test_an_export_that_is_cut_off(gather: Gather, bulk: Path) -> None:
    text = (bulk / "factiva-article.txt").read_text(encoding="utf-8")
    items, faults = gather(text[: text.index("on grain ships for two years")], "a.txt")
    assert len(items) == 1 and [(f.key, f.error.code) for f in faults] == [("article 2", "damaged")]


def test_an_article_without_text(gather: Gather) -> None:
    text = "HD\nNorland rejects canal plan\nPD\n8 May 2024\nSN\nHavnen\nTD\n\nAN\nDocument HAVND00020240508ek5800012\n"
    items, faults = gather(text, "a.txt")
    assert not items and faults[0].error.code == "no-text" and "Norland rejects" in str(faults[0].error)


def test_prose_is_no_export() -> None:
    assert not is_factiva("The minister wrote 214 words\nand signed\nDocument 5\n")
    assert not is_factiva("HD\nTD\n")
