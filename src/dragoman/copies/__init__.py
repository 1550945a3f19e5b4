"""Copies of one story among many articles: exact, near and abridged, found as they come.

``sketch(document)`` runs in any worker; ``Copies(connection).place(id, sketch, published)`` runs where the store is
written. :mod:`dragoman.copies.sketches` says what makes a copy, :mod:`dragoman.copies.index` how it is found.
"""

from dragoman.copies.index import Copies, Move, Placement, Report
from dragoman.copies.sketches import Likeness, Sketch, compare, find_agency, sketch

__all__ = ["Copies", "Likeness", "Move", "Placement", "Report", "Sketch", "compare", "find_agency", "sketch"]
