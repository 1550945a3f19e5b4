"""Who said what: attributions as read -> statements with speakers, kind, modality and nesting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dragoman.find.actors import Cast
from dragoman.find.layout import Sentences, SpanIndex, quotation_of
from dragoman.reading import ReadAttribution
from dragoman.record import Date, Document, Modality, Note, Span, Statement, make_id

DateOf = Callable[[Span], Date | None]

_NOT_SAID = re.compile(
    r"\b(?:declin\w+|refus\w+|den(?:y|ies|ied|ying)|did not|didn['’]t|does not|doesn['’]t|do not|don['’]t|has not|hasn['’]t|"  # noqa: E501
    r"have not|haven['’]t|had not|would not|wouldn['’]t|will not|won['’]t|never|no\s+longer|rejected\s+(?:claims?|reports?|suggestions?|allegations?)|"  # noqa: E501
    r"dismissed\s+(?:claims?|reports?|suggestions?|allegations?)|without\s+(?:saying|giving|elaborating|disclosing)|stopped\s+short)\b",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"(?:\b(?:not|never|declined to|refused to)|n['’]t)\s*$")
_WILL = re.compile(r"^\s*(?:will|is (?:expected|due|set) to)\b")
_WILL_BEFORE = re.compile(r"\b(?:will|expected to|due to|set to)\s*$")
_CLAUSE_MARK = re.compile(r"[.,;:\n“”\"]")
_THAT = re.compile(r"\bthat\s+$")
_CLOSING = re.compile(r"[,.!?]?[\"”»]|[,.!?]?[’'](?!\w)")
_LOOK_BACK = 100  # statements among which the one is looked for that a quotation goes on with
_MAYBE = re.compile(r"\b(?:may|might|could|would|should|if)\b", re.IGNORECASE)
_HEARSAY = re.compile(r"\b(?:reportedly|allegedly|is said to|are said to|was said to|it was reported)\b", re.IGNORECASE)


_LEADING = re.compile(r"(?:(?:the|a|an|at|to|in|on|with|of|by|from)\s+)*", re.IGNORECASE)


def only_a_place(contents: tuple[Span, ...], cast: Cast, quoted: bytearray) -> bool:
    """Whether a content is a bare place, not in quotation marks: "had a row at | the White House" tells nothing."""
    start, end = contents[0]
    if len(contents) > 1 or quoted[start]:
        return False
    lead = _LEADING.match(cast.text, start, end)
    start = lead.end() if lead else start
    where = ("place", "capital", "seat")
    return any((n.start, n.end) == (start, end) and n.kind in where for n in cast.names.inside(start, end))


def find_statements(
    doc: Document,
    read: tuple[ReadAttribution, ...],
    cast: Cast,
    sentences: Sentences,
    quoted: bytearray,
    date_of: DateOf,
) -> tuple[list[Statement], list[Note]]:
    """Statements in text order, outer before inner, and notes on speakers that could not be settled."""
    out: list[Statement] = []
    told: SpanIndex[Statement] = SpanIndex()
    notes: list[Note] = []
    ordered = sorted(read, key=lambda a: (a.level, a.contents[0]))
    for a in ordered:
        contents = tidy_contents(doc.text, near_cue(doc.text, quoted, a))
        if not contents:
            continue
        outer = enclosing(told, a, contents)
        if a.level > 1 and outer is None:
            continue
        if a.level > 1 and a.source is None and sum(len(doc.text[s:e].split()) for s, e in contents) < 3:
            continue  # two words on nobody's word are no statement
        if only_a_place(contents, cast, quoted):
            continue
        for speaker, span in speakers_of(a, cast, out, outer, contents, doc.text, sentences):
            st = Statement(
                id=make_id("st", doc.id, contents, a.cue, speaker),
                document=doc.id,
                speaker=speaker,
                speaker_span=span,
                cue_span=a.cue,
                content_spans=contents,
                quotation=quotation_of(doc.text, quoted, contents),
                modality=modality_of(doc.text, a),
                date=date_of(a.cue or contents[0]),
                within=outer.id if outer else None,
            )
            out.append(st)
            told.add(st, st.content_spans)
            if speaker is None:
                notes.append(_unsettled(doc, a, span, contents))
    seen: set[str] = set()
    unique = [s for s in out if not (s.id in seen or seen.add(s.id))]  # type: ignore[func-returns-value]
    return sorted(unique, key=lambda s: (s.content_spans[0][0], -s.content_spans[-1][1])), notes


def _unsettled(doc: Document, a: ReadAttribution, span: Span | None, contents: tuple[Span, ...]) -> Note:
    if span is None:
        where = contents[0]
        cue = f" (“{doc.text[a.cue[0] : a.cue[1]]}”)" if a.cue else ""
        return Note(
            document=doc.id,
            stage="statements",
            code="no-speaker",
            start=where[0],
            end=where[1],
            message=f"a statement without a named speaker{cue}",
        )
    words = doc.text[span[0] : span[1]]
    return Note(
        document=doc.id,
        stage="statements",
        code="speaker-unsettled",
        start=span[0],
        end=span[1],
        message=f"it is not clear who “{words}” is",
    )


def near_cue(text: str, quoted: bytearray, a: ReadAttribution) -> tuple[Span, ...]:
    """Contents without stray unquoted parts in another paragraph than the cue, where a part stands in the cue's own."""
    if not a.cue or len(a.contents) < 2:
        return a.contents
    cue = a.cue[0]
    here = [c for c in a.contents if "\n\n" not in text[min(c[0], cue) : max(c[0], cue)]]
    return tuple(c for c in a.contents if c in here or quoted[c[0]] or not here)


def tidy_contents(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Contents with their quotation marks, without commas, cue words or white space at the ends; joined where only
    marks and white space part them."""
    out: list[Span] = []
    for s, e in sorted(spans):
        while s < e and (text[s].isspace() or text[s] in ",;:–—-)."):
            s += 1
        s, e = include_marks(text, s, e)
        lead = _THAT.search(text[max(0, s - 8) : s])
        if lead:  # "that" belongs to what was said, as PolNeAR has it (2,394 of 2,424 in its training part)
            s -= len(lead.group())
        while e > s and (text[e - 1].isspace() or text[e - 1] in ",;:–—-("):
            e -= 1
        if s >= e or not any(c.isalnum() for c in text[s:e]):
            continue
        between = text[out[-1][1] : s] if out else ""
        if out and len(between) <= 6 and not any(c.isalnum() or c == "\n" for c in between):
            out[-1] = (out[-1][0], max(e, out[-1][1]))
        elif not out or s >= out[-1][1]:
            out.append((s, e))
    return tuple(out)


def include_marks(text: str, s: int, e: int) -> Span:
    """Take in a quotation mark that stands just outside and belongs to what is inside."""
    inside = text[s:e]
    if s > 0 and text[s - 1] in "\"“‘'«" and (s < 2 or not text[s - 2].isalnum()):
        opens = text[s - 1]
        if opens != "'" or "'" in text[s : e + 2]:
            s -= 1
    ahead = _CLOSING.match(text[e : e + 2])
    if ahead and (re.search(r"[\"“«‘']", inside) or (s < len(text) and text[s] in "\"“‘'«")):
        close = ahead.group()[-1]
        opened = inside.count("“") + (text[s] == "“" and inside[:1] != "“") > inside.count("”")
        odd = (text[s:e].count('"') % 2) == 1
        if (
            (close == "”" and opened)
            or (close == '"' and odd)
            or (close in "’'" and re.search(r"(?<!\w)[‘']\w", text[s:e]) and not re.search(r"\w[’'](?!\w)", text[s:e]))
        ):
            e += len(ahead.group())
    return s, e


def enclosing(told: SpanIndex[Statement], a: ReadAttribution, contents: tuple[Span, ...]) -> Statement | None:
    """The innermost statement whose content holds this one's words."""
    if a.level == 1:
        return None
    points = [*contents, *([a.cue] if a.cue else [])]
    return innermost(
        st
        for st in told.near(points[0])
        if st.content_spans != contents and all(holds(st.content_spans, p) for p in points)
    )


def holds(spans: tuple[Span, ...], inner: Span) -> bool:
    """Whether one of ``spans`` holds all of ``inner``."""
    return any(s <= inner[0] and inner[1] <= e for s, e in spans)


def innermost(statements: Iterable[Statement]) -> Statement | None:
    """The statement with the shortest content, the first of equals; None of none."""
    return min(statements, key=lambda st: sum(e - s for s, e in st.content_spans), default=None)


def speakers_of(
    a: ReadAttribution,
    cast: Cast,
    before: list[Statement],
    outer: Statement | None,
    contents: tuple[Span, ...],
    text: str,
    sentences: Sentences,
) -> list[tuple[str | None, Span | None]]:
    """Each speaker with the words that name him; (None, span) where the words can't be resolved."""
    if a.source:
        who = cast.resolve(a.source, outer.speaker if outer else None)
        return [(k, a.source) for k in who] or [(None, a.source)]
    if a.cue and _HEARSAY.search(text[a.cue[0] : a.cue[1]]):
        return [(None, None)]
    previous = runs_on(before, contents, a, text, sentences)
    return [(k, None) for k in previous] or [(None, None)]


def runs_on(
    before: list[Statement], contents: tuple[Span, ...], a: ReadAttribution, text: str, sentences: Sentences
) -> list[str]:
    """The speakers of a quotation that runs on: no cue and no source, quoted, right after a quoted statement."""
    if a.cue or text[contents[0][0]] not in '"“‘':
        return []
    level = [s for s in before[-_LOOK_BACK:] if s.within is None and s.content_spans[-1][1] <= contents[0][0]]
    if not level:
        return []
    last = max(level, key=lambda s: max(s.content_spans[-1][1], (s.cue_span or (0, 0))[1]))
    end = max(last.content_spans[-1][1], (last.cue_span or (0, 0))[1], (last.speaker_span or (0, 0))[1])
    near = sentences.index(contents[0][0]) - sentences.index(max(0, end - 1)) <= 1
    if not near or last.quotation == "indirect":
        return []
    return [s.speaker for s in level if s.content_spans == last.content_spans and s.speaker]


def modality_of(text: str, a: ReadAttribution) -> Modality:
    """Whether the saying is told as done: from the cue's own words first, else as the model read it."""
    if not a.cue:
        return "asserted"
    s, e = a.cue
    cue = text[s:e]
    lead = text[max(0, s - 22) : s] if not cue[:1].isupper() else ""
    lead = _CLAUSE_MARK.split(lead)[-1]
    if _NOT_SAID.search(cue) or _NOT_BEFORE.search(lead):
        return "negated"
    if _WILL.search(cue) or _WILL_BEFORE.search(lead):
        return "future"
    if _MAYBE.search(cue) and a.modality == "hypothetical":
        return "hypothetical"
    return "asserted" if a.modality == "negated" else a.modality
