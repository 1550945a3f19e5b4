"""Whom a description without a name stands for: "the minister", "the former senator", "the bloc", "the two".

The words around a name tell what its bearer may be called later ("Adaeze Bello, a former senator", "who chairs the
committee"); a description stands for whoever is called so, the nearest first. Nobody, where nobody is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from dragoman.find.layout import Sentences
from dragoman.find.people import Person, Sightings
from dragoman.find.phrases import QUANTITY, same_office
from dragoman.find.titles import is_office

_REACH = 100  # sentences within which a body's noun can stand for it
_BESIDE = re.compile(
    r"(?:,\s+(?:\d{1,3},\s+)?|\s+\()(?P<who>who\s+(?:(?:also|now|once|had|has)\s+)?)?(?P<words>[^.;:()“”\"\n]{3,110})"
)
_NAMED = re.compile(r"(?:is|was|became|becomes)\s+(.+)")
_NOUN = re.compile(r"(?:the|a|an|his|her|its|their|one of|former|deputy|first)\b|[A-Za-z]")
_AND = re.compile(r"\s+and\s+(?=the |a |an |former )")
_ITSELF = re.compile(r"[^,.;\n]{1,60},\s+(?:\d{1,3},\s+)?")  # "Dacey, | a UN official": he is the one
_WORD = re.compile(r"[\w’'-]+|[A-Z][\w.]*")
_NO_NOUN = frozenset(  # what often stands before a name and calls its bearer nothing
    re.findall(
        r"\w+",
        "and or but of for to with by in on at from as that than said says told asked when while after before because "
        "if against not which who whom mr mrs ms miss dr sir about between like where both is was has had will would",
    )
)
_OPENING = re.compile(r"((?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er)\s+[^,.;:“”\"()]{3,60}),\s+$")
_NEAR = 120  # characters before a name that can call its bearer something
_TAIL = re.compile(
    r"\s+(?:of|for|in|at|from|to|with|on|under|by|who|whose|which|that|until|since|whom|backed|allied)\s|,|\s[-–—]\s"
)
_LEADS = {
    "chairs": "chairman",
    "chaired": "chairman",
    "leads": "leader",
    "led": "leader",
    "heads": "head",
    "headed": "head",
    "runs": "head",
    "rules": "leader",
    "governs": "governor",
}
_ABBREVIATED = {
    "rep": "congressman",
    "sen": "senator",
    "gov": "governor",
    "gen": "general",
    "col": "colonel",
    "capt": "captain",
    "prof": "professor",
    "pm": "prime minister",
}
_PASSING = re.compile(
    r"^(?:the|a|an|one of the|his|her|its|their|[\w.’' -]+?['’]s)\s+|\b(?:former|ex|late|old|new|newly elected|"
    r"outgoing|incoming|departing|acting|interim|deposed|ousted|defeated|sitting|current|then|retired|veteran|incumbent|"
    r"designate|elect|caretaker|exiled|jailed|embattled|opposition)\b[\s-]*",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:former|ex|late|old|outgoing|departing|deposed|ousted|defeated)\b", re.IGNORECASE)
_LAWMAKERS = frozenset(
    re.findall(
        r"\w+",
        "senator congressman congresswoman representative deputy mp lawmaker legislator parliamentarian backbencher "
        "councillor",
    )
)
# What else somebody of these offices may be called.
_WIDER: dict[str, frozenset[str]] = {
    "lawmaker": _LAWMAKERS | {"member of parliament"},
    "mp": _LAWMAKERS | {"member of parliament"},
    "legislator": _LAWMAKERS,
    "congressman": frozenset(["representative", "congressman"]),
    "politician": _LAWMAKERS | {"minister", "mayor", "governor", "secretary"},
    "official": frozenset(["minister", "spokesman", "spokeswoman", "secretary", "director", "head", "deputy head"]),
    "leader": frozenset(["president", "prime minister", "chancellor", "premier", "chairman", "leader"]),
    "premier": frozenset(["prime minister"]),
    "diplomat": frozenset(["ambassador", "envoy", "diplomat"]),
    "officer": frozenset(["general", "colonel", "captain", "policeman"]),
    "commander": frozenset(["general", "colonel"]),
    "widow": frozenset(["wife"]),
}
_WIDER_OF: dict[str, set[str]] = {}
for _noun, _narrower in _WIDER.items():
    for _words in _narrower:
        _WIDER_OF.setdefault(_words.split()[-1], set()).add(_noun)
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        "group alliance bloc organisation organization movement body agency union company firm institution network "
        "association federation",
    )
)
_CHAMBERS = frozenset(["house", "chamber", "parliament", "assembly", "senate", "congress", "diet", "duma", "knesset"])
_CHAMBER = frozenset(["house", "chamber", "parliament", "assembly"])
_TWO = re.compile(
    r"(?:the\s+)?(?:two|pair|couple|duo|two (?:men|women|leaders|politicians|rivals|lawmakers|ministers)|"
    r"both (?:men|women))$",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b[Tt]he ((?:[a-z]+(?:-[a-z]+)?)(?: [a-z]+(?:-[a-z]+)?){0,3})(?![\w-])")
_BODY = (
    r"(?:government|authorities|ministry|army|military|police|parliament|administration|court|cabinet|junta|regime|forces|"
    r"troops|embassy|navy|party|council|commission|committee|assembly|senate|congress|union|opposition|agency|board|"
    r"group|bloc|alliance|movement|bank|house|chamber|organi[sz]ation|company|federation|presidency|palace|tribunal|"
    r"allies|peacekeepers|rebels|protesters|demonstrators|students|soldiers|guerrillas|miners|governors|lawmakers|senators|"
    r"deputies|ministers|generals|officials|militants|workers|farmers|judges|gangs|rulers)"
)
SUBJECT = re.compile(
    rf"(The (?:[A-Za-z][\w-]* ){{0,4}}?(?i:{_BODY}))(?=,| (?:[a-z]+(?:ed|s)|was|were|is|are|has|had|have|will|"
    r"would|did|does|do|kept|met|said|told|lost|won|put|sent|gave|took|came|went|held|made|thought|drew)\b)"
)


class References:
    """What a document calls its people, and whom its descriptions stand for.

    Args:
        text: the document's text.
        people: who is in it, by key; more may come.
        seen: their mentions; more may come.
        sentences: of the text.
    """

    def __init__(self, text: str, people: dict[str, Person], seen: Sightings, sentences: Sentences) -> None:
        self.text = text
        self.people = people
        self.seen = seen
        self.sentences = sentences
        self._called: dict[str, list[str]] = {}  # what each person is called
        self._bearers: dict[str, dict[str, None]] = {}  # who may be called by each noun, in text order

    def learn(self, key: str, start: int, end: int) -> None:
        """Take in what the words around the name at ``start`` call its bearer."""
        called = self._called.setdefault(key, [])
        for words in names_called(self.text, start, end, *self.sentences.around(start)):
            if words not in called:
                called.append(words)
                for noun in nouns_of(words):
                    self._bearers.setdefault(noun, {})[key] = None

    def find_person(self, at: int, head: str, countries: tuple[str, ...]) -> str | None:
        """The person called so before ``at``: "the minister", "the former senator"; of several, the nearest.

        Args:
            at: where the description stands.
            head: its words, without what follows the noun.
            countries: those that it tells; nobody of another country is meant.
        """
        here = self.sentences.index(at)
        best: tuple[float, int, str] | None = None
        for key in self._bearers.get(noun_of(head), ()):
            p = self.people[key]
            last = self.seen.last_before(key, at)
            if last is None or (countries and p.country and p.country not in countries):
                continue
            score = max(fit_called(head, c) for c in self._called[key])
            if score and not self.has_another(last, at, head):
                score -= 0.05 * (here - self.sentences.index(last))
                best = max(best or (0.0, 0, ""), (score, last, key))
        return best[2] if best else None

    def has_another(self, last: int, at: int, head: str) -> bool:
        """Whether somebody else of that noun comes in between: "Dacey left. A UN official came. | The official"."""
        noun = re.escape(core_of(head).rpartition(" ")[2])
        for m in re.finditer(rf"\b(?:[Aa]n?|[Oo]ne|[Aa]nother)\s+(?:[\w'’.-]+\s+){{0,3}}{noun}\b", self.text[last:at]):
            if not _ITSELF.fullmatch(self.text, last, last + m.start()):
                return True
        return False

    def find_bodies(self, at: int, head: str, plural: bool) -> Iterator[str]:
        """Bodies and crowds of that noun met before ``at``, the last first: "the commission", "the protesters"."""
        core = core_of(head)
        if head[:4].casefold() != "the " or not core or core.count(" ") > 1:
            return
        here = self.sentences.index(at)
        near = self.sentences.start(here - 3)
        met: set[str] = set()
        for x in reversed(self.seen.between(self.sentences.start(here - _REACH), at)):
            if x.key not in met:
                met.add(x.key)
                if fits_body(self.people[x.key], core, plural, x.start >= near):
                    yield x.key

    def find_two(self, at: int, head: str) -> tuple[str, str] | None:
        """The two people for whom "the two" stands: those of the sentences before, if they are just two."""
        if not _TWO.fullmatch(head.strip()):
            return None
        here = self.sentences.index(at)
        for reach in (1, 2, 4):
            met = [x.key for x in self.seen.between(self.sentences.start(here - reach), at)]
            two = list(dict.fromkeys(k for k in met if self.people[k].kind == "person"))
            if len(two) == 2:
                return two[0], two[1]
            if len(two) > 2:
                return None
        return None

    def find_repeated(self) -> Iterator[tuple[int, int, str]]:
        """Where the text says "the" with words by which somebody was called before, and who that is."""
        if not self._bearers:
            return
        for m in _DEFINITE.finditer(self.text):
            words = m[1].split()
            for n in range(len(words), 0, -1):
                if words[n - 1] in self._bearers:
                    head = "the " + " ".join(words[:n])
                    key = self.find_person(m.start(), head, ())
                    if key:
                        yield m.start(), m.start() + len(head), key
                        break


def fits_body(p: Person, core: str, plural: bool, near: bool) -> bool:
    """Whether somebody is a body or crowd of that noun; a general noun ("the group") fits only what is ``near``."""
    if p.kind not in ("organisation", "government", "group", "outlet") and not (plural and p.plural):
        return False
    name = QUANTITY.sub("", p.name) if p.plural else p.name  # "Hundreds of | miners"
    own = core_of(name)
    if plural and own != core and not name.islower():
        return False  # "the deputies" are not the Socialist deputies
    last = own.rpartition(" ")[2]
    if own == core or own.endswith(" " + core) or (last in _CHAMBERS and core in _CHAMBER):
        return core == "chamber" or (last == "senate") == (core == "senate")  # "the house" is not the Senate
    named = p.kind == "organisation" and p.name[:1].isupper()
    return named and core in _GENERIC and near and p.sector not in ("MIL", "COP")


@lru_cache(maxsize=20_000)
def core_of(description: str) -> str:
    """A description without article, owner and what passes: "the outgoing Italian premier" -> "italian premier"."""
    words = _TAIL.split(description.strip(), maxsplit=1)[0]
    before = None
    while before != words:
        before, words = words, _PASSING.sub("", words, count=1).strip(" -")
    return words.casefold()


@lru_cache(maxsize=20_000)
def noun_of(description: str) -> str:
    """The noun of a description; that of "the PM" is "minister"."""
    return ((same_office(core_of(description)) or "").split() or [""])[-1]


@lru_cache(maxsize=20_000)
def nouns_of(called: str) -> frozenset[str]:
    """The nouns by which somebody may be called again who was called so."""
    core = core_of(called)
    if not core:
        return frozenset()
    own = frozenset([core.split()[-1], noun_of(called)])
    return own.union(*(_WIDER_OF.get(noun, ()) for noun in own))


def names_called(text: str, start: int, end: int, floor: int, ceiling: int) -> list[str]:
    """What the words around a name call its bearer, within ``[floor, ceiling)``."""
    out = []
    beside = _BESIDE.match(text, end, ceiling)
    if beside:
        words = beside["words"]
        verb, _, rest = words.partition(" ")
        if beside["who"] and verb in _LEADS:
            out += [_LEADS[verb], f"{core_of(rest)} {_LEADS[verb]}"]
        elif beside["who"]:
            named = _NAMED.match(words)
            out += [named[1]] if named else []
        elif _NOUN.match(words):
            out += _AND.split(words)
    before = text[max(floor, start - _NEAR) : start]
    if before[-2:] == ", ":
        opening = _OPENING.search(before)
        return [*out, *([opening[1]] if opening else [])]
    front = list(takewhile(_WORD.fullmatch, reversed(before.split()[-6:]))) if before[-1:].isspace() else []
    if front and front[0].casefold() not in _NO_NOUN:
        short = front[0].replace(".", "").casefold()
        out.append(" ".join(reversed(front)).rstrip("."))
        out += [_ABBREVIATED[short]] if short in _ABBREVIATED else []
    return out


@lru_cache(maxsize=20_000)
def fit_called(description: str, called: str) -> float:
    """How well a description fits what somebody was called; 0: not at all."""
    wanted, have = core_of(description), core_of(called)
    if not wanted or not have:
        return 0.0
    same = is_office(wanted, have)
    wider = _WIDER.get(wanted, frozenset())
    if not same and not (have.split()[-1] in wider or have in wider):
        return 0.0
    past = bool(_PAST.search(description)) == bool(_PAST.search(called))
    return (2.0 if same else 1.4) + (0.4 if past else 0.0)
