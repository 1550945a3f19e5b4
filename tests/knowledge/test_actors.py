import json
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from dragoman.knowledge import (
    find_metonym,
    find_organisation,
    gender_of,
    head_on,
    heads_named,
    is_head_role,
    sector_of_role,
    sectors,
    state_by_code,
)
from dragoman.knowledge._text import fold

KINDS = {"person", "state", "government", "organisation", "group", "outlet"}


@pytest.mark.parametrize(
    ("words", "country", "sector"),
    [
        ("the Kremlin", "RUS", "GOV"), ("Kremlin's", "RUS", "GOV"), ("Downing Street", "GBR", "GOV"),
        ("10 Downing Street", "GBR", "GOV"), ("No. 10", "GBR", "GOV"), ("the White House", "USA", "GOV"),
        ("Élysée", "FRA", "GOV"), ("the Elysee Palace", "FRA", "GOV"), ("the Bundestag", "DEU", "LEG"),
        ("Knesset", "ISR", "LEG"), ("Capitol Hill", "USA", "LEG"), ("the Pentagon", "USA", "MIL"),
        ("Foggy Bottom", "USA", "GOV"), ("Quai d’Orsay", "FRA", "GOV"), ("Whitehall", "GBR", "GOV"),
        ("Westminster", "GBR", "LEG"), ("Zhongnanhai", "CHN", "GOV"), ("the Blue House", "KOR", "GOV"),
        ("the Quirinale", "ITA", "GOV"), ("Palazzo Chigi", "ITA", "GOV"), ("Foreign Office", "GBR", "GOV"),
        ("Holyrood", "GBR", "LEG"), ("Stormont", "GBR", "LEG"), ("the Sejm", "POL", "LEG"),
        ("State Duma", "RUS", "LEG"), ("Verkhovna Rada", "UKR", "LEG"), ("Lok Sabha", "IND", "LEG"),
        ("Aso Rock", "NGA", "GOV"), ("Union Buildings", "ZAF", "GOV"), ("Casa Rosada", "ARG", "GOV"),
        ("Planalto", "BRA", "GOV"), ("Miraflores", "VEN", "GOV"), ("La Moneda", "CHL", "GOV"),
        ("Los Pinos", "MEX", "GOV"), ("Malacañang", "PHL", "GOV"), ("MI6", "GBR", "SPY"),
        ("CIA", "USA", "SPY"),
        ("FSB", "RUS", "SPY"), ("Mossad", "ISR", "SPY"), ("IDF", "ISR", "MIL"), ("IRGC", "IRN", "MIL"),
        ("PLA", "CHN", "MIL"), ("FBI", "USA", "COP"), ("Brussels", None, "IGO"), ("the City", "GBR", "BUS"),
    ],
)  # fmt: skip
def test_metonyms(words: str, country: str | None, sector: str) -> None:
    entry = find_metonym(words)
    assert entry and (entry.country, entry.sector) == (country, sector)


@pytest.mark.parametrize("words", ["City", "mit", "pla", "kremlin", "Lodge", "Paris", ""])
def test_no_metonyms(words: str) -> None:
    assert find_metonym(words) is None


@pytest.mark.parametrize(
    ("words", "name", "country", "sector"),
    [
        ("the U.N.", "United Nations", None, "IGO"), ("NATO", "NATO", None, "IGO"),
        ("Nato", "NATO", None, "IGO"),
        ("EU", "European Union", None, "IGO"), ("al-Shabaab", "Al-Shabab", "SOM", "REB"),
        ("ISIS", "Islamic State", None, "REB"), ("the Houthis", "Houthis", "YEM", "REB"),
        ("Farc", "FARC", "COL", "REB"), ("Hezbollah", "Hezbollah", "LBN", "REB"),
        ("Hamas", "Hamas", "PSE", "REB"),
        ("Médecins Sans Frontières", "Doctors Without Borders", None, "NGO"),
        ("the ICC", "International Criminal Court", None, "JUD"),
        ("the BJP", "Bharatiya Janata Party", "IND", "PTY"), ("AfD", "Alternative for Germany", "DEU", "PTY"),
        ("Reuters", "Reuters", "GBR", "JRN"), ("the Fed", "Federal Reserve", "USA", "GOV"),
        ("World Food Program", "World Food Programme", None, "IGO"),
        ("ECOWAS", "Economic Community of West African States", None, "IGO"),
    ],
)  # fmt: skip
def test_organisations(words: str, name: str, country: str | None, sector: str) -> None:
    entry = find_organisation(words)
    assert entry and (entry.name, entry.country, entry.sector) == (name, country, sector)


def test_who_and_isis_need_their_case() -> None:
    assert find_organisation("WHO") and not find_organisation("who") and not find_organisation("Who")


def test_shared_names_are_marked() -> None:
    labour, senate = find_organisation("Labour Party"), find_metonym("Senate")
    assert labour and "Labour Party" in labour.shared
    assert senate and "Senate" in senate.shared and senate.country == "USA"


@pytest.mark.parametrize(("file", "least"), [("metonyms.json", 180), ("organisations.json", 600)])
def test_tables_of_actors(file: str, least: int) -> None:
    rows = json.loads((files("dragoman.knowledge") / file).read_text(encoding="utf-8"))
    assert len(rows) >= least
    forms = Counter((fold(form), form.isupper()) for row in rows for form in {*row.get("aliases", ()), row["name"]})
    # A form may differ from another of the same row by an accent or a dot alone.
    owners: dict[tuple[str, bool], str] = {}
    for row in rows:
        assert row["kind"] in KINDS
        assert row["sector"] in sectors(), row
        assert "country" not in row or state_by_code(row["country"]), row
        assert row["sector"] != "IGO" or "country" not in row, row
        for form in (row["name"], *row.get("aliases", ())):
            assert owners.setdefault((fold(form), form.isupper()), row["name"]) == row["name"], form
    assert forms


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        ("president", "GOV"), ("the deputy foreign minister", "GOV"), ("prime ministers", "GOV"),
        ("spokesman", None), ("a police spokesman", "COP"), ("government spokeswoman", "GOV"),
        ("spokesman for the interior ministry", "GOV"), ("special envoy", "GOV"), ("ambassadors", "GOV"),
        ("lawmakers", "LEG"), ("Republican senator", "LEG"), ("Supreme Court judge", "JUD"),
        ("troops", "MIL"),
        ("retired general", "MIL"), ("riot police", "COP"), ("rebel commander", "REB"), ("rebels", "REB"),
        ("opposition leader Juan Guaido", "OPP"), ("leader of the opposition", "OPP"), ("activists", "CVL"),
        ("protesters", "CVL"), ("journalists", "JRN"), ("the archbishop", "REL"), ("union leader", "LAB"),
        ("students", "EDU"), ("businessmen", "BUS"), ("bank manager", "BUS"), ("refugees", "REF"),
        ("civilians", "CVL"), ("a spy", "SPY"), ("intelligence chief", "SPY"), ("army chief", "MIL"),
        ("head of the army", "MIL"), ("president of the company", "BUS"), ("president of the Senate", "LEG"),
        ("president of Kenya", "GOV"), ("university president", "EDU"), ("former president", "CVL"),
        ("ex-prime minister", "CVL"), ("unknown gunmen", "UAF"), ("pro-government militia", "PRM"),
        ("opposition lawmakers", "OPP"), ("aid workers", "NGO"), ("drug lord", "CRM"), ("farmers", "AGR"),
        ("doctors", "MED"), ("UN special envoy", "IGO"), ("chief of staff", "GOV"), ("party leader", "PTY"),
        ("weather", None), ("", None),
    ],
)  # fmt: skip
def test_roles(words: str, sector: str | None) -> None:
    assert sector_of_role(words) == sector


def test_heads_of_state_and_government() -> None:
    assert is_head_role("Kenyan President") and is_head_role("the prime minister") and is_head_role("King")
    for words in ("vice president", "former president", "president of the company", "deputy"):
        assert not is_head_role(words)


def test_table_of_roles() -> None:
    rows = json.loads((files("dragoman.knowledge") / "roles.json").read_text(encoding="utf-8"))
    forms = [form for row in rows for form in row["forms"]]
    assert len(rows) > 1000
    assert len(forms) == len(set(forms))
    for row in rows:
        assert row.get("sector") is None or row["sector"] in sectors()
        assert row["kind"] in ("title", "group", "body")
        assert all(form == fold(form) for form in row["forms"])


@pytest.mark.parametrize(
    ("words", "on", "name", "title"),
    [
        ("Bush", date(1990, 8, 2), "George H. W. Bush", "President"),
        ("Bush", date(2003, 3, 20), "George W. Bush", "President"),
        ("Clinton", date(1995, 1, 1), "Bill Clinton", "President"),
        ("Clinton", date(2010, 1, 1), "Hillary Clinton", "Secretary of State"),
        ("Vladimir Putin", date(2010, 5, 5), "Vladimir Putin", "Prime Minister"),
        ("Zelenskiy", date(2023, 1, 1), "Volodymyr Zelenskyy", "President"),
        ("Guterres", date(2000, 1, 1), "Antonio Guterres", "Prime Minister"),
        ("Guterres", date(2020, 1, 1), "Antonio Guterres", "Secretary-General of the United Nations"),
        ("Assad", date(1999, 1, 1), "Hafez al-Assad", "President"),
        ("Starmer’s", date(2025, 1, 1), "Keir Starmer", "Prime Minister"),
        ("Ayatollah Khamenei", date(2005, 1, 1), "Ali Khamenei", "Supreme Leader"),
    ],
)
def test_heads_by_day(words: str, on: date, name: str, title: str) -> None:
    entry = head_on(words, on)
    assert entry and (entry.name, entry.title) == (name, title)


def test_no_head_out_of_office_or_of_an_unsure_name() -> None:
    assert head_on("Merkel", date(2022, 6, 1)) is None
    assert head_on("Kim", date(2000, 1, 1)) is None  # Kim Dae-jung and Kim Jong-il
    assert head_on("Nobody", date(2000, 1, 1)) is None
    assert len(heads_named("Netanyahu")) == 3


def test_table_of_heads() -> None:
    rows = json.loads((files("dragoman.knowledge") / "heads.json").read_text(encoding="utf-8"))
    assert len({row.get("country") for row in rows}) >= 60
    by_office: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows:
        assert row["kind"] == "person" and row["title"] and row["sector"] in sectors()
        assert "country" not in row or state_by_code(row["country"])
        start, end = row.get("from", "0000"), row.get("until", "9999")
        assert start[:4] <= end[:4], row["name"]
        by_office.setdefault((row.get("country", ""), row["title"]), []).append((start, row["name"]))
    for offices in by_office.values():
        assert len(offices) == len(set(offices))


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Mary", "f"), ("James", "m"), ("Mohammed", "m"), ("Angela", "f"), ("Vladimir", "m"), ("Giorgia", "f"),
     ("Kim", None), ("Andrea", None), ("Jean", None), ("Xqzt", None), ("", None), ("François", "m")],
)  # fmt: skip
def test_first_names(name: str, gender: str | None) -> None:
    assert gender_of(name) == gender
