"""Dragoman reads political news and keeps the record.

    >>> import dragoman
    >>> record = dragoman.read("page.html")
    >>> [s.quotation for s in record.statements]

Who said what, who did what to whom, when and where, on whose word, and who stands where.
"""

from dragoman.config import Config
from dragoman.errors import DragomanError, ModelError, SourceError, UsageError
from dragoman.pipeline import VERSION as __version__
from dragoman.pipeline import read
from dragoman.record import (
    Actor,
    Date,
    Document,
    Event,
    Issue,
    Mention,
    Note,
    Place,
    Position,
    Record,
    Role,
    Statement,
    json_schema,
)

__all__ = [
    "Actor",
    "Config",
    "Date",
    "Document",
    "DragomanError",
    "Event",
    "Issue",
    "Mention",
    "ModelError",
    "Note",
    "Place",
    "Position",
    "Record",
    "Role",
    "SourceError",
    "Statement",
    "UsageError",
    "__version__",
    "json_schema",
    "read",
]
