"""Who is who in one document: people and their titles, bodies, states, outlets, and the words that stand for them.

:class:`Cast` is built once a document. ``cast.resolve(span)`` gives the actors that a noun phrase stands for:
names, titles ("the Italian PM"), metonyms ("Rome"), pronouns, joint sides ("Paris and London"). What can't be
settled keeps its words and no country.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

import msgspec

from dragoman import knowledge as kb
from dragoman.find.layout import Sentences
from dragoman.find.names import Name, Names, find_names
from dragoman.find.people import ADDRESS, Person, Seen, Sightings, find_antecedent
from dragoman.find.phrases import (
    ANYBODYS,
    BODIES,
    CONTENT_WORD,
    FROM_STATES,
    GOVERNMENT,
    HE,
    I_WE,
    MEN,
    NOUN_PHRASE_BEFORE,
    OUTLET_NOUN,
    PHRASE_TAIL,
    QUANTITY,
    SHE,
    WHO,
    WOMEN,
    as_pronoun,
    clean_phrase,
    is_plural,
    same_office,
    trim,
)
from dragoman.find.references import SUBJECT, References
from dragoman.find.titles import (
    WAR,
    Described,
    Title,
    describe,
    is_office,
    may_hold,
    title_after,
    title_before,
    title_in_front,
)
from dragoman.find.whereabouts import home_country, main_states, near_country, paragraph_country
from dragoman.knowledge import fold
from dragoman.reading import Reading
from dragoman.record import Actor, ActorKind, Document, Mention, MentionForm, Role, Span, make_id

_NEAR = 100  # sentences within which a description can stand for someone
_OWNER = re.compile(r"(.+?)['’]s?\s+(.+)$")
_OWNS = re.compile(r"['’]s?\s+\S")
_OWNED_BY = re.compile(r"(?:((?i:his|her|its|their|our|my))|(.+?)['’]s?)\s+(?=\S)")
_ANOTHER = re.compile(
    r"\b(?:neighbou?rs?|(?:arch-?)?rivals?|enem(?:y|ies)|foes?|adversar(?:y|ies)|opponents?)$", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’]s?$")
_COMMA = re.compile(r",\s+")
_LISTING = re.compile(r",\s+(?:and\s+)?[A-Z]")
_BACKED = re.compile(r"-(?:backed|led|based|allied|aligned|funded|held|controlled|run|owned)\b")
_JOINED = re.compile(r"^(?:and|&|,)")
_BODY_NOUN = re.compile(
    r"(?:news agency|news agencies|newspapers?|group|movement|party|militia|alliance|bloc|agency|dailies|daily|militants|rebels|fighters|forces)"  # noqa: E501
)
_STATE_FILLER = re.compile(
    r"\b(?:the|both|and|or|also|neighbou?ring|its|arch-?rivals?|axis|side|sides|people|nation|"
    r"push|front|attack|strikes?|republic|state|kingdom)\b|[^\w]",
    re.IGNORECASE,
)
_TWO_SIDES = re.compile(
    r"(?:the|these|those|its|their)?\s*(?:two|both)\s+(?:\w+\s+)?(?:sides|countries|capitals|nations|neighbours|"
    r"neighbors|governments|states|leaders|presidents|premiers|ministers|parties|powers|armies|rivals|"
    r"delegations)\b|^(?:the\s+)?(?:sides|warring parties|rivals)$",
    re.IGNORECASE,
)
_AND = re.compile(r"\band\b|\bas well as\b|,")
_BETWEEN = re.compile(r"^(?:between|both)\b")
_CUT = re.compile(r",\s+(?:and\s+)?|\s+(?:and|as well as|or)\s+")
_PEOPLE_TAIL = re.compile(r"\b(?:men|women|people|children|victims|families|others|two|three|dead|wounded)$")
_WHOSE_TAIL = re.compile(r"\s+(?:of|from|in|at|on|for|near|based in)\s")
_DEFINITE = re.compile(r"(?:the|that|this|[A-Z])")
_INDEFINITE = re.compile(r"(?:A|An|One|Another)\b")
_ETHNIC = re.compile(r"\b[Ee]thnic\s+[A-Z][\w-]+(?:\s+(?:people|men|women))?")
# Sectors whose plural is a crowd or a force; "two officials" and "diplomats" stay unnamed people.
CROWDS = frozenset({"AGR", "CVL", "LAB", "EDU", "REF", "REB", "MIL", "COP", "OPP"})


class Cast:
    """The actors of one document.

    Args:
        doc: the document.
        reading: what the model saw in it.
        quoted: 1 for each character inside quotation marks.
    """

    def __init__(self, doc: Document, reading: Reading, sentences: Sentences, quoted: bytearray) -> None:
        self.doc = doc
        self.text = doc.text
        self.sentences = sentences
        self.quoted = quoted
        self.on = _day(doc.published)
        self.names = Names(find_names(doc.text, reading.names, self.on))
        self.people: dict[str, Person] = {}
        self._mentions: dict[tuple[int, int, str], MentionForm] = {}
        self._seen = Sightings()
        self._outlets = Sightings()
        self._words_of: dict[str, list[str]] = {}  # of each person's name, folded
        self._bearers: dict[str, list[str]] = {}  # of each word of a name
        self._cache: dict[Span, tuple[str, ...]] = {}
        self._key_at: dict[int, str] = {}
        self._named: dict[str, list[Name]] = {}  # where each person is named
        self._titles: dict[int, list[Title]] = {}  # beside each of those names
        self._shared_names: set[str] = set()
        subjects = {a.source[0] for a in reading.attributions if a.source}
        subjects |= {s[0] for e in reading.events for s in e.actors}
        self._subjects = subjects
        self._references = References(self.text, self.people, self._seen, sentences)
        self.home = home_country(self.text, self.names, self.on)
        self._cluster_people()
        self._settle_people()
        self._see_descriptions()

    # ------------------------------------------------------------ people
    def _cluster_people(self) -> None:
        """Full names first; then single names go to the one person who bears them."""
        persons = [n for n in self.names if n.kind == "person"]
        for n in sorted(persons, key=lambda n: (-len(n.canonical.split()), n.start)):
            key = self._match_person(n)
            if key is None:
                key = make_id("ac", "person", fold(n.canonical))
                self._file_name(key, n.canonical)
                self.people[key] = Person(
                    name=n.canonical,
                    kind="person",
                    gender=kb.gender_of(n.canonical.split()[0]),
                    titles=[],
                    about=[],
                )
            self.people[key].gender = self.people[key].gender or self._address(n)
            self._key_at[n.start] = key
            self._named.setdefault(key, []).append(n)
        for n in self.names:
            if n.kind == "person":
                self._add_titles(n)
                self._references.learn(self._key_at[n.start], n.start, n.end)
            self._note_name(n)

    def _file_name(self, key: str, name: str) -> None:
        if key not in self._words_of:
            self._words_of[key] = [fold(w) for w in name.split()]
            for word in set(self._words_of[key]):
                self._bearers.setdefault(word, []).append(key)

    def _match_person(self, n: Name) -> str | None:
        words = [fold(w) for w in n.canonical.split()]
        found = []
        for key in self._bearers.get(words[-1], ()):
            known = self._words_of[key]
            if len(words) == 1:
                bears = words[0] == known[-1] or (len(known) > 1 and words[0] == known[0] and len(known[0]) > 3)
                if bears and not self._is_other(n, key):
                    found.append((words[0] != known[-1], key))
            elif (
                words[-1] == known[-1]
                and (words[0] == known[0] or (words[0][0] == known[0][0] and len(words[0].rstrip(".")) == 1))
            ) or (set(words) < set(known) and words[-1] in known[1:]):
                return key
        found.sort()
        if len(found) > 1 and found[0][0] == found[1][0]:
            self._shared_names.add(words[0])  # two bear it: who is meant, and of which country, is not known
        return found[0][1] if found and (len(found) == 1 or found[0][0] != found[1][0]) else None

    def _is_other(self, n: Name, key: str) -> bool:
        """Whether a surname with a form of address or an office is not that person's: "President | Obama", Michelle."""
        person = self.people[key]
        gender = self._address(n)
        if gender and person.gender and gender != person.gender:
            return True
        before = next((t for t in self._titles_of(n) if t.end <= n.start), None)
        if not before or " " not in person.name:
            return False
        return not may_hold(person.name, before, [t for other in self._named[key] for t in self._titles_of(other)])

    def _address(self, n: Name) -> str | None:
        """The gender that a form of address tells: "Mrs | Obama"."""
        address = ADDRESS.search(self.text, max(0, n.start - 12), n.start)
        return ("f" if WOMEN.search(address[1]) else "m") if address else None

    def _titles_of(self, n: Name) -> list[Title]:
        """What stands beside a person's name and tells an office or function."""
        if n.start not in self._titles:
            s, e = self.sentences.around(n.start)
            found = (
                title_before(self.text, n.start, s),
                title_after(self.text, n.end, e),
                title_in_front(self.text, n.start, s),
            )
            self._titles[n.start] = [t for t in found if t]
        return self._titles[n.start]

    def _add_titles(self, n: Name) -> None:
        s, _ = self.sentences.around(n.start)
        person = self.people[self._key_at[n.start]]
        for title in self._titles_of(n):
            if not any(t.words == title.words for t in person.titles):
                person.titles.append(title)
        before = self.text[max(s, n.start - 30) : n.start]
        words = " ".join(t.words for t in person.titles) + " " + before.split(",")[-1]
        if WOMEN.search(words):
            person.gender = "f"
        elif MEN.search(words):
            person.gender = "m"

    def _settle_people(self) -> None:
        """Country and sector of each person: from the titles, else from what is known of the name."""
        for person in self.people.values():
            if person.kind != "person":
                continue
            for t in person.titles:
                about = self._describe_title(t)
                person.about.append(about)
                person.country = person.country or (about.countries[0] if about.countries else None)
                person.sector = person.sector or about.sector
            if person.country is None or person.sector is None:
                self._from_knowledge(person)
            if (
                person.country is None
                and person.titles
                and person.sector in ("GOV", "LEG", "JUD", "MIL", "COP", "OPP", "PTY")
            ):
                near = {
                    c
                    for t in person.titles
                    if (c := near_country(self.text, self.names, self.sentences.around(t.start), self.home))
                }
                near = near or {c for t in person.titles if (c := paragraph_country(self.text, self.names, t.start))}
                person.country = near.pop() if len(near) == 1 else self.home

    def _describe_title(self, t: Title) -> Described:
        owner = _OWNER.match(t.words)
        about = describe(t.words, self.on)
        if not owner:
            return about
        rest = describe(owner[2], self.on)
        countries = rest.countries or about.countries
        if not countries:
            for n in self.names.starting(t.start, t.end):
                if n.kind == "person":
                    boss = self.people[self._key_at[n.start]]
                    known = [c for b in boss.titles for c in describe(b.words, self.on).countries]
                    countries = tuple(known[:1]) or ((boss.country,) if boss.country else ())
                    if not countries:
                        self._from_knowledge(boss)
                        countries = (boss.country,) if boss.country else ()
        return Described(
            countries=countries,
            sector=rest.sector or about.sector,
            organisation=about.organisation,
            role=rest.role or about.role,
            head=rest.head,
            role_kind=rest.role_kind or about.role_kind,
        )

    def _from_knowledge(self, person: Person) -> None:
        if fold(person.name) in self._shared_names:
            return
        entry = kb.head_on(person.name, self.on) if self.on else None
        entries = [entry] if entry else list(kb.heads_named(person.name))
        countries = {e.country for e in entries}
        names = {e.name for e in entries}
        if len(names) > 1 and len(countries) == 1 and any(a.head for a in person.about):
            person.country = person.country or entries[0].country  # two presidents of one name, of one country
            return
        if len(names) != 1 or len(countries) != 1:
            return
        if person.country and person.country not in countries:
            return  # someone else of that name
        person.country = person.country or entries[0].country
        person.sector = person.sector or entries[0].sector
        if person.gender is None:
            person.gender = kb.gender_of(entries[0].name.split()[0])

    def _note_name(self, n: Name) -> None:
        """File a name as something that pronouns may point back to."""
        if n.kind in ("place", "adjective"):
            return
        key = self._key_at.get(n.start)
        if key is None:
            opens = n.start - self.sentences.around(n.start)[0] < 3
            if n.kind == "capital" and n.start not in self._subjects and not opens:
                return  # a town until someone lets it act or speak
            key = self._known(n)
        self._see(n.start, n.end, key)

    def _see(self, start: int, end: int, key: str) -> None:
        first = self.sentences.around(start)[0]
        subject = start in self._subjects or start - first < 25
        seen = Seen(start, end, key, subject, bool(self.quoted[start]) if start < len(self.quoted) else False)
        self._seen.add(seen)
        if self.people[key].kind == "outlet":
            self._outlets.add(seen)

    def _known(self, n: Name) -> str:
        """The key of an organisation, state or outlet by its canonical name."""
        kind = n.actor_kind or "organisation"
        if n.shared and self.home != n.country:  # "the Senate" of a document about Italy is not the American one
            return self._put(self.text[n.start : n.end], kind, self.home, n.sector, scope=None)
        return self._put(n.canonical, kind, n.country, n.sector, scope=None)

    def _put(
        self,
        name: str,
        kind: ActorKind,
        country: str | None,
        sector: str | None,
        scope: str | None,
        plural: bool = False,
    ) -> str:
        key = make_id("ac", kind, fold(name), country or "", *([scope] if scope else []))
        if key not in self.people:
            self.people[key] = Person(
                name=name, kind=kind, country=country, sector=sector, plural=plural, titles=[], about=[]
            )
        return key

    # ------------------------------------------------------------ noun phrases
    def resolve(self, span: Span, speaker: str | None = None) -> tuple[str, ...]:
        """The actors that the words at ``span`` stand for, in text order; none if nothing can be made of them.

        Args:
            span: a noun phrase.
            speaker: who speaks there, for "I" and "we".
        """
        found = self._cache.get(span)
        if found is None or speaker:
            found = tuple(dict.fromkeys(self._resolve(span, speaker)))
            self._cache[span] = found
        return found

    def _resolve(self, span: Span, speaker: str | None) -> list[str]:
        s, e = self._whole_names(*trim(self.text, span))
        words = self.text[s:e]
        if not words:
            return []
        if pronoun := as_pronoun(words):
            key = speaker if pronoun in I_WE else self._antecedent(s, pronoun)
            if key is None and pronoun in WHO:
                key = next(iter(self._before_who(s)), None)
            return [self._mention(s, e, key, "pronoun")] if key else []
        if not CONTENT_WORD.search(words):
            return []
        head_end = self._head_end(s, e)
        names = self.names.inside(s, e)
        titled = self._titled(names, s, e) if head_end < e else None
        if titled:
            return [self._mention(titled.start, titled.end, self._key_at[titled.start], "name")]
        heads = self._heads(names, s, head_end)
        people = [n for n in heads if n.kind == "person"]
        if people:
            parts = self._split(s, head_end) if head_end == e else []
            if len(parts) > len(people):
                return [k for part in parts for k in self.resolve(part, speaker)]
            return [self._mention(n.start, n.end, self._key_at[n.start], "name") for n in people]
        bodies = [n for n in heads if n.kind in ("organisation", "outlet", "seat")]
        states = [n for n in heads if n.kind in ("state", "capital", "adjective") and not self._is_ethnic(n)]
        if bodies and self._ends_with_name(bodies[-1], s, head_end):
            return [self._name_mention(n) for n in bodies + [x for x in states if x.kind != "adjective"]]
        if states and self._only_states(states, s, head_end):
            return [self._name_mention(n) for n in states]
        return self._described(s, e, head_end, bodies, states, speaker)

    def _titled(self, names: list[Name], s: int, e: int) -> Name | None:
        """The person whom a phrase names behind a title that has a preposition: "Secretary of State | John Kerry"."""
        last = names[-1] if names else None
        if not last or last.kind != "person" or last.end != e:
            return None
        return last if any(t.start - s in (0, 4) and t.end < last.start for t in self._titles_of(last)) else None

    def _before_who(self, at: int) -> tuple[str, ...]:
        """The noun phrase right before a relative pronoun: "a ministry source | who"."""
        start = max(0, at - 90)
        m = NOUN_PHRASE_BEFORE.search(self.text[start:at])
        return self.resolve((start + m.start(1), start + m.end(1))) if m else ()

    def _whole_names(self, s: int, e: int) -> Span:
        """The span, grown over names that it cuts in two ("Krastina" of "Ilze Krastina")."""
        if self.text[s : s + 2] == "s " and self.text[s - 1 : s] in ("'", "’"):
            s += 2  # the words begin behind somebody's apostrophe
        for n in self.names.meeting(s, e):
            if n.kind != "place":
                s, e = min(s, n.start), max(e, n.end)
        return s, e

    def _apposition(self, s: int, e: int) -> str | None:
        """The person whom a description stands beside: "Her counterpart, | Dawit Lemma," or "Rosales, | a judge,"."""
        for n in self.names.beside(s, e):
            if n.kind != "person":
                continue
            if n.start >= e and _COMMA.fullmatch(self.text, e, n.start) and self.text[n.end : n.end + 1] in ",.;\n":
                return self._key_at[n.start]
            if n.end <= s and _COMMA.fullmatch(self.text, n.end, s) and self.text[e : e + 1] == ",":
                return self._key_at[n.start]
        return None

    def _head_end(self, s: int, e: int) -> int:
        """Where the head of a phrase ends: before its first preposition, relative clause or comma."""
        many = QUANTITY.match(self.text, s, e)
        begin = many.end() if many else s
        for m in PHRASE_TAIL.finditer(self.text, begin, e):
            inside = any(n.start < m.start() for n in self.names.meeting(m.start(), m.start() + 1))
            listing = m.group() == "," and _LISTING.match(self.text, m.start(), e)
            if not inside and not listing:
                return m.start()
        return e

    def _heads(self, names: list[Name], s: int, head_end: int) -> list[Name]:
        """The names that the phrase itself stands for: no owners ("Putin's aide"), no names behind its head."""
        inside = [n for n in names if n.start < head_end]
        out = []
        for n in inside:
            if _OWNS.match(self.text, n.end, head_end) and n.kind not in ("adjective",):
                continue
            if _BACKED.match(self.text, n.end, head_end) or (
                n.kind == "state" and self.text[n.end - 1].islower() and WAR.match(self.text, n.end)
            ):
                continue
            out.append(n)
        return out

    def _ends_with_name(self, n: Name, s: int, head_end: int) -> bool:
        """Whether a body's name is the head ("the Russian Foreign Ministry", "La Stampa newspaper"), not a modifier."""
        after = self.text[n.end : head_end].strip(' ,."”’')
        if not after or OUTLET_NOUN.fullmatch(re.sub(r"s$", "", after)):
            return True
        return bool(_JOINED.match(after) or _BODY_NOUN.fullmatch(after))

    def _only_states(self, states: list[Name], s: int, head_end: int) -> bool:
        """Whether nothing but state names and filler words stand in the phrase."""
        rest = self.text[s:head_end]
        for n in reversed(states):
            rest = rest[: n.start - s] + " " + rest[n.end - s :]
        return not _STATE_FILLER.sub(" ", rest).strip()

    def _name_mention(self, n: Name) -> str:
        form: MentionForm = "metonym" if n.kind in ("capital",) else "name"
        key = self._known(n)
        return self._mention(n.start, n.end, key, form)

    def _mention(self, s: int, e: int, key: str, form: MentionForm) -> str:
        self._mentions.setdefault((s, e, key), form)
        return key

    # ------------------------------------------------------------ descriptions
    def _described(
        self, s: int, e: int, head_end: int, bodies: list[Name], states: list[Name], speaker: str | None
    ) -> list[str]:
        """A phrase without a name of its own: a title that stands for someone, a body, a group, someone unnamed."""
        parts = self._split(s, head_end) if head_end == e else [(s, e)]
        if len(parts) > 1:
            return [k for part in parts for k in self.resolve(part, speaker)]
        words = self.text[s:e]
        head = self.text[s:head_end]
        about = describe(_ETHNIC.sub("people", QUANTITY.sub("", head)), self.on)  # "ethnic Serbs" live elsewhere
        plural = is_plural(head)
        if not (plural or about.role or about.countries or bodies or states or BODIES.search(head)) and (
            len(head.split()) == 1 and head[:1].islower()
        ):
            return []  # a stray word ("led", "peacekeeping") is nobody
        both = _TWO_SIDES.match(head)
        if both and not about.countries:
            two = [st for name in main_states(self.names, s) if (st := kb.find_state(name))]
            if len(two) == 2:
                return [self._mention(s, e, self._put(st.name, "state", st.iso3, "GOV", None), "role") for st in two]
        whose = about
        if not about.countries:  # "the president of Norway" is known by his country as "the Norwegian president" is
            whose = msgspec.structs.replace(about, countries=tuple(self._tail_countries(head_end, e)[:1]))
        if pair := self._references.find_two(s, head):
            return [self._mention(s, e, k, "role") for k in pair]
        known = self._known_before(s, e, head, whose, plural)
        if known:
            self._see(s, e, known)
            return [self._mention(s, e, known, "role")]
        owner = _OWNED_BY.match(head)
        country, sides = self._country_of(s, e, head, about, owner, states, speaker)
        name = clean_phrase(words)
        if len(sides) > 1 and plural:
            return [
                self._mention(
                    s, e, self._put(f"{name} ({c})", "group", c, about.sector or "GOV", self.doc.id, True), "role"
                )
                for c in sides
            ]
        sector = about.sector or next((b.sector for b in bodies if b.sector), None)
        if plural and country is None and any(b.sector == "IGO" for b in bodies):
            sector = "IGO"  # "EU foreign ministers" speak for the body
        kind: ActorKind
        if BODIES.search(head) and not (plural and not GOVERNMENT.search(head) and about.role_kind == "title"):
            kind = "government" if GOVERNMENT.search(head) else "organisation"
            sector = sector or ("GOV" if kind == "government" else None)
            scope = None if country and about.countries else self.doc.id
        elif plural and (about.role_kind == "group" or sector in CROWDS):
            kind, scope = "group", self.doc.id
        else:
            kind, scope = "unnamed", self.doc.id
        key = self._put(name, kind, country, sector, scope, plural)
        if kind == "unnamed" and not plural:
            self.people[key].gender = "f" if WOMEN.search(head) else "m" if MEN.search(head) else None
        self._see(s, e, key)
        return [self._mention(s, e, key, "role")]

    def _split(self, s: int, e: int) -> list[Span]:
        """Parts of "A, B and C" where each part is a noun phrase of its own."""
        words = self.text[s:e]
        if not _AND.search(words) or _BETWEEN.search(words):
            return [(s, e)]
        cuts = [m.span() for m in _CUT.finditer(words)]
        cuts = [c for c in cuts if not any(n.start < s + c[0] for n in self.names.meeting(s + c[1], s + c[1]))]
        if not cuts:
            return [(s, e)]
        parts, at = [], 0
        for a, b in [*cuts, (len(words), len(words))]:
            if a > at:
                parts.append((s + at, s + a))
            at = b
        if not all(self._stands_alone(p) for p in parts):
            return [(s, e)]
        # "the Greek and Turkish foreign ministers": an adjective alone is not a part
        if any(n.kind == "adjective" for p in parts[:-1] for n in self.names.meeting(p[1] - 1, p[0] + 5)):
            return [(s, e)]
        return parts

    def _stands_alone(self, part: Span) -> bool:
        """Whether a part of a list can be a side of its own: a name, an office, a body, a plural noun."""
        words = self.text[part[0] : part[1]]
        last = _POSSESSIVE.sub("", words.split()[-1]) if words.split() else ""
        named = bool(self.names.inside(part[0], part[1] + 2))
        return named or kb.find_role(words) is not None or bool(BODIES.search(words)) or last.endswith("s")

    def _country_of(
        self,
        s: int,
        e: int,
        head: str,
        about: Described,
        owner: re.Match[str] | None,
        states: list[Name],
        speaker: str | None,
    ) -> tuple[str | None, list[str]]:
        """The country that a description tells, else the one of its owner, else of the place or the document."""
        if owner and _ANOTHER.search(head):  # "its neighbour", "Norway's rivals" are others
            named = [n.country for n in states if n.country and n.start >= s + owner.end()]
            return (named[0], named) if named else (None, [])
        sides = list(dict.fromkeys(n.country for n in states if n.country)) or list(about.countries)
        if sides:
            return sides[0], sides
        if owner and owner[1]:
            low = owner[1].casefold()
            key = speaker if low in I_WE else self._antecedent(s, low)
            if key and self.people[key].country:
                return self.people[key].country, []
        elif owner:
            for n in self.names.starting(s, s + owner.end())[:1]:
                key = self._key_at.get(n.start)
                return (self.people[key].country if key else n.country), []
        in_tail = self._tail_countries(s + len(head), e)
        if in_tail:
            return in_tail[0], in_tail
        sector = about.sector
        local = sector is not None and sector not in ("IGO", "NGO", "MED", "JRN", "UNAF")
        if _PEOPLE_TAIL.search(head) or _ETHNIC.search(head):
            return near_country(self.text, self.names, self.sentences.around(s), self.home), []
        # an official or a diplomat may be anybody's: only offices, crowds and bodies belong to where they act
        local = local and not ANYBODYS.search(head)
        if (local and (is_plural(head) or sector not in ("CVL", "BUS"))) or BODIES.search(head):
            return near_country(self.text, self.names, self.sentences.around(s), self.home) or self.home, []
        return None, []

    def _tail_countries(self, head_end: int, e: int) -> list[str]:
        """Whose somebody is, behind the head: "representatives | from Kiev and Washington", "a spokesman | for Lund".

        The words at hand may end before they say it. To whom an envoy is sent ("to Norway") is not whose he is.
        """
        after = FROM_STATES.match(self.text, e) if head_end == e else None
        until = after.end() if after else e
        if not _WHOSE_TAIL.match(self.text, head_end, until):
            return []
        found: list[str] = []
        for n in self.names.inside(head_end, until):
            owner = self._key_at.get(n.start)
            country = self.people[owner].country if owner else n.country
            if n.kind == "place":
                place = kb.find_place(n.canonical, self.home)
                country = place.country if place and place.country in self._spoken_of else None
            if country and (owner or n.kind in ("state", "capital", "adjective", "seat", "place")):
                found.append(country)
        return list(dict.fromkeys(found))

    @cached_property
    def _spoken_of(self) -> frozenset[str]:
        """The countries that names other than those of places tell."""
        return frozenset(n.country for n in self.names if n.kind != "place" and n.country)

    def _known_before(self, s: int, e: int, head: str, about: Described, plural: bool) -> str | None:
        """Who was met before for whom the description at ``[s, e)`` stands, if anybody."""
        sentence = self.sentences.around(s)
        definite = not plural and _DEFINITE.match(head) and not _INDEFINITE.match(head)
        found = None if plural else self._apposition(s, e)
        if definite:
            found = found or self._references.find_person(s, head, about.countries)
            found = found or self._by_role(s, head, about)
        if found or self.names.meeting(s, s + len(head)):
            return found
        spoken_of = None
        for key in self._references.find_bodies(s, head, plural):
            own = self.people[key].country
            spoken_of = spoken_of or (own and (near_country(self.text, self.names, sentence, self.home) or self.home))
            if not own or not spoken_of or own == spoken_of:
                return key
        return None

    def _is_ethnic(self, n: Name) -> bool:
        """Whether a people is meant, not the state: "ethnic | Albanians"."""
        return self.text[max(0, n.start - 7) : n.start].casefold() == "ethnic "

    def _see_descriptions(self) -> None:
        """File "The ministry", "the former senator" in the running text as mentions that pronouns may point back to."""
        for start, end in self.sentences.spans:
            subject = SUBJECT.match(self.text, start, end)
            if subject:
                self.resolve(subject.span(1))
        for start, end, key in self._references.find_repeated():
            self._see(start, end, key)

    def _by_role(self, s: int, head: str, about: Described) -> str | None:
        """Someone introduced before for whom a definite description stands: "the Italian PM", "the media outlet"."""
        outlets = self._outlets.between(0, s) if OUTLET_NOUN.search(head) else []
        if outlets:
            return outlets[-1].key
        noun = head.split()[-1].casefold()
        if not about.role and noun not in ("leader", "official", "politician"):
            return None
        best: tuple[float, str] | None = None
        fits: dict[str, float] = {}
        here = self.sentences.index(s)
        until = self.sentences.start(here + _NEAR) or len(self.text)
        for x in self._seen.between(self.sentences.start(here - _NEAR), until):
            p = self.people[x.key]
            if p.kind != "person" or (x.start > s and best):
                continue
            if x.key not in fits:
                fits[x.key] = self._role_fit(p, about, noun)
            if fits[x.key] <= 0:
                continue
            score = fits[x.key] - 0.02 * abs(here - self.sentences.index(x.start))
            if score > 0 and (best is None or score >= best[0]):
                best = (score, x.key)
        last = self._seen.last_before(best[1], s) if best else None
        return best[1] if best and not (last is not None and self._references.has_another(last, s, head)) else None

    def _role_fit(self, p: Person, about: Described, noun: str) -> float:
        """How well a description fits a person; 0 or less: not at all."""
        if about.countries and p.country and p.country not in about.countries:
            return -1
        if about.countries and not p.country and not any(set(a.countries) & set(about.countries) for a in p.about):
            return -1
        held = [a for a in p.about if a.role]
        wanted = same_office(about.role)
        if wanted and any(same_office(a.role) == wanted for a in held):
            return 2.0
        if noun == "leader" and (any(a.head for a in held) or self._is_head(p)):
            return 1.5 if about.countries else 0.6
        if about.head and self._is_head(p):
            entry = self._office(p)
            return 1.2 if entry and wanted and wanted in fold(entry) else 0
        if noun in ("official", "politician") and held and about.countries:
            return 0.5
        if any(is_office(about.role, a.role) or is_office(a.role, about.role) for a in held):
            return 1.0
        return 0

    def _office(self, p: Person) -> str | None:
        entry = kb.head_on(p.name, self.on) if self.on else None
        entries = [entry] if entry else list(kb.heads_named(p.name))
        return entries[0].title if entries and len({e.name for e in entries}) == 1 else None

    def _is_head(self, p: Person) -> bool:
        title = self._office(p)
        return bool(title and kb.is_head_role(title))

    def _antecedent(self, at: int, low: str) -> str | None:
        """Whom a pronoun points back to; None where nobody, or nobody clearly, fits."""
        key = find_antecedent(self._seen, self.people, self.sentences, self.quoted, self.text, at)
        if key and low not in WHO:
            self._see(at, at + len(low), key)
            person = self.people[key]
            if person.kind == "person" and person.gender is None and low in HE | SHE:
                person.gender = "m" if low in HE else "f"
        return key

    # ------------------------------------------------------------ result
    def actors(self, used: set[str]) -> list[Actor]:
        """The actors to keep: those used, and all people and bodies named."""
        keep = (
            used
            | set(self._key_at.values())
            | {x.key for x in self._seen if self.people[x.key].kind != "state" and self.people[x.key].kind != "unnamed"}
        )
        out = []
        for key, p in self.people.items():
            if key in keep:
                roles = tuple(
                    Role(
                        title=t.words,
                        organisation=a.organisation,
                        country=a.countries[0] if a.countries else p.country,
                        sector=a.sector,
                        document=self.doc.id,
                        start=t.start,
                        end=t.end,
                    )
                    for t, a in zip(p.titles, p.about, strict=False)
                )
                out.append(Actor(id=key, name=p.name, kind=p.kind, country=p.country, sector=p.sector, roles=roles))
        return out

    def mentions(self, kept: set[str]) -> list[Mention]:
        """Mentions of the kept actors, in text order."""
        named = {n.start for n in self.names}
        for x in self._seen:
            if x.key in kept and not as_pronoun(self.text[x.start : x.end]):
                form: MentionForm = "name" if x.start in named else "role"
                self._mentions.setdefault((x.start, x.end, x.key), form)
        rows = sorted((s, e, k, f) for (s, e, k), f in self._mentions.items() if k in kept)
        return [Mention(document=self.doc.id, actor=k, start=s, end=e, form=f) for s, e, k, f in rows]


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
