"""What a page is: an address, a template, and a function from a request's values to plain data.

The data is what the template shows and, word for word, what the ``.json`` twin holds; the OpenAPI description is made
from the same table. A view never sees the web framework, so it is tested as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.errors import DragomanError, UsageError
from dragoman.store import Store
from dragoman.web.memory import Memory

LONGEST_VALUE = 500  # characters of one value in an address
LAST_PAGE = 400
PER_PAGE = 25


class NotThere(DragomanError):
    """The address names something that the record does not hold: answered with 404."""


class NotAllowed(DragomanError):
    """This reader may not do that: answered with 403."""


class TooMany(DragomanError):
    """Too much is asked at once: answered with 429."""


@dataclass(frozen=True)
class Ask:
    """A question to the record.

    Attributes:
        store: read-only, of this thread.
        path: values in the address (``{id}``).
        query: values after the question mark, only those that the page declares.
        may_correct: whether this reader may correct.
        memory: keeps what is dear to compute until the record changes.
    """

    store: Store
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    may_correct: bool = False
    memory: Memory = field(default_factory=Memory)

    def number(self) -> int:
        """The page of results that is asked for, from 1.

        Raises:
            UsageError: it is no number, or beyond :data:`LAST_PAGE`.
        """
        given = self.query.get("page", "1")
        if not given.isdecimal() or not 1 <= int(given[:9]) <= LAST_PAGE:
            raise UsageError(f"there is no page {given!r}; pages go from 1 to {LAST_PAGE}: narrow the search instead")
        return int(given)


@dataclass(frozen=True)
class Page:
    """A page and its twin.

    Attributes:
        path: address with ``{name}`` for values; the twin has ``.json`` behind it.
        template: file in ``templates/``.
        summary: one line for the OpenAPI description.
        view: gives the data, a dict that JSON can hold.
        query: names of the values after the question mark, with a line on each.
    """

    path: str
    template: str
    summary: str
    view: Callable[[Ask], dict[str, Any]]
    query: Mapping[str, str] = field(default_factory=dict)


FILTERS = {
    "q": "full-text search: words, a phrase in double quotes, prefix*, OR, NOT",
    "actor": "an actor's id, or part of the name",
    "country": "country of the actor, ISO 3166 alpha-3",
    "sector": "sector of the actor, a PLOVER code",
    "type": "PLOVER event type",
    "issue": "an issue's id, or part of its label",
    "stance": "support, oppose or conditional",
    "modality": "asserted, future, hypothetical or negated",
    "outlet": "part of the outlet's name",
    "since": "ISO day, this one or later",
    "until": "ISO day, this one or earlier",
    "independent": "1 leaves out copies of a story",
    "page": "which page of results, from 1",
}
