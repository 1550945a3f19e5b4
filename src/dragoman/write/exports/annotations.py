"""W3C Web Annotation (JSON-LD): a page of annotations, one for each statement, event and position.

The target of an annotation is the article (its address, else ``urn:dragoman:`` and its id) with two selectors: a
**TextQuoteSelector** (the exact words, with as much text before and after as makes them unique) and a
**TextPositionSelector** (``[start, end)`` in code points). Positions count in the record's ``text`` of the article,
not in the page's mark-up; ``state`` names that text as the cached copy. Words in several pieces have several targets.

The body tells in words what was found (purpose ``describing``) and gives its kind as a tag (purpose ``tagging``); the
``dragoman:`` properties repeat the record's fields for programs. The context stands in the file and repeats the terms
of ``http://www.w3.org/ns/anno.jsonld`` that are used, so that reading needs no network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dragoman.record import Date, Document, Event, Position, Record, Span, Statement
from dragoman.write.chain import Index, actor_names, speaker_name
from dragoman.write.exports.facts import Choice, indexed, vouched_by
from dragoman.write.exports.files import new_text, target_file

CONTEXT: dict[str, Any] = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dragoman": "urn:dragoman:terms#",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation",
    "AnnotationPage": "as:OrderedCollectionPage",
    "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextualBody": "oa:TextualBody",
    "TimeState": "oa:TimeState",
    "describing": "oa:describing",
    "tagging": "oa:tagging",
    "identifying": "oa:identifying",
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "state": {"@type": "@id", "@id": "oa:hasState"},
    "cached": {"@type": "@id", "@id": "oa:cachedSource"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
    "value": "rdf:value",
    "format": "dc:format",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
}
SHORTEST = 32  # characters of context on either side, at least; more where the words would not be unique


def write_annotations(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One page that holds all annotations, written as they come."""
    path = target_file(out, "annotations.jsonld")
    head = {"@context": CONTEXT, "id": "urn:dragoman:annotations", "type": "AnnotationPage"}
    with new_text(path, choice.overwrite) as lines:
        lines.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [')
        comma = "\n"
        for index in indexed(records):
            for annotation in annotations_of(index):
                lines.write(comma + json.dumps(annotation, ensure_ascii=False))
                comma = ",\n"
        lines.write("\n]}\n")
    return [path]


def annotations_of(index: Index) -> Iterator[dict[str, Any]]:
    """The annotations of a record; an item none of whose words can be sliced out of its text has none."""
    for statement in index.record.statements:
        label = f"{speaker_name(index, statement)}: {statement.quotation}, {statement.modality}"
        facts: dict[str, Any] = {
            "speaker": statement.speaker,
            "quotation": statement.quotation,
            "modality": statement.modality,
            "within": statement.within,
            "onTheWordOf": vouched_by(index, statement),
            **_date(statement.date),
        }
        spans = statement.content_spans
        yield from _annotation(index, statement, "statement", spans, label, facts)
    for event in index.record.events:
        sides = " → ".join(
            ", ".join(n) for n in (actor_names(index, event.actors), actor_names(index, event.recipients)) if n
        )
        facts = {
            "eventType": event.type,
            "mode": event.mode,
            "quad": event.quad,
            "actor": list(event.actors),
            "recipient": list(event.recipients),
            "modality": event.modality,
            "within": event.within,
            "onTheWordOf": vouched_by(index, event),
            **_date(event.date),
        }
        yield from _annotation(index, event, "event", (event.span,), f"{event.type}, {event.modality}: {sides}", facts)
    for position in index.record.positions:
        issue = index.issues.get(position.issue)
        (name,) = actor_names(index, (position.actor,))
        label = f"{name}: {position.stance}: {issue.label if issue else position.issue}"
        facts = {
            "actor": position.actor,
            "issue": position.issue,
            "stance": position.stance,
            "restsOn": position.statement or position.event,
            **_date(position.date),
        }
        spans = ((position.evidence.start, position.evidence.end),)
        yield from _annotation(index, position, "position", spans, label, facts)


def _annotation(
    index: Index,
    item: Statement | Event | Position,
    kind: str,
    spans: Sequence[Span],
    label: str,
    facts: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    document = index.documents.get(item.evidence.document if isinstance(item, Position) else item.document)
    if document is None:
        return
    targets = [_target(document, s) for s in spans if 0 <= s[0] < s[1] <= len(document.text)]
    if not targets:
        return
    yield {
        "id": f"urn:dragoman:{item.id}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "value": label, "format": "text/plain", "purpose": "describing"},
            {"type": "TextualBody", "value": kind, "purpose": "tagging"},
        ],
        "target": targets[0] if len(targets) == 1 else targets,
        **{f"dragoman:{k}": v for k, v in facts.items() if v not in (None, [])},
    }


def _target(document: Document, span: Span) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": source_of(document),
        "state": {"type": "TimeState", "cached": f"urn:dragoman:{document.id}"},
        "selector": [
            quote_selector(document.text, span),
            {"type": "TextPositionSelector", "start": span[0], "end": span[1]},
        ],
    }


def source_of(document: Document) -> str:
    """The article's address on the web, else a name made of its id."""
    url = document.url or document.source
    is_address = url.startswith(("http://", "https://")) and not any(c in url for c in ' <>"{}|\\^`')
    return url if is_address else f"urn:dragoman:{document.id}"


def quote_selector(text: str, span: Span) -> dict[str, str]:
    """The words of a span, with the shortest context (a power of two) that occurs only once in ``text``."""
    start, end = span
    room = SHORTEST
    while True:
        low, high = max(0, start - room), min(len(text), end + room)
        window = text[low:high]
        if (low, high) == (0, len(text)) or text.find(window, text.find(window) + 1) < 0:
            break
        room *= 2
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[low:start],
        "suffix": text[end:high],
    }


def _date(when: Date | None) -> dict[str, str]:
    return {"dateStart": when.start, "dateEnd": when.end, "dateText": when.text} if when else {}
