"""What an article costs the index of copies from the first thousand to the N-th, on made-up texts.

A text has 600 words: nine tenths drawn from a vocabulary of 30,000 (the n-th word with weight 1/n, as words are
spread), one tenth stock phrases of eight words that come back in many texts. One in ten is an earlier text of the last
days cut to half, a thousand come a day. The index is a file in a temporary folder, committed every 500 articles.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import tempfile
import time
from collections import deque
from datetime import date, timedelta
from pathlib import Path

from dragoman.copies import Copies, sketch
from dragoman.record import Document, make_id

BATCH = 500


def measure(articles: int, seed: int) -> list[dict[str, float]]:
    """Processor ms per ``place()``, commits included, over the last 1,000 articles at each mark; the file's size."""
    rng = random.Random(seed)
    marks = sorted({m for m in (1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000) if m < articles} | {articles})
    rows, times = [], deque[float](maxlen=1000)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "copies.sqlite")
        db = sqlite3.connect(file, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        copies, texts = Copies(db), _Texts(rng)
        db.execute("BEGIN IMMEDIATE")
        for n in range(1, articles + 1):
            kept = sketch(Document(id="", source="", text=texts.make()))
            day = (date(2020, 1, 1) + timedelta(days=n // 1000)).isoformat()
            start = time.process_time()
            copies.place(make_id("doc", n), kept, day)
            if n % BATCH == 0:
                db.execute("COMMIT")
                db.execute("BEGIN IMMEDIATE")
            times.append(1000 * (time.process_time() - start))
            if n in marks:
                size = sum(p.stat().st_size for p in Path(folder).iterdir()) / 1e6
                slow = sorted(times)[int(0.99 * len(times))]
                rows.append({"articles": n, "place": sum(times) / len(times), "slowest": slow, "megabytes": size})
        db.execute("COMMIT")
        db.close()
    return rows


class _Texts:
    """Makes texts; the last three thousand are remembered, to be cut."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._vocabulary = [f"{a}{b}{c}" for a, b, c in itertools.product(_SOUNDS, _SOUNDS, _SOUNDS)][:30_000]
        rng.shuffle(self._vocabulary)
        self._weights = list(itertools.accumulate(1 / n for n in range(1, len(self._vocabulary) + 1)))
        self._stock = [self._words(8) for _ in range(5000)]
        self._stock_weights = list(itertools.accumulate(1 / n for n in range(1, len(self._stock) + 1)))
        self._last: deque[list[str]] = deque(maxlen=3000)

    def make(self) -> str:
        if self._last and self._rng.random() < 0.1:
            words = self._rng.choice(self._last)[:300]
        else:
            words = self._words(540)
            for phrase in self._rng.choices(self._stock, cum_weights=self._stock_weights, k=8):
                at = self._rng.randrange(len(words))
                words[at:at] = phrase
            self._last.append(words)
        return " ".join(words)

    def _words(self, n: int) -> list[str]:
        return self._rng.choices(self._vocabulary, cum_weights=self._weights, k=n)


_SOUNDS = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u")][:32]
