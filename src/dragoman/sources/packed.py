"""Compressed streams, read so that what is whole in a damaged file can be read.

gzip, zstandard, bzip2 and xz, one inside of another to any sensible depth. A stream that breaks ends there
(``problem`` tells why), and everything before the damage has been given out; with ``resume`` a reader goes on
at the next whole member, which is how web archives (one record, one member) lose one record only.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from dragoman.errors import SourceError

CHUNK = 1 << 16
_STEP = 64  # bytes fed at a time to get out what stands before a damage
_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"  # zstandard's skippable frame that holds a dictionary (IIPC's WARC.zst)
_SKIPPABLE = b"\x2a\x4d\x18"
_DEEPEST = 4
_MOST_AT_ONCE = 1 << 22  # bytes
_ZSTD_STEP = 2048  # four bytes of zstandard can stand for 128 kB
_WINDOW = 27  # log2 of the most memory that a zstandard frame may ask for: 128 MB, as the zstd tool has it


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, limit: int = ..., /) -> bytes: ...


def name_codec(head: bytes) -> str | None:
    """The compression that the first bytes of a file tell, or None."""
    for magic, name in ((_GZIP, "gzip"), (_ZSTD, "zstd"), (_XZ, "xz"), (_DICTIONARY, "zstd")):
        if head.startswith(magic):
            return name
    if head.startswith(_BZIP2) and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return "bzip2"
    return None


class Unpacked(io.RawIOBase):
    """The bytes inside of a compressed stream (or of a plain one: ``codec`` None).

    Attributes:
        problem: why the stream ended early, in words; None while all is well.
        whole: bytes given out up to the end of the last member whose checksum was right.
    """

    def __init__(self, file: BinaryIO, codec: str | None = None, source: str = "") -> None:
        self.problem: str | None = None
        self.whole = 0
        self._decoded = 0
        self._file, self._codec, self._source = file, codec, source
        self._ready = memoryview(b"")  # decoded, not yet handed out
        self._input = b""  # read, not yet decoded
        self._decoder: _Decoder | None = None
        self._make: Callable[[], Any] = _decoder_maker(codec, source)
        self._given = 0
        self._ended = False

    @property
    def layers(self) -> list[Unpacked]:
        """This stream and those under it that are compressed, the innermost file first."""
        inner = getattr(self._file, "raw", None)
        return [*(inner.layers if isinstance(inner, Unpacked) else []), self]

    def readable(self) -> bool:
        """True: it is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; fewer bytes only at the end, so that a peek sees as much as there is."""
        wanted, filled = len(buffer), 0
        while filled < wanted and not (self._ended and not self._ready):
            if not self._ready:
                self._ready = memoryview(self._decode())
                self._decoded += len(self._ready)
                continue
            piece = self._ready[: wanted - filled]
            buffer[filled : filled + len(piece)] = piece
            self._ready = self._ready[len(piece) :]
            filled += len(piece)
        self._given += filled
        return filled

    def resume(self) -> bool:
        """After a problem: go on at the next member. False if there is none."""
        magic = {"gzip": _GZIP, "zstd": _ZSTD}.get(self._codec or "")
        if magic is None or self.problem is None:
            return False
        while True:
            at = self._input.find(magic, 1)
            if at > 0:
                self._input = self._input[at:]
                self.problem, self._decoder, self._ended = None, None, False
                return True
            tail = self._input[-len(magic) + 1 :]
            fresh = self._read()
            if not fresh:
                return False
            self._input = tail + fresh

    def _read(self) -> bytes:
        try:
            return self._file.read(CHUNK) or b""
        except OSError as error:  # a bad sector, a network drive that went away
            self._end(f"it can't be read on after {self._given:,} bytes ({error.strerror or error})")
            return b""

    def _end(self, problem: str | None = None) -> bytes:
        self.problem = self.problem or problem
        self._ended = True
        return b""

    def _decode(self) -> bytes:
        """The next decoded piece; b"" more often than at the end."""
        if not self._input and self._needs_input():
            self._input = self._read()
        if self._codec is None:
            piece, self._input = self._input, b""
            return piece or self._end()
        if not self._input and self._needs_input():
            return self._end(self._cut_off() if self._decoder is not None else None)
        if self._decoder is None and not self._start_member():
            return b""
        return self._feed()

    def _start_member(self) -> bool:
        """Begin the next member; whatever else stands between members ends the stream."""
        while len(self._input) < 18 and (more := self._read()):
            self._input += more
        if self._codec == "gzip":
            self._input = self._input.lstrip(b"\x00")  # padding of tapes and block devices
        if self._codec == "zstd" and self._input[1:4] == _SKIPPABLE and 0x50 <= self._input[0] <= 0x5F:
            return self._skip_frame()
        if not self._input:
            return False
        if name_codec(self._input) != self._codec:
            self._end(f"after {self._given:,} bytes comes something that is not {self._codec}")
            return False
        self._decoder = self._make()
        return True

    def _skip_frame(self) -> bool:
        """A frame of zstandard that holds no data; if it holds a dictionary, the frames after it need that."""
        left, is_dictionary = int.from_bytes(self._input[4:8], "little"), self._input[:4] == _DICTIONARY
        self._input = self._input[8:]
        frame = bytearray()
        while left:
            self._input = self._input or self._read()
            if not self._input:
                self._end(self._cut_off())
                return False
            piece, self._input = self._input[:left], self._input[left:]
            left -= len(piece)
            if is_dictionary:
                frame += piece
        if is_dictionary:
            self._make = _with_dictionary(bytes(frame), self._source)
        return False

    def _feed(self) -> bytes:
        """Decode a piece that can't grow beyond reason, whatever it was made to do."""
        assert self._decoder is not None
        size = _ZSTD_STEP if self._codec == "zstd" else CHUNK
        data = self._input[:size] if self._needs_input() else b""
        before = _copied(self._decoder)
        try:
            piece = (
                self._decoder.decompress(data, _MOST_AT_ONCE)
                if _is_limited(self._codec)
                else (self._decoder.decompress(data))
            )
        except Exception as error:  # zlib.error, LZMAError, OSError, ZstdError
            return self._salvage(before, data, error)
        self._input = self._input[len(data) :]
        if self._decoder.eof:
            self._input, self._decoder = self._decoder.unused_data + self._input, None
            self.whole = self._decoded + len(piece)
        return piece

    def _needs_input(self) -> bool:
        return getattr(self._decoder, "needs_input", True)

    def _salvage(self, decoder: _Decoder | None, data: bytes, error: Exception) -> bytes:
        """What stands before the damage, fed in small steps."""
        out: list[bytes] = []
        try:
            for at in range(0, len(data) if decoder else 0, _STEP):
                assert decoder is not None
                out.append(decoder.decompress(data[at : at + _STEP]))
        except Exception:
            pass  # the same damage, now with all before it in hand
        given = self._given + sum(map(len, out))
        self._end(f"the {self._codec} data are damaged after {given:,} bytes of content ({error})")
        self._decoder = None
        return b"".join(out)

    def _cut_off(self) -> str:
        return f"the {self._codec} data are cut off after {self._given:,} bytes of content"


def _is_limited(codec: str | None) -> bool:
    """Whether the decoder can be told how much to give out; zlib grows a thousandfold at most."""
    return codec in ("bzip2", "xz")


def _copied(decoder: _Decoder) -> _Decoder | None:
    """The state of a decoder, where it can be kept (zlib only)."""
    copy = getattr(decoder, "copy", None)
    return copy() if copy is not None else None


def _decoder_maker(codec: str | None, source: str) -> Callable[[], Any]:
    if codec == "zstd":
        zstandard = _import_zstandard(source)
        return lambda: zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW).decompressobj()
    if codec == "xz":
        return lambda: lzma.LZMADecompressor(memlimit=1 << 29)
    return bz2.BZ2Decompressor if codec == "bzip2" else lambda: zlib.decompressobj(wbits=31)


def _with_dictionary(frame: bytes, source: str) -> Callable[[], Any]:
    zstandard = _import_zstandard(source)
    if frame.startswith(_ZSTD):
        frame = zstandard.ZstdDecompressor().decompressobj().decompress(frame)
    dictionary = zstandard.ZstdCompressionDict(frame)
    return lambda: zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=1 << _WINDOW).decompressobj()


def _import_zstandard(source: str) -> Any:
    try:
        import zstandard
    except ImportError:
        advice = 'Install it with: pip install "dragoman[warc]".'
        problem = "reading zstandard needs the package zstandard"
        raise SourceError(source, problem, advice, "needs-package") from None
    return zstandard


class Stream(io.BufferedReader):
    """A buffered stream that sees through compression; ``problem`` and ``resume`` are those of its layers."""

    raw: Unpacked

    def problem(self) -> str | None:
        """Why the stream ended early, in words; None if it did not."""
        return next((layer.problem for layer in self.raw.layers if layer.problem), None)

    def is_broken_before(self, position: int) -> bool:
        """Whether the stream broke in a member that bytes up to this position belong to."""
        return self.problem() is not None and position > self.raw.whole

    def resume(self) -> bool:
        """Go on at the next member of a stream of one layer that broke."""
        broken = [layer for layer in self.raw.layers if layer.problem]
        return broken == [self.raw] and self.raw.resume()


def open_stream(file: BinaryIO, source: str) -> Stream:
    """See through the compression of a file, whatever its name.

    Args:
        file: open for reading; it need not seek.
        source: names it in errors.

    Raises:
        SourceError: it is compressed in a way that needs a package which is not installed.
    """
    stream = Stream(Unpacked(file), 4 * CHUNK)
    for _ in range(_DEEPEST):
        codec = name_codec(stream.peek(32)[:32])
        if codec is None:
            break
        stream = Stream(Unpacked(stream, codec, source), 4 * CHUNK)
    return stream
