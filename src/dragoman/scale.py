"""The same code on a cluster: the only file that imports Ray.

A job is a list of parts; a part is one large source or a bundle of small ones, with a name made from what it holds.
Ray Data hands parts to workers, each of which loads the model once, codes and writes Parquet. A part that is there is
not done again, so a job that was stopped goes on where it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from dragoman.config import Config
from dragoman.corpus import Coded, code_fault, code_item
from dragoman.errors import SourceError, UsageError
from dragoman.parts import list_parts, open_folder, write_part
from dragoman.record import make_id
from dragoman.sources.bulk import BulkOptions, Fault, find_inputs, iter_items, source_fingerprint
from dragoman.summary import Progress, Summary

BUNDLE = 200  # small files a part
LARGE = 4_000_000  # bytes from which a file is a part by itself


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of the job."""

    name: str
    sources: tuple[str, ...]
    size: int


def plan_parts(sources: Sequence[str]) -> tuple[list[Part], list[Fault]]:
    """Parts of a job, the same for the same files whatever the machine; and what can't be read."""
    parts: list[Part] = []
    faults: list[Fault] = []
    bundle: list[tuple[str, str, int]] = []

    def close() -> None:
        if bundle:
            name = make_id("part", *(x for s, f, _ in bundle for x in (os.path.basename(s), f)))
            parts.append(
                Part(name=f"{name}.parquet", sources=tuple(s for s, _, _ in bundle), size=sum(n for *_, n in bundle))
            )
            bundle.clear()

    for found in find_inputs(sources):
        if isinstance(found, Fault):
            faults.append(found)
            continue
        try:
            print_, size = source_fingerprint(found), os.path.getsize(found)
        except (OSError, SourceError) as problem:
            error = problem if isinstance(problem, SourceError) else SourceError(found, str(problem), "Check the path.")
            faults.append(Fault(source=found, key="", error=error))
            continue
        if size >= LARGE:
            close()
        bundle.append((found, print_, size))
        if size >= LARGE or len(bundle) == BUNDLE:
            close()
    close()
    return parts, faults


def code_part(part: Part, where: str, config: Config, bulk: BulkOptions) -> Summary:
    """Code one part and write it."""

    def work() -> Iterator[Coded]:
        for source in part.sources:
            for item in iter_items(source, bulk, config):
                yield code_fault(item) if isinstance(item, Fault) else code_item(item, config)

    return write_part(where, part.name, work())


class Coder:
    """A Ray worker: the model is loaded once, then parts come."""

    def __init__(self, where: str, config: Config, bulk: BulkOptions) -> None:
        from dragoman.model import load_model

        self.where, self.config, self.bulk = where, config, bulk
        load_model(config.threads, config.quick)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Code the parts of a batch; gives counts as JSON."""
        done = []
        for raw in batch["part"]:
            s = code_part(msgspec.json.decode(raw, type=Part), self.where, self.config, self.bulk)
            counts = {"items": s.items, "documents": s.documents, "failed": dict(s.failed), "examples": s.examples}
            done.append(msgspec.json.encode(counts).decode())
        return {"counts": done}


def add_on_ray(
    sources: Sequence[str], where: str, config: Config, bulk: BulkOptions, workers: int | None = None,
    progress: Progress | None = None,
) -> Summary:  # fmt: skip
    """Code sources into parts on Ray: the cluster that ``RAY_ADDRESS`` names, else this machine.

    Args:
        sources: files, folders, globs that every worker can read.
        where: folder of the parts: local (then shared by all workers) or an address such as ``s3://bucket/folder``.
        config: how documents are read.
        bulk: columns and formats of tables.
        workers: processes; default: as many as the cluster has cores.
        progress: called after each part.

    Returns:
        Counts; ``passed`` says how many parts were there already.

    Raises:
        UsageError: Ray is not installed, or ``where`` can't be written.
    """
    try:
        import ray
    except ImportError:
        raise UsageError('Ray is not installed; install it with: pip install "dragoman[ray]"') from None
    parts, faults = plan_parts(sources)
    open_folder(where)
    there = set(list_parts(where))
    todo = [p for p in parts if p.name not in there]
    summary = Summary(passed=len(parts) - len(todo))
    for fault in faults:
        summary.fail(fault.error)
    if not todo:
        return summary
    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False, include_dashboard=False)
    try:
        _run(ray, todo, where, config, bulk, workers, summary, progress)
    finally:
        if started:
            ray.shutdown()
    return summary


def _run(
    ray: Any, todo: list[Part], where: str, config: Config, bulk: BulkOptions, workers: int | None, summary: Summary,
    progress: Progress | None,
) -> None:  # fmt: skip
    size = min(len(todo), workers or max(1, int(ray.cluster_resources().get("CPU", 1))))
    ray.data.DataContext.get_current().enable_progress_bars = False
    rows = [{"part": msgspec.json.encode(p).decode()} for p in todo]
    data = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        Coder,
        fn_constructor_args=(where, config, bulk),
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=size),
        num_cpus=config.threads,
    )
    for done, row in enumerate(data.iter_rows(), 1):
        counts = msgspec.json.decode(row["counts"])
        summary.items += counts["items"]
        summary.documents += counts["documents"]
        summary.failed.update(counts["failed"])
        summary.examples = {**counts["examples"], **summary.examples}
        if progress:
            progress(summary, done, len(todo))
