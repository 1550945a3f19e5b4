"""Who stands where: words that take a stand -> positions of actors on issues.

A stand rests on the event or the statement in which it is taken. Issues are named in the article's own words; labels
that share their content words are one issue.
"""

from __future__ import annotations

import re

import msgspec

from dragoman.find.actors import Cast
from dragoman.find.layout import Sentences
from dragoman.find.phrases import I_WE
from dragoman.find.statements import innermost
from dragoman.reading import ReadEvent, ReadStance
from dragoman.record import Date, Document, Event, Evidence, Issue, Position, Span, Statement, make_id

_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "to",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "and",
        "or",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "any",
        "all",
        "such",
        "own",
        "new",
        "proposed",
        "planned",
        "possible",
        "further",
        "more",
        "will",
        "would",
        "be",
        "being",
        "been",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "not",
        "no",
        "it",
        "they",
        "he",
        "she",
        "should",
        "could",
        "may",
        "might",
        "must",
    ]
)
_LABEL_END = re.compile(
    r"[;:.!?\n“”\"]|,(?!\d)|\s(?:but|because|although|though|while|whereas|which|who|unless|if|until|after|before|when|"
    r"saying|adding|arguing|insisting|warning|calling|and\s+(?:that|has|have|is|are|will|would|said|says))\b"
)
_LEAD = re.compile(
    r"^(?:(?:at|to|that|against|for|with|on|of|by|in|as|about|over|towards?|from|it|they|he|she|we|would|will|could|"
    r"should|any|the\s+(?:idea|possibility|notion|prospect)\s+of)\s+)+",
    re.IGNORECASE,
)
_PRONOUN_LABEL = re.compile(
    r"^(?:it|this|that|them|him|her|these|those|so|us|me|you|there|one|once|one only|ahead|such|do so|a|the)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


class Label(msgspec.Struct, frozen=True):
    """A label of an issue and the content words by which it is compared."""

    words: str
    key: frozenset[str]


def find_positions(
    doc: Document,
    stances: tuple[ReadStance, ...],
    read_events: tuple[ReadEvent, ...],
    events: list[Event],
    statements: list[Statement],
    cast: Cast,
    sentences: Sentences,
) -> tuple[list[Position], list[Issue]]:
    """Positions in text order and the issues they are about."""
    labels: dict[str, Label] = {}
    out: list[Position] = []
    for st in stances:
        event = event_in(st, events)
        statement = statement_at(st.span, statements)
        actors = holders(st, event, statement, doc, cast)
        label = label_of(doc.text, st, event, read_events)
        if not actors or label is None:
            continue
        st, label = settle_stance(doc.text, st, label, sentences)
        issue = file_issue(labels, label)
        date = (event.date if event else None) or (statement.date if statement else None)
        rests: dict[str, str | None] = (
            {"event": event.id} if event else {"statement": statement.id if statement else None}
        )
        if not event and not statement:
            continue  # a stand that no act and no words of anybody's show is the reporter's summary
        for actor in actors:
            out.append(make_position(doc, actor, issue, st, date, rests))
    return unique(out), [Issue(id=k, label=v.words) for k, v in labels.items() if any(p.issue == k for p in out)]


def make_position(
    doc: Document, actor: str, issue: str, st: ReadStance, date: Date | None, rests: dict[str, str | None]
) -> Position:
    """One position."""
    return Position(
        id=make_id("po", doc.id, actor, issue, st.stance, st.span),
        actor=actor,
        issue=issue,
        stance=st.stance,
        date=date,
        evidence=Evidence(document=doc.id, start=st.span[0], end=st.span[1]),
        statement=rests.get("statement"),
        event=rests.get("event"),
    )


def event_in(st: ReadStance, events: list[Event]) -> Event | None:
    """The first event stated within the evidence that has somebody acting. What somebody should do ("demanded that
    Senegal scrap the accord") is not a stand of his own."""
    for ev in sorted(events, key=lambda e: e.span):
        inside = st.span[0] <= ev.span[0] < st.span[1]
        told = ev.modality != "hypothetical" or st.stance == "conditional"
        if inside and told and ev.actors and ev.type not in ("CONSULT", "ASSAULT", "MOBILIZE"):
            return ev
    return None


def statement_at(span: Span, statements: list[Statement]) -> Statement | None:
    """The innermost statement whose content or cue meets the evidence."""

    def meets(st: Statement) -> bool:
        touches = [*st.content_spans, *([st.cue_span] if st.cue_span else [])]
        shared = sum(max(0, min(e, span[1]) - max(s, span[0])) for s, e in touches)
        return shared * 2 >= span[1] - span[0]

    return innermost(st for st in statements if meets(st))


def holders(st: ReadStance, event: Event | None, statement: Statement | None, doc: Document, cast: Cast) -> list[str]:
    """Who takes the stand: who acts in it; else the named subject of its clause; else the speaker."""
    if event:
        return [k for k in event.actors if cast.people[k].kind != "outlet"]
    if statement is None:
        return []
    subject = subject_before(st.span, doc.text, cast, statement)
    if subject:
        return [subject]
    if statement.speaker and cast.people[statement.speaker].kind == "outlet":
        return []  # an outlet reports; it rarely takes a stand in its own name
    return [statement.speaker] if statement.speaker and statement.modality != "negated" else []


def subject_before(span: Span, text: str, cast: Cast, statement: Statement) -> str | None:
    """The actor named right before the evidence, inside the content ("Rome | fully supports ...")."""
    lead = re.match(r"[\"“‘']?((?:[A-Z][\w.’'\-]*\s+){1,5}|(?:we|I)\s+)(?=[a-z])", text[span[0] : span[1]])
    if lead and lead[1].strip().casefold() not in I_WE:
        for n in cast.names:
            if (
                n.start >= span[0]
                and n.end <= span[0] + lead.end()
                and n.kind in ("state", "capital", "person", "organisation", "seat")
            ):
                who = cast.resolve((n.start, n.end), statement.speaker)
                return who[0] if who else None
    for n in cast.names:
        if 0 <= span[0] - n.end <= 2 and n.kind in ("state", "capital", "person", "organisation", "seat"):
            who = cast.resolve((n.start, n.end), statement.speaker)
            return who[0] if who else None
    return None


_CONDITION = re.compile(
    r"\b(?:only if|provided(?: that)?|providing|on (?:the )?condition|unless|as long as|so long as|if|should|once|in (?:return|exchange) for)\b",  # noqa: E501
    re.IGNORECASE,
)


def settle_stance(text: str, st: ReadStance, label: Label, sentences: Sentences) -> tuple[ReadStance, Label]:
    """Words overrule the model where they are plain: a stated condition; "not to ..." turned to the thing itself."""
    s, e = st.span
    _, end = sentences.around(s)
    after = re.split(r"[.;:,](?=\s)", text[e : min(end, e + 60)])[0]
    if _CONDITION.search(text[s:e]) or re.match(r"\s*[\"“‘']?(?:only )?(?:if|unless|provided)\b", after):
        return msgspec.structs.replace(st, stance="conditional"), label
    turned = re.match(r"not\s+(?:to\s+)?(?=\w)", label.words)
    if turned:
        rest = short_label(label.words[turned.end() :])
        flipped = {"support": "oppose", "oppose": "support"}.get(st.stance, st.stance)
        if rest:
            return msgspec.structs.replace(st, stance=flipped), rest
    return st, label


def label_of(text: str, st: ReadStance, event: Event | None, read: tuple[ReadEvent, ...]) -> Label | None:
    """A short noun phrase for the issue: as the model found it, else what follows the act in the evidence."""
    tries = []
    if st.issue:
        tries.append(text[st.issue[0] : st.issue[1]])
    if event:
        at = next((r.trigger[1] for r in read if r.trigger[0] == event.span[0]), event.span[0])
        after = text[at : max(st.span[1], event.span[1])]
        tries.append(after)
    tries.append(strip_verb(text[st.span[0] : st.span[1]]))
    for words in tries:
        label = short_label(words)
        if label:
            return label
    return None


def strip_verb(words: str) -> str:
    """Evidence without the verb that takes the stand."""
    m = re.match(
        r"(?:.{0,60}?\b)?(?:reject|oppos|support|back|welcom|demand|call|urg|favou?r|endors|condemn|criticis|criticiz|refus|veto|"
        r"vot|approv|insist|accept|prais|defend|want|propos|rul|block|resist|boycott)\w*\s+(?:out\s+|on\s+|for\s+|against\s+)?",
        words,
        re.IGNORECASE,
    )
    return words[m.end() :] if m else words


def short_label(words: str) -> Label | None:
    """A label of at most nine words without leading particles; None where nothing telling is left."""
    words = re.sub(r"^[\W_]+", "", words.replace("\n", " "))
    words = _LEAD.sub("", words)
    cut = _LABEL_END.search(words)
    if cut and cut.start() > 2:
        words = words[: cut.start()]
    words = re.sub(r"^(?:the|a|an|any|his|her|its|their|our|my)\s+", "", words, flags=re.IGNORECASE)
    parts = words.split()[:9]
    while parts and parts[-1].casefold() in _STOP:
        parts.pop()
    label = " ".join(parts).strip(" ,.;:'’\"“”‘")
    key = frozenset(stem(w) for w in _WORD.findall(label.casefold()) if w not in _STOP)
    if not key or _PRONOUN_LABEL.match(label) or len(label) < 4:
        return None
    return Label(label, key)


def stem(word: str) -> str:
    """A rough stem, enough to compare labels."""
    word = re.sub(r"['’]s$", "", word)
    for end in ("ings", "ing", "ations", "ation", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


def file_issue(labels: dict[str, Label], label: Label) -> str:
    """The id of the issue that the label names: a known one that shares most content words, else a new one."""
    for key, known in labels.items():
        shared = len(known.key & label.key)
        if shared and (
            shared / len(known.key | label.key) >= 0.6
            or (shared >= 2 and shared == min(len(known.key), len(label.key)))
        ):
            return key
    new = make_id("is", " ".join(sorted(label.key)))
    labels[new] = label
    return new


def unique(positions: list[Position]) -> list[Position]:
    """One position for the same actor, issue, stance and words."""
    seen: dict[str, Position] = {}
    for p in positions:
        seen.setdefault(p.id, p)
    return sorted(seen.values(), key=lambda p: (p.evidence.start, p.actor))
