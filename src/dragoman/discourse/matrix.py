"""Actor x issue: who stands where, how often, since when, and in which sentences."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from dragoman.discourse.stands import Stand

Side = Literal["support", "oppose", "conditional", "mixed"]
SIGNS: dict[str, str] = {"support": "+", "oppose": "−", "conditional": "?", "mixed": "±"}
SIDES: tuple[tuple[Side, str], ...] = (
    ("support", "for"),
    ("oppose", "against"),
    ("conditional", "on condition"),
    ("mixed", "for and against"),
)


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence of a cell: the sentence, where it stands and on which day."""

    position: str
    stance: str
    day: str | None
    document: str
    start: int
    end: int
    sentence: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What one actor holds on one issue.

    ``side`` is the one stance taken, or ``mixed`` where the actor both supports and opposes it (see
    :mod:`~dragoman.discourse.changes` for the order in time); a condition beside support or opposition leaves that
    side. ``first`` and ``last`` are ISO days or None.
    """

    actor: str
    issue: str
    side: Side
    support: int
    oppose: int
    conditional: int
    first: str | None
    last: str | None
    evidence: tuple[Words, ...]


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """A row or column: an actor or an issue, its name, and how many cells it fills."""

    id: str
    name: str
    cells: int


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Rows are actors, columns issues, those with most cells first; only filled cells are listed."""

    actors: tuple[Heading, ...]
    issues: tuple[Heading, ...]
    cells: tuple[Cell, ...]

    def cell(self, actor: str, issue: str) -> Cell | None:
        """The cell of an actor and an issue, or None where nothing was said."""
        return next((c for c in self.cells if c.actor == actor and c.issue == issue), None)


def build_matrix(stands: Iterable[Stand], *, least: int = 1) -> Matrix:
    """Count the rows into cells.

    Args:
        stands: rows of :func:`~dragoman.discourse.stands.list_stands`, of a window if wanted.
        least: issues on which fewer actors than this stand are left out.

    Returns:
        The matrix, in an order that does not depend on the order of rows.
    """
    groups: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for s in stands:
        groups[s.actor, s.issue].append(s)
        names.setdefault(s.actor, s.name)
        labels.setdefault(s.issue, s.label)
    reach = Counter(issue for _, issue in groups)
    groups = {k: v for k, v in groups.items() if reach[k[1]] >= least}
    rows, columns = Counter(a for a, _ in groups), Counter(i for _, i in groups)
    actors = tuple(
        Heading(id=k, name=names[k], cells=n)
        for k, n in sorted(rows.items(), key=lambda kv: (-kv[1], names[kv[0]], kv[0]))
    )
    issues = tuple(
        Heading(id=k, name=labels[k], cells=n)
        for k, n in sorted(columns.items(), key=lambda kv: (-kv[1], labels[kv[0]], kv[0]))
    )
    cells = tuple(make_cell(groups[a.id, i.id]) for a in actors for i in issues if (a.id, i.id) in groups)
    return Matrix(actors=actors, issues=issues, cells=cells)


def make_cell(stands: Sequence[Stand]) -> Cell:
    """One cell from the rows of one actor on one issue."""
    counts = Counter(s.stance for s in stands)
    days = sorted(s.day for s in stands if s.day)
    side: Side
    if counts["support"] and counts["oppose"]:
        side = "mixed"
    else:
        side = "support" if counts["support"] else "oppose" if counts["oppose"] else "conditional"
    return Cell(
        actor=stands[0].actor, issue=stands[0].issue, side=side,
        support=counts["support"], oppose=counts["oppose"], conditional=counts["conditional"],
        first=days[0] if days else None, last=days[-1] if days else None,
        evidence=tuple(
            Words(
                position=s.position, stance=s.stance, day=s.day, document=s.document,
                start=s.start, end=s.end, sentence=s.sentence,
            )
            for s in stands
        ),
    )  # fmt: skip


def render_matrix(matrix: Matrix, width: int = 100) -> str:
    """The matrix as a text table: issues down, actors across (labels are long, names short).

    Too many actors for ``width`` columns give several tables below each other; nothing is left out.
    """
    if not matrix.cells:
        return "No positions."
    label = max(24, min(44, width // 2))
    column = 11
    per = max(1, (width - label - 1) // (column + 1))
    cells = {(c.actor, c.issue): c for c in matrix.cells}
    blocks = []
    for at in range(0, len(matrix.actors), per):
        actors = matrix.actors[at : at + per]
        lines = _header([a.name for a in actors], label, column)
        for issue in matrix.issues:
            marks = [_mark(cells.get((a.id, issue.id))) for a in actors]
            if not any(marks):
                continue
            wrapped = textwrap.wrap(issue.name, label) or [""]
            lines.append(wrapped[0].ljust(label) + "".join(f" {m:^{column}}" for m in marks).rstrip())
            lines += [f"{rest}" for rest in wrapped[1:]]
        blocks.append("\n".join(line.rstrip() for line in lines))
    legend = "+ for   − against   ? on condition   ± for and against   2, 3, ... number of positions"
    return "\n\n".join([*blocks, legend])


def _header(names: Sequence[str], label: int, column: int) -> list[str]:
    wrapped = [textwrap.wrap(n, column, max_lines=4, placeholder="…") or [""] for n in names]
    height = max(len(w) for w in wrapped)
    lines = []
    for row in range(height):
        words = [w[row - (height - len(w))] if row >= height - len(w) else "" for w in wrapped]
        lines.append(" " * label + "".join(f" {w:^{column}}" for w in words))
    lines.append("─" * label + "".join(" " + "─" * column for _ in names))
    return lines


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return ""
    count = cell.support + cell.oppose + cell.conditional
    condition = "?" if cell.conditional and cell.side != "conditional" else ""
    return SIGNS[cell.side] + condition + (str(count) if count > 1 else "")


def render_sides(matrix: Matrix, width: int = 100, *, sentences: bool = True) -> str:
    """Issue by issue: who is for, who against, who on condition, each with a sentence."""
    if not matrix.cells:
        return "No positions."
    names = {a.id: a.name for a in matrix.actors}
    out = []
    for issue in matrix.issues:
        cells = [c for c in matrix.cells if c.issue == issue.id]
        lines = textwrap.wrap(issue.name, width)
        for side, word in SIDES:
            for c in (c for c in cells if c.side == side):
                best = next((w for w in c.evidence if w.stance == side), c.evidence[-1])
                head = f"  {word:<15} {names[c.actor]}" + (f", {_span(c)}" if c.first else "")
                lines.append(head)
                if sentences:
                    said = textwrap.wrap(best.sentence, max(30, width - 20))
                    lines += [" " * 18 + ("“" if i == 0 else " ") + t for i, t in enumerate(said[:-1])]
                    lines.append(" " * 18 + ("“" if len(said) < 2 else " ") + (said[-1] if said else "") + "”")
        out.append("\n".join(lines))
    return "\n\n".join(out)


def _span(cell: Cell) -> str:
    return cell.first or "" if cell.first == cell.last else f"{cell.first} to {cell.last}"
