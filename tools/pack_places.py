"""Packs the gazetteer: names sorted, cut into blocks, each block by columns and deflated.

A look-up then reads the index and one block of some twenty kilobytes; ``dragoman.knowledge._places`` does. Layout:

- 4 bytes ``DGZ1``, 4 bytes length of the index, the index (deflated JSON: ``first`` key and ``end`` offset of each
  block, ``countries``, ``admin1``), then the blocks.
- a block, inflated: 4 bytes length of the words, the words, the numbers. The words are two columns, parted by ``\\0``,
  values by ``\\n``: keys, and names ("" where the key in title case is the name; ``=key`` in a row that is another
  spelling of a place filed under ``key``). The numbers are columns of little-endian integers, stored as planes (all
  lowest bytes, all second bytes ...), which deflate better: kind (1 byte), country (1), admin1 (2), hundredths of
  degrees of latitude + 90 (2) and longitude + 180 (2), GeoNames number (4), people (4).
"""

from __future__ import annotations

import json
import zlib
from typing import NamedTuple

KINDS = ("country", "capital", "admin1", "admin2", "city", "region")
BLOCK = 256
WIDTHS = (1, 1, 2, 2, 2, 4, 4)


class Row(NamedTuple):
    """A place: keys of its own names and of other spellings, and what is told of it."""

    own: list[str]
    near: list[str]
    name: str
    kind: str
    country: str
    admin1: str
    lat: float
    lon: float
    number: int
    people: int


def pack(rows: list[Row]) -> tuple[bytes, int]:
    """The file, and how many names it holds."""
    countries = ["", *sorted({r.country for r in rows if r.country})]
    admin1 = ["", *sorted({r.admin1 for r in rows if r.admin1})]
    listed = sorted(entries_of(rows, countries, admin1))
    blocks, first, ends = [], [], []
    at = 0
    while at < len(listed):
        stop = min(at + BLOCK, len(listed))
        while stop < len(listed) and listed[stop][0] == listed[stop - 1][0]:
            stop += 1  # the places of one name stand in one block
        block = zlib.compress(encode(listed[at:stop]), 9)
        blocks.append(block)
        first.append(listed[at][0])
        ends.append((ends[-1] if ends else 0) + len(block))
        at = stop
    index = {"first": first, "end": ends, "countries": countries, "admin1": admin1}
    head = zlib.compress(json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return b"DGZ1" + len(head).to_bytes(4, "little") + head + b"".join(blocks), len(listed)


Entry = tuple[str, str, tuple[int, ...]]


def entries_of(rows: list[Row], countries: list[str], admin1: list[str]) -> list[Entry]:
    """One entry for each name of each place: key, name, numbers."""
    nation, division = {c: i for i, c in enumerate(countries)}, {a: i for i, a in enumerate(admin1)}
    out: list[Entry] = []
    taken: set[tuple[str, int, int]] = set()
    for n, r in enumerate(rows):
        numbers = (
            KINDS.index(r.kind), nation[r.country], division[r.admin1],
            round((r.lat + 90) * 100), round((r.lon + 180) * 100), r.number, r.people,
        )  # fmt: skip
        main = r.own[0]
        for rank, keys in ((0, r.own), (1, r.near)):
            for key in keys:
                if (key, n, 0) in taken:
                    continue
                taken.add((key, n, 0))
                if key == main:
                    out.append((key, "" if key.title() == r.name else r.name, numbers))
                else:
                    out.append((key, f"={main}", (rank, 0, 0, 0, 0, r.number, 0)))
    return out


def encode(entries: list[Entry]) -> bytes:
    """One block."""
    words = "\0".join(("\n".join(e[0] for e in entries), "\n".join(e[1] for e in entries))).encode()
    out = [len(words).to_bytes(4, "little"), words]
    for column, width in enumerate(WIDTHS):
        cells = [e[2][column].to_bytes(width, "little") for e in entries]
        out += [bytes(c[plane] for c in cells) for plane in range(width)]
    return b"".join(out)
