"""From sources to a record file: the loop of ``dragoman add``.

read items (this process) -> code each (workers) -> settle who is who, which issue, whose copy -> commit (this process)

Every item has an id made from its source, its place there and its content; an item that the ledger knows is passed
over. Items come back in the order in which they were read, and a batch is one transaction with its ledger lines, so
a kill at any moment loses at most the batch at hand, and a second run goes on where the first one was.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import msgspec

from dragoman.config import Config
from dragoman.copies import Copies, Sketch, sketch
from dragoman.errors import SourceError
from dragoman.pipeline import read_document
from dragoman.pool import Lost, run_ordered
from dragoman.record import Document, Note, Record, make_id
from dragoman.settle import Settler
from dragoman.sources.bulk import BulkOptions, Fault, Item, find_inputs, iter_items, read_item, source_fingerprint
from dragoman.store import Store, corrections, rows
from dragoman.summary import Progress, Summary

BATCH = 32  # items a commit
BATCH_SECONDS = 2.0  # or this long, whichever comes first
ITEM_SECONDS = 300  # an item that takes longer is given up, with a line in the ledger


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """An item after the model: records as JSON (small to hand over), sketches for finding copies, or an error."""

    id: str
    source: str
    key: str
    records: tuple[bytes, ...] = ()
    sketches: tuple[Sketch, ...] = ()
    error: SourceError | None = None
    size: int = 0


@dataclass(frozen=True)
class Finished:
    """All items of a source went by; ``fingerprint`` lets the next run pass it over."""

    source: str
    fingerprint: str
    size: int


@dataclass(frozen=True)
class AddOptions:
    """How ``add`` runs.

    Attributes:
        workers: processes that code; 1 codes in this one.
        bulk: how sources are read (columns, format).
        retry: try again what failed in an earlier run.
    """

    workers: int = 1
    bulk: BulkOptions = field(default_factory=BulkOptions)
    retry: bool = False


def add(
    sources: Sequence[str],
    store: Store,
    config: Config | None = None,
    options: AddOptions | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Code sources into a record.

    Args:
        sources: files, folders, globs.
        store: open for writing.
        config: how documents are read; ``threads`` is for one worker.
        options: workers, columns, whether to retry.
        progress: called after each commit.

    Returns:
        Counts, and why what failed failed. ``stopped`` after Ctrl-C: what was coded is committed.

    Raises:
        StoreError: the record can't be written. Nothing that was committed is lost.
    """
    config, options = config or Config(), options or AddOptions()
    summary, began = Summary(), time.monotonic()
    summary.told += corrections.sync(store)
    inputs = list(find_inputs(sources))
    total = sum(_size(x) for x in inputs if isinstance(x, str))
    writer = Writer(store, summary)
    work = _pending(inputs, store, config, options, summary)
    last, done = time.monotonic(), 0
    try:
        with closing(run_ordered(_code, work, options.workers, (config,))) as results:
            for result in results:
                done += writer.take(_failure(result) if isinstance(result, Lost) else result)
                if writer.full or time.monotonic() - last > BATCH_SECONDS:
                    writer.commit()
                    last = time.monotonic()
                    if progress:
                        progress(summary, min(done, total), total)
    except KeyboardInterrupt:
        summary.stopped = True
    writer.commit()
    writer.join_stories()
    summary.seconds = time.monotonic() - began
    if progress:
        progress(summary, min(done, total), total)
    return summary


# ---------------------------------------------------------------- what there is to do
def _pending(
    inputs: Iterable[str | Fault], store: Store, config: Config, options: AddOptions, summary: Summary
) -> Iterator[Item | Coded | Finished]:
    for name in inputs:
        if isinstance(name, Fault):
            yield code_fault(name)
            continue
        try:
            fingerprint = source_fingerprint(name)
        except (SourceError, OSError) as problem:
            error = problem if isinstance(problem, SourceError) else _unreadable(name, problem)
            yield code_fault(Fault(source=name, key="", error=error))
            continue
        if _is_finished(store, name, fingerprint) and not options.retry:
            summary.passed += 1
            continue
        for item in iter_items(name, options.bulk, config):
            new = code_fault(item) if isinstance(item, Fault) else item
            if not _is_known(store, new.id if isinstance(new, Coded) else item_id(new), options.retry):
                yield new
        yield Finished(name, fingerprint, _size(name))


def _is_finished(store: Store, name: str, fingerprint: str) -> bool:
    row = store.db.execute("SELECT fingerprint FROM source WHERE name = ?", (os.path.abspath(name),)).fetchone()
    return row is not None and row[0] == fingerprint


def _is_known(store: Store, name: str, retry: bool) -> bool:
    row = store.db.execute("SELECT state FROM item WHERE id = ?", (name,)).fetchone()
    return row is not None and not (retry and row[0] == "failed")


def item_id(item: Item) -> str:
    """The id of an item: where it stands and what it says, so that a changed row is a new item."""
    data = item.data.encode("utf-8", "surrogatepass") if isinstance(item.data, str) else item.data
    digest = hashlib.blake2b(data, digest_size=16)
    told = (item.title, item.published, item.outlet, item.url, item.language, item.authors)
    return make_id("in", os.path.abspath(item.source), item.key, digest.hexdigest(), told)


def code_fault(fault: Fault) -> Coded:
    """The line in the ledger of a place that could not be read."""
    key = make_id("in", os.path.abspath(fault.source), fault.key, fault.error.code, fault.error.problem)
    return Coded(id=key, source=fault.source, key=fault.key, error=fault.error)


def _unreadable(name: str, problem: OSError) -> SourceError:
    return SourceError(name, f"it can't be read ({problem.strerror})", "Check the path and its permissions.")


def _size(name: str) -> int:
    try:
        return os.path.getsize(name)
    except OSError:
        return 0


# ---------------------------------------------------------------- a worker's part
def _code(work: Item | Coded | Finished, config: Config) -> Coded | Finished:
    return code_item(work, config) if isinstance(work, Item) else work


def code_item(item: Item, config: Config) -> Coded:
    """Read and code one item. What goes wrong is part of the answer, so that the next item is not touched by it."""
    where = _where(item)
    try:
        with _time_limit(ITEM_SECONDS):
            documents, notes = read_item(item, config)
            done = [_code_document(doc, notes, config) for doc in documents]
    except SourceError as problem:
        return _failed(item, problem)
    except _TooLong:
        advice = "It is left out; report it if it is an ordinary article."
        error = SourceError(where, f"it took more than {ITEM_SECONDS} seconds", advice, "too-slow")
        return _failed(item, error)
    except Exception as problem:
        told = f"reading it failed ({type(problem).__name__}: {problem})"
        error = SourceError(where, told, "It is left out; please report it.", "crashed")
        return _failed(item, error)
    return Coded(
        id=item_id(item), source=item.source, key=item.key, size=len(item.data),
        records=tuple(r.to_json().encode() for r, _ in done), sketches=tuple(s for _, s in done),
    )  # fmt: skip


def _where(item: Item) -> str:
    return f"{item.source}, {item.key}" if item.key else item.source


def _failed(item: Item, error: SourceError) -> Coded:
    return Coded(id=item_id(item), source=item.source, key=item.key, error=error, size=len(item.data))


def _code_document(doc: Document, notes: list[Note], config: Config) -> tuple[Record, Sketch]:
    record = read_document(doc, config)
    own = tuple(n for n in notes if n.document == doc.id)
    return msgspec.structs.replace(record, notes=(*own, *record.notes)), sketch(record.documents[0])


class _TooLong(Exception):
    pass


class _time_limit:
    """Raise ``_TooLong`` after so many seconds, where the system has alarms and this is the main thread."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        import threading

        self.able = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
        if self.able:
            self.before = signal.signal(signal.SIGALRM, self._stop)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *args: object) -> None:
        if self.able:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.before)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise _TooLong


def _failure(lost: Lost) -> Coded | Finished:
    """An item whose worker died, twice and alone the second time."""
    work: Any = lost.work
    if isinstance(work, Item):
        advice = "It is left out; it may be too large for the memory of this machine."
        return _failed(work, SourceError(_where(work), "reading it ended the worker process", advice, "killed"))
    return work  # type: ignore[no-any-return]


# ---------------------------------------------------------------- commit
class Writer:
    """Takes coded items and writes them in batches. ``summary`` counts what was committed."""

    def __init__(self, store: Store, summary: Summary) -> None:
        self.store, self.summary = store, summary
        self.settler = Settler(store)
        self.copies = Copies(store.db)
        self._batch: list[Coded | Finished] = []

    @property
    def full(self) -> bool:
        """Whether it is time to commit."""
        return len(self._batch) >= BATCH

    def take(self, work: Coded | Finished) -> int:
        """Keep for the next commit; gives the bytes of the item."""
        self._batch.append(work)
        return work.size if isinstance(work, Coded) else 0

    def commit(self) -> None:
        """Write the batch: all of it or nothing."""
        if not self._batch:
            return
        counted = Summary()
        with self.store.transaction() as db:
            self.settler.refresh()
            for work in self._batch:
                if isinstance(work, Finished):
                    db.execute(
                        "INSERT OR REPLACE INTO source (name, fingerprint, state, at) VALUES (?, ?, 'done', ?)",
                        (os.path.abspath(work.source), work.fingerprint, rows.now()),
                    )
                elif not self._is_done(work):  # a second `add` may have been quicker
                    self._write(work, counted)
            self.settler.save()
            if db.execute("SELECT 1 FROM correction LIMIT 1").fetchone():
                corrections.reapply(db)
        self._batch.clear()
        for name in ("items", "documents", "coded", "copies", "known"):
            setattr(self.summary, name, getattr(self.summary, name) + getattr(counted, name))
        self.summary.failed.update(counted.failed)
        self.summary.examples = {**counted.examples, **self.summary.examples}

    def join_stories(self) -> None:
        """Stories that a later text showed to be one become one."""
        with self.store.transaction() as db:
            for move in self.copies.join_bridged():
                rows.mark_copy(db, move.document, move.cluster, move.duplicate_of)

    def _is_done(self, work: Coded) -> bool:
        row = self.store.db.execute("SELECT state FROM item WHERE id = ?", (work.id,)).fetchone()
        return row is not None and (row[0] != "failed" or work.error is not None)

    def _write(self, work: Coded, counted: Summary) -> None:
        counted.items += 1
        new = 0
        for raw, one in zip(work.records, work.sketches, strict=True):
            counted.documents += 1
            new += self._write_record(Record.from_json(raw), one, work.id, counted)
        error = work.error
        if error:
            counted.fail(error)
        state = "failed" if error else "coded" if new or not work.records else "known"
        self.store.db.execute(
            "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (work.id, work.source, work.key, state, new, error and error.code, error and str(error), rows.now()),
        )

    def _write_record(self, record: Record, one: Sketch, item: str, counted: Summary) -> int:
        db = self.store.db
        placed = place_document(db, record)
        if placed is None:
            counted.known += 1
            return 0
        settled = self.settler.settle(placed)
        doc = settled.record.documents[0]
        rows.append(db, settled.record, item)
        rows.keep_wordings(db, settled.filings)
        copy = self.copies.place(doc.id, one, doc.published)
        rows.mark_copy(db, doc.id, copy.cluster, copy.duplicate_of or doc.duplicate_of)
        counted.copies += copy.duplicate_of is not None
        counted.coded += doc.language in (None, "en")
        return 1


def place_document(db: Any, record: Record) -> Record | None:
    """The record under an id that is free; None if this very document is there already.

    The same words in another outlet, or at another address, are another document (a copy), with an id of its own.
    """
    doc = record.documents[0]
    known = db.execute("SELECT url, outlet, source FROM document WHERE id = ?", (doc.id,)).fetchone()
    if known is None:
        return record
    if (doc.url or doc.source, doc.outlet) == (known["url"] or known["source"], known["outlet"]):
        return None
    new = make_id("doc", doc.title or "", doc.text, doc.outlet or "", doc.url or os.path.basename(doc.source))
    if db.execute("SELECT 1 FROM document WHERE id = ?", (new,)).fetchone():
        return None
    return rehome(record, new)


def rehome(record: Record, document: str) -> Record:
    """The same record of a document under another id; ids of what rests on it follow."""
    replace = msgspec.structs.replace
    every = [s.id for s in record.statements] + [e.id for e in record.events] + [p.id for p in record.positions]
    moved = {name: make_id(name[:2], name, document) for name in every}

    def other(name: str | None) -> str | None:
        return moved.get(name, name) if name else None

    return replace(
        record,
        documents=tuple(replace(d, id=document) for d in record.documents),
        actors=tuple(
            replace(a, roles=tuple(replace(r, document=document if r.document else None) for r in a.roles))
            for a in record.actors
        ),
        mentions=tuple(replace(m, document=document) for m in record.mentions),
        statements=tuple(
            replace(s, id=moved[s.id], document=document, within=other(s.within)) for s in record.statements
        ),
        events=tuple(replace(e, id=moved[e.id], document=document, within=other(e.within)) for e in record.events),
        positions=tuple(
            replace(
                p, id=moved[p.id], statement=other(p.statement), event=other(p.event),
                evidence=replace(p.evidence, document=document),
            )
            for p in record.positions
        ),
        notes=tuple(replace(n, document=document if n.document else None) for n in record.notes),
    )  # fmt: skip
