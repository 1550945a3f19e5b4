"""Whether a known actor can be, or must be, the one of whom a document speaks; and what the register may add.

The rules are cautious: two people taken for one is a wrong fact in every later document, one person kept as two is
only a gap. Days: a role that documents evidenced holds a while before the first and after the last of them (for a
surname two years, for a country five, for a sector one); a term of office that an outside list gives holds exactly.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from dragoman.register.entries import Entry, Gender, Held
from dragoman.register.names import first_gender, is_common
from dragoman.register.sketch import Sketch, offices_of

NAMED = 730  # days around the documents that name somebody in which a surname alone may stand for them
CITIZEN = 1826  # days around a role in which its country holds
SERVING = 365  # days around a role in which its sector holds
WELL_KNOWN = 3  # documents that name somebody in full
# Walks of life that one person seldom changes between; all others (offices of state, parties, business) mix.
_WALKS = {"EDU": "scholar", "JRN": "journalist", "MED": "medic", "REL": "cleric", "LAB": "worker", "AGR": "farmer",
          "REF": "refugee", "COP": "police"}  # fmt: skip
_MIXED = frozenset({"GOV", "LEG", "PTY", "OPP", "JUD", "MIL", "SPY", "IGO", "REB"})
_OFFICES = frozenset({"GOV", "LEG", "PTY", "OPP", "JUD", "MIL", "SPY", "IGO", "REB", "COP"})


def contradiction(entry: Entry, sketch: Sketch) -> str | None:
    """Why a document's person can't be the entry's, in a few words; None where nothing speaks against it."""
    if entry.kind != "person":
        return "not a person"
    known, here = gender_of(entry), sketch.addressed if sketch.full else sketch.gender
    if known and here and known != here:
        return f"gender {here}"
    near = roles_near(entry, sketch.day, CITIZEN)
    countries = {h.country for h in near if h.country and (h.told or h.exact)}
    if entry.country:
        countries.add(entry.country)
    if countries and sketch.told and not countries & sketch.told:
        return f"country {min(sketch.told)}"
    if len(entry.documents) >= WELL_KNOWN and not is_common(entry.name):
        return None  # one odd word beside a name that many documents share is rather a slip than a namesake
    sectors = {h.sector for h in near if h.sector} | ({entry.sector} if entry.sector else set())
    if _walks_apart(sectors - {"CVL"}, sketch.sectors - {"CVL"}):
        return f"sector {min(sketch.sectors - {'CVL'})}"
    return None


def _walks_apart(known: set[str], here: set[str] | frozenset[str]) -> bool:
    """A professor and a senator of one name, say, where nothing else ties them."""
    if not known or not here or known & here:
        return False
    if "COP" in known | here and (known | here) & {"GOV", "JUD", "SPY", "MIL"}:
        return False
    one = {_WALKS.get(s, "public" if s in _MIXED else None) for s in known}
    two = {_WALKS.get(s, "public" if s in _MIXED else None) for s in here}
    return None not in one | two and not one & two


def gender_of(entry: Entry) -> Gender | None:
    """The gender that a person or an outside list gives, else the first name, else nearly all documents."""
    if entry.gender or first_gender(entry.name):
        return entry.gender or first_gender(entry.name)
    votes = Counter(v.gender for v in entry.votes).most_common(2)
    return votes[0][0] if votes and (len(votes) == 1 or votes[0][1] >= 3 * votes[1][1]) else None


def roles_near(entry: Entry, day: date | None, slack: int) -> list[Held]:
    """The roles that hold on a day, or within ``slack`` days of it where only documents evidence them."""
    return [h for h in entry.roles if holds(h, day, slack)]


def holds(role: Held, day: date | None, slack: int) -> bool:
    """Whether a role may hold on a day; where no day is known, it may."""
    if day is None:
        return not role.exact or (role.from_ is None and role.until is None)
    if role.exact:
        return (role.from_ or "") <= day.isoformat() <= (role.until or "9999")
    if role.from_ is None and role.until is None:
        return True
    early, late = (day - timedelta(days=slack)).isoformat(), (day + timedelta(days=slack)).isoformat()
    return (role.from_ or "") <= late and early <= (role.until or "9999")


def in_range(entry: Entry, day: date | None) -> bool:
    """Whether a surname alone may stand for somebody on a day: documents named them, or a list dates them."""
    if day is None:
        return True
    early, late = (day - timedelta(days=NAMED)).isoformat(), (day + timedelta(days=NAMED)).isoformat()
    if entry.first and entry.first <= late and early <= (entry.last or entry.first):
        return True
    if any(h.exact and (h.from_ or "") <= late and early <= (h.until or "9999") for h in entry.roles):
        return True
    undated = not entry.first and not any(h.from_ or h.until for h in entry.roles)
    return undated and bool(entry.origins or not entry.documents)


def holds_office(entry: Entry) -> bool:
    """Whether somebody is known by an office or function in public life, not only by name."""
    return any(h.sector in _OFFICES for h in entry.roles) or entry.sector in _OFFICES


def ties(entry: Entry, sketch: Sketch) -> list[str]:
    """What ties a document's surname to the entry: the same office, the same country told, countries spoken of."""
    near = tuple(roles_near(entry, sketch.day, NAMED))
    found: list[str] = []
    countries = {h.country for h in near if h.country} | ({entry.country} if entry.country else set())
    if offices_of(near) & sketch.offices and not (countries and sketch.told and not countries & sketch.told):
        found.append("office")
    if countries & sketch.told:
        found.append("country")
    told = {h.country for h in near if h.country and (h.told or h.exact)} | (
        {entry.country} if entry.country else set()
    )
    if told & (sketch.spoken_of | ({sketch.actor.country} if sketch.actor.country else set())):
        found.append("place")
    return found


def country_on(entry: Entry, day: date | None) -> str | None:
    """The country of an actor on a day, as far as the evidence agrees: words that name it, else two documents."""
    near = roles_near(entry, day, CITIZEN)
    told = {h.country for h in near if h.country and (h.told or h.exact)}
    if len(told) == 1:
        return told.pop()
    if told:
        return None
    if entry.country:
        return entry.country
    read: dict[str, set[str]] = {}
    for h in near:
        if h.country:
            read.setdefault(h.country, set()).update(w.document for w in h.witnesses)
    if len(read) == 1 and len(next(iter(read.values()))) >= 2:
        return next(iter(read))
    return None


def told_by(entry: Entry) -> set[str]:
    """The countries that words of some document, a list or a person give, not the context alone."""
    return {h.country for h in entry.roles if h.country and (h.told or h.exact)} | (
        {entry.country} if entry.country else set()
    )


def sector_on(entry: Entry, day: date | None) -> str | None:
    """The sector of an actor on a day, where the roles of that time agree; offices held formerly give way."""
    near = [h for h in roles_near(entry, day, SERVING) if h.sector]
    # A list's term without an end may be stale: it counts, but does not outweigh what newer documents say.
    decisive = [h for h in near if h.exact and (h.until or (h.origin or "").startswith("co-"))]
    found = {h.sector for h in decisive or near}
    if len(found) > 1:
        found -= {"CVL"}
    if len(found) == 1:
        return found.pop()
    return None if found else entry.sector


def entries_agree(one: Entry, two: Entry) -> bool:
    """Whether two entries of one name can be one actor: kind, gender, country and walk of life do not contradict."""
    if (one.kind == "person") != (two.kind == "person") or (one.kind != "person" and one.kind != two.kind):
        return False
    genders = {gender_of(one), gender_of(two)} - {None}
    if len(genders) > 1:
        return False
    countries = [
        {h.country for h in e.roles if h.country and (h.told or h.exact)} | ({e.country} if e.country else set())
        for e in (one, two)
    ]
    if all(countries) and not countries[0] & countries[1]:
        return False
    sectors = [{h.sector for h in e.roles if h.sector} - {"CVL"} for e in (one, two)]
    return not _walks_apart(sectors[0], sectors[1])
