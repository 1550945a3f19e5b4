"""Positions in real news: ``python -m evals stands FOLDER``.

FOLDER holds the corpora (``polnear/train/text``); the annotation is ``evals/gold/stands.jsonl``: beginnings of forty
articles of PolNeAR's train part in which one reader marked every position (``training/data/README.md`` says how; these
articles' positions are never trained on, their attributions are). Each beginning is read by the product's own path.

- *stance*: one of our positions has the same stance, and its evidence shares a character with the gold's. One to one.
- *stance and holder*: and its actor is who the gold's holder stands for: one of our mentions of him shares a character
  with those words, or they are "I" or "we" and he is the speaker of the statement that it rests on.

Issues are free words and are not compared here: ``positions`` does that.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.find.layout import overlap
from dragoman.find.phrases import I_WE
from dragoman.record import Position, Record, Span
from evals.product import first, model_in, need_folder, progress, record_of
from evals.scoring import Count, Figures, match_items, tally_figures
from evals.tables import score_table

GOLD = Path(__file__).parent / "gold" / "stands.jsonl"
LAYOUT = "the folder that holds polnear/train/text"
ROWS = {"stance": "stance", "holder": "stance and holder"}


def run(path: Path, limit: int | None = None, model: Path | None = None, gold: Path = GOLD) -> Figures:
    """Read and score the annotated beginnings."""
    texts = texts_of(path)
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    reader = model_in(model)
    counts: list[dict[str, Count]] = []
    for row in progress(list(first(rows, limit)), "stands"):
        if row["sha1"] not in texts:
            raise UsageError(f"{path} has no text with the sha1 {row['sha1']}. Give {LAYOUT}, untouched.")
        text = texts[row["sha1"]][slice(*row["read"])]
        counts.append(score(record_of(text, reader), text, row["positions"]))
    return {
        "evaluation": "stands",
        "texts": len(counts),
        "gold": sum(c["stance"][2] for c in counts),
        "scores": tally_figures(counts),
    }


def texts_of(folder: Path) -> dict[str, str]:
    """The texts of PolNeAR's train part by their sha1."""
    need_folder(folder, ("polnear/train/text",), LAYOUT)
    texts = (p.read_bytes().decode("utf-8") for p in sorted((folder / "polnear/train/text").glob("*.txt")))
    return {hashlib.sha1(t.encode("utf-8", "surrogatepass")).hexdigest(): t for t in texts}


def score(record: Record, text: str, gold: list[dict[str, Any]]) -> dict[str, Count]:
    """Right, predicted and gold at both levels."""
    ours = record.positions

    def stance(p: Position, g: dict[str, Any]) -> float | None:
        """Passes with the same stance on shared words; the right holder first, so that joint ones find each other."""
        if p.stance != g["stance"] or not overlap((p.evidence.start, p.evidence.end), g["evidence"]):
            return None
        return 1.0 + holds(record, text, p, g["holder"])

    def holder(p: Position, g: dict[str, Any]) -> float | None:
        return stance(p, g) if holds(record, text, p, g["holder"]) else None

    return {
        name: (len(match_items(ours, gold, level)), len(ours), len(gold))
        for name, level in (("stance", stance), ("holder", holder))
    }


def holds(record: Record, text: str, p: Position, words: Span) -> bool:
    """Whether the actor of a position is whom the words stand for."""
    if text[slice(*words)].split("'")[0].casefold() in I_WE:
        return any(s.id == p.statement and s.speaker == p.actor for s in record.statements)
    return any(m.actor == p.actor and overlap((m.start, m.end), words) for m in record.mentions)


def render(figures: Figures) -> str:
    """A table for a person."""
    head = f"Positions in real news: {figures['texts']} beginnings of articles, {figures['gold']} positions."
    return head + "\n\n" + score_table(figures["scores"], ROWS)
