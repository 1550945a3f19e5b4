"""Check annotated briefs: ``python training/check_data.py FILE...`` (standard library only).

Prints each error with file, line and field, then counts. Exit code 1 if any error was found.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "CONCEDE",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
MODALITIES = ("asserted", "future", "hypothetical", "negated")
STANCES = ("support", "oppose", "conditional")
LAYERS = ("events", "statements", "positions")


def locate(text: str, words: str) -> tuple[int, int]:
    """The span of ``words`` in ``text``; ``words#2`` is the second occurrence. Raises ValueError."""
    mark = re.search(r"#(\d+)$", words)
    nth = int(mark[1]) if mark else 1
    needle = words[: mark.start()] if mark else words
    if not needle:
        raise ValueError("empty words")
    at = -1
    for _ in range(nth):
        at = text.find(needle, at + 1)
        if at < 0:
            raise ValueError(f"not in text (occurrence {nth}): {needle!r}")
    return at, at + len(needle)


def check_brief(row: dict[str, Any]) -> list[str]:
    """All that is wrong with one brief, as sentences."""
    errors: list[str] = []
    text = row.get("text", "")

    def words(value: Any, where: str, optional: bool = False) -> None:
        if value is None and optional:
            return
        if not isinstance(value, str):
            errors.append(f"{where}: not a string")
            return
        try:
            s, e = locate(text, value)
        except ValueError as problem:
            errors.append(f"{where}: {problem}")
            return
        before, after = text[s - 1 : s], text[e : e + 1]
        if (before.isalnum() and text[s].isalnum()) or (after.isalnum() and text[e - 1].isalnum()):
            errors.append(f"{where}: cuts a word: {value!r}")
        if text[s].isspace() or text[e - 1].isspace():
            errors.append(f"{where}: white space at an end: {value!r}")

    def one_of(value: Any, allowed: tuple[str, ...], where: str) -> None:
        if value not in allowed:
            errors.append(f"{where}: {value!r} is none of {', '.join(allowed)}")

    needed = ("id", "text", "positions") if row.get("layers") == ["positions"] else ("id", "text", *LAYERS)
    errors += [f"{key}: missing" for key in needed if key not in row]
    for i, ev in enumerate(row.get("events", [])):
        at = f"events[{i}]"
        one_of(ev.get("type"), TYPES, f"{at}.type")
        one_of(ev.get("modality"), MODALITIES, f"{at}.modality")
        words(ev.get("trigger"), f"{at}.trigger")
        for role in ("actors", "recipients"):
            for k, value in enumerate(ev.get(role, [])):
                words(value, f"{at}.{role}[{k}]")
        words(ev.get("date"), f"{at}.date", True)
        words(ev.get("place"), f"{at}.place", True)
    statements = row.get("statements", [])
    for i, st in enumerate(statements):
        at = f"statements[{i}]"
        one_of(st.get("modality"), MODALITIES, f"{at}.modality")
        words(st.get("speaker"), f"{at}.speaker", True)
        words(st.get("cue"), f"{at}.cue", True)
        content = st.get("content")
        if not isinstance(content, list) or not content:
            errors.append(f"{at}.content: must be a list with at least one string")
            continue
        for k, value in enumerate(content):
            words(value, f"{at}.content[{k}]")
        outer = st.get("within")
        if outer is not None and (not isinstance(outer, int) or not 0 <= outer < len(statements) or outer == i):
            errors.append(f"{at}.within: {outer!r} is not the index of another statement")
    for i, po in enumerate(row.get("positions", [])):
        at = f"positions[{i}]"
        one_of(po.get("stance"), STANCES, f"{at}.stance")
        words(po.get("actor"), f"{at}.actor")
        words(po.get("evidence"), f"{at}.evidence")
        words(po.get("issue_words"), f"{at}.issue_words", True)
        if not po.get("issue"):
            errors.append(f"{at}.issue: missing")
    return errors


def main(paths: list[str]) -> int:
    """Check the files; 1 if anything is wrong."""
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    bad = 0
    for path in paths:
        for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                errors = check_brief(row)
            except (ValueError, AttributeError, TypeError) as problem:
                row, errors = {}, [f"not a brief: {problem}"]
            for field in ("id", "text"):
                key = f"{field}:{row.get(field)}"
                if row and key in seen:
                    errors.append(f"same {field} as {seen[key]}")
                seen[key] = f"{path}:{number}"
            bad += len(errors)
            for error in errors:
                print(f"{path}:{number}: {error}")
            counts["briefs"] += 1
            counts["statements"] += len(row.get("statements", []))
            counts["nested"] += sum(s.get("within") is not None for s in row.get("statements", []))
            counts["positions"] += len(row.get("positions", []))
            for ev in row.get("events", []):
                counts[f"event {ev.get('type')}"] += 1
                counts[f"modality {ev.get('modality')}"] += 1
    for key, n in sorted(counts.items()):
        print(f"{key}: {n}")
    print(f"{bad} errors")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
