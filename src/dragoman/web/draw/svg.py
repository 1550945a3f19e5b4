"""Elements of SVG: escaping in one place.

Pictures whose figures a table beside them gives are hidden from screen readers (``aria-hidden``), and the keyboard does
not stop at their links: the table has the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from dragoman.write.wording import clean

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(words: str) -> str:
    """Words that may stand in a picture: no controls, nothing that turns the direction of what follows."""
    return _NOT_XML.sub("\ufffd", clean(words))


@lru_cache(4096)
def _escaped(words: str) -> str:
    """Words as they stand in an attribute or between elements; the same ones come many times in one picture."""
    return str(escape(plain(words)))


def number(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, /, *inside: str | Markup, **attributes: str | float | None) -> Markup:
    """An element. ``class_`` is ``class``, ``stroke_width`` is ``stroke-width``; None leaves an attribute out.

    What is inside is escaped, but for other elements.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            words = _escaped(value) if isinstance(value, str) else number(value)
            parts.append(f' {key.rstrip("_").replace("_", "-")}="{words}"')
    content = "".join(str(x) if isinstance(x, Markup) else _escaped(x) for x in inside)
    return Markup("".join(parts) + (f">{content}</{name}>" if content else "/>"))


def joined(elements: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(elements)


def linked(link: str | None, prefix: str, *inside: Markup, words: str | None = None, tabbed: bool = False) -> Markup:
    """A link around elements, or the elements alone; ``tabbed``: the keyboard stops at it (else a table has it)."""
    if link is None:
        return joined(inside)
    return tag("a", *inside, href=prefix + link, tabindex=None if tabbed else "-1", aria_label=words)


def shorten_label(words: str, most: int) -> str:
    """Words in at most so many characters, cut at a space where there is one near."""
    words = " ".join(plain(words).split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 0.6 else cut).rstrip(" ,;:–-") + "…"


def width_of(words: str, size: float) -> float:
    """About how wide words are in a sans-serif face: narrow and wide letters counted apart."""
    narrow = sum(c in "iljtfr.,:;'’|! ()[]" for c in words)
    wide = sum(c in "MWmw@—…" or ord(c) > 0x2E80 for c in words)
    return size * (0.3 * narrow + 0.9 * wide + 0.56 * (len(words) - narrow - wide))
