"""PLOVER JSON: one event a line, with the fields of the PLOVER manual's exchange format.

``id, date, source, target, event, eventText, context, mode, text, textInfo, language, publication, coder, version,
dateCoded, license, comment``. ``source`` and ``target`` are lists of ``{actorText, code, sector}``; the code is the
country's (ISO alpha-3). ``date`` is the day that the text tells (null where it tells none, never the day of
publication), ``eventText`` the words of the event, ``text`` its sentence, ``textInfo.markup`` null: we keep offsets,
not markup. ``dateCoded`` and ``license`` are null: a record does not say when it was made, and the text is not ours.
``comment`` gives what the layout has no field for: the record's ids, the modality, on whose word it stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dragoman.find.layout import Sentences
from dragoman.record import Document, Event, Record
from dragoman.write.chain import Index
from dragoman.write.exports.facts import (
    Choice,
    counted_events,
    day_of,
    indexed,
    sector_of,
    vouched_by,
    words_of,
)
from dragoman.write.exports.files import new_text, target_file


def write_plover_json(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One line for each event."""
    path = target_file(out, "plover.jsonl")
    with new_text(path, choice.overwrite) as lines:
        for index in indexed(records):
            read: dict[str, Sentences] = {}
            for document, event in counted_events(index, choice):
                if document.id not in read:
                    read[document.id] = Sentences(document.text)
                sentence = words_of(document, read[document.id].around(event.span[0]))
                lines.write(json.dumps(plover_event(index, document, event, sentence), ensure_ascii=False) + "\n")
    return [path]


def plover_event(index: Index, document: Document, event: Event, sentence: str | None) -> dict[str, Any]:
    """An event in the fields of the exchange format."""
    told_by = vouched_by(index, event)
    return {
        "id": event.id,
        "date": day_of(event.date),
        "source": _sides(index, event.actors),
        "target": _sides(index, event.recipients),
        "event": event.type,
        "eventText": words_of(document, event.span),
        "context": list(event.contexts),
        "mode": event.mode,
        "text": sentence,
        "textInfo": {"markup": None},
        "language": document.language,
        "publication": document.outlet,
        "coder": "Dragoman",
        "version": f"{index.record.dragoman.version} {index.record.dragoman.model}",
        "dateCoded": None,
        "license": None,
        "comment": f"document {document.id}; {event.modality}; on the word of {told_by}",
    }


def _sides(index: Index, ids: tuple[str, ...]) -> list[dict[str, str | None]]:
    actors = [index.actors[i] for i in ids if i in index.actors]
    return [{"actorText": a.name, "code": a.country, "sector": sector_of(a)} for a in actors]
