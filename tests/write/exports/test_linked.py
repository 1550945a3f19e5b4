"""Web Annotation, schema.org and FollowTheMoney, read back with rdflib and followthemoney, without a network."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from dragoman.record import Record
from dragoman.write.exports import export
from dragoman.write.exports.annotations import quote_selector

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
SCHEMA = Namespace("https://schema.org/")
D = Namespace("urn:dragoman:")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a context was fetched")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def parse(path: Path) -> Graph:
    return Graph().parse(path, format="json-ld")


# ---------------------------------------------------------------- Web Annotation
def test_annotations_as_triples(story: Record, out: Path) -> None:
    (path,) = export([story], "annotations", out)
    graph = parse(path)
    found = set(graph.subjects(RDF.type, OA.Annotation))
    items = {*story.statements, *story.events, *story.positions}
    assert found == {D[i.id] for i in items}
    page = graph.value(predicate=RDF.type, object=AS.OrderedCollectionPage)
    assert page is not None
    listed = graph.value(page, AS.items)
    assert listed is not None and len(Collection(graph, listed)) == len(items)
    said = D[story.statements[0].id]
    assert len(set(graph.objects(said, OA.hasTarget))) == 2, "a target for each piece of what was said"
    assert graph.value(said, OA.motivatedBy) == OA.describing
    target = graph.value(D[story.events[0].id], OA.hasTarget)
    assert graph.value(target, OA.hasSource) == URIRef("https://www.doc-aaaaaaaaaaaa.example/a")
    assert graph.value(graph.value(target, OA.hasState), OA.cachedSource) == D["doc-aaaaaaaaaaaa"]
    kinds = {graph.value(s, RDF.type) for s in graph.objects(target, OA.hasSelector)}
    assert kinds == {OA.TextQuoteSelector, OA.TextPositionSelector}


def test_annotations_slice_back(record: Record, story: Record, copy: Record, out: Path) -> None:
    (path,) = export([record, story, copy], "annotations", out)
    texts = {f"urn:dragoman:{d.id}": d.text for r in (record, story, copy) for d in r.documents}
    seen = 0
    for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
        for target in item["target"] if isinstance(item["target"], list) else [item["target"]]:
            text = texts[target["state"]["cached"]]
            quote, position = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert occurrences(text, quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
            seen += 1
    assert seen > 20


def test_an_article_without_an_address_has_a_name(copy: Record, out: Path) -> None:
    (path,) = export([copy], "annotations", out)
    assert json.loads(path.read_text())["items"][0]["target"][0]["source"] == "urn:dragoman:doc-bbbbbbbbbbbb"


def occurrences(text: str, words: str) -> int:
    return sum(text.startswith(words, i) for i in range(len(text)))


@given(st.text(alphabet="ab 😀é\u0301ش", min_size=1, max_size=200), st.data())
def test_quotes_are_exact_and_unique(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = quote_selector(text, (start, end))
    assert quote["exact"] == text[start:end]
    whole = quote["prefix"] + quote["exact"] + quote["suffix"]
    assert occurrences(text, whole) == 1 and text.find(whole) == start - len(quote["prefix"])


# ---------------------------------------------------------------- schema.org
def test_claims_as_triples(story: Record, copy: Record, out: Path) -> None:
    (path,) = export([story, copy], "claims", out)
    graph = parse(path)
    article, claim = D["doc-aaaaaaaaaaaa"], D[story.statements[0].id]
    assert set(graph.subjects(RDF.type, SCHEMA.NewsArticle)) == {article, D["doc-bbbbbbbbbbbb"]}
    assert graph.value(article, SCHEMA.articleBody) == Literal(story.documents[0].text)
    assert graph.value(D["doc-bbbbbbbbbbbb"], SCHEMA.isBasedOn) == article
    assert set(graph.subjects(RDF.type, SCHEMA.Claim)) == {claim, D[copy.statements[0].id]}, (
        "what was denied is no claim"
    )
    assert graph.value(claim, SCHEMA.text) == Literal("the meeting was … “a first step”")
    assert graph.value(claim, SCHEMA.appearance) == article
    assert graph.value(claim, SCHEMA.datePublished) == Literal("2025-03-11")
    author = graph.value(claim, SCHEMA.author)
    assert graph.value(author, RDF.type) == SCHEMA.Person and graph.value(author, SCHEMA.name) == Literal(
        "Claire Aubin"
    )
    assert graph.value(graph.value(claim, SCHEMA.about), SCHEMA.name) == Literal("=talks with Japan")


def test_claims_stand_within_claims(record: Record, out: Path) -> None:
    (path,) = export([record], "claims", out)
    parts = set(parse(path).subject_objects(SCHEMA.isPartOf))
    assert (D["s3"], D["s2"]) in parts and (D["s4"], D["s3"]) in parts


# ---------------------------------------------------------------- FollowTheMoney
INTERVAL = {"startDate", "endDate", "date", "summary", "description", "recordId", "sourceUrl", "publisher", "proof"}
THING = {"name", "country", "sourceUrl", "publisher", "proof", "keywords"}
PROPERTIES = {
    "Person": THING | {"sector", "position"},
    "PublicBody": THING | {"sector"},
    "Organization": THING | {"sector"},
    "Company": THING | {"sector"},
    "LegalEntity": THING | {"sector"},
    "Position": THING | {"organization", "inceptionDate", "dissolutionDate", "subnationalArea", "numberOfSeats"},
    "Occupancy": INTERVAL | {"holder", "post", "declarationDate", "status"},
    "Event": INTERVAL | THING | {"location", "important", "organizer", "involved"},
    "Article": THING | {"title", "author", "publishedAt", "language", "bodyText", "date", "authoredAt"},
    "Mention": {"document", "resolved", "name", "detectedSchema", "contextCountry"},
}
REFERENCES = {"proof", "holder", "post", "involved", "document", "resolved"}


def entities(records: list[Record], out: Path) -> list[dict[str, Any]]:
    (path,) = export(records, "ftm", out)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_entities_keep_to_the_model(record: Record, story: Record, copy: Record, out: Path) -> None:
    found = entities([record, story, copy], out)
    ids = [e["id"] for e in found]
    assert len(ids) == len(set(ids))
    for entity in found:
        assert set(entity) == {"id", "schema", "properties"}
        assert set(entity["properties"]) <= PROPERTIES[entity["schema"]]
        assert all(isinstance(v, str) and v for values in entity["properties"].values() for v in values)
        for name in REFERENCES & set(entity["properties"]):
            assert set(entity["properties"][name]) <= {*ids, "d1", "d2"}


def test_entities_tell_the_story(story: Record, copy: Record, out: Path) -> None:
    found = {e["id"]: e for e in entities([story, copy], out)}
    minister = found["ac-000000000003"]
    assert minister["schema"] == "Person" and minister["properties"]["country"] == ["fr"]
    assert [found[f"ac-00000000000{n}"]["schema"] for n in (1, 4)] == ["PublicBody", "Organization"]
    terms = [e for e in found.values() if e["schema"] == "Occupancy"]
    assert len(terms) == 2 and all("startDate" not in t["properties"] for t in terms), "no day is told, none is given"
    assert len([e for e in found.values() if e["schema"] == "Position"]) == 1
    aid, blame = found[story.events[2].id]["properties"], found[story.events[4].id]["properties"]
    assert (aid["startDate"], aid["endDate"]) == (["2025-03"], ["2025-03"]) and blame["startDate"] == ["2024"]
    assert aid["name"] == ["AID: NATO → Kenya"] and aid["involved"] == ["ac-000000000004", "ac-000000000005"]
    assert story.events[3].id not in found, "what was denied is no event"


def test_entities_in_followthemoney(record: Record, story: Record, copy: Record, out: Path) -> None:
    ftm = pytest.importorskip("followthemoney")
    for entity in entities([record, story, copy], out):
        schema = ftm.model.get(entity["schema"])
        assert schema is not None
        schema.validate(entity)
        proxy = ftm.model.get_proxy(entity)
        for name, values in entity["properties"].items():
            prop = schema.get(name)
            assert prop is not None and not prop.stub
            assert all(prop.type.validate(v) for v in values), (name, values)
            assert len(proxy.get(name)) == len(values)
