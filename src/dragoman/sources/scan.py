"""One streaming pass over HTML: its blocks of text, its metadata and its article containers.

No tree is built, so a page of 50 MB or of a hundred thousand nested elements costs no more than its length.
What is found here serves three ends: metadata, the list of what stood around the article, and the text
itself where trafilatura finds none or would take too long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree  # type: ignore[import-untyped]

from dragoman.sources.clean import clean_line

_SKIPPED = frozenset(
    """
    script style noscript template svg iframe object canvas math audio video datalist
    """.split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    """
    p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre td th tr table caption section article
    main header footer nav aside figure figcaption form fieldset button label select option textarea
    address body details summary dialog center hr br title
    """.split()  # noqa: SIM905
)
_INLINE = frozenset("b i u s em strong span small big font sub sup mark q cite abbr code tt strike".split())  # noqa: SIM905
_VOID = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr
    """.split()  # noqa: SIM905
)
_REGION_TAGS = {
    **dict.fromkeys(("nav", "footer", "form", "button", "menu", "select", "option", "label"), "navigation"),
    **dict.fromkeys(("dialog", "textarea"), "navigation"),
    "aside": "teaser",
    "figcaption": "photo credit",
}
# Whole words of class and id only: "social-share" marks a share bar, "socialist-party" does not.
_REGION_WORDS = {
    "share bar": "share sharing social sharebar sharedaddy addtoany addthis socials",
    "comment form": "respond comment-form commentform reply-form",
    "cookie notice": "cookie cookies consent gdpr onetrust cmp cookiebar cookieconsent",
    "newsletter": "newsletter signup subscribe subscription mailinglist",
    "advertisement": "ad ads advert advertisement sponsored promo outbrain taboola adslot dfp",
    "teaser": "related recommended trending popular readmore mostread teaser teasers sidebar",
    "navigation": "nav navbar navigation menu breadcrumb breadcrumbs footer masthead topbar pagination tags",
    "author bio": "bio author-bio author-box authorbox about-author about-the-author",
    "photo credit": "credit caption copyright imagecredit photocredit wp-caption-text",
}
_COMMENT_FORM = frozenset(_REGION_WORDS["comment form"].split())
_REASON_OF_WORD = {word: reason for reason, words in _REGION_WORDS.items() for word in words.split()}
_CONTAINER_WORDS = frozenset(
    """
    post hentry story article entry h-entry news-item newsitem article-item
    """.split()  # noqa: SIM905
)
_AUTHOR_WORDS = frozenset(
    ["byline", "author", "authors", "author-name", "byline-name", "article-author", "post-author", "p-author"]
)
_DATE_WORDS = frozenset(
    """
    date published pubdate publish-date published-date article-date post-date entry-date timestamp
    dt-published date-published dateline posted-on date-header
    """.split()  # noqa: SIM905
)
_TITLE_WORDS = frozenset("post-title entry-title article-title headline p-name".split())  # noqa: SIM905
_WRAPPERS = frozenset(("html", "body", "main"))
_NOT_ARTICLES = frozenset(("teaser", "related", "promo", "sponsored", "comment", "comments"))
# Parts of a name ("comment-list", "comments__item"); "commentary" is an article.
_COMMENT_PART = re.compile(
    r"^comments?(?:list|section|area|thread|box|form|wrap|wrapper|container|body|item|block|text|author)?$"
)
# Whole names: "panel-discussion" and "reply-to-moscow" are topics.
_COMMENT_NAMES = frozenset(
    """
    discussion discussions discussion-list discussion-thread reader-discussion disqus disqus_thread replies
    reply responses reactions respond reply-list
    """.split()  # noqa: SIM905
)
_COMMENT_LABEL = re.compile(
    r"^(?:\d+ )?(?:(?:reader|user)s?[’']? )?(?:comments?|discussion|replies|responses)\b.{0,30}$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
# "has-sidebar" and "social-enabled" tell of the page, "category-social" of the topic: they mark no region.
_STATE_NAME = re.compile(
    r"^(?:has|no|with|is|js|page|single|category|tag|type)[-_]|[-_](?:enabled|active|open|closed|disabled|allowed)$"
)
_NAME_SPLIT = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Block:
    """A stretch of text between two block tags.

    ``container`` is the index of the innermost article container, or -1; ``region`` the reason why the
    block's place on the page makes it furniture, or None; ``links`` the share of its characters that are
    links.
    """

    text: str
    tag: str
    container: int
    region: str | None
    links: float


@dataclass(frozen=True)
class Hint:
    """A byline, a date or a headline that the markup points out: ``kind`` is author, date or title.

    ``machine`` is its ``datetime`` or ``content`` attribute.
    """

    kind: str
    container: int
    text: str
    machine: str | None = None
    updated: bool = False
    region: str | None = None


@dataclass
class Page:
    """What the pass found. ``parents[i]`` is the container around container ``i``, or -1; ``kinds[i]``
    its tag and class.
    """

    title: str | None = None
    language: str | None = None
    canonical: str | None = None
    base_target: str | None = None
    metas: list[tuple[str, str]] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    elements: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element and what it contributes."""

    tag: str
    region: str | None
    container: int
    in_link: bool
    skipped: bool
    hint: str | None
    attributes: Mapping[str, str] | None


def scan(html: str) -> Page:
    """Run the pass over a page."""
    target = _Target()
    parser = etree.HTMLParser(target=target, huge_tree=True, encoding="utf-8", remove_comments=True)
    data = html.replace("\x00", "").encode("utf-8", "replace")
    try:
        for start in range(0, len(data), 1 << 20):
            parser.feed(data[start : start + (1 << 20)])
        parser.close()
    except etree.LxmlError:
        pass  # what was read so far stands; libxml2 gives up only on pages with no element at all
    target.finish()
    return target.page


def is_container(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element looks like the container of one article among others."""
    if tag not in ("article", "div", "section", "li"):
        return False
    if is_comment(attributes):
        return False
    if tag == "article" or attributes.get("itemtype", "").endswith(("Article", "BlogPosting")):
        return True
    # Exact class names: "post" holds a post, "post-title" and "post-body" hold parts of one.
    return not _CONTAINER_WORDS.isdisjoint(attributes.get("class", "").lower().split())


def is_comment(attributes: Mapping[str, str]) -> bool:
    """Whether an element says that it holds readers' comments or the form to write one."""
    if not attributes:
        return False
    if _is_comment_name(f"{attributes.get('class', '')} {attributes.get('id', '')}"):
        return True
    return bool(_COMMENT_LABEL.match(attributes.get("aria-label", "").strip()))


@lru_cache(maxsize=4096)  # a page, and a site, has few names and uses them again and again
def _is_comment_name(name: str) -> bool:
    return any(map(_COMMENT_PART.match, _parts(name))) or not _COMMENT_NAMES.isdisjoint(name.lower().split())


def _names(attributes: Mapping[str, str]) -> frozenset[str]:
    """The class and id of an element, whole and in parts."""
    return _parts(f"{attributes.get('class', '')} {attributes.get('id', '')}")


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    names: set[str] = set()
    for word in name.lower().split():
        if not _STATE_NAME.search(word):
            names.update((word, *_NAME_SPLIT.split(word)))
    return frozenset(names)


class _Target:
    """Parser target: lxml calls ``start``, ``end`` and ``data``."""

    def __init__(self) -> None:
        self.page = Page()
        self._open: list[_Open] = []
        self._pieces: list[str] = []
        self._link_length = 0
        self._script: list[str] | None = None
        self._hint_texts: list[tuple[int, list[str]]] = []  # depth of the element, its text so far
        self._in_title = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        page = self.page
        page.elements += 1
        if tag in _BLOCKS:
            self._flush()
        if tag in _VOID:
            self._read_void(tag, attributes)
            return
        parent = self._open[-1] if self._open else None
        if parent and not attributes and tag in _INLINE:  # a page may have millions of <b>
            inline = _Open(tag, parent.region, parent.container, parent.in_link, parent.skipped, None, None)
            self._open.append(inline)
            page.depth = max(page.depth, len(self._open))
            return
        container = parent.container if parent else -1
        if is_container(tag, attributes) and not (parent and parent.skipped):
            page.parents.append(container)
            page.kinds.append(f"{tag} {_DIGITS.sub('', attributes.get('class', ''))}")
            container = len(page.parents) - 1
        region = parent.region if parent else None
        if region is None and tag not in _WRAPPERS:
            region = _region(tag, attributes)
        hint = _hint_kind(tag, attributes)
        self._open.append(
            _Open(
                tag,
                region,
                container,
                tag == "a" or bool(parent and parent.in_link),
                tag in _SKIPPED or bool(parent and parent.skipped),
                hint,
                dict(attributes) if hint else None,
            )
        )
        page.depth = max(page.depth, len(self._open))
        if hint:
            self._hint_texts.append((len(self._open), []))
        if tag == "script" and attributes.get("type", "").strip().lower().startswith("application/ld+json"):
            self._script = []
        elif tag == "html":
            page.language = attributes.get("lang") or attributes.get("xml:lang")
        elif tag == "title":
            self._in_title = page.title is None

    def _read_void(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            if name and "content" in attributes:
                self.page.metas.append((name.strip().lower(), attributes["content"]))
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self.page.canonical = self.page.canonical or attributes.get("href")

    def end(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag in _BLOCKS:
            self._flush()
        if self._script is not None and tag == "script":
            self.page.json_ld.append("".join(self._script))
            self._script = None
        # lxml balances the tags; the search is for the few that it does not.
        while self._open:
            closed = self._open[-1]
            self._close_hint(closed)
            self._open.pop()
            if closed.tag == tag:
                break

    def _close_hint(self, closed: _Open) -> None:
        if not closed.hint or closed.attributes is None:
            return
        _, pieces = self._hint_texts.pop()
        attributes = closed.attributes
        machine = attributes.get("datetime") or attributes.get("content") or attributes.get("title")
        words = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
        self.page.hints.append(
            Hint(
                closed.hint,
                closed.container,
                clean_line("".join(pieces)[:300]),
                machine if closed.hint == "date" else None,
                "modif" in words or "updat" in words,
                closed.region,
            )
        )

    def data(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)
        if self._in_title:
            self._pieces.append(text)
            return
        if not self._open or self._open[-1].skipped or self._open[-1].tag == "head":
            return
        self._pieces.append(text)
        if self._open[-1].in_link:
            self._link_length += len(text)
        for _, pieces in self._hint_texts[-3:]:
            pieces.append(text)

    def close(self) -> None:
        self.finish()

    def finish(self) -> None:
        """Keep what stood after the last tag."""
        self._flush()

    def _flush(self) -> None:
        if not self._pieces:
            return
        raw = "".join(self._pieces)
        self._pieces.clear()
        links, self._link_length = self._link_length, 0
        text = clean_line(raw)
        if self._in_title:
            self.page.title = text or None
            self._in_title = False
        elif text:
            owner = next((o for o in reversed(self._open) if o.tag in _BLOCKS), None)
            inner = self._open[-1] if self._open else None
            self.page.blocks.append(
                Block(
                    text,
                    owner.tag if owner else "body",
                    inner.container if inner else -1,
                    inner.region if inner else None,
                    min(1.0, links / len(raw)),
                )
            )


def _region(tag: str, attributes: Mapping[str, str]) -> str | None:
    if reason := _REGION_TAGS.get(tag):
        return reason
    if "hidden" in attributes or "display:none" in attributes.get("style", "").replace(" ", "").lower():
        return "navigation"
    if tag not in _INLINE and is_comment(attributes):
        form = not _COMMENT_FORM.isdisjoint(_names(attributes))
        return "comment form" if form else "comment"
    if is_container(tag, attributes):  # its classes name its topics too: "hentry category-social"
        other = not _NOT_ARTICLES.isdisjoint(attributes.get("class", "").lower().split())
        return "teaser" if other else None
    for word in sorted(_names(attributes)):  # sorted: a set of words has another order in every run
        if word in _REASON_OF_WORD:
            return _REASON_OF_WORD[word]
    return None


def _hint_kind(tag: str, attributes: Mapping[str, str]) -> str | None:
    itemprop = attributes.get("itemprop", "").lower()
    classes = set(attributes.get("class", "").lower().split())
    if tag in ("h1", "h2", "h3", "h4") and (itemprop == "headline" or classes & _TITLE_WORDS):
        return "title"
    if tag == "time" or "datepublished" in itemprop or "datemodified" in itemprop:
        return "date"
    if tag in ("article", "section", "main", "body", "ul", "ol"):
        return None
    if itemprop == "author" or attributes.get("rel", "").lower() == "author" or classes & _AUTHOR_WORDS:
        return "author"
    return "date" if classes & _DATE_WORDS else None
