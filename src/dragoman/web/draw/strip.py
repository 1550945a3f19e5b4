"""One line of marks over time: an actor's stances on an issue. Shape tells the stance as well as colour."""

from __future__ import annotations

from datetime import date

import msgspec
from markupsafe import Markup

from dragoman.web.draw.svg import linked, tag

_WIDTH, _HEIGHT, _PAD = 420, 22, 9
_SHAPES = {  # around 0, 0: up, down, and neither
    "support": "M0-6.5L6.5 5H-6.5z",
    "oppose": "M0 6.5L6.5-5H-6.5z",
    "conditional": "M0-6.5L6.5 0L0 6.5L-6.5 0z",
    "mixed": "M-6-6H6V6H-6z",
}


class Mark(msgspec.Struct, frozen=True):
    """A day with a stance (or ``mixed``), in words, and the address of the sentence."""

    day: str
    stance: str
    words: str
    link: str | None = None
    changed: bool = False


class Strip(msgspec.Struct, frozen=True):
    """Marks between two ISO days."""

    label: str
    first: str
    last: str
    marks: tuple[Mark, ...]

    def svg(self, prefix: str) -> Markup:
        """The picture: a line, and on it a triangle up (for), down (against) or a lozenge (conditional) for each day.

        A ring stands around a mark where the stance changed.
        """
        start = date.fromisoformat(self.first).toordinal()
        days = max(date.fromisoformat(self.last).toordinal() - start, 1)
        parts = [tag("line", class_="base", x1=0, x2=_WIDTH, y1=_HEIGHT / 2, y2=_HEIGHT / 2)]
        for m in self.marks:
            share = (date.fromisoformat(m.day).toordinal() - start) / days
            x = _PAD + max(0.0, min(1.0, share)) * (_WIDTH - 2 * _PAD)
            inside = [tag("title", m.words), tag("path", class_=f"f-{m.stance}", d=_SHAPES[m.stance])]
            if m.changed:
                inside.append(tag("circle", class_="turn", r=9.5, fill="none"))
            group = tag("g", *inside, transform=f"translate({x:.1f} {_HEIGHT / 2:.0f})")
            parts.append(linked(m.link, prefix, group))
        return tag(
            "svg",
            *parts,
            class_="strip",
            viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
            aria_hidden="true",
        )
