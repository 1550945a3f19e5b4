"""Folders, globs and files: the order, what is passed over, links, odd names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.sources.bulk import Fault, find_inputs


def names(*sources: str | Path) -> list[str]:
    return [
        os.path.basename(found) if isinstance(found, str) else f"! {found.error.code}"
        for found in find_inputs([str(s) for s in sources])
    ]


def make(folder: Path, *paths: str) -> None:
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("text")


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/2.html", "a/10.html", "c/d/x.csv", "Z.txt")
    found = list(find_inputs([str(tmp_path)]))
    assert found == [str(tmp_path / p) for p in ("Z.txt", "a/10.html", "a/2.html", "b.txt", "c/d/x.csv")]
    assert list(find_inputs([str(tmp_path)])) == found


def test_what_is_passed_over_in_folders(tmp_path: Path) -> None:
    make(
        tmp_path,
        ".hidden",
        ".git/config",
        "page.html",
        "page_files/a.css",
        "page_files/b.PNG",
        "record.sqlite",
        "record.sqlite-wal",
        "x.ann",
        "sub/.DS_Store",
    )
    assert names(tmp_path) == ["page.html"]
    assert names(tmp_path / ".hidden", tmp_path / "x.ann") == [".hidden", "x.ann"]  # named by itself: read


def test_globs(tmp_path: Path) -> None:
    make(tmp_path, "a1.txt", "a2.txt", "b/a3.txt", "odd[1].txt", ".a0.txt")
    assert names(tmp_path / "a*.txt") == ["a1.txt", "a2.txt"]
    assert names(tmp_path / "**" / "a*.txt") == ["a1.txt", "a2.txt", "a3.txt"]
    assert names(tmp_path / "odd[1].txt") == ["odd[1].txt"]
    assert names(tmp_path / "none*") == ["! not-found"]


def test_nothing_is_given_twice(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt", "sub/c.txt")
    assert names(tmp_path / "b.txt", tmp_path, tmp_path / "a.txt", tmp_path / "sub", tmp_path / "*.txt") == [
        "b.txt",
        "a.txt",
        "c.txt",
    ]
    assert names("-", "-", "https://x.example/a", "https://x.example/a") == ["-", "a"]
    assert names(tmp_path / "sub", tmp_path) == ["c.txt", "a.txt", "b.txt"]


def test_links(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "in/sub/b.txt", "out/c.txt")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/sub/up").symlink_to(tmp_path)
    (tmp_path / "in/again.txt").symlink_to(tmp_path / "in/a.txt")
    (tmp_path / "in/outside.txt").symlink_to(tmp_path / "out/c.txt")
    (tmp_path / "in/dangling.txt").symlink_to(tmp_path / "nowhere")
    found = names(tmp_path / "in")
    assert sorted(found) == ["a.txt", "b.txt", "dangling.txt", "outside.txt"] or sorted(found) == [
        "a.txt",
        "b.txt",
        "c.txt",
        "dangling.txt",
        "outside.txt",
    ]
    assert found.count("a.txt") == 1 and found.count("b.txt") == 1


def test_what_is_not_there(tmp_path: Path) -> None:
    assert names(tmp_path / "none.txt") == ["none.txt"]  # told of when it is opened
    (tmp_path / "empty").mkdir()
    assert names(tmp_path / "empty") == ["! empty"]
    assert names("a\x00b", "") == ["! not-found", "! not-found"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_can_not_be_listed(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "shut").chmod(0)
    try:
        assert names(tmp_path) == ["a.txt", "! unreadable"]
    finally:
        (tmp_path / "shut").chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    make(tmp_path, "a.txt")
    assert names(tmp_path) == ["a.txt"]


def test_odd_names(tmp_path: Path) -> None:
    odd = ["two words.txt", "línea\nnueva.txt", "日本 – «x».txt", "-rf.txt", "quote'\".txt", "%s{0}.txt"]
    make(tmp_path, *odd)
    assert sorted(names(tmp_path)) == sorted(odd)


def test_a_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x")
    assert names(tmp_path) == ["a.txt"]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_source(sources: list[str]) -> None:
    for found in find_inputs([f"nowhere-{s}" for s in sources]):
        assert isinstance(found, str | Fault)
