import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.knowledge import find_place, find_places, places_named, places_shortened


@pytest.mark.parametrize(
    ("name", "prefer", "country", "geonames_id"),
    [
        ("London", None, "GBR", 2643743), ("Rome", None, "ITA", 3169070), ("Kiev", None, "UKR", 703448),
        ("Kyiv", None, "UKR", 703448), ("Odessa", None, "UKR", 698740), ("Odessa", "USA", "USA", 5527554),
        ("Georgia", None, "GEO", 614540), ("Georgia", "USA", "USA", 4197000),
        ("New York", None, "USA", 5128581),
        ("Washington", None, "USA", 4140963), ("Birmingham", None, "GBR", 2655603),
        ("Birmingham", "USA", "USA", 4049979), ("Saigon", None, "VNM", 1566083),
        ("Bombay", None, "IND", 1275339),
        ("Mexico", "MEX", "MEX", 3996063), ("the Hague", None, "NLD", 2747373),
        ("Texas", None, "USA", 4736286),
        ("Benghazi", None, "LBY", 88319), ("Kharkov", None, "UKR", 706483), ("US", None, "USA", 6252001),
        ("Lagos", None, "NGA", 2332459), ("Grozny", None, "RUS", 558418), ("N’Djamena", None, "TCD", 2427123),
        ("São Paulo", None, "BRA", 3448439), ("sao paulo", None, None, None),
        ("Xanadu City", None, None, None),
        ("Basra", None, "IRQ", 99532),
    ],
)  # fmt: skip
def test_places(name: str, prefer: str | None, country: str | None, geonames_id: int | None) -> None:
    place = find_place(name, prefer)
    assert (place.country if place else None) == country
    assert (place.geonames_id if place else None) == geonames_id


def test_place_keeps_the_words_and_has_a_division() -> None:
    place = find_place("Aleppo’s")
    assert place and place.text == "Aleppo’s" and place.name == "Aleppo" and place.admin1 == "Aleppo"
    assert place.lat and abs(place.lat - 36.2) < 0.1


def test_namesakes_in_order() -> None:
    springfields = find_places("Springfield")
    assert len(springfields) >= 3 and springfields[0].country == "USA"
    assert find_places("Newcastle", "AUS")[0].country == "AUS"
    assert {p.country for p in find_places("Tripoli")} >= {"LBY", "LBN"}


@pytest.mark.parametrize(
    ("name", "country", "geonames_id"),
    [("Dagestan", "RUS", 567293), ("Crimea", "UKR", 703883), ("Laurel County", "USA", 4297480), ("Oxfordshire", "GBR", 2640726),
     ("Flanders", "BEL", 3337388), ("Kobani", "SYR", None), ("Hasakah", "SYR", None)],
)  # fmt: skip
def test_divisions_and_towns_in_the_news(name: str, country: str, geonames_id: int | None) -> None:
    place = find_place(name)
    assert place and place.country == country
    assert geonames_id is None or place.geonames_id == geonames_id


@pytest.mark.parametrize(
    ("name", "country"), [("Red Sea", None), ("Donbas", "UKR"), ("Middle East", None), ("Europe", None)]
)
def test_regions_and_seas_have_a_point_and_a_country_only_if_they_lie_in_one(name: str, country: str | None) -> None:
    place = find_place(name)
    assert place and place.country == country and place.lat is not None


def test_a_village_alone_tells_nothing_unless_it_is_the_only_one() -> None:
    assert all(p.people < 15_000 for p in places_named("Shiloh") if p.kind == "city") and find_place("Shiloh") is None
    assert find_place("Shiloh", "USA") is not None


def test_other_spellings_stand_behind_names() -> None:
    assert places_named("Aleppo")[0].rank == 0
    assert places_named("Texan")[0].name == "Texas" and places_named("Texan")[0].rank == 1


@pytest.mark.parametrize(
    ("short", "name"), [("Va.", "Virginia"), ("N.M.", "New Mexico"), ("TX", "Texas"), ("Ont.", "Ontario")]
)
def test_short_forms_of_states(short: str, name: str) -> None:
    assert [p.name for p in places_shortened(short)] == [name]
    assert places_shortened("Xy.") == ()


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_name_gives_places_that_bear_it(name: str) -> None:
    for place in places_named(name):
        assert place.name and -90 <= place.lat <= 90 and -180 <= place.lon <= 180


def test_a_village_tells_nothing_of_itself() -> None:
    assert find_place("Lise") is None
    place = find_place("Stepanakert", "AZE")
    assert place and place.country == "AZE"
