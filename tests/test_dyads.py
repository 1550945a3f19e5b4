"""What a sentence tells between two given sides: the shipped weights, on sentences of ours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.dyads import LONGEST, SWAPPED, TOWARD, TYPES, Dyad, read_dyad
from dragoman.errors import UsageError


def dyad(text: str, source: str, target: str) -> Dyad:
    s, t = text.index(source), text.index(target)
    return read_dyad(text, (s, s + len(source)), (t, t + len(target)))


def likeliest(p: dict[str, float]) -> str:
    return max(p, key=lambda k: p[k])


@pytest.mark.parametrize(
    ("text", "source", "target", "kind"),
    [
        ("Norland shelled three villages held by the Free Vale Army on Friday.", "Norland", "the Free Vale Army", "ASSAULT"),
        ("Police in Port Amary arrested two leaders of the dockers' union.", "Police", "two leaders of the dockers' union", "COERCE"),
        ("The foreign minister met her Ostian counterpart for talks in Geneva.", "The foreign minister", "her Ostian counterpart", "CONSULT"),
        ("Norland will send forty tonnes of grain to Ostia.", "Norland", "Ostia", "AID"),
        ("Ostia expelled six Norland diplomats and closed their consulate.", "Ostia", "six Norland diplomats", "SANCTION"),
        ("Opposition leader Mara Quist accused the cabinet of lying to parliament.", "Mara Quist", "the cabinet", "ACCUSE"),
        ("Thousands marched through Velm against the government.", "Thousands", "the government", "PROTEST"),
        ("President Odo Lind rejected an offer by the rebels to share power.", "President Odo Lind", "the rebels", "REJECT"),
    ],
)  # fmt: skip
def test_types_of_plain_sentences(text: str, source: str, target: str, kind: str) -> None:
    assert likeliest(dict(dyad(text, source, target).types)) == kind


def test_who_is_for_or_against_whom() -> None:
    text = "Senator Ines Roth praised Governor Paul Adeyemi for ending the strike."
    assert likeliest(dyad(text, "Ines Roth", "Paul Adeyemi").toward) == "source for target"
    assert likeliest(dyad(text, "Paul Adeyemi", "Ines Roth").toward) == "target for source"
    text = "Mayor Kit Sloan denounced Governor Paul Adeyemi as a fraud."
    assert likeliest(dyad(text, "Kit Sloan", "Paul Adeyemi").toward) == "source against target"


@settings(max_examples=25, deadline=None)
@given(words=st.lists(st.text(min_size=1, max_size=9), min_size=2, max_size=9), data=st.data())
def test_any_two_parts_get_probabilities(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    one, other = (cuts[0], cuts[1]), (cuts[2], cuts[3])
    there, back = read_dyad(text, one, other), read_dyad(text, other, one)
    assert set(there.types) == set(TYPES) and sum(there.types.values()) == pytest.approx(1, abs=1e-4)
    assert sum(there.toward.values()) == pytest.approx(1, abs=1e-4)
    turned = list(back.toward.values())
    assert list(there.toward.values()) == pytest.approx([turned[k] for k in SWAPPED], abs=1e-5)
    assert tuple(there.toward) == TOWARD


def test_one_side_or_none() -> None:
    text = "Police arrested the editor."
    assert likeliest(dict(read_dyad(text, (0, 6), None).types)) == "COERCE"
    assert sum(read_dyad("", None, None).types.values()) == pytest.approx(1, abs=1e-4)


def test_a_long_text_is_read_around_its_sides() -> None:
    text = "Nothing happened. " * 200 + "Norland shelled Ostia. " + "It rained. " * 300
    assert likeliest(dict(dyad(text, "Norland", "Ostia").types)) == "ASSAULT"


@pytest.mark.parametrize(
    ("source", "target"), [((0, 5), (3, 9)), ((0, 99), (3, 9)), ((5, 2), (7, 9)), ((-1, 2), (7, 9))]
)
def test_wrong_sides_are_refused(source: tuple[int, int], target: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="two parts of the text"):
        read_dyad("Ann met Bob in Rome", source, target)


def test_sides_too_far_apart() -> None:
    text = "Ann " + "word " * (LONGEST + 5) + "Bob"
    with pytest.raises(UsageError, match="too far apart"):
        read_dyad(text, (0, 3), (len(text) - 3, len(text)))
