"""Bars by day, week, month or year: what is one thing above a line, its contrary below it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import msgspec
from markupsafe import Markup

from dragoman.web.draw.svg import joined, linked, number, tag, width_of

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")
MOST_BARS = 400
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Series(msgspec.Struct, frozen=True):
    """One kind of what is counted: its name in the data, in words, and the class of its colour."""

    name: str
    words: str
    css: str


class Lane(msgspec.Struct, frozen=True):
    """Bars on one line: numbers of the series stacked above it, and of those below. All lanes share a scale."""

    up: tuple[int, ...]
    down: tuple[int, ...] = ()
    up_words: str = ""
    down_words: str = ""


class Bar(msgspec.Struct, frozen=True):
    """A stretch of time: ISO days, both included, in words, the count of each series, the address of its list."""

    start: str
    end: str
    words: str
    counts: tuple[int, ...]
    link: str | None = None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Bars in the order of time without a gap. ``since`` and ``until`` are what is chosen of it, or None."""

    label: str
    unit: Unit
    series: tuple[Series, ...]
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    since: str | None = None
    until: str | None = None

    def svg(self, prefix: str, width: int = 960, lane_height: int = 210) -> Markup:
        """The picture; ``width`` is that of its own units, which text is set in: give 360 for a narrow screen."""
        return _draw(self, prefix, width, lane_height)


# ---------------------------------------------------------------- stretches of time
def unit_for(first: date, last: date) -> Unit:
    """The unit that gives a chart of up to about a hundred bars."""
    days = (last - first).days + 1
    return "day" if days <= 93 else "week" if days <= 7 * 130 else "month" if days <= 31 * 200 else "year"


def bucket_of(day: date, unit: Unit) -> tuple[date, date]:
    """The stretch that a day falls in: first and last day (weeks begin on Monday)."""
    if unit == "day":
        return day, day
    if unit == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    if unit == "month":
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return day.replace(day=1), following - timedelta(days=1)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def buckets(first: date, last: date, unit: Unit) -> list[tuple[date, date]]:
    """All stretches from one day to another, at most :data:`MOST_BARS`."""
    out = [bucket_of(first, unit)]
    while out[-1][1] < last and len(out) < MOST_BARS:
        out.append(bucket_of(out[-1][1] + timedelta(days=1), unit))
    return out


def bucket_words(start: date, unit: Unit) -> str:
    """A stretch for a person: ``3 March 2025``, ``week of 3 March 2025``, ``March 2025``, ``2025``."""
    if unit == "year":
        return str(start.year)
    if unit == "month":
        return f"{start:%B} {start.year}"
    return f"{'week of ' if unit == 'week' else ''}{start.day} {start:%B} {start.year}"


# ---------------------------------------------------------------- drawing
_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP = 34, 6, 8, 24, 18
_SIZE = 12


def _draw(t: Timeline, prefix: str, width: int, lane_height: int) -> Markup:
    ups = [max((sum(b.counts[k] for k in lane.up) for b in t.bars), default=0) for lane in t.lanes]
    downs = [max((sum(b.counts[k] for k in lane.down) for b in t.bars), default=0) for lane in t.lanes]
    tall = max([u + d for u, d in zip(ups, downs, strict=True)] + [1])
    scale = min(lane_height / tall, 30)  # one event is no tower
    step = min((width - _LEFT - _RIGHT) / max(len(t.bars), 1), 48)
    end = round(_LEFT + step * len(t.bars))
    out: list[Markup] = []
    y = float(_TOP)
    selection_top = y
    for lane, up, down in zip(t.lanes, ups, downs, strict=True):
        zero = y + max(up * scale, 16)
        bottom = zero + (max(down * scale, 16) if lane.down else 0)
        out += _draw_grid(zero, up, down, scale, end)
        out += _draw_bars(t, lane, prefix, (zero, scale, step))
        out += _draw_sides(lane, y, bottom)
        y = bottom + _GAP
    height = y - _GAP + _BOTTOM
    axis = _draw_axis(t, step, y - _GAP, width)
    return tag(
        "svg", joined(_draw_chosen(t, step, selection_top, y - _GAP)), *out, joined(axis),
        class_="timeline", viewBox=f"0 0 {width} {number(height)}", aria_hidden="true",
        data_left=_LEFT, data_step=f"{step:.4f}", data_width=width,
        data_days=" ".join(f"{b.start}/{b.end}" for b in t.bars),
    )  # fmt: skip


def _draw_bars(t: Timeline, lane: Lane, prefix: str, at: tuple[float, float, float]) -> Iterable[Markup]:
    zero, scale, step = at
    gap = min(step * 0.18, 2)
    for n, bar in enumerate(t.bars):
        x, high, low = _LEFT + n * step, zero, zero
        rects: list[Markup] = []
        for k in lane.up:
            size = bar.counts[k] * scale
            if size:
                high -= size
                rects.append(tag("rect", class_=t.series[k].css, x=x + gap / 2, y=high, width=step - gap, height=size))
        for k in lane.down:
            size = bar.counts[k] * scale
            if size:
                rects.append(tag("rect", class_=t.series[k].css, x=x + gap / 2, y=low, width=step - gap, height=size))
                low += size
        if rects:
            told = ", ".join(f"{bar.counts[k]:,} {t.series[k].words}" for k in (*lane.up, *lane.down) if bar.counts[k])
            yield linked(bar.link, prefix, tag("g", tag("title", f"{bar.words}: {told}"), *rects))


def _draw_grid(zero: float, up: int, down: int, scale: float, end: int) -> Iterable[Markup]:
    """Lines at round counts, and the line that bars stand on."""
    step = nice_step(max(up, down))
    for sign, most in ((-1, up), (1, down)):
        for value in range(step, most + 1, step):
            y = zero + sign * value * scale
            yield tag("line", class_="grid", x1=_LEFT, x2=end, y1=y, y2=y)
            yield tag("text", f"{value:,}", class_="tick", x=_LEFT - 5, y=y + 4, text_anchor="end")
    yield tag("line", class_="base", x1=_LEFT, x2=end, y1=zero, y2=zero)


def nice_step(most: int) -> int:
    """A round step that parts 0 to ``most`` in two to four."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most / (size * factor) <= 3.5:
                return size * factor
        size *= 10


def _draw_sides(lane: Lane, top: float, bottom: float) -> Iterable[Markup]:
    if lane.up_words:
        yield tag("text", lane.up_words, class_="side-words", x=_LEFT + 4, y=top + 10)
    if lane.down_words:
        yield tag("text", lane.down_words, class_="side-words", x=_LEFT + 4, y=bottom - 3)


def _draw_chosen(t: Timeline, step: float, top: float, bottom: float) -> Iterable[Markup]:
    """What is chosen of the time, as a band behind the bars."""
    if (t.since is None and t.until is None) or not t.bars:
        return
    inside = [n for n, b in enumerate(t.bars) if b.end >= (t.since or "") and b.start <= (t.until or "~")]
    if inside:
        x = _LEFT + inside[0] * step
        yield tag("rect", class_="chosen-time", x=x, y=top, width=len(inside) * step, height=bottom - top)


def _draw_axis(t: Timeline, step: float, y: float, width: int) -> Iterable[Markup]:
    last = -1e9
    for n, words in axis_labels(t.bars, t.unit):
        x = _LEFT + n * step
        yield tag("line", class_="tick-line", x1=x, x2=x, y1=y, y2=y + 4)
        room = width_of(words, _SIZE)
        if x >= last and x + room <= width:
            yield tag("text", words, class_="tick", x=x + 2, y=y + 17)
            last = x + room + 12


def axis_labels(bars: tuple[Bar, ...], unit: Unit) -> list[tuple[int, str]]:
    """Where the axis is labelled: at beginnings of months, years or decades, each with the year where it is new."""
    out: list[tuple[int, str]] = []
    year: int | None = None
    for n, bar in enumerate(bars):
        start, before = date.fromisoformat(bar.start), bars[n - 1].start if n else ""
        if unit == "year":
            if n == 0 or start.year % (10 if len(bars) > 25 else 5 if len(bars) > 10 else 1) == 0:
                out.append((n, str(start.year)))
            continue
        if unit == "day" and len(bars) <= 40:
            begins = n % 7 == 0
        elif unit == "month" and len(bars) > 30:
            begins = n == 0 or start.month == 1
        else:
            begins = n == 0 or bar.start[:7] != before[:7]
        if begins:
            month = _MONTHS[start.month - 1]
            words = f"{start.day} {month}" if unit == "day" else month
            if start.year != year:
                words = f"{words} {start.year}" if not (unit == "month" and start.month == 1) else str(start.year)
            year = start.year
            out.append((n, words))
    return out
