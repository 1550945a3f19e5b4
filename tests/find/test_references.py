"""Whom descriptions stand for: "the minister", "the bloc", "the two"; what the words around a name call its bearer."""

from __future__ import annotations

import pytest

from dragoman.find.references import core_of, fit_called, names_called, nouns_of
from dragoman.find.titles import is_office
from tests.find.by_hand import at, cast_of, one, who

PAIR = ("Anna Lund", "Peter Berg")


@pytest.mark.parametrize(
    ("text", "words", "want"),
    [
        ("Anna Lund, a former senator, met Peter Berg. The senator left.", "The senator", "Anna Lund"),
        ("Peter Berg, who chairs the fisheries committee, met Anna Lund. The chairman left.", "The chairman", "Peter Berg"),
        ("Sen. Anna Lund met Mayor Peter Berg. The lawmaker left.", "The lawmaker", "Anna Lund"),
        ("The envoy Anna Lund met the poet Peter Berg. The diplomat left.", "The diplomat", "Anna Lund"),
        ("A retired judge, Anna Lund, met Peter Berg. The judge left.", "The judge", "Anna Lund"),
        ("Transport Minister Anna Lund met Interior Minister Peter Berg. The transport minister left.",
         "The transport minister", "Anna Lund"),
        ("Transport Minister Anna Lund met Interior Minister Peter Berg. Berg spoke. The minister left.",
         "The minister", "Peter Berg"),
    ],
)  # fmt: skip
def test_a_description_stands_for_who_was_called_so(text: str, words: str, want: str) -> None:
    cast = cast_of(text, people=PAIR)
    assert one(cast, words).name == want


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Prime Minister Peter Berg spoke. An aide said that the minister slept.", "the minister"),
        ("Minister Peter Berg spoke. Later the prime minister slept.", "the prime minister"),
        ("Vice President Peter Berg spoke. Later the president slept.", "the president"),
        ("Secretary General Peter Berg spoke. Later the general slept.", "the general"),
        ("Norwegian Mayor Peter Berg spoke. The Danish mayor slept.", "The Danish mayor"),
        ("Minister Peter Berg spoke. A minister slept.", "A minister"),
        ("Minister Peter Berg spoke. Two ministers slept.", "Two ministers"),
    ],
)
def test_another_office_is_somebody_else(text: str, words: str) -> None:
    cast = cast_of(text, people=("Peter Berg",))
    assert one(cast, words).name != "Peter Berg"


def test_who_comes_in_between_is_meant() -> None:
    text = "Peter Berg, a UN official, spoke. A Danish official agreed. The official left."
    assert one(cast_of(text, people=("Peter Berg",)), "The official").name != "Peter Berg"
    text = "Peter Berg, a UN official, spoke. The official left."
    assert one(cast_of(text, people=("Peter Berg",)), "The official").name == "Peter Berg"


def test_pronouns_point_back_to_descriptions_in_the_running_text() -> None:
    text = "Senator Anna Lund met Mayor Peter Berg. Berg spoke. The senator waited. She slept, her aide said."
    cast = cast_of(text, people=PAIR)
    assert (one(cast, "She").name, one(cast, "her").name) == ("Anna Lund", "Anna Lund")
    cast = cast_of("NATO met Norway. The ministry refused an offer. It slept.")
    assert one(cast, "It").name == "ministry"


@pytest.mark.parametrize(
    ("text", "words", "want"),
    [
        ("The European Commission fined Norway. The commission slept.", "The commission", "European Commission"),
        ("NATO met Norway. The alliance slept.", "The alliance", "NATO"),
        ("The Norwegian Herring Council met. Later the council slept.", "the council", "Norwegian Herring Council"),
    ],
)
def test_a_body_is_named_by_its_noun_again(text: str, words: str, want: str) -> None:
    cast = cast_of(text, bodies=("Norwegian Herring Council",) if "Herring" in text else ())
    assert one(cast, words).name == want


def test_a_body_of_another_country_is_not_meant() -> None:
    text = "Norway votes\n\nThe Danish government waited. Norway stayed out. In Norway the government slept."
    cast = cast_of(text)
    one(cast, "The Danish government")
    assert one(cast, "the government").country == "NOR"


def test_a_crowd_is_met_again_but_not_a_part_of_it() -> None:
    cast = cast_of("Hundreds of miners marched. The miners slept.")
    assert one(cast, "Hundreds of miners").id == one(cast, "The miners").id
    cast = cast_of("Norwegian deputies left. The deputies voted.")
    assert one(cast, "Norwegian deputies").id != one(cast, "The deputies").id


def test_the_two_are_the_two_at_hand() -> None:
    cast = cast_of("Anna Lund met Peter Berg. The two left.", people=PAIR)
    assert [a.name for a in who(cast, "The two")] == ["Anna Lund", "Peter Berg"]
    three = ("Anna Lund", "Peter Berg", "Kari Solberg")
    cast = cast_of("Anna Lund met Peter Berg and Kari Solberg. Both men left.", people=three)
    assert not {a.name for a in who(cast, "Both men")} & set(three)


@pytest.mark.parametrize(
    ("marked", "want"),
    [
        ("|, a former senator and the mayor of Oslo, spoke", {"a former senator", "the mayor of Oslo, spoke"}),
        ("|, who leads the party, spoke", {"leader", "party leader"}),
        ("Gen. | spoke", {"Gen", "general"}),
        ("the outgoing premier, | spoke", {"the outgoing premier"}),
        ("said | on Monday", set()),
        ("|", set()),
    ],
)
def test_what_the_words_around_a_name_call_its_bearer(marked: str, want: set[str]) -> None:
    text = marked.replace("|", "Kari Solberg")
    s, e = at(text, "Kari Solberg")
    found = {core_of(w) for w in names_called(text, s, e, 0, len(text))}
    assert found == {core_of(w) for w in want}


@pytest.mark.parametrize(
    ("words", "core"),
    [
        ("the outgoing Italian premier", "italian premier"),
        ("Norway’s former minister of fish", "minister"),
        ("the", "the"),
        ("", ""),
    ],
)
def test_the_core_of_a_description(words: str, core: str) -> None:
    assert core_of(words) == core


def test_descriptions_fit_best_where_their_time_fits() -> None:
    assert fit_called("the former senator", "a former senator") > fit_called("the senator", "a former senator") > 0
    assert fit_called("the senator", "a senator") > fit_called("the lawmaker", "a senator") > 0
    assert fit_called("the senator", "a mayor") == fit_called("the", "") == 0
    assert "lawmaker" in nouns_of("a former senator") and not nouns_of("")


def test_offices_by_which_another_is_called() -> None:
    assert is_office("minister", "foreign minister") and is_office("premier", "prime minister")
    assert not is_office("foreign minister", "minister")
    assert not is_office("minister", "prime minister") and not is_office("president", "vice president")
    assert not is_office(None, "mayor") and not is_office("mayor", None)
