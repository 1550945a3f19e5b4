"""What stands beside a name and tells who it is."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.find.titles import describe, make_title, title_after, title_before, title_in_front
from tests.find.by_hand import at

ON = date(2024, 5, 8)


# ---------------------------------------------------------------- titles
BEFORE = [
    ("Norwegian Foreign Minister | said", "Norwegian Foreign Minister"),
    ("On Monday Prime Minister | said", "Prime Minister"),
    ("In Oslo, Prime Minister | said", "Prime Minister"),
    ("the former deputy defence minister | said", "former deputy defence minister"),
    ("said spokesman | again", "spokesman"),
    ("Secretary of State | said", "Secretary of State"),
    ("Minister for Foreign Affairs | said", "Minister for Foreign Affairs"),
    ("EU foreign policy chief | said", "EU foreign policy chief"),
    ("Putin aide | said", "Putin aide"),
    ("He told |", None),
    ("a spokesman for | said", None),
    ("an aide of | said", None),
    ("and her Swedish counterpart | met", "Swedish counterpart"),
    ("Mr. | said", None),
    ("As president, | left", None),
    ("the minister\n\n| said", None),
    ("Both Democrat | and others", "Democrat"),
    ("supposed front-runner | said", None),
]
AFTER = [
    ("|, the Norwegian prime minister, said", "Norwegian prime minister"),
    ("|, Norway's foreign minister, said", "Norway's foreign minister"),
    ("| (the party's leader) said", "party's leader"),
    ("|, 54, a former minister, said", "former minister"),
    ("|, spokeswoman for the ministry, said", "spokeswoman for the ministry"),
    ("|, secretary-general of NATO.", "secretary-general of NATO"),
    ("|, who is a minister, said", None),
    ("|, the minister said, left", None),
    ("| (Labour) said", None),
    ("|, however, left", None),
    ("|, among black voters, led", None),
    ("|, as mayor of Oslo, left", "mayor of Oslo"),
    ("|, the supposed leader, left", None),
]
IN_FRONT = [
    ("the party's leader, | said", "party's leader"),
    ("Norway’s foreign minister, | said", "Norway’s foreign minister"),
    ("The mayor of Oslo, | said", "mayor of Oslo"),
    ("Her Swedish counterpart, | said", "Swedish counterpart"),
    ("its leader, | said", "leader"),
    ("Her old counterpart, | said", None),
    ("On the quay, | said", None),
    ("the minister | said", None),
]


@pytest.mark.parametrize("rows", [BEFORE, AFTER, IN_FRONT], ids=["before", "after", "in front"])
def test_titles_beside_a_name(rows: list[tuple[str, str | None]]) -> None:
    for marked, want in rows:
        text = marked.replace("|", "Kari Solberg")
        s, e = at(text, "Kari Solberg")
        if rows is BEFORE:
            title = title_before(text, s, 0)
        else:
            title = title_after(text, e, len(text)) if rows is AFTER else title_in_front(text, s, 0)
        assert (title.words if title else None) == want, marked
        if title:
            assert text[title.start : title.end] == title.words


def test_a_title_stays_within_its_sentence() -> None:
    text = "He met the president. Kari Solberg left."
    s, _ = at(text, "Kari Solberg")
    assert title_before(text, s, s) is None
    assert make_title(text, 0, 0) is None


# ---------------------------------------------------------------- descriptions
@pytest.mark.parametrize(
    ("words", "countries", "sector", "organisation"),
    [
        ("Norwegian foreign minister", ("NOR",), "GOV", None),
        ("Kremlin spokesman", ("RUS",), "GOV", "Kremlin"),
        ("mayor of Oslo", ("NOR",), "GOV", None),
        ("opposition lawmaker", (), "OPP", None),
        ("rebel commander", (), "REB", None),
        ("UN envoy to Yemen", (), "IGO", "United Nations"),
        ("Russian ambassador to Norway", ("RUS",), "GOV", None),
        ("senior aide to the German chancellor", ("DEU",), "GOV", None),
        pytest.param(
            "Greek and Turkish foreign ministers",
            ("GRC", "TUR"),
            "GOV",
            None,
            marks=pytest.mark.xfail(
                strict=True, reason="knowledge.sector_of_role cuts a phrase at 'and' before its head"
            ),
        ),
        ("former Italian prime minister", ("ITA",), "CVL", None),  # as the PLOVER manual has it
        ("old friend", (), None, None),
        ("former Vietnam prisoner of war", (), None, None),
        ("Korean War veteran", (), None, None),
        ("French veteran", ("FRA",), None, None),
        ("", (), None, None),
    ],
)
def test_what_a_description_tells(
    words: str, countries: tuple[str, ...], sector: str | None, organisation: str | None
) -> None:
    about = describe(words, ON)
    assert (about.countries, about.sector, about.organisation) == (countries, sector, organisation)


def test_heads_of_state_and_government_are_told_apart() -> None:
    assert describe("the French president").head
    assert not describe("the French vice president").head
    assert not describe("the company president").head
