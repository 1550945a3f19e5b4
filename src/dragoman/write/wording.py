"""The record in words: dates, actors, statements, events and positions on one line.

Everything that this file adds to the words of an article comes from :class:`Glyphs`, so that a report that
is piped can stay in ASCII while the article's own words stand as they are.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from dragoman.record import Actor, Date, Document, Event, Place, Position, Span, Statement
from dragoman.write.chain import Index, Link, actor_names, speaker_name, words_at


class Glyphs(NamedTuple):
    """The signs that are ours and not the article's."""

    arrow: str
    cut: str
    dash: str
    dot: str
    bullet: str
    opening: str
    closing: str


FINE = Glyphs("→", "…", "–", " · ", "•", "“", "”")
PLAIN = Glyphs("->", "...", "-", "; ", "*", '"', '"')

EVENT_WORDS = {
    "AGREE": "agreement",
    "CONSULT": "talks",
    "SUPPORT": "support in words",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "CONCEDE": "concession",
    "RETREAT": "retreat",
    "REQUEST": "request or demand",
    "ACCUSE": "accusation",
    "REJECT": "refusal",
    "THREATEN": "threat",
    "PROTEST": "protest",
    "SANCTION": "sanction",
    "MOBILIZE": "mobilisation",
    "COERCE": "coercion",
    "ASSAULT": "attack",
}
QUOTATION_WORDS = {"direct": "quoted", "mixed": "partly quoted", "indirect": "in reported speech"}
MODALITY_WORDS = {"asserted": "", "future": "planned", "hypothetical": "if or may", "negated": "NOT"}
TOLD_WORDS = {
    "asserted": "",
    "future": "expected to be said",
    "hypothetical": "perhaps said",
    "negated": "NOT said: declined or denied",
}
STANCE_WORDS = {"support": "for", "oppose": "against", "conditional": "conditional"}
SECTOR_WORDS = {
    "AGR": "farmers", "BUS": "business", "COP": "police", "CRM": "crime", "CVL": "civilians",
    "EDU": "education", "ELI": "elites", "GOV": "government", "HLH": "health",
    "IGO": "intergovernmental body", "IMG": "militants", "JEW": "Jewish", "JUD": "judiciary",
    "LAB": "labour", "LEG": "legislature",
    "JRN": "media", "MED": "health", "MIL": "military", "MNC": "business", "NGO": "non-governmental",
    "OPP": "opposition",
    "PRM": "perpetrators", "PTY": "party", "REB": "rebels", "REF": "refugees", "REL": "religious",
    "SET": "settlers", "SPY": "intelligence", "UAF": "armed forces", "UNS": "",
}  # fmt: skip

# Words whose loss would turn or loosen a sentence: text that holds one is never cut out.
_TURNING = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|unless|except|if|but|although|though|however"
    r"|hardly|barely|denie[ds]|deny|denying|refus\w*|cannot|can|could|may|might|would|allegedly|reportedly"
    r"|only|until|false\w*|untrue)\b|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[.;:!?,])(?=\s)|(?<=[。；：！？，،؛؟])")
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Capt|Sgt|Sen|Rep|Gov|St|Jr|Sr|No|vs|Inc|Ltd|Jan|Feb|Aug|Sept?"
    r"|Oct|Nov|Dec)|\b[A-Z]|[A-Z]\.[A-Z])\.$"
)
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")
_EMBEDDING = re.compile("[\u202a-\u202c\u2066-\u2069]")
WINDOW = 600  # a sentence does not reach farther from the words that we look at
_OPENING = "\"“„«‘'‹「『"
_CLOSING = "\"”“»’'›」』"


def clean(words: str) -> str:
    """Words of an article without what could steer a terminal or turn a line round (controls, overrides)."""
    return _UNSAFE.sub("\ufffd", _EMBEDDING.sub("", words))


def shorten(words: str, limit: int, glyphs: Glyphs = FINE) -> str:
    """``words`` in about ``limit`` characters, with whole clauses left out of the middle.

    What was left out is counted. Nothing is cut out that denies, limits or hedges: such text stays whole,
    unless it is more than six times too long.
    """
    if len(words) <= limit:
        return words
    clauses = _CLAUSE.split(words)
    best = _clauses_to_drop(clauses, limit)
    if best is not None:
        head, tail = "".join(clauses[: best[0]]), "".join(clauses[best[1] :])
        return _with_gap(head, "".join(clauses[best[0] : best[1]]), tail, glyphs)
    if len(words) <= limit * 6:
        return words
    parts = words.split()
    head, tail = words[: limit // 2].rsplit(" ", 1)[0], words[-limit // 3 :].split(" ", 1)[-1]
    left_out = max(len(parts) - len(head.split()) - len(tail.split()), 1)
    return f"{head} [{glyphs.cut} {left_out} words {glyphs.cut}] {tail}"


def _clauses_to_drop(clauses: list[str], limit: int) -> tuple[int, int] | None:
    """The fewest characters of whole inner clauses whose loss meets the limit and turns nothing."""
    total = sum(map(len, clauses))
    best: tuple[int, int] | None = None
    best_size = total
    for start in range(1, min(len(clauses), 60)):
        size = 0
        for end in range(start + 1, min(len(clauses), start + 60)):
            if _TURNING.search(clauses[end - 1]):
                break
            size += len(clauses[end - 1])
            if total - size <= limit:
                if size < best_size:
                    best, best_size = (start, end), size
                break
    return best


def _with_gap(head: str, gone: str, tail: str, glyphs: Glyphs) -> str:
    count = len(gone.split())
    return f"{head} [{glyphs.cut} {count} word{'s' if count != 1 else ''} {glyphs.cut}] {tail.lstrip()}"


def date_words(when: Date | None) -> str:
    """A date for a person: "13 March 2025", "early March 2025", "3 to 7 March 2025", "no date"."""
    if when is None:
        return "no date"
    first, last = _day(when.start), _day(when.end)
    if first is None or last is None:
        return " ".join(when.text.split()) or "no date"
    if first == last:
        return _day_words(first)
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        decade = first.year % 10 == 0 and last.year == first.year + 9
        return f"{first.year}s" if decade else f"{first.year} to {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return _within_month(first, last, when)
    if when.granularity == "week" and last - first == timedelta(days=6):
        return f"week of {_day_words(first)}"
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and when.granularity in ("season", "quarter", "month", "period"):
        return _months_words(first, last, when)
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {_MONTHS[first.month]}{year} to {_day_words(last)}"


_MONTHS = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b", re.IGNORECASE)
_PART = re.compile(r"\b(early|mid|late|beginning|start|middle|end)\b", re.IGNORECASE)
_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}


def _within_month(first: date, last: date, when: Date) -> str:
    month = f"{_MONTHS[first.month]} {first.year}"
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        return month
    if when.granularity == "week" and last - first == timedelta(days=6):
        return f"week of {_day_words(first)}"
    part = _PART.search(when.text)
    if part and when.granularity != "day":
        word = part.group(1).lower()
        word = _PARTS.get(word, word)
        return f"mid-{month}" if word == "mid" else f"{word} {month}"
    return f"{first.day} to {last.day} {month}"


def _months_words(first: date, last: date, when: Date) -> str:
    season = _SEASON.search(when.text)
    if season and when.granularity == "season":
        years = str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02}"
        return f"{season.group().lower()} {years}"
    if when.granularity == "quarter" and first.month % 3 == 1:
        return f"quarter {first.month // 3 + 1} of {first.year}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{_MONTHS[first.month]}{year} to {_MONTHS[last.month]} {last.year}"


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def _day_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def title_of(document: Document) -> str:
    """The title of a document, else the beginning of its text."""
    first = document.text.strip().split("\n", 1)[0]
    title = (document.title or "").strip() or first
    return (title if len(title) <= 300 else title[:280].rsplit(" ", 1)[0] + " [...]") or "(no text)"


def published_words(document: Document) -> str:
    """The day of publication, or that there is none and what follows from it."""
    if document.published is None:
        return "no date: relative dates stay unresolved"
    day = _day(document.published)
    return _day_words(day) if day else document.published


def country_name(code: str | None) -> str | None:
    """The name of a country code; the code itself where it is not known."""
    if not code:
        return None
    from dragoman.knowledge import state_by_code

    state = state_by_code(code)
    return state.name if state else code


def actor_details(actor: Actor, document: str | None = None) -> list[str]:
    """What is known of an actor beside the name: country, then role (one that ``document`` gives, first)."""
    country = country_name(actor.country)
    details = [country] if country and country.casefold() not in actor.name.casefold() else []
    roles = sorted(actor.roles, key=lambda r: r.document != document)
    if roles and roles[0].title.strip():
        role = roles[0].title
        if roles[0].organisation and roles[0].organisation.casefold() not in role.casefold():
            role += f", {roles[0].organisation}"
        details.append(role)
    elif actor.sector:
        sector = SECTOR_WORDS.get(actor.sector, actor.sector)
        details += [sector] if sector and actor.kind not in ("state", "government") else []
    return details


def actor_label(actor: Actor, document: str | None = None) -> str:
    """An actor with country and role: "Giorgia Meloni (Italy, prime minister)"."""
    details = actor_details(actor, document)
    return f"{actor.name} ({', '.join(details)})" if details else actor.name


def sides(index: Index, event: Event, glyphs: Glyphs = FINE) -> str:
    """Who acts on whom: "Italy → UK, France"; of a mutual act, both sides: "US, Ukraine"."""
    left = ", ".join(actor_names(index, event.actors)) or "someone not named"
    mutual = len(event.actors) > 1 and set(event.recipients) <= set(event.actors)
    if mutual or not event.recipients:
        return left
    return f"{left} {glyphs.arrow} {', '.join(actor_names(index, event.recipients))}"


def event_kind(event: Event) -> str:
    """The type of an event in plain words with its code, marked where it did not happen (yet)."""
    kind = f"{EVENT_WORDS.get(event.type, event.type.lower())} ({event.type})"
    marker = MODALITY_WORDS[event.modality]
    return f"{marker}: {kind}" if marker else kind


def place_words(place: Place | None) -> str:
    """A place with its country, where the words do not hold it; empty for none."""
    if place is None:
        return ""
    name = place.name or place.text
    country = country_name(place.country)
    return f"{name}, {country}" if country and country.casefold() not in name.casefold() else name


def on_whose_word(links: list[Link]) -> str:
    """A chain in words, nearest voice first: "La Repubblica, via Ansa, in RT"."""
    names = [link.name for link in links]
    kept = [n for i, n in enumerate(names) if i == 0 or n.casefold() != names[i - 1].casefold()]
    if len(kept) == 1:
        return kept[0]
    return ", ".join([kept[0], *(f"via {n}" for n in kept[1:-1]), f"in {kept[-1]}"])


def content_words(index: Index, statement: Statement, glyphs: Glyphs = FINE) -> str:
    """What was said, as it stands, with its own quotation marks; [...] where the cue stood between."""
    document = index.documents.get(statement.document)
    if document is None:
        return ""
    spans = [with_marks(document.text, s) for s in statement.content_spans]
    parts = [words_at(index, document.id, s).removeprefix("that ") for s in spans]
    return f" [{glyphs.cut}] ".join(p for p in parts if p)


def with_marks(text: str, span: Span) -> Span:
    """``span`` with the quotation marks that stand right around it."""
    start, end = span
    if not 0 < start < end < len(text):
        return span
    close = end + 1 if text[end] in ".,!?;" and end + 1 < len(text) else end
    if text[start - 1] in _OPENING and text[close] in _CLOSING and not text[start - 2 : start - 1].isalnum():
        return (start - 1, close + 1)
    return span


def describe_statement(index: Index, statement: Statement, limit: int = 200, glyphs: Glyphs = FINE) -> str:
    """A statement on one line: speaker, what was said, how, when."""
    actor = index.actors.get(statement.speaker or "")
    speaker = actor_label(actor, statement.document) if actor else speaker_name(index, statement)
    content = shorten(content_words(index, statement, glyphs), limit, glyphs) or "(no content found)"
    return f"{speaker}: {content} ({statement_facts(statement)})"


def statement_facts(statement: Statement) -> str:
    """How a statement stands: quotation, modality if not asserted, date if known."""
    when = date_words(statement.date) if statement.date else ""
    facts = [QUOTATION_WORDS[statement.quotation], TOLD_WORDS[statement.modality], when]
    return ", ".join(f for f in facts if f)


def describe_event(index: Index, event: Event, glyphs: Glyphs = FINE) -> str:
    """An event on one line: sides, type, place, date."""
    tail = [event_kind(event), place_words(event.place), date_words(event.date)]
    return f"{sides(index, event, glyphs)}: {', '.join(t for t in tail if t)}"


def describe_position(index: Index, position: Position) -> str:
    """A position on one line: "Italy: against sending peacekeepers (13 March 2025)"."""
    issue = index.issues.get(position.issue)
    name = actor_names(index, (position.actor,))[0]
    label = issue.label if issue else "an issue that is not in the record"
    when = f" ({date_words(position.date)})" if position.date else ""
    return f"{name}: {STANCE_WORDS[position.stance]}: {label}{when}"


def sentence_around(text: str, span: Span) -> Span:
    """The sentence that holds a span, within its paragraph and within :data:`WINDOW` of it."""
    start, end = max(0, min(span[0], len(text))), max(0, min(span[1], len(text)))
    low, high = max(0, start - WINDOW), min(len(text), end + WINDOW)
    before = text.rfind("\n\n", low, start)
    low = low if before < 0 else before + 2
    gap = text.find("\n\n", max(end - 1, start), high)
    high = high if gap < 0 else gap
    for match in _SENTENCE_END.finditer(text, low, high):
        if _ABBREVIATION.search(text[max(low, match.start() - 8) : match.start() + 1]):
            continue
        if match.end() <= start:
            low = match.end()
        elif match.end() >= end:
            high = match.end()
            break
    while low < high and text[low].isspace():
        low += 1
    return (low, high) if low < high else (start, end)
