"""Exports of Nexis: Nexis Uni and Lexis Advance (DOCX, RTF, text), and the older nexis.com and LexisNexis
Academic (text, HTML, RTF).

One file holds many articles. The layouts, as R packages LexisNexisTools and tm.plugin.lexisnexis document them:

- *new*: a cover page; then per article headline, outlet, date, copyright; lines such as "Section:", "Length:",
  "Byline:"; "Body"; the text; "Classification", "Load-Date:"; "End of Document".
- *old*: "3 of 120 DOCUMENTS"; outlet, date, headline; blocks such as "BYLINE:", "LENGTH:"; the text; "LOAD-DATE:",
  "LANGUAGE:", copyright.

Catalogue lines (length, load date, subjects, copyright, picture captions) are no part of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.sources.clean import clean_line, clean_text
from dragoman.sources.exports import ADVICE_ARTICLE, ADVICE_CUT, Exported, make_export_item, to_blocks, to_paragraphs
from dragoman.sources.items import Fault, Item, Origin, clip

_OLD_START = re.compile(
    r"^\s*(?:\d{1,6} of \d{1,6} DOCUMENTS?|Dokument \d{1,6} von \d{1,6}|Document \d{1,6} de \d{1,6})\s*$", re.MULTILINE
)
_NEW_END = re.compile(r"^\s*(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento)\s*$", re.MULTILINE)
_NEW_BODY = re.compile(r"^\s*(?:Body|Text|Volltext|Corps)\s*$")
_NEW_CATALOGUE = re.compile(r"^\s*(?:Classification|Klassifizierung|Classement)\s*$")
_NEW_TAIL = re.compile(
    r"^\s*(?:Notes|Graphics?|Grafik|Corrections?|Correction-Date|Enhancement|Load-Date:.*|Language:.*)\s*$"
)
_CAPTION_LINES = 20
_CUT = "\x00"  # stands for the end mark that is not there
_NEW_LABEL = re.compile(r"^(?P<name>[A-Z][A-Za-z-]+(?: [A-Z][a-z]+)?):[ \xa0]+(?P<value>\S.*)$")
_NEW_TAIL_LABEL = re.compile(
    r"^(?:Load-Date|Language|Publication-Type|Journal Code|Subject|Industry|Company|Organization|Person|Geographic|"
    r"Ticker|Acc-No|Sprache|Langue):[ \xa0]", re.IGNORECASE
)  # fmt: skip
_OLD_LABEL = re.compile(r"^(?P<name>[A-ZÄÖÜÉ][A-ZÄÖÜÉ -]{2,24}):\s*(?P<value>.*)$", re.DOTALL)
_OLD_TAIL = re.compile(
    r"^(?:LOAD-DATE|LANGUAGE|GRAPHIC|PUBLICATION-TYPE|JOURNAL-CODE|DOCUMENT-TYPE|CORRECTION-DATE|CORRECTION|SUBJECT|"
    r"COMPANY|ORGANIZATION|PERSON|GEOGRAPHIC|INDUSTRY|TICKER|CITY|STATE|COUNTRY|TYPE|URL|ACC-NO|PUB-TYPE|DISTRIBUTION|"
    r"NOTES|SERIES|UPDATE|SPRACHE|GRAFIK|LANGUE|DATE-CHARGEMENT|TYPE-PUBLICATION|PUBLIKATIONSTYP|ZEITUNGS-CODE):"
)
_HEAD_NAMES = {
    "byline": "byline", "author": "byline", "autor": "byline", "auteur": "byline", "headline": "headline",
    "highlight": "highlight", "section": "section", "rubrik": "section", "rubrique": "section", "length": "length",
    "länge": "length", "longueur": "length", "dateline": "dateline", "ortsmarke": "dateline", "show": "show",
    "anchors": "anchors", "guests": "guests", "edition": "edition", "column": "column",
}  # fmt: skip
_LANGUAGE_NAMES = frozenset(("language", "sprache", "langue"))
_COVER = re.compile(
    r"^\s*(?:Client/Matter|Mandant|Search T|Suchbegriffe|Suchtyp|Narrowed by|Eingegrenzt|Documents? \(\d|Job Number|"
    r"Date and Time|User Name|\d+\. )"
)
_DATE_START = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|\d{1,2}\.?\s+[A-Za-zäéû]{3,10}\.?,?\s+\d{4}|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december),?\s+\d{4}\b|"
    r"\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^\s*(?:copyright\b|©|\(c\)\s|all rights reserved|alle rechte vorbehalten)", re.IGNORECASE)
_PAGE_MARK = re.compile(r"^\s*(?:Page \d+ of \d+|Page \d+)\s*$")


def is_nexis(text: str) -> bool:
    """Whether text is an export of Nexis."""
    if _OLD_START.search(text) and re.search(r"^\s*(?:LENGTH|LÄNGE|LONGUEUR|LOAD-DATE|LANGUAGE|SPRACHE):", text, re.M):
        return True
    return bool(_NEW_END.search(text) and re.search(r"^\s*(?:Body|Load-Date:|Length:|Classification)", text, re.M))


def read_nexis(lines: Sequence[str], origin: Origin, wrapped: bool) -> Iterator[Item | Fault]:
    """The articles of an export.

    Args:
        lines: the document's lines.
        origin: where.
        wrapped: the lines are those of a text file, broken at some column; else each is a paragraph.
    """
    lines = [line for raw in lines for line in clean_text(raw).split("\n") if not _PAGE_MARK.match(line)]
    is_old = any(_OLD_START.match(line) for line in lines)
    parts = _split_old(lines) if is_old else _split_new(lines)
    number = 0
    for number, part in enumerate(parts, 1):
        place = f"article {number}"
        yield _read_old(part, origin, place, wrapped) if is_old else _read_new(part, origin, place, wrapped)
    if number == 0:
        yield origin.fault("the export holds no article", "Export the articles in full text.", "no-article")


# ---------------------------------------------------------------- the new layout
def _split_new(lines: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        if _NEW_END.match(line):
            yield part
            part = []
        else:
            part.append(line)
    if any(_NEW_BODY.match(line) for line in part):
        yield [*part, _CUT]


def _read_new(lines: list[str], origin: Origin, place: str, wrapped: bool) -> Item | Fault:
    if lines[-1:] == [_CUT]:
        return origin.fault("the export is cut off in this article", ADVICE_CUT, "damaged", place)
    start = next((k for k, line in enumerate(lines) if _NEW_BODY.match(line)), None)
    head = lines[:start] if start is not None else _head_without_body(lines)
    dates = [k for k, line in enumerate(head) if _DATE_START.match(line.strip()) and len(line) < 80]
    if start is None and not dates:
        told = clip(" ".join(lines), 60) or "nothing"
        return origin.fault(f"there is no article here but: {told}", ADVICE_ARTICLE, "no-text", place)
    dated = dates[-1] if dates else -1
    above = [line for line in (head[:dated] if dates else head) if line.strip()]
    title, outlet = _name_article(above if dates else above[:2], wrapped)
    body = lines[len(head) + (start is not None) :]
    end = _find_tail(body)
    fields = _read_labels(head[dated + 1 :])
    paragraphs = to_paragraphs(body[:end], wrapped)
    article = Exported(
        title=title,
        outlet=outlet,
        dated=head[dated] if dates else "",
        body=[fields["highlight"], *paragraphs] if paragraphs and "highlight" in fields else paragraphs,
        byline=fields.get("byline", ""),
        language=_read_labels(body[end:]).get("language"),
    )
    return make_export_item(article, origin, place)


def _head_without_body(lines: list[str]) -> list[str]:
    """The lines down to the last label, for an article that has no line "Body"."""
    last = -1
    for k, line in enumerate(lines[:60]):
        found = _NEW_LABEL.match(line)
        if found and found["name"].casefold() in _HEAD_NAMES:
            last = k
    return lines[: last + 1]


def _name_article(above: list[str], wrapped: bool) -> tuple[str | None, str | None]:
    """Headline and outlet from the lines above the date; a cover page may stand above those."""
    cover = max((k for k, line in enumerate(above) if _COVER.match(line)), default=-1)
    own = [clean_line(line) for line in above[cover + 1 :]]
    own = own[-2:] if cover >= 0 else own
    if len(own) < 2:
        return None, own[0] if own else None
    return (" ".join(own[:-1]) if wrapped else own[0]), own[-1]


def _read_labels(lines: Sequence[str]) -> dict[str, str]:
    """The fields that labels tell, by one name in whatever language and case they stand."""
    fields: dict[str, str] = {}
    for line in lines:
        found = _NEW_LABEL.match(line.strip()) or _OLD_LABEL.match(line.strip())
        label = found["name"].strip().casefold() if found else ""
        name = "language" if label in _LANGUAGE_NAMES else _HEAD_NAMES.get(label)
        if found and name:
            fields.setdefault(name, clean_line(found["value"]))
    return fields


def _find_tail(body: Sequence[str]) -> int:
    """Where the catalogue's lines begin: its heading, or the labels at the end; captions and notes stand before."""
    headings = [k for k, line in enumerate(body) if _NEW_CATALOGUE.match(line)]
    end = headings[-1] if headings else len(body)
    while not headings and end and (not body[end - 1].strip() or _NEW_TAIL_LABEL.match(body[end - 1].strip())):
        end -= 1
    for k in range(end - 1, max(-1, end - 1 - _CAPTION_LINES), -1):
        if _NEW_TAIL.match(body[k]):
            end = k
    return end


# ---------------------------------------------------------------- the old layout
def _split_old(lines: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] | None = None
    for line in lines:
        if _OLD_START.match(line):
            if part is not None:
                yield part
            part = []
        elif part is not None:
            part.append(line)
    if part is not None:
        yield part


def _read_old(lines: list[str], origin: Origin, place: str, wrapped: bool) -> Item | Fault:
    blocks = to_blocks(lines)
    flat = [clean_line(" ".join(block)) for block in blocks]
    if not flat:
        return origin.fault("there is no article here", ADVICE_ARTICLE, "no-text", place)
    dated = next((k for k, line in enumerate(flat[:6]) if _DATE_START.match(line)), -1)
    outlet = next((line for line in flat[: max(dated, 1)] if not _COPYRIGHT.match(line)), None)
    title, fields, at = _read_old_head(flat, max(dated, 0) + 1)
    end = next((k for k in range(at, len(flat)) if _OLD_TAIL.match(flat[k])), len(flat))
    language = _read_labels(flat[end:]).get("language")
    while end > at and _COPYRIGHT.match(flat[end - 1]):
        end -= 1
    body = to_paragraphs([line for block in blocks[at:end] for line in [*block, ""]], wrapped)
    standfirst = title[1:] + [fields[name] for name in ("highlight",) if name in fields]
    article = Exported(
        title=fields.get("headline") or (title[0] if title else None),
        outlet=outlet,
        dated=flat[dated] if dated >= 0 else "",
        body=standfirst + body if body else [],
        byline=fields.get("byline", ""),
        language=language,
    )
    return make_export_item(article, origin, place)


def _read_old_head(flat: Sequence[str], at: int) -> tuple[list[str], dict[str, str], int]:
    """Headline, labelled fields, and where the text begins: after the last label of the head."""
    title: list[str] = []
    fields: dict[str, str] = {}
    labelled = False
    while at < len(flat):
        label = _head_label(flat[at])
        if label is not None:
            name, value = label
            labelled = labelled or name != "show"
            fields.setdefault(name, value)
        elif not _COPYRIGHT.match(flat[at]):
            if labelled or not any(_head_label(line) for line in flat[at + 1 : at + 5]):
                break
            title.append(flat[at])
        at += 1
    return title, fields, at


def _head_label(line: str) -> tuple[str, str] | None:
    """The field that a block of the head begins with, and its value."""
    found = _OLD_LABEL.match(line)
    name = found["name"].strip().casefold() if found else ""
    return (_HEAD_NAMES[name], found["value"].strip()) if found and name in _HEAD_NAMES else None
