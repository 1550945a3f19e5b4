"""Outside lists: what they give, and what a bad row costs."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import SourceError
from dragoman.record import Record
from dragoman.register import Entry, Register
from dragoman.register.lists import Imported, guess_form, read_list
from tests.register.by_hand import make_record


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def one(got: Imported, name: str) -> Entry:
    (entry,) = [e for e in got.register if e.name == name]
    return entry


# ------------------------------------------------------------ CSV
CSV = """name,kind,country,sector,title,from,until,aliases,shoe size
Ilze Krastina,person,NO,,foreign minister,2021-10-14,2024,Ilze K.;I. Krastina,39
Ilze Krastina,person,Norway,,prime minister,2025-02,,,
Skarv Institute,organisation,NOR,EDU,,,,,
"""


def test_csv_rows_of_one_actor_are_roles_with_terms(tmp_path: Path) -> None:
    got = read_list(write(tmp_path, "people.csv", CSV))
    assert (got.form, got.rows, got.skipped) == ("csv", 3, ())
    assert got.remarks == ("columns that were not read: shoe size",)
    entry = one(got, "Ilze Krastina")
    assert entry.aliases == ("Ilze K.", "I. Krastina")
    assert [(r.title, r.from_, r.until, r.country, r.sector, r.exact) for r in entry.roles] == [
        ("foreign minister", "2021-10-14", "2024-12-31", "NOR", "GOV", True),
        ("prime minister", "2025-02-01", None, "NOR", "GOV", True),
    ]
    assert entry.roles[0].origin == "import: people.csv row 2"
    assert entry.origins == ("import: people.csv row 2", "import: people.csv row 3")
    assert (one(got, "Skarv Institute").country, one(got, "Skarv Institute").sector) == ("NOR", "EDU")


BAD_ROWS = """name;country;title;from;until;sector;kind;gender
Ada Berg;Atlantis;minister;;;;;
;NOR;minister;;;;;
Bo Ek;SWE;minister;2020-02-31;;;;
Cid Moe;SWE;minister;2020;2019;;;
Dag Lie;SWE;;;;XYZ;;
Eva Rud;SWE;;;;;wizard;
Fay Nes;SWE;;;;;;blue
Gro Vik;SWE;minister;a;b;c;d;e;f;g
Hans Ås;SWE;minister;yesterday;;;;
Ina Bø;SWE;minister;2019;2020;;;f
"""


def test_a_bad_row_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    got = read_list(write(tmp_path, "x.csv", BAD_ROWS))
    assert [e.name for e in got.register] == ["Ina Bø"]
    assert [s.row for s in got.skipped] == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    why = " ".join(s.why for s in got.skipped)
    for words in (
        "Atlantis",
        "no name",
        "2020-02-31",
        "before it begins",
        "XYZ",
        "wizard",
        "blue",
        "columns",
        "yesterday",
    ):
        assert words in why
    assert got.rows == 10


def test_csv_without_a_name_column_or_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no column “name”"):
        read_list(write(tmp_path, "x.csv", "who,where\na,b\n"))
    with pytest.raises(SourceError):
        read_list(write(tmp_path, "empty.csv", ""))
    with pytest.raises(SourceError, match="no such file"):
        read_list(tmp_path / "none.csv")


def test_old_encodings_and_packed_files(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("name,country\nÅse Bø,NOR\n".encode("cp1252"))
    assert [e.name for e in read_list(tmp_path / "x.csv").register] == ["Åse Bø"]
    (tmp_path / "y.csv").write_bytes("\ufeffname,country\nÅse Bø,NOR\n".encode())
    assert [e.name for e in read_list(tmp_path / "y.csv").register] == ["Åse Bø"]
    (tmp_path / "z.csv.gz").write_bytes(gzip.compress(b"name\nAda Berg\n"))
    assert [e.name for e in read_list(tmp_path / "z.csv.gz").register] == ["Ada Berg"]
    (tmp_path / "bad.csv.gz").write_bytes(gzip.compress(b"name\nAda Berg\n" * 99)[:30])
    with pytest.raises(SourceError, match="can't be read"):
        read_list(tmp_path / "bad.csv.gz")


# ------------------------------------------------------------ PETRARCH
PETRARCH = """# a comment
<!-- a comment
over two lines -->
NORLAND_  [NOR]
+NORWEGIAN_
+OSLO_

ILZE_KRASTINA_  # a source
+PRESIDENT_KRASTINA_
\t[NORELI 750101-000101]
\t[NORGOV >011222]
\t[NORELI]
ADA_O'BERG-LIE_
\t[USAGOV <20100101]
\t[USAGOVMIL 20100102-20110101] # then
\t[USAGOV 20100231-20110101]
\t[USAGOV 20120101-20110101]
\t[XXXGOV 20120101-20130101]
\t[USAGOV sometime]
NORWEGIAN_SKARV_ARMY
+NSA_CORPS
\t[NORMIL]
SKARV_REPORTERS_ [NORMED]
WITHOUT_ANY_CODE_
---STOP---
AFTER_THE_END_ [NORGOV]
"""


def test_petrarch_dictionaries_with_dates(tmp_path: Path) -> None:
    got = read_list(write(tmp_path, "Norland.actors.txt", PETRARCH))
    assert got.form == "petrarch"
    entry = one(got, "Ilze Krastina")
    assert (entry.kind, entry.country, entry.aliases) == ("person", "NOR", ("Krastina",))
    assert [(r.sector, r.from_, r.until) for r in entry.roles] == [
        ("CVL", "1975-01-01", "2000-01-01"),
        ("GOV", "2001-12-22", None),
    ]
    ada = one(got, "Ada O'berg-Lie")
    assert [(r.from_, r.until) for r in ada.roles] == [(None, "2010-01-01"), ("2010-01-02", "2011-01-01")]
    assert (one(got, "Norwegian Skarv Army").kind, one(got, "Norwegian Skarv Army").sector) == ("organisation", "MIL")
    assert one(got, "Skarv Reporters").sector == "JRN", "CAMEO's MED is the media"
    assert [e.name for e in got.register if "End" in e.name or "Norland" in e.name] == []
    assert [s.row for s in got.skipped] == [16, 17, 18, 19, 24]
    assert any("states" in r for r in got.remarks)


def test_a_code_or_synonym_before_any_name_is_named(tmp_path: Path) -> None:
    got = read_list(write(tmp_path, "x.txt", "\t[NORGOV]\n+ADA_\nADA_BERG_ [NORGOV]\n"))
    assert [e.name for e in got.register] == ["Ada Berg"]
    assert [s.row for s in got.skipped] == [1, 2]


# ------------------------------------------------------------ FollowTheMoney
def lines(*things: object) -> str:
    return "\n".join(json.dumps(t) for t in things) + "\n"


PERSON = {
    "id": "p1", "schema": "Person",
    "properties": {"name": ["Ilze Krastina"], "alias": ["I. Krastina"], "nationality": ["no"], "gender": ["female"]},
}  # fmt: skip
POST = {"id": "o1", "schema": "Position", "properties": {"name": ["Minister of Finance"], "country": ["no"]}}
HELD = {
    "id": "h1", "schema": "Occupancy",
    "properties": {"holder": ["p1"], "post": ["o1"], "startDate": ["2021-10-14"], "endDate": ["2024"]},
}  # fmt: skip


def test_follow_the_money_with_occupancies_in_any_order(tmp_path: Path) -> None:
    body = {"id": "b1", "schema": "PublicBody", "properties": {"name": ["Skarv Directorate"], "country": ["no"]}}
    ship = {"id": "v1", "schema": "Vessel", "properties": {"name": ["MS Skarv"]}}
    got = read_list(write(tmp_path, "x.ftm.json", lines(HELD, PERSON, ship, body, POST)))
    entry = one(got, "Ilze Krastina")
    (role,) = entry.roles
    assert (entry.country, entry.gender, entry.aliases) == ("NOR", "f", ("I. Krastina",))
    assert (role.title, role.country, role.sector, role.from_, role.until) == (
        "Minister of Finance", "NOR", "GOV", "2021-10-14", "2024-12-31",
    )  # fmt: skip
    assert one(got, "Skarv Directorate").kind == "organisation"
    assert got.remarks == ("not read: 1 Vessel",)


def test_follow_the_money_nested(tmp_path: Path) -> None:
    nested = json.loads(json.dumps(PERSON))
    nested["properties"]["positionOccupancies"] = [
        {"id": "h", "schema": "Occupancy", "properties": {"post": [POST], "startDate": ["2021"]}}
    ]
    (role,) = one(read_list(write(tmp_path, "x.json", lines(nested))), "Ilze Krastina").roles
    assert (role.title, role.from_, role.until) == ("Minister of Finance", "2021-01-01", None)


def test_follow_the_money_bad_lines(tmp_path: Path) -> None:
    odd = {"id": "h2", "schema": "Occupancy", "properties": {"holder": ["p1"], "post": ["missing"]}}
    nameless = {"id": "p2", "schema": "Person", "properties": {}}
    text = lines(PERSON, odd, nameless) + '{"id": 7}\nnot json\n'
    got = read_list(write(tmp_path, "x.json", text))
    assert [e.name for e in got.register] == ["Ilze Krastina"]
    assert [s.row for s in got.skipped] == [2, 3, 4, 5]


# ------------------------------------------------------------ Wikidata
def snak(item: str) -> dict[str, object]:
    return {"snaktype": "value", "datavalue": {"type": "wikibase-entityid", "value": {"id": item}}}


def claim(item: str, **quals: str) -> dict[str, object]:
    out: dict[str, object] = {"mainsnak": snak(item), "rank": "normal"}
    out["qualifiers"] = {
        p: [
            {
                "snaktype": "value",
                "datavalue": {"type": "time", "value": {"time": t, "precision": 11 if "-00" not in t else 9}},
            }
        ]
        if t
        else [{"snaktype": "somevalue"}]
        for p, t in quals.items()
    }
    return out


HUMAN = {
    "id": "Q900001", "type": "item", "labels": {"en": {"language": "en", "value": "Ilze Krastina"}},
    "aliases": {"en": [{"language": "en", "value": "I. Krastina"}]},
    "claims": {
        "P31": [claim("Q5")], "P27": [claim("Q20")], "P21": [claim("Q6581072")],
        "P39": [
            claim("Q800001", P580="+2021-10-14T00:00:00Z", P582="+2024-00-00T00:00:00Z"),
            claim("Q800001", P580=""),
            claim("Q800009", P580="+2024-01-01T00:00:00Z"),
            claim("Q800001", P580="+2030-01-01T00:00:00Z", P582="+2020-01-01T00:00:00Z"),
        ],
    },
}  # fmt: skip
OFFICE = {
    "id": "Q800001", "type": "item", "labels": {"en": {"language": "en", "value": "Minister of Finance"}},
    "claims": {"P1001": [claim("Q20")]},
}  # fmt: skip


@pytest.mark.parametrize("layout", ["dump", "lines", "entity data", "printed over lines", "bz2"])
def test_wikidata_layouts(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "items.json"
    if layout == "dump":
        path.write_text("[\n" + json.dumps(HUMAN) + ",\n" + json.dumps(OFFICE) + "\n]\n")
    elif layout == "lines":
        path.write_text(lines(OFFICE, HUMAN))
    elif layout == "bz2":
        path = tmp_path / "items.json.bz2"
        path.write_bytes(bz2.compress(lines(OFFICE, HUMAN).encode()))
    else:
        data = {"entities": {"Q900001": HUMAN, "Q800001": OFFICE}}
        path.write_text(json.dumps(data, indent=2 if "printed" in layout else None))
    got = read_list(path)
    assert got.form == "wikidata"
    entry = one(got, "Ilze Krastina")
    assert (entry.country, entry.gender, entry.aliases) == ("NOR", "f", ("I. Krastina",))
    assert {(r.title, r.country, r.from_, r.until) for r in entry.roles} == {
        ("Minister of Finance", "NOR", "2021-10-14", "2024-12-31"),
        ("Minister of Finance", "NOR", None, None),
    }
    assert any("Q800009" in r for r in got.remarks), "an office without a label is counted"
    assert len(got.skipped) == 1 and "before it begins" in got.skipped[0].why


def test_wikidata_bad_lines(tmp_path: Path) -> None:
    nameless = {"id": "Q1", "labels": {}, "claims": {"P31": [claim("Q5")]}}
    text = lines(HUMAN, OFFICE, nameless) + '{"labels": {}}\n{"id": broken}\n'
    got = read_list(write(tmp_path, "x.json", text), "wikidata")
    assert [e.name for e in got.register] == ["Ilze Krastina"]
    assert {s.row for s in got.skipped} >= {3, 4, 5}


# ------------------------------------------------------------ all forms
def test_forms_are_known_by_content(tmp_path: Path) -> None:
    assert guess_form(str(write(tmp_path, "a.json", lines(PERSON)))) == "ftm"
    assert guess_form(str(write(tmp_path, "b.json", lines(HUMAN)))) == "wikidata"
    assert guess_form(str(write(tmp_path, "c.txt", PETRARCH))) == "petrarch"
    assert guess_form(str(write(tmp_path, "d.txt", CSV))) == "csv"
    with pytest.raises(SourceError, match="neither"):
        guess_form(str(write(tmp_path, "e.json", '{"a": 1}')))
    with pytest.raises(SourceError, match="no list"):
        guess_form(str(write(tmp_path, "f.txt", "Dear Sir or Madam")))


def test_a_term_of_office_holds_exactly(tmp_path: Path) -> None:
    register = Register()
    register.merge(read_list(write(tmp_path, "people.csv", CSV)).register)

    def said(published: str) -> Record:
        r = make_record("Krastina said no.", {"name": "Krastina"}, published=published)
        return register.settle(r)

    assert said("2023-05-05").actors[0].sector == "GOV"
    between = said("2025-01-15").actors[0]
    assert (between.name, between.country, between.sector) == ("Ilze Krastina", "NOR", None)
    assert said("1999-01-01").actors[0].name == "Krastina"


def test_an_alias_of_a_list_is_a_name(tmp_path: Path) -> None:
    register = read_list(
        write(tmp_path, "x.csv", "name,country,title,from,aliases\nLuiz Ignatius Sa,BRA,president,2003,Lulu\n")
    ).register
    r = make_record("Lulu said no.", {"name": "Lulu"}, published="2004-01-01")
    assert register.settle(r).actors[0].name == "Luiz Ignatius Sa"


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_never_worse(text: str) -> None:
    import tempfile

    for form in ("csv", "ftm", "wikidata", "petrarch"):
        with tempfile.NamedTemporaryFile("w", suffix=".x", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
            file.flush()
            try:
                got = read_list(file.name, form)  # type: ignore[arg-type]
            except SourceError:
                continue
            for s in got.skipped:
                assert s.row >= 1 and s.why


def test_a_person_of_one_name_is_found_in_time_only(tmp_path: Path) -> None:
    text = "name,country,title,from,until\nZorko,BRA,president,2003,2010\n"
    register = read_list(write(tmp_path, "x.csv", text)).register

    def said(published: str) -> str | None:
        return register.settle(make_record("Zorko said no.", {"name": "Zorko"}, published=published)).actors[0].country

    assert (said("2004-01-01"), said("1950-01-01")) == ("BRA", None)
