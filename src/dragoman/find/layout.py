"""Where sentences, paragraphs and quotations begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right

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


class Sentences:
    """Sentences of a text, found by position."""

    def __init__(self, text: str) -> None:
        self.spans = find_sentences(text)
        self._starts = [s for s, _ in self.spans]

    def index(self, at: int) -> int:
        """The number of the sentence that holds (or precedes) the character ``at``."""
        return max(0, bisect_right(self._starts, at) - 1)

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
    for m in re.finditer(r"[\"“”„‟«»]|``|''", par):
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
    for m in re.finditer(
        r"(?<![\w’'])[‘'](?=\w)(?!(?:tis|twas|em|til|cause|n|\d0s)\b)([^‘'’\n]|(?<=\w)[’'](?=\w)){2,400}?(?<=[\w.,!?…])[’'](?!\w)",
        par,
    ):
        mask[pos + m.start() : pos + m.end()] = b"\x01" * (m.end() - m.start())


def quotation_of(text: str, mask: bytearray, spans: tuple[Span, ...]) -> Quotation:
    """direct: every letter or digit of the spans is quoted; mixed: some; indirect: none."""
    inside = outside = 0
    for s, e in spans:
        for i in range(s, e):
            if text[i].isalnum():
                if mask[i]:
                    inside += 1
                else:
                    outside += 1
    if inside and not outside:
        return "direct"
    return "mixed" if inside else "indirect"
