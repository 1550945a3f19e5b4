"""The record as one file: append, query, correct.

>>> from dragoman.store import open_store
>>> with open_store("record.sqlite") as store:
...     store.show("events", country="FRA", since="2025-01-01").to_pandas()
"""

from dragoman.store.connect import Store, open_store
from dragoman.store.query import Filters, Rows

__all__ = ["Filters", "Rows", "Store", "open_store"]
