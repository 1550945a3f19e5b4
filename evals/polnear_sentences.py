"""Exact spans on lone sentences of PolNeAR, as CofeNet counts: ``python -m evals polnear-sentences FILE``.

FILE holds one JSON object a line: ``tokens``, ``labels`` (BIO: source, cue, content), ``id`` (the article).
A span is right if role, first and last token are the gold's; counted per role and over all three.

The model reads text, not tokens: tokens are set as print sets them (no space before a comma, "do" and "n't"
in one word, quotation marks straight, -LRB- as a bracket) and what it marks is brought back to tokens. What
counts is what the attribution head marks, as for CofeNet, before the marks are linked into statements.

By default every sentence is read alone. ``--context`` adds figures with its article around it: sentences of
one id, in file order, are set as one text.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from evals.product import first, model_in, need_file, progress
from evals.scoring import Count, Figures, Span, tally_figures
from evals.tables import score_table

if TYPE_CHECKING:
    from dragoman.model import Model

LAYOUT = "JSON lines with tokens, labels and id"
ROLES = ("source", "cue", "content")
MARKS = {
    "``": '"', "''": '"', "`": "'",
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
}  # fmt: skip
_CLINGS = re.compile(r"[,.;:?!%)\]}…]+|\.\.\.|n't|n’t|['’](?:s|S|re|ve|ll|d|m|RE|VE|LL|D|M)?")
_OPENS = re.compile(r"[(\[{$#]|[‘“]|(?:US|C|A)\$")
Mark = tuple[str, int, int]  # role, first token, token after the last


@dataclass(frozen=True)
class Sentence:
    """Tokens with their gold spans."""

    article: str
    tokens: tuple[str, ...]
    gold: frozenset[Mark]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of this evaluation alone."""
    parser.add_argument("--context", action="store_true", help="also with the article around each sentence")


def run(path: Path, limit: int | None = None, model: Path | None = None, context: bool = False) -> Figures:
    """Mark the sentences and count exact spans."""
    rows = first(read_sentences(path), limit)
    reader = model_in(model)
    figures: Figures = {
        "evaluation": "polnear-sentences",
        "sentences": len(rows),
        "articles": len({r.article for r in rows}),
        "scores": count([[r] for r in rows], reader, "polnear-sentences"),
    }
    if context:
        articles = [list(g) for _, g in groupby(rows, key=lambda r: r.article)]
        figures["scores in context"] = count(articles, reader, "polnear-sentences in context")
    return figures


def read_sentences(path: Path) -> list[Sentence]:
    """The sentences of a file."""
    need_file(path, LAYOUT)
    out = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            tokens, labels = row["tokens"], row["labels"]
            if len(tokens) != len(labels):
                raise ValueError("tokens and labels differ in number")
            out.append(Sentence(str(row.get("id", n)), tuple(tokens), frozenset(spans_in(labels))))
        except (ValueError, KeyError, TypeError) as problem:
            raise UsageError(f"{path}, line {n}: {problem!r}. Give {LAYOUT}.") from problem
    return out


def spans_in(labels: list[str]) -> Iterator[Mark]:
    """BIO labels -> spans; an I that follows no span of its role opens one."""
    start, role = 0, ""
    for i, label in enumerate([*labels, "O"]):
        if role and label != f"I-{role}":
            yield role, start, i
            role = ""
        if label != "O" and not role:
            start, role = i, label[2:]


def set_tokens(tokens: Iterable[str]) -> tuple[str, list[Span]]:
    """Tokens as a text, and where each stands in it."""
    text, where, glue, straight_open = "", [], True, False
    for token in tokens:
        word = MARKS.get(token, token)
        closing = token == "''" or (token == '"' and straight_open)
        opening = token in ("``", "`") or (token == '"' and not straight_open)
        if token in ("``", "''", '"'):
            straight_open = opening
        if not glue and not closing and (opening or not _CLINGS.fullmatch(word)):
            text += " "
        where.append((len(text), len(text) + len(word)))
        text += word
        glue = opening or bool(_OPENS.fullmatch(word))
    return text, where


def marks_of(text: str, model: Model) -> list[tuple[str, int, int]]:
    """What the attribution head marks: (role, start, end) by characters."""
    from dragoman.model import char_span, spans_of, viterbi

    scores = model.score(text)
    if not len(scores.offsets):
        return []
    tags = viterbi(scores.tags["attribution"], model._arrays["crf.attribution"])
    return [(x[0], *char_span(scores, x)) for x in spans_of(tags, model.heads["attribution"], scores)]


def count(groups: list[list[Sentence]], model: Model, label: str) -> dict[str, Figures]:
    """Figures over groups of sentences, each group read as one text; one unit of the bootstrap a sentence."""
    units: list[dict[str, Count]] = []
    for group in progress(groups, label):
        text, spots = "", []
        for s in group:
            words, where = set_tokens(s.tokens)
            text += " " if text else ""
            spots.append([(a + len(text), b + len(text)) for a, b in where])
            text += words
        marks = marks_of(text, model)
        units += [score_sentence(s, found_in(where, marks)) for s, where in zip(group, spots, strict=True)]
    return tally_figures(units)


def found_in(where: list[Span], marks: list[tuple[str, int, int]]) -> frozenset[Mark]:
    """Marks by characters -> spans over the tokens of one sentence."""
    out = set()
    for role, start, end in marks:
        held = [i for i, (s, e) in enumerate(where) if s < end and start < e]
        if held:
            out.add((role, held[0], held[-1] + 1))
    return frozenset(out)


def score_sentence(sentence: Sentence, found: frozenset[Mark]) -> dict[str, Count]:
    """Counts of one sentence: per role, and over all three."""
    counts: dict[str, Count] = {}
    for role in (*ROLES, "all"):
        gold, ours = ({m for m in x if role in ("all", m[0])} for x in (sentence.gold, found))
        counts[role] = (len(gold & ours), len(ours), len(gold))
    return counts


def render(figures: Figures) -> str:
    """Tables for a person."""
    names = {r: r for r in (*ROLES, "all")}
    out = [
        f"PolNeAR sentences: {figures['sentences']} of {figures['articles']} articles; exact spans.",
        score_table(figures["scores"], names, "lone sentences"),
    ]
    if "scores in context" in figures:
        out.append(score_table(figures["scores in context"], names, "article around"))
    return "\n\n".join(out)
