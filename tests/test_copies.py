"""Copies of one story: cut, retitled, reordered, re-edited; reports that only quote the same words are not."""

from __future__ import annotations

import pickle
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.copies import Copies, Placement, Sketch, compare, find_agency, sketch
from dragoman.copies.index import CROWD, day_of
from dragoman.record import Document, make_id

# Two stories about one invented event, written independently; they quote the same speech.
SPEECH = (
    "“We did not come to Oster to sign away the river that feeds our children. We came to find out whether our "
    "neighbours still mean what their fathers signed, and tonight I can tell you that they do not mean it. There will "
    "be no second bridge, no shared lock and no common customs house until the last of the surveyors has gone home.”"
)
WIRE = [
    "Norland suspends river talks after dispute over surveyors",
    "OSTER, May 7 (Reuters) - Norland suspended talks with neighbouring Sudria over the management of the Brel river on "
    "Tuesday, saying engineers from the other side had crossed the border without permission.",
    "The decision ends six months of negotiations that diplomats had hoped would lead to the first agreement on water "
    "between the two countries since the war of 1974.",
    "Foreign Minister Ines Vorn told reporters in the border town of Oster that eleven Sudrian surveyors had been found "
    "on Monday near the Hask dam, 14 kilometres inside Norland, with measuring equipment and maps.",
    SPEECH,
    "A spokesman for the Sudrian government, Karl Adler, rejected the charge and said the men had lost their way in fog "
    "while inspecting a pumping station. He called for the team to be returned at once.",
    "The Brel supplies drinking water to 2.3 million people in both countries and irrigates most of Sudria's wheat. A "
    "drought last summer cut its flow by a third and led to protests by farmers in three provinces.",
    "European Union mediators, who had shuttled between the capitals since November, said they would stay in the region "
    "and expected to meet both delegations separately before the end of the week.",
    "Analysts said the suspension was likely to be temporary because Norland needs Sudrian consent for a loan of 400 "
    "million crowns from the development bank to repair the ageing dam.",
]
OTHER = [
    "Vorn walks out: no bridge, no lock, no customs house",
    "Ines Vorn had been in the market hall for less than an hour when she pushed her papers together, nodded to the "
    "Sudrian delegation across the table and left by the side door.",
    "Our correspondent was among the few who saw the minister's face as she stepped out into the rain. What she said on "
    "the steps a moment later will be remembered for a long time on this side of the water.",
    SPEECH,
    "For the shopkeepers of the old harbour, the breakdown could hardly have come at a worse moment. Ferries to the "
    "opposite bank have been half empty since winter, and a second crossing was to be the town's way out.",
    "Tomas Kovas, who sells rope and paint two doors from the hall, shrugged when he heard. His grandfather, he said, "
    "used to row over for a wedding and come back with a pig. Nobody asked him for a map.",
    "By evening the flags of both states had been taken down from the balcony. A caretaker folded them, unsure which of "
    "the two cupboards they belonged in, and finally laid one on top of the other.",
    "In the capital, opposition leaders accused the government of having looked for a pretext. The minister's own party "
    "was silent until late at night, when it said it stood behind her.",
]  # fmt: skip
CLOSING = (
    "Subscribe to our morning letter for the stories that matter, delivered free to your inbox every day before seven. "
    "Readers who support our reporting help us keep it open to all; give what you can, once or every month. All rights "
    "reserved. No part of this page may be reproduced without written permission from the publisher."
)


def doc(paragraphs: list[str] | str, **known: object) -> Document:
    text = paragraphs if isinstance(paragraphs, str) else "\n\n".join(paragraphs)
    return Document(id=make_id("doc", text), source="-", text=text, **known)  # type: ignore[arg-type]


def sketched(paragraphs: list[str] | str, **known: object) -> Sketch:
    return sketch(doc(paragraphs, **known))


def made_up(seed: int, words: int = 300) -> str:
    """A text that shares nothing with others."""
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("bdfgklmnprstvaeiou", k=6)) for _ in range(words))


@pytest.fixture(params=[None, sqlite3.Row])
def db(request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = request.param
    yield connection
    connection.close()


@pytest.fixture
def copies(db: sqlite3.Connection) -> Copies:
    return Copies(db)


def reword(paragraph: str) -> str:
    for old, new in (
        ("suspended talks", "broke off talks"), ("neighbouring ", ""), ("saying", "arguing that"), ("told", "informed"),
        ("on Tuesday", "on Tuesday evening"), ("rejected the charge", "denied this"), ("said the men", "said they"),
        ("had hoped", "hoped"), ("six months", "half a year"), ("eleven", "11"), ("kilometres", "km"), ("since", "after"),
        ("likely to be", "probably"), ("called for", "demanded"), ("ageing", "old"), ("most of", "much of"),
    ):  # fmt: skip
        paragraph = paragraph.replace(old, new)
    return paragraph


VERSIONS = {
    "the same": (WIRE, "exact"),
    "another headline": (["River talks off: what now?", *WIRE[1:]], "near"),
    "no tag": ([WIRE[0], WIRE[1].split(" - ")[1], *WIRE[2:]], "near"),
    "cut from the end": (WIRE[:4], "abridged"),
    "cut in the middle": ([*WIRE[:3], *WIRE[6:8]], "abridged"),
    "reordered": ([*WIRE[:2], *reversed(WIRE[2:])], "near"),
    "one paragraph": ([WIRE[0], " ".join(WIRE[1:])], "exact"),
    "re-edited": ([reword(p) for p in WIRE], "near"),
    "re-edited and cut": (["Talks off", *[reword(p) for p in WIRE[1:5]]], "abridged"),
    "marks lost": ([p.replace("“", "").replace("”", "") for p in WIRE], "exact"),
    "local paragraphs": ([*WIRE[:3], OTHER[4], *WIRE[3:], OTHER[5]], "near"),
    "capitals and curly marks": ([p.upper().replace("'", "’") for p in WIRE], "exact"),
}


@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("first", ["wire", "version"])
def test_versions_of_a_story_are_copies(copies: Copies, name: str, first: str) -> None:
    version, kind = VERSIONS[name]
    one, two = (WIRE, version) if first == "wire" else (version, WIRE)
    found = copies.place("a", sketched(one), "2024-05-07")
    copy = copies.place("b", sketched(two), "2024-05-08T06:00:00Z")
    assert found == Placement(make_id("story", "a"), None, None, 0.0)
    assert (copy.cluster, copy.duplicate_of, copy.kind) == (found.cluster, "a", kind)
    assert 0.25 < copy.score <= 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (WIRE, OTHER),
        ([*WIRE, CLOSING], [*OTHER, CLOSING]),
        ([*WIRE[:2], SPEECH], [*OTHER[:2], SPEECH]),
        ([*WIRE[:3], WIRE[6]], [*OTHER, WIRE[6]]),  # a paragraph of background
    ],
)
def test_reports_of_their_own_are_not_copies(copies: Copies, one: list[str], two: list[str]) -> None:
    assert copies.place("a", sketched(one), "2024-05-07").duplicate_of is None
    assert copies.place("b", sketched(two), "2024-05-07").duplicate_of is None


def test_a_form_filled_in_anew_is_no_copy(copies: Copies) -> None:
    def market(seed: int) -> str:
        rng = random.Random(seed)
        names = iter(["".join(rng.choices("bdfgklmnprstvaeiou", k=6)).title() for _ in range(8)])
        n = iter([f"{rng.randint(1, 99)}.{rng.randint(1, 99)}" for _ in range(12)])
        return (
            f"Stocks ended the day at {next(n)} points on the exchange, led by shares of {next(names)}, which gained "
            f"{next(n)} percent after the company reported quarterly earnings of {next(n)} million crowns. The shares of "
            f"{next(names)} fell {next(n)} percent and those of {next(names)} lost {next(n)} percent, while the stock of "
            f"{next(names)} was little changed at {next(n)} crowns. Volume was {next(n)} million shares, against an "
            f"average of {next(n)} million over the last twenty sessions. The yield on the bond stood at {next(n)} percent."
        )

    assert compare(sketched(market(1)), sketched(market(2))).share > 0.4
    assert [copies.place(str(n), sketched(market(n)), "2024-05-07").duplicate_of for n in range(12)] == [None] * 12


def test_a_digest_joins_no_story_and_joins_none_together(copies: Copies) -> None:
    items = [made_up(n, 120) for n in range(5)]
    for n, item in enumerate(items[1:]):
        copies.place(f"item {n}", sketched(item), "2024-05-07")
    digest = sketched(["What to know today", *items])
    assert copies.place("digest", digest, "2024-05-07").duplicate_of is None
    assert copies.join_bridged() == []


# ---------------------------------------------------------------- days
@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("2024-05-01", "2024-05-09", True),
        ("2024-05-09", "2024-05-01", True),
        ("2024-05-01", "2024-06-20", False),
        ("2023-12-28", "2024-01-03", True),
        (None, "2024-05-01", True),
        ("2024-05-01", None, True),
        ("1994-05-01", "yesterday", True),
        (None, None, True),
    ],
)
def test_versions_come_within_days_of_each_other(copies: Copies, one: str | None, two: str | None, same: bool) -> None:
    copies.place("a", sketched(WIRE), one)
    copies.place("later", sketched(made_up(1)), "2024-09-09")  # another period of the index
    assert (copies.place("b", sketched([reword(p) for p in WIRE]), two).duplicate_of == "a") is same


def test_identical_texts_are_copies_whenever_they_came_unless_short(copies: Copies) -> None:
    short = "There are no events in the calendar of the ministry for this week."
    copies.place("a", sketched(WIRE), "2014-05-01")
    copies.place("c", sketched(short), "2014-05-01")
    assert copies.place("b", sketched(WIRE), "2024-05-01").kind == "exact"
    assert copies.place("d", sketched(short), "2024-05-01").kind is None
    assert copies.place("e", sketched(short), "2014-05-02").duplicate_of == "c"


def test_what_is_no_day_is_unknown() -> None:
    assert day_of(None) == day_of("") == day_of("soon") == day_of("2024-13-40") == -1
    assert day_of("2024-05-07") == day_of("2024-05-07T23:59:00+02:00")


# ---------------------------------------------------------------- clusters
def test_a_copy_points_to_the_first_report_and_never_to_a_copy(copies: Copies) -> None:
    texts = [version for version, _ in VERSIONS.values()]
    placed = [copies.place(str(n), sketched(t), "2024-05-07") for n, t in enumerate(texts)]
    assert {p.cluster for p in placed} == {make_id("story", "0")}
    assert [p.duplicate_of for p in placed] == [None] + ["0"] * (len(texts) - 1)


def test_reports_of_a_story_the_earliest_published_first(copies: Copies) -> None:
    for name, day in (("a", "2024-05-08"), ("b", None), ("c", "2024-05-07")):
        copies.place(name, sketched(WIRE), day)
    found = copies.reports(make_id("story", "a"))
    assert [(r.document, r.published) for r in found] == [("c", "2024-05-07"), ("a", "2024-05-08"), ("b", None)]
    assert copies.reports("story-none") == []


def test_an_article_placed_twice_keeps_its_place(copies: Copies, db: sqlite3.Connection) -> None:
    first = copies.place("a", sketched(WIRE), "2024-05-07")
    copy = copies.place("b", sketched(WIRE[:5]), "2024-05-07")
    before = list(db.iterdump())
    assert copies.place("b", sketched(OTHER), None) == copy == copies.placement("b")
    assert copies.place("a", sketched(WIRE), "2024-05-07") == first
    assert list(db.iterdump()) == before
    assert copies.placement("c") is None


def bridge(copies: Copies) -> tuple[Placement, Placement, Placement]:
    """Two versions with too little in common to be told, and a third that has most of both."""
    parts = [made_up(n, 40) for n in range(8)]
    one = copies.place("one", sketched([f"p{n} {p}" for n, p in enumerate(parts[:6])]), "2024-05-07")
    two = copies.place("two", sketched([*parts[3:8], *(made_up(20 + n, 40) for n in range(4))]), "2024-05-07")
    three = copies.place("three", sketched([f"p{n} {p}" for n, p in enumerate(parts)]), "2024-05-07")
    return one, two, three


def test_stories_that_a_later_text_bridges_are_joined_when_asked(copies: Copies) -> None:
    one, two, three = bridge(copies)
    assert one.duplicate_of is two.duplicate_of is None
    assert three.duplicate_of == "one"
    moves = copies.join_bridged()
    assert [(m.document, m.cluster, m.duplicate_of) for m in moves] == [("two", one.cluster, "one")]
    assert copies.placement("two") == Placement(one.cluster, "one", "near", 0.0)
    assert [r.document for r in copies.reports(one.cluster)] == ["one", "two", "three"]
    assert copies.join_bridged() == []


def test_the_common_phrases_of_a_corpus_link_nothing(copies: Copies) -> None:
    for n in range(CROWD + 20):
        text = [made_up(n, 90), CLOSING, CLOSING.lower().replace("your", "the"), f"Page {n}"]
        assert copies.place(str(n), sketched(text), "2024-05-07").duplicate_of is None, n


def test_a_story_printed_often_is_still_found(copies: Copies, db: sqlite3.Connection) -> None:
    copies.place("0", sketched(WIRE), "2024-05-07")
    one = db.execute("SELECT count(*) FROM copies_posting").fetchone()[0]
    for n in range(1, 3 * CROWD):
        copy = copies.place(
            str(n), sketched([*WIRE, f"Additional reporting by desk number {n} in Oster."]), "2024-05-08"
        )
        assert copy.duplicate_of == "0"
    assert db.execute("SELECT count(*) FROM copies_posting").fetchone()[0] < 4 * one


# ---------------------------------------------------------------- the store
def test_nothing_is_committed_and_a_rollback_leaves_no_trace(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    copies = Copies(db)
    db.execute("BEGIN IMMEDIATE")
    copies.place("a", sketched(WIRE), "2024-05-07")
    assert db.in_transaction
    db.execute("ROLLBACK")
    assert copies.placement("a") is None
    assert copies.place("b", sketched(WIRE), "2024-05-07").duplicate_of is None


def test_two_writers_in_turn_see_each_other(tmp_path: Path) -> None:
    dbs = [sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None) for _ in range(2)]
    dbs[0].execute("PRAGMA journal_mode = WAL")
    writers = [Copies(db) for db in dbs]
    placed = []
    for n, (text, _) in enumerate(VERSIONS.values()):
        dbs[n % 2].execute("BEGIN IMMEDIATE")
        placed.append(writers[n % 2].place(str(n), sketched(text), "2024-05-07"))
        dbs[n % 2].execute("COMMIT")
    assert [p.duplicate_of for p in placed] == [None] + ["0"] * (len(placed) - 1)


def test_a_reader_needs_no_right_to_write(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    db = sqlite3.connect(file, isolation_level=None)
    known = Copies(db).place("a", sketched(WIRE), "2024-05-07")
    reader = Copies(sqlite3.connect(f"file:{file}?mode=ro", uri=True))
    assert reader.placement("a") == known


def test_the_same_articles_in_the_same_order_give_the_same_store() -> None:
    dumps = []
    for _ in range(2):
        db = sqlite3.connect(":memory:", isolation_level=None)
        copies = Copies(db)
        for n, text in enumerate([*(v for v, _ in VERSIONS.values()), OTHER]):
            copies.place(str(n), sketched(text), "2024-05-07")
        dumps.append(list(db.iterdump()))
    assert dumps[0] == dumps[1]


# ---------------------------------------------------------------- sketches
def test_a_sketch_is_small_and_travels() -> None:
    kept = sketched([made_up(n) for n in range(100)])
    raw = pickle.dumps(kept)
    assert len(raw) < 1700
    assert pickle.loads(raw) == kept


@pytest.mark.parametrize("text", ["", " \n\n", "One.", "Two words", "Three words here", "…", "1 2 3 4 5 6 7", "“”"])
def test_texts_of_next_to_nothing_have_no_copies(copies: Copies, text: str) -> None:
    assert copies.place("a", sketched(text), None).duplicate_of is None
    assert copies.place("b", sketched(text), None).duplicate_of is None


def test_scripts_without_spaces_are_read_by_the_character(copies: Copies) -> None:
    rng = random.Random(3)
    text = "".join(chr(rng.randrange(0x4E00, 0x4F00)) for _ in range(400))
    copies.place("a", sketched(text), None)
    assert copies.place("b", sketched(text[:150]), None).kind == "abridged"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(one: str, two: str) -> None:
    a, b = sketched(one), sketched(two)
    assert sketched(one) == a
    likeness = compare(a, b)
    assert 0 <= likeness.share <= 1 and 0 <= likeness.spread <= 1 and 0 <= likeness.ratio <= 1
    if a.triples != b.triples:
        assert compare(b, a) == likeness
    if a.triples:
        assert compare(a, a).share == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*WIRE, *OTHER]), min_size=1, max_size=9))
def test_any_text_finds_itself(paragraphs: list[str]) -> None:
    copies = Copies(sqlite3.connect(":memory:", isolation_level=None))
    copies.place("a", sketched(paragraphs), "2024-05-07")
    assert copies.place("b", sketched(paragraphs), "2024-05-07").duplicate_of == "a"


@pytest.mark.parametrize(
    ("text", "known", "agency"),
    [
        (WIRE, {}, "Reuters"),
        ("Headline\n\n(AP) The vote was close.", {}, "AP"),
        ("Headline\n\nBy Jane Roe, Associated Press\n\nThe vote was close.", {}, "AP"),
        ("Headline\n\nThe vote was close.\n\nCopyright 2016 The Associated Press.", {}, "AP"),
        ("Headline\n\nThe vote was close.", {"authors": ("Agence France-Presse",)}, "AFP"),
        ("Headline\n\nThe vote was close.", {"outlet": "Reuters"}, "Reuters"),
        ("Headline\n\nThe Syrian Arab News Agency (SANA) said the vote was close.", {}, None),
        ("Headline\n\nShe told Reuters that the vote was close.", {}, None),
        ("", {}, None),
    ],
)
def test_agencies_are_known_by_dateline_byline_and_credit(
    text: list[str] | str, known: dict[str, object], agency: str | None
) -> None:
    assert find_agency(doc(text, **known)) == agency
