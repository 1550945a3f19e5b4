import pytest

from dragoman.knowledge import find_place, find_places


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
