"""Which way a label asks: "lifting the ban on X" is the issue "the ban on X", turned round.

The words alone decide. What is not plain (easing, some of, temporary, further ...) keeps its label and its stance.
"""

from __future__ import annotations

import re

import msgspec

from dragoman.discourse.words import STOP, WORD, listed, stem
from dragoman.record import Stance

# What can be in force: only such a thing can be lifted or ended so that the end is its plain opposite.
_MEASURES = frozenset(
    stem(w)
    for w in listed(
        "ban prohibition embargo sanction tariff blockade moratorium curfew boycott siege lockdown restriction freeze "
        "subsidy tax levy duty fee quota cap limit law act bill legislation rule regulation requirement mandate order "
        "decree policy programme program treaty pact agreement accord deal aid funding exemption filibuster amendment "
        "penalty occupation detention surveillance war mission operation shutdown loophole closure suspension truce "
        "ceasefire quarantine visa code statute ordinance directive veto convention protocol contract scheme plan "
        "proposal motion resolution initiative referendum nomination appointment"
    )
)
_PACTS = frozenset(
    stem(w) for w in listed("treaty pact agreement accord deal convention protocol")
)  # not unions and alliances: to be for leaving the EU is not to be against the EU in all it does
_PACT_NAMES = frozenset(["NAFTA", "TPP", "TTIP", "USMCA", "JCPOA", "START", "INF"])
# What is only partly undone, or goes further, is a question of its own.
_UNSURE = re.compile(
    r"\b(?:some|much|part|partly|partial\w*|certain|most|many|temporar\w*|gradual\w*|eas(?:e|ing|ed)|relax\w*|loosen\w*|"
    r"further|additional|more|new|stricter|tougher|harsher|stronger|until|unless|if|early|immediate\w*|phase\w*)\b",
    re.IGNORECASE,
)
_THE = r"(?:the\s+|a\s+|an\s+|any\s+|all\s+|this\s+|that\s+|these\s+|those\s+|its\s+|their\s+|his\s+|her\s+|our\s+)?"
_REST = r"(?P<rest>\S.*)$"


def _rule(words: str) -> re.Pattern[str]:
    return re.compile(rf"^{_THE}(?:{words})\s+{_THE}{_REST}", re.IGNORECASE)


# (pattern, sign, what the rest must be about, reason); the first that fits counts.
_RULES: tuple[tuple[re.Pattern[str], int, str, str], ...] = (
    (_rule(r"(?:opposition|objections?|resistance|hostility)\s+to"), -1, "any", "opposition to it"),
    (_rule(r"(?:rejection|vetoing|veto)\s+of"), -1, "any", "rejection of it"),
    (_rule(r"opposing|rejecting|oppose|reject"), -1, "any", "opposing it"),
    (
        _rule(r"support(?:ing)?\s+for|support\s+of|supporting|backing\s+(?:for|of)|backing|approval\s+of"),
        1, "any", "support for it",
    ),
    (_rule(r"(?:repeal|abolition|rescission|revocation)\s+of"), -1, "whole", "its repeal"),
    (_rule(r"(?:repeal|abolish|rescind)(?:ing)?(?:\s+and\s+replac(?:e|ing))?"), -1, "whole", "its repeal"),
    (
        _rule(r"(?:lifting|end|ending|removal|cancellation|termination|elimination|scrapping|overturning|reversal)\s+of"),
        -1, "measure", "its end",
    ),
    (_rule(r"(?:an?\s+)?end\s+to"), -1, "measure", "its end"),
    (
        _rule(
            r"lift(?:ing)?|end(?:ing)?|remov(?:e|ing)|drop(?:ping)?|cancel(?:l?ing)?|scrap(?:ping)?|revok(?:e|ing)|"
            r"terminat(?:e|ing)|eliminat(?:e|ing)|overturn(?:ing)?|revers(?:e|ing)|do(?:ing)?\s+away\s+with|"
            r"get(?:ting)?\s+rid\s+of|axe|axing|tear(?:ing)?\s+up|ditch(?:ing)?"
        ),
        -1, "measure", "its end",
    ),
    (
        _rule(r"block(?:ing)?|veto(?:ing)?|defeat(?:ing)?|vot(?:e|ing)\s+down|kill(?:ing)?"),
        -1, "measure", "stopping it",
    ),
    (
        _rule(
            r"(?:withdraw(?:al|ing)?|exit(?:ing)?|pull(?:ing)?[\s-]?out|pullout|quit(?:ting)?|leav(?:e|ing))"
            r"(?:\s+(?:from|of))?"
        ),
        -1, "pact", "leaving it",
    ),
    (
        _rule(
            r"impos(?:e|ing)|imposition\s+of|keep(?:ing)?|maintain(?:ing)?|introduc(?:e|ing)|introduction\s+of|"
            r"adopt(?:ing)?|adoption\s+of|pass(?:ing)?|enact(?:ing)?|approv(?:e|ing)|ratify(?:ing)?|ratification\s+of|"
            r"preserv(?:e|ing)|implement(?:ing)?|enforc(?:e|ing)"
        ),
        1, "measure", "having it",
    ),
)  # fmt: skip
_NOT = re.compile(r"^(?:not|never)\s+(?:to\s+)?(?=\w+ing\b|\w)", re.IGNORECASE)
_BAN_VERB = re.compile(
    rf"^(?:bans?\s+(?:on|of|against)|prohibition\s+(?:of|on|against)|(?:to\s+)?(?:ban|bar|prohibit|outlaw|forbid)|"
    rf"banning|barring|prohibiting|outlawing|forbidding)\s+{_THE}{_REST}",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s+from\s+(?=\w+ing\b)", re.IGNORECASE)
_COMPOUND = re.compile(
    r"^(?P<rest>[\w’'\-]+(?:\s+[\w’'\-]+){0,2}?)\s+(?P<head>ban|embargo|sanctions?|tariffs?)$", re.IGNORECASE
)


class Plain(msgspec.Struct, frozen=True):
    """A label as a plain question.

    ``words`` is the issue in the label's own words; ``sign`` is -1 where the label asks for its opposite; ``canon``
    is one wording for all ("banning X", "an X ban", "a ban on X"), by which labels are compared; ``why`` says what
    was undone, or is empty.
    """

    words: str
    sign: int
    canon: str
    why: str = ""


def read_polarity(label: str) -> Plain:
    """The plain question behind a label, and whether the label asks for it or for its opposite."""
    words, sign, why = label.strip(), 1, []
    for _ in range(4):  # "opposition to lifting the ban": no article nests deeper
        found = _undo(words)
        if found is None:
            break
        words, turn, reason = found
        sign *= turn
        why.append(reason)
    return Plain(words, sign, one_wording(words), ", ".join(why))


def turn(stance: Stance, sign: int) -> Stance:
    """The stance on the plain question. A condition stays a condition."""
    if sign > 0 or stance == "conditional":
        return stance
    return "oppose" if stance == "support" else "support"


def _undo(words: str) -> tuple[str, int, str] | None:
    """One layer off a label: what is left, -1 where it was turned, and why; None where nothing plain stands there."""
    negated = _NOT.match(words)
    if negated and re.match(r"\w+ing\b", words[negated.end() :]):
        return words[negated.end() :], -1, "not doing it"
    for pattern, sign, about, reason in _RULES:
        m = pattern.match(words)
        if not m:
            continue
        rest = m["rest"].strip()
        if _UNSURE.search(words[: m.start("rest")]) or (about != "any" and _UNSURE.match(rest)):
            return None
        if not _fits(rest, about):
            continue
        return rest, sign, reason
    return None


def _fits(rest: str, about: str) -> bool:
    """Whether the rest of a label is what a rule asks for."""
    tokens = [t for t in WORD.findall(rest) if t.casefold() not in STOP]
    if not tokens or (len(tokens) == 1 and (len(tokens[0]) < 2 or (len(tokens[0]) == 2 and not tokens[0].isupper()))):
        return False
    if about in ("any", "whole"):  # "whole": anything, but not a part of it
        return True
    head = _head(rest)
    if about == "pact":
        return stem(head) in _PACTS or head in _PACT_NAMES
    # "lifting all restrictions": the head is a measure; "ending Obamacare" and "ending support" stay as they are
    return stem(head) in _MEASURES


def _head(words: str) -> str:
    """The last word of the first noun group."""
    first = re.split(
        r"\s(?:of|for|in|on|at|by|to|from|with|against|into|over|under|about|between|that|who|which|during)\s",
        f" {words} ",
        maxsplit=1,
    )[0]
    tokens = WORD.findall(first) or WORD.findall(words)
    return tokens[-1] if tokens else ""


def one_wording(words: str) -> str:
    """One wording for the ways to say a ban, an embargo, sanctions: "banning X", "an X ban" -> "ban on X"."""
    words = re.sub(rf"^{_THE}", "", words.strip(), count=1, flags=re.IGNORECASE)
    words = re.sub(r"^(?:proposed|planned|so-called|possible)\s+", "", words, flags=re.IGNORECASE)
    brief = re.match(r"temporar(?:y|ily)\s+", words, re.IGNORECASE)
    ban = _BAN_VERB.match(words[brief.end() :] if brief else words)
    if ban:
        return f"{'temporary ' if brief else ''}ban on {_FROM.sub(' ', ban['rest'])}"
    compound = _COMPOUND.match(words)
    if compound and not _UNSURE.search(compound["rest"]):
        return f"{compound['head'].casefold()} on {compound['rest']}"
    return re.sub(r"^(sanctions?|embargo|tariffs?|boycott|blockade)\s+(?:against|of)\s+", r"\1 on ", words)
