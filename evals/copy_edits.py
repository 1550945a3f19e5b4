"""What sub-editors do to a wire story, done by rule and by seed: the changes that :mod:`evals.copies` measures.

An article is a list of paragraphs, the headline first. Every change takes the article and a ``random.Random``
and gives a new one; the same seed gives the same words. The rules (other words for common ones, figures, order of
attribution, joined and parted sentences) are ours; what they leave alone, :func:`re_edit` rewrites word by word
until the share of common word triples has come down to the wanted one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Article: TypeAlias = list[str]
Change: TypeAlias = Callable[[Article, random.Random], Article]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[a-z\d%)][.!?]) (?=[A-Z“\"])|(?<=[.!?][”\"]) (?=[A-Z“\"])")
_INVERTED = re.compile(r"^([“\"][^”\"]+),[”\"] ((?:[A-Z][\w’'-]+ ){1,3}|he |she )(said|added)\.$")
_SAID_FIRST = re.compile(r"^((?:[A-Z][\w’'-]+ ){1,3})said (?:that )?([a-z][^“”\"]+)\.$")
_TAG = re.compile(r"^[A-Z][A-Z .,’'-]+(?:, [A-Z][a-z]+\.? \d+ )?\s*\([A-Z]\w+\) [—–-]+ ")
# Other words for common ones, as a rewrite desk would put them.
_WORDS = {
    "said": "stated", "told": "informed", "says": "claims", "percent": "per cent", "about": "around",
    "many": "numerous", "also": "too", "but": "yet", "while": "as", "after": "following", "before": "prior to",
    "because": "since", "however": "still", "candidate": "contender", "nominee": "candidate", "campaign": "bid",
    "election": "vote", "president": "head of state", "lawmakers": "legislators", "administration": "government",
    "officials": "authorities", "people": "persons", "poll": "survey", "voters": "electors", "rival": "opponent",
    "debate": "debating contest", "called": "labelled", "asked": "questioned", "announced": "made known",
    "wants": "seeks", "help": "assist", "show": "indicate", "shows": "indicates", "begin": "start",
    "began": "started", "end": "finish", "big": "large", "major": "key", "recent": "latest",
    "several": "a number of", "including": "among them", "during": "in the course of", "against": "versus",
    "between": "among", "would": "will", "could": "might", "should": "ought to", "first": "initial", "new": "fresh",
    "last": "past", "next": "coming", "week": "seven days", "million": "m", "billion": "bn", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "didn't": "did not", "doesn't": "does not", "isn't": "is not", "won't": "will not", "can't": "cannot",
    "it's": "it is", "that's": "that is", "tuesday": "yesterday", "wednesday": "midweek", "attack": "assault",
    "support": "backing", "plan": "proposal", "money": "funds", "company": "firm", "country": "nation",
    "city": "town", "law": "legislation", "bill": "measure", "issue": "matter", "problem": "difficulty",
    "win": "victory", "lead": "advantage", "speech": "address", "meeting": "talks", "report": "account",
    "statement": "declaration",
}  # fmt: skip
_FRAMES = (
    "{}, it emerged.",
    "Officials weigh in as {}",
    "What we know: {}",
    "{} - reports",
    "New row over {}",
)


@dataclass(frozen=True)
class Copy:
    """A changed article, and which change made it."""

    kind: str
    article: Article


def words_of(text: str) -> list[str]:
    """Lower-case words, as counted here."""
    return [w.lower().replace("’", "'") for w in _WORD.findall(text)]


def triples(article: Sequence[str]) -> set[tuple[str, ...]]:
    """The word triples of an article."""
    words = words_of("\n".join(article))
    return set(zip(words, words[1:], words[2:], strict=False))


def shared(one: Sequence[str], two: Sequence[str]) -> float:
    """Jaccard index of the word triples of two articles."""
    a, b = triples(one), triples(two)
    return len(a & b) / max(1, len(a | b))


def length(article: Sequence[str]) -> int:
    """Words in an article."""
    return sum(len(words_of(p)) for p in article)


# ---------------------------------------------------------------- whole paragraphs
def same(article: Article, rng: random.Random) -> Article:
    """The article as it is."""
    return list(article)


def cut_end(article: Article, rng: random.Random) -> Article:
    """Headline and the first 30 to 60 per cent of the words, cut from the end, as sub-editors cut."""
    wanted, out = rng.uniform(0.3, 0.6) * length(article), [article[0]]
    for paragraph in _short(article[1:]):
        if length(out) >= wanted:
            break
        out.append(paragraph)
    return out


def cut_middle(article: Article, rng: random.Random) -> Article:
    """Headline, lead and a run of later paragraphs, 30 to 60 per cent of the words in all."""
    body = _short(article[1:])
    wanted, kept = rng.uniform(0.3, 0.6) * length(article), set(range(min(1, len(body))))
    at = rng.randrange(1, max(2, len(body)))
    for i in [*range(at, len(body)), *range(at - 1, 0, -1)]:
        if length([article[0], *(body[k] for k in kept)]) >= wanted:
            break
        kept.add(i)
    return [article[0], *(body[k] for k in sorted(kept))]


def _short(body: Sequence[str]) -> list[str]:
    """Paragraphs; where there are only a few, their sentences, for something must be there to cut."""
    return list(body) if len(body) >= 6 else [s for p in body for s in _SENTENCE.split(p)]


def reorder(article: Article, rng: random.Random) -> Article:
    """All paragraphs but the lead in another order."""
    rest = _short(article[1:])
    tail = rest[1:]
    rng.shuffle(tail)
    return [article[0], *rest[:1], *tail]


def retitle(article: Article, rng: random.Random) -> Article:
    """Another headline, made of other words of the story."""
    words = _WORD.findall(" ".join(article[1:4]))
    at = rng.randrange(max(1, len(words) - 8))
    return [rng.choice(_FRAMES).format(" ".join(words[at : at + rng.randint(4, 7)])), *article[1:]]


def add_local(article: Article, rng: random.Random, other: Article) -> Article:
    """Paragraphs of our own reporter (another article's) among the wire's: 20 to 40 per cent more words."""
    out, budget = list(article), round(length(article) * rng.uniform(0.2, 0.4))
    for paragraph in _short(other[1:]):
        words = paragraph.split()[:budget]
        budget -= len(words)
        if words:
            out.insert(rng.randint(min(2, len(out)), len(out)), " ".join(words))
    return out


def own_lead(article: Article, rng: random.Random, other: Article) -> Article:
    """A lead of our own reporter (40 to 60 words of another article) in the place of the wire's."""
    body = _short(article[1:])
    words = " ".join(other[1:]).split()
    return [article[0], " ".join(words[: rng.randint(40, 60)]), *(body[1:] if len(body) > 3 else body)]


def swap_tag(article: Article, rng: random.Random) -> Article:
    """An agency's dateline taken away where there is one, put on (with its closing credit) where there is none."""
    lead = article[1] if len(article) > 1 else ""
    if _TAG.match(lead):
        return [article[0], _TAG.sub("", lead), *article[2:]]
    agency = rng.choice(("AP", "Reuters", "AFP"))
    credit = {"AP": "Copyright 2016 The Associated Press.", "Reuters": "(Reporting by our staff; Editing by the desk)"}
    return [article[0], f"WASHINGTON ({agency}) — {lead}", *article[2:], *filter(None, [credit.get(agency)])]


# ---------------------------------------------------------------- sentences and words
def join_and_part(article: Article, rng: random.Random) -> Article:
    """Sentences joined with "and" or "while", long ones parted at a comma, paragraphs run together."""
    out = [article[0]]
    for paragraph in article[1:]:
        sentences: list[str] = []
        for s in _SENTENCE.split(paragraph):
            if sentences and rng.random() < 0.35 and s[:1] not in '“"':
                sentences[-1] = f"{sentences[-1].rstrip('.')}, {rng.choice(('and', 'while'))} {s[:1].lower()}{s[1:]}"
            elif rng.random() < 0.35 and ", " in s[30:] and "“" not in s:
                at = s.index(", ", 30)
                sentences += [s[:at] + ".", s[at + 2 : at + 3].upper() + s[at + 3 :]]
            else:
                sentences.append(s)
        joined = " ".join(sentences)
        if len(out) > 1 and rng.random() < 0.25:
            out[-1] += " " + joined
        else:
            out.append(joined)
    return out


def reword(sentence: str, rng: random.Random, rate: float) -> str:
    """Other words for common ones, and the other order of attribution."""
    if rng.random() < 0.6:
        sentence = _INVERTED.sub(lambda m: f"{m[2].strip().capitalize()} {m[3]}: {m[1]}.”", sentence)
        sentence = _SAID_FIRST.sub(lambda m: f"{m[2][:1].upper()}{m[2][1:]}, according to {m[1].strip()}.", sentence)

    def other(m: re.Match[str]) -> str:
        new = _WORDS.get(m[0].lower().replace("’", "'"))
        return new if new and rng.random() < rate else m[0]

    return _WORD.sub(other, sentence)


def re_edit(article: Article, rng: random.Random, target: float, words: Sequence[str]) -> Article:
    """Rewrite until only ``target`` of the word triples are common (Jaccard).

    Rules first; then single words are replaced, dropped or put in, in some sentences more than in others, and
    half as often inside quotation marks, which a desk respects.
    """
    out = [" ".join(reword(s, rng, 0.8) for s in _SENTENCE.split(p)) for p in article]
    sentences = [[s.split(" ") for s in _SENTENCE.split(p)] for p in out]
    places = [(i, j) for i, p in enumerate(sentences) for j, _ in enumerate(p) if i]
    weights = [rng.betavariate(1.2, 1.2) * len(sentences[i][j]) for i, j in places]
    halved = [w * (0.5 if "“" in " ".join(sentences[i][j]) else 1) for (i, j), w in zip(places, weights, strict=True)]
    for _ in range(2000):
        if not places or shared(article, out) <= target:
            break
        for i, j in rng.choices(places, halved, k=max(2, len(places) // 4)):
            _touch(sentences[i][j], rng, words)
        out = [" ".join(" ".join(s) for s in p) for p in sentences]
    return out


def _touch(sentence: list[str], rng: random.Random, words: Sequence[str]) -> None:
    at, what = rng.randrange(max(1, len(sentence))), rng.random()
    if what < 0.6 and sentence:
        sentence[at] = rng.choice(words)
    elif what < 0.8 and len(sentence) > 4:
        del sentence[at]
    else:
        sentence.insert(at, rng.choice(words))


def make_copies(article: Article, rng: random.Random, other: Article, words: Sequence[str]) -> list[Copy]:
    """One copy of every kind; ``other`` lends local paragraphs, ``words`` are those that rewriting draws from."""

    def edited(base: Article, target: float) -> Article:
        return re_edit(base, rng, target, words)

    cut = cut_end(article, rng)
    return [
        Copy("unchanged", same(article, rng)),
        Copy("retitled", retitle(article, rng)),
        Copy("cut from the end", cut),
        Copy("cut in the middle", cut_middle(article, rng)),
        Copy("reordered", reorder(article, rng)),
        Copy("agency tag on or off", swap_tag(article, rng)),
        Copy("sentences joined and parted", join_and_part(article, rng)),
        Copy("local paragraphs added", add_local(article, rng, other)),
        Copy("another lead", own_lead(article, rng, other)),
        Copy("re-edited, 60% shared", edited(article, 0.6)),
        Copy("re-edited, 45% shared", edited(article, 0.45)),
        Copy("re-edited, 30% shared", edited(article, 0.3)),
        Copy("cut, retitled, re-edited (60%)", retitle(edited(cut_end(article, rng), 0.6), rng)),
        Copy("cut, retitled, re-edited (30%)", retitle(edited(cut_end(article, rng), 0.3), rng)),
        Copy("all at once", swap_tag(retitle(add_local(edited(reorder(article, rng), 0.6), rng, other), rng), rng)),
    ]
