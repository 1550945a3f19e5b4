"""HTML to articles.

1. scan: one pass for blocks, metadata and containers (``scan``);
2. part: several containers with prose of their own are several articles;
3. extract: trafilatura on each part, which it can't split itself; the scan's blocks where it finds nothing,
   and on pages so large or so deep that a tree would cost too much;
4. split and clean: ``split.make_drafts``, as for plain text;
5. tell: titles, authors and dates, each to its own article; what was left out is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.record import Dropped
from dragoman.sources.bylines import read_credit
from dragoman.sources.clean import clean_line, clean_text
from dragoman.sources.dates import date_in_url
from dragoman.sources.furniture import drop_reason, opens_comments
from dragoman.sources.metadata import Told, read_hints, read_metadata
from dragoman.sources.outlets import fold_name
from dragoman.sources.scan import Block, Page, is_comment, is_container, scan
from dragoman.sources.split import Draft, Paragraph, drop_stubs, make_drafts, restated

_TREE_LENGTH = 3_000_000  # characters; trafilatura takes 10 s and 1 GB on a page of 10 MB
_TREE_ELEMENTS = 60_000
_TREE_DEPTH = 150  # libxml2 stops at 256, trafilatura recurses
_ARTICLE_WORDS = 50  # of prose that a container must have to be an article rather than a teaser
_MOST_DROPPED = 200
_WHOLE = -1  # a part that is the whole page
_REST = -2  # a part that is everything outside of the containers
_LEVELS = {"li": -1} | {f"h{level}": level for level in range(1, 7)}
_CREDIT_REASONS = {"author": "byline", "date": "date line"}
_LOOK_BACK = 12  # blocks above the body among which its headline and its date are looked for
_SHORT_COMMENT = 60  # words
_TIME_AGO = re.compile(
    r"\b(?:\d+|an?|one)\s?(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|"
    r"months?|y(?:ea)?rs?)\s+ago\b"
    r"|\bjust now\b",
    re.IGNORECASE,
)
_LIVE_POST = re.compile(r"[ _-](?:post|live|update|entry|story|news)", re.IGNORECASE)
_STAMP_LENGTH = 60  # characters; a longer line with "two hours ago" is prose
_AUTHOR_IS = (
    r"(?:,[^,.]{2,60},)?\s+(?:(?:covers|writes|reports|has (?:covered|reported|written)|"
    r"specialises|specializes)\b"
    r"|(?:is|was)\b.{0,60}?\b(?:reporter|correspondent|journalist|editor|columnist|writer|bureau chief|fellow|"
    r"commentator|contributor|freelancer)\b)"
)
_RESULT_BLOCKS = frozenset("head p quote list item table row code body".split())  # noqa: SIM905
_COMMENT_TAGS = frozenset("div section article aside ul ol li table form details".split())  # noqa: SIM905
_PROSE_TAGS = frozenset(
    """
    p blockquote li pre dd h1 h2 h3 h4 h5 h6
    """.split()  # noqa: SIM905
)


def read_html(html: str, url: str | None) -> tuple[list[Draft], list[tuple[str, str]]]:
    """The articles of an HTML page.

    Args:
        html: the page.
        url: where it was fetched from, if it was.

    Returns:
        The articles, and notes (code, message) on the page as a whole.
    """
    page = scan(html)
    comments = _find_comments(page)
    _mark_comments(page, comments)
    notes: list[tuple[str, str]] = []
    parts = _find_parts(page)
    small = len(html) <= _TREE_LENGTH and page.elements <= _TREE_ELEMENTS and page.depth <= _TREE_DEPTH
    if not small:
        notes.append(("simple-extractor", "the page is too large or too deeply nested for the full extractor."))
    tree = _parse(html, comments) if small else None
    whole, articles, address = read_metadata(page, url)
    posts: list[tuple[int, list[Draft]]] = []
    position = 0
    for part in parts:
        paragraphs = _extract(page, tree, part, parts)
        found = make_drafts(paragraphs, whole.title)
        _read_part_hints(found, page, part, parts, whole.outlet)
        if found:
            position = _look_above(found[0], page, whole, position)
            posts.append((part, found))
    drafts = drop_stubs([draft for _, found in posts for draft in found])
    _tell(drafts, whole, articles, page, address)
    for part, found in posts:
        _share_date(part, found, page)
    for draft in drafts:
        _drop_bio(draft)
    _list_left_out(drafts, page)
    return drafts, notes


def _find_comments(page: Page) -> set[int]:
    """The containers that hold readers' comments though no name says so.

    An ``<article>`` without a heading is a comment if it stands inside another ``<article>`` and is short, or
    if it has a line such as "2 hours ago"; what it holds is then of the same kind.
    """
    words: dict[int, int] = {}
    headed, stamped, wordy = set(), set(), set()
    for block in page.blocks:
        words[block.container] = words.get(block.container, 0) + len(block.text.split())
        if block.tag in ("h1", "h2", "h3", "h4"):
            headed.add(block.container)
        if len(block.text) <= _STAMP_LENGTH and _TIME_AGO.search(block.text):
            stamped.add(block.container)
        if _is_prose(block):
            wordy.add(block.container)
    longest = max(words.values(), default=0)
    found: set[int] = set()
    for container, parent in enumerate(page.parents):
        if parent in found:
            found.add(container)
            continue
        kind = page.kinds[container]
        if not kind.startswith("article") or container in headed or _LIVE_POST.search(kind):
            continue
        count = words.get(container, 0)
        short = 0 < count < _SHORT_COMMENT and longest >= 2 * count
        if short and (container in stamped or _is_inside_article(page, container, wordy)):
            found.add(container)
    return found


def _is_inside_article(page: Page, container: int, wordy: set[int]) -> bool:
    """Whether a container stands in another ``<article>`` that has text of its own."""
    parent = page.parents[container]
    while parent >= 0:
        if page.kinds[parent].startswith("article"):
            return parent in wordy
        parent = page.parents[parent]
    return False


def _mark_comments(page: Page, comments: set[int]) -> None:
    if comments:
        page.blocks = [
            replace(b, region="teaser" if b.links >= 0.5 else "comment") if b.container in comments else b
            for b in page.blocks
        ]
        page.hints = [replace(h, region="comment") if h.container in comments else h for h in page.hints]


def _find_parts(page: Page) -> list[int]:
    """Step 2: the containers that are articles; ``[_WHOLE]`` unless there are several.

    Short siblings of full articles count too (a live page has posts of one sentence), and so does what stands
    outside of all containers if it has a headline of its own.
    """
    words: dict[int, int] = {}
    for block in page.blocks:
        if _is_prose(block) and (len(block.text) >= 60 or block.tag == "p"):
            words[block.container] = words.get(block.container, 0) + len(block.text.split())
    full = [c for c, count in words.items() if c >= 0 and count >= _ARTICLE_WORDS]
    if len(full) == 1 and words[full[0]] >= 0.6 * sum(words.values()):
        return full
    if len(full) < 2:
        return [_WHOLE]
    kinds = {(page.parents[c], page.kinds[c]) for c in full}
    parts = sorted(c for c in words if c >= 0 and (page.parents[c], page.kinds[c]) in kinds)
    headed = any(b.container < 0 and b.tag == "h1" and b.region is None for b in page.blocks)
    return [_REST, *parts] if headed and words.get(-1, 0) >= _ARTICLE_WORDS else parts


def _is_prose(block: Block) -> bool:
    return block.region is None and block.links < 0.5 and (block.tag in _PROSE_TAGS or len(block.text) >= 60)


def _extract(page: Page, tree: Any, part: int, parts: Sequence[int]) -> list[Paragraph]:
    """Step 3 for one part."""
    inside = _inside(page, part, parts)
    own = [b for b in page.blocks if part == _WHOLE or b.container in inside]
    simple = [Paragraph(b.text, _LEVELS.get(b.tag, 0)) for b in own if _is_prose(b)]
    if not simple:  # a wrapper around everything may be named "social" or "sidebar"
        simple = [Paragraph(b.text, _LEVELS.get(b.tag, 0)) for b in own if b.tag in _PROSE_TAGS and b.links < 0.5]
    if tree is None or part == _REST:
        return simple
    full = _without_regions(_extract_with_trafilatura(tree, part, parts), own)
    if len(full) == 1 < len(simple):
        return simple  # its last resort puts all the text of a short page into one paragraph
    had = sum(len(p.text) for p in full)
    wanted = sum(len(p.text) for p in simple)
    # trafilatura gives up on short articles; inside one container, prose that it lost is more than noise.
    return simple if had < (0.6 if part >= 0 else 0.25) * wanted else full


def _without_regions(paragraphs: list[Paragraph], blocks: Sequence[Block]) -> list[Paragraph]:
    """Without what stands only in boxes of the page, unless that is most of it (a wrapper has such a name)."""
    text = {fold_name(b.text) for b in blocks if b.region is None}
    boxes = {fold_name(b.text) for b in blocks if b.region is not None} - text
    kept = [p for p in paragraphs if fold_name(p.text) not in boxes]
    if sum(len(p.text) for p in kept) < 0.6 * sum(len(p.text) for p in paragraphs):
        return paragraphs
    return kept


def _inside(page: Page, part: int, parts: Sequence[int]) -> set[int]:
    """A container and those nested in it, without other parts."""
    if part == _REST:
        return {-1}
    inside: set[int] = set()
    for container, parent in enumerate(page.parents):
        if container == part or (parent in inside and container not in parts):
            inside.add(container)
    return inside


@dataclass(frozen=True)
class _Tree:
    """A page's tree without its comments, and its containers in the order of the scan."""

    root: Any
    containers: list[Any]


def _parse(html: str, comments: set[int]) -> _Tree | None:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(html.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    containers = [e for e in elements if is_container(e.tag, e.attrib)]
    marked = {containers[c] for c in comments if c < len(containers)}
    for element in elements:
        named = element.tag in _COMMENT_TAGS and is_comment(element.attrib)
        if not (named or element in marked) or element.getparent() is None:
            continue
        if element.find(".//h1") is None:  # a wrapper around a whole page may have such a name
            element.drop_tree()
    return _Tree(root, containers)


def _extract_with_trafilatura(tree: _Tree, part: int, parts: Sequence[int]) -> list[Paragraph]:
    from trafilatura import bare_extraction

    piece = _cut_out(tree, part, parts)
    if piece is None:
        return []
    try:
        result = bare_extraction(piece, include_comments=False, favor_recall=True, with_metadata=False)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return []  # an error inside the extractor; the simple one takes over
    body = getattr(result, "body", None)
    return list(_read_body(body)) if body is not None else []


def _cut_out(tree: _Tree, part: int, parts: Sequence[int]) -> Any:
    """A page that holds only the given part, without the other parts nested in it."""
    from copy import deepcopy

    from lxml import html as lxml_html

    if part == _WHOLE:
        return deepcopy(tree.root)
    containers = tree.containers
    if part >= len(containers):
        return None
    marked = {containers[other] for other in parts if other != part and 0 <= other < len(containers)}
    inner = [e for e in containers[part].iter() if e in marked]
    for number, element in enumerate(inner):
        element.set("data-dragoman-part", str(number))
    copy = deepcopy(containers[part])
    copy.tail = None
    for element in inner:
        del element.attrib["data-dragoman-part"]
    for element in copy.xpath(".//*[@data-dragoman-part]"):
        element.drop_tree()
    page = lxml_html.document_fromstring("<html><body></body></html>")
    page.find("body").append(copy)
    return page


def _read_body(body: Any) -> Iterator[Paragraph]:
    """Paragraphs of trafilatura's result, whose elements are head, p, quote, list, item, table, row,
    cell, lb.
    """
    from lxml import etree

    pieces: list[str] = []
    level = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if tag in _RESULT_BLOCKS:
            yield from _lines(pieces, level)
            pieces.clear()
            level = 0
        if event == "start":
            if tag == "head":
                level = int((element.get("rend") or "h2")[1:2] or 2)
            elif tag == "item":
                level = -1
            elif tag == "lb":
                pieces.append("\n")
            pieces.append(_inline(element.text))
        elif element is not body:
            pieces.append(" | " if tag == "cell" and element.getnext() is not None else "")
            pieces.append(_inline(element.tail))
    yield from _lines(pieces, level)


def _lines(pieces: Sequence[str], level: int) -> Iterator[Paragraph]:
    """A break inside a paragraph may part two paragraphs or a sentence; the join step tells which."""
    lines = [clean_line(line) for line in clean_text("".join(pieces)).split("\n")]
    for line in lines:
        text = line.strip(" |") if len(lines) > 1 or line.startswith("|") or line.endswith("|") else line
        if text:
            yield Paragraph(text, level)


def _inline(text: str | None) -> str:
    """Line breaks in HTML source are spaces."""
    return re.sub(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", " ", text or "")


def _read_part_hints(drafts: Sequence[Draft], page: Page, part: int, parts: Sequence[int], outlet: str | None) -> None:
    """Bylines and dates that the markup of a container points out; they are its first article's."""
    if part == _WHOLE or not drafts:
        return
    inside = _inside(page, part, parts)
    authors, published = read_hints([h for h in page.hints if h.container in inside], outlet)
    drafts[0].authors = authors or drafts[0].authors
    drafts[0].published = published or drafts[0].published


def _look_above(draft: Draft, page: Page, whole: Told, position: int) -> int:
    """The nearest heading above the body is the headline that the extractor lost; a date line near it is the
    article's. The search begins at block ``position``; where it ended is returned.
    """
    if not draft.body:
        return position
    start = _find_block(page, draft.body[0], position)
    if start is None:
        return position
    _read_above(draft, page, whole, start)
    return start + 1


def _find_block(page: Page, text: str, position: int) -> int | None:
    first = text[:60]
    for i in range(position, len(page.blocks)):
        if page.blocks[i].region is None and page.blocks[i].text.startswith(first):
            return i
    return None


def _read_above(draft: Draft, page: Page, whole: Told, start: int) -> None:
    if draft.title and draft.published and draft.authors:
        return
    titles = {h.text for h in page.hints if h.kind == "title"}
    headed = False
    for block in reversed(page.blocks[max(0, start - _LOOK_BACK) : start]):
        credit = read_credit(block.text)
        if credit and block.region is None:
            draft.authors = draft.authors or credit.authors
            draft.published = draft.published or credit.published
        elif block.region is not None or drop_reason(block.text):
            continue
        elif block.tag in ("h1", "h2", "h3"):
            if headed or _is_site_name(block.text, page, whole):
                return
            headed = True
            named = block.text in titles or _is_same_title(whole.title, block.text)
            if not draft.title and (named or restated(block.text, draft.body[0])[0] >= 2):
                draft.title = block.text
            elif draft.title != block.text:
                return
        elif len(block.text) >= 60 and block.text != draft.title and re.search(r"[.!?]\W*$", block.text):
            return  # the end of another article


def _is_site_name(text: str, page: Page, whole: Told) -> bool:
    return fold_name(text) in {fold_name(whole.outlet or ""), fold_name(page.title or "")} and len(text.split()) <= 4


def _share_date(part: int, found: Sequence[Draft], page: Page) -> None:
    """A post with several articles in its body has one date. Where no container tells what a post is, a
    headline of the markup starts another one.
    """
    headings = {b.text for b in page.blocks if b.tag in ("h1", "h2", "h3")} if len(found) > 1 else set()
    for draft in found[1:]:
        if part == _REST or (part == _WHOLE and draft.title in headings):
            return
        if draft.published is None and found[0].published:
            draft.published = found[0].published
            message = "the article has no date of its own; it has that of the post in which it stands."
            draft.notes.append(("date-of-post", message))


def _drop_bio(draft: Draft) -> None:
    """The line on the author at the end: "Jane Roe covers Norland"."""
    for text in draft.body[-3:]:
        names = "|".join(re.escape(name) for name in draft.authors)
        if names and len(text) <= 400 and len(draft.body) > 1 and re.match(f"(?:{names}){_AUTHOR_IS}", text):
            draft.body.remove(text)
            draft.dropped.append(Dropped(text, "author bio"))


def _tell(drafts: Sequence[Draft], whole: Told, articles: Sequence[Told], page: Page, address: str | None) -> None:
    """Step 5: metadata of the page goes to the one article that it is about."""
    main = _find_main(drafts, whole)
    for i, draft in enumerate(drafts):
        draft.url, draft.declared_language = address, page.language
        draft.outlet = whole.outlet or draft.outlet
        draft.title = _trim_same(draft.title, whole)
        about = next((a for a in articles if _is_same_title(a.title, draft.title)), None)
        if about:
            draft.published = about.published or draft.published
            draft.authors = about.authors or draft.authors
        if i == main:
            _tell_main(draft, whole, page, address, alone=len(drafts) == 1)
        if (about and about.free is False) or (i == main and whole.free is False):
            message = "the page says that the article is for subscribers; it may be only a part."
            draft.notes.append(("paywall", message))


def _tell_main(draft: Draft, whole: Told, page: Page, address: str | None, *, alone: bool) -> None:
    """What machines are told goes before what readers see, and the address comes last."""
    draft.title = draft.title or _heading_in_title(page, whole.title) or whole.title
    if draft.title and draft.body and fold_name(draft.body[0]) == fold_name(draft.title):
        draft.body.pop(0)
    authors, published = read_hints(page.hints, whole.outlet) if alone else ((), None)
    draft.authors = whole.authors or authors or draft.authors
    draft.published = whole.published or published or draft.published or date_in_url(address or "")


def _heading_in_title(page: Page, title: str | None) -> str | None:
    """The heading that the page's title repeats, without what the title adds ("Plan rejected - Estuary
    Post").
    """
    folded = fold_name(title or "")
    headings = [b.text for b in page.blocks if b.tag in ("h1", "h2") and b.region is None]
    same = [text for text in headings if len(text.split()) > 2 and fold_name(text) in folded]
    return max(same, key=len, default=None)


def _find_main(drafts: Sequence[Draft], whole: Told) -> int | None:
    """The article that the page's own metadata is about: the one with its title, or the only one."""
    for i, draft in enumerate(drafts):
        if _is_same_title(whole.title, draft.title):
            return i
    return 0 if len(drafts) == 1 else None


def _is_same_title(first: str | None, second: str | None) -> bool:
    if not first or not second:
        return False
    short, long = sorted((fold_name(first), fold_name(second)), key=len)
    return short == long or (len(short) >= 15 and short in long)


def _trim_same(title: str | None, whole: Told) -> str | None:
    return title if title and fold_name(title) != fold_name(whole.outlet or "") else None


def _list_left_out(drafts: Sequence[Draft], page: Page) -> None:
    """List the blocks that are in no article, each with the article before it on the page."""
    if not drafts:
        return
    texts = [fold_name(d.text + "\n" + "\n".join(item.text for item in d.dropped)) for d in drafts]
    hints = [h for h in page.hints if h.kind in _CREDIT_REASONS and len(h.text) <= 120]
    pointed_out = {h.text: _CREDIT_REASONS[h.kind] for h in hints}
    current, listed, unlisted = 0, 0, 0
    seen: set[str] = set()
    after_comments = False  # below "3 comments"
    for block in page.blocks:
        folded = fold_name(block.text)
        if len(folded) < 2:
            continue
        home = next((i for i in _near(current, len(drafts)) if folded in texts[i]), None)
        if home is not None:
            current, after_comments = home, opens_comments(block.text)
            continue
        if folded in seen:
            continue
        seen.add(folded)
        if listed >= _MOST_DROPPED:
            unlisted += 1
            continue
        reason = pointed_out.get(block.text) or _credit_reason(block, pointed_out) or _reason(block)
        if opens_comments(block.text) and not block.text.lower().startswith("no "):
            after_comments = True
        elif after_comments and reason == "outside the article":
            reason = "comment"
        drafts[current].dropped.append(Dropped(block.text, reason))
        listed += 1
    if unlisted:
        drafts[0].notes.append(
            ("dropped-unlisted", f"{unlisted} more pieces of text around the articles are not listed.")
        )


def _credit_reason(block: Block, pointed_out: dict[str, str]) -> str | None:
    """A short line that holds a marked author or date and little else ("Jane Roe, Oslo | 8 May 2024")."""
    if len(block.text) > 160 or block.region is not None:
        return None
    if (credit := read_credit(block.text)) and credit.authors:
        return "byline"
    found = [text for text in pointed_out if len(text) > 3 and text in block.text]
    if not found or len(block.text) - sum(map(len, found)) > 40:
        return None
    return "byline" if any(pointed_out[text] == "byline" for text in found) else "date line"


def _reason(block: Block) -> str:
    if block.region == "comment":
        return drop_reason(block.text) or block.region
    if credit := read_credit(block.text):
        return "byline" if credit.authors else "date line"
    return drop_reason(block.text) or block.region or ("navigation" if block.links >= 0.5 else "outside the article")


def _near(current: int, count: int) -> Iterator[int]:
    """``current`` and the one after it first; then the rest, of which only the nearest matter."""
    yield from range(current, min(current + 3, count))
    yield from range(max(0, current - 3), current)
