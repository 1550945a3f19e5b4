"""The record at large: over time, on the map, and who acts on whom."""

from __future__ import annotations

from dragoman.web.views import network, times, worldmap

PAGES = (*times.PAGES, *worldmap.PAGES, *network.PAGES)
