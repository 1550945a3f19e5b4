"""Forms of English verbs: "impose" -> imposes, imposed, imposing; "lifted" -> lifting. No document in here.

Regular spelling rules, and the irregular verbs of political news; both are common knowledge of any grammar.
"""

from __future__ import annotations

import re
from functools import cache

# base: past, participle
_IRREGULAR = {
    line.split()[0]: (line.split()[1], line.split()[-1])
    for line in """
    be was been|become became become|begin began begun|bid bid|break broke broken|bring brought|build built|buy bought
    bust busted|cast cast|catch caught|choose chose chosen|come came come|cost cost|cut cut|deal dealt|dig dug
    do did done
    draw drew drawn|drive drove driven|eat ate eaten|fall fell fallen|feel felt|fight fought|find found|flee fled
    fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
    get got gotten|give gave given|go went gone|grow grew grown|hang hung|have had|hear heard|hide hid hidden|hit hit
    hold held|hurt hurt|keep kept|know knew known|lay laid|lead led|leave left|lend lent|let let|lie lay lain|lose lost
    make made|mean meant|meet met|overcome overcame overcome|override overrode overridden|overthrow overthrew overthrown
    overtake overtook overtaken|pay paid|put put|quit quit|read read|rebuild rebuilt|redraw redrew redrawn|rid rid
    ride rode ridden|ring rang rung|rise rose risen|run ran run|say said|see saw seen|seek sought|sell sold|send sent
    set set|shake shook shaken|shed shed|shoot shot|show showed shown|shrink shrank shrunk|shut shut|sit sat
    slay slew slain|sleep slept|speak spoke spoken|spend spent|split split|spread spread|stand stood|steal stole stolen
    stick stuck|strike struck|strive strove striven|swear swore sworn|take took taken|teach taught
    tear tore torn|tell told|think thought|throw threw thrown|undercut undercut|undergo underwent undergone
    undertake undertook undertaken|undo undid undone|uphold upheld|wear wore worn|win won|withdraw withdrew withdrawn
    withhold withheld|withstand withstood|write wrote written|rewrite rewrote rewritten|retake retook retaken
    """.replace("\n", "|").split("|")
    if line.split()
}
_PARTICIPLES = {part: base for base, (_, part) in _IRREGULAR.items()}
_STRESSED_LAST = frozenset(
    re.findall(
        r"\w+",
        """
        offset reset outbid rebid admit commit permit submit omit
        remit transmit emit refer defer transfer prefer confer deter
        infer compel expel repel propel rebel control patrol occur incur recur concur begin forbid rebut regret
        abet overlap outrun upset format debar equip acquit
        """,
    )
)
_IS_GERUND = re.compile(r"[aeiouy].*ing$")  # not "bring"
_ONE_SYLLABLE_CVC = re.compile(r"^[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]$")


def _doubles(base: str) -> bool:
    return base in _STRESSED_LAST or (len(base) > 2 and bool(_ONE_SYLLABLE_CVC.match(base)))


@cache
def gerund(base: str) -> str:
    """ "impose" -> "imposing", "cut" -> "cutting"; a word that is one already stays as it is."""
    if _IS_GERUND.search(base):
        return base
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"


@cache
def past(base: str) -> tuple[str, str]:
    """Past tense and participle."""
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base.endswith("e"):
        form = base + "d"
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        form = base[:-1] + "ied"
    else:
        form = base + (base[-1] if _doubles(base) else "") + "ed"
    return form, form


@cache
def third(base: str) -> str:
    """ "veto" -> "vetoes", "deny" -> "denies"."""
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    if base.endswith(("s", "sh", "ch", "x", "z")) or base in ("veto", "go", "do", "undergo"):
        return base + "es"
    return base + "s"


@cache
def forms(base: str) -> dict[str, str]:
    """Each form of a verb with its kind: base, s, ed, en (participle that is not the past) or ing."""
    done, participle = past(base)
    return {participle: "en", gerund(base): "ing", third(base): "s", done: "ed", base: "base"}


@cache
def gerund_of_participle(word: str) -> str | None:
    """ "lifted" -> "lifting", "held" -> "holding"; None where the word is no participle."""
    if word in _PARTICIPLES:
        return gerund(_PARTICIPLES[word])
    if word.endswith("ied"):
        return word[:-3] + "ying"
    if word.endswith("eed") and len(word) > 4:
        return word[:-1] + "ing"
    return word[:-2] + "ing" if word.endswith("ed") and len(word) > 4 else None


def irregular_verbs() -> frozenset[str]:
    """The irregular verbs by their base form."""
    return frozenset(_IRREGULAR)
