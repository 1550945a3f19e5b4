"""How fast a page is read: ``python benchmarks/speed.py [--threads N]``; our own sample pages, nothing else needed.

Prints the cold start of a process (import, model, first page), the median time of a 600-word article after that, the
share of the model pass and of the closer look in it, the same with ``--quick``, and the peak memory of this process.
Our pages are dense with acts and stands: a newspaper article of that length has a third of the closer looks.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dragoman.config import Config
from dragoman.model import load_model
from dragoman.pipeline import read_text
from dragoman.sources import read_source

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def median_ms(work: Callable[[], object], times: int = 15) -> float:
    """Median milliseconds of some runs, after three that do not count."""
    taken = []
    for n in range(times + 3):
        start = time.perf_counter()
        work()
        if n >= 3:
            taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--threads", type=int, default=2)
    config = Config(threads=ap.parse_args().threads)
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "dragoman.cli",
        "read",
        str(SAMPLES / "summit.html"),
        "--threads",
        str(config.threads),
    ]
    subprocess.run(command, check=True, capture_output=True)
    print(f"cold start to the end of the report: {time.perf_counter() - start:.2f} s")
    texts = [d.text for page in sorted(SAMPLES.glob("*.html")) for d in read_source(page, config)[0]]
    words = "\n\n".join(texts).split(" ")[:600]
    text = " ".join(words)
    model = load_model(config.threads)
    whole = median_ms(lambda: read_text(text, config, published="2025-03-14"))
    passed = median_ms(lambda: model.score(text))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    quick = load_model(config.threads, True)
    once = median_ms(lambda: read_text(text, replace(config, quick=True), published="2025-03-14"))
    closer = median_ms(lambda: model.read(text)) - median_ms(lambda: quick.read(text))
    print(
        f"a 600-word article: {whole:.0f} ms ({1000 / whole:.1f} articles/s), of which the model pass {passed:.0f} ms "
        f"and the closer look {closer:.0f} ms; with --quick {once:.0f} ms"
    )
    print(f"peak memory: {memory:.0f} MB")


if __name__ == "__main__":
    main()
