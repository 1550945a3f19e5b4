"""The codebook: a person's issues, laid over the ones that the program found.

A YAML file names issues, says by which keywords and labels they are known, merges and splits what was clustered,
turns reversed wordings round and orders issues in a hierarchy. It is applied to what the clusters give, each time
anew, so that corrections survive every re-run. The layout is described in docs/positions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from dragoman.discourse._codebook_file import Problem, read_nodes
from dragoman.discourse.issues import Filing, Settled
from dragoman.discourse.polarity import read_polarity, turn
from dragoman.discourse.stands import sentence_around
from dragoman.errors import UsageError
from dragoman.record import Issue, Position, Record, make_id


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One issue of a codebook.

    Attributes:
        id: its name in the file; ``issue`` is the id that positions get.
        name: what is shown.
        any: phrases of which one must occur; ``all``: that must all occur; ``none``: that must not occur.
        labels: wordings (or ids of clusters) that belong here, whatever the keywords say.
        exclude: wordings that do not.
        split_from: only what was filed under this cluster (id or label) is looked at for keywords.
        parent: id of a wider issue, or None.
        same_as: id of the issue that this is another wording of, or None.
        flip: stances on this wording are turned round.
        line: where it stands in the file.
    """

    id: str
    name: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    split_from: tuple[str, ...] = ()
    parent: str | None = None
    same_as: str | None = None
    flip: bool = False
    line: int = 0

    @property
    def issue(self) -> str:
        """The id that positions on it get."""
        return make_id("is", "codebook", self.id)


class Codebook(msgspec.Struct, frozen=True, kw_only=True):
    """The issues of a codebook, in the order of the file."""

    source: str
    entries: tuple[Entry, ...]

    def target(self, entry: Entry) -> tuple[Entry, int | None]:
        """The issue that an entry is a wording of, and the sign that the file states by ``flip``: -1 where the stance
        turns round on the way, 1 where it turns twice, None where the file says nothing of it."""
        by_id = {e.id: e for e in self.entries}
        sign: int | None = None
        while True:
            sign = -(sign or 1) if entry.flip else sign
            if entry.same_as is None:
                return entry, sign
            entry = by_id[entry.same_as]

    def ancestors(self, entry_id: str) -> tuple[str, ...]:
        """Ids of the wider issues of an issue, the nearest first."""
        by_id = {e.id: e for e in self.entries}
        out: list[str] = []
        parent = by_id[entry_id].parent
        while parent is not None:
            out.append(parent)
            parent = by_id[parent].parent
        return tuple(out)


def check_codebook(text: str | bytes, source: str = "codebook") -> tuple[Codebook, list[Problem]]:
    """Read a codebook and list everything that is wrong with it, with lines. Entries that can be read are given."""
    nodes, problems = read_nodes(text)
    entries: list[Entry] = []
    for node in nodes:
        entries.append(
            Entry(
                id=node.id, name=node.name, any=node.phrases["any"], all=node.phrases["all"],
                none=node.phrases["none"], labels=node.phrases["labels"], exclude=node.phrases["exclude"],
                split_from=node.phrases["split_from"], parent=node.parent, same_as=node.same_as, flip=node.flip,
                line=node.line,
            )
        )  # fmt: skip
    return Codebook(source=source, entries=tuple(entries)), sorted(problems, key=lambda p: p.line)


def read_codebook(path: str) -> Codebook:
    """Read a codebook file.

    Raises:
        UsageError: the file can't be read, is no YAML, or has unknown fields, duplicate names, cycles or values of
            another kind; the message names file, line and field of each fault.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as problem:
        raise UsageError(f"can't read the codebook {path}: {problem.strerror}; check the path") from problem
    book, problems = check_codebook(data, path)
    faults = [p for p in problems if p.fault]
    if faults:
        raise UsageError("\n".join(f"{path}:{p.line}: {p.field}: {p.message}" for p in faults))
    return book


def apply_codebook(settled: Settled | Record, book: Codebook) -> Settled:
    """Code positions against a codebook; what fits no entry stays where the clusters put it.

    A wording that an entry lists beats keywords; among keywords the first entry of the file that fits counts. Keywords
    are looked for in the wording of the article, the label of its cluster and the sentence of the evidence; ``all``
    and ``none`` in the same.

    Which way a stance goes: where the file says ``flip``, from what the article said; else wordings that plainly ask
    for the opposite of the issue's name ("lifting the ban" under "ban") are turned, as the clusters do it.

    Args:
        settled: what :meth:`IssueBook.file` gave; or a record as it is, whose labels are then the wordings.
        book: the codebook.

    Returns:
        The record with codebook issues (an issue of its own id for each entry), and filings that name the entry.
    """
    if isinstance(settled, Record):
        settled = Settled(record=settled, filings=())
    record = settled.record
    texts = {d.id: d.text for d in record.documents}
    labels = {i.id: i.label for i in record.issues}
    filings = {f.position: f for f in settled.filings}
    positions: list[Position] = []
    named: dict[str, str] = {}
    out: dict[str, Filing] = {}
    for p in record.positions:
        filing = filings.get(p.id) or Filing(
            position=p.id, document=p.evidence.document, label=labels.get(p.issue, ""), stance=p.stance,
            issue=p.issue, sign=1, reason="as the article names it", score=1.0,
        )  # fmt: skip
        text = texts.get(p.evidence.document, "")
        sentence = sentence_around(text, p.evidence.start, p.evidence.end)
        found = _find_entry(book, filing, p, labels, sentence)
        if found:
            target, stated = book.target(found.entry)
            plain = filing.sign if p.id in filings else read_polarity(filing.label).sign
            if stated is None:
                sign = plain * read_polarity(target.name).sign
            else:
                sign = stated * plain if found.by_cluster else stated
            p = msgspec.structs.replace(p, issue=target.issue, stance=turn(filing.stance, sign))
            named[target.issue] = target.name
            reason = f"codebook “{found.entry.id}” (line {found.entry.line}): {found.why}"
            filing = msgspec.structs.replace(filing, issue=target.issue, sign=sign, reason=reason)
        out[p.id] = filing
        positions.append(p)
    used = dict.fromkeys(p.issue for p in positions)
    issues = tuple(Issue(id=k, label=named.get(k) or labels[k]) for k in used if k in named or k in labels)
    return Settled(
        record=msgspec.structs.replace(record, positions=tuple(positions), issues=issues), filings=tuple(out.values())
    )


class _Found(msgspec.Struct, frozen=True):
    entry: Entry
    why: str
    by_cluster: bool = False


def _find_entry(
    book: Codebook, filing: Filing, position: Position, labels: Mapping[str, str], sentence: str
) -> _Found | None:
    """The entry for a position and why."""
    cluster = labels.get(position.issue, "")
    wordings = {_same(filing.label), _same(cluster), position.issue}
    open_to = [e for e in book.entries if not wordings & {_same(x) for x in e.exclude}]
    for words, what in ((_same(filing.label), "wording"), (_same(cluster), "cluster"), (position.issue, "cluster")):
        for e in open_to:
            if words in {_same(x) for x in e.labels}:
                return _Found(e, f"{what} listed", what == "cluster")
    place = f"{filing.label} \n {cluster} \n {sentence}"
    for e in open_to:
        if e.split_from and not wordings & {_same(x) for x in e.split_from}:
            continue
        hits = [k for k in e.any if occurs(k, place)]
        if not (e.any or e.all) or (e.any and not hits):
            continue
        if all(occurs(k, place) for k in e.all) and not any(occurs(k, place) for k in e.none):
            return _Found(e, "keyword " + ", ".join(f"“{k}”" for k in [*hits[:1], *e.all]))
    return None


def _same(words: str) -> str:
    """Wordings are compared without case and spacing."""
    return " ".join(words.replace("’", "'").casefold().split())


def occurs(phrase: str, text: str) -> bool:
    """Whether a keyword occurs: whole words, any case; ``*`` stands for the rest (or start) of a word."""
    return bool(_pattern(phrase).search(text.replace("’", "'")))


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = (r"[^\W_]*".join(re.escape(part) for part in w.split("*")) for w in phrase.replace("’", "'").split())
    body = r"[\s\-]+".join(words)
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])", re.IGNORECASE)


def list_unused(book: Codebook, filings: Iterable[Filing]) -> list[Entry]:
    """The entries under which nothing was coded: for ``issues check``."""
    used = {m[1] for f in filings if (m := re.match(r"codebook “(.+?)” \(line", f.reason))}
    return [e for e in book.entries if e.id not in used]
