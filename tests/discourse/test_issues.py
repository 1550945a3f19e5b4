"""Filing labels under issues: the same question in other words is one issue, everything else is not."""

from __future__ import annotations

import time

import numpy as np
import pytest

from dragoman.discourse.issues import AKIN, IssueBook, IssueEntry, context_of, likeness
from dragoman.discourse.words import read_words
from dragoman.record import Record, make_id

from .by_hand import embed, record


def labels(settled: Record) -> list[tuple[str, str]]:
    """Label and stance of each position."""
    names = {i.id: i.label for i in settled.issues}
    return [(names[p.issue], p.stance) for p in settled.positions]


def test_the_same_words_in_two_articles_are_one_issue() -> None:
    book = IssueBook(embed)
    one = book.settle(record([("Ola Berg", "support", "a bridge over the Norsund")], name="one"))
    two = book.settle(record([("Kari Vik", "oppose", "the bridge over the Norsund")], name="two"))
    assert one.positions[0].issue == two.positions[0].issue
    assert len(book.entries()) == 1
    members = book.entries()[0].members
    assert [m.label for m in members] == ["a bridge over the Norsund", "the bridge over the Norsund"]
    assert members[1].reason == "same words"


def test_other_words_for_it_are_one_issue_with_the_reason_kept() -> None:
    book = IssueBook(embed)
    book.settle(record([("Ola Berg", "support", "sending peacekeepers to Ukraine")], name="one", about=["Ukraine"]))
    book.settle(record([("Kari Vik", "oppose", "send peacekeepers to Kiev")], name="two", about=["Ukraine"]))
    assert len(book.entries()) == 1
    last = book.entries()[0].members[-1]
    assert last.reason.startswith(("alike", "akin", "same words"))
    assert last.score >= AKIN


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("a ceasefire in Ukraine", "a ceasefire in Yemen"),
        ("raising the fuel duty", "cutting the fuel duty"),
        ("a ban on night fishing", "a temporary ban on night fishing"),
        ("the plan", "the plan"),
        ("carbon emissions", "limiting carbon emissions"),
    ],
)
def test_other_questions_stay_apart(one: str, two: str) -> None:
    book = IssueBook(embed)
    a = book.settle(record([("Ola Berg", "support", one)], name="one"))
    b = book.settle(record([("Kari Vik", "support", two)], name="two"))
    assert a.positions[0].issue != b.positions[0].issue


def test_one_bare_word_is_one_issue_only_where_the_articles_are_about_the_same() -> None:
    book = IssueBook(embed)
    here = book.settle(record([("Ola Berg", "support", "a ceasefire")], name="one", about=["Norland", "Sudland"]))
    near = book.settle(record([("Kari Vik", "oppose", "the ceasefire")], name="two", about=["Sudland", "Norland"]))
    away = book.settle(record([("Lio Tam", "oppose", "a ceasefire")], name="three", about=["Isla", "Mora"]))
    assert here.positions[0].issue == near.positions[0].issue != away.positions[0].issue


def test_for_an_end_of_the_ban_is_against_the_ban() -> None:
    book = IssueBook(embed)
    one = book.file(record([("Ola Berg", "oppose", "the ban on night fishing")], name="one"))
    two = book.file(record([("Kari Vik", "support", "lifting the ban on night fishing")], name="two"))
    assert one.record.positions[0].issue == two.record.positions[0].issue
    assert labels(two.record) == [("the ban on night fishing", "oppose")]
    filing = two.filings[0]
    assert (filing.label, filing.stance, filing.sign) == ("lifting the ban on night fishing", "support", -1)
    assert "its end" in filing.reason


def test_an_issue_first_met_the_wrong_way_round_is_named_plainly() -> None:
    settled = IssueBook(embed).settle(record([("Kari Vik", "support", "lifting the ban on night fishing")]))
    assert labels(settled) == [("ban on night fishing", "oppose")]


def test_positions_keep_id_actor_evidence_and_number() -> None:
    raw = record([("Ola Berg", "support", "a bridge"), ("Kari Vik", "conditional", "repeal of the Harbour Act")])
    settled = IssueBook(embed).settle(raw)
    for before, after in zip(raw.positions, settled.positions, strict=True):
        assert (before.id, before.actor, before.evidence) == (after.id, after.actor, after.evidence)
    assert settled.positions[1].stance == "conditional"
    assert settled.documents == raw.documents
    assert {i.id for i in settled.issues} == {p.issue for p in settled.positions}


CORPUS = [
    [("Ola Berg", "support", "a bridge over the Norsund"), ("Kari Vik", "oppose", "the fuel duty")],
    [("Kari Vik", "support", "scrapping the fuel duty"), ("Lio Tam", "oppose", "bridge over the sound of Nor")],
    [("Ola Berg", "oppose", "building a bridge over the Norsund"), ("Lio Tam", "support", "a plan")],
    [("Ola Berg", "support", "a higher fuel duty"), ("Kari Vik", "oppose", "the Norsund bridge")],
]


def test_the_same_articles_in_the_same_order_give_the_same_book() -> None:
    books = []
    for _ in range(2):
        book = IssueBook(embed)
        for i, said in enumerate(CORPUS):
            book.settle(record(said, name=f"n{i}"))
        books.append(book.entries())
    assert books[0] == books[1]


def test_a_book_that_was_put_away_goes_on_as_if_it_had_not_been() -> None:
    whole, first = IssueBook(embed), IssueBook(embed)
    for i, said in enumerate(CORPUS):
        whole.settle(record(said, name=f"n{i}"))
    stored: dict[str, bytes] = {}
    for i, said in enumerate(CORPUS):
        book = IssueBook(embed)
        for entry in stored.values():
            book.add_stored(entry)
        assert book.changed() == [], "what is taken in is no change"
        book.settle(record(said, name=f"n{i}"))
        stored.update(book.changed())
    for entry in stored.values():
        first.add_stored(entry)
    assert {e.id: e for e in first.entries()} == {e.id: e for e in whole.entries()}


def test_changed_tells_only_of_what_changed() -> None:
    book = IssueBook(embed)
    settled = book.settle(record([("Ola Berg", "support", "a bridge over the Norsund")], name="one"))
    assert [k for k, _ in book.changed()] == [settled.positions[0].issue]
    book.settle(record([("Kari Vik", "oppose", "a bridge over the Norsund")], name="two"))
    assert book.changed() == []


def test_entries_are_taken_in_again_without_doubling() -> None:
    book = IssueBook(embed)
    book.settle(record([("Ola Berg", "support", "a bridge over the Norsund")]))
    [(_, stored)] = book.changed()
    book.add_stored(stored)
    assert len(book.entries()[0].members) == 1
    assert book.changed() == []


def test_plain_mappings_are_entries_too() -> None:
    book = IssueBook(embed, [{"id": "is-1", "label": "a bridge", "members": []}])
    assert book.entry("is-1") == IssueEntry(id="is-1", label="a bridge", members=())


def test_ids_come_from_the_words_not_from_the_order() -> None:
    one, two = IssueBook(embed), IssueBook(embed)
    two.settle(record([("Kari Vik", "oppose", "the fuel duty")], name="other"))
    said = record([("Ola Berg", "support", "a bridge over the Norsund")])
    assert one.settle(said).positions[0].issue == two.settle(said).positions[0].issue


def test_no_positions_no_issues() -> None:
    settled = IssueBook(embed).settle(record([]))
    assert (settled.positions, settled.issues) == ((), ())


def test_the_context_is_what_an_article_mentions_most() -> None:
    assert context_of(record([], about=["Norland", "Sudland"]), make_id("doc", "one")) == ("NOR", "SUD")


def test_likeness_needs_words_and_not_vectors_alone() -> None:
    assert likeness(read_words("universal health care"), read_words("fuel duty at sea"), 0.99) is None
    assert likeness(read_words("five-figure fees"), read_words("fees"), 0.99) is None


def test_twenty_thousand_issues_are_looked_through_quickly() -> None:
    words = [f"w{i:x}orm{'abcdefgh'[i % 8]}" for i in range(20_000)]
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((20_000, 96)).astype(np.float16)
    book = IssueBook(embed)
    for i, word in enumerate(words):
        member = {
            "label": f"{word} harbour", "key": f"{word} harbour", "sign": 1, "reason": "first wording", "score": 1.0,
            "document": "d", "vector": vectors[i].tobytes(),
        }  # fmt: skip
        book.add({"id": f"is-{i}", "label": member["label"], "members": [member]})
    began = time.process_time()
    for i in range(20):
        book.settle(record([("Ola Berg", "support", f"new{i} harbour")], name=f"n{i}"))
    assert time.process_time() - began < 10
