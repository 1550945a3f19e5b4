"""Where the places of one document are: each name is settled beside all the others.

A name alone says little ("Springfield", "Georgia", "Tripoli"). What decides is, in this order: the place that the text
puts behind it ("Paris, Texas", "Alexandria, Va.") or before it ("the Syrian town of Tell Rifaat"); the countries,
provinces and neighbourhoods of the document's other places; the country of the outlet; and what readers take a bare
name for: countries and capitals, then the larger place. One name means one place throughout a document, as far as the
words beside it allow. After Lieberman, Samet and Sankaranarayanan (ICDE 2010: local lexicons, containment) and
Halterman (Mordecai 3, 2023: countries that occur together), with weights instead of a trained ranker.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from dragoman import knowledge as kb
from dragoman.find.names import Name
from dragoman.knowledge import Listed, fold
from dragoman.record import Document, Place, Span


class Weights(NamedTuple):
    """What the signs count, in powers of ten of inhabitants. Chosen on half of LGL's outlets (evals/toponyms.py)."""

    people: float = 1.0
    country: float = 3.0
    capital: float = 2.5
    admin1: float = 1.0
    region: float = 5.0
    county: float = -2.0
    seat: float = -2.5  # a division beside the town it is named after
    spelling: float = -1.5
    same_country: float = 5.0
    same_admin1: float = 4.0
    near: float = 5.0
    outlet: float = 1.5
    said_elsewhere: float = 6.0  # the same name with its country or state beside it, elsewhere in the document


WEIGHTS = Weights()
Group = tuple[str, tuple[Listed, ...]]  # the key of a name, and what it may mean
Groups = dict[Group, list[float]]
_ROUNDS = 3
_CLEAR = 0.8  # of a document's places that lie in one country, from which it is that of an unknown place, too
_SMALL = 15_000  # inhabitants under which a place needs something else that speaks for it
_BESIDE = 100  # names on either side beside which one that was not marked is settled
_MOST = 40  # places of one name that are weighed
_REACH = 60.0  # km over which nearness fades to a third
_REACH_OF_STATES = 300.0
_KM = 111.2  # of one degree

_BEHIND = re.compile(r"\.?(?:,\s+|\s+\()((?:[A-Z][\w.'’-]*)(?:\s+(?:of\s+)?[A-Z][\w.'’-]*){0,3})")
_KIND_OF_PLACE = (
    r"(?:city|cities|town|capital|village|port|region|province|district|county|state|island|suburb|neighbou?rhood|"
    r"municipality|border town|governorate|oblast|prefecture|hamlet)"
)
_BEFORE = re.compile(rf"(?:['’]s)?\s+(?:[\w-]+\s+){{0,3}}{_KIND_OF_PLACE}s?\s+(?:of\s+)?$")
_AROUND = re.compile(
    r"^(?:the\s+)?(?:(?:downtown|central|greater|inner|rural|mainland|metropolitan|northern|southern|eastern|western|"
    rf"north-?eastern|north-?western|south-?eastern|south-?western|upper|lower)\s+)*(?:{_KIND_OF_PLACE}\s+of\s+)?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s+(?:area|metro(?:politan)? area|city limits|proper|region)$")
_WORDS = ((r"^Mt\.? ", "Mount "), (r"^Ft\.? ", "Fort "), (r" Co\.?$", " County"), (r" Twp\.?$", " Township"),
          (r"^N\.? (?=[A-Z])", "North "), (r"^S\.? (?=[A-Z])", "South "), (r"^Pt\.? ", "Port "))  # fmt: skip


# ---------------------------------------------------------------- what a name may mean
def candidates(words: str) -> tuple[Listed, ...]:
    """Every place that the words may name: a name, a shortened state ("Va."), an adjective or people ("Syrian")."""
    short = kb.places_shortened(words) if "." in words else ()
    if short and not kb.is_postal_code(words):
        return short
    found = kb.places_named(words)
    if not found:
        found = next((f for form in variants(words) if (f := kb.places_named(form))), ())
    state = kb.find_state(words)
    if state and state.iso3 and not (found and fold(words) in map(fold, state.names)):
        named = (c for c in kb.places_named(state.name) if c.country == state.iso3 and c.kind == "country")
        found = (*named, *found)
    return found[:_MOST]


def variants(words: str) -> Iterable[str]:
    """The name inside the words: "downtown Lansing", "Mt. Vernon", "Knox Co.", "the city of Homs"."""
    yield _AROUND.sub("", words)
    yield _ENDS.sub("", _AROUND.sub("", words))
    for pattern, full in _WORDS:
        if re.search(pattern, words):
            yield re.sub(pattern, full, words)
    if m := re.fullmatch(r"(.+?) (?:Township|Twp\.?|City|Town|Village|Borough)", words):
        yield m[1]
    if m := re.fullmatch(r"(?:Town|City|Village|Township|Borough) of (.+)", words):
        yield m[1]


def is_inside(inner: Listed, outer: Listed) -> bool:
    """Whether a place lies in a country, a division or (for quarters) a town."""
    if inner == outer or inner.country != outer.country:
        return False
    if outer.kind == "country":
        return inner.kind != "country"
    if outer.kind == "admin1":
        return inner.admin1 == outer.admin1 and inner.kind not in ("country", "admin1")
    return outer.kind == "admin2" and inner.admin1 == outer.admin1 and distance(inner, outer) < 120


def distance(a: Listed, b: Listed) -> float:
    """Kilometres between two points, on a plane: right for what is near."""
    east = (a.lon - b.lon + 180) % 360 - 180
    return _KM * math.hypot(a.lat - b.lat, east * math.cos(math.radians((a.lat + b.lat) / 2)))


# ---------------------------------------------------------------- a document
class _Spot(NamedTuple):
    """One mention: where, the key of its name, what it may mean, and whether the words beside it say which."""

    span: Span
    key: str
    options: tuple[Listed, ...]
    told: bool


def resolve_places(
    text: str, spans: Sequence[Span], outlet: str | None = None, weights: Weights = WEIGHTS
) -> list[Listed | None]:
    """What the names at ``spans`` mean, in their order.

    A name that the gazetteer does not have gets kind ``unlisted``: no entry and no point, and only the country (and
    division) that the words behind it tell ("Cookville, Texas") or in which nearly all other places of the document
    lie. None where not even that is known.

    Args:
        text: the document.
        spans: its place names; country names and adjectives help to settle the others.
        outlet: ISO alpha-3 of the country where the outlet sits, or None.
        weights: what the signs count.
    """
    spots = read_spots(text, spans)
    told: dict[str, set[Listed]] = defaultdict(set)
    groups: Groups = {}
    for s in spots:
        if s.told:
            told[s.key].update(s.options)
    for s in spots:
        groups[s.key, s.options] = [
            base_score(c, s.options, outlet, weights)
            + weights.said_elsewhere * (not s.told and c in told.get(s.key, ()))
            for c in s.options
        ]
    chosen = settle(groups, weights)
    home = home_of(chosen)
    keys: dict[str | None, set[str]] = defaultdict(set)
    for (key, _), c in chosen.items():
        keys[c.country].add(key)
    doubtful = {g for g, c in chosen.items() if c.people < _SMALL and not is_backed(g, c, keys, outlet)}
    told_beside = {(s.key, s.options) for s in spots if s.told}
    return [
        None if (g := (s.key, s.options)) in doubtful - told_beside else chosen.get(g) or unlisted(text, s, home)
        for s in spots
    ]


def is_backed(group: Group, c: Listed, keys: Mapping[str | None, set[str]], outlet: str | None) -> bool:
    """Whether another name of the document, or its outlet, is of the same country.

    A small place that bears a name by chance is worse than none: an unknown name is nearly always some village's.
    """
    if c.kind == "country" or c.country == outlet:
        return True
    return bool(keys[c.country] - {group[0]})


def home_of(chosen: Mapping[Group, Listed]) -> str | None:
    """The country in which nearly all places of a document lie, if it names at least three in it."""
    countries = Counter(c.country for c in chosen.values() if c.country)
    if not countries:
        return None
    leader, times = countries.most_common(1)[0]
    return leader if times >= 3 and times >= _CLEAR * countries.total() else None


def unlisted(text: str, spot: _Spot, home: str | None) -> Listed | None:
    """A place that the gazetteer lacks, with the country that its neighbours tell."""
    behind = _BEHIND.match(text, spot.span[1])
    around = [c for c in container_named(behind[1]) if c.kind in ("country", "admin1")] if behind else []
    country, admin1 = home, ""
    if len(around) == 1:  # "Georgia" may be two
        country, admin1 = around[0].country, around[0].admin1
    name = text[slice(*spot.span)]
    return Listed(0, name, "unlisted", country, admin1, math.nan, math.nan, 0, 0) if country else None


def read_spots(text: str, spans: Sequence[Span]) -> list[_Spot]:
    """The mentions with what each may mean, after the words beside it are heard."""
    options = [candidates(name_at(text, s)) for s in spans]
    told = [False] * len(spans)
    starts = {s[0]: i for i, s in enumerate(spans)}
    for i, (_, end) in enumerate(spans):
        behind = _BEHIND.match(text, end)
        if behind and options[i]:
            around = container_named(behind[1])
            j = starts.get(behind.start(1))
            if j is not None and options[j] and not around:
                around = tuple(c for c in options[j] if c.kind in ("country", "admin1", "admin2"))
            narrow(i, j, around, options, told)
    ends = sorted((s[1], j) for j, s in enumerate(spans))
    for i, (start, _) in enumerate(spans):
        end, j = ends[max(0, bisect_left(ends, (start, -1)) - 1)]
        if end < start <= end + 50 and not told[i] and _BEFORE.fullmatch(text, end, start):
            narrow(i, None, options[j], options, told)
    return [_Spot(s, fold(name_at(text, s)), o, t) for s, o, t in zip(spans, options, told, strict=True)]


def narrow(
    i: int, j: int | None, around: tuple[Listed, ...], options: list[tuple[Listed, ...]], told: list[bool]
) -> None:
    """Keep what lies inside of ``around``; where mention ``j`` names it, keep there what holds the other."""
    if any(c.kind == "country" for c in options[i]) and any(c.kind == "country" for c in around):
        return  # "Georgia, Armenia": a list
    inside = tuple(c for c in options[i] if any(is_inside(c, o) for o in around))
    if not inside:
        return
    holders = tuple(o for o in around if any(is_inside(c, o) for c in inside))
    options[i], told[i] = inside, True
    if j is not None:
        options[j], told[j] = holders, True


def container_named(words: str) -> tuple[Listed, ...]:
    """The country or division that the words behind a town begin with ("Va.", "New Mexico and", "Syria")."""
    parts = words.split()
    for n in range(len(parts), 0, -1):
        name = " ".join(parts[:n])
        if short := kb.places_shortened(name.rstrip(",'’")):
            return short
        found = tuple(c for c in kb.places_named(name) if c.kind in ("country", "admin1", "admin2"))
        if found:
            return found
    return ()


def name_at(text: str, span: Span) -> str:
    """The name at a span, with the full stop of an abbreviation that stands behind it."""
    words = text[span[0] : span[1]]
    return words + "." if text[span[1] : span[1] + 1] == "." and kb.places_shortened(words) else words


def base_score(c: Listed, options: tuple[Listed, ...], outlet: str | None, w: Weights) -> float:
    """How likely a reader takes the bare name for this place."""
    of_kind = {"country": w.country, "capital": w.capital, "admin1": w.admin1, "admin2": w.county, "region": w.region}
    score = w.people * math.log10(c.people + 100) + of_kind.get(c.kind, 0.0)
    if c.rank:
        score += w.spelling
    if c.kind in ("admin1", "admin2"):
        towns = (o for o in options if o.kind in ("capital", "city") and (o.country, o.admin1) == (c.country, c.admin1))
        if any(t.people > 0.15 * c.people and distance(t, c) < 150 for t in towns):
            score += w.seat
    if outlet and c.country == outlet:
        score += w.outlet
    return score


def settle(groups: Groups, w: Weights) -> dict[Group, Listed]:
    """The likeliest place of each name, given the others': a few rounds of hearing each other."""
    shares = {g: softmax(scores) for g, scores in groups.items() if scores}
    for _ in range(_ROUNDS):
        shares = hear(groups, shares, w)
    return {g: g[1][max(range(len(p)), key=p.__getitem__)] for g, p in shares.items()}


def hear(groups: Groups, shares: Groups, w: Weights) -> Groups:
    """One round: each place gains by others of its country, its province and its neighbourhood."""
    nation: dict[str, float] = defaultdict(float)
    division: dict[tuple[str, str], float] = defaultdict(float)
    for (_, options), p in shares.items():
        for c, share in zip(options, p, strict=True):
            nation[c.country] += share
            if c.admin1:
                division[c.country, c.admin1] += share
    likely = Likely((g[0], c, s) for g, p in shares.items() for c, s in zip(g[1], p, strict=True) if s > 0.15)
    out: Groups = {}
    for g, own in shares.items():
        at_home: dict[str, float] = defaultdict(float)
        there: dict[tuple[str, str], float] = defaultdict(float)
        for c, share in zip(g[1], own, strict=True):
            at_home[c.country] += share
            there[c.country, c.admin1] += share
        others = max(1, len(shares) - 1)
        scores = []
        for c, score in zip(g[1], groups[g], strict=True):
            if c.country:
                score += w.same_country * (nation[c.country] - at_home[c.country]) / others
            if c.admin1 and c.kind != "country":
                more = division[c.country, c.admin1] - there[c.country, c.admin1]
                score += w.same_admin1 * (1 - math.exp(-more))
            if c.kind not in ("country", "region"):
                score += w.near * nearness(c, g[0], likely.near(c))
            scores.append(score)
        out[g] = softmax(scores)
    return out


class Likely:
    """The likely meanings of a document's names (key, place, share) by where they lie."""

    _WIDE = 2  # degrees of latitude that a band has: what lies more than that away is no neighbour

    def __init__(self, found: Iterable[tuple[str, Listed, float]]) -> None:
        self._wide: list[tuple[int, str, Listed, float]] = []
        self._bands: dict[int, list[tuple[int, str, Listed, float]]] = defaultdict(list)
        for number, (key, place, share) in enumerate(found):
            if place.kind in ("country", "admin1"):
                self._wide.append((number, key, place, share))
            elif place.kind != "region":
                self._bands[int(place.lat // self._WIDE)].append((number, key, place, share))

    def near(self, c: Listed) -> list[tuple[str, Listed, float]]:
        """The countries and divisions, and the towns that may be near, in their order."""
        band = int(c.lat // self._WIDE)
        towns = (x for k in (band - 1, band, band + 1) for x in self._bands.get(k, ()))
        return [x[1:] for x in sorted((*self._wide, *towns), key=lambda x: x[0])]


def nearness(c: Listed, key: str, likely: list[tuple[str, Listed, float]]) -> float:
    """0 to 1: whether places of other names lie close."""
    far = 1.0
    for name, other, share in likely:
        if name == key:
            continue
        if other.kind in ("country", "admin1"):  # its middle is a rough point: neighbours count, no more
            if other.country != c.country:
                far *= 1 - 0.5 * share * math.exp(-distance(c, other) / _REACH_OF_STATES)
        elif abs(other.lat - c.lat) < 2:
            far *= 1 - share * math.exp(-distance(c, other) / _REACH)
    return 1 - far


def softmax(scores: list[float]) -> list[float]:
    """Shares of one, by powers of e."""
    top = max(scores)
    weights = [math.exp(s - top) for s in scores]
    total = sum(weights)
    return [x / total for x in weights]


# ---------------------------------------------------------------- the record
class Places:
    """The places of one document, settled together when first asked for.

    Args:
        doc: the document.
        names: its names; those of places and states count.
    """

    def __init__(self, doc: Document, names: Iterable[Name]) -> None:
        self._doc, names = doc, list(names)
        self._spans = [(n.start, n.end) for n in names if n.kind in ("place", "capital", "state", "adjective")]
        self._starts = [s[0] for s in self._spans]
        self._adjectives = {n.start for n in names if n.kind == "adjective"}
        self._seats = [n for n in names if n.kind == "seat" and n.country]

    @cached_property
    def _outlet(self) -> str | None:
        return outlet_country(self._doc)

    @cached_property
    def _settled(self) -> dict[Span, Listed | None]:
        return dict(zip(self._spans, resolve_places(self._doc.text, self._spans, self._outlet), strict=True))

    def find(self, span: Span) -> Place:
        """The place that the words at ``span`` name; of unknown ones, the words only.

        Of several names the narrowest counts: "Tripoli, Lebanon" and "the Lebanese city of Tripoli" are the city.
        """
        text = self._doc.text
        words = text[slice(*span)]
        some = self._spans[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
        inside = [s for s in some if s[1] <= span[1] and s[0] not in self._adjectives]
        while len(inside) > 1 and _BEFORE.fullmatch(text[inside[0][1] : inside[1][0]]):
            inside.pop(0)
        found = self._settled[inside[0]] if inside else None
        if found is None:
            found = self._settle(name_inside(text, span))
        if found is not None:
            return found.as_place(words)
        seat = next((n for n in self._seats if span[0] <= n.start and n.end <= span[1]), None)
        return Place(text=words, country=seat.country if seat else None)

    def _settle(self, span: Span) -> Listed | None:
        """A name that was not marked as a place, beside those that were."""
        if not kb.places_named(self._doc.text[slice(*span)]):
            return None
        at = bisect_right(self._starts, span[0])
        beside = self._spans[max(0, at - _BESIDE) : at + _BESIDE]
        spans = sorted([*(s for s in beside if s[1] <= span[0] or s[0] >= span[1]), span])
        return resolve_places(self._doc.text, spans, self._outlet)[spans.index(span)]


_LEADING = re.compile(
    r"(?:(?:in|at|near|on|outside|around|over|off|from|into|inside|across|of|to|the|a|an|its|their)\s+|"
    rf"(?:[\w-]+\s+){{0,2}}{_KIND_OF_PLACE}(?:\s+of\s+|,\s+))+",
    re.IGNORECASE,
)


def name_inside(text: str, span: Span) -> Span:
    """The name in "near the port city of Odesa", "the capital, Nairobi", "Tripoli, Lebanon"."""
    s, e = span
    leading = _LEADING.match(text, s, e)
    s = leading.end() if leading else s
    comma = text.find(",", s, e)
    e = comma if comma > s else e
    while e > s and text[e - 1] in " .":
        e -= 1
    return (s, e) if s < e else span


# Endings of addresses that are sold to everybody.
_ANYBODYS = frozenset(("io", "tv", "me", "co", "ai", "eu", "fm", "ly", "to", "cc", "ws", "la"))


def outlet_country(doc: Document) -> str | None:
    """ISO alpha-3 of the country where a document's outlet sits: from the table of outlets, else its address."""
    from dragoman.sources.outlets import load_outlets, outlet_of_url

    name = doc.outlet or outlet_of_url(doc.url)
    for row in load_outlets():
        if row["name"] == name:
            return row["country"]
    host = re.match(r"(?:https?://)?([^/:?#]+)", doc.url or "")
    ending = host[1].rsplit(".", 1)[-1].lower() if host else ""
    if len(ending) != 2 or ending in _ANYBODYS:
        return None
    code = "GB" if ending == "uk" else ending.upper()
    return next((s.iso3 for s in kb.all_states() if s.iso2 == code and s.iso3 and s.until is None), None)
