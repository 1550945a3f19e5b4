"""ZIP and TAR archives: every member is read as a file of its own (services deliver several exports in a ZIP)."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from dragoman.errors import SourceError
from dragoman.sources.items import Origin
from dragoman.sources.packed import CHUNK, Stream

_ADVICE = "Unpack it yourself and give the folder."
_ADVICE_REST = "Unpack it yourself to see; the other members were read."
_SPOOLED = 1 << 24  # bytes from which an unpacked copy goes to disk
_MOST_UNPACKED = 1 << 33
IGNORED = frozenset(
    """
    .jpg .jpeg .png .gif .webp .avif .svg .ico .bmp .tif .tiff .css .js .mjs .map .woff .woff2 .ttf .eot .otf .mp3
    .mp4 .m4a .ogg .wav .avi .mov .webm .ann .sqlite .sqlite-wal .sqlite-shm .sqlite-journal .db .pyc .lock .tmp .part
    """.split()  # noqa: SIM905
)


def is_ignored(name: str) -> bool:
    """Whether a file found in a folder or archive is passed over: hidden ones, pictures, styles, fonts, sound,
    film, standoff annotations and stores. A file that is named by itself is always read.
    """
    base = name.rstrip("/").rpartition("/")[2]
    return base.startswith(".") or "__MACOSX/" in name or os.path.splitext(base)[1].lower() in IGNORED


@contextmanager
def make_seekable(stream: Stream, file: BinaryIO, origin: Origin) -> Iterator[BinaryIO]:
    """The stream as a file that seeks: the file itself where it is not compressed, else a temporary copy.

    Raises:
        SourceError: it unpacks to more than 8 GB.
    """
    if len(stream.raw.layers) == 1 and file.seekable():
        file.seek(0)
        yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, file)))
        return
    size = 0
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as copy:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > _MOST_UNPACKED:
                raise origin.error("it unpacks to more than 8 GB", _ADVICE, "too-large")
            copy.write(piece)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def is_office(file: BinaryIO) -> bool:
    """Whether a ZIP archive is a document of an office program or an e-book rather than a bundle of files."""
    try:
        with zipfile.ZipFile(file) as archive:
            return bool({"[Content_Types].xml", "mimetype"} & set(archive.namelist()))
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read_zip(file: BinaryIO, origin: Origin) -> Iterator[tuple[str, BinaryIO | SourceError]]:
    """The members of a ZIP archive in its order, each open for reading, or why it can't be opened."""
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if member.is_dir() or is_ignored(member.filename):
                    continue
                if member.flag_bits & 1:
                    yield member.filename, origin.error("it is protected with a password", _ADVICE_REST, "damaged")
                    continue
                try:
                    with archive.open(member) as part:
                        yield member.filename, cast(BinaryIO, _Checked(part))
                except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
                    yield member.filename, origin.error(f"it is damaged ({error})", _ADVICE_REST, "damaged")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise origin.error(f"the ZIP archive is damaged ({error})", _ADVICE, "damaged") from None


def read_tar(stream: BinaryIO, origin: Origin) -> Iterator[tuple[str, BinaryIO | SourceError]]:
    """The files of a TAR archive in its order, each open for reading; links and devices are passed over."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if not member.isfile() or is_ignored(member.name):
                    continue
                part = archive.extractfile(member)
                if part is not None:
                    yield member.name, cast(BinaryIO, _Checked(part))
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise origin.error(f"the TAR archive is damaged or cut off ({error})", _ADVICE, "damaged") from None


class _Checked(io.RawIOBase):
    """A member whose damage shows as an error of reading, which ends its stream and names the reason."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return self._part.read(size)
        except (zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError, NotImplementedError) as error:
            raise OSError(str(error)) from None
        except Exception as error:  # zlib.error, LZMAError: the codecs have no common root
            raise OSError(f"{type(error).__name__}: {error}") from None
