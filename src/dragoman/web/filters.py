"""What templates need to show values: addresses with filters kept, days, figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from dragoman.write.wording import clean


def as_query(query: Mapping[str, Any], **changes: Any) -> str:
    """``?a=1&b=2`` of the values that are set, with some changed; None or "" takes one out. Empty if none is left."""
    values = {k: v for k, v in {**query, **changes}.items() if v not in (None, "")}
    return "?" + urlencode(values) if values else ""


def as_day(value: str | None) -> str:
    """``2025-03-14`` as ``14 March 2025``; an empty string for None."""
    if not value:
        return ""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"


def as_count(value: int, one: str, many: str | None = None) -> str:
    """``1 statement``, ``1,204 statements``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def as_link(value: str | None) -> str | None:
    """An address if it is one of the web's; None for anything else (``javascript:`` and its kind)."""
    if not value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def as_clean(value: str | None) -> str:
    """Text without signs that turn the direction of what follows, or can't be seen."""
    return clean(value or "")


FILTERS = {"as_query": as_query, "as_day": as_day, "as_count": as_count, "as_link": as_link, "as_clean": as_clean}
