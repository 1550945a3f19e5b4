"""Exports of Factiva (Dow Jones): the article format and the one with indexing; text, HTML, RTF or DOCX.

The layouts, as R package tm.plugin.factiva and Dow Jones' field names document them:

- *with indexing*: two-letter codes before each field (HD headline, BY byline, WC words, PD date, ET time, SN
  source, LA language, LP lead paragraph, TD text, AN accession number), in a table or on lines of their own;
- *article*: the same fields in the same order without codes: section, headline, byline, "812 words", date, time,
  source, its code, edition, page, language, copyright, the text, "Document HVN0000020240508ek58000b9".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.sources.clean import clean_line, clean_text
from dragoman.sources.columns import read_language
from dragoman.sources.dates import parse_published
from dragoman.sources.exports import ADVICE_ARTICLE, ADVICE_CUT, Exported, make_export_item, to_blocks, to_paragraphs
from dragoman.sources.items import Fault, Item, Origin, clip

_CODES = "SE|HD|CLM|BY|CR|WC|PD|ET|SN|SC|NGC|GC|ED|PG|VOL|LA|CY|LP|TD|ART|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|DE|CX|RST"
_CODE = re.compile(rf"^\s*(?P<code>{_CODES})(?:[ \xa0]*\t[ \xa0]*|[ \xa0]{{2,}}|[ \xa0]*$)(?P<rest>.*)$")
_BODY_CODES = ("LP", "TD")
_END = re.compile(r"^\s*(?:Document|Documento|Dokument|文件|文書)\s+[A-Za-z]{1,10}\d{6,}\w*\s*$")
_WORDS = re.compile(
    r"^\s*\d[\d,.\xa0 ]{0,8}\s*(?:words?|mots|Wörter|W[oö]rt|palabras|parole|palavras|woorden|ord|字)\s*$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"^\s*(?:\(c\)|©|copyright\b|all rights reserved|alle rechte|tous droits|\d{4},? .{2,80} all rights reserved)",
    re.IGNORECASE,
)
_TIME = re.compile(r"^\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]M)?\s*(?:GMT|UTC)?\s*$", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"^[A-Z][A-Z0-9]{1,9}$")
_BYLINE = re.compile(r"^\s*(?:by|von|par|por|di)\s+\S", re.IGNORECASE)
_NAME_WORD = re.compile(r"^(?:[A-ZÀ-Þ][\w.'’-]*|and|de|van|von|der|la|le|di|da|bin|al|&)[,;]?$")
_FEET = re.compile(r"^\s*(?:Page \d+ of \d+.*|.{0,40}Factiva, Inc\..*|Search Summary)\s*$", re.IGNORECASE)
_CUT = "\x00"  # stands for the end mark that is not there
_LONGEST_HEAD_LINE = 90  # characters; longer ones are prose
_SHORTEST_WRAPPED = 40  # characters; a line that goes on in the next is longer
_HEAD_LINES = 14  # between the word count and the text


def is_factiva(text: str) -> bool:
    """Whether text is an export of Factiva."""
    codes = {found["code"] for line in text[:400_000].split("\n") if (found := _CODE.match(line))}
    if {"HD", "PD", "SN"} <= codes and codes & {"TD", "LP"}:
        return True
    return any(_END.match(line) for line in text.split("\n")) and any(_WORDS.match(line) for line in text.split("\n"))


def read_factiva(lines: Sequence[str], origin: Origin, wrapped: bool) -> Iterator[Item | Fault]:
    """The articles of an export.

    Args:
        lines: the document's lines.
        origin: where.
        wrapped: the lines are those of a text file, broken at some column; else each is a paragraph.
    """
    lines = [line for raw in lines for line in _keep_tabs(raw).split("\n") if not _FEET.match(line)]
    is_coded = sum(1 for line in lines if (found := _CODE.match(line)) and found["code"] in ("HD", "TD", "LP")) > 1
    parts = list(_split_coded(lines) if is_coded else _split_plain(lines))
    for number, part in enumerate(parts, 1):
        place = f"article {number}"
        yield _read_coded(part, origin, place, wrapped) if is_coded else _read_plain(part, origin, place, wrapped)
    if not parts:
        advice = "Export the articles in full text, with or without indexing."
        yield origin.fault("the export holds no article", advice, "no-article")


def _keep_tabs(line: str) -> str:
    """Cleaned text in which the tabs, which part a code from its field, are still there."""
    return "\t".join(clean_text(part) for part in line.split("\t"))


# ---------------------------------------------------------------- with codes
def _split_coded(lines: Sequence[str]) -> Iterator[list[str]]:
    """An article ends with its number (AN), or where a second headline begins."""
    part: list[str] = []
    headed = ended = False
    for line in lines:
        found = _CODE.match(line)
        code = found["code"] if found else None
        if (ended and code is not None) or (code == "HD" and headed) or (code == "SE" and headed):
            yield part
            part, headed, ended = [], False, False
        headed = headed or code == "HD"
        ended = ended or (code == "AN" and headed) or (_END.match(line) is not None and headed)
        part.append(line)
    if headed:
        yield part


def _read_coded(lines: Sequence[str], origin: Origin, place: str, wrapped: bool) -> Item | Fault:
    fields: dict[str, list[str]] = {}
    own: list[str] = []
    for line in lines:
        if found := _CODE.match(line):
            own = fields.setdefault(found["code"], [])
            if found["rest"].strip():
                own.append(found["rest"])
        elif not _END.match(line):
            own.append(line)

    def one(code: str) -> str:
        return clean_line(" ".join(fields.get(code, ())).replace("\t", " "))

    body = [line for code in _BODY_CODES for line in [*fields.get(code, ()), ""]]
    return make_export_item(
        Exported(
            title=one("HD") or None,
            outlet=one("SN") or None,
            dated=one("PD"),
            body=to_paragraphs([line.replace("\t", " ") for line in body], wrapped),
            byline=one("BY"),
            language=one("LA"),
        ),
        origin,
        place,
    )


# ---------------------------------------------------------------- without codes
def _split_plain(lines: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        if _END.match(line):
            yield part
            part = []
        else:
            part.append(line)
    if _find_anchor(part) is not None:
        yield [*part, _CUT]


def _read_plain(lines: Sequence[str], origin: Origin, place: str, wrapped: bool) -> Item | Fault:
    if lines[-1:] == [_CUT]:
        return origin.fault("the export is cut off in this article", ADVICE_CUT, "damaged", place)
    lines = [clean_line(line) for line in lines]
    anchor = _find_anchor(lines)
    if anchor is None:
        told = clip(" ".join(lines), 60) or "nothing"
        problem = f"there is no article here but: {told}"
        return origin.fault(problem, ADVICE_ARTICLE, "no-text", place)
    title, byline = _name_article(lines[:anchor], wrapped)
    at = anchor + 1
    head: list[str] = []
    while at < len(lines) and len(head) < _HEAD_LINES:
        if lines[at]:
            head.append(lines[at])
            if _COPYRIGHT.match(lines[at]):
                break
        at += 1
    if not head or not _COPYRIGHT.match(head[-1]):  # no copyright line: the head ends with the language
        at, head = _head_to_language(lines, anchor)
    body = lines[at + 1 :]
    while body and (not body[0] or _COPYRIGHT.match(body[0]) or body[0].casefold() == "all rights reserved."):
        body.pop(0)
    dated = next((line for line in head if parse_published(line)), "")
    named = [line for line in head if line != dated and not _TIME.match(line) and not _SOURCE_CODE.match(line)]
    spoken = next((line for line in named if len(line.split()) == 1 and read_language(line)), None)
    outlet = next((line for line in named if line != spoken and not _COPYRIGHT.match(line) and _is_name(line)), None)
    article = Exported(title, outlet, dated, to_paragraphs(body, wrapped), byline, spoken)
    return make_export_item(article, origin, place)


def _find_anchor(lines: Sequence[str]) -> int | None:
    """The line with the count of words that a date follows; the list of headlines on top has none on lines alone."""
    for k, line in enumerate(lines):
        if _WORDS.match(line):
            following = [x for x in lines[k + 1 : k + 6] if x][:2]
            if any(parse_published(x) for x in following):
                return k
    return None


def _head_to_language(lines: Sequence[str], anchor: int) -> tuple[int, list[str]]:
    """The head of an article without a copyright line: down to its language, or to an empty line or prose."""
    head: list[str] = []
    for k in range(anchor + 1, len(lines)):
        if len(head) > _HEAD_LINES or len(lines[k]) > _LONGEST_HEAD_LINE:
            break
        if lines[k]:
            head.append(lines[k])
            if len(lines[k]) > 3 and len(lines[k].split()) == 1 and read_language(lines[k]):
                return k, head
    last = anchor
    for k in range(anchor + 1, len(lines)):
        if not lines[k] or len(lines[k]) > _LONGEST_HEAD_LINE:
            break
        last = k
    return last, [line for line in lines[anchor + 1 : last + 1] if line]


def _name_article(above: Sequence[str], wrapped: bool) -> tuple[str | None, str]:
    """Headline and byline from the lines above the count of words.

    With the byline in one block with the count, the block before is the headline; else the last line that looks
    like names is the byline, and the line above it the headline (a section's name may stand on top).
    """
    blocks = to_blocks(above)
    if not blocks:
        return None, ""
    if above and above[-1] and wrapped and len(blocks) > 1:  # the last block goes on into the count of words
        return _join_headline(blocks[-2]), clean_line(" ".join(blocks[-1]))
    lines = blocks[-1] if len(blocks[-1]) > 1 or len(blocks) == 1 else [*blocks[-2][-1:], *blocks[-1]]
    if len(lines) > 1 and _is_byline(lines[-1], lines[-2]):
        return clean_line(lines[-2]), clean_line(lines[-1])
    return _join_headline(lines) if wrapped else clean_line(lines[-1]), ""


def _join_headline(lines: Sequence[str]) -> str:
    """A headline over several lines of a text file, without the section's name above it."""
    start = next((k for k, line in enumerate(lines) if len(line) >= _SHORTEST_WRAPPED), len(lines) - 1)
    return clean_line(" ".join(lines[start:]))


def _is_byline(line: str, above: str) -> bool:
    """Whether a line is the names of authors. A headline may look like names too, under the name of a section."""
    if _BYLINE.match(line):
        return True
    words, before = line.split(), above.split()
    is_named = 2 <= len(words) <= 6 and all(_NAME_WORD.match(word) for word in words) and not line.isupper()
    return is_named and len(before) >= 4 and len(before) > len(words)


def _is_name(line: str) -> bool:
    """Whether a line of the head may be the source's name: not an edition, a page or a number."""
    return bool(re.search(r"[^\W\d_]{2}", line)) and not re.match(r"(?:ED|PG|Page|Edition|Volume)\b", line)
