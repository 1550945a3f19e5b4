"""Places of a document, settled beside each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.find.names import Name
from dragoman.find.places import Places, candidates, outlet_country, resolve_places
from dragoman.record import Document, Place, Span


def spans_of(text: str, *names: str) -> list[Span]:
    found, at = [], 0
    for n in names:
        at = text.index(n, at)
        found.append((at, at + len(n)))
        at += len(n)
    return found


def settled(text: str, *names: str, outlet: str | None = None) -> list[str]:
    """Name and country or division of each."""
    found = resolve_places(text, spans_of(text, *names), outlet)
    return [f"{f.name}, {f.admin1 if f.country == 'USA' and f.admin1 else f.country}" if f else "" for f in found]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Talks in Paris and London.", ("Paris", "London"), ["Paris, FRA", "London, GBR"]),
        ("A fire in Paris, Texas.", ("Paris", "Texas"), ["Paris, Texas", "Texas, Texas"]),
        ("He lives in Alexandria, Va., and works there.", ("Alexandria",), ["Alexandria, Virginia"]),
        ("He lives in Paris, TX, he said.", ("Paris",), ["Paris, Texas"]),
        ("Athens, Georgia, is small.", ("Athens", "Georgia"), ["Athens, Georgia", "Georgia, Georgia"]),
        ("Tbilisi, Georgia, is large.", ("Tbilisi", "Georgia"), ["Tbilisi, GEO", "Georgia, GEO"]),
        ("Shells fell on Tripoli. Beirut and Sidon were quiet.", ("Tripoli", "Beirut", "Sidon"),
         ["Tripoli, LBN", "Beirut, LBN", "Sidon, LBN"]),
        ("Militias left Tripoli for Misrata.", ("Tripoli", "Misrata"), ["Tripoli, LBY", "Misratah, LBY"]),
        ("The Lebanese city of Tripoli.", ("Lebanese", "Tripoli"), ["Lebanon, LBN", "Tripoli, LBN"]),
        ("Georgia, Armenia and Turkey met.", ("Georgia", "Armenia", "Turkey"),
         ["Georgia, GEO", "Armenia, ARM", "Turkey, TUR"]),
        ("Kiev, Odessa and Kharkov were hit.", ("Kiev", "Odessa", "Kharkov"),
         ["Kyiv, UKR", "Odesa, UKR", "Kharkiv, UKR"]),
        ("From Bombay to Madras.", ("Bombay", "Madras"), ["Mumbai, IND", "Chennai, IND"]),
        ("Texan and Syrian farmers.", ("Texan", "Syrian"), ["Texas, Texas", "Syria, SYR"]),
        ("Israel shelled Gaza, and Egypt protested.", ("Israel", "Gaza", "Egypt"),
         ["Israel, ISR", "Gaza, PSE", "Egypt, EGY"]),
        ("Gunmen in downtown Lansing, Mich.", ("downtown Lansing",), ["Lansing, Michigan"]),
        ("The mayor of L.A. spoke in Sacramento.", ("L.A.", "Sacramento"),
         ["Los Angeles, California", "Sacramento, California"]),
    ],
)  # fmt: skip
def test_places_beside_each_other(text: str, names: tuple[str, ...], expected: list[str]) -> None:
    assert settled(text, *names) == expected


def test_one_name_means_one_place_where_the_words_beside_it_say_so_once() -> None:
    text = "Springfield, Ill., mourned. Crowds in Springfield wept."
    assert settled(text, "Springfield", "Springfield") == ["Springfield, Illinois"] * 2


def test_the_outlets_country_tips_the_scale_between_towns() -> None:
    assert settled("A fire in Newcastle.", "Newcastle", outlet="AUS") == ["Newcastle, AUS"]
    assert settled("A fire in Newcastle.", "Newcastle", outlet="ZAF") == ["Newcastle, ZAF"]


def test_a_name_that_is_not_known_has_the_country_that_is_told_and_no_point() -> None:
    (found,) = resolve_places("A fire in Xyzzyville, Texas.", [(10, 20)])
    assert found and (found.kind, found.country, found.admin1, found.number) == ("unlisted", "USA", "Texas", 0)
    place = found.as_place("Xyzzyville")
    assert place == Place(text="Xyzzyville", country="USA", admin1="Texas")
    assert resolve_places("A fire in Xyzzyville.", [(10, 20)]) == [None]


def test_the_country_of_nearly_all_other_places_is_an_unknown_ones_too() -> None:
    text = "Homs, Hama, Idlib and Xyzzyville fell."
    assert settled(text, "Homs", "Hama", "Idlib", "Xyzzyville")[-1] == "Xyzzyville, SYR"
    assert settled("Homs, Lyon, Turin and Xyzzyville.", "Homs", "Lyon", "Turin", "Xyzzyville")[-1] == ""


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_text_and_spans_give_one_answer_each(text: str, cuts: list[tuple[int, int]]) -> None:
    spans = sorted({(s, min(len(text), s + n)) for s, n in cuts if s < len(text)})
    assert len(resolve_places(text, spans)) == len(spans)


def test_short_forms_and_adjectives() -> None:
    assert [c.name for c in candidates("Va.")] == ["Virginia"]
    assert candidates("the Syrians")[0].country == "SYR"
    assert candidates("syrup") == ()


# ---------------------------------------------------------------- for the record
def places(text: str, *named: str, kind: str = "place", url: str | None = None) -> Places:
    names = [Name(start=s, end=e, kind=kind, canonical=text[s:e], country="RUS") for s, e in spans_of(text, *named)]  # type: ignore[arg-type]
    return Places(Document(id="d", source="-", text=text, url=url), names)


def test_the_narrowest_name_counts() -> None:
    text = "Rebels struck near the West Bank city of Nablus."
    place = places(text, "West Bank", "Nablus").find((14, len(text) - 1))
    assert (place.name, place.country, place.text) == ("Nablus", "PSE", "near the West Bank city of Nablus")


def test_a_house_of_state_has_its_country_and_no_point() -> None:
    text = "They met at the Kremlin."
    place = places(text, "Kremlin", kind="seat").find((12, 23))
    assert (place.text, place.country, place.lat, place.name) == ("the Kremlin", "RUS", None, None)


def test_what_is_no_place_keeps_its_words() -> None:
    text = "They met at a bridge."
    assert places(text).find((9, 20)) == Place(text="at a bridge")


@pytest.mark.parametrize(
    ("url", "country"),
    [("https://www.oxfordherald.co.uk/x", "GBR"), ("https://daily.ge/", "GEO"), ("https://x.example.com/a", None),
     ("https://startup.io/", None), (None, None), ("nonsense", None)],
)  # fmt: skip
def test_the_address_of_an_outlet_tells_a_country(url: str | None, country: str | None) -> None:
    assert outlet_country(Document(id="d", source="-", text="", url=url)) == country
