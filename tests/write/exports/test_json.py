"""JSON lines and PLOVER JSON."""

from __future__ import annotations

import json
from pathlib import Path

from dragoman.record import Record
from dragoman.write.exports import export


def test_json_lines_are_the_records(record: Record, story: Record, out: Path) -> None:
    (path,) = export([record, story], "jsonl", out)
    assert [Record.from_json(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]] == [record, story]


def test_plover_json(story: Record, out: Path) -> None:
    (path,) = export([story], "plover", out)
    talks, _, aid, _ = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert list(talks) == [
        "id", "date", "source", "target", "event", "eventText", "context", "mode", "text", "textInfo", "language",
        "publication", "coder", "version", "dateCoded", "license", "comment",
    ]  # fmt: skip
    assert talks["source"][0] == {"actorText": "France", "code": "FRA", "sector": "GOV"} and talks["target"] == []
    assert (talks["date"], talks["eventText"], talks["text"]) == (
        "2025-03-11",
        "hold talks in Lyon",
        story.documents[0].title,
    )
    assert (aid["date"], aid["mode"], aid["target"][0]["code"]) == (None, "economic", "KEN")
    assert aid["dateCoded"] is None and aid["license"] is None


def test_flat_memory(story: Record, out: Path) -> None:
    """Ten times the records take hardly more memory: nothing waits in it for the end."""
    import tracemalloc

    def peak(n: int, name: str) -> int:
        tracemalloc.start()
        export((story for _ in range(n)), name, out / f"{name}{n}")
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    for name in ("jsonl", "polecat", "gdelt", "ftm"):
        peak(5, name)
        assert peak(400, name) < peak(40, name) + 400_000, name
