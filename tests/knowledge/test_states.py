from datetime import date

import pytest

from dragoman.knowledge import all_states, find_capital, find_state, state_by_code, state_by_cow, states_in
from dragoman.knowledge._text import fold


def code(words: str, on: date | None = None) -> str | None:
    state = find_state(words, on)
    return state.iso3 if state else None


@pytest.mark.parametrize(
    ("words", "iso3"),
    [
        ("the U.S.", "USA"), ("US", "USA"), ("U.S.A.", "USA"), ("Americans", "USA"), ("the U.K.", "GBR"),
        ("Great Britain", "GBR"), ("Britons", "GBR"), ("Scotland’s", "GBR"), ("Côte d’Ivoire", "CIV"),
        ("Ivorians", "CIV"), ("Türkiye", "TUR"), ("Turks", "TUR"), ("the Dutch", "NLD"), ("Holland", "NLD"),
        ("Burma", "MMR"), ("Swaziland", "SWZ"), ("eSwatini", "SWZ"), ("Timor-Leste", "TLS"),
        ("East Timorese", "TLS"), ("the DRC", "COD"), ("DR Congo", "COD"), ("Congo-Brazzaville", "COG"),
        ("the Republic of the Congo", "COG"), ("North Korea", "PRK"), ("DPRK", "PRK"),
        ("South Koreans", "KOR"),
        ("the UAE", "ARE"), ("Emiratis", "ARE"), ("Saudis", "SAU"), ("Kosovars", "XKX"),
        ("Palestinians", "PSE"),
        ("Taiwanese", "TWN"), ("the Republic of China", "TWN"), ("PRC", "CHN"), ("Sahrawis", "ESH"),
        ("Hong Kongers", "HKG"), ("Greenlanders", "GRL"), ("FYROM", "MKD"), ("Guinea-Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"), ("Nigerien", "NER"), ("Nigerian", "NGA"), ("Filipinos", "PHL"),
        ("Frenchmen", "FRA"), ("Argentines", "ARG"), ("the Vatican", "VAT"), ("Bosnia-Herzegovina", "BIH"),
        ("St. Kitts and Nevis", "KNA"), ("Saint Lucia", "LCA"), ("Trinidad & Tobago", "TTO"),
        ("the Philippines", "PHL"), ("New Zealanders", "NZL"), ("Bosnian Serbs", "BIH"), ("POLAND", "POL"),
        ("São Tomé and Príncipe", "STP"), ("Curaçao", "CUW"), ("Réunion", "REU"),
    ],
)  # fmt: skip
def test_hard_names(words: str, iso3: str) -> None:
    assert code(words) == iso3


@pytest.mark.parametrize(
    "words",
    ["us", "turkey", "polish", "china", "chad", "car", "London", "Moscow", "", "the", "New Mexico", "uae",
     "Franco", "Sa", "Russian officials", "thai food", "...", "’s"],
)  # fmt: skip
def test_what_is_no_state(words: str) -> None:
    assert find_state(words) is None


@pytest.mark.parametrize(
    ("words", "iso3"),
    [("Soviet Union", "SUN"), ("Soviets", "SUN"), ("USSR", "SUN"), ("Zaire", "ZAR"), ("Yugoslavs", "YUG"),
     ("East Germans", "DDR"), ("West German", "DEU"), ("Czechoslovakia", "CSK"), ("South Vietnamese", "VNM"),
     ("North Vietnam", "VDR"), ("Serbia and Montenegro", "SCG"), ("Rhodesian", "RHO"), ("South Yemen", "YMD"),
     ("Upper Volta", "BFA"), ("Dahomey", "BEN"), ("Ceylon", "LKA"), ("Persia", "IRN"), ("Siam", "THA")],
)  # fmt: skip
def test_past_states(words: str, iso3: str) -> None:
    assert code(words) == iso3


def test_day_decides_between_states_of_one_name() -> None:
    assert find_capital("Moscow") == state_by_code("RUS")
    assert find_capital("Moscow", date(1980, 5, 1)) == state_by_code("SUN")
    assert find_capital("Belgrade", date(1995, 5, 1)) == state_by_code("YUG")
    assert code("Zaire", date(2020, 1, 1)) == "ZAR"  # the only one of that name, whenever it is spoken of


def test_years_of_past_states() -> None:
    soviet = state_by_code("SUN")
    assert soviet and (soviet.from_, soviet.until) == (1922, 1991)
    assert soviet.existed(date(1991, 12, 1)) and not soviet.existed(date(1992, 1, 1))


def test_states_without_iso_code() -> None:
    for name in ("Transnistria", "Somaliland", "Abkhazia", "Northern Cyprus", "Biafra"):
        state = find_state(name)
        assert state and state.iso3 is None


@pytest.mark.parametrize(
    ("words", "iso3"),
    [("Kiev", "UKR"), ("Kyiv", "UKR"), ("Peking", "CHN"), ("The Hague", "NLD"), ("Washington", "USA"),
     ("Washington, D.C.", "USA"), ("Rangoon", "MMR"), ("N’Djamena", "TCD"), ("Sana'a", "YEM"),
     ("Brasília", "BRA"), ("Saigon", "VNM"), ("Pristina", "XKX"), ("Nur-Sultan", "KAZ"), ("Bonn", "DEU")],
)  # fmt: skip
def test_capitals(words: str, iso3: str) -> None:
    state = find_capital(words)
    assert state and state.iso3 == iso3


@pytest.mark.parametrize("words", ["Victoria", "Hamilton", "male", "Kingston", "kiev"])
def test_unsure_capitals(words: str) -> None:
    assert find_capital(words) is None


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("the Franco-British push", ["FRA", "GBR"]),
        ("Sino-Russian talks", ["CHN", "RUS"]),
        ("Anglo-Irish agreement", ["GBR", "IRL"]),
        ("the Russo-Ukrainian war", ["RUS", "UKR"]),
        ("US-China trade talks", ["USA", "CHN"]),
        ("Chinese and South Korean ministers", ["CHN", "KOR"]),
        ("North and South Korea", ["PRK", "KOR"]),
        ("Papua New Guinea", ["PNG"]),
        ("Equatorial Guinea's president", ["GNQ"]),
        ("Italian Prime Minister Giorgia Meloni", ["ITA"]),
        ("US-backed Syrian rebels", ["SYR"]),
        ("Iran-backed militia", []),
        ("the Saudi-led coalition", ["SAU"]),
        ("New Mexico governor", []),
        ("Latin American leaders", []),
        ("Indo-Pacific command", []),
        ("the Bank of Canada", ["CAN"]),
        ("Michael Jordan", []),
        ("the Persian Gulf", []),
        ("the South China Sea", []),
        ("Serbia and Montenegro and Croatia", ["SCG", "HRV"]),
        ("Israel, the United States and Qatar", ["ISR", "USA", "QAT"]),
        ("give us turkey and polish", []),
        ("Trinidad and Tobago", ["TTO"]),
        ("British British Britons", ["GBR"]),
        ("the prime minister of the Democratic Republic of the Congo", ["COD"]),
        ("", []),
    ],
)
def test_states_in_a_phrase(phrase: str, codes: list[str]) -> None:
    assert states_in(phrase) == codes


def test_codes() -> None:
    assert state_by_code("deu") is not None and state_by_code("XYZ") is None
    germany = state_by_code("DEU")
    assert germany and germany.name == "Germany"
    assert state_by_cow(2) == state_by_cow("USA") == state_by_code("USA")
    russia = state_by_cow(365)
    assert russia and russia.iso3 == "RUS"


def test_table_has_no_conflicts() -> None:
    states = all_states()
    living = [s for s in states if s.status in ("state", "territory")]
    assert len(living) >= 245
    assert len({s.iso3 for s in living}) == len(living)
    assert len({s.iso2 for s in living}) == len(living)
    cow = [s.cow_number for s in states if s.cow_number and s.status == "state"]
    assert len(set(cow)) == len(cow)
    assert len({(s.name, s.from_) for s in states}) == len(states)
    names: dict[str, str] = {}
    for state in states:
        assert state.name in state.names
        assert state.iso3 is None or (len(state.iso3) == 3 and state.iso3.isupper())
        assert state.status in ("state", "territory", "de facto", "part", "historic")
        assert state.from_ is None or state.until is None or state.from_ <= state.until
        for form in (*state.names, *state.adjectives, *state.people):
            assert form == form.strip() and form
        if state.status == "state":
            for name in state.names:
                assert names.setdefault(fold(name), state.name) == state.name


@pytest.mark.parametrize("letters", ["POL", "A" * 5000, "\ud800", "\x00", "🇺🇸", "-" * 50, "'" * 50])
def test_any_text_is_safe(letters: str) -> None:
    find_state(letters)
    find_capital(letters)
    assert isinstance(states_in(letters), list)
