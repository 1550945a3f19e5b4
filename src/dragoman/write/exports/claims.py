"""schema.org as JSON-LD: a graph of NewsArticles and of the Claims that they report.

A statement is a **Claim** when it is told as said: not one that somebody declined, denied or is expected to make.
``text`` is what was said, in the article's words (several pieces parted by " … "); ``author`` is who said it, typed as
far as it is known, and left out where it is not; ``appearance`` is the article; ``datePublished`` the day of the saying
that the text tells, else nothing; ``isPartOf`` the claim whose content reports it (on whose word it stands); ``about``
the issues on which it takes a stand. Nothing is said of whether a claim is true: that is a ClaimReview, and not ours.

The context stands in the file (schema.org's terms by ``@vocab``), so that reading needs no network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman.record import Actor, Document, Record, Statement
from dragoman.write.chain import Index
from dragoman.write.exports.annotations import source_of
from dragoman.write.exports.facts import Choice, common_prefix, content_of, indexed, parse_day
from dragoman.write.exports.files import new_text, target_file

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
    "appearance": {"@id": "https://schema.org/appearance", "@type": "@id"},
    "isPartOf": {"@id": "https://schema.org/isPartOf", "@type": "@id"},
    "isBasedOn": {"@id": "https://schema.org/isBasedOn", "@type": "@id"},
}
_TYPES = {"person": "Person", "government": "GovernmentOrganization", "organisation": "Organization",
          "outlet": "NewsMediaOrganization", "state": "Country"}  # fmt: skip


def write_claims(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """One graph with all articles and claims, written as they come."""
    path = target_file(out, "claims.jsonld")
    with new_text(path, choice.overwrite) as lines:
        lines.write(json.dumps({"@context": CONTEXT})[:-1] + ', "@graph": [')
        comma = "\n"
        for index in indexed(records):
            for node in _nodes(index):
                lines.write(comma + json.dumps(node, ensure_ascii=False))
                comma = ",\n"
        lines.write("\n]}\n")
    return [path]


def _nodes(index: Index) -> Iterator[dict[str, Any]]:
    for document in index.record.documents:
        yield _article(document)
    claims = {s.id: s for s in index.record.statements if is_claim(index, s)}
    issues: dict[str, list[str]] = {}
    for position in index.record.positions:
        if position.statement and position.issue in index.issues:
            issues.setdefault(position.statement, []).append(index.issues[position.issue].label)
    for claim in claims.values():
        yield _claim(index, claim, claims, issues.get(claim.id, []))


def is_claim(index: Index, statement: Statement) -> bool:
    """Whether something was said, as far as the article tells."""
    return (
        statement.modality == "asserted" and content_of(index.documents.get(statement.document), statement) is not None
    )


def _known(**values: object) -> dict[str, Any]:
    return {k.replace("at_", "@"): v for k, v in values.items() if v not in (None, "", [])}


def _article(document: Document) -> dict[str, Any]:
    source = source_of(document)
    return _known(
        at_id=f"urn:dragoman:{document.id}",
        at_type="NewsArticle",
        headline=document.title,
        url=source if source.startswith("http") else None,
        author=[{"@type": "Person", "name": name} for name in document.authors],
        datePublished=document.published if parse_day(document.published) else None,
        publisher={"@type": "NewsMediaOrganization", "name": document.outlet} if document.outlet else None,
        inLanguage=document.language,
        articleBody=document.text,
        isBasedOn=f"urn:dragoman:{document.duplicate_of}" if document.duplicate_of else None,
    )


def _claim(index: Index, claim: Statement, claims: dict[str, Statement], about: list[str]) -> dict[str, Any]:
    return _known(
        at_id=f"urn:dragoman:{claim.id}",
        at_type="Claim",
        text=content_of(index.documents.get(claim.document), claim),
        author=author_of(index.actors.get(claim.speaker or "")),
        appearance=f"urn:dragoman:{claim.document}",
        datePublished=common_prefix(claim.date),
        isPartOf=f"urn:dragoman:{claim.within}" if claim.within in claims else None,
        about=[{"@type": "Thing", "name": label} for label in dict.fromkeys(about)],
    )


def author_of(actor: Actor | None) -> dict[str, Any] | None:
    """Who said it. A group or someone not named is a Thing with a name: it may be one or many."""
    if actor is None:
        return None
    titles = list(dict.fromkeys(r.title for r in actor.roles)) if actor.kind == "person" else []
    return _known(
        at_id=f"urn:dragoman:{actor.id}", at_type=_TYPES.get(actor.kind, "Thing"), name=actor.name, jobTitle=titles
    )
