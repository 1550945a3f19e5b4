"""Names of issues: words behind a stand -> short noun phrases, and which of them are one issue."""

from __future__ import annotations

import pytest

from dragoman.find.actors import Cast
from dragoman.find.clauses import read_words
from dragoman.find.inflect import forms, gerund, gerund_of_participle
from dragoman.find.issue_labels import Label, file_issue, is_policy, make_label, points_away, stem
from dragoman.find.issue_names import Named, name_issue
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.find.objects import find_thing
from dragoman.find.stance_words import stance_words, word_list
from tests.find.by_hand import document, reading_of

PEOPLE = ("Anna Lund", "Peter Berg", "Lund")


def named(words: str, slot: str = "object") -> Named | None:
    """The issue that the words name, as they would stand behind a verb."""
    text = f"Rome backs {words}"
    reading = reading_of(text, people=tuple(p for p in PEOPLE if p in text))
    cast = Cast(document(text), reading, Sentences(text), quoted_mask(text))
    w = read_words(text)
    thing = find_thing(w, slot, 2, len(w.low), cast.quoted)
    return name_issue(w, thing, len(w.low), cast) if thing else None


def label(words: str, slot: str = "object") -> str | None:
    found = named(words, slot)
    return found.label.words if found else None


# ---------------------------------------------------------------- where a label ends
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("the joint patrols.", "joint patrols"),
        ("the sending of troops, which began", "sending of troops"),
        ("the idea of a new tax", "new tax"),
        ("the possibility of troops arriving in Latvia on Monday", "troops arriving in Latvia"),
        ("a deal worth 1,200 crowns", "deal worth 1,200 crowns"),
        ("talks because of the war", "talks"),
        ("“the wall” and more walls,” she said", "wall” and more walls"),
        ("a long, bloody war in the north", "long, bloody war in the north"),
        ("an “immediate, interim 30-day ceasefire.”", "immediate, interim 30-day ceasefire"),
        ("the radar systems Berlin had promised", "radar systems"),
        ("the radar systems it had promised at the gathering", "radar systems"),
        ("a tax on sugar and called for a ban", "tax on sugar"),
        ("a tax on sugar and a ban on salt", "tax on sugar and a ban on salt"),
        ("a ban in a statement on Monday", "ban"),
        ("a ban last week", "ban"),
        ("the May elections", "May elections"),
        ("the IRA’s 8-month-old truce", "IRA’s 8-month-old truce"),
        ("tariffs in response to the ban", "tariffs"),
        ("a law that would allow families to sue", "law that would allow families to sue"),
        ("the law at a breakfast with reporters", "law"),
        ("ending the ban", "ending the ban"),
        ("sending troops to Ukraine", "sending troops to Ukraine"),
        ("the Clean Air Act", "Clean Air Act"),
        ("Anna Lund’s plan", "Anna Lund’s plan"),
        ("calls by senators for early elections", "early elections"),
        ("the decision to leave the bloc", "leaving the bloc"),
    ],
)
def test_a_label_is_a_whole_noun_phrase(words: str, wanted: str) -> None:
    got = label(words)
    assert got is not None and got.replace("“", "").replace("”", "") == wanted.replace("“", "").replace("”", "")


@pytest.mark.parametrize(
    "words",
    [
        "Anna Lund", "Mr. Lund", "the critics", "her rival", "the government", "it", "them", "what", "the same thing",
        "almost five hours", "“”", "...", "Lund’s", "nothing", "strongly", "his former boss", "a heckler",
    ],
)  # fmt: skip
def test_people_pronouns_and_fragments_are_no_label(words: str) -> None:
    assert label(words) is None


def test_a_label_of_many_words_is_cut_before_a_preposition() -> None:
    got = label("a new and much larger fleet of old grey ships for the defence of the northern ports of Norway")
    assert got is not None and len(got.split()) <= 12 and got.split()[-1] not in ("for", "of", "the", "and")


# ---------------------------------------------------------------- to do, that, not
@pytest.mark.parametrize(
    ("words", "slot", "wanted", "sign"),
    [
        ("to send troops to Latvia", "infinitive", "sending troops to Latvia", 1),
        ("on Thursday to set up a fund", "infinitive", "setting up a fund", 1),
        ("not to sign the accord", "infinitive", "signing the accord", -1),
        ("to reject the accord", "infinitive", "accord", -1),
        ("to refuse to sign the accord", "infinitive", "signing the accord", -1),
        ("to try to close the mine", "infinitive", "closing the mine", 1),
        ("Berlin to hand over the radar systems", "other", "handing over the radar systems", 1),
        ("Lund to step down", "other", "Lund stepping down", 1),
        ("that Senegal scrap the accord", "that", None, 0),
        ("to “really name the culprits” in public", "infinitive", "naming the culprits", 1),
        ("to drop out of the conference", "infinitive", "conference", -1),
        ("to withdraw from southern Lebanon", "infinitive", "withdrawing from southern Lebanon", 1),
        ("to lead a coalition to support Latvia with troops", "infinitive", "supporting Latvia with troops", 1),
        ("to lead the fight against the accord", "infinitive", "accord", -1),
        ("to monitor and preserve the wetlands", "infinitive", "monitoring and preserving the wetlands", 1),
        ("to work for Anna Lund", "infinitive", None, 0),
        ("to attack Anna Lund", "infinitive", None, 0),
        ("to do so", "infinitive", None, 0),
    ],
)
def test_what_is_to_be_done(words: str, slot: str, wanted: str | None, sign: int) -> None:
    got = named(words, slot)
    assert (got.label.words if got else None) == wanted
    assert (got.sign if got else 0) == sign


def test_two_refusals_are_no_support() -> None:
    text = "Rome refused to rule out a tax"
    cast = Cast(document(text), reading_of(text), Sentences(text), quoted_mask(text))
    w = read_words(text)
    thing = find_thing(w, "infinitive", 2, len(w.low), cast.quoted)
    assert thing and name_issue(w, thing, len(w.low), cast, sign=-1) is None


# ---------------------------------------------------------------- labels
def test_marks_of_a_label_are_balanced() -> None:
    for said in ("“the wall", "the wall”", '"the wall', "‘the wall", "the wall,"):
        got = make_label(said)
        assert got is not None and not any(c in got.words for c in '“”"‘,')
    assert make_label("a “public option”").words == "a “public option”"  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["", "it", "this", "of the", "“”", "...", "so", "2017", "the same"])
def test_words_that_tell_nothing_are_no_label(words: str) -> None:
    assert make_label(words) is None


def test_labels_that_share_their_words_are_one_issue() -> None:
    labels: dict[str, Label] = {}
    keys = [
        file_issue(labels, make_label(x)) for x in ("the joint patrols", "joint patrols at sea", "the grain tariff")
    ]  # type: ignore[arg-type]
    assert keys[0] == keys[1] != keys[2] and len(labels) == 2


def test_words_are_compared_by_their_stems() -> None:
    assert stem("sanctions") == stem("sanction") == stem("sanctioning")
    assert stem("Norway's") == "Norway"
    assert stem("gas") == "gas" and stem("talks") != stem("tariff")


@pytest.mark.parametrize(
    ("words", "policy"),
    [
        ("fishing accord", True), ("sending troops", True), ("TPP", True), ("Glass-Steagall", True), ("ratification", True),
        ("dinner", False), ("rifles in the barn", False),
    ],
)  # fmt: skip
def test_words_of_policy(words: str, policy: bool) -> None:
    label = make_label(words)
    assert label is not None and is_policy(label) == policy


# ---------------------------------------------------------------- verbs and the lexicon
@pytest.mark.parametrize(
    ("base", "doing"),
    [("send", "sending"), ("impose", "imposing"), ("cut", "cutting"), ("ban", "banning"), ("tie", "tying"), ("agree", "agreeing"),
     ("veto", "vetoing"), ("commit", "committing"), ("visit", "visiting"), ("quit", "quitting"), ("offset", "offsetting")],
)  # fmt: skip
def test_gerunds(base: str, doing: str) -> None:
    assert gerund(base) == doing and forms(base)[doing] == "ing"


def test_what_ends_like_a_gerund_stays_unless_it_is_a_verb() -> None:
    assert gerund("foregoing") == "foregoing" and gerund("bring") == "bringing" and gerund("ring") == "ringing"


# ---------------------------------------------------------------- words of a text
def test_capitals_tell_nothing_in_a_titled_line() -> None:
    w = read_words(
        "Senate Kills Ban On Cheap Imports\nThe Senate killed the ban.\nRoe v. Wade was decided in Washington"
    )
    told = [w.raw(i) for i in range(len(w.low)) if w.capital(i)]
    assert told == ["The", "Senate", "Roe", "Wade", "Washington"]


def test_a_case_between_two_parties_is_one_name() -> None:
    w = read_words("She backs Roe v. Wade.")
    assert w.low == ["she", "backs", "roe", "v", "wade", "."]
    assert label("Roe v. Wade") == "Roe v. Wade"


@pytest.mark.parametrize(
    ("done", "doing"),
    [("lifted", "lifting"), ("imposed", "imposing"), ("held", "holding"), ("ratified", "ratifying"), ("freed", "freeing"), ("plan", None)],
)  # fmt: skip
def test_gerunds_of_participles(done: str, doing: str | None) -> None:
    assert gerund_of_participle(done) == doing


def test_the_lexicon_is_sound() -> None:
    lexicon = stance_words()
    entries = [e for found in lexicon.verbs.values() for _, e in found]
    assert len({e.lemma for e in entries}) > 300
    for e in (*entries, *(e for found in (lexicon.nouns, lexicon.adjectives) for x in found.values() for e in x)):
        assert e.sign in (1, -1) and e.negated in (0, -e.sign), e
    # a form may not open both for and against with the same words behind it
    for form, found in lexicon.verbs.items():
        seen: dict[tuple[str, tuple[str, ...]], int] = {}
        for _, e in found:
            assert seen.setdefault((e.slot, e.tail), e.sign) == e.sign, (form, e)
    takes_stand = {e.lemma for e in entries if e.sure and not e.tail and e.slot == "object"}
    assert not takes_stand & {"explain", "discuss", "describe", "predict", "say", "report"}
    for name in ("policy", "people", "empty", "somebody", "drafts", "generic"):
        assert word_list(name)


@pytest.mark.parametrize(
    ("words", "away"),
    [
        ("doing something about it", True),
        ("some of the changes", True),
        ("other steps", True),
        ("acting on that", True),
        ("changes to the pension law", False),
        ("some degree of legalisation for migrants", False),
        ("more money for rural schools", False),
        ("toll on lorries", False),
    ],
)
def test_labels_that_point_elsewhere(words: str, away: bool) -> None:
    label = make_label(words)
    assert label and points_away(label) is away
