"""Web archives: what is a page, what is damaged, what goes on."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from conftest import Gather
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.sources.bulk import BulkOptions, Fault, Item, iter_items, read_item

pytest.importorskip("fastwarc")
zstandard = pytest.importorskip("zstandard")
TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."
PACK: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def page(n: int) -> bytes:
    return f"<html><head><title>Plan {n} rejected by Norland</title></head><body><h1>Plan {n} rejected by Norland</h1><p>{TEXT}</p></body></html>".encode()


def record(
    n: int, body: bytes | None = None, *, status: str = "200 OK", mime: str = "text/html; charset=utf-8", more: str = "", kind: str = "response",
    length: int | None = None,
) -> bytes:  # fmt: skip
    body = page(n) if body is None else body
    if kind == "response":
        body = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n{more}\r\n".encode() + body
        mime = "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-05-09T10:00:00Z\r\nWARC-Target-URI: https://havnen.example/{n}\r\n"
        f"WARC-Record-ID: <urn:uuid:{n}>\r\nContent-Type: {mime}\r\nContent-Length: {len(body) if length is None else length}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


RECORDS = [record(n) for n in range(1, 6)]


@pytest.mark.parametrize("form", PACK)
@pytest.mark.parametrize("each", [True, False])
def test_whole_archives(gather: Gather, form: str, each: bool) -> None:
    info = record(0, b"software: test\r\n", kind="warcinfo", mime="application/warc-fields")
    parts = [info, *RECORDS]
    data = b"".join(map(PACK[form], parts)) if each else PACK[form](b"".join(parts))
    items, faults = gather(data, "news.warc")
    assert not faults and [item.key for item in items] == [f"record {n}" for n in range(2, 7)]
    assert items[0].url == "https://havnen.example/1" and items[0].kind == "page" and items[0].published is None
    (document,), _ = read_item(items[0], Config())
    assert document.url == "https://havnen.example/1" and document.published is None
    assert document.text == f"Plan 1 rejected by Norland\n\n{TEXT}"


def test_what_is_no_page_is_passed_over(gather: Gather) -> None:
    data = b"".join(
        [
            record(1, status="404 Not Found"),
            record(2, status="301 Moved Permanently"),
            record(3, b"\x89PNG....", mime="image/png"),
            record(4, b"GET / HTTP/1.1\r\n\r\n", kind="request", mime="application/http; msgtype=request"),
            record(5, b"", kind="revisit"),
            record(6, b"", mime="text/html"),
            record(7),
            record(8, mime="application/xhtml+xml"),
            record(9, kind="resource", mime="text/html"),
            record(10, b"User-agent: *", mime="text/plain"),
        ]
    )
    items, faults = gather(data, "a.warc")
    assert not faults and [item.key for item in items] == ["record 7", "record 8", "record 9"]


def test_payloads_are_decoded(gather: Gather) -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page(2)[:50], page(2)[50:])) + b"0\r\n\r\n"
    deflated = zlib.compress(page(3))
    data = b"".join(
        [
            record(1, gzip.compress(page(1)), more="Content-Encoding: gzip\r\n"),
            record(2, chunked, more="Transfer-Encoding: chunked\r\n"),
            record(3, deflated, more="Content-Encoding: deflate\r\n"),
            record(4, more="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),  # decoded, headers left on
            record(5, more="X-Crawler-Content-Encoding: gzip\r\n"),
        ]
    )
    items, faults = gather(data, "a.warc")
    assert not faults and [item.data for item in items] == [page(n) for n in range(1, 6)]


def test_the_servers_charset(gather: Gather) -> None:
    text = f"<html><body><p>Café owners in Côte Rouge. {TEXT}</p></body></html>"
    items, _ = gather(record(1, text.encode("latin-1"), mime="text/html; charset=ISO-8859-1"), "a.warc")
    (document,), notes = read_item(items[0], Config())
    assert document.text.startswith("Café owners in Côte Rouge.")
    assert "encoding-guessed" not in [note.code for note in notes]


def test_wet(gather: Gather) -> None:
    text = f"Plan rejected by Norland\nHome | News | Sport\n8 May 2024\n{TEXT}\n{TEXT}\n© Havnen".encode()
    data = record(1, text, kind="conversion", mime="text/plain").replace(
        b"WARC-Record-ID", b"WARC-Identified-Content-Language: eng\r\nWARC-Record-ID"
    )
    items, faults = gather(gzip.compress(data), "a.warc.wet.gz")
    assert not faults and items[0].language == "en" and items[0].url == "https://havnen.example/1"
    (document,), _ = read_item(items[0], Config())
    assert document.text == f"Plan rejected by Norland\n\n{TEXT}\n\n{TEXT}" and document.published == "2024-05-08"


@pytest.mark.parametrize("form", PACK)
def test_a_truncated_archive_gives_what_is_whole_then_one_fault(gather: Gather, form: str) -> None:
    data = b"".join(map(PACK[form], RECORDS))
    for cut in (60, 200):
        items, faults = gather(data[:-cut], "a.warc")
        assert [item.key for item in items] == [f"record {n}" for n in range(1, 5)]
        assert [f.key for f in faults] == ["record 5"] and "cut off" in str(faults[0].error)
    whole = PACK[form](b"".join(RECORDS * 200))
    items, faults = gather(whole[: len(whole) // 2 - 9], "b.warc")
    assert len(items) > 100 and len(faults) == 1


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_damaged_member_costs_itself(gather: Gather, form: str) -> None:
    members = list(map(PACK[form], RECORDS))
    middle = bytearray(members[2])
    middle[60:64] = b"\xff\xff\xff\xff"
    items, faults = gather(b"".join([*members[:2], bytes(middle), *members[3:]]), "a.warc")
    assert [item.url for item in items] == [f"https://havnen.example/{n}" for n in (1, 2, 4, 5)]
    assert len(faults) == 1 and faults[0].error.code == "damaged"


def test_a_checksum_that_fails_costs_its_record(gather: Gather) -> None:
    members = list(map(gzip.compress, RECORDS))
    last = bytearray(members[4])
    last[-6] ^= 0xFF
    items, faults = gather(b"".join([*members[:4], bytes(last)]), "a.warc")
    assert len(items) == 4 and len(faults) == 1 and "check" in str(faults[0].error)


def test_wrong_lengths_and_rubbish(gather: Gather) -> None:
    long = record(2, length=len(RECORDS[1]) + 300)
    items, faults = gather(b"".join([RECORDS[0], long, *RECORDS[2:]]), "a.warc")
    assert [item.url[-1] for item in items if item.url] == ["1", "3", "4", "5"]
    assert [f.key for f in faults] == ["record 2"] and "does not fit" in str(faults[0].error)
    items, faults = gather(b"".join([RECORDS[0], record(2, length=90), *RECORDS[2:]]), "b.warc")
    assert [item.url[-1] for item in items if item.url] == ["1", "3", "4", "5"] and len(faults) == 1
    items, faults = gather(b"".join([RECORDS[0], b"rubbish\r\n\r\nmore\r\n", *RECORDS[1:]]), "c.warc")
    assert len(items) == 5 and len(faults) == 1 and "no record" in str(faults[0].error)
    items, faults = gather(
        RECORDS[0] + RECORDS[1].replace(b"Content-Length: ", b"Content-Length: x") + RECORDS[2], "d.warc"
    )
    assert [item.url[-1] for item in items if item.url] == ["1", "3"] and faults[0].error.problem.endswith(
        "tells no length"
    )
    items, faults = gather(RECORDS[0] + record(2, length=10**12), "e.warc")
    assert len(items) == 1 and len(faults) == 1
    items, faults = gather(record(1, length=10**7) + RECORDS[1], "f.warc")
    assert [item.url[-1] for item in items if item.url] == ["2"] and "runs over" in str(faults[0].error)


def test_a_record_beyond_the_limit(gather: Gather) -> None:
    data = RECORDS[0] + record(2, page(2) + b" " * 200_000) + RECORDS[2]
    items, faults = gather(data, "a.warc", config=Config(max_bytes=100_000))
    assert len(items) == 2 and [(f.key, f.error.code) for f in faults] == [("record 2", "too-large")]


@settings(max_examples=150)
@given(st.sampled_from(sorted(PACK)), st.integers(0, 1 << 20), st.binary(max_size=40), st.booleans())
def test_any_damage(tmp_path_factory: pytest.TempPathFactory, form: str, at: int, junk: bytes, cut: bool) -> None:
    data = b"".join(map(PACK[form], RECORDS))
    at %= len(data)
    path = tmp_path_factory.mktemp("any") / "a.warc"
    path.write_bytes(data[:at] + junk + (b"" if cut else data[at + len(junk) :]))
    for found in iter_items(str(path), BulkOptions(), Config()):
        assert isinstance(found, Item) or (isinstance(found, Fault) and found.error.code != "failed")
