"""ZIP and TAR: members are files of their own."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

from conftest import Gather
from test_office import docx

from dragoman.config import Config

TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."
CSV = f'title,text\nPlan,"{TEXT}"\n'.encode()
MEMBERS = {
    "a.csv": CSV,
    "sub/b.csv.gz": gzip.compress(CSV),
    "sub/.hidden": b"x",
    "__MACOSX/a.csv": b"x",
    "pic.png": b"\x89PNG",
    "c.pdf": b"%PDF-1.7",
}


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def test_members_are_read_in_their_order(gather: Gather) -> None:
    for name, data in (
        ("a.zip", zipped(MEMBERS)),
        ("a.tar", tarred(MEMBERS)),
        ("a.tar.gz", gzip.compress(tarred(MEMBERS))),
        ("b", gzip.compress(zipped(MEMBERS))),
    ):
        items, faults = gather(data, name)
        assert [item.key for item in items] == ["a.csv, row 1", "sub/b.csv.gz, row 1"], name
        assert [(f.key, f.error.code) for f in faults] == [("c.pdf", "pdf")] and "c.pdf: " in str(faults[0].error)


def test_a_zip_of_word_documents(gather: Gather) -> None:
    lines = [
        "Plan rejected",
        "Havnen",
        "May 8, 2024",
        "",
        "Length:\xa012 words",
        "",
        "Body",
        "",
        TEXT,
        "",
        "End of Document",
    ]
    items, faults = gather(zipped({"Files (1).DOCX": docx(lines), "Files (2).DOCX": docx(lines)}), "Files.ZIP")
    assert not faults and [item.key for item in items] == ["Files (1).DOCX, article 1", "Files (2).DOCX, article 1"]
    assert items[0].title == "Plan rejected" and items[0].data == TEXT


def test_damage(gather: Gather) -> None:
    data = tarred({f"{n}.csv": CSV for n in range(20)})
    items, faults = gather(data[: len(data) // 2 + 700], "a.tar")
    assert len(items) >= 8 and len(faults) == 1
    packed = gzip.compress(tarred({f"{n}.csv": CSV + str(n * 7919).encode() * 300 for n in range(200)}))
    items, faults = gather(packed[: len(packed) // 2], "b.tar.gz")
    assert items and faults
    data = zipped({"a.csv": CSV * 100, "b.csv": CSV})
    broken = bytearray(data)
    broken[80:90] = b"\xff" * 10
    items, faults = gather(bytes(broken), "c.zip")
    assert faults and any(item.key == "b.csv, row 1" for item in items)
    items, faults = gather(data[:100], "d.zip")
    assert not items and faults[0].error.code == "damaged"


def test_archives_inside_of_archives_and_bombs(gather: Gather) -> None:
    _, faults = gather(zipped({"a.zip": zipped({"a.csv": CSV}), "b.csv": CSV}), "a.zip")
    assert [f.key for f in faults] == ["a.zip"] and "inside" in str(faults[0].error)
    items, faults = gather(
        zipped({"a.html": b"<html>" + b" " * 5_000_000, "b.csv": CSV}), "b.zip", config=Config(max_bytes=1_000_000)
    )
    assert [(f.key, f.error.code) for f in faults] == [("a.html", "too-large")] and len(items) == 1
