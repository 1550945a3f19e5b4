"""Stands that a verb takes: "rejected the plan", "turned it down", "a plan that Rome rejects", "was vetoed by Rome"."""

from __future__ import annotations

import msgspec

from dragoman.find.clauses import (
    ADVERBS,
    BE,
    DETERMINERS,
    JOINERS,
    MAYBE,
    NONE,
    NORMATIVE,
    PREPOSITIONS,
    SHARED,
    STOPS,
    SUBJECTS,
    SUBORDINATORS,
    TIMES,
    Group,
    Subject,
    Words,
    finite_forms,
    subject_before,
    verb_group,
    words,
)
from dragoman.find.extents import phrase_end
from dragoman.find.inflect import gerund_of_participle
from dragoman.find.issue_labels import make_label
from dragoman.find.issue_names import Named, name_issue
from dragoman.find.objects import Thing, object_thing
from dragoman.find.stance_words import Entry, stance_words, word_list
from dragoman.find.stands import (
    Scene,
    Stand,
    about_words,
    asks,
    idle,
    make_stand,
    past_tail,
    sign_of,
    supposed,
    thing_behind,
)
from dragoman.find.topics import bare

_BLAMED = words("of for from about with as like than")
_NOBODY = words("neither no nobody none few")
_ON_THE_WAY = words(
    "set about appears appear appeared seems seem seemed continue continues continued continuing begin begins began "
    "begun start started try tries tried trying moved prepare prepared prepares preparing poised going likely "
    "expected ready sure"
)
_NOT_HIS = words(
    "failure inability need chance opportunity ability way ways right rights reason reasons time pressure had have "
    "has having needs needed failed fails forced able unable likely unlikely expected supposed asked urged told tend "
    "tends tended used easy hard difficult impossible how"
)
_PARTICLES = words("down out up back")


def by_verb(scene: Scene, i: int) -> Stand | None:
    """The stand that a verb takes."""
    w = scene.w
    first, last = scene.sentence(i)
    if asks(w, i, last):
        return None
    for kind, e in stance_words().verbs[w.low[i]]:
        at = past_tail(w, i, e, last)
        apart = _parted(scene, i, e, last) if at is None else None
        if at is None and apart is None:
            continue
        g = verb_group(w, i, first)
        if not is_verb(w, i, kind, g, first):
            return None
        if kind in ("ed", "en") and (g.be or (at is not None and w.low[at : at + 1] == ["by"] and not g.have)):
            return passive(scene, i, e, g, at if at is not None else i + 1)
        if e.slot == "before":
            return voted(scene, (i, e, kind), g, at if at is not None else i + 1)
        thing = apart or (thing_behind(scene, e, at, last) if at is not None else None)
        if e.lemma in ("want", "prefer") and thing and thing.kind in ("phrase", "gerund"):
            thing = _wanted_done(scene, thing, last) or thing
        if thing is None and e.slot == "object" and e.sure and at is not None:
            found = left_out(scene, (i, e, kind), g, at)
            if found:
                return found
        if thing is None:
            continue
        found = stand_of(scene, (i, e, kind), g, thing)
        if found or thing.kind != "pronoun":
            return found
    return None


def _wanted_done(scene: Scene, thing: Thing, last: int) -> Thing | None:
    """ "wants the text | kept as it is": what is to be done with it."""
    w = scene.w
    for k in range(thing.start + 1, min(thing.end + 1, last)):
        participle = gerund_of_participle(w.low[k])
        if (
            participle
            and not w.capital(k)
            and (k >= thing.end - 1 or w.low[k + 1 : k + 2] in (["off"], ["aside"], ["back"]))
            and w.low[k - 1].isalpha()
            and w.low[k - 1] not in DETERMINERS | PREPOSITIONS
            and w.low[k] not in ("said", "led")
        ):
            end = phrase_end(w, k + 1, last, scene.mask) if k + 1 < last and w.low[k + 1][0].isalnum() else k + 1
            return Thing("passive", thing.start, max(end, k + 1), k, who=(thing.start, k))
    return None


def _parted(scene: Scene, i: int, e: Entry, last: int) -> Thing | None:
    """The object between a verb and its particle: "turned | the offer | down"."""
    w = scene.w
    if len(e.tail) != 1 or e.tail[0] not in _PARTICLES or e.slot != "object":
        return None
    at = next((j for j in range(i + 2, min(last, i + 8)) if w.low[j] == e.tail[0]), None)
    if at is None or (at + 1 < last and w.low[at + 1] in ("of", "the", "to")):
        return None
    found = object_thing(w, i + 1, last, scene.mask)
    if found is None or found.end < at:
        return None
    return msgspec.structs.replace(found, end=at)


def is_verb(w: Words, i: int, kind: str, g: Group, first: int) -> bool:
    """Whether a form that may be a noun too ("calls", "support", "back") is a verb here."""
    if g.infinitive or g.modal or g.do or g.have or g.be:
        return True
    before = w.low[g.before] if g.before >= first else ""
    if kind in ("ed", "en") and w.low[i].endswith("ed"):
        return before not in DETERMINERS
    if not before:
        return kind != "base"
    if before in SUBJECTS | JOINERS or before in ("who", "which", "that"):
        return kind != "base" or before in ("we", "they", "i", "you", "who", "and", "that")
    if before in DETERMINERS or before in PREPOSITIONS or before in BE or before.endswith("'s") or before.isdigit():
        return False
    if before in (",", ")"):
        return True
    if before[-1] in "'’”\"":
        return kind != "base"
    if kind == "base":
        plural = before.endswith("s") and not before.endswith("ss")
        follows = w.low[i + 1] if i + 1 < len(w.low) else ""
        return (w.capital(g.before) or plural) and (follows not in PREPOSITIONS or follows == "against")
    return True


def stand_of(scene: Scene, hit: tuple[int, Entry, str], g: Group, thing: Thing) -> Stand | None:
    """The stand of an active verb with its issue."""
    i, e, kind = hit
    w = scene.w
    first, _ = scene.sentence(i)
    sign = sign_of(e, g)
    if (kind == "ing" and g.infinitive and not g.be) or supposed(w, g.start, first):
        return None
    subject = subject_of(w, g, kind, first)
    if subject is None or not sign:
        scene.barred.append(thing.end)
        return None
    if subject.kind == "phrase":
        sign = e.negated if w.low[subject.start] in _NOBODY else sign
        if _in_relative(w, subject, first) and (thing.end - thing.start < 3 or _lacks_object(w, thing)):
            return None
    named = _issue(scene, hit, thing, sign) if sign else None
    if named is None and e.slot in ("infinitive", "other", "that"):
        scene.barred.append(thing.end)
    if named is None or about_words(w, named.thing) or idle(w, e, named):
        return None
    stand = make_stand(i, g.start, named, sign, by="subject", subject=subject, sure=e.sure or thing.kind == "passive")
    done = e.slot != "infinitive" and kind in ("ed", "en")
    return msgspec.structs.replace(stand, firm=g.modal is None and (done or e.slot in ("other", "that")))


def _lacks_object(w: Words, thing: Thing) -> bool:
    """Whether a preposition follows the verb at once: "the work she promised to bring | to the office"."""
    k = thing.verb + 1
    return thing.kind in ("verb", "gerund") and k < thing.end and w.low[k] in PREPOSITIONS


def _issue(scene: Scene, hit: tuple[int, Entry, str], thing: Thing, sign: int) -> Named | None:
    """The issue of a verb: what its words name, or what "it" stands for."""
    i, e, _ = hit
    if thing.kind == "pronoun":
        return named_before(scene, thing, i)
    turns_back = e.slot == "other" and scene.w.low[thing.verb] in word_list("reversing") | {"think"}
    found = (_reversed(scene, thing, i) if turns_back else None) or _on_it(scene, thing)
    return found or name_issue(scene.w, thing, scene.sentence(i)[1], scene.cast, sign)


def _reversed(scene: Scene, thing: Thing, i: int) -> Named | None:
    """ "urged them to think again": against what stands before."""
    w = scene.w
    if w.low[thing.verb] == "think" and w.low[thing.verb + 1 : thing.verb + 2] not in (["again"], ["twice"]):
        return None
    named = bare(scene, i, -1)
    return named and msgspec.structs.replace(named, thing=thing)


def _on_it(scene: Scene, thing: Thing) -> Named | None:
    """The issue of "to challenge it": what "it" stands for, turned as the verb says."""
    w, k = scene.w, thing.verb + 1
    if thing.kind not in ("verb", "gerund") or k >= thing.end or w.low[k] not in ("it", "them"):
        return None
    entry = next(
        (e for _, e in stance_words().verbs.get(w.low[thing.verb], ()) if e.slot == "object" and not e.tail), None
    )
    if entry is None:
        return None
    named = named_before(scene, Thing("pronoun", k, k + 1), k) or bare(scene, k)
    sign = -entry.sign if thing.negated else entry.sign
    return Named(named.label, sign * named.sign, thing) if named else None


def named_before(scene: Scene, thing: Thing, i: int) -> Named | None:
    """What "it" or "them" stands for: the issue of the stand before, in this sentence or the last, if it fits."""
    w = scene.w
    low = w.low[thing.start]
    if not scene.known or low not in ("it", "them", "this", "that", "these", "those"):
        return None
    last = scene.known[-1]
    if not last.sure:
        return None
    sentences = scene.cast.sentences
    near = sentences.index(w.start[i]) - sentences.index(w.start[last.head]) <= 1
    between = w.text[w.end[last.end - 1] : w.start[i]]
    head = last.label.words.split(" of ")[0].split(" for ")[0].split(" on ")[0].split()[-1]
    plural = head.endswith("s") and not head.endswith("ss")
    if not near or "\n" in between or plural != (low in ("them", "these", "those")):
        return None
    return Named(last.label, 1, thing)


def subject_of(w: Words, g: Group, kind: str, first: int) -> Subject | None:
    """Where the subject of a verb stands; None where the verb is not the clause's own ("criticised for opposing")."""
    if g.subject is not None:
        return Subject("phrase", g.subject, g.subject + 1)
    if g.infinitive:
        if g.before >= first and w.low[g.before] in _ON_THE_WAY:
            outer = verb_group(w, g.before, first)
            return subject_of(w, outer, "ed", first) if outer.before < g.before else SHARED
        theirs = g.before >= first and (w.low[g.before] in _NOT_HIS or _for_others(w, g.before, first))
        return None if theirs else SHARED
    if kind == "ing" and not g.be:
        return _participle(w, g, first)
    return subject_before(w, g.before, first) if g.before >= first else SHARED


_WRITINGS = words(
    "statement letter petition declaration resolution motion communique appeal message tweet editorial open-letter ad "
    "memo op-ed"
)
_ISSUING = words(
    "released issued published signed sent wrote posted submitted circulated filed introduced releasing issuing "
    "release issue"
)


def _for_others(w: Words, k: int, first: int) -> bool:
    """Whether "for courts | to dismiss cases" stands there."""
    for j in range(k, max(first - 1, k - 5), -1):
        if w.low[j] == "for":
            return j < k
        if not w.low[j][0].isalnum() or w.low[j] in finite_forms():
            return False
    return False


def _participle(w: Words, g: Group, first: int) -> Subject | None:
    """The subject of "calling for talks": the noun right before it, or of whoever released that letter."""
    k = g.before
    if k < first or w.low[k] in (",", "and", "but", "or", "while", "when", "by", "after", "before", "in", "without"):
        return SHARED
    low = w.low[k]
    if low in finite_forms():
        return None  # "thought | asking them was wrong"
    if low in _BLAMED or not low[-1].isalnum() or low in BE:
        return None if low in _BLAMED else SHARED
    if low in _WRITINGS:
        verb = next((j for j in range(k - 1, max(first, k - 6), -1) if w.low[j] in _ISSUING), None)
        return None if verb is None else subject_of(w, verb_group(w, verb, first), "ed", first)
    return subject_before(w, k, first)


def _in_relative(w: Words, subject: Subject, first: int) -> bool:
    """Whether the clause hangs on a noun without "that": "the target | it pledged to reach at the talks"."""
    k = subject.start - 1
    if k < first or subject.end - subject.start > 3 or w.low[subject.start] in ("who", "which", "that"):
        return False
    low = w.low[k]
    other = JOINERS | SUBORDINATORS | PREPOSITIONS | ADVERBS | BE | DETERMINERS | TIMES | finite_forms()
    return low.isalpha() and not w.capital(k) and not low.endswith(("ly", "ing")) and low not in other


def voted(scene: Scene, hit: tuple[int, Entry, str], g: Group, at: int) -> Stand | None:
    """ "voted against": on what was spoken of last."""
    i, e, kind = hit
    w = scene.w
    first, last = scene.sentence(i)
    ends = at >= last or not w.low[at][0].isalnum() or w.low[at] in _AFTER_VOTE or w.low[at] in TIMES
    sign = sign_of(e, g)
    subject = subject_of(w, g, kind, first)
    if not ends or not sign or subject is None or supposed(w, g.start, first):
        return None
    named = bare(scene, i)
    if named is None:
        return None
    stand = make_stand(i, g.start, named, sign, by="subject", subject=subject, sure=e.sure, part="bare")
    return msgspec.structs.replace(stand, end=max(at, i + 1))


_AFTER_VOTE = words(
    "and but while because on in at as after when last this earlier too with since of from before saying"
)


def left_out(scene: Scene, hit: tuple[int, Entry, str], g: Group, at: int) -> Stand | None:
    """The object that stands before: "a plan Brazil does not support", "the vote, which the party has ruled out"."""
    i, e, kind = hit
    w = scene.w
    first, last = scene.sentence(i)
    ends = at >= last or w.low[at] in STOPS or w.low[at][0] in ',.;:!?—”"' or w.low[at] in ("and", "but", "since", "as")
    sign = sign_of(e, g)
    if not ends or not sign or kind == "ing" or g.infinitive or g.before < first or supposed(w, g.start, first):
        return None
    subject = (
        Subject("phrase", g.subject, g.subject + 1) if g.subject is not None else subject_before(w, g.before, first)
    )
    if subject.kind != "phrase":
        return None
    subject = _last_name(w, subject)
    if subject.start <= first:
        return None
    k = subject.start - 1
    if w.low[k] in ("which", "that"):
        k -= 1 + (k > first and w.low[k - 1] == ",")
    elif not _in_relative(w, subject, first):
        return None
    before = subject_before(w, k, first) if k >= first else NONE
    if before.kind != "phrase" or before.end - before.start < 1:
        return None
    named = _antecedent(scene, before)
    if named is None:
        return None
    stand = make_stand(i, before.start, named, sign, by="subject", subject=subject, sure=e.sure)
    return msgspec.structs.replace(stand, start=named.thing.start, end=i + 1 + len(e.tail), issue=(i, i + 1))


def _last_name(w: Words, subject: Subject) -> Subject:
    """The name at the end of "a plan Brazil": the noun before it is what its clause hangs on."""
    k = subject.end - 1
    while k > subject.start and w.capital(k) and w.capital(k - 1):
        k -= 1
    plain = k > subject.start and w.capital(k) and not w.capital(k - 1) and w.low[k - 1].isalpha()
    return Subject("phrase", k, subject.end) if plain and w.low[k - 1] not in DETERMINERS | PREPOSITIONS else subject


def _antecedent(scene: Scene, before: Subject) -> Named | None:
    """The noun phrase that a relative clause hangs on: the last one, from its article on."""
    w = scene.w
    start = next((j for j in range(before.end - 1, before.start - 1, -1) if w.low[j] in DETERMINERS), before.start)
    end = phrase_end(w, start, before.end, scene.mask)
    return name_issue(w, Thing("phrase", start, end), before.end, scene.cast) if end > start else None


def passive(scene: Scene, i: int, e: Entry, g: Group, at: int) -> Stand | None:
    """ "The plan was rejected by Rome": the issue stands before, the holder behind "by"."""
    w = scene.w
    first, last = scene.sentence(i)
    if e.slot != "object" or at + 1 >= last or w.low[at] != "by" or g.modal in MAYBE | NORMATIVE or g.infinitive:
        return None
    sign = e.negated if g.negated else e.sign
    before = subject_before(w, g.before, first) if g.before >= first else NONE
    if not sign or before.kind != "phrase" or before.end <= before.start:
        return None
    if w.low[at + 1].endswith("ing") or w.low[at + 1] in TIMES or supposed(w, g.start, first):
        return None
    named = name_issue(w, Thing("phrase", before.start, before.end), before.end, scene.cast)
    agent = object_thing(w, at + 1, last, scene.mask)
    if named is None or agent is None or agent.kind == "pronoun" or make_label(named.label.words) is None:
        return None
    agent_subject = Subject("phrase", agent.start, agent.end)
    stand = make_stand(i, named.thing.start, named, sign, by="agent", subject=agent_subject, sure=e.sure)
    return msgspec.structs.replace(stand, end=agent.end, issue=(i, agent.end), firm=True)
