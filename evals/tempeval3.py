"""The older name of :mod:`evals.timeml`, kept for ``report`` and ``floors``."""

from __future__ import annotations

from evals.timeml import Case, compare, interval_of, read_timeml, render, run

__all__ = ["Case", "compare", "interval_of", "read_timeml", "render", "run"]
