"""Where sentences, paragraphs and quotations begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from operator import and_
from typing import Generic, TypeVar

from dragoman.record import Quotation, Span

# Abbreviations after which a full stop does not end a sentence (a capital follows all the same).
ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "lt",
        "sgt",
        "capt",
        "cpl",
        "maj",
        "adm",
        "brig",
        "cmdr",
        "gov",
        "sen",
        "rep",
        "reps",
        "sens",
        "pres",
        "hon",
        "rev",
        "fr",
        "st",
        "mt",
        "ft",
        "vs",
        "v",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "i.e",
        "e.g",
        "approx",
        "dept",
        "est",
        "cf",
        "messrs",
        "insp",
        "supt",
        "det",
    ]
)
# Abbreviations that do end a sentence where a word follows that usually opens one; so does a letter ("plan B").
_MAY_END = frozenset(
    ["u.s", "u.k", "u.n", "e.u", "d.c", "a.m", "p.m", "ph.d", "inc", "ltd", "co", "corp", "etc", "jr", "sr"]
)
_USUAL_OPENER = re.compile(
    r"\W*(?:The|A|An|In|On|He|She|It|They|But|And|At|This|That|His|Her|Its|We|I|You|Then|There|These|Those|Their|Some|"
    r"Many|Most|Both|Yesterday|Today|When|While|After|Before|As|If|Meanwhile|However|Also)\b"
)
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|\n\s*\n|\n""")
_WORD_BEFORE = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_OPENERS = re.compile(r"\s*[\"'“‘«(\[]*\s*")
_LONGEST = 3000  # characters: a sentence longer than this is a page without full stops, and is parted at a blank
_DOUBLES = re.compile(r"[\"“”„‟«»]|``|''")
_SINGLES = re.compile(
    r"(?<![\w’'])[‘'](?=\w)(?!(?:tis|twas|em|til|cause|n|\d0s)\b)([^‘'’\n]|(?<=\w)[’'](?=\w)){2,400}?(?<=[\w.,!?…])[’'](?!\w)"
)
_WORD = re.compile(r"\w+")
T = TypeVar("T")


def find_sentences(text: str) -> list[Span]:
    """Sentences as spans in text order; a headline or other line without a full stop is one too."""
    out: list[Span] = []
    at = 0
    for m in _END.finditer(text):
        if m.start() < at or ("\n" not in m.group() and not _ends_sentence(text, m)):
            continue
        _add(out, text, at, m.start() if "\n" in m.group() else m.end())
        at = m.end()
    _add(out, text, at, len(text))
    return out


def _add(out: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        blank = max(text.rfind(" ", start, start + _LONGEST), text.find(" ", start, end))
        if blank < 0:
            break
        _add(out, text, start, blank)
        start = blank + 1
    if start < end:
        out.append((start, end))


def _ends_sentence(text: str, m: re.Match[str]) -> bool:
    opener = _OPENERS.match(text, m.end())
    after = text[opener.end() : opener.end() + 1] if opener else ""
    if after and not (after.isupper() or after.isdigit() or not after.isascii()):
        return False
    if m.group()[0] != "." or m.group().startswith(".."):
        return True
    before = _WORD_BEFORE.search(text, max(0, m.start() - 12), m.start())
    if not before:
        return True
    word = before[1].lower()
    if word in _MAY_END or (len(word) == 1 and before[1].isupper()):  # "J. Smith", "plan B. It"
        return _USUAL_OPENER.match(text, m.end()) is not None
    if word in ("no", "nos"):
        return not after.isdigit()  # "No. 10", but "He said no. They left."
    return word not in ABBREVIATIONS


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


class Sentences:
    """Sentences of a text, found by position."""

    def __init__(self, text: str) -> None:
        self.spans = find_sentences(text)
        self._starts = [s for s, _ in self.spans]

    def index(self, at: int) -> int:
        """The number of the sentence that holds (or precedes) the character ``at``."""
        return max(0, bisect_right(self._starts, at) - 1)

    def start(self, index: int) -> int:
        """Where a sentence begins; 0 for the first and what would be before it."""
        return self._starts[index] if 0 < index < len(self._starts) else 0

    def around(self, at: int) -> Span:
        """The sentence that holds the character ``at``."""
        return self.spans[self.index(at)] if self.spans else (0, 0)


def quoted_mask(text: str) -> bytearray:
    """1 for each character inside quotation marks, the marks included.

    Straight and curly double marks, guillemets (also „so“ and »so«), and single curly or straight marks that open
    before a word. A quotation still open at the end of its paragraph runs to that end, and the next paragraph starts
    outside (the way news sets a quotation that goes on); a closing mark with none open is ignored.
    """
    mask = bytearray(len(text))
    pos = 0
    for par in text.split("\n"):
        _mark_doubles(par, pos, mask)
        _mark_singles(par, pos, mask)
        pos += len(par) + 1
    return mask


def _mark_doubles(par: str, pos: int, mask: bytearray) -> None:
    start: int | None = None
    for m in _DOUBLES.finditer(par):
        c, opener = m.group(), par[start] if start is not None else ""
        if c in ('"', "''"):
            opens = start is None
        elif c + opener in ("“„", "«»"):  # „so“, »so«
            opens = False
        else:
            opens = c in ("“", "„", "‟", "«", "``") or (c == "»" and not opener and _turned_in(par, m.start()))
        if opens and start is None:
            inches = c == '"' and par[m.start() - 1 : m.start()].isdigit() and not par[m.end() : m.end() + 1].isalnum()
            start = None if inches else m.start()
        elif not opens and start is not None:
            mask[pos + start : pos + m.end()] = b"\x01" * (m.end() - start)
            start = None
    if start is not None:
        mask[pos + start : pos + len(par)] = b"\x01" * (len(par) - start)


def _turned_in(par: str, at: int) -> bool:
    return par[at + 1 : at + 2].isalnum() and not par[max(0, at - 1) : at].isalnum()


def _mark_singles(par: str, pos: int, mask: bytearray) -> None:
    for m in _SINGLES.finditer(par):
        mask[pos + m.start() : pos + m.end()] = b"\x01" * (m.end() - m.start())


def quotation_of(text: str, mask: bytearray, spans: tuple[Span, ...]) -> Quotation:
    """direct: every letter or digit of the spans is quoted; mixed: some; indirect: none."""
    if not any(1 in mask[s:e] for s, e in spans):
        return "indirect"
    inside = outside = False
    for s, e in spans:
        part = mask[s:e]
        letters = [c.isalnum() for c in text[s:e]]
        quoted = sum(map(and_, letters, part))
        inside = inside or quoted > 0
        outside = outside or quoted < sum(letters)
    if inside and not outside:
        return "direct"
    return "mixed" if inside else "indirect"


class SpanIndex(Generic[T]):
    """Things that stand somewhere in a text, found by position, in the order in which they were filed."""

    _BLOCK = 256  # characters

    def __init__(self) -> None:
        self._blocks: dict[int, list[tuple[int, T]]] = {}
        self._filed = 0

    def add(self, thing: T, spans: Iterable[Span]) -> None:
        """File a thing under the places where it stands."""
        self._filed += 1
        for block in {block for span in spans for block in self._of(span)}:
            self._blocks.setdefault(block, []).append((self._filed, thing))

    def near(self, span: Span) -> list[T]:
        """What may share a character with ``span``: all that does, and what stands close."""
        found = {number: thing for block in self._of(span) for number, thing in self._blocks.get(block, ())}
        return [found[number] for number in sorted(found)]

    def _of(self, span: Span) -> range:
        return range(span[0] // self._BLOCK, max(span[0], span[1] - 1) // self._BLOCK + 1)


class WordIndex:
    """The words of a text by where they stand, so that many names are looked for without reading it for each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at: dict[str, list[int]] = {}
        for m in _WORD.finditer(text):
            self._at.setdefault(m.group(), []).append(m.start())

    def find(self, words: str, *, any_case: bool = False) -> list[int]:
        """Where ``words`` begin as whole words, in order, not overlapping; ``any_case``: but for their first letter."""
        first = {*words[0].upper(), *words[0].lower()} if any_case and words[0].isalpha() else {words[0]}
        rarest: list[int] | None = None
        for m in _WORD.finditer(words):
            forms = [c + m.group()[1:] for c in first] if m.start() == 0 else [m.group()]
            lists = [self._at.get(form, []) for form in forms]
            if rarest is None or sum(map(len, lists)) < len(rarest):
                rarest = [at - m.start() for places in lists for at in places]
        out: list[int] = []
        for at in sorted(rarest or []):
            if at >= (out[-1] + len(words) if out else 0) and self._stands_at(at, words, first):
                out.append(at)
        return out

    def _stands_at(self, at: int, words: str, first: set[str]) -> bool:
        text, end = self.text, at + len(words)
        return (
            text[at] in first
            and text.startswith(words[1:], at + 1)
            and not (at and _WORD.match(text, at - 1, at))
            and not _WORD.match(text, end, end + 1)
        )
