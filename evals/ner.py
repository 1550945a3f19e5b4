"""Names against a corpus in columns: ``python -m evals ner FILE`` (CoNLL: token first, label last, BIO).

A name is right if kind, first and last token are the gold's. Dragoman's reader has four kinds; the gold's finer ones
are folded into them: politician, writer and the like are *person*; party, company, university *organisation*; country,
city and the like *place*; elections, events, works, peoples and the rest *misc*. *span alone* asks for the tokens only.

Two readings are scored: what the model marks, and what Dragoman makes of it (``find_names``: known states, seats and
bodies overrule the model; states' adjectives stand for misc, outlets and seats for organisation).

Sentences are parted by blank lines and read one by one; where ``-DOCSTART-`` lines part documents, by document. Tokens
are set as print sets them, as for ``polnear-sentences``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from evals.polnear_sentences import Mark, set_tokens, spans_in
from evals.product import first, model_in, need_file, progress
from evals.scoring import Count, Figures, Span, tally_figures
from evals.tables import score_table

if TYPE_CHECKING:
    from dragoman.model import Model

LAYOUT = "a CoNLL file: one token a line, its BIO label last, a blank line between sentences"
KINDS = ("person", "organisation", "place", "misc")
FOLDED = {
    "per": "person", "person": "person", "politician": "person", "writer": "person", "artist": "person",
    "musicalartist": "person", "scientist": "person", "researcher": "person",
    "org": "organisation", "organisation": "organisation", "organization": "organisation",
    "politicalparty": "organisation", "university": "organisation", "band": "organisation",
    "loc": "place", "gpe": "place", "location": "place", "country": "place", "place": "place", "fac": "place",
}  # fmt: skip
OF_NAMES = {
    "person": "person", "organisation": "organisation", "outlet": "organisation", "seat": "organisation",
    "state": "place", "capital": "place", "place": "place", "adjective": "misc",
}  # fmt: skip
Row = tuple[tuple[str, ...], frozenset[Mark]]


def run(path: Path, limit: int | None = None, model: Path | None = None) -> Figures:
    """Read the sentences (or documents) and count exact names."""
    rows = read_columns(path)
    reader = model_in(model)
    marked: list[dict[str, Count]] = []
    kept: list[dict[str, Count]] = []
    for tokens, gold in progress(first(rows, limit), "ner"):
        text, where = set_tokens(tokens)
        by_model, by_dragoman = names_of(text, reader)
        marked.append(count(gold, on_tokens(by_model, where)))
        kept.append(count(gold, on_tokens(by_dragoman, where)))
    return {
        "evaluation": "ner",
        "texts": len(rows[:limit]),
        "gold": sum(len(g) for _, g in rows[:limit]),
        "scores": tally_figures(marked),
        "scores of Dragoman's names": tally_figures(kept),
    }


def read_columns(path: Path) -> list[Row]:
    """Tokens and gold marks of each sentence, or of each document where the file parts them."""
    need_file(path, LAYOUT)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise UsageError(f"{path} is not UTF-8 text ({problem}). Give {LAYOUT}.") from problem
    by_document = any(line.startswith("-DOCSTART-") for line in lines)
    rows: list[Row] = []
    tokens: list[str] = []
    labels: list[str] = []

    def close() -> None:
        if tokens:
            rows.append((tuple(tokens), frozenset(spans_in([fold_label(x) for x in labels]))))
            tokens.clear()
            labels.clear()

    for n, line in enumerate(lines, 1):
        fields = line.split()
        if line.startswith("-DOCSTART-") or (not fields and not by_document):
            close()
        elif fields:
            if len(fields) < 2 or not (fields[-1] == "O" or fields[-1][:2] in ("B-", "I-")):
                raise UsageError(f"{path}, line {n}: {line!r} is no token with a BIO label. Give {LAYOUT}.")
            tokens.append(fields[0])
            labels.append(fields[-1])
    close()
    return rows


def fold_label(label: str) -> str:
    """The gold's label in the reader's kinds."""
    return label if label == "O" else label[:2] + FOLDED.get(label[2:].casefold(), "misc")


Names = list[tuple[str, Span]]


def names_of(text: str, reader: Model) -> tuple[Names, Names]:
    """Names as the model marks them, and as Dragoman keeps them."""
    from dragoman.find.names import find_names

    tagged = reader.read(text).names
    kept = find_names(text, tagged, None)
    return [(n.kind, (n.start, n.end)) for n in tagged], [(OF_NAMES[n.kind], (n.start, n.end)) for n in kept]


def on_tokens(names: Iterable[tuple[str, Span]], where: Sequence[Span]) -> frozenset[Mark]:
    """Names by characters -> by tokens: those that share a character with them."""
    out = []
    for kind, (s, e) in names:
        inside = [i for i, (b, end) in enumerate(where) if b < e and s < end]
        if inside:
            out.append((kind, inside[0], inside[-1] + 1))
    return frozenset(out)


def count(gold: frozenset[Mark], ours: frozenset[Mark]) -> dict[str, Count]:
    """Counts of one text, by kind and over all."""
    out: dict[str, Count] = {"all": (len(gold & ours), len(ours), len(gold))}
    bare, found = ({m[1:] for m in marks} for marks in (gold, ours))
    out["span alone"] = (len(bare & found), len(found), len(bare))
    for kind in KINDS:
        g, o = ({m for m in marks if m[0] == kind} for marks in (gold, ours))
        out[kind] = (len(g & o), len(o), len(g))
    return out


def render(figures: Figures) -> str:
    """Tables for a person."""
    words = {k: k for k in ("all", "span alone", *KINDS)}
    return "\n\n".join((
        f"Names: {figures['texts']} texts, {figures['gold']} names in the gold",
        score_table(figures["scores"], words, "as the model marks"),
        score_table(figures["scores of Dragoman's names"], words, "as Dragoman keeps"),
    ))  # fmt: skip
