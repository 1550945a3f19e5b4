"""Every format: whole files or none, clear refusals, any order, nothing that a record holds makes one fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.errors import UsageError
from dragoman.record import Record
from dragoman.write.exports import FORMATS, export

ALL = list(FORMATS)


def write(records: list[Record], name: str, out: Path, **more: object) -> list[Path]:
    return export(iter(records), name, out, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ALL)
def test_every_format_takes_any_record(name: str, record: Record, story: Record, out: Path) -> None:
    """The other record is hostile: mark-up, right-to-left text, nesting; a third one is empty."""
    paths = write([record, story, Record(dragoman=story.dragoman)], name, out)
    assert paths and all(p.exists() and p.parent == out for p in paths)
    assert sorted(p.name for p in out.iterdir()) == sorted(p.name for p in paths), "nothing else is left behind"


@pytest.mark.parametrize("name", ALL)
def test_no_records_are_fine(name: str, out: Path) -> None:
    assert all(p.exists() for p in write([], name, out))


@pytest.mark.parametrize("name", ALL)
def test_broken_text_and_damaged_records_do_not_stop_it(name: str, story: Record, out: Path) -> None:
    """A lone surrogate, control characters, ids that lead nowhere, spans outside the text."""
    import msgspec

    replace = msgspec.structs.replace
    text = story.documents[0].text + "\ud800\x00\x0b"
    document = replace(story.documents[0], text=text, outlet="\ud800\x01", title="a\tb\nc")
    lost = replace(story.events[0], id="ev-x", document="doc-nowhere", actors=("ac-nowhere",))
    far = replace(story.events[1], id="ev-y", span=(5, 10**9), recipients=("ac-nowhere",), within="st-nowhere")
    damaged = replace(story, documents=(document,), events=(*story.events, lost, far), issues=())
    for path in write([damaged], name, out):
        if path.suffix != ".parquet":
            path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_a_failure_leaves_nothing(name: str, story: Record, out: Path) -> None:
    def broken() -> Iterator[Record]:
        yield story
        raise RuntimeError("the store is gone")

    with pytest.raises(RuntimeError, match="the store is gone"):
        export(broken(), name, out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_exists_is_left_alone(name: str, story: Record, out: Path) -> None:
    paths = write([story], name, out)
    before = [p.read_bytes() for p in paths]
    with pytest.raises(UsageError, match=r"exists; choose another name, or .*--overwrite"):
        write([], name, out)
    assert [p.read_bytes() for p in paths] == before
    write([], name, out, overwrite=True)
    assert [p.read_bytes() for p in paths] != before


@pytest.mark.parametrize("name", [n for n in ALL if not FORMATS[n].folder])
def test_a_name_of_ones_own(name: str, story: Record, out: Path) -> None:
    assert write([story], name, out / "mine.x") == [out / "mine.x"]
    assert write([story], name, out) == [out / FORMATS[name].name]


@pytest.mark.parametrize("name", [n for n in ALL if FORMATS[n].folder])
def test_several_files_make_their_folder(name: str, story: Record, out: Path) -> None:
    assert all(p.parent == out / "a" / "b" for p in write([story], name, out / "a" / "b"))
    file = out / "file"
    file.write_text("x")
    with pytest.raises(UsageError, match="is a file; this format writes several files"):
        write([story], name, file)


def test_refusals_say_what_to_do(story: Record, out: Path) -> None:
    with pytest.raises(UsageError, match="no format 'xls'; choose one of jsonl, csv"):
        write([story], "xls", out)
    with pytest.raises(UsageError, match="no modality 'done'"):
        write([story], "polecat", out, modalities=["done"])
    with pytest.raises(UsageError, match="there is no folder"):
        write([story], "polecat", out / "no" / "file.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(story: Record, out: Path) -> None:
    out.chmod(0o500)
    with pytest.raises(UsageError, match="can't write"):
        write([story], "polecat", out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("name", ["jsonl", "polecat", "claims"])
def test_a_full_disk_is_said(name: str, story: Record, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(self: Path, *args: object, **more: object) -> object:
        return opened(Path("/dev/full") if self.suffix == ".part" else self, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(UsageError, match=r"can't write .*No space left on device; choose a folder with room"):
        write([story] * 50, name, out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("name", ALL)
def test_the_same_records_give_the_same_bytes(name: str, story: Record, copy: Record, out: Path) -> None:
    first = [p.read_bytes() for p in write([story, copy], name, out / "1" if FORMATS[name].folder else out / "1.x")]
    second = [p.read_bytes() for p in write([story, copy], name, out / "2" if FORMATS[name].folder else out / "2.x")]
    if name != "gexf":  # networkx writes the day of writing
        assert first == second


def test_what_did_not_happen_is_left_out(story: Record, out: Path) -> None:
    """The denied attack stands in no layout that counts events as having happened, unless asked for."""
    for name, format in FORMATS.items():
        if format.happened:
            plain = b"".join(p.read_bytes() for p in write([story], name, out / f"{name}1"))
            asked = b"".join(
                p.read_bytes() for p in write([story], name, out / f"{name}2", modalities=["asserted", "negated"])
            )
            if name not in ("gexf", "graphml"):  # one-sided acts make no edge
                assert len(asked) > len(plain)
            assert b"attacked anyone" not in plain or name == "ftm"  # in the article's own text


def test_importing_exports_is_cheap() -> None:
    code = (
        "import sys, dragoman.write.exports as e; [f.load() for f in e.FORMATS.values()];"
        "print(sorted({'networkx','pyarrow','pandas','numpy','rdflib'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"
