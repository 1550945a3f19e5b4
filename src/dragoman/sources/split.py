"""From the lines of a page to articles: what is dropped, what is rejoined, where the next article starts.

Shared by plain text and HTML, since both come down to a list of paragraphs. The steps, in order:
1. sort: each paragraph is prose, furniture (with a reason) or a credit (byline, date line);
2. cut: a headline in the middle starts a new article;
3. join: a paragraph broken in the middle of a sentence is made whole again;
4. head: what stands above the first long paragraph is headline, standfirst or leftovers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.record import Dropped
from dragoman.sources.bylines import Credit, read_credit, read_dateline
from dragoman.sources.furniture import drop_reason, opens_comments, opens_teasers
from dragoman.sources.outlets import fold_name, outlet_of_name

_TERMINAL = re.compile(r"[.!?…。！？؟۔।:][\"'”’»)\]]*$|[\"”»]$")
_HEADLINE_END = re.compile(r"[.,;:…。،](?:[\"'”’»)\]]*)$")
_LIST_MARK = re.compile(r"^(?:[-*•·▪–—]|\d{1,2}[.)])\s")
_DANGLING = re.compile(
    r"(?:,|;|[–—(]|\b(?:the|a|an|of|and|or|to|in|on|at|by|for|with|from|that|which|who|whose|is|are|was|were|has|have|had|"
    r"said|as|than|but|because|after|before|between|into|over|under|about|against|told|its|his|her|their|not|will|would))$",
    re.IGNORECASE,
)
_LOWER_NAMES = re.compile(r"^(?:al|el|an|as|ash|bin|ibn|van|von|de|der|di|da|du|la|le)[- ][A-Z]")
_STOP = frozenset(
    """
    the a an of to in on at by for with from as is are was were be been it its this that and or but
    has have had he she they his her their will would after over not no new says said say amid who
    what how why when
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_DIALOGUE = re.compile(r"^[A-Z][A-Z.'’ -]+:\s|[<>]")  # the turns of an interview, leftovers of markup
_SOURCE_TAG = re.compile(r"\s[–—-]\s+[^–—]{2,40}$|^[^:]{3,40}:\s")
_LEAD_WORDS = 8  # a lead has at least as many
_BODY_LETTERS = 20  # less than this is no article
_STUB = 200  # characters; less than this is no article beside one that is several times longer
_AGENCY_NAME = re.compile(
    r"\b(?:news|agency|wire|press|times|post|herald|tribune|courier|dispatch|monitor|gazette|journal|daily|radio|tv)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]*(?=\s|$)")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a page. ``level`` is 1 to 6 for a heading of the markup, -1 for a list item, else 0."""

    text: str
    level: int = 0


@dataclass
class Draft:
    """An article in the making; the only mutable thing in this package, gone once documents are made."""

    title: str | None = None
    body: list[str] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    declared_language: str | None = None
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Headline first, paragraphs parted by a blank line."""
        return "\n\n".join([self.title, *self.body] if self.title else self.body)


@dataclass
class _Item:
    """A paragraph with what step 1 found out about it."""

    text: str
    level: int
    reason: str | None = None
    credit: Credit | None = None

    @property
    def is_prose(self) -> bool:
        return self.reason is None


def make_drafts(paragraphs: Sequence[Paragraph], page_title: str | None = None) -> list[Draft]:
    """The articles that a list of cleaned paragraphs holds; none if there is only furniture.

    Args:
        paragraphs: the page.
        page_title: what the page's metadata call it; it helps to choose among the lines above an article.
    """
    items = _sort(paragraphs)
    starts = _find_starts(items)
    drafts = [_make_draft(items[a:b], page_title) for a, b in zip(starts, [*starts[1:], len(items)], strict=True)]
    return _merge_empty(drafts)


def _sort(paragraphs: Sequence[Paragraph]) -> list[_Item]:
    """Step 1. A marker such as "Most read" or "3 Comments" also claims the lines after it."""
    items: list[_Item] = []
    claim: str | None = None
    prose = 0  # characters since the last heading or marker: comments come only after an article
    for i, paragraph in enumerate(paragraphs):
        item = _Item(paragraph.text, paragraph.level)
        items.append(item)
        item.credit = read_credit(item.text)
        item.reason = "byline" if item.credit else drop_reason(item.text)
        if opens_teasers(item.text):
            claim = "teaser"
        elif opens_comments(item.text) and prose > 400:
            claim = "comment"
        elif claim == "comment" and item.credit:  # the date of a comment is not the article's
            item.credit, item.reason = None, claim
        elif claim and item.reason is None:
            if _starts_article(paragraphs, i, strict=True):
                claim, prose = None, 0
            elif claim == "comment" or is_title_like(item.text):
                item.reason = claim
            else:
                claim = None
        if item.reason is None:
            prose += len(item.text)
    return items


def _find_starts(items: Sequence[_Item]) -> list[int]:
    """Step 2: the indices at which articles start. The first is 0."""
    kept = [(i, item) for i, item in enumerate(items) if item.is_prose]
    paragraphs = [Paragraph(item.text, item.level) for _, item in kept]
    starts = [0]
    first_title = next((p for p in paragraphs if p.level > 0), None)
    for k in range(1, len(kept)):
        i, _ = kept[k]
        has_credit = any(item.credit for item in items[i + 1 : i + 4] if not item.is_prose)
        if not _follows_an_end(kept[k - 1][1]):
            continue
        if _starts_article(paragraphs, k, has_credit=has_credit, first_title=first_title):
            if not any(_is_lead(p.text) for p in paragraphs[_position(kept, starts[-1]) : k]):
                continue  # nothing but short lines above: still the head of the same article
            starts.append(_with_credits_above(items, i, starts[-1]))
    return starts


def _position(kept: Sequence[tuple[int, _Item]], start: int) -> int:
    low, high = 0, len(kept)
    while low < high:
        middle = (low + high) // 2
        if kept[middle][0] < start:
            low = middle + 1
        else:
            high = middle
    return low


def _follows_an_end(previous: _Item) -> bool:
    return bool(_TERMINAL.search(previous.text[-8:])) or previous.level > 0 or is_title_like(previous.text)


def _with_credits_above(items: Sequence[_Item], start: int, last: int) -> int:
    """A date or byline right above a headline belongs to it, unless it has its own below."""
    if any(item.credit for item in items[start + 1 : start + 4]):
        return start
    above = start
    while above - 1 > last and items[above - 1].credit:
        above -= 1
    if any(item.credit for item in items[last:above]):
        return above
    return start


def _starts_article(
    paragraphs: Sequence[Paragraph],
    k: int,
    *,
    has_credit: bool = False,
    first_title: Paragraph | None = None,
    strict: bool = False,
) -> bool:
    """Whether paragraph ``k`` is the headline of an article whose lead follows it.

    A subheading looks like a headline; what tells them apart is that a lead restates its headline. Measured
    on made-up pages: three shared words and half of the headline keep subheadings of two to four words
    inside.
    """
    line = paragraphs[k]
    if not is_title_like(line.text):
        return False
    lead = next((p for p in paragraphs[k + 1 : k + 3] if p.level <= 0 and _is_lead(p.text)), None)
    if lead is None:
        return False
    if line.level == 1 and first_title is not None and first_title.level == 1 and not strict:
        return len(line.text.split()) >= 4
    shared, share = restated(line.text, lead.text)
    dateline = read_dateline(lead.text)[2]
    if has_credit or dateline:
        return shared >= 2 and share >= 0.25
    if _SOURCE_TAG.search(line.text):
        return shared >= 3 and share >= 0.4
    return shared >= 3 and share >= 0.5


def restated(headline: str, lead: str) -> tuple[int, float]:
    """How many of the headline's content words the lead has too, and their share."""
    wanted = {w for w in map(_stem, _WORD.findall(headline)) if w}
    had = {w for w in map(_stem, _WORD.findall(lead)[:70]) if w}
    if not wanted:
        return 0, 0.0
    shared = sum(1 for w in wanted if w in had or any(_same(w, other) for other in had))
    return shared, shared / len(wanted)


def _stem(word: str) -> str:
    folded = re.sub(r"[’']s?$", "", word.casefold())
    return "" if folded in _STOP else folded


def _same(first: str, second: str) -> bool:
    """Forms of one word: one starts the other ("Iran", "Iranian"), or six letters agree ("sanctions",
    "sanctioned").
    """
    short, long = sorted((first, second), key=len)
    return len(short) >= 4 and (long.startswith(short) or (len(short) >= 7 and long[:6] == short[:6]))


def is_title_like(line: str) -> bool:
    """A short line without an end mark that starts like a title."""
    words = line.split()
    if not 2 <= len(words) <= 24 or len(line) > 170 or _HEADLINE_END.search(line) or _LIST_MARK.match(line):
        return False
    if _DIALOGUE.search(line):
        return False
    first = line.lstrip("\"'“‘«([")[:1]
    return bool(first) and not first.islower()


def _is_label(line: str) -> bool:
    """A line of the head: a title, or a word such as a section's name."""
    return is_title_like(line) or (len(line) <= 30 and not _TERMINAL.search(line))


def _is_lead(text: str) -> bool:
    return (
        len(text) >= 45
        and (len(text.split()) >= _LEAD_WORDS or not text.isascii())
        and bool(_TERMINAL.search(text[-8:]))
    )


def _make_draft(items: Sequence[_Item], page_title: str | None) -> Draft:
    draft = Draft()
    prose = [item for item in items if item.is_prose]
    _read_credits(draft, items)
    lines = _join(prose)
    head = _head_length(lines)
    _read_head(draft, lines[:head], lines[head].text if head < len(lines) else "", page_title)
    draft.body.extend(line.text for line in lines[head:])
    for item in items:
        if item.reason:
            draft.dropped.append(Dropped(item.text, item.reason))
    if draft.body:
        agency, published, _ = read_dateline(draft.body[0])
        draft.outlet = draft.outlet or outlet_of_name(agency) or _agency_name(agency)
        draft.published = draft.published or published
    return draft


def _agency_name(name: str | None) -> str | None:
    """An agency that the table does not know, if its name says that it is one ("Rift News Agency")."""
    return name if name and len(name.split()) > 1 and _AGENCY_NAME.search(name) else None


def _read_credits(draft: Draft, items: Sequence[_Item]) -> None:
    ranked: list[tuple[int, int, str]] = []
    prose, teasers = 0, False
    for i, item in enumerate(items):
        prose += len(item.text) if item.is_prose else 0
        teasers = teasers or (item.reason == "teaser" and prose > 400)
        if item.credit is None:
            continue
        if teasers and item.credit.rank == 1 and not item.credit.authors:
            item.reason = "date line"  # of another article, in a list below this one
            continue
        draft.authors = draft.authors or item.credit.authors
        if item.credit.published:
            ranked.append((item.credit.rank, i, item.credit.published))
            item.reason = "byline" if item.credit.authors else "date line"
    if ranked:
        draft.published = min(ranked)[2]


def _join(items: Sequence[_Item]) -> list[Paragraph]:
    """Step 3. Two pieces of one sentence are joined; a headline, a list item and a whole sentence are not."""
    lines: list[Paragraph] = []
    pieces: list[str] = []  # of the last line; joined late, so that a million pieces stay linear
    for item in items:
        last = pieces[-1] if pieces else ""
        if pieces and not item.level and not lines[-1].level and _continues(last, item.text):
            pieces.append(item.text)
            continue
        if len(pieces) > 1:
            lines[-1] = Paragraph(" ".join(pieces))
        lines.append(Paragraph(item.text, item.level))
        pieces = [item.text]
    if len(pieces) > 1:
        lines[-1] = Paragraph(" ".join(pieces))
    return lines


def _continues(first: str, second: str) -> bool:
    if _TERMINAL.search(first[-8:]) or _LIST_MARK.match(second) or not second:
        return False
    start = second.lstrip("\"'“‘«(")[:1]
    if second[0] in ",;.)”»":
        return True
    if _DANGLING.search(first[-12:]):
        return True
    return start.islower() and not _LOWER_NAMES.match(second) and not _LIST_MARK.match(first)


def _head_length(lines: Sequence[Paragraph]) -> int:
    """How many lines stand above the first paragraph of prose."""
    for i, line in enumerate(lines):
        if line.level <= 0 and not (i < 8 and _is_label(line.text)):
            return i
    return min(len(lines), 1) if lines and (lines[0].level > 0 or len(lines) > 1) else 0


def _read_head(draft: Draft, head: Sequence[Paragraph], lead: str, page_title: str | None) -> None:
    """Step 4: choose the headline; keep standfirsts after it, drop stray labels around it."""
    if not head:
        return

    wanted = fold_name(page_title or "")

    def merit(i: int) -> tuple[float, int]:
        words = len(head[i].text.split())
        if words > 2 and fold_name(head[i].text) in wanted:
            return 100 + words, -i
        level = {1: 6.0, 2: 2.0, 3: 1.0}.get(head[i].level, 0.0)
        return min(words, 9) + 6 * restated(head[i].text, lead)[1] * min(1.0, words / 5) + level - i, -i

    best = max(range(len(head)), key=merit)
    if not lead and len(head) == 1 and head[0].level <= 0:
        draft.body.append(head[0].text)
        return
    draft.title = re.sub(r"^#{1,3}\s+|^(?:headline|title)\s*:\s+", "", head[best].text, flags=re.IGNORECASE)
    for i, line in enumerate(head):
        if i == best:
            continue
        if outlet := outlet_of_name(line.text):
            draft.outlet = draft.outlet or outlet
            draft.dropped.append(Dropped(line.text, "navigation"))
        elif i > best and len(line.text.split()) >= 4:
            draft.body.append(line.text)
        else:
            draft.dropped.append(Dropped(line.text, "navigation"))


def _merge_empty(drafts: list[Draft]) -> list[Draft]:
    """Give what a piece without any prose dropped to its neighbour, so that nothing goes unlisted."""
    full = [d for d in drafts if has_article(d.body)]
    for i, draft in enumerate(drafts):
        if not has_article(draft.body) and full:
            neighbour = next((d for d in reversed(drafts[:i]) if has_article(d.body)), full[0])
            if draft.title:
                draft.dropped.insert(0, Dropped(draft.title, "navigation"))
            neighbour.dropped.extend(draft.dropped)
            neighbour.dropped.extend(Dropped(text, "outside the article") for text in draft.body)
    return full


def drop_stubs(drafts: list[Draft]) -> list[Draft]:
    """Drop comments, boxes and remarks that were taken for articles beside a clearly longer one."""
    longest = max((len("".join(d.body)) for d in drafts), default=0)
    full = [d for d in drafts if not _is_stub(d, longest)]
    for i, draft in enumerate(drafts):
        if any(draft is kept for kept in full):
            continue
        neighbour = next((d for d in reversed(drafts[:i]) if any(d is k for k in full)), full[0])
        if draft.title:
            neighbour.dropped.append(Dropped(draft.title, "outside the article"))
        neighbour.dropped.extend(Dropped(text, "outside the article") for text in draft.body)
        neighbour.dropped.extend(draft.dropped)
    return full


def _is_stub(draft: Draft, longest: int) -> bool:
    """A short piece is an article only with a headline, and with a second sentence, a credit or a lead
    that restates the headline.
    """
    text = " ".join(draft.body)
    if len(text) >= _STUB or longest < max(_STUB, 3 * len(text)):
        return False
    if not draft.title:
        return True
    if draft.authors or draft.published or len(_SENTENCE_END.findall(text)) >= 2:
        return False
    return restated(draft.title, text)[0] < 2


def has_article(body: Sequence[str]) -> bool:
    """Whether paragraphs hold enough letters to be an article."""
    letters = 0
    for paragraph in body:
        letters += sum(1 for character in paragraph[:200] if character.isalpha())
        if letters >= _BODY_LETTERS:
            return True
    return False
