"""Who said what: attributions made by hand -> statements."""

from __future__ import annotations

import pytest

from dragoman.find.actors import Cast
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.find.statements import find_statements, tidy_contents
from dragoman.reading import ReadAttribution
from dragoman.record import Date, Note, Span, Statement
from tests.find.by_hand import at, document, find, reading_of, said

PEOPLE = ("Anna Lund", "Peter Berg")


class Read:
    """Statements of a text, with what they look like to a reader."""

    def __init__(self, text: str, *read: ReadAttribution) -> None:
        self.text = text
        people = tuple(p for p in PEOPLE if p in text)
        bodies = tuple(b for b in ("Havnen", "Tide") if b in text)
        reading = reading_of(text, people=people, bodies=bodies, said=read)
        self.asked: list[Span] = []
        self.cast = Cast(document(text), reading, Sentences(text), quoted_mask(text))
        self.statements, self.notes = find_statements(
            document(text), read, self.cast, Sentences(text), quoted_mask(text), self.date_of
        )
        self.names = {a.id: a.name for a in self.cast.actors({s.speaker for s in self.statements if s.speaker})}

    def date_of(self, span: Span) -> Date | None:
        self.asked.append(span)
        return None

    def contents(self) -> list[str]:
        return [" | ".join(self.text[s:e] for s, e in st.content_spans) for st in self.statements]

    def speakers(self) -> list[str | None]:
        return [self.names[s.speaker] if s.speaker else None for s in self.statements]

    def only(self) -> Statement:
        assert len(self.statements) == 1
        return self.statements[0]

    def note(self) -> Note:
        assert len(self.notes) == 1
        return self.notes[0]


# ---------------------------------------------------------------- kinds and spans
@pytest.mark.parametrize(
    ("text", "content", "kept", "kind"),
    [
        ("“We go,” Anna Lund said.", "We go", "“We go,”", "direct"),
        ("“We go,” Anna Lund said.", "“We go,”", "“We go,”", "direct"),
        ('"We go," Anna Lund said.', '"We go,', '"We go,"', "direct"),
        ("‘We go,’ Anna Lund said.", "‘We go,", "‘We go,’", "direct"),
        ("The plan is “a mistake”, Anna Lund said.", "The plan is “a mistake”,", "The plan is “a mistake”", "mixed"),
        ("The plan is “a mistake”, Anna Lund said.", "The plan is “a mistake", "The plan is “a mistake”", "mixed"),
        ("Anna Lund said the plan was dead.", "the plan was dead.", "the plan was dead.", "indirect"),
        ("Anna Lund said that the plan was dead.", "the plan was dead", "that the plan was dead", "indirect"),
        ("Anna Lund said — the plan is dead — again.", "— the plan is dead —", "the plan is dead", "indirect"),
        ("Anna Lund said the voters' wish counts.", "the voters' wish counts", "the voters' wish counts", "indirect"),
    ],
)
def test_content_is_whole_and_its_kind_is_told(text: str, content: str, kept: str, kind: str) -> None:
    got = Read(text, said(text, "Anna Lund", "said", content))
    assert got.contents() == [kept]
    assert got.only().quotation == kind
    assert got.speakers() == ["Anna Lund"]
    st = got.only()
    assert text[slice(*(st.speaker_span or (0, 0)))] == "Anna Lund" and text[slice(*(st.cue_span or (0, 0)))] == "said"


def test_split_contents_keep_their_parts_in_text_order() -> None:
    text = "“We go,” Anna Lund said, “and we stay.”"
    got = Read(text, said(text, "Anna Lund", "said", "“and we stay.”", "“We go,”"))
    assert got.contents() == ["“We go,” | “and we stay.”"]
    assert got.only().quotation == "direct"


def test_parts_that_only_marks_part_are_joined() -> None:
    text = "Anna Lund said the plan, the budget and the vote were dead."
    got = Read(text, said(text, "Anna Lund", "said", "the plan", "the budget and the vote were dead"))
    assert got.contents() == ["the plan, the budget and the vote were dead"]


@pytest.mark.parametrize("words", ["“”", " ", ",", "—", "..."])
def test_a_content_without_words_is_none(words: str) -> None:
    text = f"Anna Lund said {words} and left."
    got = Read(text, said(text, "Anna Lund", "said", words))
    assert got.statements == [] and got.notes == []


def test_overlapping_contents_do_not_double() -> None:
    text = "the plan is dead"
    assert tidy_contents(text, ((4, 16), (0, 8))) == ((0, 16),)
    assert tidy_contents(text, ((0, 16), (4, 8))) == ((0, 16),)


def test_the_date_is_that_of_the_cue() -> None:
    text = "Anna Lund said on Monday the plan was dead."
    got = Read(text, said(text, "Anna Lund", "said", "the plan was dead"))
    assert got.asked == [at(text, "said")]


def test_a_stray_part_in_another_paragraph_is_left_out() -> None:
    text = "The vote was close.\n\nAnna Lund said the plan was dead."
    got = Read(text, said(text, "Anna Lund", "said", "The vote was close.", "the plan was dead."))
    assert got.contents() == ["the plan was dead."]


# ---------------------------------------------------------------- whether it was said
@pytest.mark.parametrize(
    ("cue", "modality"),
    [
        ("said", "asserted"), ("denied", "negated"), ("did not say", "negated"), ("didn’t say", "negated"),
        ("declined to say", "negated"), ("refused to say", "negated"), ("has never said", "negated"),
        ("will say", "future"), ("is expected to say", "future"), ("dismissed claims", "negated"),
    ],
)  # fmt: skip
def test_modality_follows_the_cue(cue: str, modality: str) -> None:
    text = f"Anna Lund {cue} the plan was dead."
    assert Read(text, said(text, "Anna Lund", cue, "the plan was dead")).only().modality == modality


@pytest.mark.parametrize(
    ("lead", "modality"),
    [
        ("did not", "negated"),
        ("declined to", "negated"),
        ("will", "future"),
        ("was there. She", "asserted"),
        ("didn’t", "negated"),
    ],
)
def test_modality_looks_right_before_the_cue(lead: str, modality: str) -> None:
    text = f"Anna Lund {lead} say the plan was dead."
    assert Read(text, said(text, "Anna Lund", "say", "the plan was dead")).only().modality == modality


def test_a_negation_inside_the_content_is_not_the_cues() -> None:
    text = "The plan is not dead, Anna Lund said."
    assert Read(text, said(text, "Anna Lund", "said", "The plan is not dead")).only().modality == "asserted"


def test_the_model_decides_where_the_cue_is_silent_but_may_not_negate() -> None:
    text = "Anna Lund could say the plan is dead."
    read = said(text, "Anna Lund", "could say", "the plan is dead", modality="hypothetical")
    assert Read(text, read).only().modality == "hypothetical"
    text = "Anna Lund said the plan was dead."
    assert (
        Read(text, said(text, "Anna Lund", "said", "the plan was dead", modality="negated")).only().modality
        == "asserted"
    )


# ---------------------------------------------------------------- on whose word
NESTED = "Anna Lund believes that the plan is dead, according to the newspaper Havnen."


def test_what_one_reports_of_another_is_two_statements() -> None:
    outer = said(NESTED, "the newspaper Havnen", "according to", "Anna Lund believes that the plan is dead")
    inner = said(NESTED, "Anna Lund", "believes", "that the plan is dead", level=2)
    for order in ((outer, inner), (inner, outer)):
        got = Read(NESTED, *order)
        assert got.contents() == ["Anna Lund believes that the plan is dead", "that the plan is dead"]
        assert got.speakers() == ["Havnen", "Anna Lund"]
        assert [s.within for s in got.statements] == [None, got.statements[0].id]


def test_nesting_goes_to_any_depth() -> None:
    text = "The newspaper Havnen said Anna Lund claimed Peter Berg thought the plan was dead."
    got = Read(
        text,
        said(text, "The newspaper Havnen", "said", "Anna Lund claimed Peter Berg thought the plan was dead"),
        said(text, "Anna Lund", "claimed", "Peter Berg thought the plan was dead", level=2),
        said(text, "Peter Berg", "thought", "the plan was dead", level=3),
    )
    assert got.speakers() == ["Havnen", "Anna Lund", "Peter Berg"]
    ids = [s.id for s in got.statements]
    assert [s.within for s in got.statements] == [None, ids[0], ids[1]]


def test_an_inner_statement_outside_of_all_contents_is_dropped() -> None:
    text = "Anna Lund said the plan was dead. Peter Berg thought so too."
    got = Read(
        text,
        said(text, "Anna Lund", "said", "the plan was dead"),
        said(text, "Peter Berg", "thought", "so too", level=2),
    )
    assert got.speakers() == ["Anna Lund"]


def test_the_first_person_in_a_statement_is_its_speaker() -> None:
    text = "Anna Lund said: “I think the plan is dead.”"
    got = Read(
        text,
        said(text, "Anna Lund", "said", "“I think the plan is dead.”"),
        said(text, "I", "think", "the plan is dead", level=2),
    )
    assert got.speakers() == ["Anna Lund", "Anna Lund"]
    assert len({s.id for s in got.statements}) == 2


# ---------------------------------------------------------------- speakers
def test_joint_speakers_each_speak() -> None:
    text = "Kazakhstan and Uzbekistan said the truth was out."
    got = Read(text, said(text, "Kazakhstan and Uzbekistan", "said", "the truth was out"))
    assert got.speakers() == ["Kazakhstan", "Uzbekistan"]
    assert len({s.id for s in got.statements}) == 2
    assert len({s.content_spans for s in got.statements}) == 1


def test_a_statement_read_twice_is_kept_once() -> None:
    text = "Anna Lund said the plan was dead."
    read = said(text, "Anna Lund", "said", "the plan was dead")
    assert len(Read(text, read, read).statements) == 1


def test_no_speaker_leaves_a_note() -> None:
    text = "The plan is dead, it was said."
    got = Read(text, said(text, None, "it was said", "The plan is dead"))
    assert got.speakers() == [None]
    assert (got.note().code, got.note().stage) == ("no-speaker", "statements")
    assert "it was said" in got.note().message
    assert (got.note().start, got.note().end) == got.only().content_spans[0]


def test_a_speaker_who_can_not_be_settled_leaves_a_note() -> None:
    text = "She said the plan was dead."
    got = Read(text, said(text, "She", "said", "the plan was dead"))
    assert got.speakers() == [None]
    assert got.only().speaker_span == (0, 3), "the words are kept"
    assert got.note().code == "speaker-unsettled" and "“She”" in got.note().message


def test_hearsay_has_no_speaker_even_after_a_quotation() -> None:
    text = "“We go,” Anna Lund said. “They reportedly stay.”"
    got = Read(
        text,
        said(text, "Anna Lund", "said", "“We go,”"),
        said(text, None, "reportedly", "stay"),
    )
    assert got.speakers() == ["Anna Lund", None]


# ---------------------------------------------------------------- quotations that run on
def test_a_quotation_that_runs_on_keeps_its_speaker() -> None:
    text = "“We go,” Anna Lund said. “We will not stay.”"
    got = Read(text, said(text, "Anna Lund", "said", "“We go,”"), said(text, None, None, "“We will not stay.”"))
    assert got.speakers() == ["Anna Lund", "Anna Lund"]
    assert got.notes == []


def test_a_quotation_of_two_that_runs_on_keeps_both() -> None:
    text = "“We go,” Kazakhstan and Uzbekistan said. “We will not stay.”"
    got = Read(
        text, said(text, "Kazakhstan and Uzbekistan", "said", "“We go,”"), said(text, None, None, "“We will not stay.”")
    )
    assert sorted(map(str, got.speakers())) == ["Kazakhstan"] * 2 + ["Uzbekistan"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lund said we go. “We will not stay.”",  # what went before was no quotation
        "“We go,” Anna Lund said. It rained. It snowed. “We will not stay.”",  # too far
        "“We will not stay.” It rained. “We go,” Anna Lund said.",  # nothing went before
    ],
)
def test_a_quotation_on_its_own_has_no_speaker(text: str) -> None:
    content = "“We go,”" if "“We go,”" in text else "we go"
    got = Read(text, said(text, "Anna Lund", "said", content), said(text, None, None, "“We will not stay.”"))
    assert sorted(got.speakers(), key=str) == ["Anna Lund", None]
    assert got.note().code == "no-speaker"


def test_unquoted_words_without_cue_and_source_are_nobodys() -> None:
    text = "“We go,” Anna Lund said. The plan is dead."
    got = Read(text, said(text, "Anna Lund", "said", "“We go,”"), said(text, None, None, "The plan is dead."))
    assert got.speakers() == ["Anna Lund", None]


# ---------------------------------------------------------------- ids and order
def test_ids_are_stable_and_order_is_the_texts() -> None:
    text = "Anna Lund said one thing. Peter Berg said two things."
    first, second = (
        said(text, "Anna Lund", "said", "one thing"),
        said(text, "Peter Berg", "said", "two things", cue_n=1),
    )
    one, two = Read(text, first, second), Read(text, second, first)
    assert one.statements == two.statements
    assert one.speakers() == ["Anna Lund", "Peter Berg"]


def test_nothing_read_nothing_said() -> None:
    got = Read("Rain fell.")
    assert got.statements == [] and got.notes == []


def test_marks_are_taken_in_only_where_they_belong() -> None:
    text = "He wrote “one” and “two” and said three."
    assert tidy_contents(text, (find(text, "one"),)) == (find(text, "“one”"),)
    assert tidy_contents(text, (find(text, "said three"),)) == (find(text, "said three"),)
    assert tidy_contents(text, (find(text, "and “two"),)) == (find(text, "and “two”"),)


def test_a_bare_place_is_no_content() -> None:
    text = "Anna Lund had a row at the White House. Asked who did it, she said “Norway”."
    reads = (said(text, "Anna Lund", "had a row at", "the White House"), said(text, "she", "said", "“Norway”"))
    doc, sentences, mask = document(text), Sentences(text), quoted_mask(text)
    cast = Cast(doc, reading_of(text, people=("Anna Lund",), said=reads), sentences, mask)
    found, _ = find_statements(doc, reads, cast, sentences, mask, lambda span: None)
    assert [text[slice(*s.content_spans[0])] for s in found] == ["“Norway”"]
