"""What a label of an issue is made of: content words, head, names, figures, direction. No vectors in here."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from dragoman.knowledge import find_capital, find_state, fold

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


def listed(words: str) -> frozenset[str]:
    """Words of a list that is written as one string."""
    return frozenset(words.split())


STOP = listed(
    "the a an of for to in on at by with from and or but as its their his her our my your this that these those any "
    "all such own will would be being been is are was were has have had do does did it they he she we i you who which "
    "what should could may might must can so than then there here into onto over under about against between among "
    "within s t re ve ll also very just only other others another each every both some"
)
# Words that name an issue only together with what stands in their article: "the plan" of another article is another.
GENERIC = listed(
    "plan proposal deal bill idea move decision measure law policy agreement resolution amendment act legislation "
    "motion initiative effort offer step approach action reform project programme program scheme strategy issue "
    "question matter position stance statement comment remark request demand call campaign candidate candidacy "
    "nomination nominee election vote referendum talk meeting summit conference convention debate speech report "
    "investigation inquiry change thing way work idea view opinion bid run race government president party leader "
    "people country state proposed planned possible so-called current new"
)
# One pole against the other: labels with words of opposite poles are never one issue by likeness.
_POLES: tuple[tuple[str, str], ...] = (
    (
        "increase raise expand boost extend strengthen add higher hike rise growth tighten intensify escalate",
        "cut reduce lower decrease limit shrink ease loosen weaken less fewer slash curb relax scale roll decline "
        "defer postpone suspend",
    ),
    (
        "allow permit legal legalise legalize open admit accept join enter keep stay remain start begin fund arm build "
        "support back approve adopt send deploy recognise recognize preserve protect defend ratify",
        "ban prohibit outlaw forbid criminalise criminalize illegal close shut block exclude bar leave exit quit "
        "withdraw withdrawal end stop defund disarm demolish anti oppose reject delay repeal abolish abolition scrap "
        "lift cancel halt overturn remove drop opposition rejection abstain refuse prevent",
    ),
    ("peace ceasefire negotiate diplomacy", "war strike bomb invade invasion attack"),
)
_NOT = frozenset(["not", "no", "never", "without", "non", "nobody", "none", "against"])
# "more sanctions" is a question of its own beside "sanctions".
_DEGREE = listed(
    "more new additional further tougher stricter harsher extra stronger expanded increased broader larger partial "
    "some limited temporary temporarily permanent permanently full total"
)
# "refugees from coming": the verb that keeps them from it was left out of the label
_CUT_OFF = re.compile(
    r"^(?!.*\b(?:ban|barr?|prohibit|forbid|prevent|stop|block|keep)(?:n?ing|s)?\b).+\sfrom\s\w+ing\b", re.I
)
_PREPOSITION = re.compile(
    r"\s(?:of|for|in|on|at|by|to|from|with|without|against|into|over|under|about|between|among|within|toward|towards|"
    r"that|who|which|as|during|after|before|through|across|near)\s",
    re.IGNORECASE,
)
_SUFFIXES = (
    "isations", "izations", "isation", "ization", "ations", "ation", "itions", "ition", "ments", "ment", "ings", "ing",
    "ions", "ion", "ers", "ies", "ied", "als", "al", "ed", "es", "er", "s",
)  # fmt: skip


class Words(msgspec.Struct, frozen=True):
    """The words of a label by which it is compared with others.

    ``stems`` are content words; ``heads`` what the phrase is about (its first noun group's last word, and its verb);
    ``names`` are states (codes) and other capitalised words; ``figures`` the numbers in it.
    """

    stems: frozenset[str]
    heads: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    negated: bool
    degree: frozenset[str]
    joint: bool

    @property
    def telling(self) -> frozenset[str]:
        """Content words that are neither names nor words that could stand for anything."""
        return self.stems - self.names - _GENERIC_STEMS


# Political nouns that news uses for one another; the first of a line stands for all.
_SAME = {
    other: line.split()[0]
    for line in (
        "ceasefire truce armistice", "troops soldiers servicemen", "agreement accord pact treaty deal", "prison jail",
        "sanctions embargoes", "tax levy", "budget spending expenditure", "war conflict", "refugees asylum-seekers",
        "illegal undocumented", "nuclear atomic", "aid assistance", "weapons arms", "parliament legislature",
        "climate-change global-warming", "migrants immigrants", "police policemen", "abortion abortions",
        "wages salaries pay", "health-care healthcare", "elections polls", "referendum plebiscite",
    )
    for other in line.split()
}  # fmt: skip


def stem(word: str) -> str:
    """A rough stem, enough to compare labels ("banning", "bans" and "ban" are one, so are "truce" and "ceasefire")."""
    word = word.casefold()
    root = _strip(word)
    return _SAME_STEMS.get(root, root)


@lru_cache(maxsize=65_536)
def _strip(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word.casefold())
    for end in _SUFFIXES:
        if word.endswith(end) and len(word) - len(end) >= (3 if end in ("s", "es", "ing", "ed") else 4):
            if end == "s" and word.endswith(("ss", "us", "is")):
                break
            word = word[: -len(end)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiosl":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 4 and word.endswith("y") else word


_SAME_STEMS = {_strip(other): _strip(first) for other, first in _SAME.items()}
_AXES = [(frozenset(stem(w) for w in a.split()), frozenset(stem(w) for w in b.split())) for a, b in _POLES]
# Words that make another question of the same thing: emissions and limiting emissions, taxes and raising taxes.
_TURNS = (_AXES[0][0], _AXES[0][1], _AXES[1][1] - {stem("illegal")}, frozenset(["tax"]))
_GENERIC_STEMS = frozenset(stem(w) for w in GENERIC)


@lru_cache(maxsize=65_536)
def read_words(label: str) -> Words:
    """Take a label apart."""
    tokens = WORD.findall(label)
    plain = [t for t in tokens if t.casefold() not in STOP]
    names = {n for t in plain if t[0].isupper() or t.isupper() for n in (name_of(t),) if n}
    stems = {
        name_of(t) if t[0].isupper() else stem(t)
        for t in plain
        if t.casefold() not in _NOT and t.casefold() not in _DEGREE and not t[0].isdigit()
    }
    return Words(
        stems=frozenset(stems),
        heads=heads_of(label),
        names=frozenset(names),
        figures=frozenset(t.casefold().split("-")[0] for t in plain if t[0].isdigit()),
        negated=any(t.casefold() in _NOT for t in tokens) or bool(_CUT_OFF.search(label)),
        degree=frozenset(re.sub("(?:i?ly|y|i)$", "", t.casefold()) for t in tokens if t.casefold() in _DEGREE),
        joint=bool(re.search(r"\s(?:and|or)\s|,", label)),
    )


def name_of(token: str) -> str:
    """A state's code for its name, adjective, people or capital; the folded word for any other name."""
    word = re.sub(r"['’]s?$", "", token)
    state = find_state(word) or find_capital(word)
    return (state.iso3 if state else None) or stem(fold(word))


def heads_of(label: str) -> frozenset[str]:
    """Stems of what a label is about: "sending peacekeepers to Ukraine" gives "send" and "peacekeep"."""
    first = _PREPOSITION.split(f" {label} ")[0]
    tokens = [t for t in WORD.findall(first) if t.casefold() not in STOP and t.casefold() not in _DEGREE]
    if not tokens:
        tokens = [t for t in WORD.findall(label) if t.casefold() not in STOP][:1]
    while len(tokens) > 1 and re.search(r"(?:ing|ed)$", tokens[-1]) and not tokens[-1].casefold().endswith("need"):
        tokens.pop()  # "peacekeepers arriving in", "deal negotiated by"
    out = {stem(tokens[-1])} if tokens else set()
    if tokens and tokens[0].casefold().endswith("ing"):
        out.add(stem(tokens[0]))
    return frozenset(out)


def clash(one: Words, two: Words) -> str | None:
    """Why two labels can't be one issue however alike they sound, or None."""
    if one.names and two.names and not one.names & two.names:
        return "other names"
    if one.figures and two.figures and not one.figures & two.figures:
        return "other figures"
    if one.negated != two.negated:
        return "one is negated"
    if one.degree != two.degree and (one.degree | two.degree) - {"new", "some"}:
        return "another degree"
    for words in _TURNS:
        if bool(words & one.stems) != bool(words & two.stems):
            return "another question of the same thing"
    if one.joint != two.joint:
        more, less = (one, two) if one.joint else (two, one)
        if len(more.telling & less.telling) < 0.75 * len(more.telling):
            return "one asks for more than one thing"
    left, right = one.stems - two.stems, two.stems - one.stems
    for up, down in _AXES:
        if (left & up and right & down) or (left & down and right & up):
            return "opposite directions"
    return None
