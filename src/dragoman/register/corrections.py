"""What people corrected of actors: a plain file of actions, applied on top of what was learned.

One JSON object a line: ``{"id": "co-…", "at": "2026-03-01T09:00:00Z", "by": "name", "kind": "actor", "target": "ac-…",
"action": …, "field": …, "value": …, "why": …}``, in the same file and form as the corrections of a record; lines of
other kinds (statements, events, …) are passed over. A correction wins over what was learned, before or after it.

| action | field | value | what it does |
|---|---|---|---|
| set | name, kind, country, sector, gender | the value, or null | fixes the field, in records too |
| merge | | id of the actor that it is the same as | the target is that actor |
| split | | {"name", "documents": [ids], "country", "sector"} | what these documents evidence is another actor |
| role | | {"title", "organisation", "country", "sector", "from", "until"} | an office, with its term |
| alias | | another name | the actor is also called so |
| drop | role, alias | title or name | takes a wrong one away |
| drop | entry | | the register forgets the actor: nothing is linked to it |

An undo has the kind ``correction`` and a correction's id as its target: as if that correction had never been.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import msgspec

from dragoman import knowledge as kb
from dragoman.errors import SourceError, UsageError
from dragoman.record import ActorKind, make_id
from dragoman.register.entries import Entry, Gender, Held, join_entries, join_roles

Action = Literal["set", "merge", "split", "role", "alias", "drop", "undo"]
FIELDS = ("name", "kind", "country", "sector", "gender")


class Correction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One action of a person; see the table above."""

    id: str
    at: str
    by: str
    kind: str
    target: str
    action: Action
    field: str | None = None
    value: Any = None
    why: str | None = None


class _AnyLine(msgspec.Struct):
    kind: str
    action: str


class Corrected(msgspec.Struct):
    """The register as corrections leave it: entries that differ from the learned ones, and where ids lead.

    ``fixed`` are the fields that win over a document's own; ``apart`` leads from (actor, document) to the actor that a
    split made; ``problems`` name corrections that could not be applied.
    """

    entries: dict[str, Entry] = {}
    gone: set[str] = set()
    leads: dict[str, str] = {}
    fixed: dict[str, dict[str, str | None]] = {}
    apart: dict[tuple[str, str], str] = {}
    problems: list[str] = []


def make_correction(target: str, action: Action, *, by: str, field: str | None = None, value: Any = None,
                    why: str | None = None, at: str | None = None) -> Correction:  # fmt: skip
    """A correction of now; raises ``UsageError`` where field or value make no sense."""
    at = at or datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    value = check_value(action, field, value)
    shown = msgspec.json.encode(value, order="deterministic").decode()
    id = make_id("co", at, by, target, action, field or "", shown)
    kind = "correction" if action == "undo" else "actor"
    return Correction(id=id, at=at, by=by, kind=kind, target=target, action=action, field=field, value=value, why=why)


def check_value(action: str, field: str | None, value: Any) -> Any:
    """The value of a correction, in the form in which it is kept; raises ``UsageError`` where it can't be one."""
    if action == "set":
        return _check_field(field, value)
    if action == "drop" and field not in ("role", "alias", "entry"):
        raise UsageError("a drop needs what to drop: role, alias or entry")
    if action == "role":
        return _check_role(value)
    if action == "split":
        return _check_split(value)
    if action in ("merge", "alias") and not (isinstance(value, str) and value.strip()):
        raise UsageError(f"{action} needs a value: {'a name' if action == 'alias' else 'an id'}")
    return value


def _check_split(value: Any) -> dict[str, Any]:
    documents = value.get("documents") if isinstance(value, dict) else None
    if not isinstance(documents, list) or not documents or not all(isinstance(d, str) and d for d in documents):
        raise UsageError("a split needs the ids of the documents that speak of the other actor")
    if not str(value.get("name") or "").strip():
        raise UsageError("a split needs the name of the other actor")
    out = {"name": " ".join(value["name"].split()), "documents": documents}
    return out | {f: _check_field(f, value[f]) for f in ("country", "sector") if value.get(f)}


def _check_field(field: str | None, value: Any) -> str | None:
    if field not in FIELDS:
        raise UsageError(f"can't set {field!r}; what can be set is {', '.join(FIELDS)}")
    if value in (None, ""):
        if field in ("name", "kind"):
            raise UsageError(f"an actor needs a {field}")
        return None
    choices = {"kind": get_args(ActorKind), "gender": get_args(Gender), "sector": tuple(kb.sectors())}.get(field)
    if choices and value not in choices:
        raise UsageError(f"{value!r} is no {field}; choose one of {', '.join(choices)}")
    return country_code(value) if field == "country" else str(value)


def country_code(words: str) -> str:
    """The alpha-3 code of a country given by code or name; raises ``UsageError`` for what is neither."""
    words = str(words).strip()
    state = kb.state_by_code(words) if len(words) == 3 and words.isalpha() else None
    state = state or _by_iso2().get(words.upper()) or kb.find_state(words)
    if state is None or state.iso3 is None:
        raise UsageError(f"{words!r} is no country; give its ISO 3166 code (GBR) or its English name")
    return state.iso3


def _by_iso2() -> dict[str, kb.State]:
    return {s.iso2: s for s in reversed(kb.all_states()) if s.iso2 and s.status in ("state", "territory")}


def day_bound(words: str | None, end: bool = False) -> str | None:
    """An ISO day from a year, a month or a day; a year as the end of a term is its last day. Raises ``ValueError``."""
    if not words or not words.strip():
        return None
    parts = words.strip()[:10].split("-")
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else (12 if end else 1)
    if len(parts) > 2:
        day = int(parts[2])
    else:
        day = (31 if month in (1, 3, 5, 7, 8, 10, 12) else 30 if month != 2 else 28 + _leap(year)) if end else 1
    if len(parts) > 3 or len(parts[0]) != 4:
        raise ValueError(f"{words!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return datetime(year, month, day).date().isoformat()


def _leap(year: int) -> int:
    return int(year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def _check_role(value: Any) -> dict[str, str | None]:
    if not isinstance(value, dict) or not str(value.get("title") or "").strip():
        raise UsageError("a role needs a title")
    known = ("title", "organisation", "country", "sector", "from", "until")
    if extra := sorted(set(value) - set(known)):
        raise UsageError(f"a role has no {', '.join(extra)}; it has {', '.join(known)}")
    out: dict[str, str | None] = {k: value[k] for k in known if value.get(k)}
    try:
        out |= {k: day_bound(out[k], end=k == "until") for k in ("from", "until") if out.get(k)}
    except ValueError as problem:
        raise UsageError(f"a role's from and until are dates (YYYY-MM-DD): {problem}") from problem
    if out.get("country"):
        out["country"] = country_code(str(out["country"]))
    if out.get("sector"):
        out["sector"] = _check_field("sector", out["sector"])
    return out


# ------------------------------------------------------------ the file
def read_corrections(path: str | os.PathLike[str]) -> list[Correction]:
    """The corrections of actors in a file; lines of other kinds are passed over.

    Raises:
        SourceError: the file can't be read, or a line is bad (which the message names).
    """
    out: list[Correction] = []
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    seen = msgspec.json.decode(line, type=_AnyLine)
                    if seen.kind == "actor" or (seen.kind == "correction" and seen.action == "undo"):
                        out.append(msgspec.json.decode(line, type=Correction))
                except (msgspec.DecodeError, UnicodeDecodeError) as problem:
                    raise SourceError(
                        name, f"line {number} is no correction ({problem})", "Mend or delete that line.", "bad-line"
                    ) from problem
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise SourceError(
            name, f"can't be read ({problem.strerror})", "Check the path and its permissions."
        ) from problem
    return out


def append_correction(path: str | os.PathLike[str], correction: Correction) -> None:
    """Add a line to a file of corrections, safely on disk before this returns; raises ``UsageError``."""
    line = msgspec.json.encode(correction) + b"\n"
    try:
        with open(path, "ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise UsageError(
            f"can't write {os.fspath(path)}: {problem.strerror}; choose another --corrections"
        ) from problem


# ------------------------------------------------------------ applying
def undone(corrections: Iterable[Correction]) -> set[str]:
    """The ids of corrections that are taken back; an undo that is undone takes nothing back."""
    out: set[str] = set()
    for c in reversed(list(corrections)):
        if c.action == "undo" and c.id not in out:
            out.add(c.target)
    return out


def apply_corrections(corrections: Iterable[Correction], learned: Callable[[str], Entry | None]) -> Corrected:
    """The corrections in order, on top of the learned entries that ``learned`` gives."""
    corrections = list(corrections)
    back = undone(corrections)
    view = Corrected()
    for c in corrections:
        if c.id in back or c.action == "undo":
            continue
        target = _led(view, c.target)
        entry = view.entries.get(target) or learned(target)
        if entry is None and c.action not in ("set", "merge"):
            view.problems.append(f"{c.id}: there is no actor {c.target}")
            continue
        try:
            if entry is None:
                _correct_unlearned(view, c, learned)
                continue
            _STEPS[c.action](view, entry, c, learned)
        except (UsageError, ValueError, TypeError, KeyError) as problem:
            view.problems.append(f"{c.id}: {problem}")
    return view


def _correct_unlearned(view: Corrected, c: Correction, learned: Callable[[str], Entry | None]) -> None:
    """A correction of an actor that no register keeps: a state, a group, a surname of one document."""
    if c.action == "set":
        view.fixed.setdefault(c.target, {})[str(c.field)] = check_value("set", c.field, c.value)
        return
    into = _led(view, str(c.value))
    if into in view.gone or (into not in view.entries and learned(into) is None):
        raise UsageError(f"there is no actor {c.value}")
    view.leads[c.target] = into


def _led(view: Corrected, id: str) -> str:
    seen: set[str] = set()
    while id in view.leads and id not in seen:
        seen.add(id)
        id = view.leads[id]
    return id


def _set(view: Corrected, entry: Entry, c: Correction, learned: object) -> None:
    value = check_value("set", c.field, c.value)
    view.entries[entry.id] = msgspec.structs.replace(entry, **{str(c.field): value})
    view.fixed.setdefault(entry.id, {})[str(c.field)] = value


def _merge(view: Corrected, entry: Entry, c: Correction, learned: Callable[[str], Entry | None]) -> None:
    """The target goes into the actor that it is the same as."""
    into_id = _led(view, str(c.value))
    into = None if into_id in view.gone else view.entries.get(into_id) or learned(into_id)
    if into is None:
        raise UsageError(f"there is no actor {c.value}")
    if into.id == entry.id:
        return
    if (into.kind == "person") != (entry.kind == "person"):
        raise UsageError(f"{entry.name} ({entry.kind}) and {into.name} ({into.kind}) can't be one; set the kind first")
    view.entries[into.id] = join_entries(into, entry)
    view.leads[entry.id] = into.id
    view.gone.add(entry.id)
    if fixed := view.fixed.get(entry.id, {}) | view.fixed.get(into.id, {}):
        view.fixed[into.id] = fixed


def _split(view: Corrected, entry: Entry, c: Correction, learned: object) -> None:
    """What the documents named evidence goes to a new actor, whose id comes from the correction's."""
    value = _check_split(c.value)
    documents = set(value["documents"])
    moved: list[Held] = []
    stay: list[Held] = []
    for role in entry.roles:
        mine = tuple(w for w in role.witnesses if w.document in documents)
        rest = tuple(w for w in role.witnesses if w.document not in documents)
        if mine:
            moved.append(_redated(role, mine))
        if rest or not mine:
            stay.append(_redated(role, rest) if mine else role)
    days = [d for r in moved for d in (r.from_, r.until) if d]
    votes = [tuple(v for v in entry.votes if (v.document in documents) == out) for out in (True, False)]
    new = Entry(
        id=make_id("ac", c.id), name=value["name"], kind=entry.kind, country=value.get("country"),
        sector=value.get("sector"), roles=join_roles(moved), votes=votes[0], apart=f"correction {c.id}",
        documents=tuple(d for d in entry.documents if d in documents), first=min(days, default=None),
        last=max(days, default=None),
    )  # fmt: skip
    left = msgspec.structs.replace(
        entry, roles=join_roles(stay), votes=votes[1], documents=tuple(d for d in entry.documents if d not in documents)
    )
    view.entries |= {new.id: new, entry.id: left}
    view.apart |= {(entry.id, d): new.id for d in documents}
    if fixed := {f: v for f in ("country", "sector") if (v := value.get(f))}:
        view.fixed[new.id] = fixed


def _redated(role: Held, witnesses: tuple[Any, ...]) -> Held:
    days = [w.published[:10] for w in witnesses if w.published]
    if role.exact or not days:
        return msgspec.structs.replace(role, witnesses=witnesses)
    return msgspec.structs.replace(role, witnesses=witnesses, from_=min(days), until=max(days))


def _role(view: Corrected, entry: Entry, c: Correction, learned: object) -> None:
    value = _check_role(c.value)
    role = Held(
        title=str(value["title"]), organisation=value.get("organisation"), country=value.get("country"),
        sector=value.get("sector") or kb.sector_of_role(str(value["title"])), told=bool(value.get("country")),
        exact=True, from_=value.get("from"), until=value.get("until"), origin=c.id,
    )  # fmt: skip
    view.entries[entry.id] = msgspec.structs.replace(entry, roles=join_roles((*entry.roles, role)))


def _alias(view: Corrected, entry: Entry, c: Correction, learned: object) -> None:
    aliases = tuple(dict.fromkeys((*entry.aliases, str(c.value))))
    view.entries[entry.id] = msgspec.structs.replace(entry, aliases=aliases)


def _drop(view: Corrected, entry: Entry, c: Correction, learned: object) -> None:
    if c.field == "entry":
        view.gone.add(entry.id)
    elif c.field == "role":
        wanted = " ".join(str(c.value).casefold().split())
        roles = tuple(r for r in entry.roles if " ".join(r.title.casefold().split()) != wanted)
        view.entries[entry.id] = msgspec.structs.replace(entry, roles=roles)
    else:
        view.entries[entry.id] = msgspec.structs.replace(entry, aliases=tuple(a for a in entry.aliases if a != c.value))


_STEPS: dict[str, Callable[[Corrected, Entry, Correction, Callable[[str], Entry | None]], None]] = {
    "set": _set, "merge": _merge, "split": _split, "role": _role, "alias": _alias, "drop": _drop,
}  # fmt: skip
