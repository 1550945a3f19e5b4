"""Encodings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.sources.decode import decode, name_binary

TEXT = "Café owners in Côte Rouge – “cold ovens” – marched on Friday."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_reads_back(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert name_binary(data) is None
    assert decode(data)[0] == TEXT


def test_declared_encodings() -> None:
    russian = "Министерство отклонило план"
    page = f'<meta charset="windows-1251"><p>{russian}</p>'
    assert russian in decode(page.encode("cp1251"))[0]
    assert decode(russian.encode("koi8-r"), "koi8-r") == (russian, [])
    japanese = "外務省は計画を拒否した"
    assert decode(japanese.encode("shift_jis"), "Shift_JIS") == (japanese, [])
    assert decode(japanese.encode("iso-2022-jp"), "iso-2022-jp") == (japanese, [])


def test_a_wrong_declaration_is_not_believed() -> None:
    assert decode(f'<meta charset="iso-8859-1">{TEXT}'.encode())[0].endswith(TEXT)
    assert decode(TEXT.encode("cp1252"), "utf-8")[0] == TEXT
    for label in ("no-such-code", "utf-7", "hex", "idna", "\u00e9", ""):
        assert decode(TEXT.encode(), label)[0] == TEXT


def test_a_few_broken_bytes_are_marked_and_told() -> None:
    data = (TEXT * 100).encode() + b"\xff tail"
    text, notes = decode(data)
    assert text.count("\ufffd") == 1 and [code for code, _ in notes] == ["encoding-errors"]


def test_mojibake_is_left_alone() -> None:
    garbled = TEXT.encode().decode("cp1252", "replace")
    assert decode(garbled.encode())[0] == garbled


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes(data: bytes, charset: str | None) -> None:
    text, _ = decode(data, charset)
    assert isinstance(text, str)
    name_binary(data)
