"""Corpora -> training windows. Readers for PolNeAR, CoNLL-style names and our own briefs."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tokenizers import Tokenizer

from training.check_data import locate
from training.net import ATTRIBUTION, MODALITY, NAMES, ROLES, STANCE, TYPES

IGNORE = -100
Span = tuple[int, int]


@dataclass
class Attribution:
    """One attribution by character spans."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    level: int = 1
    modality: str | None = None


@dataclass
class EventMark:
    """One event by character spans."""

    type: str
    trigger: Span
    modality: str
    roles: dict[str, list[Span]]


@dataclass
class StanceMark:
    """One stand by character spans: its words, who takes it, and what it is about (None: not in the text)."""

    span: Span
    stance: str
    holder: Span
    issue: Span | None


@dataclass
class Text:
    """A text with all that is known of it; None where a layer was not annotated."""

    text: str
    attributions: list[Attribution] | None = None
    inner: bool = False
    events: list[EventMark] | None = None
    names: list[tuple[int, int, str]] | None = None
    stances: list[StanceMark] | None = None


@dataclass
class Window:
    """What the network sees: ids with labels by head, and pair targets by piece positions."""

    ids: list[int]
    tags: dict[str, list[int]] = field(default_factory=dict)
    cue_source: list[tuple[int, list[int], list[int]]] = field(default_factory=list)
    content_cue: list[tuple[int, list[int], list[int]]] = field(default_factory=list)
    roles: list[tuple[int, dict[int, set[int]]]] = field(default_factory=list)


# ------------------------------------------------------------------ readers
def read_polnear(folder: Path, rng: random.Random) -> Iterator[Text]:
    """The articles of a PolNeAR split; where several annotated one, one of them is drawn."""
    for path in sorted((folder / "text").glob("*.txt")):
        files = sorted((folder / "attributions").glob(glob_escape(path.stem) + "_*.ann"))
        files = [f for f in files if re.fullmatch(re.escape(path.stem) + r"_[0-9a-f]{4}\.ann", f.name)]
        if files:
            text = path.read_bytes().decode("utf-8")
            yield Text(text, parse_ann(rng.choice(files).read_bytes().decode("utf-8"), text))


def glob_escape(name: str) -> str:
    """Escape glob marks in a file name."""
    return re.sub(r"([*?[])", r"[\1]", name)


def parse_ann(raw: str, text: str) -> list[Attribution]:
    """Attributions of a BRAT-like standoff file; fragments parted by no letter or digit are joined."""
    spans: dict[str, list[Span]] = {}
    out = []
    for line in raw.split("\n"):
        p = line.split("\t")
        if len(p) >= 2 and re.fullmatch(r"T\d+", p[0]):
            where = p[1].partition(" ")[2]
            spans[p[0]] = [(int(a), int(b)) for a, b in (x.split() for x in where.split(";"))]
        elif len(p) >= 2 and re.fullmatch(r"E\d+", p[0]):
            head, *args = p[1].split()
            if not head.startswith("Attribution"):
                continue
            roles: dict[str, list[Span]] = defaultdict(list)
            for arg in args:
                role, _, t = arg.partition(":")
                roles[re.sub(r"\d+$", "", role).lower()].extend(spans.get(t, []))
            out.append(Attribution(*(join_spans(roles[r], text) for r in ("source", "cue", "content"))))
    return out


def join_spans(spans: list[Span], text: str) -> list[Span]:
    """Sorted spans; neighbours with only white space or punctuation between them become one."""
    out: list[Span] = []
    for s, e in sorted(spans):
        if out and s - out[-1][1] <= 6 and not re.search(r"\w", text[out[-1][1] : s]):
            out[-1] = (out[-1][0], max(e, out[-1][1]))
        else:
            out.append((s, e))
    return out


def read_names(path: Path, per_text: int = 6) -> Iterator[Text]:
    """CoNLL lines (word TAB label); ``per_text`` sentences make one text, set as print sets them."""
    kinds = {
        "politician": "person",
        "person": "person",
        "organisation": "organisation",
        "politicalparty": "organisation",
        "country": "place",
        "location": "place",
        "misc": "misc",
        "event": "misc",
        "election": "misc",
    }
    text, names, sentences = "", [], 0
    last = None
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            sentences += 1
            last = None
            if sentences >= per_text and text:
                yield Text(text, names=names)
                text, names, sentences = "", [], 0
            continue
        word, _, label = line.replace("\t", " ").rpartition(" ")
        word = word.strip()
        if not word:
            continue
        glue = "" if not text or re.match(r"^([.,;:!?)\]]|'s|n't|')", word) else " "
        s = len(text) + len(glue)
        text += glue + word
        kind = kinds.get(label[2:]) if label != "O" else None
        if kind is None:
            last = None
        elif label.startswith("I") and last == kind and names:
            names[-1] = (names[-1][0], s + len(word), kind)
        else:
            names.append((s, s + len(word), kind))
            last = kind
    if text:
        yield Text(text, names=names)


def unmark(marked: str) -> tuple[str, dict[str, Span]]:
    """Text without <s> and <t> tags, and the spans that they marked."""
    text, spans, begun = "", {}, {}
    for part in re.split(r"(</?[st]>)", marked):
        if re.fullmatch(r"<[st]>", part):
            begun[part[1]] = len(text)
        elif re.fullmatch(r"</[st]>", part):
            spans[part[2]] = (begun.get(part[2], len(text)), len(text))
        else:
            text += part
    return text, {k: v for k, v in spans.items() if v[0] < v[1]}


def read_toward(path: Path) -> Iterator[tuple[str, tuple[Span, Span], int]]:
    """Directed sentiment rows: the text, its two entities (in brackets there) and one of five classes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        if len(row) != 4 or row[0].count("[") != 2 or not row[3].isdigit():
            continue
        text, spans = "", []
        for part in re.split(r"([\[\]])", row[0]):
            if part == "[":
                spans.append((len(text), len(text)))
            elif part == "]" and spans:
                spans[-1] = (spans[-1][0], len(text))
            else:
                text += part
        yield text, (spans[0], spans[1]), int(row[3])


# Files whose writers marked every attribution the way PolNeAR does (infinitives, mental cues); the others were
# written for events, so their statements do not teach the attribution heads.
FULL_ATTRIBUTION = ("e", "f", "h")
FULL_POSITIONS = ("e", "h", "p")  # likewise: every position marked


def read_briefs(path: Path) -> Iterator[Text]:
    """Our own annotated briefs; each nested content is also given as a text of its own (the second reading)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        for text in brief_texts(json.loads(line)):
            if path.name[0] not in FULL_ATTRIBUTION:
                if text.events is None and text.stances is None:
                    continue
                text.attributions, text.inner = None, False
            if path.name[0] not in FULL_POSITIONS:
                text.stances = None
            yield text


def read_standoff(folder: Path, corpora: Path, without: str = "") -> Iterator[Text]:
    """Our annotation of texts of the public corpora: offsets alone; the texts are looked up in ``corpora``.

    Each line has ``corpus`` (polnear-train, plv-train, aw-train, directed-train), ``sha1`` of the text, ``read`` (the
    part that was read), and ``events`` or ``positions`` with spans in that part in place of words
    (``training/data/README.md``). Lines of the corpus ``without`` are left out.
    """
    known: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["corpus"] == without:
                continue
            texts = known.setdefault(row["corpus"], {})
            if not texts:
                texts |= {sha1_of(t): t for t in corpus_texts(row["corpus"], corpora)}
            if row["sha1"] not in texts:
                raise ValueError(f"{path.name}: no text of {row['corpus']} in {corpora} has the sha1 {row['sha1']}")
            events = stances = None
            if "events" in row:
                events = [
                    EventMark(
                        e["type"], tuple(e["trigger"]), e["modality"],
                        {r: [tuple(x) for x in e.get(r, ())] for r in ("actor", "recipient", "date", "place")},
                    )
                    for e in row["events"]
                ]  # fmt: skip
            if "positions" in row:
                stances = [
                    StanceMark(
                        tuple(p["evidence"]), p["stance"], tuple(p["holder"]), tuple(p["issue"]) if p["issue"] else None
                    )
                    for p in row["positions"]
                ]
            yield Text(texts[row["sha1"]][slice(*row["read"])], events=events, stances=stances)


def corpus_texts(name: str, corpora: Path) -> Iterator[str]:
    """The texts of a corpus that our standoff annotation points into."""
    if name == "polnear-train":
        for path in sorted((corpora / "polnear/train/text").glob("*.txt")):
            yield path.read_bytes().decode("utf-8")
        return
    if name == "directed-train":
        yield from (text for text, _, _ in read_toward(corpora / "directed-sentiment/train.txt"))
        return
    file = {"plv-train": "PLV_train.tsv", "aw-train": "AW_train.tsv"}[name]
    lines = (corpora / "plover" / file).read_text(encoding="utf-8").splitlines()
    at = lines[0].split("\t").index("marked_sentence")
    for line in lines[1:]:
        yield unmark(line.split("\t")[at])[0]


def sha1_of(text: str) -> str:
    """What tells a text of a corpus from the others."""
    return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()


def brief_texts(row: dict) -> Iterator[Text]:
    """The text of a brief and, for each content with statements inside, that content as a text."""
    text = row["text"]
    statements = row.get("statements", [])

    def depth(i: int) -> int:
        d, seen = 1, set()
        while statements[i].get("within") is not None and i not in seen:
            seen.add(i)
            i, d = statements[i]["within"], d + 1
        return d

    marks = []
    for i, st in enumerate(statements):
        source = [locate(text, st["speaker"])] if st.get("speaker") else []
        cue = [locate(text, st["cue"])] if st.get("cue") else []
        content = [locate(text, c) for c in st["content"]]
        # PolNeAR counts "that" to the content, our writers did not: one convention for the model
        content = [(s - 5, e) if text[max(0, s - 5) : s] == "that " else (s, e) for s, e in content]
        content = join_spans(content, text)
        source, cue, content = nearest(source, cue, content, text)
        marks.append(Attribution(source, cue, content, depth(i), st["modality"]))
    events = []
    for ev in row.get("events", []):
        roles = {
            "actor": [locate(text, x) for x in ev["actors"]],
            "recipient": [locate(text, x) for x in ev["recipients"]],
            "date": [locate(text, ev["date"])] if ev.get("date") else [],
            "place": [locate(text, ev["place"])] if ev.get("place") else [],
        }
        events.append(EventMark(ev["type"], locate(text, ev["trigger"]), ev["modality"], roles))
    stances = [stance_mark(text, po) for po in row["positions"]]
    if row.get("layers") == ["positions"]:
        yield Text(text, stances=stances)
        return
    yield Text(text, marks, True, events, None, stances)
    for i in range(len(statements)):
        inside = [m for k, m in enumerate(marks) if statements[k].get("within") == i]
        if not inside or len(marks[i].content) != 1:
            continue
        s, e = marks[i].content[0]
        ok = all(s <= a and b <= e for m in inside for x in (m.source, m.cue, m.content) for a, b in x)
        if ok:
            base = marks[i].level
            deeper = [m for m in marks if m.level > base and all(s <= a and b <= e for a, b in m.content)]
            moved = [
                Attribution(
                    *([(a - s, b - s) for a, b in x] for x in (m.source, m.cue, m.content)), m.level - base, m.modality
                )
                for m in deeper
            ]
            yield Text(text[s:e], moved, True)


def stance_mark(text: str, po: dict) -> StanceMark:
    """A position of a brief. Where no words of the issue are given, the label itself, if it stands in the text."""
    s, e = span = locate(text, po["evidence"])
    if "issue_words" in po:
        issue = locate(text, po["issue_words"]) if po["issue_words"] else None
        return StanceMark(span, po["stance"], locate(text, po["actor"]), issue)
    label = po["issue"].lower()
    spots = [m.start() for m in re.finditer(re.escape(label), text.lower())] if len(text.lower()) == len(text) else []
    at = min(spots, key=lambda x: max(x - e, s - x, 0), default=-1)
    words = re.sub(r"#\d+$", "", po["actor"])
    # writers of the earlier files often pointed at the first mention: the nearest one is who is meant here
    near = [m.start() for m in re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)]
    who = min(near, key=lambda x: max(x - e, s - x - len(words), 0), default=locate(text, po["actor"])[0])
    return StanceMark(span, po["stance"], (who, who + len(words)), (at, at + len(label)) if at >= 0 else None)


def nearest(source: list[Span], cue: list[Span], content: list[Span], text: str) -> tuple:
    """Writers point at the first occurrence of a common word by slip: move a cue or source next to its content."""
    lo = min(s for s, _ in content)
    hi = max(e for _, e in content)

    def best(span: Span) -> Span:
        words = text[span[0] : span[1]]
        spots = [m.start() for m in re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)] or [span[0]]
        inside = lambda at: any(s < at + len(words) and at < e for s, e in content)  # noqa: E731
        key = lambda at: (inside(at), min(abs(at - hi), abs(at + len(words) - lo)))  # noqa: E731
        at = min(spots, key=key)
        return at, at + len(words)

    cue = [best(c) if len(text[c[0] : c[1]]) < 12 else c for c in cue]
    return source, cue, content


# ------------------------------------------------------------------ windows
class Encoder:
    """Cuts texts into windows of word pieces with labels."""

    def __init__(self, tokenizer: Tokenizer, size: int) -> None:
        self.tok = tokenizer
        self.size = size
        self.cls = tokenizer.token_to_id("[CLS]")
        self.sep = tokenizer.token_to_id("[SEP]")

    def windows(self, text: Text, rng: random.Random, size: int | None = None) -> Iterator[Window]:
        """Cut at sentence ends, from a random first cut; every piece falls in exactly one window."""
        enc = self.tok.encode(text.text, add_special_tokens=False)
        starts = sentence_starts(text.text, enc.offsets)
        limit = (size or self.size) - 2
        first = True
        at, n = 0, len(enc.ids)
        while at < n:
            want = limit if not first else rng.randint(limit // 3, limit)
            first = False
            cut = max((s for s in starts if at < s <= at + want), default=0)
            end = n if at + want >= n else (cut or at + want)
            yield self.window(text, enc.ids, enc.offsets, at, end)
            at = end

    def lone(self, text: Text) -> Iterator[Window]:
        """Each sentence as a window of its own (those of one or two pieces are left out)."""
        enc = self.tok.encode(text.text, add_special_tokens=False)
        cuts = [0, *sentence_starts(text.text, enc.offsets), len(enc.ids)]
        for at, end in pairwise(cuts):
            if 2 < end - at <= self.size - 2:
                yield self.window(text, enc.ids, enc.offsets, at, end)

    def window(self, text: Text, ids: list[int], offsets: list[Span], at: int, end: int) -> Window:
        """One window over pieces ``at`` to ``end``; position 0 is [CLS]."""
        w = Window([self.cls, *ids[at:end], self.sep])
        where = offsets[at:end]
        pad = lambda tags: [IGNORE, *tags, IGNORE]  # noqa: E731
        if text.attributions is not None:
            for level, name in ((1, "attribution"), (2, "inner")):
                if level == 2 and not text.inner:
                    continue
                marks = [a for a in text.attributions if a.level == level]
                w.tags[name] = [0, *attribution_tags(marks, where), 0]
                self.links(w, marks, where)
        if text.names is not None:
            spans = [(s, e, f"B-{k}") for s, e, k in text.names]
            w.tags["names"] = [0, *bio(spans, where, NAMES), 0]
        if text.events is not None:
            self.event_tags(w, text, where, pad)
        if text.stances is not None:
            tags = [0] * len(where)
            for mark in text.stances:
                at = pieces(mark.span, where)
                for i in at:
                    tags[i] = STANCE.index(mark.stance)
                targets = {"holder": mark.holder, "issue": mark.issue}
                found = {ROLES.index(k): {i + 1 for i in pieces(v, where)} for k, v in targets.items() if v}
                found = {k: v for k, v in found.items() if v}  # outside of the window it says nothing here
                if at and found:
                    w.roles.append((at[0] + 1, found))
            w.tags["stance"] = pad(tags)
        return w

    def event_tags(self, w: Window, text: Text, where: list[Span], pad) -> None:
        """Trigger, type and modality tags, and the pieces of each argument."""
        assert text.events is not None
        trigger = [0] * len(where)
        kind = [IGNORE] * len(where)
        modality = [IGNORE] * len(where)
        for ev in text.events:
            at = pieces(ev.trigger, where)
            if not at:
                continue
            for k, i in enumerate(at):
                trigger[i] = 1 if k == 0 else 2
                kind[i] = TYPES.index(ev.type)
                modality[i] = MODALITY.index(ev.modality)
            targets = {
                ROLES.index(r): {i + 1 for span in spans for i in pieces(span, where)} for r, spans in ev.roles.items()
            }
            w.roles.append((at[0] + 1, targets))
        for a in text.attributions or []:
            if a.modality and a.cue:
                for i in pieces(a.cue[0], where):
                    if modality[i] == IGNORE:
                        modality[i] = MODALITY.index(a.modality)
        w.tags["trigger"], w.tags["kind"], w.tags["modality"] = pad(trigger), pad(kind), pad(modality)

    def links(self, w: Window, marks: list[Attribution], where: list[Span]) -> None:
        """For each cue its source, for each content part its cue; candidates are the spans of the same level."""
        firsts = lambda spans: [p[0] + 1 for p in (pieces(s, where) for s in spans) if p]  # noqa: E731
        all_cues = sorted({c for m in marks for c in firsts(m.cue)})
        all_sources = sorted({s for m in marks for s in firsts(m.source)})
        for m in marks:
            cues, sources = firsts(m.cue), firsts(m.source)
            for c in cues[:1]:
                if not m.source or sources:  # a source outside of the window says nothing here
                    w.cue_source.append((c, all_sources, sources))
            for t in firsts(m.content):
                if cues:
                    w.content_cue.append((t, all_cues, cues[:1]))


def pieces(span: Span, where: list[Span]) -> list[int]:
    """Indices of the pieces that share a character with ``span``."""
    s, e = span
    return [i for i, (a, b) in enumerate(where) if a < e and b > s]


def attribution_tags(marks: list[Attribution], where: list[Span]) -> list[int]:
    """BIO tags; content first, then source, then cue, so that the shorter span wins an overlap."""
    tags = [0] * len(where)
    for role in ("content", "source", "cue"):
        b, i_ = ATTRIBUTION.index(f"B-{role}"), ATTRIBUTION.index(f"I-{role}")
        for m in marks:
            for span in getattr(m, role):
                at = pieces(span, where)
                for k, i in enumerate(at):
                    tags[i] = b if k == 0 else i_
                # a span cut in two by another one goes on with I: its first piece stays B
    return tags


def bio(spans: list[tuple[int, int, str]], where: list[Span], labels: tuple[str, ...]) -> list[int]:
    """BIO tags of labelled spans."""
    tags = [0] * len(where)
    for s, e, label in spans:
        for k, i in enumerate(pieces((s, e), where)):
            tags[i] = labels.index(label if k == 0 else "I" + label[1:])
    return tags


def sentence_starts(text: str, offsets: list[Span]) -> list[int]:
    """Indices of the pieces that begin a sentence or a paragraph (a rough cut is enough for windows)."""
    ends = [m.end() for m in re.finditer(r"[.!?…]['\"’”)\]]*\s+|\n+", text)]
    out, k = [], 0
    for i, (s, _) in enumerate(offsets):
        moved = False
        while k < len(ends) and ends[k] <= s:
            k, moved = k + 1, True
        if moved:
            out.append(i)
    return out
