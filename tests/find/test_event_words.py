"""The words of an event's sides: made whole, and put on the side that their preposition tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.find.event_words import is_noun, mend_words, whole
from dragoman.reading import ReadEvent
from dragoman.record import Span
from tests.find.by_hand import did, find


def mended(
    text: str, trigger: str, actors: tuple[str, ...] = (), recipients: tuple[str, ...] = ()
) -> tuple[list[str], list[str]]:
    """Both sides as words, of spans that may begin or end inside a word."""
    read = ReadEvent(
        trigger=find(text, trigger), type="ASSAULT", modality="asserted",
        actors=tuple(find(text, w) for w in actors), recipients=tuple(find(text, w) for w in recipients),
    )  # fmt: skip
    got = mend_words(read, text)
    return [text[s:e] for s, e in got.actors], [text[s:e] for s, e in got.recipients]


@pytest.mark.parametrize(
    ("text", "piece", "want"),
    [
        ("The protesters left.", "rotest", "protesters"),
        ("The U.N. court ruled.", "N. court", "U.N. court"),
        ("The U.S. envoy left.", "U", "U.S."),
        ("Rebels, too.", "Rebels,", "Rebels"),
        ("We won. They lost.", ".", None),
        ("A 900-strong force left.", "strong", None),
        ("The anti-government crowd left.", "government", None),
        ("The Saudi-led forces left.", "-led forces", "Saudi-led forces"),
        ("I left.", "I", "I"),
        ("Plan B failed.", "B", None),
    ],
)
def test_words_are_made_whole(text: str, piece: str, want: str | None) -> None:
    got = whole(find(text, piece), text)
    assert (text[got[0] : got[1]] if got else None) == want


@pytest.mark.parametrize(
    ("text", "trigger", "read", "want"),
    [
        ("Jets killed 46 Afghan civilians.", "killed", (("Jets", "46 Afghan"), ("civilians",)),
         (["Jets"], ["46 Afghan civilians"])),
        ("Norland heeded calls by Belarus’s rulers.", "calls", (("’s rulers",), ("Belarus",)), (["Belarus’s rulers"], [])),
        ("Oslo assured him Jordan would leave.", "leave", (("him Jordan",), ()), (["Jordan"], [])),
        ("Oslo assured him Jordan would leave.", "assured", (("Oslo",), ("him Jordan",)), (["Oslo"], ["him"])),
        ("Norway withdrew their force.", "withdrew", (("Norway",), ("force",)), (["Norway"], ["their force"])),
        ("The party repeated its loud demands.", "demands", (("loud",), ()), (["its"], [])),
        ("The two sides fought.", "fought", (("The two",), ()), (["The two sides"], [])),
        ("They told each other to leave Kuwait.", "leave", (("They",), ("each other",)), (["They"], [])),
        ("Those stranded in Kuwait fled.", "fled", (("in Kuwait",), ()), ([], [])),
        ("Two would-be robbers shot Lund.", "shot", (("Two would",), ("Lund",)), (["Two would-be robbers"], ["Lund"])),
        ("The U.S.-Soviet talks ended.", "talks", (("U.S.", "Soviet"), ()), (["U.S.", "Soviet"], [])),
        ("An envoy.\n\nNorway attacked.", "attacked", (("envoy", "Norway"), ()), (["envoy", "Norway"], [])),
        ("Rebels Moscow arms attacked Oslo.", "attacked", (("Moscow",), ("Rebels",)), (["Moscow"], ["Rebels"])),
    ],
)  # fmt: skip
def test_phrases_are_made_whole(
    text: str, trigger: str, read: tuple[tuple[str, ...], tuple[str, ...]], want: tuple[list[str], list[str]]
) -> None:
    assert mended(text, trigger, *read) == want


@pytest.mark.parametrize(
    ("text", "trigger", "read", "want"),
    [
        ("A guide was kidnapped by guerrillas.", "kidnapped", ((), ("A guide", "guerrillas")),
         (["guerrillas"], ["A guide"])),
        ("Guardsmen, called up by the governor, came.", "called up", (("Guardsmen",), ("governor",)),
         (["governor"], ["Guardsmen"])),
        ("Berlin rejected the calls by Minsk for aid.", "calls", (("Berlin", "Minsk"), ()), (["Minsk"], [])),
        ("Berlin rejected aid by Minsk.", "rejected", (("Berlin",), ("Minsk",)), (["Berlin"], ["Minsk"])),
        ("Oslo shut its border because of fighting between Serbs and Croats.", "fighting",
         (("Oslo", "Serbs and Croats"), ("Serbs",)), (["Serbs and Croats"], [])),
        ("The fight against Serb forces went on.", "fight", (("Serb forces",), ()), ([], ["Serb forces"])),
        ("After an attack on the rebels they met.", "attack", (("rebels",), ()), ([], ["rebels"])),
        ("The Union wants Berg’s expulsion.", "expulsion", (("Berg",), ()), ([], ["Berg"])),
        ("The invasion of Dagestan began.", "invasion", (("Dagestan",), ()), ([], ["Dagestan"])),
        ("The attacks of the rebels began.", "attacks", (("rebels",), ()), (["rebels"], [])),
    ],
)  # fmt: skip
def test_prepositions_tell_the_side(
    text: str, trigger: str, read: tuple[tuple[str, ...], tuple[str, ...]], want: tuple[list[str], list[str]]
) -> None:
    assert mended(text, trigger, *read) == want


@pytest.mark.parametrize(
    ("text", "trigger", "noun"),
    [
        ("The calls went on.", "calls", True),
        ("Berlin calls Oslo.", "calls", False),
        ("Norway’s recent attack failed.", "attack", True),
        ("They attacked.", "attacked", False),
        ("They plan to attack.", "attack", False),
    ],
)
def test_nouns_are_told_from_verbs(text: str, trigger: str, noun: bool) -> None:
    assert is_noun(did(text, trigger, "ASSAULT"), text) is noun


@given(
    st.text(alphabet="ab .,-’'\n\"UNS1é“", min_size=1, max_size=60).flatmap(
        lambda t: st.tuples(
            st.just(t),
            st.lists(
                st.tuples(st.integers(0, len(t) - 1), st.integers(1, 20)).map(lambda x: (x[0], min(len(t), sum(x)))),
                min_size=1,
                max_size=6,
            ),
        )
    )
)
def test_any_spans_stay_spans(made: tuple[str, list[Span]]) -> None:
    text, spans = made
    half = len(spans) // 2
    read = ReadEvent(
        trigger=spans[0],
        type="ASSAULT",
        modality="asserted",
        actors=tuple(spans[:half]),
        recipients=tuple(spans[half:]),
    )
    got = mend_words(read, text)
    for s, e in (got.trigger, *got.actors, *got.recipients):
        assert 0 <= s < e <= len(text)
    assert all(any(c.isalpha() for c in text[s:e]) for s, e in (*got.actors, *got.recipients))


def test_a_side_does_not_end_in_a_preposition() -> None:
    text = "Dock workers at Porto Alto went on strike."
    got = mend_words(did(text, "went on strike", "PROTEST", ("Dock workers at",)), text)
    assert [text[slice(*s)] for s in got.actors] == ["Dock workers"]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients", "want"),
    [
        ("Mara Quist pleaded not guilty to charges that she hid the plan of Odo Lind.", "charges", ("Mara Quist",),
         ("Odo Lind",), ([], ["Mara Quist"])),
        ("Norland denied accusations by Ostia.", "accusations", ("Norland", "Ostia"), (), (["Ostia"], ["Norland"])),
        ("The general faces charges of fraud.", "charges", ("The general",), (), ([], ["The general"])),
        ("Norland rejected Ostian accusations of spying.", "accusations", ("Ostian",), ("Norland",),
         (["Ostian"], ["Norland"])),
        ("Norland denied allegations against its envoy.", "allegations", (), ("its envoy",), ([], ["its envoy"])),
        ("Ostia repeated its accusations against Norland.", "accusations", ("Ostia",), ("Norland",),
         (["Ostia"], ["Norland"])),
    ],
)  # fmt: skip
def test_who_faces_a_charge_did_not_make_it(
    text: str, trigger: str, actors: tuple[str, ...], recipients: tuple[str, ...], want: tuple[list[str], list[str]]
) -> None:
    got = mend_words(did(text, trigger, "ACCUSE", actors, recipients, modality="negated"), text)
    assert ([text[s:e] for s, e in got.actors], [text[s:e] for s, e in got.recipients]) == want
    assert (got.modality == "asserted") is ("repeated" not in text), "that it is denied does not undo it"
