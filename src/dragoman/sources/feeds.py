"""Feeds: RSS 0.9 to 2.0, RDF (RSS 1.0) and Atom, as files and as ``watch`` fetches them.

Broken feeds are read as far as they go. No entity is expanded but HTML's names for characters, and nothing is
fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from html.entities import html5
from typing import Any
from urllib.parse import urljoin, urlsplit

from dragoman.errors import SourceError
from dragoman.sources.bylines import split_authors
from dragoman.sources.clean import clean_line
from dragoman.sources.columns import read_language
from dragoman.sources.dates import parse_published
from dragoman.sources.decode import decode
from dragoman.sources.items import Fault, Item, Origin
from dragoman.sources.outlets import fold_name, outlet_of_name, outlet_of_url

_START = re.compile(
    r"\ufeff?\s*(?:<\?.{0,300}?\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,300}(?:\[.{0,2000}?\])?>\s*)*"
    r"<(?:\w{1,20}:)?(rss|feed|RDF|channel)\b(?P<rest>[^>]{0,2000})",
    re.DOTALL,
)
_DECLARATION = re.compile(r"^\s*<\?xml.{0,200}?\?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")
_BLOCK_TAG = re.compile(r"<(?:p|div|br|h[1-6]|li|ul|ol|blockquote|article|section|figure|table)\b", re.IGNORECASE)
_PREFIXED = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
}
_MAIL = re.compile(r"^\s*[^\s@]+@[^\s@]+\s*(?:\((?P<name>[^)]+)\))?\s*$")
_LETTER = re.compile(r"[^\W\d_]{2}")
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</?(?:p|div|h[1-6]|li|ul|ol|blockquote|tr|table|figure|section)\b[^>]*>", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·•»:>-]+\s+|\s*\|\s*")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed.

    Attributes:
        id: what the feed says identifies it (guid, atom:id), else its address, else its title.
        url: its page, absolute where the feed lets that be known.
        title: plain text.
        published: ISO with its time zone; None where the feed tells no date, or none that can be read.
        authors: names.
        outlet: where the entry is from, if the feed collects from several outlets and says so.
        content: the article, HTML or plain text; None if the feed has none.
        summary: what the feed has in the article's place, HTML or plain text.
        is_html: whether ``content`` (or ``summary`` where that is all there is) is HTML.
    """

    id: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    content: str | None = None
    summary: str | None = None
    is_html: bool = False


@dataclass(frozen=True)
class Feed:
    """A feed: what it says of itself, and its entries in its order."""

    title: str | None
    url: str | None
    language: str | None
    entries: tuple[Entry, ...]


def is_feed(text: str) -> bool:
    """Whether text begins as a feed does."""
    found = _START.match(text[:20_000])
    return found is not None and (found[1] != "feed" or "xmlns" in found["rest"] or "<entry" in text[:100_000])


def parse_feed(data: bytes | str, url: str | None = None, source: str = "") -> Feed:
    """Read a feed.

    Args:
        data: the feed as fetched.
        url: where it was fetched from; relative addresses are taken from there.
        source: names it in errors.

    Raises:
        SourceError: it is no feed (code ``not-a-feed``), or broken beyond reading.
    """
    from lxml import etree  # type: ignore[import-untyped]

    text = data if isinstance(data, str) else decode(data)[0]
    name = source or url or "the feed"
    if not is_feed(text):
        raise SourceError(name, "it is no RSS or Atom feed", "Give the address of a feed.", "not-a-feed")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True,
        remove_comments=True, encoding="utf-8",
    )  # fmt: skip
    root = etree.fromstring(_prepare(text).encode("utf-8", "replace"), parser)
    if root is None:
        raise SourceError(name, "the feed is broken beyond reading", "Check it with a feed validator.", "not-a-feed")
    nodes = [node for node in root.iter("{*}item", "{*}entry") if isinstance(node.tag, str)]
    head = next((node for node in root.iter("{*}channel")), root)
    base = url or _links(head).get("alternate")
    return Feed(
        title=_line(_first(head, "title")),
        url=_absolute(_links(head).get("alternate"), url),
        language=read_language(_text(_first(head, "language", "dc:language")))
        or read_language(root.get("{http://www.w3.org/XML/1998/namespace}lang")),
        entries=tuple(_read_entry(node, base) for node in nodes),
    )


def read_feed(data: bytes | str, origin: Origin) -> Iterator[Item | Fault]:
    """The articles of a feed. An entry with nothing but a summary gives that; one without any text is a fault."""
    try:
        feed = parse_feed(data, origin.url, origin.source)
    except SourceError as error:
        yield origin.fault(error.problem, error.advice, error.code)
        return
    if not feed.entries:
        yield origin.fault("the feed has no entries", "It may be empty, or cut off; fetch it again.", "empty")
    for number, entry in enumerate(feed.entries, 1):
        yield make_feed_item(entry, feed, origin, f"entry {number}")


def make_feed_item(entry: Entry, feed: Feed, origin: Origin, place: str) -> Item | Fault:
    """One entry as an item, with the feed's own title as the outlet."""
    text = entry.content or entry.summary
    if not text or not _LETTER.search(_TAG.sub(" ", text)):
        about = f" (“{entry.title}”)" if entry.title else ""
        advice = f"Its page is at {entry.url}." if entry.url else "Leave it out."
        return origin.fault(f"the entry has no text{about}", advice, "no-text", place)
    is_page = entry.is_html and entry.content is not None
    return Item(
        source=origin.source,
        key=origin.key(place),
        data=_wrap(text, entry.title) if is_page else plain_text(text) if entry.is_html else text,
        kind="page" if is_page else "text",
        title=entry.title,
        published=entry.published,
        outlet=entry.outlet or name_outlet(feed, entry.url),
        url=entry.url,
        language=feed.language,
        authors=entry.authors,
    )


def name_outlet(feed: Feed, url: str | None) -> str | None:
    """The outlet whose feed it is: by the addresses, by the feed's title, or by the part of it that names the site."""
    for address in (url, feed.url):
        if known := outlet_of_url(address):
            return known
    parts = [part for part in _SEPARATOR.split(feed.title or "") if part.strip()]
    for part in (feed.title, *parts):
        if known := outlet_of_name(part):
            return known
    try:
        host = (urlsplit(feed.url or url or "").hostname or "").replace("-", "")
    except ValueError:
        host = ""
    named = (part for part in parts if len(part) > 2 and fold_name(part).replace(" ", "") in host)
    return next(named, feed.title)


def plain_text(markup: str) -> str:
    """The text of a piece of HTML, a line for each block."""
    text = _BREAK.sub("\n\n", _HIDDEN.sub(" ", markup))
    return re.sub(r"\n{3,}", "\n\n", html.unescape(_TAG.sub("", text))).strip()


def _wrap(markup: str, title: str | None) -> str:
    """A page around the HTML of an entry, so that it is read as a page of its own with its headline."""
    headline = f"<h1>{html.escape(title)}</h1>" if title else ""
    heading = f"<title>{html.escape(title)}</title>" if title else ""
    return f"<html><head>{heading}</head><body><article>{headline}{markup}</article></body></html>"


# ---------------------------------------------------------------- one entry
def _read_entry(node: Any, base: str | None) -> Entry:
    links = _links(node)
    guid = _first(node, "guid", "id")
    identity = clean_line(_text(guid) or "") or None
    url = links.get("alternate") or links.get("enclosure-page")
    if url is None and identity and re.match(r"https?://", identity):
        permanent = guid is None or guid.get("isPermaLink", "true").lower() != "false"
        url = identity if permanent else None
    url = _absolute(url, node.base or base)
    title = _line(_first(node, "title", "dc:title", "media:title"))
    content = _first(node, "content:encoded", "content", "xhtml:body", "fulltext", "body")
    summary = _first(node, "description", "summary", "dc:description", "media:description", "subtitle")
    markup, summed = _markup(content), _markup(summary)
    text, is_html = markup or summed or (None, False)
    return Entry(
        id=identity or url or title or "",
        url=url,
        title=title,
        published=_published(node),
        authors=_authors(node),
        outlet=_origin(node),
        content=text if markup else None,
        summary=summed[0] if summed else None,
        is_html=is_html,
    )


def _markup(node: Any) -> tuple[str, bool] | None:
    """The content of an element and whether it is HTML."""
    from lxml import etree

    if node is None:
        return None
    kind = (node.get("type") or "").lower()
    if kind == "xhtml" or any(isinstance(child.tag, str) for child in node):
        parts = [html.escape(node.text or "", quote=False)]
        parts += [etree.tostring(child, encoding="unicode", method="html") for child in node]
        text = "".join(parts).strip()
        return (text, True) if text else None
    text = (_text(node) or "").strip()
    if not text:
        return None
    if kind in ("text", "text/plain"):
        return text, False
    if "&lt;" in text and not _TAG.search(text):
        text = html.unescape(text)  # escaped twice
    return (text, True) if _BLOCK_TAG.search(text) else (html.unescape(_TAG.sub("", text)), False)


def _published(node: Any) -> str | None:
    """When an entry came out; an update counts only where nothing else is told."""
    for name in ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "date",
                 "updated", "dcterms:modified", "modified"):  # fmt: skip
        if found := read_feed_date(_text(_first(node, name))):
            return found
    return None


def read_feed_date(text: str | None) -> str | None:
    """A date of RFC 822 or ISO 8601 as ISO, in its own time zone; None if it can't be read one way."""
    line = clean_line(text or "")
    if not line:
        return None
    try:
        moment = parsedate_to_datetime(line)
    except (ValueError, TypeError, IndexError, OverflowError):
        return parse_published(line)
    if moment.tzinfo is None:
        if not re.search(r"-0000\s*$", line):
            return moment.date().isoformat() if re.match(r"\D|\d{1,2}\s", line) else parse_published(line)
        moment = moment.replace(tzinfo=UTC)  # RFC 2822: UTC, with nothing known of the local time
    return moment.isoformat()


def _origin(node: Any) -> str | None:
    """The outlet that an entry was taken over from: RSS has a name, Atom the other feed's head."""
    source = _first(node, "source", "dc:publisher")
    if source is not None and len(source):
        source = _first(source, "title")
    return _line(source)


def _authors(node: Any) -> tuple[str, ...]:
    names: list[str] = []
    for child in node:
        if not isinstance(child.tag, str) or _name(child) not in ("author", "dc:creator", "creator", "itunes:author"):
            continue
        inner = _first(child, "name")
        line = _line(inner if inner is not None else child)
        if line and (mail := _MAIL.match(line)):
            line = mail["name"]
        names += [name for name in split_authors(line or "") if name not in names]
    return tuple(names)


# ---------------------------------------------------------------- elements
def _prepare(text: str) -> str:
    """XML that a parser takes: names of characters spelled out, bare ampersands escaped, no DOCTYPE."""
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text.lstrip("\ufeff \r\n\t")), count=1)
    parts = _CDATA.split(text)
    for at in range(0, len(parts), 2):  # what stands in CDATA is the entry's own
        part = _ENTITY.sub(_spell_out, parts[at])
        parts[at] = _BARE_AMPERSAND.sub("&amp;", part)
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", "".join(parts))


def _spell_out(found: re.Match[str]) -> str:
    name = found[1]
    if name in _XML_NAMES:
        return found[0]
    character = html5.get(name + ";")
    return f"&amp;{name};" if character is None else html.escape(character, quote=False)


def _name(node: Any) -> str:
    """An element's name in small letters, with the usual prefix where its namespace has one."""
    space, _, name = node.tag.rpartition("}")
    prefix = _PREFIXED.get(space.lstrip("{"))
    return f"{prefix}:{name}".lower() if prefix else name.rpartition(":")[2].lower() if not space else name.lower()


def _first(node: Any, *names: str) -> Any:
    """The first child of the first name that has text or children."""
    children = [(child, _name(child)) for child in node if isinstance(child.tag, str)]
    for name in names:
        for child, own in children:
            if own == name and (len(child) or (child.text or "").strip()):
                return child
    return None


def _text(node: Any) -> str | None:
    return None if node is None else "".join(node.itertext())


def _line(node: Any) -> str | None:
    """The text of a title or a name, its markup and doubly escaped characters resolved."""
    text = _text(node)
    return clean_line(html.unescape(_TAG.sub("", html.unescape(text)))) or None if text else None


def _links(node: Any) -> dict[str, str]:
    """Addresses by their relation; RSS has one without any."""
    links: dict[str, str] = {}
    for child in node:
        if isinstance(child.tag, str) and _name(child) in ("link", "feedburner:origlink", "origlink"):
            target = child.get("href") or _text(child)
            if target and target.strip():
                links.setdefault((child.get("rel") or "alternate").lower(), target.strip())
    return links


def _absolute(address: str | None, base: str | None) -> str | None:
    try:
        joined = urljoin(base or "", address) if address else None
    except ValueError:
        return None
    return joined if joined and re.match(r"https?://[^\s/]", joined, re.IGNORECASE) else None
