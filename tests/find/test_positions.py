"""Who stands where: stances made by hand -> positions and issues."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.find.actors import Cast
from dragoman.find.events import find_events
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.find.positions import find_positions
from dragoman.find.stands import CONDITION
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
        self.positions, self.issues, self.expressed = find_positions(
            doc, stances, events, self.events, self.statements, self.cast, sentences, date_of
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


def test_a_stand_that_only_the_report_tells_is_put_down_as_a_statement() -> None:
    text = "On Monday Norway rejected the joint patrols."
    got = Stood(text, dated=True)
    assert got.rows() == [("Norway", "oppose", "joint patrols")]
    told = got.expressed[0]
    assert [got.only().statement, got.only().event, got.only().date] == [told.id, None, MONDAY]
    assert told.speaker == got.only().actor and told.modality == "asserted" and told.quotation == "indirect"
    assert told.cue_span is None and told.speaker_span is not None
    assert [text[slice(*x)] for x in (told.speaker_span, *told.content_spans)] == [
        "Norway", "rejected the joint patrols",
    ]  # fmt: skip


def test_joint_holders_have_a_statement_each() -> None:
    text = "Norway and Sweden rejected the joint patrols."
    got = Stood(text)
    assert sorted(got.rows()) == [("Norway", "oppose", "joint patrols"), ("Sweden", "oppose", "joint patrols")]
    assert {p.statement for p in got.positions} == {s.id for s in got.expressed} and len(got.expressed) == 2


def test_a_stand_without_a_holder_is_left_out() -> None:
    text = "Norway is for the joint patrols."
    got = Stood(text, stands(text, "is for the joint patrols", "support"))
    assert got.positions == [] and got.issues == [] and got.expressed == []


def test_the_model_points_at_who_holds_it_and_what_it_is_about() -> None:
    text = "Anna Lund is no friend of the fishing accord."
    stance = stands(text, "is no friend of the fishing accord", "oppose", "the fishing accord", "Anna Lund")
    assert Stood(text, stance).rows() == [("Anna Lund", "oppose", "fishing accord")]
    faint = stands(text, "is no friend of the fishing accord", "oppose", "the fishing accord", "Anna Lund", score=0.3)
    assert Stood(text, faint).rows() == []
    asked = text.replace("Anna Lund is", "Is Anna Lund").replace(".", "?")
    stance = stands(asked, "no friend of the fishing accord", "oppose", "the fishing accord", "Anna Lund")
    assert Stood(asked, stance).rows() == []


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
    assert got.rows() == [("Norway", "support", "scrapping the fishing accord")]


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


def test_the_first_person_is_the_speaker_wherever_the_model_points() -> None:
    text = "Anna Lund rejected the fishing accord. “I oppose any tax on fuel,” Peter Berg said."
    quotation = "“I oppose any tax on fuel,”"
    stance = stands(text, quotation, "oppose", "any tax on fuel", holder="Anna Lund")
    got = Stood(text, stance, said=(said(text, "Peter Berg", "said", quotation),))
    assert ("Peter Berg", "oppose", "tax on fuel") in got.rows()


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
        (" provided Denmark pays", "conditional"), (" even if Denmark pays", "support"),
        (". If it rains, nobody goes", "support"),
    ],
)  # fmt: skip
def test_a_stated_condition_overrules_the_model(tail: str, stance: str) -> None:
    text = f"Anna Lund said she supports the joint patrols{tail}."
    read = stands(text, "supports the joint patrols", "support", "the joint patrols")
    got = Stood(text, read, said=(said(text, "Anna Lund", "said", "she supports the joint patrols"),))
    assert got.only().stance == stance
    words = text[got.only().evidence.start : got.only().evidence.end]
    assert words.endswith("Denmark pays") == (stance == "conditional"), "the condition is part of the words"


def test_support_for_not_doing_a_thing_is_opposition_to_it() -> None:
    text = "Anna Lund urged ministers not to sign the fishing accord."
    got = Stood(text, said=(said(text, "Anna Lund", "urged", "ministers not to sign the fishing accord"),))
    assert got.rows() == [("Anna Lund", "oppose", "signing the fishing accord")]


def moved_on(span: Span, by: int = len("Peter Berg said ")) -> Span:
    return span[0] + by, span[1] + by


def told(clause: str, *stances: ReadStance) -> list[tuple[str, str, str]]:
    """What is found in a clause that Peter Berg tells; "stances" are made for the clause."""
    text = f"Peter Berg said {clause}."
    moved = tuple(
        ReadStance(
            span=moved_on(s.span),
            stance=s.stance,
            score=s.score,
            issue=s.issue and moved_on(s.issue),
            holder=s.holder and moved_on(s.holder),
        )
        for s in stances
    )
    return Stood(text, *moved, said=(said(text, "Peter Berg", "said", clause),)).rows()


def test_words_that_the_model_looked_at_and_doubts_are_no_stand() -> None:
    clause = "Norway opposed the fishing accord"
    doubt = stands(clause, "opposed the fishing accord", "oppose", score=0.2)
    assert told(clause) == told(clause, stands(clause, "opposed the fishing accord", "oppose"))
    assert told(clause) == [("Norway", "oppose", "fishing accord")], "what it did not look at stays"
    assert told(clause, doubt) == []
    assert told(clause, doubt, stands(clause, "opposed", "oppose")) == told(clause), "part of it is one"


@pytest.mark.parametrize(
    ("clause", "stance", "label"),
    [
        ("Norway opposed the fishing accord", "oppose", "fishing accord"),
        ("Norway has never backed the fishing accord", "oppose", "fishing accord"),
        ("Norway called for an end to the war", "support", "end to the war"),
        ("Norway called on Denmark to send troops to Latvia", "support", "sending troops to Latvia"),
        ("Norway urged Denmark not to sign the accord", "oppose", "signing the accord"),
        ("Norway urged ministers to reject the accord", "oppose", "accord"),
        ("Norway refused to back the accord", "oppose", "accord"),
        ("Norway is not interested in temporary solutions", "oppose", "temporary solutions"),
        ("Norway would not accept a temporary truce", "oppose", "temporary truce"),
        ("Norway demanded that Denmark scrap the accord", "support", "scrapping the accord"),
        ("Norway demanded that the sanctions be lifted", "support", "lifting the sanctions"),
        ("Norway wants the text kept as it is", "support", "keeping the text"),
        ("Norway voiced opposition to the accord", "oppose", "accord"),
        ("Norway reiterated its call for a ceasefire", "support", "ceasefire"),
        ("Norway dropped its opposition to the accord", "support", "accord"),
        ("Norway pulled its support for the accord", "oppose", "accord"),
        ("Norway’s support for the accord is old", "support", "accord"),
        ("calls by Norway for early elections are old", "support", "early elections"),
        ("the accord was vetoed by Norway", "oppose", "accord"),
        ("Norway decided to drop out of the video conference", "oppose", "video conference"),
        ("Norway agreed on Thursday to set up a joint fund for air defence", "support", "setting up a joint fund for air defence"),
        ("Norway turned the offer down", "oppose", "offer"),
        ("it is a plan Norway does not support", "oppose", "plan"),
        ("it is an accord which Norway has ruled out", "oppose", "accord"),
        ("Norway called the walkout a mistake", "oppose", "walkout"),
        ("Norway described the drill as “a provocation”", "oppose", "drill"),
        ("Norway hailed the accord as a step forward", "support", "accord"),
        ("Norway ruled out the possibility of troops arriving in Latvia", "oppose", "troops arriving in Latvia"),
        ("Norway is ready to lead a coalition to support Latvia with troops", "support", "supporting Latvia with troops"),
        ("Norway voted 6-3 on Tuesday to close the mine", "support", "closing the mine"),
        ("Norway spoke out strongly against the accord", "oppose", "accord"),
        ("Norway vowed to fight for a fair deal", "support", "fair deal"),
        ("Norway will accept no delay", "oppose", "delay"),
        ("Norway, a member since 1949, opposed the accord", "oppose", "accord"),
        ("in a statement on Monday Norway rejected the accord", "oppose", "accord"),
        ("Norway rejected calls for an inquiry", "oppose", "inquiry"),
        ("Norway welcomed the decision to end the drills", "support", "ending the drills"),
    ],
)  # fmt: skip
def test_words_take_a_stand(clause: str, stance: str, label: str) -> None:
    assert told(clause) == [("Norway", stance, label)]


@pytest.mark.parametrize(
    "clause",
    [
        "Norway did not rule out further sanctions",
        "Norway may support the accord",
        "Norway explained its position on the accord",
        "Norway rejected claims of a secret deal",
        "Norway opposes Anna Lund",
        "Norway is against her critics",
        "if Norway backs the accord, prices fall",
        "nobody knows whether Norway supports the accord",
        "Norway plans to travel to Oslo",
        "Norway requested an interview",
        "Norway has not yet called for a vote",
        "Sweden was wrong about Norway’s failure to denounce the accord",
        "Norway fought for almost five hours",
        "the bill opposes higher taxes",
        "many oppose the accord",
        "Norway refused to rule out a tax",
        "a victory that Norway should welcome",
        "Norway discussed the accord and its costs",
    ],
)
def test_other_words_take_none(clause: str) -> None:
    assert told(clause) == []


def test_a_question_takes_no_stand() -> None:
    text = "Does Norway support the accord? Peter Berg asked."
    got = Stood(text, said=(said(text, "Peter Berg", "asked", "Does Norway support the accord?"),))
    assert got.positions == []


def test_a_threat_with_a_condition_is_conditional() -> None:
    assert told("Norway threatened to close its ports should the talks fail") == [
        ("Norway", "conditional", "closing its ports")
    ]
    assert told("Norway will not lift the sanctions until the talks end") == [
        ("Norway", "conditional", "lifting the sanctions")
    ]


def test_a_condition_of_the_thing_is_none_of_the_stand() -> None:
    assert told("Norway endorsed a ban on travel if travellers had been ill")[0][1] == "support"


# ---------------------------------------------------------------- what the model decides
def test_words_with_another_use_need_an_issue_of_policy() -> None:
    assert told("Norway approved the fishing accord") == [("Norway", "support", "fishing accord")]
    assert told("Norway approved the dinner") == []


def test_what_should_be_done_counts_where_the_model_sees_a_stand() -> None:
    clause = "Denmark should focus on sending food to Latvia"
    assert told(clause) == []
    assert told(clause, stands(clause, clause, "support")) == [
        ("Peter Berg", "support", "focusing on sending food to Latvia")
    ]


def test_what_need_not_be_done_is_opposed() -> None:
    clause = "Denmark does not need to build the wall"
    assert told(clause, stands(clause, clause, "oppose")) == [("Peter Berg", "oppose", "building the wall")]
    clause = "Denmark does not have to build the wall"
    assert told(clause, stands(clause, clause, "support")) == []


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("we should have a lot of systems", False),
        ("should the talks fail", True),
        ("should Norway refuse to pay", True),
        ("to fight it, but only he kept his word", False),
        ("would back it, but only with safeguards", True),
    ],
)
def test_words_of_condition(words: str, condition: bool) -> None:
    assert bool(CONDITION.search(words)) == condition


@pytest.mark.parametrize(
    ("clause", "issue", "rows"),
    [
        ("Norway leads the push against the fishing accord", "the fishing accord", [("Norway", "oppose", "fishing accord")]),
        ("Norway is open to allowing migrants to open shops", "allowing migrants to open shops", [("Norway", "support", "allowing migrants to open shops")]),
        ("Norway speaks up for Anna Lund", "Anna Lund", []),
        ("Norway finds its own words for the claims of a plot", "the claims of a plot", []),
        ("Norway would go out to all the capitals", "out to all the capitals", []),
        ("Norway has hard words for its own leader for walking away from talks", "its own leader for walking away", []),
    ],
)  # fmt: skip
def test_what_the_model_points_at_is_read_as_words(clause: str, issue: str, rows: list[tuple[str, str, str]]) -> None:
    assert told(clause, stands(clause, clause.removeprefix("Norway "), "support", issue, holder="Norway")) == rows


def test_a_wish_denied_is_no_support_whatever_the_model_says() -> None:
    clause = "Norway wants no part of it and does not want any fishing accord"
    found = told(clause, stands(clause, "does not want any fishing accord", "support", "any fishing accord"))
    assert all(stance != "support" for _, stance, _ in found)


def test_capitals_of_a_headline_make_no_name() -> None:
    text = "Norway Backs Ban On Cheap Imports\n\nIt rained in Oslo."
    stance = stands(text, "Backs Ban On Cheap Imports", "support", "Ban On Cheap Imports", holder="Norway")
    assert Stood(text, stance).rows() == [("Norway", "support", "Ban On Cheap Imports")]


def test_blame_in_quotation_marks_is_the_models_to_tell() -> None:
    clause = "Norway branded the accord “a lock without a door”"
    assert told(clause) == []
    assert told(clause, stands(clause, "branded the accord", "oppose")) == [("Norway", "oppose", "accord")]
    assert told(clause, stands(clause, "branded the accord", "support")) == [], "praise in unknown words may be irony"


def test_a_faint_stance_of_the_model_is_not_enough() -> None:
    clause = "Norway spends much on the fishing accord"
    assert told(clause, stands(clause, clause, "support", "the fishing accord", score=0.2)) == []


def test_a_protest_is_against_what_is_spoken_of() -> None:
    text = "Norway rejected the fishing accord. Thousands of fishermen marched in Oslo on Monday."
    events = (
        did(text, "rejected", "REJECT", ("Norway",)),
        did(text, "marched", "PROTEST", ("Thousands of fishermen",)),
    )
    got = Stood(text, stands(text, "marched in Oslo on Monday", "support"), events=events)
    assert ("Thousands of fishermen", "support", "fishing accord") in got.rows()


# ---------------------------------------------------------------- what "it" and "the bill" are
def test_it_is_the_issue_right_before() -> None:
    text = "Norway rejected the fishing accord. Sweden supports it."
    events = (did(text, "rejected", "REJECT", ("Norway",)), did(text, "supports", "SUPPORT", ("Sweden",)))
    assert Stood(text, events=events).rows() == [
        ("Norway", "oppose", "fishing accord"), ("Sweden", "support", "fishing accord"),
    ]  # fmt: skip
    text = "Sweden supports it."
    assert Stood(text, events=(did(text, "supports", "SUPPORT", ("Sweden",)),)).positions == []


def test_the_bill_is_named_by_its_fuller_words() -> None:
    text = "Norway published a bill to ban phones in schools. On Monday Sweden rejected the bill."
    got = Stood(text, events=(did(text, "rejected", "REJECT", ("Sweden",)),))
    assert got.rows() == [("Sweden", "oppose", "bill to ban phones in schools")]


def test_a_bare_vote_is_on_what_was_spoken_of() -> None:
    text = "Norway rejected a bill that would ban phones in schools. Sweden voted in favour."
    events = (did(text, "rejected", "REJECT", ("Norway",)), did(text, "voted in favour", "AGREE", ("Sweden",)))
    label = "bill that would ban phones in schools"
    assert Stood(text, events=events).rows() == [("Norway", "oppose", label), ("Sweden", "support", label)]


# ---------------------------------------------------------------- whose stand
@pytest.mark.parametrize(
    ("clause", "who"),
    [
        ("neither Norway nor Sweden backs the accord", None),
        ("envoys from Norway and Sweden met before they rejected the accord", ["Norway", "Sweden"]),
        ("Norway and Sweden rejected the accord", ["Norway", "Sweden"]),
        ("he rejected the accord", ["Peter Berg"]),
        ("we reject the accord", ["Peter Berg"]),
        ("voters who oppose the accord are few", []),
    ],
)
def test_whose_stand_it_is(clause: str, who: list[str] | None) -> None:
    got = told(clause)
    assert who is None or sorted(name for name, _, _ in got) == who


def test_a_spokeswoman_speaks_for_her_office() -> None:
    text = "A spokeswoman for Havnen Bank called for restraint."
    doc, sentences, mask = document(text), Sentences(text), quoted_mask(text)
    call = said(text, "A spokeswoman for Havnen Bank", "called for", "restraint")
    cast = Cast(doc, reading_of(text, bodies=("Havnen Bank",), said=(call,)), sentences, mask)
    statements, _ = find_statements(doc, (call,), cast, sentences, mask, lambda span: None)
    positions, _, _ = find_positions(doc, (), (), [], statements, cast, sentences, lambda span: None)
    assert [cast.people[p.actor].name for p in positions] == ["Havnen Bank"]


# ---------------------------------------------------------------- issues
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


def test_positions_are_kept_once_and_ids_are_stable() -> None:
    text = "Norway rejected the joint patrols."
    read = stands(text, "rejected the joint patrols", "oppose")
    events = (did(text, "rejected", "REJECT", ("Norway",)),)
    once, twice = Stood(text, read, events=events), Stood(text, read, read, events=events)
    assert once.positions == twice.positions and len(twice.positions) == 1
    assert once.issues == twice.issues


# ---------------------------------------------------------------- offsets
PIECES = [
    "Norway", "Anna Lund", "rejected", "the accord", "would", "not", "back", "if", "Denmark pays", "said", "“", "”", ",",
    ".", "\n\n", "urged", "to", "it", "voted against", "support", "for", "opposed to", "is", "that", "should", "be",
    "lifted", "the", "call", "by", "…", "?", "U.S.", "30-day", "'", "—", "(", ")", "no", "called", "a mistake", "will",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.data())
@settings(max_examples=150, deadline=None)
def test_any_words_give_spans_that_slice(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    stance = ReadStance(span=(start, end), stance="oppose", issue=(start, end))
    attribution = ReadAttribution(source=None, cue=None, contents=((0, len(text)),))
    event = ReadEvent(trigger=(start, end), type="REJECT", modality="asserted", actors=((0, min(6, len(text))),))
    got = Stood(text, stance, said=(attribution,), events=(event,))
    again = Stood(text, stance, said=(attribution,), events=(event,))
    assert got.positions == again.positions
    for p in got.positions:
        assert 0 <= p.evidence.start < p.evidence.end <= len(text)
        assert (p.statement is None) != (p.event is None)
    assert {p.issue for p in got.positions} == {i.id for i in got.issues}
