"""The register of actors: who is who across documents, learned from what is read, open to correction.

``record = register.settle(record); register.learn(record)`` for each document in order. The register is a plain file of
JSON lines; corrections are another; outside lists can be imported.
"""

from dragoman.register.corrections import (
    Correction,
    append_correction,
    make_correction,
    read_corrections,
)
from dragoman.register.entries import Entry, Held, Vote, Witness, decode_entry, encode_entry
from dragoman.register.register import Register
from dragoman.register.rewrite import Link

__all__ = [
    "Correction",
    "Entry",
    "Held",
    "Link",
    "Register",
    "Vote",
    "Witness",
    "append_correction",
    "decode_entry",
    "encode_entry",
    "make_correction",
    "read_corrections",
]
