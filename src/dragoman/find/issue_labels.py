"""Labels of issues: what is one, whom a phrase stands for, and which labels of an article are one issue."""

from __future__ import annotations

import re

import msgspec

from dragoman.find.actors import Cast
from dragoman.find.clauses import PREPOSITIONS, Words, words
from dragoman.find.stance_words import word_list
from dragoman.record import make_id

EMPTY_WORDS = words(
    "the a an of for to in on at by with from and or its their his her this that these those any all such own new "
    "proposed planned possible further more will would be being been is are was were has have had not no it they he "
    "she should could may might must"
)
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SOMEBODY = re.compile(r"\w(?:man|men|woman|women|ists?|crats?|cans|ians?)$")
_AGENTS = re.compile(r"[a-z]{2}(?:ers|ors|ists)$")
_TITLES = words("mr mrs ms dr sen rep gov")
_POLICY = re.compile(
    r"(?:tion|tions|sion|sions|ment|ments|ance|ence|ism|ship|als?|ings|sures?|cy|cies|ity|tax|taxes|age)$"
)
_BEHIND_HEAD = PREPOSITIONS | words("that which who whose whom")
_HEAD_ENDS = re.compile(rf"\s(?:{'|'.join(sorted(PREPOSITIONS))}|that|which|who)\s")


class Label(msgspec.Struct, frozen=True):
    """A label of an issue and the content words by which it is compared."""

    words: str
    key: frozenset[str]


def make_label(said: str) -> Label | None:
    """A label from its words; None where nothing telling is left."""
    label = _balance(" ".join(said.split()).strip(" ,.;:-–—_"))
    found = [x for x in _WORD.findall(label.casefold()) if x not in EMPTY_WORDS]
    telling = (x for x in found if x not in word_list("empty") and not x.isdigit() and not _is_adverb(x))
    if not any(telling) or len(label) < 3 or (not label[0].isalnum() and label[0] not in "“\"‘'$"):
        return None
    return Label(label, frozenset(stem(x) for x in found))


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > 6


def _balance(label: str) -> str:
    """The words without marks that stand alone."""
    if label[:1] in '“"‘' and label[-1:] in '”"’' and sum(label.count(c) for c in '“”"') <= 2:
        label = label[1:-1]
    if label.count("“") != label.count("”") or label.count('"') % 2 or label.count("``") != label.count("''"):
        label = re.sub(r"[“”\"]|``|''", "", label)
    if "‘" in label and "’" not in label[label.index("‘") :]:
        label = label.replace("‘", "")
    if label.startswith(("'", "’")) or label.endswith("‘"):
        label = label.strip("'’‘")
    return label.strip(" ,.;:")


def is_policy(label: Label) -> bool:
    """Whether a label names a course of action by a word that is used for one."""
    tokens = _WORD.findall(_HEAD_ENDS.split(label.words)[0])
    if not tokens:
        return False
    last = tokens[-1]
    head = last.casefold()
    doing = tokens[0].casefold().endswith("ing") and len(tokens[0]) > 5
    acronym = last.isupper() and 3 <= len(last) <= 6
    known = head in word_list("policy") or bool(_POLICY.search(head)) or (head.endswith("ing") and len(head) > 7)
    return doing or acronym or known or any(t in word_list("named_things") for t in tokens)


_BARE = frozenset(["it", "them", "this", "that", "these", "those", "him", "her", "us", "one", "ones", "so"])
_ANY = frozenset(["something", "anything", "nothing", "everything"])
_SOME = frozenset(["some", "other", "others", "any", "several", "many", "more", "certain", "few", "most"])
_THINGS = frozenset(
    ["changes", "steps", "measures", "things", "actions", "ways", "efforts", "ideas", "issues", "problems", "questions"]
)


def points_away(label: Label) -> bool:
    """Whether a label says only that there is something: "doing something about it", "some of the changes"."""
    said = label.words.casefold().split()
    vague = said[0] in _SOME and any(x in _THINGS for x in said[1:4]) and len(label.key) < 4
    return said[-1] in _BARE or not _ANY.isdisjoint(said) or vague


def names_somebody(w: Words, i: int, end: int, cast: Cast) -> bool:
    """Whether words ``i`` to ``end`` stand for people or a body: to be for or against somebody is no position."""
    head = next((k for k in range(i + 1, end) if w.low[k] in _BEHIND_HEAD), end)
    if any(w.raw(k) in word_list("named_things") for k in range(i, head)):
        return False
    span = w.span(i, head)
    if any(n.end >= span[1] - 1 for n in cast.names.inside(*span) if n.kind != "adjective"):
        return True
    if w.low[i] in _TITLES and not any(x.endswith("'s") for x in w.low[i:head]):
        return True
    last = w.low[head - 1]
    people = last in word_list("somebody") or last in word_list("people") - word_list("policy")
    agents = _AGENTS.search(last) and last not in word_list("no_agents")
    behind = w.low[head:end]
    # "refugees from Syria coming to the country", but not "the leader for walking away"
    doing = last != "people" and behind[:1] != ["for"] and any(x.endswith("ing") for x in behind)
    return bool(people or agents or _SOMEBODY.search(last)) and not doing


def stem(word: str) -> str:
    """A rough stem, enough to compare labels."""
    word = re.sub(r"['’]s$", "", word)
    for end in ("ings", "ing", "ations", "ation", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


def file_issue(labels: dict[str, Label], label: Label) -> str:
    """The id of the issue that the label names: a known one that shares most content words, else a new one."""
    for key, known in labels.items():
        shared = len(known.key & label.key)
        whole = shared >= 2 and shared == min(len(known.key), len(label.key))
        if whole or (shared and shared / len(known.key | label.key) > 0.65):
            return key
    new = make_id("is", " ".join(sorted(label.key)))
    labels[new] = label
    return new
