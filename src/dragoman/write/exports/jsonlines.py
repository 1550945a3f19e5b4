"""JSON lines: one record a line, in the layout of the data contract (``dragoman schema`` prints it).

Everything is kept; ``Record.from_json(line)`` reads it back. The file is as long as the corpus, the memory is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dragoman.record import Record
from dragoman.write.exports.facts import Choice
from dragoman.write.exports.files import new_text, target_file


def write_jsonlines(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One line for each record."""
    path = target_file(out, "record.jsonl")
    with new_text(path, choice.overwrite) as lines:
        for record in records:
            lines.write(record.to_json() + "\n")
    return [path]
