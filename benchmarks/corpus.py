"""How fast a corpus goes into a record: ``python benchmarks/corpus.py [--articles N] [--workers N] [--store N]``.

Our own sample pages, varied (benchmarks/salad.py), nothing else needed. Prints articles and words a second of
``dragoman add`` end to end, what each stage takes of one article on one core, how long a million events take to load,
and peak memory; with ``--store N`` also what writing takes as the record grows to N articles. Where spaCy with a small
English pipeline is installed, the ratio to it on the same texts in the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.salad import make_records
from dragoman.config import Config
from dragoman.copies import sketch
from dragoman.corpus import Coded, Writer
from dragoman.model import load_model
from dragoman.pipeline import read_document
from dragoman.record import Document, Record
from dragoman.sources.bulk import Item, read_item
from dragoman.store import open_store
from dragoman.summary import Summary

WORDS = 600


def articles(number: int) -> list[Document]:
    """Articles of about 600 words: sample texts behind one another."""
    out = []
    texts = make_records(number * 2)
    for k in range(number):
        doc, more = next(texts).documents[0], next(texts).documents[0]
        words = f"{doc.text}\n\n{more.text}".split(" ")[:WORDS]
        out.append(Document(id=f"doc-{k}", source=f"{k}.html", text=" ".join(words), outlet=doc.outlet,
                            title=doc.title, published=doc.published, language="en"))  # fmt: skip
    return out


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of this process for some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def run_add(docs: list[Document], workers: int, folder: Path, quick: bool) -> None:
    """End to end: HTML pages in a JSON-lines file, through the command line, into a new record."""
    source = folder / "articles.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for d in docs:
            title, *rest = d.text.split("\n\n")
            body = "".join(f"<p>{p}</p>" for p in rest)
            html = f"<html><body><nav>Home Politics</nav><article><h1>{title}</h1>{body}</article></body></html>"
            file.write(json.dumps({"html": html, "outlet": d.outlet, "date": d.published, "url": d.source}) + "\n")
    command = [sys.executable, "-m", "dragoman.cli", "add", str(source), "--record", str(folder / "r.sqlite")]
    command += ["--quick"] if quick else []
    start = time.perf_counter()
    done = subprocess.run([*command, "--workers", str(workers), "--quiet"], capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    words = sum(len(d.text.split()) for d in docs)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stderr.strip())
    print(
        f"end to end, {workers} workers: {len(docs) / took:.1f} articles/s, {words / took:,.0f} words/s "
        f"({words // len(docs)} words an article, start-up included); {used.ru_utime + used.ru_stime:.0f} s of "
        f"processor time, so {words / (used.ru_utime + used.ru_stime):,.0f} words per core-second; "
        f"largest process {used.ru_maxrss / 1024:.0f} MB"
    )


def show_stages(docs: list[Document], folder: Path) -> None:
    """What each stage takes of one article, one thread."""
    config, model = Config(threads=1), load_model(1)
    for d in docs[:3]:
        read_document(d, config)
    pages = [_page(k, d) for k, d in enumerate(docs)]
    records: list[Record] = []
    took = {
        "extraction": seconds(lambda: [read_item(p, config) for p in pages]),
        "model pass": seconds(lambda: [model.score(d.text) for d in docs]),
        "all of reading": seconds(lambda: records.extend(read_document(d, config) for d in docs)),
        "sketch": seconds(lambda: [sketch(d) for d in docs]),
    }
    took["finders and decoding"] = took.pop("all of reading") - took["model pass"]
    with open_store(folder / "stages.sqlite", write=True) as store:
        writer = Writer(store, Summary())
        coded = [_coded(k, r) for k, r in enumerate(records)]

        def write() -> None:
            for c in coded:
                writer.take(c)
                if writer.full:
                    writer.commit()
            writer.commit()

        took["settle and store"] = seconds(write)
    total = sum(took.values())
    for name, t in took.items():
        print(f"  {name:22} {1000 * t / len(docs):7.1f} ms an article  {t / total:5.0%}")
    print(f"  {'in all':22} {1000 * total / len(docs):7.1f} ms an article")


def _page(k: int, d: Document) -> Item:
    body = "".join(f"<p>{p}</p>" for p in d.text.split("\n\n"))
    return Item(
        source="x", key=str(k), kind="page", data=f"<html><body><article>{body}</article></body></html>".encode()
    )


def _coded(k: int, record: Record) -> Coded:
    return Coded(
        id=f"in-{k}", source="salad", key=str(k), records=(record.to_json().encode(),),
        sketches=(sketch(record.documents[0]),),
    )  # fmt: skip


def show_store(number: int, folder: Path) -> None:
    """Writing as the record grows."""
    with open_store(folder / "grown.sqlite", write=True) as store:
        writer = Writer(store, Summary())
        steps = [n for n in (1_000, 3_000, 10_000, 30_000, 100_000, 300_000) if n < number] + [number]
        inside = marked = 0.0
        from_article = 0
        for k, record in enumerate(make_records(number), 1):
            writer.take(_coded(k, record))
            if writer.full or k == number:
                inside += seconds(writer.commit)
            if k == steps[0]:
                steps.pop(0)
                print(f"  to {k:>7,} articles: {1000 * (inside - marked) / (k - from_article):.1f} ms an article")
                from_article, marked = k, inside
    size = (folder / "grown.sqlite").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  record {size / 1e6:.0f} MB ({size / number / 1000:.0f} kB an article), peak memory {peak:.0f} MB")


def show_load(folder: Path) -> None:
    """Rows of events alone, as a merge of coded parts loads them."""
    records = list(make_records(400))
    events = sum(len(r.events) for r in records)
    with open_store(folder / "load.sqlite", write=True) as store:
        took = seconds(lambda: store.append(records))
    print(f"  loading coded records: {took / events * 1e6:.0f} s for a million events "
          f"({events / len(records):.0f} events an article, with all statements and full-text search)")  # fmt: skip


def show_peer(docs: list[Document], ours: float) -> None:
    """spaCy's small English pipeline on the same texts, one core, if it is installed."""
    try:
        import spacy

        nlp: Any = next(spacy.load(n) for n in spacy.util.get_installed_models() if n.startswith("en_core_web_sm"))
    except (ImportError, StopIteration):
        print("  spaCy's small pipeline is not installed: no ratio")
        return
    took = seconds(lambda: [nlp(d.text) for d in docs])
    words = sum(len(d.text.split()) for d in docs)
    print(
        f"  spaCy's small pipeline alone: {words / took:,.0f} words per core-second; "
        f"ours does {ours / (words / took):.2f} of it"
    )


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=200)
    ap.add_argument("--workers", type=int, default=2)
    ap.add_argument("--store", type=int, default=0, metavar="N", help="grow a record to N articles")
    ap.add_argument("--quick", action="store_true", help="end to end without the closer look")
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        docs = articles(a.articles)
        run_add(docs, a.workers, folder, a.quick)
        print("of one article, one core:")
        some = docs[:60]
        show_stages(some, folder)
        print("store:")
        show_load(folder)
        if a.store:
            show_store(a.store, folder)
        words = sum(len(d.text.split()) for d in some)
        show_peer(some, words / seconds(lambda: [read_document(d, Config(threads=1)) for d in some]))


if __name__ == "__main__":
    main()
