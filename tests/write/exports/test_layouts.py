"""POLECAT, ICEWS, GDELT and Phoenix, read back with pandas and polars the way the field's loaders do."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pandas as pd
import polars as pl
import pytest

from dragoman.knowledge.codes import cameo_of
from dragoman.record import Actor, Place, Record
from dragoman.write.exports import export, gdelt, icews, phoenix, polecat
from dragoman.write.exports.cameo_actors import cameo_actor
from dragoman.write.exports.facts import number_of
from dragoman.write.exports.polecat import PlaceParts, place_parts


def parted(names: str, by: str | None = None) -> list[str]:
    return names.split(by)


# Written out from the public loaders, so that a slip in the program's own list is seen.
POLECAT = parted(
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|"
    "Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|"
    "Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|"
    "Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|"
    "Publication Date|Story People|Story Organizations|Story Locations|Language|Version",
    "|",
)
ICEWS = parted(
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|"
    "Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude",
    "|",
)
GDELT = parted(
    "GLOBALEVENTID SQLDATE MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode "
    "Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code Actor1Type1Code Actor1Type2Code Actor1Type3Code Actor2Code "
    "Actor2Name Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode Actor2Religion1Code Actor2Religion2Code "
    "Actor2Type1Code Actor2Type2Code Actor2Type3Code IsRootEvent EventCode EventBaseCode EventRootCode QuadClass "
    "GoldsteinScale NumMentions NumSources NumArticles AvgTone Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode "
    "Actor1Geo_ADM1Code Actor1Geo_ADM2Code Actor1Geo_Lat Actor1Geo_Long Actor1Geo_FeatureID Actor2Geo_Type "
    "Actor2Geo_FullName Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_ADM2Code Actor2Geo_Lat Actor2Geo_Long "
    "Actor2Geo_FeatureID ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_ADM2Code "
    "ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID DATEADDED SOURCEURL"
)
PHOENIX = parted(
    "EventID_version Date Year Month Day Source SourceRoot SourceAgent SourceOthers Target TargetRoot TargetAgent "
    "TargetOthers CAMEO_code RootCode QuadClass Goldstein Issues Lat Lon PlaceName StateName CountryName SentenceIDs URLs "
    "NewsSources"
)


def test_columns_are_the_layouts() -> None:
    assert [len(x) for x in (POLECAT, ICEWS, GDELT, PHOENIX)] == [40, 20, 61, 26]
    assert list(polecat.COLUMNS) == POLECAT
    assert list(icews.COLUMNS) == ICEWS
    assert list(gdelt.EVENT_COLUMNS) == GDELT and len(gdelt.MENTION_COLUMNS) == 16
    assert [c.replace(" ", "_") for c in phoenix.COLUMNS] == PHOENIX


# ---------------------------------------------------------------- POLECAT
@pytest.fixture
def polecat_frame(story: Record, out: Path) -> pd.DataFrame:
    (path,) = export([story], "polecat", out)
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)


def test_polecat_has_one_row_an_event(polecat_frame: pd.DataFrame, story: Record) -> None:
    assert list(polecat_frame.columns) == POLECAT
    assert list(polecat_frame["Event ID"]) == [e.id for e in story.events if e.modality == "asserted"]
    assert not (polecat_frame == "").any().any(), "what is not known is None"


def test_polecat_cells(polecat_frame: pd.DataFrame) -> None:
    talks, _, aid, blame = (row for _, row in polecat_frame.iterrows())
    assert talks["Event Date"] == "2025-03-11" and talks["Publication Date"] == "2025-03-12"
    assert (talks["Actor Name"], talks["Actor Country"], talks["Actor COW"]) == (
        "France; Japan",
        "FRA; JPN",
        "220; 740",
    )
    assert (talks["Contexts"], talks["Quad Code"], talks["Intensity"]) == (
        "diplomatic; military",
        "VERBAL COOPERATION",
        "2.1",
    )
    assert (talks["City"], talks["Province"], talks["Country"]) == ("Lyon", "Auvergne-Rhône-Alpes", "FRA")
    assert (talks["GeoNames ID"], talks["Raw Placename"], talks["Feature Type"]) == ("2996944", "Lyon", "None")
    assert talks["Recipient Name"] == talks["Wikipedia Actor ID"] == "None"
    assert talks["Source"] == "The Daily; Post" and talks["Story People"] == "Claire Aubin"
    assert (aid["Event Date"], aid["Event Mode"]) == ("None", "economic"), (
        "a month is no day, nor is the day of publication"
    )
    assert (aid["Actor Name"], aid["Actor Country"], aid["Recipient COW"]) == ("NATO", "None", "501")
    assert (blame["City"], blame["Province"], blame["Country"]) == ("None", "None", "FRA"), "a country is no city"


def test_polecat_raw_names_are_names(story: Record, out: Path) -> None:
    """The pronoun is nearer to the event, the name says more."""
    by_minister = msgspec.structs.replace(story.events[4], actors=("ac-000000000003",))
    (path,) = export([msgspec.structs.replace(story, events=(by_minister,))], "polecat", out)
    frame = pl.read_csv(path, separator="\t", infer_schema=False)
    assert frame["Actor Name Raw"].to_list() == ["Claire Aubin"]
    assert frame["Actor Title"].to_list() == ["Foreign Minister"]


# ---------------------------------------------------------------- ICEWS
def test_icews(story: Record, out: Path) -> None:
    (path,) = export([story], "icews", out)
    frame = pd.read_csv(path, sep="\t", dtype={"CAMEO Code": str}, parse_dates=["Event Date"])
    assert list(frame.columns) == ICEWS
    assert frame["Event ID"].is_unique and frame["Event ID"].dtype == "int64" and frame["Story ID"].dtype == "int64"
    assert str(frame["Event Date"].dtype).startswith("datetime64") and frame["Intensity"].dtype == "float64"
    talks = frame[frame["Event Text"] == "Consult"]
    assert (
        list(zip(talks["Source Name"], talks["Target Name"], strict=True))
        == [("France", "Japan"), ("Japan", "France")] * 2
    )
    assert talks["Source Sectors"].isna().all(), "a country has no sector there"
    assert list(talks["Sentence Number"]) == [1, 1, 2, 2]
    (aid,) = (row for _, row in frame[frame["CAMEO Code"] == "071"].iterrows())
    assert (aid["Source Name"], aid["Source Sectors"], aid["Intensity"]) == (
        "NATO",
        "International Government Organization",
        7.4,
    )
    assert pd.isna(aid["Event Date"])
    (blame,) = (row for _, row in frame[frame["CAMEO Code"].isna()].iterrows())
    assert pd.isna(blame["Event Text"]) and blame["Intensity"] == -2.0 and blame["Target Country"] == "Kenya"
    assert blame["Event ID"] == number_of(story.events[4].id), "one row: the event's own number"


# ---------------------------------------------------------------- GDELT
def read_gdelt(records: list[Record], out: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    events, mentions = export(records, "gdelt", out, overwrite=True)
    text = {n: pl.String for n in GDELT if n.endswith(("Code", "Name", "URL", "ID")) and not n.startswith("GLOBAL")}
    return (
        pl.read_csv(
            events, separator="\t", has_header=False, new_columns=GDELT, schema_overrides=text, quote_char=None
        ),
        pl.read_csv(
            mentions, separator="\t", has_header=False, new_columns=list(gdelt.MENTION_COLUMNS), quote_char=None
        ),
    )


def test_gdelt_types_and_cells(story: Record, out: Path) -> None:
    events, mentions = read_gdelt([story], out)
    assert events["GLOBALEVENTID"].is_unique().all() and events["GLOBALEVENTID"].dtype == pl.Int64
    talks = events.filter(pl.col("EventCode") == "040").row(0, named=True)
    assert (talks["SQLDATE"], talks["MonthYear"], talks["Year"], talks["FractionDate"]) == (
        20250311,
        202503,
        2025,
        2025.1945,
    )
    assert (talks["Actor1Code"], talks["Actor1Name"], talks["Actor2Code"]) == ("FRA", "FRANCE", "JPN")
    assert (talks["EventBaseCode"], talks["EventRootCode"], talks["QuadClass"], talks["GoldsteinScale"]) == (
        "040",
        "04",
        1,
        1.0,
    )
    assert (talks["ActionGeo_Type"], talks["ActionGeo_FullName"]) == (4, "Lyon, Auvergne-Rhône-Alpes, France")
    assert (talks["ActionGeo_CountryCode"], talks["ActionGeo_ADM1Code"], talks["Actor1Geo_Type"]) == ("FR", None, 0)
    assert (talks["IsRootEvent"], talks["DATEADDED"], talks["AvgTone"]) == (1, 20250311233000, None)
    aid = events.filter(pl.col("EventCode") == "071").row(0, named=True)
    assert (aid["SQLDATE"], aid["MonthYear"], aid["Year"]) == (None, 202503, 2025), "no more exact than the text"
    assert (aid["Actor1Code"], aid["Actor1KnownGroupCode"], aid["IsRootEvent"]) == ("IGONAT", "NAT", 0)
    blame = events.filter(pl.col("QuadClass") == 3).row(0, named=True)
    assert (blame["EventCode"], blame["EventRootCode"], blame["GoldsteinScale"], blame["MonthYear"]) == (
        None,
        None,
        -2.0,
        None,
    )
    assert (blame["ActionGeo_Type"], blame["ActionGeo_FeatureID"], blame["Year"]) == (1, "FR", 2024)
    assert mentions["InRawText"].to_list() == [1] * len(mentions) and mentions["Confidence"].is_null().all()


def test_gdelt_counts_a_story_once(story: Record, copy: Record, out: Path) -> None:
    """Told in headline and text: one event with two mentions. The copy adds mentions and articles, no events."""
    alone, told = read_gdelt([story], out)
    assert alone["NumMentions"].to_list() == [2, 2, 1, 1] and set(alone["NumArticles"]) == {1}
    assert len(told) == 6
    both, told = read_gdelt([story, copy], out)
    assert both["GLOBALEVENTID"].to_list() == alone["GLOBALEVENTID"].to_list()
    assert both["NumMentions"].to_list() == [4, 4, 2, 2]
    assert set(both["NumArticles"]) == {2} and set(both["NumSources"]) == {1}
    assert set(told["GLOBALEVENTID"]) == set(both["GLOBALEVENTID"]) and len(told) == 12
    assert set(told["MentionSourceName"]) == {"doc-aaaaaaaaaaaa.example", "Echo"} and set(told["MentionType"]) == {1, 2}
    turned, _ = read_gdelt([copy, story], out)
    assert turned["GLOBALEVENTID"].to_list() == both["GLOBALEVENTID"].to_list(), "the original's, whichever comes first"
    assert turned["SOURCEURL"].to_list() == both["SOURCEURL"].to_list()
    assert turned["NumMentions"].to_list() == both["NumMentions"].to_list()


def test_gdelt_tells_two_undated_acts_apart(story: Record, copy: Record, out: Path) -> None:
    replace = msgspec.structs.replace

    def undated(record: Record) -> Record:
        return replace(record, events=tuple(replace(e, date=None) for e in record.events[:2]))

    events, _ = read_gdelt([undated(story), undated(copy)], out)
    assert events["NumMentions"].to_list() == [2, 2, 2, 2]  # two acts, each in either direction, each in the copy too


def test_gdelt_offsets_point_at_the_sides(story: Record, out: Path) -> None:
    _, mentions = read_gdelt([story], out)
    text = story.documents[0].text
    first = mentions.row(0, named=True)
    assert text[first["Actor1CharOffset"] :].startswith("France") and text[first["Actor2CharOffset"] :].startswith(
        "Japan"
    )
    assert text[first["ActionCharOffset"] :].startswith("hold talks") and first["MentionDocLen"] == len(text)
    assert -1 in mentions["Actor1CharOffset"], "NATO has no mention of its own"


# ---------------------------------------------------------------- Phoenix
def test_phoenix(story: Record, copy: Record, out: Path) -> None:
    (path,) = export([story, copy], "phoenix", out)
    frame = pd.read_csv(path, sep="\t", header=None, names=PHOENIX, dtype=str, keep_default_na=False)
    talks = frame[frame["CAMEO_code"] == "040"]
    assert list(zip(talks["Source"], talks["Target"], strict=True)) == [("FRA", "JPN"), ("JPN", "FRA")], "one a day"
    assert talks.iloc[0]["SentenceIDs"] == "doc-aaaaaaaaaaaa_1;doc-aaaaaaaaaaaa_2;doc-bbbbbbbbbbbb_1;doc-bbbbbbbbbbbb_2"
    assert talks.iloc[0]["NewsSources"] == "The Daily, Post;Echo"
    assert tuple(talks.iloc[0][["Date", "Year", "Month", "Day"]]) == ("20250311", "2025", "03", "11")
    aid = frame[frame["CAMEO_code"] == "071"]
    assert len(aid) == 2 and set(aid["Date"]) == {""}, "acts without a day are not joined"
    assert tuple(aid.iloc[0][["Source", "SourceRoot", "SourceAgent", "SourceOthers"]]) == ("IGONAT", "IGO", "", "NAT")
    assert set(frame["Issues"]) == {""}


# ---------------------------------------------------------------- what they share
@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor(id="a", name="France", kind="state", country="FRA", sector="GOV"), "FRA"),
        (Actor(id="a", name="Élysée", kind="government", country="FRA", sector="GOV"), "FRAGOV"),
        (Actor(id="a", name="Romanian army", kind="organisation", country="ROU", sector="MIL"), "ROMMIL"),
        (Actor(id="a", name="United Nations", kind="organisation", sector="IGO"), "IGOUNO"),
        (Actor(id="a", name="El Meridiano", kind="outlet", sector="MED"), "MED"),  # PLOVER's MED would be health
        (Actor(id="a", name="nurses", kind="group", country="KEN", sector="MED"), "KENHLH"),
        (Actor(id="a", name="someone", kind="unnamed"), ""),
        (None, ""),
    ],
)
def test_actor_codes(actor: Actor | None, code: str) -> None:
    assert cameo_actor(actor).code == code


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (None, PlaceParts()),
        (Place(text="the valley"), PlaceParts()),
        (Place(text="in France", name="France", country="FRA"), PlaceParts(country="FRA")),
        (Place(text="Brno", name="Brno", country="CZE", admin1="South Moravian", geonames_id=3078610), PlaceParts("Brno", None, "South Moravian", "CZE")),
        (Place(text="Ljubljana", name="Ljubljana", country="SVN", admin1="Ljubljana", geonames_id=3196359), PlaceParts("Ljubljana", None, "Ljubljana", "SVN")),
        (Place(text="Cook County", name="Cook County", country="USA", admin1="Illinois", geonames_id=4888671), PlaceParts(None, "Cook County", "Illinois", "USA")),
        (Place(text="Bavaria", name="Bavaria", country="DEU", admin1="Bavaria", geonames_id=2951839), PlaceParts(None, None, "Bavaria", "DEU")),
        (Place(text="Brno", name="Brno", country="CZE", admin1="South Moravian"), PlaceParts(None, None, "South Moravian", "CZE")),
        (Place(text="the Donbas", name="Donbas", country="UKR"), PlaceParts(None, None, None, "UKR")),
    ],
)  # fmt: skip
def test_place_parts(place: Place | None, parts: PlaceParts) -> None:
    assert place_parts(place) == parts


def test_a_region_is_no_match_in_gdelt() -> None:
    assert gdelt._geo(Place(text="the Donbas", name="Donbas", country="UKR", lat=48.3, lon=38.2))[0] in ("0", 0)
    gaza = Place(text="Gaza", name="Gaza", country="PSE", admin1="Gaza Strip", geonames_id=281133, lat=31.5, lon=34.5)
    assert gdelt._geo(gaza)[2] == "GZ"


def test_quad_classes_are_each_layouts_own(story: Record, out: Path) -> None:
    """CAMEO's root 16 is material conflict for GDELT and verbal conflict for Phoenix."""
    cut = msgspec.structs.replace(story.events[4], type="SANCTION", mode="expel")
    record = msgspec.structs.replace(story, events=(cut,))
    assert cameo_of("SANCTION", "expel").quad == 4
    assert read_gdelt([record], out)[0]["QuadClass"].to_list() == [4]
    (path,) = export([record], "phoenix", out)
    assert path.read_text().split("\t")[15] == "3"
