"""Who stands where: stances made by hand -> positions and issues."""

from __future__ import annotations

import pytest

from dragoman.find.actors import Cast
from dragoman.find.events import find_events
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.find.positions import find_positions, short_label, stem
from dragoman.find.statements import find_statements
from dragoman.reading import ReadAttribution, ReadEvent, ReadStance
from dragoman.record import Date, Position, Span
from tests.find.by_hand import did, document, find, reading_of, said, stands

PEOPLE = ("Anna Lund", "Peter Berg")
MONDAY = Date(start="2024-05-06", end="2024-05-06", text="Monday", granularity="day")


class Stood:
    """Positions of a text, with what they look like to a reader."""

    def __init__(
        self, text: str, *stances: ReadStance, said: tuple[ReadAttribution, ...] = (), events: tuple[ReadEvent, ...] = (),
        dated: bool = False,
    ) -> None:  # fmt: skip
        self.text = text
        doc, sentences, mask = document(text), Sentences(text), quoted_mask(text)
        people = tuple(p for p in PEOPLE if p in text)
        bodies = tuple(b for b in ("Havnen",) if b in text)
        self.cast = Cast(doc, reading_of(text, people=people, bodies=bodies, said=said, events=events), sentences, mask)

        def date_of(span: Span) -> Date | None:
            return MONDAY if dated else None

        self.statements, _ = find_statements(doc, said, self.cast, sentences, mask, date_of)
        self.events, _ = find_events(doc, events, self.cast, sentences, self.statements, date_of, 0.5)
        self.positions, self.issues = find_positions(
            doc, stances, events, self.events, self.statements, self.cast, sentences
        )
        self.names = {a.id: a.name for a in self.cast.actors({p.actor for p in self.positions})}

    def rows(self) -> list[tuple[str, str, str]]:
        labels = {i.id: i.label for i in self.issues}
        return [(self.names[p.actor], p.stance, labels[p.issue]) for p in self.positions]

    def only(self) -> Position:
        assert len(self.positions) == 1
        return self.positions[0]


# ---------------------------------------------------------------- what a position rests on
def test_a_position_rests_on_the_statement_that_takes_it() -> None:
    text = "Anna Lund said she supports the joint patrols."
    got = Stood(
        text,
        stands(text, "supports the joint patrols", "support", "the joint patrols"),
        said=(said(text, "Anna Lund", "said", "she supports the joint patrols"),),
        dated=True,
    )
    assert got.rows() == [("Anna Lund", "support", "joint patrols")]
    p = got.only()
    assert (p.statement, p.event, p.date) == (got.statements[0].id, None, MONDAY)
    assert text[p.evidence.start : p.evidence.end] == "supports the joint patrols"


def test_a_position_rests_on_the_act_that_takes_it() -> None:
    text = "Norway and Sweden rejected the joint patrols."
    got = Stood(
        text,
        stands(text, "rejected the joint patrols", "oppose"),
        events=(did(text, "rejected", "REJECT", ("Norway and Sweden",)),),
    )
    assert sorted(got.rows()) == [("Norway", "oppose", "joint patrols"), ("Sweden", "oppose", "joint patrols")]
    assert {(p.statement, p.event) for p in got.positions} == {(None, got.events[0].id)}


def test_a_stand_that_nothing_shows_is_left_out() -> None:
    text = "Norway is for the joint patrols."
    got = Stood(text, stands(text, "is for the joint patrols", "support"))
    assert got.positions == [] and got.issues == []


def test_a_meeting_shows_no_stand() -> None:
    text = "Norway met Denmark on the joint patrols."
    got = Stood(
        text,
        stands(text, "met Denmark on the joint patrols", "support"),
        events=(did(text, "met", "CONSULT", ("Norway",), ("Denmark",)),),
    )
    assert got.positions == []


def test_what_others_should_do_is_not_their_stand() -> None:
    text = "Norway wants Denmark to scrap the fishing accord."
    got = Stood(
        text,
        stands(text, "scrap the fishing accord", "oppose"),
        events=(did(text, "scrap", "REJECT", ("Denmark",), modality="hypothetical"),),
    )
    assert got.positions == []


# ---------------------------------------------------------------- whose it is
def test_the_subject_named_in_the_content_holds_it_not_the_speaker() -> None:
    text = "Anna Lund said Rome fully supports the joint patrols."
    lund = said(text, "Anna Lund", "said", "Rome fully supports the joint patrols")
    for words in ("Rome fully supports the joint patrols", "fully supports the joint patrols"):
        got = Stood(text, stands(text, words, "support", "joint patrols"), said=(lund,))
        assert got.rows() == [("Italy", "support", "joint patrols")], words


def test_the_first_person_is_the_speaker() -> None:
    text = "“We support the joint patrols,” Anna Lund said."
    got = Stood(
        text,
        stands(text, "We support the joint patrols", "support"),
        said=(said(text, "Anna Lund", "said", "“We support the joint patrols,”"),),
    )
    assert got.rows() == [("Anna Lund", "support", "joint patrols")]


def test_denials_and_outlets_take_no_stand() -> None:
    text = "Anna Lund denied support for the arms deal."
    read = stands(text, "support for the arms deal", "support")
    assert Stood(text, read, said=(said(text, "Anna Lund", "denied", "support for the arms deal"),)).positions == []
    text = "The newspaper Havnen said it supports the joint patrols."
    havnen = said(text, "The newspaper Havnen", "said", "it supports the joint patrols")
    assert Stood(text, stands(text, "supports the joint patrols", "support"), said=(havnen,)).positions == []


def test_whom_an_outlet_reports_on_takes_a_stand() -> None:
    text = "Rome fully supports the joint patrols, the newspaper Havnen said."
    got = Stood(
        text,
        stands(text, "fully supports the joint patrols", "support", "joint patrols"),
        said=(said(text, "the newspaper Havnen", "said", "Rome fully supports the joint patrols"),),
    )
    assert got.rows() == [("Italy", "support", "joint patrols")]


def test_the_innermost_statement_counts() -> None:
    text = "Peter Berg said Anna Lund believes the joint patrols are right."
    got = Stood(
        text,
        stands(text, "the joint patrols are right", "support", "joint patrols"),
        said=(
            said(text, "Peter Berg", "said", "Anna Lund believes the joint patrols are right"),
            said(text, "Anna Lund", "believes", "the joint patrols are right", level=2),
        ),
    )
    assert got.rows() == [("Anna Lund", "support", "joint patrols")]


# ---------------------------------------------------------------- stances
@pytest.mark.parametrize(
    ("tail", "stance"),
    [
        ("", "support"), (" if Denmark pays", "conditional"), (" only if Denmark pays", "conditional"),
        (" provided Denmark pays", "conditional"), (". If it rains, nobody goes", "support"),
    ],
)  # fmt: skip
def test_a_stated_condition_overrules_the_model(tail: str, stance: str) -> None:
    text = f"Anna Lund said she supports the joint patrols{tail}."
    read = stands(text, "supports the joint patrols", "support", "the joint patrols")
    got = Stood(text, read, said=(said(text, "Anna Lund", "said", "she supports the joint patrols"),))
    assert got.only().stance == stance


def test_support_for_not_doing_a_thing_is_opposition_to_it() -> None:
    text = "Anna Lund urged ministers not to sign the fishing accord."
    got = Stood(
        text,
        stands(text, "urged ministers not to sign the fishing accord", "support", "not to sign the fishing accord"),
        said=(said(text, "Anna Lund", "urged", "ministers not to sign the fishing accord"),),
    )
    assert got.rows() == [("Anna Lund", "oppose", "sign the fishing accord")]


# ---------------------------------------------------------------- issues
@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("the joint patrols", "joint patrols"),
        ("to the sending of troops, which began", "sending of troops"),
        ("of the idea of a new tax", "new tax"),
        ("a deal worth 1,200 crowns", "deal worth 1,200 crowns"),
        ("any talks because of the war", "talks"),
        ("“the wall” and more", "wall"),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight nine"),
        ("the plan of the", "plan"),
    ],
)
def test_labels_are_short_noun_phrases(words: str, label: str) -> None:
    got = short_label(words)
    assert got is not None and got.words == label


@pytest.mark.parametrize("words", ["", "it", "this", "the", "of the", "them.", "“”", "...", "so"])
def test_words_that_tell_nothing_are_no_label(words: str) -> None:
    assert short_label(words) is None


def test_labels_that_share_their_words_are_one_issue() -> None:
    text = "Norway rejected the joint patrols. Sweden rejected joint patrols. Denmark rejected the grain tariff."
    parts = ("rejected the joint patrols", "rejected joint patrols", "rejected the grain tariff")
    states = ("Norway", "Sweden", "Denmark")
    events = tuple(
        ReadEvent(trigger=(s, s + 8), type="REJECT", modality="asserted", actors=(find(text, state),))
        for (s, _), state in zip((find(text, p) for p in parts), states, strict=True)
    )
    got = Stood(text, *(stands(text, p, "oppose") for p in parts), events=events)
    assert got.rows() == [
        ("Norway", "oppose", "joint patrols"),
        ("Sweden", "oppose", "joint patrols"),
        ("Denmark", "oppose", "grain tariff"),
    ]
    assert len(got.issues) == 2 and len({p.issue for p in got.positions}) == 2


def test_words_are_compared_by_their_stems() -> None:
    assert stem("sanctions") == stem("sanction") == stem("sanctioning")
    assert stem("Norway's") == "Norway"
    assert stem("gas") == "gas" and stem("talks") != stem("tariff")


def test_positions_are_kept_once_and_ids_are_stable() -> None:
    text = "Norway rejected the joint patrols."
    read = stands(text, "rejected the joint patrols", "oppose")
    events = (did(text, "rejected", "REJECT", ("Norway",)),)
    once, twice = Stood(text, read, events=events), Stood(text, read, read, events=events)
    assert once.positions == twice.positions and len(twice.positions) == 1
    assert once.issues == twice.issues
