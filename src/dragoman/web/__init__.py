"""The reading room: the record as web pages, each with a ``.json`` twin."""
