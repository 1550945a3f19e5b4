"""Hand-made records, and a product that gives them back instead of reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from dragoman.record import About, Actor, Document, Event, Evidence, Issue, Position, Record, Span, Statement


class Draft:
    """Builds a record by words of a text: ``spot("words")`` is where they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.actors: dict[str, Actor] = {}
        self.statements: list[Statement] = []
        self.events: list[Event] = []
        self.positions: list[Position] = []

    def spot(self, words: str) -> Span:
        at = self.text.index(words)
        return at, at + len(words)

    def actor(self, name: str, country: str | None = None, kind: str = "person") -> str:
        self.actors[name] = Actor(id=name, name=name, kind=kind, country=country)  # type: ignore[arg-type]
        return name

    def said(self, speaker: str | None, cue: str | None, *content: str, within: str | None = None) -> str:
        if speaker and speaker not in self.actors:
            self.actor(speaker)
        key = f"st-{len(self.statements)}"
        self.statements.append(
            Statement(
                id=key,
                document="d",
                speaker=speaker,
                speaker_span=self.spot(speaker) if speaker else None,
                cue_span=self.spot(cue) if cue else None,
                content_spans=tuple(self.spot(c) for c in content),
                quotation="indirect",
                modality="asserted",
                within=within,
            )
        )
        return key

    def did(
        self,
        kind: str,
        words: str,
        actors: tuple[str, ...] = (),
        recipients: tuple[str, ...] = (),
        modality: str = "asserted",
    ) -> None:
        self.events.append(
            Event(
                id=f"ev-{len(self.events)}",
                document="d",
                type=kind,  # type: ignore[arg-type]
                mode=None,
                contexts=(),
                actors=actors,
                recipients=recipients,
                span=self.spot(words),
                date=None,
                place=None,
                modality=modality,  # type: ignore[arg-type]
                within=None,
                quad="verbal cooperation",
            )
        )

    def stands(self, actor: str, stance: str, words: str) -> None:
        start, end = self.spot(words)
        self.positions.append(
            Position(
                id=f"po-{len(self.positions)}",
                actor=actor,
                issue="i",
                stance=stance,  # type: ignore[arg-type]
                date=None,
                evidence=Evidence(document="d", start=start, end=end),
            )
        )

    def record(self) -> Record:
        return Record(
            dragoman=About(version="0", model="none"),
            documents=(Document(id="d", source="-", text=self.text),),
            actors=tuple(self.actors.values()),
            statements=tuple(self.statements),
            events=tuple(self.events),
            positions=tuple(self.positions),
            issues=(Issue(id="i", label="the plan"),),
        )


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, Mapping[str, Draft]], None]:
    """``product(module, {text: draft})``: its texts are read as these drafts, others as empty records."""

    def install(module: Any, drafts: Mapping[str, Draft]) -> None:
        def record_of(text: str, model: object = None, *, published: str | None = None) -> Record:
            return (drafts.get(text) or Draft(text)).record()

        monkeypatch.setattr(module, "record_of", record_of)
        monkeypatch.setattr(module, "model_in", lambda folder: SimpleNamespace(name="none"))

    return install
