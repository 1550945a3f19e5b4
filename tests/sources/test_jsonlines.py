"""JSON lines, arrays, objects over several lines, lists inside of objects, and Dragoman's own export."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import Gather
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.sources import read_source
from dragoman.sources.bulk import BulkOptions, Fault, Item, iter_items, read_item

TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."


def article(n: int, **more: Any) -> dict[str, Any]:
    return {"headline": f"Plan {n} rejected", "body": TEXT, "date": "2024-05-08", **more}


def test_one_object_a_line(gather: Gather) -> None:
    lines = "\n".join(json.dumps(article(n)) for n in range(1, 4))
    for name, data in (
        ("a.jsonl", lines.encode()),
        ("b.ndjson.gz", gzip.compress(lines.encode())),
        ("c.txt", b"\xef\xbb\xbf" + lines.encode()),
    ):
        items, faults = gather(data, name)
        assert not faults and [item.key for item in items] == ["row 1", "row 2", "row 3"]
        assert items[2].title == "Plan 3 rejected" and items[2].data == TEXT and items[2].published == "2024-05-08"


def test_bad_lines_among_good_ones(gather: Gather) -> None:
    good = json.dumps(article(1))
    lines = [
        good,
        "{broken",
        "",
        "[1, 2]",
        '{"headline": "no text", "date": 1}',
        good[:-9],
        '{"body": "", "headline": "x", "date": "y"}',
        good,
    ]
    items, faults = gather("\n".join(lines), "a.jsonl")
    assert [item.key for item in items] == ["row 1", "row 8"]
    assert [(f.key, f.error.code) for f in faults] == [
        ("row 2", "bad-row"), ("row 4", "bad-row"), ("row 5", "no-column"), ("row 6", "bad-row"), ("row 7", "no-text"),
    ]  # fmt: skip
    assert "the fields are: headline, date" in str(faults[2].error)


def test_a_file_of_another_kind_is_one_fault(gather: Gather) -> None:
    lines = '{"tokens": ["a"], "labels": [1]}\n' * 300
    for data in (lines, "[" + ",".join(lines.split("\n")[:-1]) + "]"):
        items, faults = gather(data, "a.jsonl")
        assert not items and [(f.key, f.error.code) for f in faults] == [("", "no-column")]
        assert "tokens, labels" in str(faults[0].error) and "300 rows" in str(faults[0].error)
    items, faults = gather(lines + json.dumps(article(1)), "b.jsonl")
    assert len(items) == 1 and len(faults) == 300
    items, faults = gather(lines * 5, "c.jsonl")
    assert not items and len(faults) == 1500


def test_not_utf8(gather: Gather) -> None:
    good = json.dumps(article(1)).encode()
    bad = json.dumps(article(2, headline="Café"), ensure_ascii=False).encode("cp1252")
    items, faults = gather(b"\n".join([good, bad, good]), "a.jsonl")
    assert len(items) == 2 and [f.error.code for f in faults] == ["encoding"] and "--encoding" in faults[0].error.advice
    items, faults = gather(b"\n".join([good, bad, good]), "a.jsonl", BulkOptions(encoding="cp1252"))
    assert not faults and items[1].title == "Café"


def test_a_line_beyond_the_limit(gather: Gather) -> None:
    lines = [json.dumps(article(1)), json.dumps(article(2, body="x" * 300_000)), json.dumps(article(3))]
    items, faults = gather("\n".join(lines), "a.jsonl", config=Config(max_bytes=100_000))
    assert [item.key for item in items] == ["row 1", "row 3"]
    assert [(f.key, f.error.code) for f in faults] == [("row 2", "too-large")]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array(gather: Gather, indent: int | None) -> None:
    articles = [article(n, body=TEXT * 50) for n in range(1, 60)]
    items, faults = gather(json.dumps(articles, indent=indent), "a.json")
    assert not faults and len(items) == 59 and items[58].title == "Plan 59 rejected" and items[58].key == "row 59"


def test_a_damaged_array(gather: Gather) -> None:
    data = json.dumps([article(n) for n in range(1, 6)])
    items, faults = gather(data.replace('"Plan 3 rejected"', '"Plan 3 rejected'), "a.json")
    titles = [item.title for item in items]
    assert titles[:2] == ["Plan 1 rejected", "Plan 2 rejected"] and titles[-1] == "Plan 5 rejected"
    assert len(faults) == 1 and faults[0].error.code == "bad-row"
    items, faults = gather(data[:-60], "b.json")
    assert len(items) == 4 and len(faults) == 1
    items, faults = gather(data[:-1], "c.json")
    assert len(items) == 5 and "cut off" in str(faults[0].error)


def test_objects_over_several_lines(gather: Gather) -> None:
    data = "\n".join(json.dumps(article(n), indent=1) for n in range(1, 4))
    items, faults = gather(data, "a.json")
    assert not faults and [item.key for item in items] == ["row 1", "row 2", "row 3"]
    items, _ = gather(json.dumps(article(7), indent=1), "b.json")
    assert items[0].title == "Plan 7 rejected"


@pytest.mark.parametrize("name", ["articles", "results", "items"])
def test_a_list_inside_of_an_object(gather: Gather, name: str) -> None:
    data = {"status": "ok", "total": 2, name: [article(1, source={"id": None, "name": "Havnen"}), article(2)]}
    items, faults = gather(json.dumps(data), "a.json")
    assert not faults and [item.outlet for item in items] == ["Havnen", None]
    items, _ = gather(json.dumps({"response": {"docs": [article(1)]}}), "b.json")
    assert len(items) == 1
    items, _ = gather(json.dumps({"hits": {"hits": [{"_source": article(1)}]}}), "c.json")
    assert items[0].data == TEXT


def test_nested_fields(gather: Gather) -> None:
    data = {"meta": {"heads": [{"main": "Plan rejected"}]}, "post": {"body": TEXT}, "authors": [{"name": "Jane Roe"}]}
    options = BulkOptions(columns={"text": "post.body", "title": "meta.heads.0.main"})
    items, faults = gather(json.dumps(data), "a.jsonl", options)
    assert not faults and items[0].title == "Plan rejected" and items[0].authors == ("Jane Roe",)


def test_our_own_export_reads_back(gather: Gather, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"Plan rejected by Norland ministry\nBy Jane Roe\nPublished: 8 May 2024\n\n{TEXT}\n\n{TEXT}")
    (document,), _ = read_source(page, Config())
    for data in (
        msgspec.json.encode(document),
        b'{"dragoman":{},"documents":[' + msgspec.json.encode(document) + b'],"notes":[]}',
    ):
        items, faults = gather(data, "export.jsonl")
        assert not faults
        (back,), _ = read_item(items[0], Config())
        assert back.text == document.text and back.id == document.id
        assert (back.title, back.published, back.authors) == (document.title, document.published, document.authors)
        assert back.outlet is None


def test_a_text_with_lists_is_no_json(gather: Gather) -> None:
    items, _ = gather(f"[Reuters] Plan rejected by Norland ministry\n\n{TEXT}\n{{sic}}", "a.txt")
    assert items[0].kind == "page"


@settings(max_examples=150)
@given(st.text(alphabet='{}[]",:\\ab1 \n\x00é', max_size=120), st.sampled_from(["[", "{", '{"a":1}\n', '[{"text":"']))
def test_any_json(tmp_path_factory: pytest.TempPathFactory, text: str, start: str) -> None:
    path = tmp_path_factory.mktemp("any") / "a.json"
    path.write_bytes((start + text).encode())
    for form in ("json", "jsonl"):
        for found in iter_items(str(path), BulkOptions(format=form), Config()):
            assert isinstance(found, Item) or (isinstance(found, Fault) and found.error.code != "failed")
