"""How names are compared: folding, case, word windows. No data in here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

# Letters that Unicode does not take apart into a base and an accent.
_BASE = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "AE"}
    | {"œ": "oe", "Œ": "OE", "ð": "d", "þ": "th", "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "ʻ": "'"}
    | {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "\u00a0": " "}
)
_DOT = re.compile(r"(?<=\w)\.")
_POSSESSIVE = re.compile(r"(?:'s|(?<=[sS])')$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an"})
_SAINT = re.compile(r"\bsaint\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*\.?")


@lru_cache(maxsize=20_000)
def plain(words: str) -> str:
    """``words`` without accents, curly quotes, dots of abbreviations, a leading article or a possessive.

    Case is kept: ``"the U.S.’s"`` gives ``"US"``, ``"Côte d’Ivoire"`` gives ``"Cote d'Ivoire"``.
    """
    if not words.isascii():
        words = unicodedata.normalize("NFKD", words.translate(_BASE))
        words = "".join(c for c in words if not unicodedata.combining(c))
    words = _POSSESSIVE.sub("", words.strip(' \t\n"“”,;:()'))
    words = _DOT.sub("", _ARTICLE.sub("", words)).replace("&", " and ")
    return " ".join(_SAINT.sub("St", words).replace("-", " ").split())


def fold(words: str) -> str:
    """The key under which a name is filed: :func:`plain`, in lower case."""
    return plain(words).casefold()


def same_case(form: str, words: str) -> bool:
    """Whether the case of ``words`` allows it to be the name ``form``; both as :func:`plain` gives them.

    An abbreviation must be written as it is (``US``, not ``us``); a name must begin with a capital, unless
    the form itself does not (``al-Shabab``).
    """
    if form == words:
        return True
    letters = form.replace(" ", "").replace("'", "")
    if letters.isupper():
        return False
    return not words[:1].islower() or form[:1].islower()


@lru_cache(maxsize=20_000)
def first_word(words: str) -> str | None:
    """The word by which a name that begins like ``words`` is filed in :func:`first_words`; None for an article."""
    parts = fold(words).split()
    return None if not parts or parts[0] in _ARTICLES else fold(parts[0])


def first_words(forms: Iterable[str]) -> dict[str, int]:
    """The first words of folded names, each with the number of words of the longest name that it begins."""
    longest: dict[str, int] = {}
    for form in forms:
        first = first_word(form) or ""
        longest[first] = max(longest.get(first, 0), len(form.split()))
    return longest


def cover(phrase: str, known: Callable[[str], bool], firsts: Mapping[str, int]) -> list[tuple[int, int]]:
    """The runs of words of ``phrase`` that ``known`` accepts, as offsets: longest first, without overlap.

    ``firsts`` are the :func:`first_words` of what is known; few words of a phrase are among them.
    """
    spans = [m.span() for m in _WORD.finditer(phrase)]
    begins = [first_word(phrase[start:end]) for start, end in spans]
    longest = [firsts.get(b, 0) if b else 0 for b in begins]
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(spans):
        step = 1
        article = begins[i] is None and i + 1 < len(spans)  # no folded name begins with one
        most = 1 + longest[i + 1] if article else longest[i]
        for n in range(min(most, len(spans) - i), 0, -1):
            start, end = spans[i][0], spans[i + n - 1][1]
            if known(phrase[start:end]):
                found.append((start, end))
                step = n
                break
        i += step
    return found
