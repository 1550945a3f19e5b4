"""Word lists of the register, from ``words.json`` beside this module; read on first use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Words(msgspec.Struct, frozen=True):
    """The lists; what each is for stands in the file under ``about``."""

    surnames: frozenset[str]
    particles: frozenset[str]
    short_forms: dict[str, str]
    generic: frozenset[str]
    onlookers: frozenset[str]
    no_function: frozenset[str]


@cache
def words() -> Words:
    """The word lists."""
    return msgspec.json.decode((files("dragoman.register") / "words.json").read_bytes(), type=Words)
