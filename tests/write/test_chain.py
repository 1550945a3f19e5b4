"""Views over a record and their wording."""

from __future__ import annotations

import msgspec
import pytest

from dragoman.record import Actor, Date, Position, Record, Role, Statement
from dragoman.write.chain import CIRCLE, LOST, UNKNOWN_OUTLET, chain, index_record, level_of, words_at
from dragoman.write.wording import (
    PLAIN,
    actor_label,
    clean,
    content_words,
    date_words,
    describe_event,
    describe_position,
    describe_statement,
    on_whose_word,
    sentence_around,
    shorten,
    with_marks,
)


def by_id(record: Record, id: str) -> Statement:
    return next(s for s in record.statements if s.id == id)


def with_within(record: Record, **within: str) -> Record:
    statements = tuple(msgspec.structs.replace(s, within=within.get(s.id, s.within)) for s in record.statements)
    return msgspec.structs.replace(record, statements=statements)


def test_chain_goes_from_nearest_voice_to_outlet(record: Record) -> None:
    links = chain(record, by_id(record, "s4"))
    assert [link.name for link in links] == [
        "an aide to Prime Minister Ingrid Solheim",
        "Havnen",
        "The Northern Post",
    ]
    assert [link.kind for link in links] == ["speaker", "speaker", "outlet"]
    assert [link.statement for link in links] == ["s3", "s2", None]
    words = on_whose_word(links)
    assert words == "an aide to Prime Minister Ingrid Solheim, via Havnen, in The Northern Post"


def test_chain_of_event_and_level(record: Record) -> None:
    index = index_record(record)
    assert [link.name for link in chain(index, index.events["e1"])] == ["Havnen", "The Northern Post"]
    assert on_whose_word(chain(index, index.events["e3"])) == "The Northern Post"
    assert [level_of(index, index.statements[s]) for s in ("s2", "s3", "s4")] == [0, 1, 2]


def test_chain_of_position_follows_what_it_rests_on(record: Record) -> None:
    index = index_record(record)
    positions = {p.id: p for p in record.positions}
    assert [link.name for link in chain(index, positions["p1"])] == ["Havnen", "The Northern Post"]
    assert len(chain(index, positions["p2"])) == 3
    other = msgspec.structs.replace(positions["p2"], actor="nor")
    assert chain(index, other)[0].name == "Ingrid Solheim"
    lost = msgspec.structs.replace(positions["p2"], statement="gone")
    assert [link.kind for link in chain(index, lost)] == ["lost", "outlet"]


def test_missing_ids_and_circles_end_the_chain(record: Record) -> None:
    circle = with_within(record, s2="s4")
    links = chain(circle, by_id(circle, "s4"))
    assert [link.kind for link in links] == ["speaker", "speaker", "lost", "outlet"]
    assert links[2].name == CIRCLE
    self_made = with_within(record, s2="s2")
    assert [link.kind for link in chain(self_made, by_id(self_made, "s2"))] == ["lost", "outlet"]
    missing = with_within(record, s2="gone")
    assert chain(missing, by_id(missing, "s3"))[1].name == LOST
    nowhere = msgspec.structs.replace(by_id(record, "s1"), document="gone")
    assert chain(record, nowhere)[-1].name == UNKNOWN_OUTLET
    assert content_words(index_record(record), nowhere) == ""


def test_words_outside_the_text_are_empty(record: Record) -> None:
    index = index_record(record)
    assert words_at(index, "d1", (0, 7)) == "Norland"
    for span in ((-3, 4), (5, 5), (9, 4), (0, 10**6), None):
        assert words_at(index, "d1", span) == ""
    assert words_at(index, "gone", (0, 3)) == ""


@pytest.mark.parametrize(
    ("start", "end", "text", "granularity", "words"),
    [
        ("2025-03-13", "2025-03-13", "Thursday", "day", "13 March 2025"),
        ("2025-03-01", "2025-03-10", "early March", "month", "early March 2025"),
        ("2025-03-11", "2025-03-20", "mid-March", "month", "mid-March 2025"),
        ("2025-03-21", "2025-03-31", "the end of March", "month", "late March 2025"),
        ("2025-03-01", "2025-03-31", "March", "month", "March 2025"),
        ("2025-03-03", "2025-03-07", "3-7 March", "period", "3 to 7 March 2025"),
        ("2025-03-10", "2025-03-16", "this week", "week", "week of 10 March 2025"),
        ("2025-03-31", "2025-04-06", "this week", "week", "week of 31 March 2025"),
        ("2025-03-01", "2025-05-31", "spring", "season", "spring 2025"),
        ("2024-12-01", "2025-02-28", "winter", "season", "winter 2024/25"),
        ("2025-04-01", "2025-06-30", "the second quarter", "quarter", "quarter 2 of 2025"),
        ("2025-01-01", "2025-12-31", "this year", "year", "2025"),
        ("1990-01-01", "1999-12-31", "the 1990s", "decade", "1990s"),
        ("2022-02-24", "2025-03-12", "since the invasion", "period", "24 February 2022 to 12 March 2025"),
        ("2025-01-01", "2025-03-31", "this winter", "period", "January to March 2025"),
        ("soon", "later", "some day", "period", "some day"),
    ],
)
def test_date_words(start: str, end: str, text: str, granularity: str, words: str) -> None:
    assert date_words(Date(start=start, end=end, text=text, granularity=granularity)) == words  # type: ignore[arg-type]


def test_no_date_is_said() -> None:
    assert date_words(None) == "no date"


def test_actor_label() -> None:
    role = Role(title="prime minister", document="d1")
    meloni = Actor(id="a", name="Giorgia Meloni", kind="person", country="ITA", sector="GOV", roles=(role,))
    assert actor_label(meloni) == "Giorgia Meloni (Italy, prime minister)"
    assert actor_label(Actor(id="a", name="Italy", kind="state", country="ITA", sector="GOV")) == "Italy"
    police = Actor(id="a", name="Police", kind="organisation", country="ITA", sector="COP")
    assert actor_label(police) == "Police (Italy, police)"
    assert actor_label(Actor(id="a", name="officials", kind="unnamed", country="XQX")) == "officials (XQX)"


def test_descriptions_fit_one_line(record: Record) -> None:
    index = index_record(record)
    assert describe_event(index, index.events["e7"]) == (
        "Northern League → Norland, Estavia: if or may: aid (AID), spring 2025"
    )
    plain = describe_event(index, index.events["e1"], PLAIN)
    assert plain == "Norland -> Estavia: NOT: talks (CONSULT), 15 March 2025"
    assert describe_statement(index, index.statements["s4"]) == (
        "Ingrid Solheim (Norway, Prime Minister): “the whole plan is a mistake” (quoted)"
    )
    assert describe_statement(index, index.statements["s9"]).startswith("وزير الخارجية: «لن نقبل الخطة»")
    assert describe_position(index, record.positions[0]) == "Norland: against: the border talks"
    lost = Position(id="x", actor="?", issue="?", stance="support", date=None, evidence=record.positions[0].evidence)
    assert "not in the record" in describe_position(index, lost)


def test_mutual_acts_have_no_direction(record: Record) -> None:
    index = index_record(record)
    met = msgspec.structs.replace(index.events["e1"], actors=("nor", "est"), recipients=("est", "nor"))
    assert describe_event(index, met).startswith("Norland, Estavia: ")
    alone = msgspec.structs.replace(met, actors=("nor",), recipients=("nor",))
    assert describe_event(index, alone).startswith("Norland → Norland: ")


def test_parts_around_the_cue_are_joined_visibly(record: Record) -> None:
    words = content_words(index_record(record), by_id(record, "s11"), PLAIN)
    assert words.startswith("“Nothing has been decided,” [...] “and nothing")


def test_quotation_marks_around_a_content_belong_to_it() -> None:
    text = 'He said: "We go," and left.'
    start, end = with_marks(text, (10, 15))
    assert text[start:end] == '"We go,"'
    assert with_marks("We go", (0, 5)) == (0, 5)


def test_shorten_leaves_whole_clauses_out_and_counts_them() -> None:
    long = "The ministers met in the old hall. They ate, they drank, they sang songs. They agreed to meet again."
    short = shorten(long, 80, PLAIN)
    assert len(short) < len(long)
    assert short.startswith("The ministers met") and short.endswith("They agreed to meet again.")
    assert "words ...]" in short


def test_shorten_never_drops_a_denial_or_condition() -> None:
    for turn in ("but they did not agree on anything", "unless the other side withdraws", "which he denied"):
        long = f"The two sides will sign the treaty, {turn}, and the fleet will leave the harbour tomorrow."
        assert turn in shorten(long, 60)


def test_shorten_has_a_last_resort() -> None:
    endless = "never " * 4000
    assert len(shorten(endless, 200)) < 300
    assert "words" in shorten(endless, 200)


def test_sentence_around_a_span() -> None:
    text = "Title\n\nMr. Moe left on Tuesday. “Will they go?” he asked. The U.S. Army stayed.\n\nEnd."
    start = text.index("go")
    low, high = sentence_around(text, (start, start + 2))
    assert text[low:high].endswith("he asked.") or text[low:high] == "“Will they go?”"
    start = text.index("Army")
    low, high = sentence_around(text, (start, start + 4))
    assert text[low:high] == "The U.S. Army stayed."
    low, high = sentence_around(text, (text.index("left"), text.index("left") + 4))
    assert text[low:high] == "Mr. Moe left on Tuesday."
    assert sentence_around("", (4, 9)) == (0, 0)
    assert sentence_around("They went.", (5, 9)) == (0, 10)
    endless = "word " * 10_000
    low, high = sentence_around(endless, (20_000, 20_004))
    assert low <= 20_000 < 20_004 <= high and high - low < 2_000


def test_clean_takes_out_what_steers_a_terminal() -> None:
    assert clean("a\x1b[31mred\u202eabc\ud800") == "a\ufffd[31mred\ufffdabc\ufffd"
    assert clean("\u2067abc\u2069") == "abc"
