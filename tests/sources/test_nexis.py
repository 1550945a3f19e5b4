"""Exports of Nexis: both layouts, in every form in which they are delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gather
from test_office import docx

from dragoman.config import Config
from dragoman.sources.bulk import BulkOptions, read_item
from dragoman.sources.nexis import is_nexis

HEADLINES = ["Norland rejects canal plan and calls in envoy", "Estuary offers to halve canal toll"]


def test_academic_text(gather: Gather, bulk: Path) -> None:
    (first, second), faults = gather(bulk / "nexis-academic.txt")
    assert first.title == "Norland rejects canal plan and calls in Estuary envoy"
    assert (first.key, first.kind, first.outlet, first.published) == ("article 1", "text", "The Guardian", "2024-05-08")
    assert first.authors == ("Jane Roe",) and first.language == "en"
    paragraphs = str(first.data).split("\n\n")
    assert len(paragraphs) == 4 and paragraphs[0] == "Ministry says the toll scheme would cost too much"
    assert paragraphs[1].startswith("The Foreign Ministry of Norland") and paragraphs[1].endswith("had brought them.")
    assert paragraphs[3].endswith("because they were not allowed to speak in public.")
    assert second.outlet == "Rift News Agency" and second.published == "2024-05-09T06:15:00+00:00"
    assert str(second.data).startswith("SKERRY, May 9 (Rift News Agency) - Estuary offered")
    assert [(f.key, f.error.code) for f in faults] == [("article 3", "no-text")] and "Correction" in str(
        faults[0].error
    )
    (document,), _ = read_item(first, Config())
    assert document.text.startswith(f"{first.title}\n\nMinistry says") and document.published == "2024-05-08"


def test_academic_html(gather: Gather, bulk: Path) -> None:
    (first, second), faults = gather(bulk / "nexis-academic.html")
    assert not faults and first.title == "Hungary and Serbia stay away as eight leaders agree fund"
    assert (first.outlet, first.published, first.authors) == ("The Danube Courier", "2024-06-12", ("Anton Weiss",))
    assert str(first.data).count("\n\n") == 1 and "air defence & radar" in str(first.data)
    assert str(first.data).endswith("“Nobody is locked out,” she told reporters.")
    assert second.published == "2024-06-13" and second.outlet == "Pacific Dispatch"


@pytest.mark.parametrize("form", ["txt", "rtf", "docx"])
def test_uni(gather: Gather, bulk: Path, form: str) -> None:
    items, faults = gather(bulk / f"nexis-uni.{form}")
    assert not faults and [item.title for item in items] == HEADLINES
    assert [item.outlet for item in items] == ["The Guardian", "Rift News Agency"]
    assert [item.published for item in items] == ["2024-05-08T14:30:00+00:00", "2024-05-09"]
    assert items[0].authors == ("Jane Roe",) and items[0].language == "en"
    for item in items:
        for catalogue in (
            "Load-Date",
            "Length",
            "Copyright",
            "Journal Code",
            "Client/Matter",
            "Body",
            "Grain ships wait",
        ):
            assert catalogue not in str(item.data)
    assert str(items[0].data).endswith("Talks are due to resume on May 21.")
    assert str(items[1].data).startswith("Estuary offered on Thursday to halve the toll")


def test_a_label_inside_of_a_body_stays(gather: Gather, bulk: Path) -> None:
    items, _ = gather(bulk / "nexis-uni.txt")
    assert "\n\nClassification: she used the word twice, and reporters wrote it down.\n\n" in str(items[0].data)


def test_an_export_that_is_cut_off(gather: Gather, bulk: Path) -> None:
    text = (bulk / "nexis-uni.txt").read_text(encoding="utf-8")
    items, faults = gather(text[: text.index("Minister Pavel")], "a.txt")
    assert [item.title for item in items] == HEADLINES[:1]
    assert [(f.key, f.error.code) for f in faults] == [("article 2", "damaged")]


def test_a_word_document_as_the_service_writes_it(gather: Gather) -> None:
    lines = ["", HEADLINES[0], "Havnen Daily", "8 May 2024", "", "Section:\xa0WORLD", "Length:\xa09 words", "", "Body", "",
             "The ministry said no to the plan on Tuesday.", "", "Load-Date:\xa0May 8, 2024", "", "End of Document", ""]  # fmt: skip
    (item,), faults = gather(docx(lines), "b.docx")
    assert not faults and item.title == HEADLINES[0] and item.published == "2024-05-08"
    assert item.data == "The ministry said no to the plan on Tuesday."


def test_headline_labels_and_shows(gather: Gather) -> None:
    text = """
                               1 of 1 DOCUMENTS

                                   NPN News

                      May 8, 2024 Wednesday

SHOW: Morning Edition 7:00 AM NPN

HEADLINE: A canal and its price

ANCHORS: Jane Roe

LENGTH: 40 words

JANE ROE, host: The plan was rejected on Tuesday by the ministry in Port Havn.

LANGUAGE: ENGLISH
"""
    (item,), faults = gather(text, "a.txt")
    assert not faults and item.title == "A canal and its price" and item.outlet == "NPN News"
    assert str(item.data).startswith("JANE ROE, host: The plan was rejected")


def test_german_labels(gather: Gather) -> None:
    text = "Dokument 1 von 1\n\nHafenblatt\n\n8. Mai 2024\n\nNorland lehnt ab\n\nAUTOR: Jana Roth\n\nLÄNGE: 12 Wörter\n\nDas Ministerium lehnte den Plan am Dienstag ab.\n\nUPDATE: 9. Mai 2024\n\nSPRACHE: GERMAN; DEUTSCH\n"
    (item,), _ = gather(text, "a.txt")
    assert item.title == "Norland lehnt ab" and item.authors == ("Jana Roth",) and item.language == "de"
    assert item.data == "Das Ministerium lehnte den Plan am Dienstag ab." and item.published == "8. Mai 2024"
    (document,), notes = read_item(item, Config())
    assert document.published is None and "unread-date" in [note.code for note in notes]


def test_prose_is_no_export() -> None:
    assert not is_nexis("The minister read 1 of 3 documents aloud.\nLength: two pages.\n")
    assert not is_nexis("End of Document\n")


def test_a_forced_format(gather: Gather) -> None:
    items, faults = gather("Nothing of the kind here, only a line of prose.", "a.txt", BulkOptions(format="nexis"))
    assert not items and faults[0].error.code == "no-article"
