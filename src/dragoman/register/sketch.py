"""What one document tells of an actor: the words beside the name, gender, day, and the countries it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import msgspec

from dragoman import knowledge as kb
from dragoman.find.phrases import HE, SHE, same_office
from dragoman.knowledge import fold
from dragoman.record import Actor, Document, Mention, Record, Role
from dragoman.register.entries import Gender, Held, Witness
from dragoman.register.names import bare_name, first_gender, is_full_name, name_words
from dragoman.register.words import words

# A title that holds one of these is a piece of a sentence.
_SENTENCE = re.compile(
    r"\b(?:he|she|him|they|them|it|who|whom|which|that|this|was|were|is|are|be|been|has|had|have|will|would|said|says|"
    r"told|accused|called|tell|jumped|remains|made|met|a|an|not|if|than|when|while)\b|[“”\"]",
    re.IGNORECASE,
)
_ALSO_OF_BODIES = frozenset({"vice president", "secretary", "secretary general", "deputy president"})
_LEAD = re.compile(r"^(?:now|then|currently|also|still|the|a|an)\s+", re.IGNORECASE)
_OPENS_BADLY = re.compile(
    r"^(?:with|among|than|in|on|at|by|to|from|for|of|and|or|but|as|about|after|before|over|under|into|against|between|"
    r"during|without|through|one of)\b",
    re.IGNORECASE,
)
_ENDS_BADLY = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|and|or|of|the|for|to|in|by)\.?|['’]s?)$", re.IGNORECASE)
_TAIL = re.compile(r"(?:,|\s(?:of|for|in|at|from|to|with|on|under|against|by|who|whose|near|over|and|now)\b)", re.I)
_ADDRESS = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Lady|Dame|Lord|King|Queen|Prince|Princess)\.?\s+(?:\w+\.?\s+)?$")
_OF_STATES = frozenset({"GOV", "LEG", "MIL", "JUD", "COP", "SPY", "PTY"})
_HEADS_OF_STATE = frozenset({"president", "chancellor", "prime minister", "king", "queen", "emperor", "sultan", "emir"})


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """One document's own words about a person.

    ``told`` are countries that titles name themselves, ``country`` the one that the finder gave; ``sectors`` and
    ``offices`` come from words that are telling (not from "head" or "director"). ``spoken_of``: the countries of all
    other actors of the document. ``day`` is the publication day. ``addressed``: the gender by "Mr" or "Mrs" alone, for
    whom a pronoun stands being the finder's guess; ``gender``: by these, else by pronouns, else by the first name.
    """

    actor: Actor
    name: str
    full: bool
    document: str
    day: date | None
    gender: Gender | None
    addressed: Gender | None
    held: tuple[Held, ...]
    spoken_of: frozenset[str]

    @property
    def told(self) -> frozenset[str]:
        """Countries that the titles' own words name."""
        return frozenset(h.country for h in self.held if h.told and h.country)

    @property
    def sectors(self) -> frozenset[str]:
        """Sectors that the titles tell."""
        return frozenset(h.sector for h in self.held if h.sector)

    @property
    def offices(self) -> frozenset[str]:
        """Offices by the words in which they are compared."""
        return offices_of(self.held)


def offices_of(held: tuple[Held, ...]) -> frozenset[str]:
    """The offices of roles, by the words in which they are compared ("PM" and "premier" are one)."""
    found = (kb.find_role(h.title) for h in held)
    return frozenset(o for r in found if r and (o := same_office(r.name)))


def sketch_person(record: Record, actor: Actor) -> Sketch:
    """What the one document of ``record`` tells of one of its persons."""
    doc = record.documents[0]
    mentions = [m for m in record.mentions if m.actor == actor.id]
    name = bare_name(actor.name)
    full = is_full_name(name)
    addressed = _address(doc, mentions)
    gender = addressed or (first_gender(name) if full else None) or _pronouns(doc, mentions)
    others = frozenset(a.country for a in record.actors if a.country and a.id != actor.id)
    held = tuple(h for r in actor.roles if r.document in (None, doc.id) and (h := read_role(r, doc)))
    return Sketch(
        actor=actor, name=name, full=full, document=doc.id, day=day_of(doc), gender=gender, addressed=addressed,
        held=held, spoken_of=others,
    )  # fmt: skip


def day_of(doc: Document) -> date | None:
    """The publication day, or None."""
    try:
        return date.fromisoformat(doc.published[:10]) if doc.published else None
    except ValueError:
        return None


def _address(doc: Document, mentions: list[Mention]) -> Gender | None:
    """The gender that forms of address before the name agree on."""
    found: set[Gender] = set()
    for m in mentions:
        form = _ADDRESS.search(doc.text[max(0, m.start - 24) : m.start]) if m.form == "name" else None
        if form:
            found.add("m" if form[1] in ("Mr", "Sir", "Lord", "King", "Prince") else "f")
    return found.pop() if len(found) == 1 else None


def _pronouns(doc: Document, mentions: list[Mention]) -> Gender | None:
    """The gender that nearly all of the pronouns have which the finder took for the actor's."""
    said = (doc.text[m.start : m.end].casefold() for m in mentions if m.form == "pronoun")
    votes = Counter("m" if w in HE else "f" for w in said if w in HE | SHE)
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[0][1] < 4 * ranked[1][1]):
        return None
    return "m" if ranked[0][0] == "m" else "f"


def read_role(role: Role, doc: Document) -> Held | None:
    """The office or function that the words beside a name give, with the words as evidence; None if they give none.

    Pieces of sentences and words of kinship are left out; a sector that stands only on "head", "director" or
    "president of (some body)" is not taken over; a country is ``told`` only where the words themselves name it.
    """
    said = role.title if role.start is None or role.end is None else doc.text[role.start : role.end]
    title = _LEAD.sub("", " ".join(said.split())).strip(" ,")
    if not is_office(title):
        return None
    told = told_country(title, role)
    country = told or role.country
    if country and not told and country in _named_elsewhere(title):
        country = None  # "congressman from Georgia", "prisoner of war in Vietnam": a country, but hardly his
    day = day_of(doc)
    on = day.isoformat() if day else None
    witness = Witness(
        document=doc.id, words=said, source=doc.source, url=doc.url, outlet=doc.outlet, published=doc.published,
        start=role.start, end=role.end,
    )  # fmt: skip
    return Held(
        title=title, organisation=role.organisation, country=country,
        sector=sector_told(title, role.organisation, told), told=bool(told), from_=on, until=on, witnesses=(witness,),
    )  # fmt: skip


def is_office(title: str) -> bool:
    """Whether words are a title that ends in an office or function, not a piece of a sentence."""
    front = _front(title)
    if not front or len(title) > 120 or _OPENS_BADLY.match(title) or _ENDS_BADLY.search(title):
        return False
    if _SENTENCE.search(front):
        return False
    role = _head_role(front)
    return role is not None and role.kind == "title" and fold(role.name) not in words().no_function


def _front(title: str) -> str:
    """What stands before the first preposition; "chief of staff" and "secretary of state" stay whole."""
    for cut in _TAIL.finditer(title):
        front = title[: cut.start()]
        role = kb.find_role(title)
        forms = [f for f in role.forms if " of " in f] if role else []
        inside = any(f in fold(title) and fold(front).endswith(f.split(" ")[0]) for f in forms)
        if not inside:
            return front.strip()
    return title


def _head_role(front: str) -> kb.Role | None:
    """The role word that a phrase ends in, if it ends in one."""
    tokens = front.split()
    for n in range(min(6, len(tokens)), 0, -1):
        last = " ".join(tokens[-n:])
        role = kb.find_role(last)
        if role and fold(last) in role.forms:
            return role
    return None


def told_country(title: str, role: Role) -> str | None:
    """The one country that a title names as the office's own: "Italian minister", "President of Chad"."""
    head = kb.find_role(title)
    if head is None or fold(head.name).split()[-1] in words().onlookers:
        return None
    codes = [c for c in kb.states_in(_front(title)) if _belongs(title, c, head)]
    if not codes and (state := _state_of(title)) and head.sector != "EDU":
        codes = [state]
    if not codes and role.organisation:
        body = kb.find_metonym(role.organisation) or kb.find_organisation(role.organisation)
        if body and body.country and body.sector in _OF_STATES and not body.shared:
            codes = [body.country]
    return codes[0] if len(codes) == 1 else None


def _belongs(title: str, code: str, head: kb.Role) -> bool:
    """Whether a title is of the country, not about it: "Korean", "Korea's", but not "Korea scholar"."""
    state = kb.state_by_code(code)
    if state is None:
        return False
    low = f" {fold(title)} "
    if any(f" {fold(a)} " in low for a in (*state.adjectives, *state.combining)):
        return True
    owned = re.search(r"(\b[A-Z][\w. ]*?)['’]s?\s", title)
    if owned and code in kb.states_in(owned[1]):
        return True
    return (head.sector in _OF_STATES and not head.weak) or head.head


def _state_of(title: str) -> str | None:
    """The code of the state behind the "of" that follows the office: "president of | Chad"."""
    front = _front(title)
    of = re.match(r"\s+of\s+(?:the\s+)?(?:Republic\s+of\s+)?(.+)$", title[title.find(front) + len(front) :])
    state = kb.find_state(of[1]) if of else None
    return state.iso3 if of and state and fold(of[1]) != "georgia" else None


def _named_elsewhere(title: str) -> set[str]:
    return set(kb.states_in(title))


def sector_told(title: str, organisation: str | None, told: str | None) -> str | None:
    """The sector that a title tells across documents: weak words ("head", "chairman") only with what they are of."""
    role = kb.find_role(title)
    sector = kb.sector_of_role(title)
    if re.search(r"\bcampaign\b", title, re.IGNORECASE):
        return "PTY" if sector != "CVL" else sector
    behind = re.search(r"\b(?:of|at|for)\s+(?:the\s+)?(.+)$", title)
    of_body = behind is not None and kb.find_state(behind[1]) is None
    if role is None or not role.weak:
        return None if role and of_body and role.name in _ALSO_OF_BODIES else sector
    if organisation and not kb.is_head_role(_front(title)):
        body = kb.find_metonym(organisation) or kb.find_organisation(organisation)
        return body.sector if body else None
    if sector != role.sector:
        return sector if sector != "CRM" else None  # "head of the army"; the "criminal division head" is no criminal
    if told and role.name in _ALSO_OF_BODIES | _HEADS_OF_STATE:
        return role.sector  # "Mexican secretary of the economy"
    return role.sector if fold(title) in _HEADS_OF_STATE and not of_body else None


def short_form(sketch: Sketch) -> str:
    """The folded words of a short name."""
    return " ".join(name_words(sketch.name))
