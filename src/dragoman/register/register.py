"""The register of actors: who is who across documents, in memory, with its corrections on top.

Looking up a name costs the same in a register of ten actors and of two hundred thousand: entries are filed under their
full name, their short forms and their aliases. Nothing is filed before the first look-up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import msgspec

from dragoman.errors import SourceError
from dragoman.knowledge import fold
from dragoman.record import Record
from dragoman.register.corrections import Corrected, Correction, apply_corrections, read_corrections
from dragoman.register.entries import Entry, join_entries, read_entries, write_entries
from dragoman.register.learn import learned_from
from dragoman.register.names import full_key, name_words, names_agree, short_keys
from dragoman.register.rewrite import Link, split_record
from dragoman.register.settle import find_links, settle


class Register:
    """The actors known so far.

    Reading a corpus is, for each document in turn, ``record = register.settle(record); register.learn(record)``.

    Args:
        entries: what was learned before.
        corrections: what people corrected, in the order in which they did.
    """

    def __init__(self, entries: Iterable[Entry] = (), corrections: Iterable[Correction] = ()) -> None:
        self._learned: dict[str, Entry] = {e.id: e for e in entries}
        self._also: dict[str, str] = {other: e.id for e in self._learned.values() for other in e.ids}
        self._corrections: list[Correction] = list(corrections)
        self._changed: dict[str, None] = {}
        self._view: Corrected | None = None
        self._filed: dict[str, tuple[str, ...]] | None = None
        self._index: dict[str, list[str]] = {}

    # ------------------------------------------------------------ files
    @classmethod
    def load(cls, path: str | os.PathLike[str], corrections: str | os.PathLike[str] | None = None) -> Register:
        """A register from its file, with the corrections of another file on top; raises ``SourceError``."""
        entries: dict[str, Entry] = {}
        for entry in read_entries(path):
            if entry.id in entries:
                raise SourceError(
                    os.fspath(path), f"two lines have the id {entry.id}", "Delete one of them.", "two-of-one-id"
                )
            entries[entry.id] = entry
        return cls(entries.values(), read_corrections(corrections) if corrections else ())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write what was learned, not the corrections, which have a file of their own; raises ``UsageError``."""
        write_entries(self._learned.values(), path)

    # ------------------------------------------------------------ what is known
    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[Entry]:
        """All actors, as corrected, by name."""
        view = self._corrected()
        ids = {*self._learned, *view.entries} - view.gone
        found = (view.entries.get(i) or self._learned[i] for i in ids)
        return iter(sorted(found, key=lambda e: (fold(e.name), e.id)))

    def get(self, id: str) -> Entry | None:
        """The actor of an id, as corrected; the id of one that was merged gives whom it was merged into."""
        view = self._corrected()
        for _ in range(len(view.leads) + 2):
            if id in view.gone and id not in view.leads:
                return None
            entry = view.entries.get(id) or self._learned.get(id)
            if id in view.leads:
                id = view.leads[id]
            elif entry is None and id in self._also:
                id = self._also[id]
            else:
                return entry
        return None

    def bearers(self, name: str) -> list[Entry]:
        """Persons whose name or alias agrees with this full name."""
        found = self._under("full " + full_key(name))
        return [e for e in found if bears(e, name)]

    def called(self, short: str) -> list[Entry]:
        """Persons who may be called by this surname or alias."""
        return self._under("short " + fold(short))

    def bodies(self, name: str) -> list[Entry]:
        """States, organisations and other bodies of this name."""
        return self._under("body " + fold(name))

    def search(self, query: str, limit: int = 50) -> list[Entry]:
        """Actors whose name, alias, id or titles hold all words of the query; best first: name, alias, title."""
        words = fold(query).split()
        found: list[tuple[int, str, Entry]] = []
        for entry in self:
            places = (
                entry.name,
                " ".join(entry.aliases),
                " ".join(_titles(entry)),
                entry.id + " " + " ".join(entry.ids),
            )
            texts = [f" {fold(p)} " for p in places]
            ranks = [next((n for n, t in enumerate(texts) if f" {w}" in t), None) for w in words]
            if words and None not in ranks:
                exact = 0 if fold(entry.name) == " ".join(words) else 1
                found.append((exact + sum(r or 0 for r in ranks), fold(entry.name), entry))
        return [e for _, _, e in sorted(found, key=lambda f: (f[0], f[1], f[2].id))][:limit]

    @property
    def problems(self) -> tuple[str, ...]:
        """Corrections that could not be applied, each with the reason."""
        return tuple(self._corrected().problems)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What people corrected, in order."""
        return tuple(self._corrections)

    # ------------------------------------------------------------ reading
    def settle(self, record: Record) -> Record:
        """The record with its actors settled against this register; what the register learned is not changed.

        Ids of actors are replaced wherever they stand; ids of statements, events and positions stay as they are.
        """
        return settle(self, record)

    def links(self, record: Record) -> list[Link]:
        """Who each actor of a record would be, and why: what :meth:`settle` goes by."""
        return [k for one in split_record(record) for k in find_links(self, one)[0]]

    def learn(self, record: Record) -> None:
        """Learn who is who from a settled record. Learning a document again changes nothing."""
        for one in split_record(record) if len(record.documents) > 1 else [record] if record.documents else []:
            for entry in list(learned_from(one, self._learned)):
                self._put(entry)

    def moved(self, id: str, document: str) -> str:
        """The id under which a document's actor stands after merges and splits."""
        entry = self.get(id)
        id = entry.id if entry else id
        return self._corrected().apart.get((id, document), id)

    def fixed(self, id: str) -> dict[str, str | None]:
        """The fields of an actor that corrections fixed."""
        return self._corrected().fixed.get(id, {})

    # ------------------------------------------------------------ growing
    def add(self, entry: Entry) -> None:
        """Take in an entry as it is, as a store does that kept it; it does not count as changed."""
        self._put(entry, changed=False)

    def changed(self) -> Iterator[Entry]:
        """The learned entries that changed since the last call, for the store to write; then they count as written."""
        ids, self._changed = list(self._changed), {}
        return iter([self._learned[i] for i in ids])

    def merge(self, other: Register) -> dict[str, str]:
        """Take in another register: actors that are one become one, nothing is lost.

        Returns:
            ids of the other register that lead to another id here.
        """
        moved: dict[str, str] = {}
        for id, theirs in list(other._learned.items()):
            ours = self._same_as(theirs)
            if ours is None and theirs.id in self._learned:
                apart = theirs.apart or f"another of this name in {len(theirs.documents)} documents"
                theirs = msgspec.structs.replace(theirs, id=_other_id(theirs), apart=apart)
                ours = self._learned.get(theirs.id)
            entry = join_entries(ours, theirs) if ours else theirs
            if entry.id != id:
                moved[id] = entry.id
            if entry != ours:
                self._put(entry)
        return moved

    def correct(self, correction: Correction) -> None:
        """Apply a correction on top of all others."""
        self._corrections.append(correction)
        self._view = None
        self._filed = None

    def _same_as(self, theirs: Entry) -> Entry | None:
        """The learned entry that another register's is: of one id or name, where nothing contradicts it."""
        from dragoman.register.fit import entries_agree

        ours = self._learned.get(self._also.get(theirs.id, theirs.id))
        if ours is not None and entries_agree(ours, theirs):
            return ours
        if theirs.kind == "person":
            near = [self._learned[e.id] for e in self.bearers(theirs.name) if e.id in self._learned]
            near = [e for e in near if name_words(e.name) == name_words(theirs.name)] or near
        else:
            near = [self._learned[e.id] for e in self.bodies(theirs.name) if e.id in self._learned]
        near = [e for e in near if entries_agree(e, theirs)]
        return near[0] if len(near) == 1 else None

    # ------------------------------------------------------------ inside
    def _put(self, entry: Entry, changed: bool = True) -> None:
        self._learned[entry.id] = entry
        self._also |= dict.fromkeys(entry.ids, entry.id)
        if changed:
            self._changed[entry.id] = None
        if self._corrections:
            self._view = None  # a correction may stand on it
        if self._filed is not None:
            self._file(entry.id)

    def _corrected(self) -> Corrected:
        if self._view is None:
            self._view = apply_corrections(self._corrections, self._by_any_id) if self._corrections else Corrected()
            if self._filed is not None:
                for id in {*self._view.entries, *self._view.gone}:
                    self._file(id)
        return self._view

    def _by_any_id(self, id: str) -> Entry | None:
        return self._learned.get(self._also.get(id, id) if id not in self._learned else id)

    def _under(self, key: str) -> list[Entry]:
        """The actors filed under a key, as corrected."""
        self._corrected()
        if self._filed is None:
            self._file_all()
        found = [e for i in self._index.get(key, ()) if (e := self.get(i)) is not None]
        return list({e.id: e for e in found}.values())

    def _file_all(self) -> None:
        """File every entry, in one go."""
        view = self._corrected()
        filed: dict[str, tuple[str, ...]] = {}
        index: dict[str, list[str]] = {}
        for id, entry in {**self._learned, **view.entries}.items():
            if id not in view.gone:
                filed[id] = keys = _keys(entry)
                for key in keys:
                    if key in index:
                        index[key].append(id)
                    else:
                        index[key] = [id]
        self._filed, self._index = filed, index

    def _file(self, id: str) -> None:
        """File an entry under its names; one that was filed before is taken out where its names changed."""
        assert self._filed is not None
        view = self._view or Corrected()
        entry = None if id in view.gone else view.entries.get(id) or self._learned.get(id)
        keys = _keys(entry) if entry else ()
        before = self._filed.get(id, ())
        if keys == before:
            return
        for key in before:
            if key not in keys:
                self._index[key].remove(id)
        for key in keys:
            if key not in before:
                self._index.setdefault(key, []).append(id)
        self._filed[id] = keys


def bears(entry: Entry, name: str) -> bool:
    """Whether a full name agrees with a name of a person, and differs from none in its middle names."""
    alike = [n for n in (entry.name, *entry.aliases) if len(name_words(n)) > 1 and full_key(n) == full_key(name)]
    return bool(alike) and all(names_agree(n, name) for n in alike)


def _keys(entry: Entry) -> tuple[str, ...]:
    """Under which keys an entry is filed."""
    if entry.kind != "person":
        return tuple(dict.fromkeys("body " + fold(n) for n in (entry.name, *entry.aliases)))
    country = entry.country or next((h.country for h in entry.roles if h.country), None)
    keys: dict[str, None] = {}
    for name in (entry.name, *entry.aliases):
        if len(name_words(name)) > 1:
            keys["full " + full_key(name)] = None
        for short in short_keys(name, country):
            keys["short " + short] = None
    return tuple(keys)


def _titles(entry: Entry) -> list[str]:
    return [r.title + " " + (r.organisation or "") for r in entry.roles]


def _other_id(entry: Entry) -> str:
    """An id for another register's actor whose own id is somebody else's here: from what parts the two."""
    from dragoman.record import make_id

    first = entry.roles[0].title if entry.roles else ""
    return make_id("ac", entry.kind, fold(entry.name), entry.country or "", first, entry.documents[:1])
