"""The entry: which format, pages, metadata of containers, fingerprints, what never happens."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import os
import pickle
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from conftest import Gather
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.errors import SourceError, UsageError
from dragoman.sources import read_source
from dragoman.sources.bulk import BulkOptions, Fault, Item, find_inputs, iter_items, read_item, source_fingerprint

PAGES = Path(__file__).parent.parent / "pages"
TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."
PAGE = f"<html lang='en'><head><title>Plan rejected by Norland | Havnen</title></head><body><h1>Plan rejected by Norland</h1><p>8 May 2024</p><p>{TEXT}</p><p>{TEXT}</p></body></html>"


def test_pages_are_read_as_read_source_reads_them(gather: Gather) -> None:
    for path in sorted(PAGES.glob("*.html")):
        try:
            wanted = read_source(path, Config())
        except SourceError as error:
            (item,), _ = gather(path)
            with pytest.raises(SourceError) as caught:
                read_item(item, Config())
            assert caught.value.code == error.code
            continue
        (item,), faults = gather(path)
        assert not faults and (item.key, item.kind) == ("", "page")
        assert read_item(item, Config()) == wanted


def test_the_content_decides(gather: Gather) -> None:
    for data in (gzip.compress(PAGE.encode()), bz2.compress(PAGE.encode()), PAGE.encode(), PAGE.encode("utf-16")):
        (item,), faults = gather(data, "misleading.csv")
        assert not faults and item.kind == "page"
        assert read_item(item, Config())[0][0].title == "Plan rejected by Norland"
    (item,), _ = gather(f'{{"title": "A", "text": "{TEXT}"}}', "misleading.html")
    assert item.title == "A"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (gzip.compress(b""), "empty"),
        (gzip.compress(PAGE.encode())[:12], "damaged"),
        (b"\x1f\x8b\x08\x00junk that is no gzip", "damaged"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (bytes(range(256)) * 40, "binary"),
        (gzip.compress(b"%PDF-1.7\n"), "pdf"),
    ],
)
def test_refused(gather: Gather, data: bytes, code: str) -> None:
    items, faults = gather(data, "x")
    assert not items and [f.error.code for f in faults] == [code]


def test_what_is_not_there(tmp_path: Path) -> None:
    for source, code in ((str(tmp_path / "none"), "not-found"), (str(tmp_path), "directory"), ("a\x00b", "unreadable")):
        (fault,) = iter_items(source, BulkOptions(), Config())
        assert isinstance(fault, Fault) and fault.error.code == code and fault.source == source


def test_too_large(gather: Gather) -> None:
    items, faults = gather(gzip.compress(PAGE.encode() + b" " * 300_000), "a.html.gz", config=Config(max_bytes=100_000))
    assert not items and faults[0].error.code == "too-large"


def test_half_a_page_is_no_article(gather: Gather) -> None:
    page = PAGE.replace(TEXT, " ".join(f"word{n * 7919}" for n in range(3000)))
    packed = gzip.compress(page.encode())
    items, faults = gather(packed[: len(packed) // 2], "a.html.gz")
    assert not items and faults[0].error.code == "damaged"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f'{{"title": "A", "text": "{TEXT}"}}\n' * 3
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines.encode())))
    found = list(iter_items("-", BulkOptions(), Config()))
    assert [f.key for f in found] == ["row 1", "row 2", "row 3"]


def test_metadata_of_the_container_override_the_page() -> None:
    item = Item(
        source="x", key="row 1", data=PAGE.encode(), kind="page", title="Norland says no", published="2023-01-02", outlet="bbc.co.uk",
        url="https://havnen.example/a", authors=("Jane Roe",),
    )  # fmt: skip
    (document,), _ = read_item(item, Config())
    assert (document.title, document.published, document.authors) == ("Norland says no", "2023-01-02", ("Jane Roe",))
    assert document.url == "https://havnen.example/a" and document.text.startswith(
        "Norland says no\n\nPlan rejected by Norland\n\n"
    )
    (document,), _ = read_item(item, Config(published="2022-02-02"))
    assert document.published == "2022-02-02"
    (document,), _ = read_item(Item(source="x", key="", data=PAGE, kind="page"), Config())
    assert (document.title, document.published) == ("Plan rejected by Norland", "2024-05-08")
    with pytest.raises(UsageError):
        read_item(item, Config(published="yesterday"))


def test_a_container_does_not_rename_several_articles() -> None:
    data = (PAGES / "two-articles.html").read_bytes()
    item = Item(source="x", key="row 1", data=data, kind="page", title="Digest", published="2020-01-01")
    documents, _ = read_item(item, Config())
    assert len(documents) == 2 and "Digest" not in [d.title for d in documents]


def test_text_items_stand_as_they_are() -> None:
    body = f"{TEXT}\n\nShare this\n\n{TEXT}\n\nRead more: a line that a page would lose"
    (document,), notes = read_item(Item(source="x", key="row 1", data=body, kind="text"), Config())
    assert document.text == body and document.title is None and document.dropped == ()
    assert [note.code for note in notes] == ["no-publication-date"]
    with pytest.raises(SourceError) as caught:
        read_item(Item(source="x", key="row 1", data="1 2 3", kind="text"), Config())
    assert caught.value.code == "no-article" and "row 1" in str(caught.value)


def test_a_headline_repeated_in_the_text_stands_once() -> None:
    item = Item(
        source="x", key="", data=f"Plan rejected by Norland.\n\n{TEXT}", kind="text", title="Plan Rejected by Norland"
    )
    assert read_item(item, Config())[0][0].text == f"Plan Rejected by Norland\n\n{TEXT}"


def test_a_headline_over_two_lines_and_the_outlet_as_author() -> None:
    item = Item(
        source="x", key="", data=f"Plan rejected;\n\nMinistry says no\n\n{TEXT}", kind="text", title="Plan rejected; Ministry says no",
        outlet="USA Today", authors=("Jane Roe", "USA TODAY"),
    )  # fmt: skip
    (document,), _ = read_item(item, Config())
    assert document.text == f"Plan rejected; Ministry says no\n\n{TEXT}" and document.authors == ("Jane Roe",)


def test_languages() -> None:
    german = (
        "Das Außenministerium von Norland hat den Kanalplan am Montag abgelehnt und den Botschafter einbestellt, weil er zu teuer sei. "
        * 8
    )
    for data, told, language in (
        (TEXT, "de", "en"),
        (german, "en", "de"),
        (german, "de", "de"),
        (german, None, "de"),
        ("Kanal ja, sagt Lind heute.", "en", "en"),
    ):
        (document,), _ = read_item(Item(source="x", key="", data=data, kind="text", language=told), Config())
        assert document.language == language


def test_unbelievable_dates() -> None:
    item = Item(source="x", key="", data=TEXT, kind="text", published="2031-01-01")
    (document,), notes = read_item(item, Config(today=date(2024, 5, 8)))
    assert document.published is None and notes[0].code == "unbelievable-date"


def test_items_and_faults_cross_process_borders(gather: Gather) -> None:
    items, faults = gather(f'{{"text": "{TEXT}"}}\n{{bad\n', "a.jsonl")
    assert pickle.loads(pickle.dumps(items[0])) == items[0]
    fault = pickle.loads(pickle.dumps(faults[0]))
    assert (fault.source, fault.key, str(fault.error)) == (faults[0].source, faults[0].key, str(faults[0].error))
    assert pickle.loads(pickle.dumps(BulkOptions(columns={"text": "a"}))) == BulkOptions(columns={"text": "a"})


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_odd_names(tmp_path: Path, gather: Gather) -> None:
    for name in ("two words.txt", "línea\nnueva.txt", "日本.txt", "%s.txt"):
        (item,), _ = gather(f"Plan rejected by Norland\n\n{TEXT}", name)
        (document,), notes = read_item(item, Config())
        assert document.source == str(tmp_path / name) == item.source and msgspec.json.encode((document, notes))
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(raw)).write_text(f"Plan rejected by Norland\n\n{TEXT}")
    found = [s for s in find_inputs([str(tmp_path)]) if isinstance(s, str) and "caf" in s]
    (item,) = iter_items(found[0], BulkOptions(), Config())
    assert isinstance(item, Item)
    (document,), notes = read_item(item, Config())
    assert document.source.endswith("caf\ufffd.txt") and msgspec.json.encode((document, notes))
    (fault,) = iter_items(found[0] + "x", BulkOptions(), Config())
    assert isinstance(fault, Fault) and str(fault.error).encode()


def test_fingerprints(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 300_000)
    os.utime(path, ns=(1, 1))
    first = source_fingerprint(str(path))
    assert source_fingerprint(str(path)) == first
    path.write_bytes(b"x" * 299_999 + b"y")
    os.utime(path, ns=(1, 1))
    assert source_fingerprint(str(path)) != first
    path.write_bytes(b"x" * 300_000)
    os.utime(path, ns=(2, 2))
    assert source_fingerprint(str(path)) != first
    with pytest.raises(SourceError):
        source_fingerprint(str(tmp_path / "none"))


def test_a_missing_package_is_named(gather: Gather, monkeypatch: pytest.MonkeyPatch) -> None:
    for package, data, extra in (
        ("fastwarc.warc", b"WARC/1.0\r\n\r\n", "warc"),
        ("pyarrow", b"PAR1....PAR1", "frames"),
        ("zstandard", b"\x28\xb5\x2f\xfd....", "warc"),
    ):
        monkeypatch.setitem(sys.modules, package, None)
        items, (fault,) = gather(data, "x")
        assert (
            not items and fault.error.code == "needs-package" and f'pip install "dragoman[{extra}]"' in str(fault.error)
        )


def test_three_thousand_rows_a_second(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "title,text,date,outlet\n" + "".join(f'Plan {n},"{TEXT * 20}",2024-05-08,Havnen\n' for n in range(6000))
    )
    start = time.process_time()
    assert sum(1 for _ in iter_items(str(path), BulkOptions(), Config())) == 6000
    assert 6000 / (time.process_time() - start) > 3000


def test_import_is_light() -> None:
    code = "import sys, dragoman.sources.bulk; print([m for m in ('trafilatura', 'httpx', 'lxml', 'py3langid', 'numpy', 'pyarrow', 'fastwarc', 'zstandard') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


STARTS = [b"", b"WARC/1.0\r\n", b"PK\x03\x04", b"PAR1", b"{\\rtf1 ", b"<rss>", b"{", b"[", b"\x1f\x8b\x08", b"a,text\n", b"<html>", b"HD\n", b"1 of 2 DOCUMENTS\nLENGTH: 2\n", b"\xff\xfe", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY", b"\xfd7zXZ\x00"]  # fmt: skip


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(STARTS), st.binary(max_size=200))
def test_any_bytes(gather: Gather, start: bytes, data: bytes) -> None:
    items, faults = gather(start + data, "any")
    assert all(f.error.code != "failed" for f in faults), faults
    for item in items:
        with contextlib.suppress(SourceError):
            read_item(item, Config())
