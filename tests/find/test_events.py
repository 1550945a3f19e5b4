"""Who did what to whom: event words made by hand -> events."""

from __future__ import annotations

import pytest

from dragoman import knowledge as kb
from dragoman.find.actors import Cast
from dragoman.find.events import find_events, quad_of
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.find.statements import find_statements
from dragoman.reading import ReadAttribution, ReadEvent
from dragoman.record import Date, Event, EventType, Note, Place, Span
from tests.find.by_hand import at, did, document, reading_of, said

PEOPLE = ("Anna Lund", "Peter Berg")
SOME_DAY = Date(start="2024-05-06", end="2024-05-06", text="Monday", granularity="day")


class Done:
    """Events of a text, with what they look like to a reader."""

    def __init__(
        self, text: str, *read: ReadEvent, said: tuple[ReadAttribution, ...] = (), places: tuple[str, ...] = ()
    ) -> None:
        self.text = text
        doc, sentences, mask = document(text), Sentences(text), quoted_mask(text)
        people = tuple(p for p in PEOPLE if p in text)
        self.cast = Cast(doc, reading_of(text, people=people, places=places, said=said, events=read), sentences, mask)
        self.statements, _ = find_statements(doc, said, self.cast, sentences, mask, lambda span: None)
        self.asked: list[Span] = []
        self.events, self.notes = find_events(doc, read, self.cast, sentences, self.statements, self.date_of, 0.5)
        used = {k for e in self.events for k in (*e.actors, *e.recipients)}
        self.actors = {a.id: a for a in self.cast.actors(used)}

    def date_of(self, span: Span) -> Date | None:
        self.asked.append(span)
        return SOME_DAY if "Monday" in self.text[span[0] : span[1]] else None

    def only(self) -> Event:
        assert len(self.events) == 1
        return self.events[0]

    def note(self) -> Note:
        assert len(self.notes) == 1
        return self.notes[0]

    def sides(self) -> tuple[list[str], list[str]]:
        event = self.only()
        return [self.actors[k].name for k in event.actors], [self.actors[k].name for k in event.recipients]


# ---------------------------------------------------------------- sides
def test_sides_are_resolved() -> None:
    text = "Norway expelled two Danish envoys."
    got = Done(text, did(text, "expelled", "SANCTION", ("Norway",), ("two Danish envoys",)))
    assert got.sides() == (["Norway"], ["two Danish envoys"])
    event = got.only()
    assert (event.type, event.quad, event.modality, event.within) == ("SANCTION", "material conflict", "asserted", None)
    assert [got.actors[k].country for k in (*event.actors, *event.recipients)] == ["NOR", "DNK"]


def test_joint_sides_list_each() -> None:
    text = "Norway and Sweden sanctioned Denmark, Finland and Iceland."
    got = Done(text, did(text, "sanctioned", "SANCTION", ("Norway and Sweden",), ("Denmark, Finland and Iceland",)))
    assert got.sides() == (["Norway", "Sweden"], ["Denmark", "Finland", "Iceland"])


def test_nobody_is_his_own_other_side() -> None:
    text = "Norway accused Oslo and Denmark."
    got = Done(text, did(text, "accused", "ACCUSE", ("Norway",), ("Oslo and Denmark",)))
    assert got.sides() == (["Norway"], ["Denmark"])


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "want"),
    [
        ("Norway denounced Serbia’s suppression of unrest.", "denounced", "ACCUSE", ["Serbia"]),
        ("Norway defended the right of Denmark to fish.", "defended", "SUPPORT", ["Denmark"]),
        ("Norway threatened to leave if Poland stays.", "threatened", "THREATEN", ["Poland"]),
        ("Norway rejected a plan, Denmark’s envoy said.", "rejected", "REJECT", []),  # another clause
        ("Norway rejected a plan if Poland stays.", "rejected", "REJECT", []),
        ("Norway rejected Norway’s own plan.", "rejected", "REJECT", []),  # nobody is his own other side
        ("Norway protested at Denmark’s quay.", "protested", "PROTEST", []),
    ],
)
def test_whose_the_thing_is_that_an_act_hits(text: str, trigger: str, kind: EventType, want: list[str]) -> None:
    assert Done(text, did(text, trigger, kind, ("Norway",))).sides() == (["Norway"], want)


def test_one_side_alone_is_enough() -> None:
    text = "A strike hit Norway."
    assert Done(text, did(text, "strike", "ASSAULT", (), ("Norway",))).sides() == ([], ["Norway"])


def test_an_event_without_sides_is_a_note() -> None:
    text = "They were attacked."
    got = Done(text, did(text, "attacked", "ASSAULT", (), ("They",)))
    assert got.events == []
    assert (got.note().code, got.note().stage, got.note().start, got.note().end) == ("no-sides", "events", 10, 18)
    assert "attacked" in got.note().message and "ASSAULT" in got.note().message


def test_unlikely_events_are_left_out_without_a_word() -> None:
    text = "Norway attacked Denmark."
    weak = did(text, "attacked", "ASSAULT", ("Norway",), ("Denmark",), score=0.49)
    got = Done(text, weak)
    assert got.events == [] and got.notes == []
    assert len(Done(text, did(text, "attacked", "ASSAULT", ("Norway",), score=0.5)).events) == 1


@pytest.mark.parametrize(
    ("kind", "pooled"), [("CONSULT", True), ("AGREE", True), ("COOPERATE", True), ("ASSAULT", False)]
)
def test_symmetric_acts_have_all_sides_among_actors(kind: str, pooled: bool) -> None:
    text = "There was a thing between Norway and Denmark."
    got = Done(text, did(text, "thing", kind, (), ("Norway and Denmark",)))  # type: ignore[arg-type]
    both = ["Norway", "Denmark"]
    assert got.sides() == ((both, []) if pooled else ([], both))


# ---------------------------------------------------------------- on whose word
def test_we_and_i_are_the_speaker_of_the_statement_around() -> None:
    text = "“We will sanction Denmark,” Anna Lund, the Norwegian mayor, said. “I reject it.”"
    lund = said(text, "Anna Lund", "said", "“We will sanction Denmark,”", "“I reject it.”")
    got = Done(
        text,
        did(text, "sanction", "SANCTION", ("We",), ("Denmark",), modality="future"),
        did(text, "reject", "REJECT", ("I",)),
        said=(lund,),
    )
    assert [[got.actors[k].name for k in e.actors] for e in got.events] == [["Anna Lund"], ["Anna Lund"]]
    assert [e.within for e in got.events] == [got.statements[0].id] * 2


def test_we_outside_of_any_statement_is_nobody() -> None:
    text = "We sanctioned Denmark."
    assert Done(text, did(text, "sanctioned", "SANCTION", ("We",), ("Denmark",))).sides() == ([], ["Denmark"])


def test_an_event_is_within_the_innermost_statement() -> None:
    text = "Sweden said Norway claimed Denmark attacked Iceland. Finland attacked Estonia."
    got = Done(
        text,
        did(text, "attacked Iceland", "ASSAULT", ("Denmark",), ("Iceland",)),
        did(text, "attacked Estonia", "ASSAULT", ("Finland",), ("Estonia",)),
        said=(
            said(text, "Sweden", "said", "Norway claimed Denmark attacked Iceland"),
            said(text, "Norway", "claimed", "Denmark attacked Iceland", level=2),
        ),
    )
    assert [e.within for e in got.events] == [got.statements[1].id, None]


def test_a_cue_that_is_an_act_has_its_speaker_as_actor() -> None:
    text = "Norway warned Denmark that the talks were over."
    got = Done(
        text,
        did(text, "warned", "THREATEN", (), ("Denmark",)),
        said=(said(text, "Norway", "warned", "the talks were over"),),
    )
    assert got.sides() == (["Norway"], ["Denmark"])
    assert got.only().within is None, "the warning itself is told by the article"


# ---------------------------------------------------------------- modality
@pytest.mark.parametrize(
    ("lead", "kind", "modality"),
    [
        ("Norway", "SANCTION", "asserted"),
        ("Norway did not", "SANCTION", "negated"),
        ("Norway didn’t", "SANCTION", "negated"),
        ("Norway has never", "SANCTION", "negated"),
        ("Norway refused to", "SANCTION", "negated"),
        ("Norway ruled out", "SANCTION", "negated"),
        ("Norway denied it would", "SANCTION", "negated"),
        ("Norway did not wait. Oslo", "SANCTION", "asserted"),
        ("There is no doubt, say friends of Oslo: they", "SANCTION", "asserted"),
        ("Norway does not", "REJECT", "asserted"),  # "does not accept" is what a rejection looks like
    ],
)
def test_a_negation_right_before_the_words_counts(lead: str, kind: str, modality: str) -> None:
    text = f"{lead} sanction Denmark."
    event = did(text, "sanction", kind, (), ("Denmark",))  # type: ignore[arg-type]
    assert Done(text, event).only().modality == modality


def test_the_model_is_believed_where_it_sees_more_than_an_assertion() -> None:
    text = "Norway may not sanction Denmark."
    got = Done(text, did(text, "sanction", "SANCTION", ("Norway",), ("Denmark",), modality="hypothetical"))
    assert got.only().modality == "hypothetical"


# ---------------------------------------------------------------- span and date
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Norway expelled two Danish envoys.", "expelled two Danish envoys"),
        ("Norway expelled two envoys, and Sweden slept.", "expelled two envoys"),
        ("Norway expelled two envoys after the vote.", "expelled two envoys"),
        ("Norway expelled two envoys\n\nMore came.", "expelled two envoys"),
        ("Norway expelled one two three four five six seven eight nine ten eleven.",
         "expelled one two three four five six seven eight nine ten"),
        ("Norway expelled", "expelled"),
        ("It was Norway who expelled.", "expelled"),
        ("Norway expelled 1,200 envoys.", "expelled 1,200 envoys"),
    ],
)  # fmt: skip
def test_the_span_states_the_event_and_ends_with_its_clause(text: str, want: str) -> None:
    s, e = Done(text, did(text, "expelled", "SANCTION", ("Norway",))).only().span
    assert text[s:e] == want


def test_the_date_that_the_model_paired_comes_first() -> None:
    text = "On Monday Norway expelled envoys."
    paired = Done(text, did(text, "expelled", "SANCTION", ("Norway",), date="Monday"))
    assert paired.only().date == SOME_DAY and paired.asked == [at(text, "Monday")]
    alone = Done(text, did(text, "expelled", "SANCTION", ("Norway",)))
    assert alone.only().date is None and alone.asked == [at(text, "expelled")]


# ---------------------------------------------------------------- place
def placed(text: str, place: str, **more: tuple[str, ...]) -> Place | None:
    return Done(text, did(text, "attacked", "ASSAULT", ("Rebels",), place=place), **more).only().place


def test_a_place_is_looked_up() -> None:
    place = placed("Rebels attacked Danes in Nairobi.", "in Nairobi")
    assert place is not None
    assert (place.text, place.name, place.country) == ("in Nairobi", "Nairobi", "KEN")
    assert (
        place.lat is not None and abs(place.lat + 1.3) < 0.5 and place.lon is not None and abs(place.lon - 36.8) < 0.5
    )
    assert place.geonames_id


@pytest.mark.parametrize(
    "words", ["the city of Nairobi", "near Nairobi, Kenya", "outside Nairobi", "the capital, Nairobi"]
)
def test_words_around_a_place_do_not_hide_it(words: str) -> None:
    place = placed(f"Rebels attacked Danes {words}.", words, places=("Nairobi",))
    assert place is not None and (place.name, place.text) == ("Nairobi", words)


def test_an_unknown_place_keeps_its_words_only() -> None:
    assert placed("Rebels attacked Danes in Xyzzyville.", "in Xyzzyville") == Place(text="in Xyzzyville")
    assert placed("Rebels attacked Danes at a bridge.", "at a bridge") == Place(text="at a bridge")
    assert Done("Rebels attacked.", did("Rebels attacked.", "attacked", "ASSAULT", ("Rebels",))).only().place is None


def test_a_named_country_decides_between_places_of_one_name() -> None:
    here, there = (
        placed("Rebels attacked in Tripoli, Lebanon.", "Tripoli, Lebanon"),
        placed("Rebels attacked in Tripoli.", "Tripoli"),
    )
    assert here is not None and there is not None
    assert (here.country, there.country) == ("LBN", "LBY")


# ---------------------------------------------------------------- the rest
def test_every_type_has_its_quad_class() -> None:
    quads = {kind: quad_of(kind) for kind in kb.event_types()}
    assert len(quads) == 16 and len(set(quads.values())) == 4
    assert quads["AGREE"] == "verbal cooperation" and quads["AID"] == "material cooperation"
    assert quads["ACCUSE"] == "verbal conflict" and quads["ASSAULT"] == "material conflict"


def test_ids_are_stable_and_distinct() -> None:
    text = "Norway attacked Denmark and Denmark shelled Norway."
    read = (
        did(text, "attacked", "ASSAULT", ("Norway",), ("Denmark",)),
        did(text, "attacked", "MOBILIZE", ("Norway",), ("Denmark",)),
        did(text, "shelled", "ASSAULT", ("Norway",)),
    )
    one, two = Done(text, *read), Done(text, *read)
    assert one.events == two.events
    assert len({e.id for e in one.events}) == 3


def test_modes_and_contexts_are_the_ontologys() -> None:
    text = "Rebels bombed a nuclear plant in Norway."
    event = Done(text, did(text, "bombed", "ASSAULT", ("Rebels",))).only()
    assert event.mode == "explosives" and event.contexts == ("cbrn",)
    assert event.mode in kb.modes_of("ASSAULT")


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "left"),
    [
        ("Police detained eleven protesters after stones were thrown at a post.", "thrown", ["Police"], 0),
        ("Police detained eleven protesters after stones were thrown by Police.", "thrown", ["Police"], 1),
        ("Police were attacked after the vote.", "attacked", ["Police"], 1),
        ("Police fired after Kosta was attacked near the post.", "attacked", ["Police"], 0),
        ("Police fired. After that Kosta was attacked.", "attacked", ["Police"], 1),
        ("Police left after hearing that Kosta was attacked.", "attacked", ["Police"], 1),
    ],
)
def test_a_passive_in_its_own_clause_takes_no_side_from_the_main_clause(
    text: str, trigger: str, actors: list[str], left: int
) -> None:
    from dragoman.find.events import leave_main_clause
    from dragoman.reading import ReadEvent

    at = text.rindex(trigger)
    spans = tuple((text.index(a), text.index(a) + len(a)) for a in actors)
    read = ReadEvent(trigger=(at, at + len(trigger)), type="ASSAULT", modality="asserted", actors=spans)
    assert len(leave_main_clause(read, text).actors) == left
