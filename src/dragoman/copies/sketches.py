"""What a text leaves behind, and how much of one text stands in another.

A wire story is printed under other headlines, cut from the end, re-edited and mixed with local paragraphs: two printed
versions share about 30% of their word triples. Two independent reports on one event share far fewer, except inside
quotation marks (both quote the same speech) and in whole blocks (a subscription line, a standard background
paragraph). So a copy is told by three things that :func:`compare` measures on the smaller of two texts:

1. ``share``: how many of its own words (triples outside quotation marks) stand in the other text: containment, not
   Jaccard, so that an abridged version counts (Broder, "On the resemblance and containment of documents", 1997);
2. ``spread``: the same in its middling part (the median over up to eight equal parts): a block gives little here;
3. ``particulars``: how many of its names and figures the other text has: a form filled in anew (a poll, a market
   report) shares its words and not these.

The sample is of the lowest hashes of word triples, all below a limit, so that containment can be estimated between
texts of any two lengths (FracMinHash: Irber et al., "Lightweight compositional analysis of metagenomes with
FracMinHash and minimum metagenome covers", 2022), each with its place in the text.
"""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
import zlib
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import msgspec

from dragoman.find.layout import quoted_mask
from dragoman.record import Document

SAMPLE = 256  # hashes of triples kept of a text: containment is estimated within some 3 to 5 points
PLACES = 64  # places in a text that are told apart
_QUOTED = 0x80  # flag on a place: the triple touches words in quotation marks
_PARTICULARS = 40
_OPENING = 30  # sampled triples that open a text: headline and lead
_TITLE_WORDS = 16
_FULL = 2**32 - 1
_MASK = 2**64 - 1
_MIX = 0x9E3779B97F4A7C15  # odd; spreads the bits of a checksum, which is not even over like strings
# Scripts without spaces between words: one character is a word.
_UNSPACED = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|[^\W_{_UNSPACED}]+(?:'[^\W_]+)*|[{_UNSPACED}]")
_STOP = {
    "a", "an", "the", "of", "to", "in", "on", "at", "for", "and", "or", "but", "that", "this", "with", "by", "as",
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "it", "its", "he", "his", "she", "her", "they",
    "their", "not", "from", "which", "who", "will", "would", "said", "says", "after", "over",
}  # fmt: skip
_AGENCIES = {
    "ap": "AP", "associated press": "AP", "the associated press": "AP", "reuters": "Reuters", "afp": "AFP",
    "thomson reuters": "Reuters", "agence france-presse": "AFP", "upi": "UPI", "united press international": "UPI",
    "dpa": "dpa", "efe": "EFE", "ansa": "ANSA", "xinhua": "Xinhua", "tass": "TASS", "itar-tass": "TASS",
    "interfax": "Interfax", "kyodo": "Kyodo", "kyodo news": "Kyodo", "yonhap": "Yonhap", "pti": "PTI", "ians": "IANS",
    "ani": "ANI", "anadolu": "Anadolu", "anadolu agency": "Anadolu", "bloomberg": "Bloomberg", "belga": "Belga",
    "ukrinform": "Ukrinform", "ria novosti": "RIA Novosti", "irna": "IRNA", "sana": "SANA", "wam": "WAM",
    "press association": "PA", "pa media": "PA", "aap": "AAP", "australian associated press": "AAP",
    "canadian press": "Canadian Press", "the canadian press": "Canadian Press", "bernama": "Bernama",
}  # fmt: skip
_NAMES = "|".join(sorted((re.escape(n) for n in _AGENCIES), key=len, reverse=True))
# "LONDON, May 3 (Reuters) -", "(AP) The vote", "By Jane Roe, Associated Press", "LONDON — Reuters". A name in brackets
# elsewhere ("the Syrian Arab News Agency (SANA) said") is no tag.
_LEAD_TAG = re.compile(
    rf"\(({_NAMES})\)\s*[-—–:]|^\(({_NAMES})\)|^by [^\n]{{0,60}}?[,|] *({_NAMES})$", re.IGNORECASE | re.MULTILINE
)
_END_TAG = re.compile(rf"(?:copyright|©|\(c\)) *(?:\d{{4}})?,? *({_NAMES})\b|[-—–(] *({_NAMES})[\s)]*$", re.IGNORECASE)

# What makes a copy: chosen on PolNeAR's train texts, where re-edited copies that share 30% of their triples with the
# original begin at share .27, spread .14 and particulars .57, and independent reports end at share .24 and spread .12.
SHARE, SPREAD, PARTICULARS = 0.25, 0.12, 0.5
_FIGURES = 0.3
_SAME_PARTICULARS = 0.75
_EVEN = 0.35  # spread over share under which what is shared is a block, not the text
_HITS, _FEW_HITS, _FEW_SHARE = 5, 4, 0.8  # hits that an estimate needs, or fewer of nearly all
_SHORT, _SHORT_SHARE = 20, 0.36  # a sample that is this small must be shared by more
# What is shared may be an item of a digest, or all that a page says after its own few lines. So the longer text's
# opening must have left some words, or its headline; else the two are of one size and nearly the same, or long (words).
_LEAD, _BRIEF, _VERSION, _ITEM = 2, 0.6, 0.75, 250


class Sketch(msgspec.Struct, frozen=True):
    """What is kept of a text to find its copies: 1.6 KB at most, the same for the same text everywhere.

    Attributes:
        digest: 64 bits of the text's words in order; equal means the same words.
        words: number of words.
        triples: number of different word triples.
        limit: every triple whose hash is at most this is in ``hashes``.
        hashes: ascending 32-bit hashes, little-endian.
        places: a byte for each hash: where in the text it first stands (0 to 63), 128 added inside quotation marks.
        particulars: lowest hashes of names (even) and figures (odd).
        title: hashes of the headline's telling words.
        agency: news agency that the text names as its source, or None.
    """

    digest: int
    words: int
    triples: int
    limit: int
    hashes: bytes
    places: bytes
    particulars: bytes
    title: bytes
    agency: str | None = None


class Likeness(msgspec.Struct, frozen=True):
    """How much of the smaller of two texts stands in the other; shares are 0 to 1, None: too little to compare.

    Attributes:
        share: of the smaller text's words outside quotation marks, or of all its words where that is less (two texts
            made of other quotations are not one for a paragraph that both have between them).
        spread: the same in its middling part.
        lead: whether the larger text's opening (30 to 150 words) has left some words in the smaller.
        particulars: of names and figures.
        figures: of figures alone.
        headline: of the shorter headline's telling words.
        ratio: length of the smaller over that of the larger.
        sample: hashes that ``share`` rests on.
        hits: those of them that both have.
        common: all hashes that both have.
    """

    share: float
    spread: float
    lead: bool
    particulars: float | None
    figures: float | None
    headline: float | None
    ratio: float
    sample: int
    hits: int
    common: frozenset[int]


def sketch(doc: Document) -> Sketch:
    """What is kept of a document's text and headline; a pure function, for worker processes (1 to 2 ms)."""
    plain = unicodedata.normalize("NFKC", doc.text)
    mask = quoted_mask(plain)
    text = plain.replace("’", "'")
    found = list(_WORD.finditer(text))
    written, starts = [m.group() for m in found], [m.start() for m in found]
    words = [w.lower() for w in written]
    quoted = [mask[at] for at in starts]
    places = _place_triples(words, quoted)
    kept = sorted(places)[:SAMPLE]
    title = doc.title or text.lstrip().split("\n", 1)[0][:200]
    return Sketch(
        digest=int.from_bytes(_digest(" ".join(words)), "little", signed=True),
        words=len(words),
        triples=len(places),
        limit=_FULL if len(places) <= SAMPLE else kept[-1],
        hashes=_pack(kept),
        places=bytes(places[k] for k in kept),
        particulars=_pack(sorted(set(_particulars(text, written, starts)))[:_PARTICULARS]),
        title=_pack(sorted({_hash(w) for w in _plain(title) if w not in _STOP})[:_TITLE_WORDS]),
        agency=find_agency(doc),
    )


def _place_triples(words: Sequence[str], quoted: Sequence[int]) -> dict[int, int]:
    """The hash of each word triple, without those of function words only, and where it first stands."""
    places: dict[int, int] = {}
    last = max(1, len(words) - 2)
    thin = [w in _STOP for w in words]
    # One string, sliced: half the cost of joining three words for every triple.
    line = " ".join(words).encode("utf-8", "surrogatepass")
    ends = list(itertools.accumulate(len(w) + 1 for w in line.split(b" ")))
    start = 0
    for i in range(len(words) - 2):
        if not (thin[i] and thin[i + 1] and thin[i + 2]):
            key = (zlib.crc32(line[start : ends[i + 2] - 1]) * _MIX & _MASK) >> 32
            if key not in places:
                flag = _QUOTED if quoted[i] or quoted[i + 1] or quoted[i + 2] else 0
                places[key] = i * PLACES // last | flag
        start = ends[i]
    return places


def find_agency(doc: Document) -> str | None:
    """The news agency that a document names as its source: byline, outlet, dateline, or the credit at its end."""
    for name in (*doc.authors, doc.outlet or ""):
        if (known := _AGENCIES.get(name.strip().lower())) is not None:
            return known
    found = _LEAD_TAG.search(doc.text[:600]) or _END_TAG.search(doc.text[-200:])
    return _AGENCIES[next(filter(None, found.groups())).lower()] if found else None


def _particulars(text: str, written: Sequence[str], starts: Sequence[int]) -> Iterator[int]:
    """Hashes of figures (odd) and of capitalised words inside a sentence (even)."""
    for word, at in zip(written, starts, strict=True):
        if word[0].isdigit():
            yield _hash(word) | 1
        elif word[0].isupper() and text[at - 1 : at] == " " and text[at - 2 : at - 1].isalnum():
            yield _hash(word.lower().removesuffix("'s")) & ~1


def _plain(text: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(unicodedata.normalize("NFKC", text).replace("’", "'"))]


def _digest(words: str) -> bytes:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _hash(words: str) -> int:
    """32 bits; a checksum, mixed, for it is taken of every triple (a keyed hash costs four times as much)."""
    return (zlib.crc32(words.encode("utf-8", "surrogatepass")) * _MIX & _MASK) >> 32


def _pack(numbers: Sequence[int]) -> bytes:
    packed = array("I", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(raw: bytes) -> list[int]:
    """The hashes that a sketch holds as bytes."""
    numbers = array("I", raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()


def _own(one: Sketch, limit: int = _FULL) -> list[tuple[int, int]]:
    """Hashes up to ``limit`` outside quotation marks, with their places; all where a text has little else."""
    sample = _sample(one, limit)
    own = [(h, p) for h, p in sample if not p & _QUOTED]
    return own if len(own) * 5 >= len(sample) else [(h, p & ~_QUOTED) for h, p in sample]


def _sample(one: Sketch, limit: int) -> list[tuple[int, int]]:
    return [(h, p) for h, p in zip(unpack(one.hashes), one.places, strict=True) if h <= limit]


# ---------------------------------------------------------------- two texts
def compare(one: Sketch, two: Sketch) -> Likeness:
    """How much of the smaller text stands in the larger, by their samples up to the lower of their limits."""
    small, large = sorted((one, two), key=lambda s: s.triples)
    limit = min(small.limit, large.limit)
    ours, theirs = set(unpack(small.hashes)), set(unpack(large.hashes))
    own = _own(small, limit)
    every = [(h, p & ~_QUOTED) for h, p in _sample(small, limit)]
    opening = sorted((p & ~_QUOTED, h) for h, p in _sample(large, limit))
    hits = sum(h in theirs for h, _ in own)
    return Likeness(
        share=min(hits / max(1, len(own)), sum(h in theirs for h, _ in every) / max(1, len(every))),
        spread=min(_spread(own, theirs), _spread(every, theirs)),
        lead=sum(h in ours for _, h in opening[:_OPENING]) >= min(_LEAD, len(opening)),
        particulars=_contained(small.particulars, large.particulars, _PARTICULARS),
        figures=_contained(small.particulars, large.particulars, _PARTICULARS, figures=True),
        headline=_contained(small.title, large.title, _TITLE_WORDS, fewest=3),
        ratio=small.triples / max(1, large.triples),
        sample=len(own),
        hits=hits,
        common=frozenset(ours & theirs),
    )


def may_be_copy(one: Sketch, hashes: frozenset[int], two: Sketch) -> bool:
    """Quick: whether two texts have enough in common to be compared; ``hashes`` are those of ``one``."""
    others = unpack(two.hashes)
    common = len(hashes.intersection(others))
    if common < _FEW_HITS:
        return False
    small = unpack(one.hashes) if one.triples <= two.triples else others
    return common >= 0.6 * SHARE * bisect_right(small, min(one.limit, two.limit))


def is_copy(one: Sketch, two: Sketch, likeness: Likeness, *, close: bool, formulas: float = 0.0) -> bool:
    """Whether two texts are printings of one story.

    Args:
        one: a text.
        two: another.
        likeness: of these two.
        close: published within three days of each other.
        formulas: how much of what they share is phrases that many stories share (0 to 1).
    """
    strict = 1.0
    if one.agency and two.agency:
        strict *= 0.85 if one.agency == two.agency else 1.6
    headline = likeness.headline is not None and likeness.headline >= 0.6
    if headline:
        strict *= 0.9
    if not close:
        strict *= 1.15
    if likeness.particulars is not None and likeness.particulars >= _SAME_PARTICULARS:
        strict *= 0.85
    share = likeness.share * min(1.0, 2 * (1 - formulas))
    wanted = max(SHARE * strict, _SHORT_SHARE if likeness.sample < _SHORT else 0.0)
    enough = likeness.hits >= _HITS or (likeness.hits >= _FEW_HITS and likeness.share >= _FEW_SHARE)
    version = likeness.ratio >= _BRIEF and likeness.share >= _VERSION
    whole = likeness.lead or headline or version or min(one.words, two.words) >= _ITEM
    same_particulars = (likeness.particulars is None or likeness.particulars >= PARTICULARS) and (
        likeness.figures is None or likeness.figures >= _FIGURES
    )
    evenly = likeness.spread >= max(SPREAD * strict, _EVEN * share)
    return enough and whole and same_particulars and evenly and share >= wanted


def _spread(own: Sequence[tuple[int, int]], others: set[int]) -> float:
    """The share of hits in the middling part of a text, of up to eight equal parts."""
    parts = max(1, min(8, len(own) // 6))
    total: Counter[int] = Counter()
    hit: Counter[int] = Counter()
    for h, p in own:
        part = p * parts // PLACES
        total[part] += 1
        hit[part] += h in others
    shares = sorted(hit[part] / total[part] for part in total)
    return shares[(len(shares) - 1) // 2] if shares else 0.0


def _contained(one: bytes, two: bytes, most: int, *, fewest: int = 6, figures: bool = False) -> float | None:
    """How much of the smaller of two sets stands in the other; a sample of ``most`` hashes ends with its last."""
    a, b = unpack(one), unpack(two)
    limit = min((x[-1] for x in (a, b) if len(x) == most), default=_FULL)
    sets = ({h for h in x if h <= limit and (h & 1 or not figures)} for x in (a, b))
    small, large = sorted(sets, key=len)
    return len(small & large) / len(small) if len(small) >= fewest else None
