"""Bytes to characters, and what is not text at all.

Order: byte-order mark, UTF-8 where the bytes prove it, the page's own ``<meta charset>``, the server's
charset, then a guess with a note. UTF-8 goes before declarations because bytes of another encoding are
almost never valid UTF-8, while declarations are often left over from a template. What was garbled before it
came here stays garbled.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,80}encoding=[\"']([\w.-]+)",
    re.I,
)
# What browsers do with these labels (WHATWG Encoding), and wider supersets of national encodings.
_ALIASES = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "x-sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "tis-620": "cp874", "x-user-defined": "cp1252",
}  # fmt: skip
_REFUSED = {
    "utf-7",
    "utf7",
    "idna",
    "punycode",
    "unicode-escape",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
}
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"OggS", "sound or film"),
    (b"ID3", "sound"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
_WESTERN_SHARE = 0.2  # of the bytes beyond ASCII at most: text in Latin letters; Cyrillic has 0.8
_GOOD_SHARE = 0.02  # of the non-ASCII bytes may be broken before a declared encoding is not believed


def name_binary(data: bytes) -> str | None:
    """What kind of binary file the bytes are, in words for a message; None if they may be text."""
    head = data[:8192]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if data[4:8] == b"ftyp":
        return "a film"
    if any(head.startswith(bom) for bom, _ in _BOMS) or _wide_encoding(head):
        return None
    controls = sum(head.count(bytes([byte])) for byte in range(32) if byte not in (9, 10, 12, 13, 26, 27))
    return "a binary file" if controls > max(2, len(head) // 50) or head.count(0) > 8 else None


def decode(data: bytes, charset: str | None = None) -> tuple[str, list[tuple[str, str]]]:
    """Decode a page.

    Args:
        data: the bytes.
        charset: what the server declared, if one did.

    Returns:
        The text, and notes (code, message) on anything that had to be guessed or replaced.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_loosely(data, encoding)
    if wide := _wide_encoding(data[:8192]):
        return _decode_loosely(data, wide)
    declared = [name for name in (_meta_charset(data), _known(charset)) if name]
    if b"\x1b" in data:  # ISO 2022 is the one family that hides in ASCII
        declared.sort(key=lambda name: not name.startswith("iso2022"))
        if declared and declared[0].startswith("iso2022"):
            return _decode_loosely(data, declared[0])
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    for encoding in [*declared, "utf-8"]:
        text = data.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if broken == 0:
            return text, []
        if broken <= _GOOD_SHARE * _count_high(data):
            return text, [_broken_note(encoding, broken)]
    return _guess(data)


def _count_high(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 without a byte-order mark: every other byte of Latin text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half >= 4 and odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if half >= 4 and even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _decode_loosely(data: bytes, encoding: str) -> tuple[str, list[tuple[str, str]]]:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    return text, [_broken_note(encoding, broken)] if broken else []


def _broken_note(encoding: str, broken: int) -> tuple[str, str]:
    return (
        "encoding-errors",
        f"{broken} places are not valid {encoding}; each is marked with \ufffd in the text.",
    )


def _meta_charset(data: bytes) -> str | None:
    found = _META.search(data[:4096])
    if not found:
        return None
    return _known((found.group(1) or found.group(2)).decode("ascii", "replace"))


def _known(label: str | None) -> str | None:
    name = (label or "").strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if not name or name in _REFUSED or name.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return None  # a wide encoding without a mark would have shown its zero bytes
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _guess(data: bytes) -> tuple[str, list[tuple[str, str]]]:
    """charset_normalizer on a sample; Windows-1252 if it has no answer that decodes all."""
    from charset_normalizer import from_bytes

    start = next((i for i, byte in enumerate(data[:2_000_000]) if byte > 127), 0)
    best = from_bytes(data[max(0, start - 2000) : start + 60_000]).best()
    # With few letters beyond ASCII it takes Western encodings for Central European ones.
    few = _count_high(data) < _WESTERN_SHARE * len(data)
    encoding = best.encoding if best and not few else "cp1252"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        encoding, text = "cp1252", data.decode("cp1252", "replace")
    message = f"the page does not tell its encoding and is not UTF-8; read as {encoding}, so some letters may be wrong."
    return text, [("encoding-guessed", message)]
