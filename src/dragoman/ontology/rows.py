"""Labelled sentences to train on: JSON lines or CSV, each row with ``sentence``, ``code`` and perhaps ``trigger``."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.errors import SourceError, UsageError
from dragoman.ontology.mentions import Mention, parse_marks
from dragoman.ontology.schema import Ontology

LEAST = 3  # sentences of a type below which nothing can be learnt, let alone measured
NONE = ("NONE", "none", "-")  # the code of sentences that state no event of the ontology
LONGEST = 4000  # characters of a sentence


@dataclass
class Labelled:
    """Mentions with their codes (None: no event of the ontology), and the rows that were skipped, in words."""

    mentions: list[Mention] = field(default_factory=list)
    codes: list[str | None] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_rows(path: Path, ontology: Ontology) -> Labelled:
    """Rows of a file; bad ones are skipped and named.

    Raises:
        SourceError: the file can't be read or is neither CSV nor JSON lines with these fields.
        UsageError: no row can be used.
    """
    out = Labelled()
    seen: dict[tuple[str, object], int] = {}
    exact, known = set(ontology.codes), {c.casefold(): c for c in ontology.codes}
    for line, row in _raw_rows(path, out):
        try:
            mention, words = _mention_of(row), str(row.get("code") or "").strip()
        except UsageError as problem:
            out.skipped.append(f"{path}:{line}: {problem}")
            continue
        code = words if words in exact else known.get(words.casefold())
        if code is None and words not in NONE:
            listed = ", ".join(ontology.codes[:8]) + (" ..." if len(exact) > 8 else "")
            problem_ = f"“{words}” is no code of {ontology.name} ({listed})" if words else "has no code"
            out.skipped.append(f"{path}:{line}: {problem_}")
            continue
        key = (mention.text.casefold(), mention.trigger)
        if key in seen:
            out.skipped.append(f"{path}:{line}: the sentence stands on line {seen[key]} already")
            continue
        seen[key] = line
        out.mentions.append(mention)
        out.codes.append(code)
    if not out.mentions:
        first = f" The first: {out.skipped[0]}" if out.skipped else ""
        raise UsageError(f"{path} holds no row to train on; rows need sentence and code.{first}")
    return out


def need_enough(rows: Labelled, ontology: Ontology) -> None:
    """Raises ``UsageError`` where a type of the ontology has fewer than three sentences."""
    counts = {c: rows.codes.count(c) for c in ontology.codes}
    few = [f"{c} has {n}" for c, n in counts.items() if n < LEAST]
    if few:
        raise UsageError(
            f"every type needs {LEAST} labelled sentences or more ({', '.join(few)}); label more, or take the type out "
            "of the ontology. Without training, --ontology works from definitions and examples alone"
        )


def _raw_rows(path: Path, out: Labelled) -> list[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SourceError(str(path), "is not UTF-8", "Save it as UTF-8.") from problem
    except OSError as problem:
        raise SourceError(
            str(path), f"can't be read ({problem.strerror})", "Give JSON lines or CSV with sentence and code."
        ) from problem
    return _json_rows(path, text, out) if text.lstrip()[:1] in ("{", "[") else _csv_rows(path, text, out)


def _json_rows(path: Path, text: str, out: Labelled) -> list[tuple[int, dict[str, Any]]]:
    rows = []
    for line, words in enumerate(text.split("\n"), 1):
        if not words.strip():
            continue
        try:
            row = json.loads(words)
            if not isinstance(row, dict):
                raise ValueError("no object")
        except (ValueError, RecursionError):
            out.skipped.append(f"{path}:{line}: is no JSON object of one line")
            continue
        rows.append((line, row))
    return rows


def _csv_rows(path: Path, text: str, out: Labelled) -> list[tuple[int, dict[str, Any]]]:
    head = text.split("\n", 1)[0]
    separator = max("\t;,", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names = [(n or "").strip().casefold() for n in reader.fieldnames or []]
    if not {"sentence", "code"} <= set(names):
        raise SourceError(
            str(path),
            f"has no columns sentence and code (found: {', '.join(n for n in names if n)[:200] or 'none'})",
            "Give CSV with a head line, or JSON lines.",
        )
    reader.fieldnames = names
    rows: list[tuple[int, dict[str, Any]]] = []
    while True:
        line = reader.line_num + 1
        try:
            rows.append((line, dict(next(reader))))
        except StopIteration:
            return rows
        except csv.Error as problem:
            out.skipped.append(f"{path}:{line}: is no row of CSV ({problem})")


def _mention_of(row: dict[str, Any]) -> Mention:
    sentence = row.get("sentence")
    if not isinstance(sentence, str) or not sentence.strip():
        raise UsageError("has no sentence")
    if len(sentence) > LONGEST:
        raise UsageError(f"the sentence has {len(sentence)} characters; give one sentence")
    mention = parse_marks(sentence.strip())
    trigger = row.get("trigger")
    if trigger is None or trigger == "" or mention.trigger:
        return mention
    if not isinstance(trigger, str):
        raise UsageError("the trigger is no text")
    found = re.search(rf"(?<!\w){re.escape(trigger.strip())}(?!\w)", mention.text)
    if not found:
        raise UsageError(f"the trigger “{trigger}” does not stand in the sentence")
    return Mention(mention.text, found.span(), mention.source, mention.target)
