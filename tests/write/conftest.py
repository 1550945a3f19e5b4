"""A record made by hand from texts of our own: nested three deep, overlapping, hostile, right to left."""

from __future__ import annotations

import pytest

from dragoman.record import (
    About,
    Actor,
    Date,
    Document,
    Dropped,
    Event,
    Evidence,
    Issue,
    Mention,
    Note,
    Place,
    Position,
    Record,
    Role,
    Span,
    Statement,
)

SUMMIT = """Norland stays away from border talks

Norland will not attend Saturday's border talks with Estavia, the newspaper Havnen reported on Tuesday. \
According to Havnen, an aide to Prime Minister Ingrid Solheim said that she believes \
“the whole plan is a mistake”.

Solheim told parliament that Norland “will send no patrols to the strait” unless Estavia frees the six \
fishermen it seized in early March. Estavia's Foreign Minister Radu Velcea rejected the demand and accused \
Norland of “theatre <script>alert('x')</script> & noise”.

Velcea, whose ministry had asked the Northern League for observers, added: \
“If patrols come, we will answer.” \
The League could send a mission in spring, its spokeswoman said. Police in Brevik arrested 14 protesters.

وزير الخارجية قال: «لن نقبل الخطة»."""

WIRE = """League offers mission to the strait

The Northern League plans to send observers to the strait next week, an official \
who was not named said. \
“Nothing has been decided,” she added, \
“and nothing will be decided <img src=x onerror=alert(1)> in public.”"""


def span(text: str, words: str, nth: int = 0) -> Span:
    """Where ``words`` stand in ``text``."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return (start, start + len(words))


def day(iso: str, text: str) -> Date:
    return Date(start=iso, end=iso, text=text, granularity="day")


def _actors() -> tuple[Actor, ...]:
    minister = Role(title="Foreign Minister", country="EST", sector="GOV", document="d1")
    return (
        Actor(id="nor", name="Norland", kind="state"),
        Actor(id="est", name="Estavia", kind="state"),
        Actor(id="havnen", name="Havnen", kind="outlet", sector="JRN"),
        Actor(id="aide", name="an aide to Prime Minister Ingrid Solheim", kind="unnamed", country="NOR"),
        Actor(
            id="solheim",
            name="Ingrid Solheim",
            kind="person",
            country="NOR",
            sector="GOV",
            roles=(Role(title="Prime Minister", country="NOR", sector="GOV", document="d1"),),
        ),
        Actor(id="velcea", name="Radu Velcea", kind="person", country="ROU", sector="GOV", roles=(minister,)),
        Actor(id="league", name="Northern League", kind="organisation", sector="IGO"),
        Actor(id="police", name="Police in Brevik", kind="organisation", country="NOR", sector="COP"),
        Actor(id="protesters", name="protesters", kind="group", country="NOR", sector="CVL"),
        Actor(id="official", name="an official who was not named", kind="unnamed"),
    )


def _statements() -> tuple[Statement, ...]:
    t, w = SUMMIT, WIRE
    tuesday = day("2025-03-11", "Tuesday")

    def make(
        id: str, speaker: str | None, who: Span | None, cue: Span | None, *content: Span, **more: object
    ) -> Statement:
        facts = {"quotation": "indirect", "modality": "asserted", "document": "d1", **more}
        return Statement(id=id, speaker=speaker, speaker_span=who, cue_span=cue, content_spans=content, **facts)  # type: ignore[arg-type]

    nested = span(t, "an aide to Prime Minister Ingrid Solheim said that she believes “the whole plan is a mistake”")
    return (
        make(
            "s1",
            "havnen",
            span(t, "the newspaper Havnen"),
            span(t, "reported"),
            span(t, "Norland will not attend Saturday's border talks with Estavia"),
            date=tuesday,
        ),
        make(
            "s2",
            "havnen",
            span(t, "Havnen", 1),
            span(t, "According to"),
            nested,
            quotation="mixed",
            date=tuesday,
        ),
        make(
            "s3",
            "aide",
            span(t, "an aide to Prime Minister Ingrid Solheim"),
            span(t, "said that"),
            span(t, "she believes “the whole plan is a mistake”"),
            quotation="mixed",
            within="s2",
        ),
        make(
            "s4",
            "solheim",
            span(t, "she"),
            span(t, "believes"),
            span(t, "the whole plan is a mistake"),
            quotation="direct",
            within="s3",
        ),
        make(
            "s5",
            "solheim",
            span(t, "Solheim", 1),
            span(t, "told parliament that"),
            span(
                t,
                "Norland “will send no patrols to the strait” unless Estavia frees the six fishermen it "
                "seized in early March",
            ),
            quotation="mixed",
            modality="negated",
        ),
        make(
            "s6",
            "velcea",
            span(t, "Estavia's Foreign Minister Radu Velcea"),
            span(t, "accused"),
            span(t, "Norland of “theatre <script>alert('x')</script> & noise”"),
            quotation="mixed",
        ),
        make(
            "s7",
            "velcea",
            span(t, "Velcea", 1),
            span(t, "added"),
            span(t, "If patrols come, we will answer."),
            quotation="direct",
            modality="hypothetical",
        ),
        make(
            "s8",
            "league",
            span(t, "its spokeswoman"),
            span(t, "said", 1),
            span(t, "The League could send a mission in spring"),
            modality="hypothetical",
        ),
        make(
            "s9",
            None,
            span(t, "وزير الخارجية"),
            span(t, "قال"),
            span(t, "«لن نقبل الخطة»"),
            quotation="direct",
        ),
        make(
            "s10",
            "official",
            span(w, "an official who was not named"),
            span(w, "said"),
            span(w, "The Northern League plans to send observers to the strait next week"),
            document="d2",
        ),
        make(
            "s11",
            "official",
            span(w, "she"),
            span(w, "added"),
            span(w, "“Nothing has been decided,”"),
            span(w, "“and nothing will be decided <img src=x onerror=alert(1)> in public.”"),
            document="d2",
            quotation="direct",
            modality="negated",
        ),
    )


def _events() -> tuple[Event, ...]:
    t, w = SUMMIT, WIRE
    march = Date(start="2025-03-01", end="2025-03-10", text="early March", granularity="month")
    spring = Date(start="2025-03-01", end="2025-05-31", text="spring", granularity="season")
    strait = Place(text="the strait")
    brevik = Place(text="Brevik", name="Brevik", country="NOR", lat=59.05, lon=9.7)

    def make(id: str, type: str, actors: str, recipients: str, where: Span, **more: object) -> Event:
        facts = {
            "document": "d1",
            "mode": None,
            "contexts": (),
            "date": None,
            "place": None,
            "modality": "asserted",
            "within": None,
            "quad": "verbal conflict",
            **more,
        }
        return Event(
            id=id,
            type=type,
            actors=tuple(actors.split()),
            recipients=tuple(recipients.split()),
            span=where,
            **facts,
        )  # type: ignore[arg-type]

    return (
        make(
            "e1",
            "CONSULT",
            "nor",
            "est",
            span(t, "will not attend Saturday's border talks with Estavia"),
            date=day("2025-03-15", "Saturday"),
            modality="negated",
            within="s1",
            quad="verbal cooperation",
        ),
        make(
            "e2",
            "COERCE",
            "est",
            "nor",
            span(t, "the six fishermen it seized in early March"),
            date=march,
            within="s5",
            quad="material conflict",
            mode="arrest",
        ),
        make("e3", "REJECT", "velcea", "solheim nor", span(t, "rejected the demand")),
        make(
            "e4",
            "ACCUSE",
            "velcea",
            "nor",
            span(t, "accused Norland of “theatre <script>alert('x')</script> & noise”"),
        ),
        make("e5", "REQUEST", "est", "league", span(t, "asked the Northern League for observers")),
        make("e6", "THREATEN", "velcea", "nor", span(t, "we will answer"), modality="hypothetical", within="s7"),
        make(
            "e7",
            "AID",
            "league",
            "nor est",
            span(t, "could send a mission in spring"),
            date=spring,
            modality="hypothetical",
            within="s8",
            quad="material cooperation",
        ),
        make(
            "e8",
            "COERCE",
            "police",
            "protesters",
            span(t, "arrested 14 protesters"),
            place=brevik,
            quad="material conflict",
        ),
        make(
            "e9",
            "AID",
            "league",
            "nor est",
            span(w, "plans to send observers to the strait"),
            document="d2",
            modality="future",
            within="s10",
            quad="material cooperation",
            place=strait,
        ),
    )


def _mentions() -> tuple[Mention, ...]:
    found = []
    for document, text in (("d1", SUMMIT), ("d2", WIRE)):
        for actor, words, form in (
            ("nor", "Norland", "name"),
            ("est", "Estavia", "name"),
            ("havnen", "Havnen", "name"),
            ("solheim", "Solheim", "name"),
            ("velcea", "Velcea", "name"),
            ("league", "Northern League", "name"),
        ):
            for nth in range(text.count(words)):
                start, end = span(text, words, nth)
                found.append(Mention(document=document, actor=actor, start=start, end=end, form=form))  # type: ignore[arg-type]
    return tuple(found)


def _positions() -> tuple[Position, ...]:
    t = SUMMIT

    def make(id: str, actor: str, issue: str, stance: str, words: str, **on: str) -> Position:
        start, end = span(t, words)
        evidence = Evidence(document="d1", start=start, end=end)
        return Position(id=id, actor=actor, issue=issue, stance=stance, date=None, evidence=evidence, **on)  # type: ignore[arg-type]

    return (
        make("p1", "nor", "talks", "oppose", "will not attend Saturday's border talks", event="e1"),
        make("p2", "solheim", "talks", "oppose", "the whole plan is a mistake", statement="s4"),
        make(
            "p3",
            "solheim",
            "patrols",
            "conditional",
            "will send no patrols to the strait” unless",
            statement="s5",
        ),
        make("p4", "velcea", "patrols", "oppose", "If patrols come, we will answer", statement="s7"),
        make("p5", "est", "observers", "support", "asked the Northern League for observers", event="e5"),
    )


def make_record() -> Record:
    """Two documents with everything in them that is hard to show."""
    start, end = span(SUMMIT, "the demand")
    return Record(
        dragoman=About(version="0.1.0", model="handmade"),
        documents=(
            Document(
                id="d1",
                source="pages/summit.html",
                url="https://havnen.example/summit",
                outlet="The Northern Post",
                title="Norland stays away from border talks",
                authors=("Kari Moe",),
                published="2025-03-12T08:00:00+01:00",
                language="en",
                text=SUMMIT,
                coverage=1.0,
                dropped=(
                    Dropped(text="©Photo", reason="photo credit"),
                    Dropped(text="©P2", reason="photo credit"),
                    Dropped(text="Share", reason="share bar"),
                ),
            ),
            Document(
                id="d2",
                source="wire.txt",
                url="javascript:alert(1)",
                outlet=None,
                title=None,
                text=WIRE,
                coverage=0.71,
                language="en",
            ),
        ),
        actors=_actors(),
        mentions=_mentions(),
        statements=_statements(),
        events=_events(),
        positions=_positions(),
        issues=(
            Issue(id="talks", label="the border talks"),
            Issue(id="patrols", label="patrols in the strait"),
            Issue(id="observers", label="observers of the Northern League"),
        ),
        notes=(
            Note(
                document="d1",
                stage="positions",
                code="unclear-reference",
                message="It is not clear which demand is meant.",
                start=start,
                end=end,
            ),
            Note(
                document="d2",
                stage="source",
                code="no-publication-date",
                message="The text gives no date of publication.",
            ),
            *(
                Note(
                    document="d2",
                    stage="times",
                    code="unresolved-date",
                    message="A date could not be resolved.",
                    start=s,
                    end=e,
                )
                for s, e in (
                    span(WIRE, "next week"),
                    span(WIRE, "in public"),
                    span(WIRE, "Nothing"),
                    span(WIRE, "nothing"),
                )
            ),
        ),
    )


@pytest.fixture
def record() -> Record:
    return make_record()
