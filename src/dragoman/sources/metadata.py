"""What a page says of itself: JSON-LD, OpenGraph, meta tags, marked bylines and dates.

Nothing is inferred: a page that does not name its author has none.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dragoman.sources.bylines import split_authors
from dragoman.sources.clean import clean_line
from dragoman.sources.dates import parse_published
from dragoman.sources.outlets import fold_name, outlet_of_name, outlet_of_url
from dragoman.sources.scan import Hint, Page

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report)$")
_TITLE_NAMES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "headline",
    "parsely-title",
    "sailthru.title",
)
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish-date", "published_at", "article.published",
    "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
_AUTHOR_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)
_OUTLET_NAMES = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher",
    "publisher",
)
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»:]|-|::)\s+|\s*\|\s*")


@dataclass(frozen=True)
class Told:
    """What the page tells of one article."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    outlet: str | None = None
    free: bool | None = None


def read_metadata(page: Page, url: str | None) -> tuple[Told, list[Told], str | None]:
    """Metadata of a page.

    Returns:
        What the page tells of itself as a whole, what its JSON-LD tells of each article, and the page's
        address.
    """
    address = _address(page, url)
    articles = [_told_by_json(node) for node in _article_nodes(page.json_ld)]
    metas: dict[str, str] = {}
    for name, content in page.metas:
        metas.setdefault(name, clean_line(html.unescape(content)))
    publisher = next((a.outlet for a in articles if a.outlet), None)
    outlet = _find_outlet(metas, publisher, address) or _outlet_in_title(page)
    title = next((metas[name] for name in _TITLE_NAMES if metas.get(name)), None) or page.title
    published = next((d for name in _DATE_NAMES if (d := parse_published(metas.get(name, "")))), None)
    authors: tuple[str, ...] = ()
    for name in _AUTHOR_NAMES:
        authors = authors or _clean_authors(split_authors(metas.get(name, "")), outlet)
    if len(articles) == 1:
        only = articles[0]
        title = only.title or title
        published, authors = only.published or published, _clean_authors(only.authors, outlet) or authors
    whole = Told(trim_title(title, outlet, address), authors, published, outlet, articles[0].free if articles else None)
    return whole, [_retitled(a, outlet, address) for a in articles], address


def read_hints(hints: Sequence[Hint], outlet: str | None) -> tuple[tuple[str, ...], str | None]:
    """Authors and publication date that the markup of one article points out."""
    hints = [h for h in hints if h.region not in ("comment", "comment form")]
    hints.sort(key=lambda h: h.region == "teaser")  # "aside" may hold the byline too
    authors: list[str] = []
    for hint in hints:
        if hint.kind == "author" and len(hint.text) <= 120:
            authors.extend(name for name in split_authors(hint.text) if name not in authors)
            if authors:
                break
    dates = [
        (h.updated, parse_published(h.machine or "") or parse_published(h.text))
        for h in hints
        if h.kind == "date" and h.region != "teaser"
    ]
    published = next((d for updated, d in dates if d and not updated), None)
    return _clean_authors(tuple(authors), outlet), published


def trim_title(title: str | None, outlet: str | None, address: str | None) -> str | None:
    """A title without the outlet's name at either end (" | Havnen", " - BBC News")."""
    if not title or len(title) > 500:
        return None
    names = {fold_name(name) for name in (outlet, outlet_of_url(address)) if name}
    names |= {name.replace(" ", "") for name in names}
    if host := _host(address):
        names |= {
            fold_name(host),
            fold_name(host.removeprefix("www.")),
            host.removeprefix("www.").split(".")[0],
        }
    kept = title.strip()
    while parts := list(_SEPARATOR.finditer(kept)):
        last, first = parts[-1], parts[0]
        if _is_outlet(kept[last.end() :], names):
            kept = kept[: last.start()].strip()
        elif _is_outlet(kept[: first.start()], names):
            kept = kept[first.end() :].strip()
        else:
            break
    return kept or None


def _is_outlet(text: str, names: set[str]) -> bool:
    folded = fold_name(text)
    return not folded or folded in names or outlet_of_name(text) is not None


def _retitled(told: Told, outlet: str | None, address: str | None) -> Told:
    return Told(
        trim_title(told.title, outlet, address),
        _clean_authors(told.authors, outlet),
        told.published,
        told.outlet,
        told.free,
    )


def _address(page: Page, url: str | None) -> str | None:
    canonical = page.canonical or next((c for name, c in page.metas if name == "og:url"), None)
    if url:  # an address that was fetched is a fact; a canonical link is a claim, and some point to the front page
        return url
    return canonical.strip() if canonical and re.match(r"https?://[^\s/]+", canonical.strip(), re.IGNORECASE) else None


def _host(address: str | None) -> str | None:
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def _find_outlet(metas: dict[str, str], publisher: str | None, address: str | None) -> str | None:
    if owner := outlet_of_url(address):
        return owner  # a domain has one owner, while "ABC News" and "El Universal" are names of several outlets
    for name in (metas.get("og:site_name"), publisher, *(metas.get(n) for n in _OUTLET_NAMES[1:])):
        if not name or len(name) > 60 or name.startswith(("http:", "https:", "/", "@")):
            continue
        if known := outlet_of_name(name):
            return known
        if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name):
            return name
    return None


def _outlet_in_title(page: Page) -> str | None:
    """The end (or start) of the page's title, if the page shows the same name on its own or in its copyright
    line: "Plan rejected | Estuary Post" alone might name a section.
    """
    parts = [p.strip() for p in _SEPARATOR.split(page.title or "") if p.strip()]
    if len(parts) < 2:
        return None
    for name in (parts[-1], parts[0]):
        folded = fold_name(name)
        if not folded or len(name) > 40 or len(name.split()) > 5:
            continue
        if known := outlet_of_name(name):
            return known
        for block in page.blocks:
            if len(block.text) <= 200 and _is_copyright(block.text) and folded in fold_name(block.text):
                return name
    return None


def _is_copyright(text: str) -> bool:
    return re.search(r"©|\(c\)|\bcopyright\b|all rights reserved", text, re.IGNORECASE) is not None


def _clean_authors(authors: tuple[str, ...], outlet: str | None) -> tuple[str, ...]:
    """Without the outlet itself and without addresses of profiles."""
    kept = []
    for author in authors:
        folded = fold_name(author)
        if (
            folded
            and folded != fold_name(outlet or "")
            and folded not in ("admin", "editor", "unknown", "staff", "author")
        ):
            kept.append(author)
    return tuple(kept)


def _article_nodes(scripts: Sequence[str]) -> list[dict[str, Any]]:
    """The JSON-LD objects that are articles, at the top, in lists and in ``@graph``, their references
    (``{"@id": ...}``) to publishers and authors resolved.
    """
    nodes: list[dict[str, Any]] = []
    for script in scripts:
        script = re.sub(
            r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$",
            "",
            script.strip(),
        )
        try:
            data = json.loads(script.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # one broken script costs itself only
        nodes.extend(_walk(data, 0))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    return [_resolve(node, named) for node in nodes if _is_article(node)]


def _resolve(node: dict[str, Any], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    def look_up(value: object) -> object:
        if isinstance(value, list):
            return [look_up(entry) for entry in value[:50]]
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return named.get(value["@id"], value)
        return value

    kept = {key: look_up(node[key]) for key in ("author", "creator", "publisher") if key in node}
    return node | kept


def _walk(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for entry in data[:500]:
            yield from _walk(entry, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in (
            "@graph",
            "mainEntity",
            "mainEntityOfPage",
            "itemListElement",
            "item",
            "blogPost",
            "hasPart",
        ):
            yield from _walk(data.get(key), depth + 1)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(k, str) and _ARTICLE_TYPE.search(k) for k in names) and (
        "headline" in node or "datePublished" in node or "articleBody" in node
    )


def _told_by_json(node: dict[str, Any]) -> Told:
    authors: list[str] = []
    for name in _names_of(node.get("author")) or _names_of(node.get("creator")):
        authors.extend(a for a in split_authors(name) if a not in authors)
    free = node.get("isAccessibleForFree")
    outlets = _names_of(node.get("publisher"))
    return Told(
        title=_line(node.get("headline")) or _line(node.get("name")),
        authors=tuple(authors),
        published=parse_published(_line(node.get("datePublished")) or ""),
        outlet=outlets[0] if outlets else None,
        free=None if free is None else str(free).lower() in ("true", "1", "yes", "http://schema.org/true"),
    )


def _names_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for entry in value[:50] if not isinstance(entry, list) for name in _names_of(entry)]
    if isinstance(value, dict):
        return _names_of(value["name"]) if "name" in value and not isinstance(value["name"], dict) else []
    line = _line(value)
    return [line] if line and not line.startswith(("http:", "https:", "/", "@")) else []


def _line(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return clean_line(html.unescape(value)) or None if isinstance(value, str) else None
