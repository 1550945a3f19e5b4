"""The terminal report: a record as a desk note.

Without colour every sign that is not the article's own is ASCII and no escape code is written, so that a
report can be piped, mailed and searched.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from dragoman.record import Document, Event, Note, Position, Record, Statement
from dragoman.write.chain import (
    UNKNOWN_OUTLET,
    Facts,
    Index,
    actor_names,
    chain,
    index_record,
    speaker_name,
    words_at,
)
from dragoman.write.wording import (
    FINE,
    MODALITY_WORDS,
    PLAIN,
    STANCE_WORDS,
    TOLD_WORDS,
    Glyphs,
    actor_details,
    clean,
    content_words,
    date_words,
    event_kind,
    on_whose_word,
    place_words,
    published_words,
    shorten,
    sides,
    statement_facts,
    title_of,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

NARROWEST, WIDEST = 40, 200
PROSE = 110  # lines of running text longer than this are hard to read, however wide the terminal is
MODALITY_STYLE = {"asserted": "", "future": "yellow", "hypothetical": "yellow", "negated": "bold red"}
STANCE_STYLE = {"support": "green", "oppose": "red", "conditional": "yellow"}


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a report is written: the console and what it fills, the signs to use, the record by id."""

    console: Console
    buffer: StringIO
    glyphs: Glyphs
    index: Index

    @property
    def prose(self) -> int:
        return min(self.console.width, PROSE)

    def say(self, words: str | Text, indent: int = 0, hang: int = 0, style: str = "") -> None:
        """Print words wrapped to the measure; ``hang`` indents all lines after the first."""
        from rich.text import Text

        text = Text(clean(words), style=style) if isinstance(words, str) else words
        lines = text.wrap(self.console, max(self.prose - indent - hang, 16), tab_size=4)
        for number, line in enumerate(lines):
            line.rstrip()
            self.console.print(Text(" " * (indent + (hang if number else 0))) + line, soft_wrap=True)

    def head(self, words: str, count: int | None = None) -> None:
        """Print the heading of a section."""
        from rich.text import Text

        self.console.print()
        title = Text(words, style="bold")
        if count:
            title.append(f"  {count}", style="dim")
        self.say(title)


def render_report(record: Record, width: int | None = None, color: bool = False) -> str:
    """The whole record as text for a person, wrapped to ``width`` columns (None: those of the terminal)."""
    desk = _open_desk(record, width, color)
    for number, document in enumerate(record.documents):
        if number:
            desk.console.print()
            desk.console.print("─" * desk.prose if color else "=" * desk.prose, style="dim")
        _write_document(desk, document)
    _write_rest(desk)
    return _text_of(desk)


def render_summary(record: Record, width: int | None = None, color: bool = False) -> str:
    """One line per document and one for all of them."""
    desk = _open_desk(record, width, color)
    for document in record.documents:
        facts = desk.index.facts[document.id]
        counts = _join_counts(_counts(facts)) or "nothing found"
        where = ", ".join(p for p in (document.outlet, published_words(document)) if p)
        desk.say(f"{title_of(document)} ({where}): {counts}", hang=4)
    desk.say(_summary_line(record), style="bold")
    return _text_of(desk)


def _open_desk(record: Record, width: int | None, color: bool) -> _Desk:
    from rich.console import Console

    columns = width if width is not None else shutil.get_terminal_size((100, 24)).columns
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=max(NARROWEST, min(columns, WIDEST)),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    return _Desk(console, buffer, FINE if color else PLAIN, index_record(record))


def _text_of(desk: _Desk) -> str:
    lines = desk.buffer.getvalue().split("\n")
    return "\n".join(line.rstrip(" ") for line in lines).strip("\n") + "\n"


def _write_document(desk: _Desk, document: Document) -> None:
    facts = desk.index.facts[document.id]
    _write_head(desk, document)
    if not (facts.statements or facts.events or facts.positions):
        desk.console.print()
        desk.say("Nothing found: no statement, no event and no position in this article.")
    else:
        _write_statements(desk, document, facts.statements)
        _write_events(desk, facts.events)
        _write_positions(desk, facts.positions)
    _write_unsettled(desk, document, facts.notes)


def _write_head(desk: _Desk, document: Document) -> None:
    dot = desk.glyphs.dot
    desk.say(title_of(document), style="bold")
    origin = [document.outlet or "outlet not known", published_words(document)]
    origin += ["by " + ", ".join(document.authors)] if document.authors else []
    origin += [f"language {document.language}"] if document.language not in (None, "en") else []
    desk.say(dot.join(origin))
    desk.say(document.url or document.source, style="dim")
    length = f"{len(document.text):,} characters"
    if document.coverage >= 1:
        desk.say(f"Read: all of {length}", style="dim")
    else:
        share = int(document.coverage * 100)
        desk.say(f"Read: {share}% of {length}; what was not read has no record", style="yellow")
    if document.duplicate_of is not None:
        first = desk.index.documents.get(document.duplicate_of)
        origin = [title_of(first), *([first.outlet] if first.outlet else [])] if first else ["another article"]
        desk.say("Copy of: " + dot.join(origin), style="yellow")


# --- who said what ----------------------------------------------------------------------------------------


def _write_statements(desk: _Desk, document: Document, statements: tuple[Statement, ...]) -> None:
    desk.head("WHO SAID WHAT", len(statements))
    if statements:
        desk.say(
            f"On the word of {clean(document.outlet)} where no line says otherwise."
            if document.outlet
            else "On the article's own word (its outlet is not known) where no line says otherwise.",
            indent=2,
            style="dim",
        )
    if not statements:
        desk.say("No statement found.", indent=2, style="dim")
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        key = statement.speaker or "words: " + speaker_name(desk.index, statement).casefold()
        groups.setdefault(key, []).append(statement)
    for group in groups.values():
        _write_speaker(desk, document, group[0])
        for statement in group:
            _write_statement(desk, statement)


def _write_speaker(desk: _Desk, document: Document, statement: Statement) -> None:
    from rich.text import Text

    line = Text()
    line.append(clean(speaker_name(desk.index, statement)), style="bold cyan")
    actor = desk.index.actors.get(statement.speaker or "")
    details = ", ".join(actor_details(actor, document.id)) if actor else "not linked to an actor"
    if details:
        line.append(f" ({clean(details)})", style="dim")
    desk.say(line, indent=2, hang=2)


def _write_statement(desk: _Desk, statement: Statement) -> None:
    from rich.text import Text

    limit = max(desk.prose * 4, 240)
    content = clean(shorten(content_words(desk.index, statement, desk.glyphs), limit, desk.glyphs))
    line = Text(desk.glyphs.bullet + " ")
    line.append(content or "(no content found)")
    desk.say(line, indent=4, hang=2)
    below, facts = Text(style="dim"), statement_facts(statement)
    marker = TOLD_WORDS[statement.modality]
    if marker:
        before, _, after = facts.partition(marker)
        below.append(before)
        below.append(marker, style="not dim " + MODALITY_STYLE[statement.modality])
        below.append(after)
    else:
        below.append(facts)
    if statement.within:  # the outlet's own word is said once, above
        below.append(desk.glyphs.dot + clean(_vouching(desk, statement)))
    desk.say(below, indent=6, hang=2)


def _vouching(desk: _Desk, item: Statement | Event) -> str:
    words = on_whose_word(chain(desk.index, item))
    return f"in {words}" if words == UNKNOWN_OUTLET else f"on the word of {words}"


# --- who did what to whom ---------------------------------------------------------------------------------


def _write_events(desk: _Desk, events: tuple[Event, ...]) -> None:
    desk.head("WHO DID WHAT TO WHOM", len(events))
    if not events:
        desk.say("No event found.", indent=2, style="dim")
    elif desk.console.width < 90:
        for event in events:
            _write_event_lines(desk, event)
    else:
        desk.console.print(_event_table(desk, events))


def _event_table(desk: _Desk, events: tuple[Event, ...]) -> RenderableType:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", width=desk.console.width - 2)
    table.add_column("When", ratio=4, max_width=20)
    table.add_column(f"Who {desk.glyphs.arrow} whom", ratio=6)
    table.add_column("What", ratio=11)
    table.add_column("On whose word", ratio=5)
    for event in events:
        sided = Text(clean(sides(desk.index, event, desk.glyphs)), style="cyan")
        word = clean(on_whose_word(chain(desk.index, event))) if event.within else ""
        table.add_row(clean(date_words(event.date)), sided, _event_text(desk, event), Text(word, style="dim"))
    return Padding(table, (0, 0, 0, 2))


def _event_text(desk: _Desk, event: Event) -> Text:
    from rich.text import Text

    marker = MODALITY_WORDS[event.modality]
    text = Text()
    if marker:
        text.append(marker, style=MODALITY_STYLE[event.modality])
    text.append(event_kind(event).removeprefix(marker), style="bold")
    words = shorten(words_at(desk.index, event.document, event.span), 240, desk.glyphs)
    if words:
        text.append(f"\n{desk.glyphs.opening}{clean(words)}{desk.glyphs.closing}")
    if event.place is not None:
        text.append(f"\nplace: {clean(place_words(event.place))}", style="dim")
    return text


def _write_event_lines(desk: _Desk, event: Event) -> None:
    from rich.text import Text

    line = Text()
    line.append(clean(date_words(event.date)) + ": ", style="dim")
    line.append(clean(sides(desk.index, event, desk.glyphs)), style="cyan")
    desk.say(line, indent=2, hang=2)
    for part in _event_text(desk, event).split("\n"):
        desk.say(part, indent=4, hang=2)
    if event.within:
        desk.say(_vouching(desk, event), indent=4, hang=2, style="dim")


# --- who stands where -------------------------------------------------------------------------------------


def _write_positions(desk: _Desk, positions: tuple[Position, ...]) -> None:
    desk.head("WHO STANDS WHERE", len(positions))
    if not positions:
        desk.say("No position found.", indent=2, style="dim")
    by_issue: dict[str, list[Position]] = {}
    for position in positions:
        by_issue.setdefault(position.issue, []).append(position)
    for issue_id, group in by_issue.items():
        issue = desk.index.issues.get(issue_id)
        desk.say(issue.label if issue else "(an issue that is not in the record)", indent=2, hang=2, style="bold")
        for stance, label in STANCE_WORDS.items():
            names = _holders(desk.index, [p for p in group if p.stance == stance])
            if names:
                _write_stance(desk, label, STANCE_STYLE[stance], names)


def _holders(index: Index, positions: Iterable[Position]) -> list[str]:
    """Who holds a stance, each once with the dates that are known."""
    dates: dict[str, list[str]] = {}
    for position in positions:
        known = dates.setdefault(actor_names(index, (position.actor,))[0], [])
        if position.date is not None and date_words(position.date) not in known:
            known.append(date_words(position.date))
    return [f"{name} ({', '.join(known)})" if known else name for name, known in dates.items()]


def _write_stance(desk: _Desk, label: str, style: str, names: list[str]) -> None:
    from rich.text import Text

    line = Text()
    line.append(f"{label:<12}", style=style)
    line.append(clean("; ".join(names)))
    desk.say(line, indent=4, hang=12)


# --- what could not be settled ----------------------------------------------------------------------------


def _write_unsettled(desk: _Desk, document: Document | None, notes: tuple[Note, ...]) -> None:
    if notes:
        desk.head("WHAT COULD NOT BE SETTLED", len(notes))
        _write_notes(desk, notes)
    if document is not None and document.dropped:
        counts = Counter(" ".join(d.reason.split()) or "no reason given" for d in document.dropped)
        reasons = "; ".join(f"{reason} ({n})" if n > 1 else reason for reason, n in counts.most_common())
        desk.console.print()
        parts = "part" if len(document.dropped) == 1 else "parts"
        desk.say(f"Left out as not the article: {len(document.dropped)} {parts}: {reasons}", hang=2, style="dim")


def _write_notes(desk: _Desk, notes: tuple[Note, ...]) -> None:
    groups: dict[tuple[str, str], list[Note]] = {}
    for note in notes:
        groups.setdefault((note.stage, note.code), []).append(note)
    for group in groups.values():
        messages = Counter(_message(desk, note) for note in group)
        shown = messages.most_common(3 if len(messages) <= 3 else 2)
        for message, count in shown:
            times = f" ({count} times)" if count > 1 else ""
            desk.say(f"{desk.glyphs.bullet} {message}{times}", indent=2, hang=2)
        rest = len(group) - sum(count for _, count in shown)
        if rest:
            desk.say(f"{desk.glyphs.bullet} and {rest} more of this kind ({group[0].code})", indent=2, hang=2)


def _message(desk: _Desk, note: Note) -> str:
    message = note.message.strip() or note.code
    if note.document is None or note.start is None or note.end is None:
        return message
    words = words_at(desk.index, note.document, (note.start, note.end))
    if not words or words in message:
        return message
    return f"{message} {desk.glyphs.opening}{shorten(words, 80, desk.glyphs)}{desk.glyphs.closing}"


def _write_rest(desk: _Desk) -> None:
    """Notes that belong to no document, and what there is in all."""
    record = desk.index.record
    notes = tuple(n for n in record.notes if n.document not in desk.index.documents)
    if notes:
        desk.head("OUTSIDE ANY ARTICLE", len(notes))
        _write_notes(desk, notes)
    if len(record.documents) != 1:
        desk.console.print()
        desk.say(_summary_line(record), style="bold")


def _counts(facts: Facts) -> dict[str, int]:
    return {
        "statement": len(facts.statements),
        "event": len(facts.events),
        "position": len(facts.positions),
        "note": len(facts.notes),
    }


def _join_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {word}{'s' if n != 1 else ''}" for word, n in counts.items() if n)


def _summary_line(record: Record) -> str:
    counts = {
        "statement": len(record.statements),
        "event": len(record.events),
        "position": len(record.positions),
        "note": len(record.notes),
    }
    number = len(record.documents)
    articles = f"{number:,} article{'s' if number != 1 else ''}"
    return f"{articles}: {_join_counts(counts) or 'nothing found'}." if number else "No article was read."
