"""Pictures of the record: data that can draw itself as SVG.

A picture is a plain struct, so a page's ``.json`` twin holds its figures; its ``svg(prefix)`` gives markup for the
page. Everything that comes from the record is escaped, nothing carries a script or a style; colours are classes of the
style sheets, so a picture follows light and dark.
"""

from dragoman.web.draw.network import Arrow, Network, Node, lay_out_around, lay_out_by_springs
from dragoman.web.draw.strip import Mark, Strip
from dragoman.web.draw.timeline import Bar, Lane, Series, Timeline, buckets, unit_for
from dragoman.web.draw.world import REGIONS, Dot, Land, World

__all__ = [
    "REGIONS",
    "Arrow",
    "Bar",
    "Dot",
    "Land",
    "Lane",
    "Mark",
    "Network",
    "Node",
    "Series",
    "Strip",
    "Timeline",
    "World",
    "buckets",
    "lay_out_around",
    "lay_out_by_springs",
    "unit_for",
]
