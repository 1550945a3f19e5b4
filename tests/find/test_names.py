"""Names: who is named where, of what kind, and what stands beside a name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.find.names import (
    find_names,
    is_outlet,
    join_people,
    person_name,
    strip_name,
    surname,
)
from dragoman.reading import ReadName
from tests.find.by_hand import at, read_names

ON = date(2024, 5, 8)


def found(text: str, **tagged: tuple[str, ...]) -> list[tuple[str, str, str, str | None]]:
    """Words, kind, canonical name and country of each name."""
    rows = find_names(text, read_names(text, **tagged), ON)
    return [(text[n.start : n.end], n.kind, n.canonical, n.country) for n in rows]


def kinds(text: str, **tagged: tuple[str, ...]) -> dict[str, str]:
    return {words: kind for words, kind, _, _ in found(text, **tagged)}


# ---------------------------------------------------------------- known names
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Norway and the Swedish side met.", [("Norway", "state", "Norway", "NOR"), ("Swedish", "adjective", "Sweden", "SWE")]),
        ("Kyiv accused Moscow of lying.", [("Kyiv", "capital", "Ukraine", "UKR"), ("Moscow", "capital", "Russia", "RUS")]),
        ("Aides met at the Kremlin on Monday.", [("Kremlin", "seat", "Kremlin", "RUS")]),
        ("They wrote to the Pentagon.", [("Pentagon", "seat", "Pentagon", "USA")]),
        ("He met the Russian Foreign Ministry.", [("Russian Foreign Ministry", "seat", "Foreign Ministry of Russia", "RUS")]),
        ("Troops of the UN left.", [("UN", "organisation", "United Nations", None)]),
        ("South Korea and Georgia agreed.", [("South Korea", "state", "South Korea", "KOR"), ("Georgia", "state", "Georgia", "GEO")]),
        ("He left for DR Congo.", [("DR Congo", "state", "Democratic Republic of the Congo", "COD")]),
        ("A Franco-British push", [("Franco", "adjective", "France", "FRA"), ("British", "adjective", "United Kingdom", "GBR")]),
        ("The U.S. reply", [("U.S.", "state", "United States", "USA")]),
    ],
)  # fmt: skip
def test_known_names_need_no_tagger(text: str, want: list[tuple[str, str, str, str | None]]) -> None:
    assert found(text) == want


@pytest.mark.parametrize(
    "text",
    [
        "Voters in New Mexico and British Columbia stayed home.",
        "Ships crossed the South China Sea.",
        "An Iran-backed militia fired.",
        "They ate turkey in march and told us so.",
        "Time is short, said the mirror.",
        "Latin America waits.",
    ],
)
def test_what_only_looks_like_a_known_name_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The French left.", "The French", "adjective"),
        ("The French president left.", "The French", "adjective"),
        ("The US said no.", "The US", "state"),
        ("It was the U.S. again.", "U.S.", "state"),
        ("Taiwan and Japan agreed.", "Taiwan", "state"),
        ("Taiwan officials agreed.", "Taiwan", "adjective"),
        ("US and Russian officials agreed.", "US", "adjective"),
        ("Britons voted.", "Britons", "adjective"),
    ],
)
def test_adjectives_are_told_from_states(text: str, words: str, kind: str) -> None:
    assert kinds(text)[words] == kind


def test_what_is_known_overrules_the_tagger() -> None:
    got = kinds("Kyiv called Brussels.", people=("Kyiv",), places=("Brussels",))
    assert got == {"Kyiv": "capital", "Brussels": "seat"}


def test_a_full_name_is_not_a_state() -> None:
    assert found("Jordan Haugen flew to Jordan.", people=("Jordan Haugen",)) == [
        ("Jordan Haugen", "person", "Jordan Haugen", None),
        ("Jordan", "state", "Jordan", "JOR"),
    ]


def test_a_full_stop_of_the_sentence_is_not_the_names() -> None:
    assert [w for w, *_ in found("He left Jordan.")] == ["Jordan"]
    assert [w for w, *_ in found("He left the U.S.")] == ["U.S."]


# ---------------------------------------------------------------- people
def test_titles_and_possessives_are_no_part_of_a_name() -> None:
    text = "Ms. Kari Solberg’s aide met President Lunde."
    assert [w for w, *_ in found(text, people=("Ms. Kari Solberg’s", "President Lunde"))] == ["Kari Solberg", "Lunde"]


def test_later_surnames_are_found() -> None:
    text = "Kari Solberg spoke. Then Solberg left. Solberg-Hansen and a solberg stayed."
    assert [(w, k) for w, k, *_ in found(text, people=("Kari Solberg",))] == [
        ("Kari Solberg", "person"),
        ("Solberg", "person"),
    ]


def test_a_surname_that_the_tagger_left_out_is_added() -> None:
    text = "Opposition leader Hanne Moe accused Vik. Moe left."
    assert [w for w, *_ in found(text, people=("Hanne", "Vik"))] == ["Hanne Moe", "Vik", "Moe"]
    for text in (
        "Hanne Monday left.",
        "Hanne Wins Vote",
        "Hanne Minister left.",
        "Hanne said so.",
        "Hanne Norway left.",
    ):
        assert found(text, people=("Hanne",))[0][0] == "Hanne", text


def test_particles_belong_to_surnames() -> None:
    text = "Mahmoud al-Sayed and Jan van der Meer spoke. Van der Meer left, al-Sayed did not."
    got = [w for w, *_ in found(text, people=("Mahmoud al-Sayed", "Jan van der Meer"))]
    assert got == ["Mahmoud al-Sayed", "Jan van der Meer", "Van der Meer", "al-Sayed"]
    assert surname("Kari Solberg") == "Solberg"
    assert surname("Solberg") == "Solberg"
    assert surname("Jan van der Meer") == "van der Meer"


def test_a_suffix_stays_in_the_words_but_not_in_the_name() -> None:
    assert [(w, c) for w, _, c, _ in found("Ola Berg Jr. spoke.", people=("Ola Berg Jr.",))] == [
        ("Ola Berg Jr.", "Ola Berg")
    ]


def test_parted_names_are_joined_but_not_over_lines() -> None:
    text = "Kari Solberg\nOla"
    assert join_people(text, [(0, 4), (5, 12)]) == [(0, 12)]
    assert join_people(text, [(0, 4), (5, 12), (13, 16)]) == [(0, 12), (13, 16)]
    assert person_name(text, 5, 16) is None


@pytest.mark.parametrize("words", ["Monday", "Republicans", "Muslim", "I", "solberg"])
def test_what_is_no_person(words: str) -> None:
    assert person_name(words, 0, len(words)) is None


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("“Solberg,”", "Solberg"), ("Solberg's", "Solberg"), ("Solberg’s", "Solberg"), ("Haakons'", "Haakons"),
        (" Solberg ", "Solberg"), ("U.S.", "U.S."), ("Berg Jr.", "Berg Jr."), ("Oslo.", "Oslo"), ("(Oslo)", "Oslo"),
        ("", ""), ("...", ""),
    ],
)  # fmt: skip
def test_names_are_stripped(words: str, want: str) -> None:
    s, e = strip_name(words, 0, len(words))
    assert words[s:e] == want


# ---------------------------------------------------------------- bodies and outlets
def test_bodies_that_only_the_tagger_knows() -> None:
    text = "The Fjord Workers Party and the Norwegian Herring Council met."
    rows = find_names(text, read_names(text, bodies=("Fjord Workers Party", "Norwegian Herring Council")), ON)
    assert [(n.canonical, n.kind, n.country) for n in rows] == [
        ("Fjord Workers Party", "organisation", None),
        ("Norwegian Herring Council", "organisation", "NOR"),
    ]
    assert rows[0].sector == "PTY"


@pytest.mark.parametrize(
    "text",
    [
        "The newspaper Havnen wrote it.", "the daily “Havnen” wrote it", "Havnen newspaper wrote it", "Havnen’s website",
        "“Havnen” magazine wrote it", "Havnen, wrote it", "the broadcaster Havnen", "the newspapers Tide and Havnen",
        "the council Havnen", "Havnen news agency",
    ],
)  # fmt: skip
def test_an_outlet_is_known_by_the_words_around_it(text: str) -> None:
    no = ("Havnen’s website", "Havnen, wrote it", "the council Havnen")
    s, e = at(text, "Havnen")
    assert is_outlet(text, s, e) == (text not in no)


def test_an_outlet_is_known_by_its_own_name() -> None:
    text = "The Fjord Ledger, the Oslo Gazette and the Observer Mission met."
    rows = find_names(text, read_names(text, bodies=("Fjord Ledger", "Oslo Gazette", "Observer Mission")), ON)
    assert [n.kind for n in rows] == ["outlet", "outlet", "organisation"]


def test_once_an_outlet_always_an_outlet() -> None:
    text = "Havnen wrote it. The newspaper Havnen said more."
    rows = find_names(text, read_names(text, bodies=("Havnen",)), ON)
    assert [(n.kind, n.sector) for n in rows] == [("outlet", "JRN"), ("outlet", "JRN")]


def test_outlets_that_are_plain_words_need_their_article() -> None:
    assert kinds("The Guardian wrote it.") == {"The Guardian": "outlet"}
    assert kinds("Guardian of the seal") == {}


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("State Border Service of Kyrgyzstan", True),
        ("Russian Foreign Minister", False),
        ("Norway and Sweden", False),
        ("Norwegian", False),
    ],
)
def test_a_tagged_body_holds_its_states_name(words: str, body: bool) -> None:
    got = found(f"The {words} left.", bodies=(words,))
    assert ((words, "organisation", words, "KGZ") in got) == body


# ---------------------------------------------------------------- any text, any tags
@settings(max_examples=60)
@given(st.data())
def test_names_of_any_text_slice_and_do_not_overlap(data: st.DataObject) -> None:
    words = st.sampled_from(
        [
            "Kari",
            "Solberg",
            "the",
            "U.S.",
            "New",
            "Mexico",
            "Moscow",
            "’s",
            "Mr.",
            "and",
            "“",
            "\n\n",
            "é́",
            "🙂",
            "وزير",
            "UN",
            "-",
        ]
    )
    text = " ".join(data.draw(st.lists(words, max_size=12)))
    tags = []
    for _ in range(data.draw(st.integers(0, 4)) if text else 0):
        s = data.draw(st.integers(0, len(text) - 1))
        e = data.draw(st.integers(s + 1, len(text)))
        tags.append(
            ReadName(start=s, end=e, kind=data.draw(st.sampled_from(["person", "organisation", "place", "misc"])))
        )
    end = 0
    for n in find_names(text, tuple(tags), ON):
        assert end <= n.start < n.end <= len(text)
        assert text[n.start : n.end].strip() == text[n.start : n.end]
        assert n.canonical.strip()
        end = n.end
