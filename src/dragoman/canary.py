"""Canary sentences: a library upgrade can ruin scores without any error, so ``dragoman check`` reads these.

Each is written for this purpose, with what any sound model must find in it.
"""

from __future__ import annotations

import platform
from importlib import metadata
from typing import NamedTuple

from dragoman.config import Config
from dragoman.pipeline import VERSION, read_text
from dragoman.record import Record


class Canary(NamedTuple):
    """A text and what must be found: speakers by name, event types with (actor, recipient) countries."""

    text: str
    speakers: tuple[str, ...] = ()
    events: tuple[tuple[str, str | None, str | None], ...] = ()
    silent: bool = False


CANARIES = (
    Canary(
        "Norwegian Foreign Minister Kari Solberg said on Tuesday that talks with Iceland had failed.",
        speakers=("Kari Solberg",),
    ),
    Canary(
        "“We will not sign,” the president of Kenya told reporters in Nairobi. “That door is closed.”",
        speakers=("president of Kenya",),
    ),
    Canary("The army has crossed the river, according to the newspaper Le Monde.", speakers=("Le Monde",)),
    Canary("France expelled two Russian diplomats on Monday.", events=(("SANCTION", "FRA", "RUS"),)),
    Canary("Turkey accused Greece of violating its airspace.", events=(("ACCUSE", "TUR", "GRC"),)),
    Canary("The Chilean striker attacked down the left and shot into the net after half-time.", silent=True),
)


def run_canaries() -> tuple[list[str], bool]:
    """Lines to print (versions, model, configuration, canaries) and whether all canaries are sound."""
    config = Config()
    lines = [f"dragoman {VERSION}, Python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    lines += [f"  {name} {_version(name)}" for name in ("onnxruntime", "tokenizers", "numpy", "msgspec", "trafilatura")]
    first = read_text(CANARIES[0].text, config)
    lines.append(f"model: {first.dragoman.model}")
    lines.append(f"configuration: {config}")
    bad = 0
    for canary in CANARIES:
        wrong = judge(canary, read_text(canary.text, config))
        bad += bool(wrong)
        lines.append(f"  {'ok ' if not wrong else 'BAD'} {canary.text}" + (f" ({wrong})" if wrong else ""))
    lines.append("all canaries sound" if not bad else f"{bad} of {len(CANARIES)} canaries failed: reinstall dragoman")
    return lines, not bad


def judge(canary: Canary, record: Record) -> str | None:
    """What is wrong with the record of a canary, in words; None if nothing."""
    actors = {a.id: a for a in record.actors}
    said = {actors[s.speaker].name for s in record.statements if s.speaker}
    for speaker in canary.speakers:
        if speaker not in said:
            return f"{speaker} should speak; found {', '.join(sorted(said)) or 'nobody'}"
    done = {
        (e.type, actors[a].country if a else None, actors[r].country if r else None)
        for e in record.events
        for a in e.actors or ("",)
        for r in e.recipients or ("",)
    }
    for event in canary.events:
        if event not in done:
            return f"{event} expected; found {sorted(done, key=str) or 'none'}"
    if canary.silent and record.events:
        return f"no event expected; found {[e.type for e in record.events]}"
    return None


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
