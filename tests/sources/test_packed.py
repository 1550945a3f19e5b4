"""Compressed streams: seen through, and read up to where they break."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.sources.packed import Stream, name_codec, open_stream

zstandard = pytest.importorskip("zstandard")
DATA = b"".join(b"%d,line %d of the text\n" % (i, i * 7919 % 104729) for i in range(20_000))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
}


def opened(data: bytes) -> Stream:
    return open_stream(io.BytesIO(data), "test")


@pytest.mark.parametrize("codec", PACKERS)
def test_whole(codec: str) -> None:
    packed = PACKERS[codec](DATA)
    assert name_codec(packed) == codec
    for form in (packed, PACKERS[codec](packed), gzip.compress(packed)):
        stream = opened(form)
        assert stream.read() == DATA and stream.problem() is None
    stream = opened(packed + packed)
    assert stream.read() == DATA * 2 and stream.problem() is None


def test_plain_data_pass() -> None:
    for data in (DATA, b"", b"BZh is no bzip2", b"\x1f\x8b"):
        stream = opened(data)
        assert stream.read() == data and stream.problem() is None


@pytest.mark.parametrize("codec", PACKERS)
def test_cut_off(codec: str) -> None:
    packed = PACKERS[codec](DATA)
    stream = opened(packed[: len(packed) * 2 // 3])
    out = stream.read()
    assert DATA.startswith(out) and (len(out) > len(DATA) // 3 or codec == "bzip2")  # its blocks are 900 kB
    assert "cut off" in str(stream.problem()) and codec in str(stream.problem())


@pytest.mark.parametrize("codec", PACKERS)
def test_damaged(codec: str) -> None:
    packed = bytearray(PACKERS[codec](DATA))
    packed[len(packed) // 2 : len(packed) // 2 + 8] = b"\xff\x00" * 4
    stream = opened(bytes(packed))
    stream.read()
    assert stream.problem()


def test_something_else_after_the_end() -> None:
    stream = opened(gzip.compress(DATA) + b"<html>an error page of a proxy</html>")
    assert stream.read() == DATA and "not gzip" in str(stream.problem())
    stream = opened(gzip.compress(DATA) + b"\x00" * 512)  # a tape's padding
    assert stream.read() == DATA and stream.problem() is None


def test_resume_at_the_next_member() -> None:
    members = [gzip.compress(b"member %d " % i * 40) for i in range(5)]
    members[2] = members[2][:20] + b"\xff\xff\xff" + members[2][23:]
    stream = opened(b"".join(members))
    assert stream.read().startswith(b"member 0 " * 40 + b"member 1 " * 40)
    assert stream.problem() and stream.resume() and stream.problem() is None
    assert stream.read() == b"member 3 " * 40 + b"member 4 " * 40
    assert not stream.resume()


@pytest.mark.parametrize("codec", ["gzip", "zstd", "xz", "bzip2"])
def test_bombs_come_out_in_pieces(codec: str) -> None:
    stream = opened(PACKERS[codec](bytes(80_000_000)))
    size = 0
    while piece := stream.read(1 << 16):
        size += len(piece)
        assert len(stream.raw._ready) < 70_000_000
    assert size == 80_000_000


def test_a_zstandard_dictionary_in_a_frame_of_its_own() -> None:
    samples = [b"WARC/1.0 response %d of the canal archive" % i * 3 for i in range(2000)]
    dictionary = zstandard.train_dictionary(3000, samples)
    frame = dictionary.as_bytes()
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    for stored in (frame, zstandard.compress(frame)):
        head = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
        stream = opened(head + b"".join(map(packer.compress, samples[:4])))
        assert stream.read() == b"".join(samples[:4]) and stream.problem() is None
    skipped = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"notes"
    assert opened(zstandard.compress(b"one") + skipped + zstandard.compress(b"two")).read() == b"onetwo"


@settings(max_examples=60)
@given(st.sampled_from(sorted(PACKERS)), st.integers(0, 1 << 30), st.binary(min_size=1, max_size=6))
def test_any_damage_ends(codec: str, at: int, junk: bytes) -> None:
    packed = bytearray(PACKERS[codec](DATA[:20_000]))
    at %= len(packed)
    packed[at : at + len(junk)] = junk
    stream = opened(bytes(packed))
    out = stream.read()
    while stream.resume():
        out += stream.read()
    assert stream.problem() or out is not None
