"""The words of an event's sides, made whole, and moved to the side on which their preposition puts them.

A model that reads word pieces cuts phrases in two ("46 Afghan | civilians"), splits abbreviations ("U | N. court") and
at times calls those the actor against whom something is done. What is repaired here is told by the words alone.
"""

from __future__ import annotations

import re

import msgspec

from dragoman.find.clauses import DETERMINERS, PREPOSITIONS, words
from dragoman.find.phrases import PRONOUNS, as_pronoun
from dragoman.reading import ReadEvent
from dragoman.record import Span

Spans = tuple[Span, ...]

_LETTERS = re.compile(r"[^\W\d_]")
_NOT_A_SIDE = ' \t\n.,;:!?"“”‘()[]–—'
_SAME_PHRASE = re.compile(r" ?(?:['’]s? )?|-")
_COMPOUND = re.compile(r"-[a-z]+(?:-\w+)*(?:\s+[\w-]+)?")  # "Saudi | -led coalition"
_NOBODY = re.compile(
    r"(?:in|at|near|inside|outside|within|across|around|during|throughout)\s|(?:each others?|one another)\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"the|an?|its|their|his|our|my|this|that|these|those|each|every|no", re.IGNORECASE)
_LEADING = re.compile(r"(?:(?:of|by|with|from|to|for|against|and|or|between|that|on)\s+)+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:\s+(?:at|in|on|of|for|from|with|by|to|near|against|and|or|the|an?))+$", re.IGNORECASE)
_PRONOUN_FIRST = re.compile(r"(him|them|me|it)\s+(?=[A-Z])")
_OWN = re.compile(r"\b(its|their|his|her|our|my)\s$", re.IGNORECASE)
_NEEDS_NOUN = DETERMINERS - words("both this that these those all some any no another such her") | words(
    "two three four five six seven eight nine ten several many other rival neighbouring neighboring"
)
_NEXT_NOUN = re.compile(r"\s+[a-z][\w-]+")
_PART = re.compile(r"(?:[^\W_]|['’-](?=[^\W_])|\.(?=[^\W_]\.))")
_DET = r"(?:(?:the|an?|its|his|her|their|our|all|some|any|both|other|several|many|two|three|suspected|alleged)\s+)*"
_REACH = r"[^.;:!?\n“”\"]{0,60}?"
_BY = re.compile(rf"{_REACH}\bby\s+{_DET}", re.IGNORECASE)
_BY_NEXT = re.compile(rf"\s+(?:\w+ly\s+)?by\s+{_DET}", re.IGNORECASE)
_AGAINST = re.compile(rf"{_REACH}\bagainst\s+{_DET}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+between\s+", re.IGNORECASE)
_FIGHT = re.compile(
    r"fight|battle|clash|war\b|skirmish|fire|shooting|shoot-?out|confrontation|stand-?off|hostilities", re.I
)
_ON = re.compile(rf"\s+(?:up)?on\s+{_DET}", re.IGNORECASE)
_OF = re.compile(rf"\s+of\s+{_DET}", re.IGNORECASE)
_OWNED = re.compile(r"['’]s?\s+(?:\w+\s+){0,2}")
_NOUN_BEFORE = re.compile(
    r"(?:['’]s?|\b(\w+))\s+(?:(?:\w+(?:al|ed|ary|ic|ous|ful|ive|ent|ant|ible|able|new|late[rs]t)|new)\s+)*$"
)
_NOUN_ENDING = re.compile(r"(?:tion|sion|ment|ance|ence|ism|ship|talks)$")
_EITHER = re.compile(r"(?:calls|demands|appeals|attacks?|strikes?|raids?)\s+(?:by|from|of|between)\b", re.IGNORECASE)
_BE = re.compile(r"\b(?:was|were|is|are|been|being|be|gets?|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# Nouns whose owner, or whom "of" names, suffers the act: "the rebels' | expulsion", "the invasion of | Dagestan".
_SUFFERED = re.compile(
    r"\b(?:expulsions?|arrests?|detentions?|deportations?|imprisonment|assassinations?|murders?|killings?|kidnappings?|"
    r"abductions?|executions?|extraditions?|removals?|ousters?|ousting|captures?|evictions?|beatings?|torture|"
    r"prosecutions?|indictments?|convictions?|sackings?|release|shootings?)$",
    re.IGNORECASE,
)
_SUFFERED_OF = re.compile(
    r"\b(?:invasions?|bombings?|shellings?|bombardments?|occupations?|sieges?|seizures?|encirclement|annexation|"
    r"condemnations?|criticisms?|denunciations?|recognition|containment|conquest)$",
    re.IGNORECASE,
)


def mend_words(r: ReadEvent, text: str) -> ReadEvent:
    """The event with whole words, each on the side on which the sentence's own prepositions put it."""
    actors = whole_phrases(r.actors, r.trigger, text, actor=True)
    recipients = whole_phrases(r.recipients, r.trigger, text, actor=False)
    actors, recipients = join_parts(actors, recipients, text)
    r = msgspec.structs.replace(r, trigger=whole(r.trigger, text) or r.trigger, actors=actors, recipients=recipients)
    for put in (put_between, put_by, put_against, put_suffered, put_accused):
        r = put(r, text)
    return r


# ---------------------------------------------------------------- whole words
def whole_phrases(spans: Spans, trigger: Span, text: str, *, actor: bool) -> Spans:
    """The phrases of a side with what they can't stand without: "force" -> "its force", "two" -> "two sides".

    Words that are nobody are left out: "in Kuwait" is where it happens, "each other" are those who act.
    Of a pronoun and the next phrase ("assured | him Jordan would") an actor is the phrase, a recipient the pronoun.
    """
    out = []
    for span in spans:
        found = whole(span, text)
        if found is None or _NOBODY.match(text, *found) or _DETERMINER.fullmatch(text, *found):
            continue
        s, e = found
        lead = _LEADING.match(text, s, e)
        s = lead.end() if lead else s
        trail = _TRAILING.search(text[s:e])
        e = s + trail.start() if trail else e  # "Dock workers | at"
        if not text[s:e].strip():
            continue
        glued = _PRONOUN_FIRST.match(text, s, e)
        if glued:
            out.append((glued.end(), e) if actor else (s, glued.end(1)))
            continue
        grown = with_owner(with_head((s, e), text), trigger, text)
        out.append(grown if grown[1] <= trigger[0] or grown[0] >= trigger[1] else (s, e))
    return tuple(out)


def with_head(span: Span, text: str) -> Span:
    """The span with the noun that it lacks: "the two | sides", "Saudi | -led coalition"."""
    s, e = span
    grown = _COMPOUND.match(text, e)
    if grown is None and text[s:e].split()[-1].casefold() in _NEEDS_NOUN:
        grown = _NEXT_NOUN.match(text, e)
    return (s, grown.end()) if grown else span


def with_owner(span: Span, trigger: Span, text: str) -> Span:
    """The span with "its" or "their" before it; the owner alone if the thing is the event: "their loud | demands"."""
    s, e = span
    owner = _OWN.search(text, max(0, s - 7), s)
    if not owner or as_pronoun(text[s:e]):
        return span
    return owner.span(1) if text[e : trigger[0]].strip() == "" and e <= trigger[0] else (owner.start(1), e)


def whole(span: Span, text: str) -> Span | None:
    """The span grown to whole words, without marks at its ends; None if no word is left: "N. court" -> "U.N. court"."""
    s, e = span
    while s < e and (text[s] in _NOT_A_SIDE or text[s] == "-") and not (text[s] == "-" and _letter(text, s - 1)):
        s += 1
    while e > s and (text[e - 1] in _NOT_A_SIDE or text[e - 1] == "-"):
        e -= 1
    if s >= e:
        return None
    if s > 1 and text[s - 1] == "-" and text[s].islower() and text[s - 2].isalnum() and " " not in text[s:e]:
        return None  # "anti-government", "10,000-member": half a modifier is nobody
    if text[s] in "'’" and text[s + 1 : s + 3] != "s ":
        s += 1
    if s >= e:
        return None
    while s > 0 and text[s].isalnum() and (text[s - 1].isalnum() or _initials(text, s)):
        s -= 1 if text[s - 1].isalnum() else 2
    while s > 0 and text[s] == "-" and _letter(text, s - 1):
        s -= 1
        while s > 0 and _PART.match(text, s - 1):
            s -= 1
    while e < len(text) and text[e - 1].isalnum() and text[e].isalnum():
        e += 1
    if e < len(text) and text[e] == "." and e - s >= 1 and _abbreviated(text, s, e):
        e += 1
        while text[e : e + 1].isalpha() and text[e + 1 : e + 2] == ".":
            e += 2
    letters = len(_LETTERS.findall(text[s:e]))
    return (s, e) if letters >= 2 or text[s:e] in ("I", "i") else None


def _letter(text: str, at: int) -> bool:
    return at >= 0 and text[at].isalnum()


def _initials(text: str, s: int) -> bool:
    """Whether letters with full stops go on before ``s``: "U. | N. court"."""
    return s >= 2 and text[s - 1] == "." and text[s - 2].isupper() and text[s].isupper() and not _letter(text, s - 3)


def _abbreviated(text: str, s: int, e: int) -> bool:
    """Whether the full stop at ``e`` belongs to letters with full stops: "the U | .S."."""
    return text[e - 1].isupper() and (e - 1 == s or not text[e - 2].isalnum()) and bool(
        re.match(r"\.(?:[A-Z]\.|\w)", text[e : e + 3]) or text[e - 2 : e - 1] == "."
    )  # fmt: skip


def join_parts(actors: Spans, recipients: Spans, text: str) -> tuple[Spans, Spans]:
    """Both sides with the parts of one phrase joined; a phrase cut between them goes where its last word stands."""
    found = sorted([(s, e, 0) for s, e in actors] + [(s, e, 1) for s, e in recipients])
    out: list[tuple[int, int, int]] = []
    for s, e, side in found:
        if out and s < out[-1][1]:  # grown over one another: the longer one's side
            longer = out[-1][2] if out[-1][1] - out[-1][0] >= e - s else side
            out[-1] = (out[-1][0], max(e, out[-1][1]), longer)
        elif out and out[-1][1] <= s and _one_phrase(out[-1][:2], (s, e), text, out[-1][2] == side):
            out[-1] = (out[-1][0], e, side)
        else:
            out.append((s, e, side))
    sides: tuple[Spans, Spans] = (
        tuple((s, e) for s, e, side in out if side == 0), tuple((s, e) for s, e, side in out if side == 1)
    )  # fmt: skip
    return sides


def _one_phrase(one: Span, two: Span, text: str, same_side: bool) -> bool:
    """Whether two neighbours are one noun phrase: "46 Afghan | civilians", "Belarus | 's rulers"."""
    between = text[one[1] : two[0]]
    if not _SAME_PHRASE.fullmatch(between):
        return False
    first, before = text[two[0] : two[1]].split()[0], text[one[0] : one[1]].split()[-1].casefold()
    if between == "-":
        return first[0].islower()  # "U.S.-Soviet talks" has two sides
    if first.startswith(("'", "’", "-")) or between.strip():
        return True
    if before in PRONOUNS or {first.casefold(), before} & (DETERMINERS | PREPOSITIONS | PRONOUNS | {"and"}):
        return False
    return same_side or first[0].islower()


# ---------------------------------------------------------------- prepositions
def behind(r: ReadEvent, lead: re.Pattern[str], text: str) -> Spans:
    """The side that stands right behind the trigger and the words of ``lead``, and those joined to it."""
    m = lead.match(text, r.trigger[1])
    if not m:
        return ()
    spans = sorted({*r.actors, *r.recipients})
    out: list[Span] = []
    for x in spans:
        joined = out and re.fullmatch(r"\s*,?\s*(?:and|or|,)\s+(?:the\s+)?", text[out[-1][1] : x[0]])
        if joined or (not out and _meets(x, m.end(), text)):
            out.append(x)
    return tuple(out)


def _meets(span: Span, at: int, text: str) -> bool:
    """Whether a phrase begins at ``at``, its own determiners and modifiers aside."""
    if span[0] <= at < span[1]:
        return not re.search(r"\b(?:by|against|between)\b", text[span[0] : at]) or span[0] == at
    between = text[at : span[0]]
    return span[0] > at and bool(re.fullmatch(r"(?:[\w'’-]+\s+){0,2}", between)) and not (
        {w.casefold() for w in between.split()} & PREPOSITIONS
    )  # fmt: skip


def is_noun(r: ReadEvent, text: str) -> bool:
    """Whether the event is stated by a noun ("the calls", "after an attack"), as far as the words around show."""
    s, e = r.trigger
    last = (text[s:e].split() or [""])[-1].casefold()
    before = _NOUN_BEFORE.search(text, max(0, s - 40), s)
    if last.endswith("ed"):
        return False
    if before and (before[1] is None or before[1].casefold() in DETERMINERS):
        return True
    if _EITHER.match(text, max(s, e - len(last))):
        return True
    return bool(_NOUN_ENDING.search(last)) and not (before and (before[1] or "").casefold() == "to")


def put_between(r: ReadEvent, text: str) -> ReadEvent:
    """ "Because of fighting between A and B": A and B do it, nobody else."""
    if not _BETWEEN.match(text, r.trigger[1]) or not (r.actors or _FIGHT.search(text, *r.trigger)):
        return r
    both = behind(r, _BETWEEN, text)
    if not both or not (len(both) > 1 or " and " in text[both[0][0] : both[0][1]]):
        return r
    return msgspec.structs.replace(r, actors=both, recipients=tuple(x for x in r.recipients if not _within(x, both)))


def put_by(r: ReadEvent, text: str) -> ReadEvent:
    """ "Kidnapped by guerrillas", "calls by Minsk": who stands behind "by" does it, and who stands before does not."""
    noun = is_noun(r, text)
    passive = bool(_BE.search(text, max(0, r.trigger[0] - 24), r.trigger[0]))
    doers = behind(r, _BY if noun or passive else _BY_NEXT, text)
    if not doers:
        return r
    rest = tuple(x for x in r.actors if x not in doers)
    recipients = tuple(x for x in r.recipients if x not in doers)
    if not noun and not recipients:
        recipients = tuple(x for x in rest if x[1] <= r.trigger[0])
    return msgspec.structs.replace(r, actors=doers, recipients=recipients)


def put_against(r: ReadEvent, text: str) -> ReadEvent:
    """ "The fight against the rebels", "an attack on the town": who stands there does not do it."""
    hit = behind(r, _AGAINST, text) or behind(r, _ON, text)
    return _suffer(r, tuple(x for x in hit if x in r.actors)) if hit else r


def put_suffered(r: ReadEvent, text: str) -> ReadEvent:
    """ "The party's expulsion", "the invasion of Dagestan": the act is done to them."""
    trigger = text[r.trigger[0] : r.trigger[1]]
    hit: Spans = ()
    if _SUFFERED.search(trigger):
        hit = tuple(x for x in r.actors if x[1] <= r.trigger[0] and _OWNED.fullmatch(text, x[1], r.trigger[0]))
        hit += tuple(
            x for x in r.actors if x[1] <= r.trigger[0] and re.search(r"['’]s?$", text[x[0] : x[1]])
            and re.fullmatch(r"\s+(?:\w+\s+){0,2}", text[x[1] : r.trigger[0]])
        )  # fmt: skip
    if _SUFFERED.search(trigger) or _SUFFERED_OF.search(trigger):
        hit += tuple(x for x in behind(r, _OF, text) if x in r.actors)
    return _suffer(r, hit)


_CHARGES = re.compile(r"(?:charges?|accusations?|allegations?|counts?|complaints?|criticisms?|claims?)$", re.IGNORECASE)
# Who faces, denies or pleads to a charge did not make it.
_FACED = re.compile(
    r"\b(?:(?:plead(?:s|ed|ing)?|pled)\s(?:\w+\s){1,3}to|(?:fac|den)(?:e[sd]?|ies|ied|y|ying|ing)|reject(?:s|ed|ing)?|"
    r"dismiss(?:es|ed|ing)?|refut(?:es?|ed|ing)|disput(?:es?|ed|ing)|(?:clear|acquitt|convict|indict|arrest|detain|tri|held|jail)(?:ed)?"
    r"\s(?:of|on))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def put_accused(r: ReadEvent, text: str) -> ReadEvent:
    """ "She pleaded innocent to charges", "Oslo denied accusations by Minsk": the accused is no accuser."""
    s, e = r.trigger
    faced = _FACED.search(text, max(0, s - 50), s) if r.type == "ACCUSE" and _CHARGES.search(text[s:e]) else None
    if not faced:
        return r
    accused = tuple(x for x in r.actors if x[1] <= faced.start())
    if r.modality == "negated":
        r = msgspec.structs.replace(r, modality="asserted")
    # whom the charge itself names is what it tells, not whom it hits
    rest = tuple(x for x in r.recipients if x[0] < e or re.fullmatch(r"\s+against\s+(?:\w+\s+){0,2}", text[e : x[0]]))
    return _suffer(msgspec.structs.replace(r, recipients=rest), accused) if accused else r


def _suffer(r: ReadEvent, hit: Spans) -> ReadEvent:
    if not hit:
        return r
    actors = tuple(x for x in r.actors if x not in hit)
    return msgspec.structs.replace(r, actors=actors, recipients=tuple(sorted({*r.recipients, *hit})))


def _within(x: Span, others: Spans) -> bool:
    return any(s <= x[0] and x[1] <= e for s, e in others)
