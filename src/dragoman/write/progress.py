"""What a long run tells a person while it works and when it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dragoman.summary import Summary


class Line:
    """A line on standard error that says how far a run is; on a terminal it is written over, else now and then anew."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.began = self.last = time.monotonic()
        self.live = sys.stderr.isatty()

    def __call__(self, counts: Summary, done: int, total: int) -> None:
        """Tell, at most once a second (every 30 seconds where nobody watches)."""
        now = time.monotonic()
        if self.quiet or now - self.last < (1 if self.live else 30):
            return
        self.last = now
        rate = counts.documents / max(1e-9, now - self.began)
        share = done / total if total else 0.0
        left = (now - self.began) / share * (1 - share) if share > 0.01 else None
        failed = sum(counts.failed.values())
        text = f"{counts.documents:,} documents, {rate:.1f} a second, {counts.copies:,} copies, {failed:,} failed"
        text += f", {share:.0%}" + (f", {_time(left)} left" if left is not None else "")
        sys.stderr.write(f"\r\x1b[2K{text}" if self.live else text + "\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the terminal's line."""
        if self.live and not self.quiet:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


@contextmanager
def show_progress(quiet: bool) -> Iterator[Line]:
    """A progress line for the time of a run."""
    line = Line(quiet)
    try:
        yield line
    finally:
        line.end()


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"


def tell_summary(s: Summary, record: str) -> str:
    """The end of a run in a few lines: documents in, coded, copies, failed and why."""
    rate = f", {s.documents / s.seconds:.1f} a second" if s.seconds > 0 and s.documents else ""
    lines = [f"{record}: {s.documents:,} documents in, {s.coded:,} coded in {_time(s.seconds)}{rate}"]
    if s.copies:
        lines.append(f"  {s.copies:,} are copies of a story that is there (kept, and marked)")
    if s.known:
        lines.append(f"  {s.known:,} were there already")
    if s.passed:
        lines.append(f"  {s.passed:,} sources were read in an earlier run and passed over")
    for code, number in sorted(s.failed.items(), key=lambda x: (-x[1], x[0])):
        lines.append(f"  {number:,} failed ({code}): {s.examples.get(code, '')}")
    lines += [f"  {x}" for x in s.told]
    if s.stopped:
        lines.append("  stopped; run the same command again to go on")
    return "\n".join(lines)
