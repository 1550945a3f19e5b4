"""Names of persons across documents: full and short forms, which forms may be one name, which are too common to tell.

Within a document the finder knows whom a surname stands for; here two documents are compared, so that more care is
needed: "Donald J. Trump" and "Donald Trump" are one name, "George W. Bush" and "George H. W. Bush" are two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from dragoman import knowledge as kb
from dragoman.knowledge import fold
from dragoman.register.words import words

_HONORIFIC = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Lord|Lady|Rep|Reps|Sen|Sens|Gov|Lt|Col|Gen|Maj|Capt|Sgt|Adm|Cmdr|Rev|Fr|"
    r"Hon|Pres|Amb|Atty|Sec)\.?\s+(?=\S)"
)
_SUFFIX = re.compile(r",?\s+(?:Jr|Sr|II|III|IV|MP|MEP|Ph\.?D|M\.?D)\.?$")
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-‐‑–][^\W\d_]+)*\.?")
# Family names come first there; "Xi" is Xi Jinping.
_FAMILY_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "PRK", "KOR", "KHM"})


def bare_name(name: str) -> str:
    """A name on one line, without forms of address before it and "Jr." or "MP" behind it."""
    name = " ".join(name.split())
    while m := _HONORIFIC.match(name):
        name = name[m.end() :]
    return _SUFFIX.sub("", name)


@lru_cache(maxsize=20_000)
def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name; initials that stand together are one word (``"J. D. Vance"``: jd, vance)."""
    out: list[str] = []
    for token in bare_name(name).split():
        plain = token.isascii() and token.isalpha() and token not in ("Saint", "saint")
        word = token.lower() if plain else fold(token)  # most words need no folding, and registers are large
        if len(word) == 1 and out and len(out) == 1 and len(out[0]) <= 2:
            out[0] += word  # "J." "D." at the head of the name
        elif word:
            out.append(word)
    return tuple(out)


@lru_cache(maxsize=20_000)
def is_full_name(name: str) -> bool:
    """Whether words can be the full name of a person: given name and family name, and no place, body or debris."""
    bare = bare_name(name)
    tokens = bare.split()
    if not 2 <= len(tokens) <= 7 or len(tokens[-1].rstrip(".")) < 2 or bare.endswith("."):
        return False
    for token in tokens:
        small = token[0].islower() and fold(token) not in words().particles
        if (small or not _WORD.fullmatch(token)) and not re.match(r"(?:al|el|ul|d|l)[-'’]", token):
            return False
    if (
        len(name_words(name)) < 2
        or (len(name_words(name)[0]) == 1 and len(tokens) < 3)
        or fold(tokens[0]) in words().particles - {"al", "bin"}
    ):
        return False
    if not any(c.islower() for c in bare):
        return False
    if kb.find_state(bare) or kb.find_place(bare) or kb.find_organisation(bare) or kb.find_metonym(bare):
        return False
    last = kb.find_role(tokens[-1])
    return not (last and last.kind != "title") and not kb.find_role(tokens[0])


def full_key(name: str) -> str:
    """Where a full name is filed: first and last word, short forms of first names written out."""
    own = name_words(name)
    return f"{words().short_forms.get(own[0], own[0])} {own[-1]}" if len(own) > 1 else " ".join(own)


def short_keys(name: str, country: str | None = None) -> tuple[str, ...]:
    """The short forms by which the bearer of a full name may be called: "leyen", "der leyen", "von der leyen"."""
    own = name_words(name)
    keys = [" ".join(own[-k:]) for k in range(1, len(own))]
    if len(own) > 1 and country in _FAMILY_FIRST:
        keys.append(own[0])
    return tuple(keys) if len(own) > 1 else own


def names_agree(one: str, two: str) -> bool:
    """Whether two full names can be one person's: same first and last word, middle names that do not differ."""
    a, b = name_words(one), name_words(two)
    if a == b and len(a) > 1:
        return True
    if len(a) < 2 or len(b) < 2 or full_key(one) != full_key(two) or is_two_heads(one) or is_two_heads(two):
        return False
    return _middles_agree(
        [w for w in a[1:-1] if w not in words().particles], [w for w in b[1:-1] if w not in words().particles]
    )


def _middles_agree(a: list[str], b: list[str]) -> bool:
    if not a or not b:
        return True
    if len(a) > len(b):
        a, b = b, a
    rest = iter(b)
    return all(any(x == y or (min(len(x), len(y)) == 1 and x[0] == y[0]) for y in rest) for x in a)


def is_common(name: str) -> bool:
    """Whether a name ends in one of the most frequent surnames."""
    own = name_words(name)
    return bool(own) and own[-1] in words().surnames


@lru_cache(maxsize=20_000)
def is_telling(short: str) -> bool:
    """Whether a surname alone can tell who is meant: no common surname, first name, place, state or office."""
    word = fold(short)
    if word in words().surnames or len(word) < 3:
        return False
    title = short if short[:1].isupper() else short.title()
    return not (
        kb.gender_of(word)
        or kb.find_state(title)
        or kb.find_capital(title)
        or kb.find_place(title)
        or kb.find_role(word)
    )


@lru_cache(maxsize=20_000)
def first_gender(name: str) -> Literal["m", "f"] | None:
    """The gender that the first name of a full name clearly tells."""
    tokens = bare_name(name).split()
    found = kb.gender_of(tokens[0]) if len(tokens) > 1 else None
    return "m" if found == "m" else "f" if found == "f" else None


@lru_cache(maxsize=20_000)
def is_two_heads(name: str) -> bool:
    """Whether two heads of state or government bore the name ("George Bush"), so that it tells nobody."""
    return len({e.name for e in kb.heads_named(name)}) > 1
