"""The terminal report."""

from __future__ import annotations

import msgspec
import pytest
from rich.cells import cell_len

from dragoman.record import About, Document, Note, Record
from dragoman.write import render_report, render_summary


@pytest.mark.parametrize("width", [40, 60, 89, 90, 100, 140, 200])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_is_wider_than_asked(record: Record, width: int, color: bool) -> None:
    from rich.text import Text

    lines = Text.from_ansi(render_report(record, width, color)).plain.splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_widths_out_of_range_are_brought_into_it(record: Record) -> None:
    assert render_report(record, 5, False) == render_report(record, 40, False)
    assert render_report(record, 5000, False) == render_report(record, 200, False)
    assert render_report(record, None, False)


def test_plain_report_adds_only_ascii(record: Record) -> None:
    text = render_report(record, 100, False)
    assert "\x1b" not in text
    own_words = set("".join(d.text for d in record.documents) + "©")
    assert {c for c in text if not c.isascii()} <= own_words


def test_color_only_where_asked(record: Record) -> None:
    assert "\x1b[" in render_report(record, 100, True)


def test_sections_and_chain(record: Record) -> None:
    text = render_report(record, 200, False)
    order = [
        "Norland stays away",
        "WHO SAID WHAT",
        "WHO DID WHAT TO WHOM",
        "WHO STANDS WHERE",
        "WHAT COULD NOT",
    ]
    assert [text.index(o) for o in order] == sorted(text.index(o) for o in order)
    assert "on the word of an aide to Prime Minister Ingrid Solheim, via Havnen, in The Northern Post" in text
    assert "no date: relative dates stay unresolved" in text
    assert "Read: all of" in text and "Read: 71% of" in text
    assert "NOT: talks (CONSULT)" in text
    assert "planned: aid (AID)" in text
    assert "if or may: threat (THREATEN)" in text
    assert "place: Brevik, Norway" in text
    assert "early March 2025" in text
    assert "its outlet is not known" in " ".join(text.split())
    assert "photo credit (2); share bar" in text
    assert "and 2 more of this kind (unresolved-date)" in text


def test_speakers_come_in_order_and_once(record: Record) -> None:
    text = render_report(record, 100, False).split("WHO DID WHAT")[0]
    heads = [
        "Havnen (media)",
        "an aide to Prime",
        "Ingrid Solheim (Norway",
        "Radu Velcea (Romania",
        "Northern League (",
    ]
    assert [text.index(f"\n  {h}") for h in heads] == sorted(text.index(f"\n  {h}") for h in heads)
    assert text.count("\n  Ingrid Solheim (Norway, Prime Minister)") == 1


def test_positions_by_issue(record: Record) -> None:
    text = render_report(record, 100, False)
    assert "  the border talks\n    against     Norland; Ingrid Solheim\n" in text
    assert "    conditional Ingrid Solheim\n" in text


def test_summary_line_for_several_and_none() -> None:
    empty = Record(dragoman=About(version="1", model="m"))
    assert render_report(empty, 80, False) == "No article was read.\n"


def test_summary(record: Record) -> None:
    text = render_summary(record, 120, False)
    assert "2 articles: 11 statements, 9 events, 5 positions, 6 notes." in text
    assert render_report(record, 120, False).rstrip().endswith("6 notes.")


def test_document_with_nothing_found_says_so() -> None:
    note = Note(document=None, stage="source", code="unreadable", message="x.html could not be read.")
    record = Record(
        dragoman=About(version="1", model="m"),
        documents=(Document(id="d", source="a.txt", text="Quiet day\n\nIt rained.", coverage=1.0),),
        notes=(note,),
    )
    text = render_report(record, 80, False)
    assert "Nothing found" in text and "Quiet day" in text
    assert "OUTSIDE ANY ARTICLE" in text and "x.html could not be read." in text


def test_copies_name_their_original(record: Record) -> None:
    copy = msgspec.structs.replace(record.documents[1], duplicate_of="d1")
    text = render_report(msgspec.structs.replace(record, documents=(record.documents[0], copy)), 100, False)
    assert "Copy of: Norland stays away from border talks; The Northern Post" in text


def test_escape_codes_of_an_article_do_not_reach_the_terminal(record: Record) -> None:
    hostile = msgspec.structs.replace(record.documents[0], title="\x1b]0;owned\x07 [red]x[/red] :smile:")
    text = render_report(msgspec.structs.replace(record, documents=(hostile,)), 100, False)
    assert "\x1b" not in text and "\x07" not in text
    assert "[red]x[/red] :smile:" in text


def test_damaged_record_is_still_shown(record: Record) -> None:
    damaged = msgspec.structs.replace(record, actors=(), issues=(), statements=record.statements[2:])
    text = " ".join(render_report(damaged, 60, False).split())
    assert "on the word of a statement that is not in the record, in The Northern Post" in text
    assert "unknown actor -> unknown actor" in text
    assert "(an issue that is not in the record)" in text
