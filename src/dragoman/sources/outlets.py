"""News outlets: from a name or an address to the outlet's usual name (``knowledge/outlets.json``)."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import NotRequired, TypedDict
from urllib.parse import urlsplit


class Outlet(TypedDict):
    """One row of the table. ``country`` is ISO 3166 alpha-3, or None for an outlet of no one country."""

    name: str
    domains: list[str]
    country: str | None
    aliases: NotRequired[list[str]]


@cache
def load_outlets() -> tuple[Outlet, ...]:
    """Every outlet of the table."""
    data = resources.files("dragoman").joinpath("knowledge/outlets.json").read_text(encoding="utf-8")
    return tuple(json.loads(data)["outlets"])


@cache
def _by_domain() -> dict[str, str]:
    return {domain: outlet["name"] for outlet in load_outlets() for domain in outlet["domains"]}


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for outlet in load_outlets():
        for name in (outlet["name"], *outlet.get("aliases", ())):
            names.setdefault(fold_name(name), outlet["name"])
    return names


def outlet_of_url(url: str | None) -> str | None:
    """The outlet that owns the address, or None."""
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return None
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if name := _by_domain().get(".".join(labels[start:])):
            return name
    return None


def outlet_of_name(name: str | None) -> str | None:
    """The outlet's usual name for a name or domain that a page gives itself, or None if it is not in
    the table.
    """
    if not name:
        return None
    return _by_name().get(fold_name(name)) or outlet_of_url("https://" + name.strip().lower())


def fold_name(name: str) -> str:
    """A name without case, article and punctuation, for comparing."""
    folded = re.sub(r"[^\w]+", " ", name.casefold()).strip()
    return re.sub(r"^the ", "", folded)
