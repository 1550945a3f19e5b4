"""Reads the data files of this package."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import msgspec

T = TypeVar("T")


def read_json(name: str, type: type[T]) -> T:
    """The file ``name`` of this package, decoded strictly as ``type``."""
    return msgspec.json.decode(read_bytes(name), type=type)


def read_bytes(name: str) -> bytes:
    """The raw bytes of a file of this package."""
    return (files("dragoman.knowledge") / name).read_bytes()
