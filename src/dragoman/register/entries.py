"""What the register keeps of an actor, and the plain file that holds it: JSON lines, one actor a line.

The first line is a header (``{"dragoman": "register", "version": 1}``); the others are sorted by id, so that two
versions of a register can be compared line by line. A value is never overwritten by another: each role keeps the words
that evidence it, and roles that contradict each other stand side by side.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from dragoman.errors import SourceError, UsageError
from dragoman.record import ActorKind

VERSION = 1
KEPT = 4  # of the witnesses of one role: so many of the earliest and so many of the latest
DOCUMENTS = 9  # of the documents that name an actor: so many are kept, to tell the well known from the once named
Gender = Literal["m", "f"]


class Witness(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The words of a document that evidence a role: ``words`` is ``text[start:end]`` of the document."""

    document: str
    words: str
    source: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    start: int | None = None
    end: int | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office or function that an actor held or holds.

    ``told``: the words themselves name the country ("the Italian prime minister"); otherwise it was read from the
    article around them. ``from_`` and ``until`` (ISO days, both included) are the first and the last day on which a
    document evidenced the role; where ``exact``, they are the term of office as an outside list or a person gives it,
    and None means open. ``origin`` is None for what was read, else ``import: FILE row N`` or a correction's id.
    """

    title: str
    organisation: str | None = None
    country: str | None = None
    sector: str | None = None
    told: bool = False
    exact: bool = False
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    origin: str | None = None
    witnesses: tuple[Witness, ...] = ()


class Vote(msgspec.Struct, frozen=True):
    """Which gender a document's pronouns and forms of address give."""

    document: str
    gender: Gender


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An actor that the register knows.

    ``country`` and ``sector`` are those that do not hang on a role: of a body, of an outside list, of a correction.
    ``ids`` are other ids under which the actor stands in records. ``first`` and ``last`` are the days of the first and
    the last document that named the actor in full; ``documents`` are some of these. ``apart`` says what parted the
    actor from another one of the same name. ``origins`` names the outside lists.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    gender: Gender | None = None
    aliases: tuple[str, ...] = ()
    roles: tuple[Held, ...] = ()
    ids: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    documents: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()
    apart: str | None = None
    origins: tuple[str, ...] = ()


class _Header(msgspec.Struct, forbid_unknown_fields=False):
    dragoman: str
    version: int


def same_role(one: Held, two: Held) -> bool:
    """Whether two roles are one, seen twice: the same words, country, organisation, sector and origin."""
    return _key(one) == _key(two)


def _key(role: Held) -> tuple[object, ...]:
    term = (role.from_, role.until) if role.exact else ()
    words = " ".join(role.title.casefold().split())
    return (words, role.country, role.organisation, role.sector, role.told, role.exact, role.origin, term)


def join_roles(roles: Iterable[Held]) -> tuple[Held, ...]:
    """Roles with those that are one joined: the days widened, the earliest and latest witnesses kept."""
    by_key: dict[tuple[object, ...], Held] = {}
    for role in roles:
        known = by_key.get(_key(role))
        by_key[_key(role)] = role if known is None else _join_role(known, role)
    kept = (msgspec.structs.replace(r, witnesses=_few(r.witnesses)) for r in by_key.values())
    return tuple(sorted(kept, key=lambda r: (r.from_ or "", r.title.casefold(), str(_key(r)))))


def _join_role(one: Held, two: Held) -> Held:
    witnesses = tuple({*one.witnesses, *two.witnesses})
    if one.exact:
        return msgspec.structs.replace(one, witnesses=witnesses)
    first = min((r.from_ for r in (one, two) if r.from_), default=None)
    last = max((r.until for r in (one, two) if r.until), default=None)
    return msgspec.structs.replace(one, from_=first, until=last, witnesses=witnesses)


def _few(witnesses: tuple[Witness, ...]) -> tuple[Witness, ...]:
    """The earliest and the latest witnesses, in order."""
    ordered = tuple(sorted(set(witnesses), key=_witness_order))
    return ordered if len(ordered) <= 2 * KEPT else ordered[:KEPT] + ordered[-KEPT:]


def _witness_order(w: Witness) -> tuple[str, str, int, str]:
    return (w.published or "", w.document, w.start or 0, str(w))


def join_entries(one: Entry, two: Entry) -> Entry:
    """Two entries of one actor as one, under the first one's id and name; nothing of either is lost."""
    names = [n for n in (two.name, *two.aliases) if n != one.name and n not in one.aliases]
    votes = {v.document: v for v in (*two.votes, *one.votes)}
    days = [d for e in (one, two) for d in (e.first, e.last) if d]
    return msgspec.structs.replace(
        one,
        country=one.country or two.country,
        sector=one.sector or two.sector,
        gender=one.gender or two.gender,
        aliases=tuple(dict.fromkeys((*one.aliases, *names))),
        roles=join_roles((*one.roles, *two.roles)),
        ids=tuple(sorted({*one.ids, *two.ids, two.id} - {one.id})),
        first=min(days, default=None),
        last=max(days, default=None),
        documents=tuple(dict.fromkeys((*one.documents, *two.documents)))[:DOCUMENTS],
        votes=tuple(votes[d] for d in sorted(votes))[:DOCUMENTS],
        origins=tuple(dict.fromkeys((*one.origins, *two.origins))),
    )


def encode_entry(entry: Entry) -> bytes:
    """An entry as one line of JSON, without the line's end."""
    return msgspec.json.encode(entry, order="deterministic")


def decode_entry(line: bytes | str) -> Entry:
    """An entry from its line; raises ``msgspec.DecodeError`` where the line breaks the layout."""
    return msgspec.json.decode(line, type=Entry)


def read_entries(path: str | os.PathLike[str]) -> Iterator[Entry]:
    """The entries of a register file.

    Raises:
        SourceError: there is no such file, it is no register, is of a newer version, or holds a bad line (which the
            message names): nothing is left out silently.
    """
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            _check_header(name, file.readline())
            for number, line in enumerate(file, start=2):
                if line.strip():
                    yield _read_line(name, number, line)
    except FileNotFoundError as problem:
        raise SourceError(
            name, "there is no such register", "Read articles with --register, or import a list.", "not-found"
        ) from problem
    except OSError as problem:
        raise SourceError(
            name, f"can't be read ({problem.strerror})", "Check the path and its permissions."
        ) from problem


def _check_header(name: str, line: bytes) -> None:
    try:
        header = msgspec.json.decode(line, type=_Header)
    except msgspec.DecodeError as problem:
        advice = "A register begins with such a line. To take in a list of another kind, use: dragoman actors import."
        raise SourceError(
            name, 'is no register of actors: line 1 is not {"dragoman": "register", …}', advice, "not-a-register"
        ) from problem
    if header.dragoman != "register":
        raise SourceError(name, f"holds {header.dragoman}, not a register of actors", "Choose another file.")
    if header.version > VERSION:
        raise SourceError(
            name, f"is a register of version {header.version}, and this program reads up to {VERSION}",
            "Install a newer Dragoman.", "newer-version",
        )  # fmt: skip


def _read_line(name: str, number: int, line: bytes) -> Entry:
    try:
        entry = decode_entry(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SourceError(
            name, f"line {number} is no actor ({problem})",
            "Mend or delete that line; the register was not loaded, nothing was changed.", "bad-line",
        ) from problem  # fmt: skip
    if not entry.id or not entry.name.strip():
        raise SourceError(
            name, f"line {number} has an actor without id or name", "Mend or delete that line.", "bad-line"
        )
    return entry


def write_entries(entries: Iterable[Entry], path: str | os.PathLike[str]) -> None:
    """Write a register: beside the place, then renamed, so that a reader or a kill never meets half a file.

    Raises:
        UsageError: the folder can't be written to.
    """
    lines = [msgspec.json.encode({"dragoman": "register", "version": VERSION})]
    lines += [encode_entry(e) for e in sorted(entries, key=lambda e: e.id)]
    write_whole(path, b"\n".join(lines) + b"\n")


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file so that either the old or the new one is there, never half of it; raises ``UsageError``."""
    target = Path(path)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(temporary, target)
    except OSError as problem:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise UsageError(
            f"can't write {target}: {problem.strerror}; choose a folder that you may write to"
        ) from problem
