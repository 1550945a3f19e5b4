"""An ontology file, read and checked: every fault with its line and field, all of them at once.

The file is walked as YAML nodes, not as loaded values: nodes know their lines, show keys that stand twice, and leave a
code such as ``NO`` the text that it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np

from dragoman.errors import SourceError, UsageError
from dragoman.knowledge import quad_of
from dragoman.ontology.mentions import Embed, hash_words, parse_marks
from dragoman.ontology.schema import Ontology, OwnType, Problem
from dragoman.record import EventType, Quad

TOP = ("name", "version", "description", "types")
FIELDS = ("name", "definition", "examples", "counter_examples", "quad", "parent")
PLOVER: tuple[str, ...] = get_args(EventType)
QUADS: tuple[str, ...] = get_args(Quad)
MAX_BYTES = 5_000_000
MAX_CHARACTERS = 1000  # of an example: one sentence
LEAST_WORDS = 3  # of an example
ALIKE = 0.85  # cosine of words and pairs of words from which two examples are the same sentence
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,47}")


def read_ontology(path: Path, embed: Embed | None = None) -> Ontology:
    """The ontology of a file.

    Raises:
        UsageError: the file is not there or has faults; the message lists all of them.
    """
    ontology, problems = check_ontology(path, embed)
    if problems or ontology is None:
        many = f"{len(problems)} faults" if len(problems) > 1 else "a fault"
        raise UsageError(f"{path} has {many}; mend and try again:\n" + "\n".join(f"  {p}" for p in problems))
    return ontology


def check_ontology(path: Path, embed: Embed | None = None) -> tuple[Ontology | None, list[Problem]]:
    """The ontology (None where there are faults) and all faults of a file, in the order of its lines.

    Args:
        path: a YAML file.
        embed: the sentence encoder; with it, examples of two types that mean the same are found too.

    Raises:
        UsageError: PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError as problem:
        raise UsageError('ontology files need PyYAML: pip install "dragoman[ontology]"') from problem
    walk = _Walk(str(path))
    try:
        node = yaml.compose(_text_of(path), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        walk.add(mark.line + 1 if mark else 1, "", _in_words(problem))
        return None, walk.problems
    except (yaml.YAMLError, RecursionError) as problem:
        found = re.search(r"position (\d+)", str(problem))
        walk.add(1, "", f"this is not YAML ({'nested too deeply' if not found else str(problem).splitlines()[0]})")
        return None, walk.problems
    except SourceError as problem:
        walk.add(1, "", f"{problem.problem}. {problem.advice}")
        return None, walk.problems
    ontology = walk.ontology(node)
    if ontology:
        walk.near_identical(embed)
    problems = sorted(walk.problems, key=lambda p: p.line)
    return (None if problems else ontology), problems


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(str(path), f"is larger than {MAX_BYTES // 10**6} MB", "Give an ontology file (YAML).")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise SourceError(str(path), f"is not UTF-8 (line {line})", "Save it as UTF-8.") from problem
    except IsADirectoryError as problem:
        raise SourceError(str(path), "is a folder", "Give an ontology file (YAML).") from problem
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise SourceError(str(path), f"can't be read ({reason})", "Give an ontology file (YAML).") from problem


def _in_words(problem: Any) -> str:
    words = f"this is not YAML: {problem.problem or problem.context or problem}"
    if problem.context and problem.problem:
        words += f" ({problem.context})"
    hint = "a sentence that begins with { or * or holds “: ” must stand in quotation marks"
    return f"{words}; {hint}"


class _Walk:
    """Walks the nodes of one file and keeps the faults and where each example stands."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.examples: list[tuple[int, str, str, str]] = []  # line, field, code, sentence without marks

    def add(self, line: int, field: str, message: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(file=self.file, line=line, field=field, message=message))

    def ontology(self, node: Any) -> Ontology | None:
        """The ontology; None where its frame is broken (faults are noted in any case)."""
        if node is None or (node.id == "scalar" and not node.value.strip()):
            self.add(1, "", "the file is empty; it needs name and types")
            return None
        if node.id != "mapping":
            self.add(_line(node), "", "the file must hold fields (name:, types:), not a list or a text")
            return None
        fields = dict(self.pairs(node, "", TOP))
        name = self.text(fields.get("name"), "name")
        for needed in ("name", "types"):
            if needed not in fields:
                self.add(_line(node), needed, "is missing")
        types = fields.get("types")
        if types is not None and (types.id != "mapping" or not types.value):
            self.add(_line(types), "types", "must hold at least one type, as CODE: {definition, examples}")
            types = None
        found = [self.type(code, value) for code, value in self.pairs(types, "types")] if types is not None else []
        version = self.text(fields.get("version"), "version", any_scalar=True)
        description = self.text(fields.get("description"), "description")
        if name is None or not found or None in found:
            return None
        kept = tuple(t for t in found if t is not None)
        return Ontology(name=name, version=version, description=description, types=kept, source=self.file)

    def pairs(self, node: Any, field: str, known: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
        """Keys and values of a mapping; keys that stand twice and unknown ones are faults and are left out."""
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = key.value if key.id == "scalar" else "?"
            where = f"{field}.{name}" if field else name
            seen = name if known else name.casefold()
            if seen in lines:
                what = "stands" if known else "the code stands"
                self.add(_line(key), where, f"{what} twice (first on line {lines[seen]})")
            elif known and name not in known:
                near = difflib.get_close_matches(name, known, 1)
                advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
                self.add(_line(key), where, f"is no field of an ontology; {advice}")
            else:
                lines[seen] = _line(key)
                if not known and not _CODE.fullmatch(name):
                    self.add(_line(key), where, "a code is a letter and then letters, digits, _ . or - (48 at most)")
                yield name, value

    def type(self, code: str, node: Any) -> OwnType | None:
        """One type."""
        at = f"types.{code}"
        if node.id != "mapping":
            self.add(_line(node), at, "must hold fields (definition:, examples:)")
            return None
        before = len(self.problems)
        fields = dict(self.pairs(node, at, FIELDS))
        for needed in ("definition", "examples"):
            if needed not in fields:
                self.add(_line(node), f"{at}.{needed}", "is missing")
        definition = self.text(fields.get("definition"), f"{at}.definition")
        examples = self.sentences(fields.get("examples"), f"{at}.examples", code)
        counter = self.sentences(fields.get("counter_examples"), f"{at}.counter_examples", "")
        parents = self.parents(fields.get("parent"), f"{at}.parent")
        quad = self.text(fields.get("quad"), f"{at}.quad")
        if quad is not None and quad not in QUADS:
            self.add(_line(fields["quad"]), f"{at}.quad", f"“{quad}” is none of {', '.join(QUADS)}")
        elif quad is not None and parents and quad not in {quad_of(p) for p in parents}:
            told = ", ".join(f"{p} is {quad_of(p)}" for p in parents)
            self.add(_line(fields["quad"]), f"{at}.quad", f"“{quad}” does not fit the parent ({told})")
        if len(self.problems) > before or definition is None:
            return None
        name = self.text(fields.get("name"), f"{at}.name")
        return OwnType(
            code=code, name=name, definition=definition, examples=examples, counter_examples=counter,
            quad=quad, parents=parents,  # type: ignore[arg-type]
        )  # fmt: skip

    def text(self, node: Any, field: str, any_scalar: bool = False) -> str | None:
        """A text; anything else is a fault."""
        if node is None:
            return None
        if node.id != "scalar":
            kind = "a list" if node.id == "sequence" else "fields (put a text that holds “: ” in quotation marks)"
            self.add(_line(node), field, f"must be text, not {kind}")
            return None
        value = str(node.value).strip()
        if not value or (node.tag.endswith(":null") and not node.style):
            self.add(_line(node), field, "is empty")
            return None
        plain = node.tag.rpartition(":")[2]
        if plain != "str" and not any_scalar:
            self.add(_line(node), field, f"must be text, not {plain} ({value}); put it in quotation marks")
            return None
        return value

    def items(self, node: Any, field: str) -> list[tuple[str, Any]]:
        """The items of a list with their field names."""
        if node is None:
            return []
        if node.id != "sequence":
            self.add(_line(node), field, "must be a list (one “- ” a line)")
            return []
        if not node.value:
            self.add(_line(node), field, "is empty")
        return [(f"{field}[{i}]", item) for i, item in enumerate(node.value, 1)]

    def sentences(self, node: Any, field: str, code: str) -> tuple[str, ...]:
        """Example sentences; ``code`` is that of the type, or empty for counter-examples."""
        out: list[str] = []
        for where, item in self.items(node, field):
            words = self.text(item, where)
            if words is None:
                continue
            try:
                plain = parse_marks(words).text
            except UsageError as problem:
                self.add(_line(item), where, str(problem))
                continue
            if len(plain.split()) < LEAST_WORDS:
                self.add(_line(item), where, f"“{plain}” is too short; give a whole sentence")
            elif len(plain) > MAX_CHARACTERS:
                self.add(_line(item), where, f"has {len(plain)} characters; give one sentence")
            else:
                out.append(words)
                self.examples.append((_line(item), where, code, plain))
        return tuple(out)

    def parents(self, node: Any, field: str) -> tuple[str, ...]:
        """PLOVER types: one or a list."""
        if node is None:
            return ()
        items = self.items(node, field) if node.id == "sequence" else [(field, node)]
        out = []
        for where, item in items:
            name = self.text(item, where)
            if name is None:
                continue
            if name not in PLOVER:
                near = difflib.get_close_matches(name.upper(), PLOVER, 1)
                advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(PLOVER)}"
                self.add(_line(item), where, f"“{name}” is no PLOVER type; {advice}")
            elif name in out:
                self.add(_line(item), where, f"{name} stands twice")
            else:
                out.append(name)
        return tuple(out)

    def near_identical(self, embed: Embed | None) -> None:
        """Examples that stand twice, or of which two types (or a type and a counter-example) claim the same."""
        if len(self.examples) < 2:
            return
        words = np.stack([hash_words(x[3]) for x in self.examples])
        meanings = embed([x[3] for x in self.examples]) if embed else None
        for i, (line, field, code, _) in enumerate(self.examples[1:], 1):
            alike = words[:i] @ words[i] >= ALIKE
            if meanings is not None:
                other = np.array([x[2] != code for x in self.examples[:i]])
                alike |= other & (meanings[:i] @ meanings[i] >= SAME_MEANING)
            if alike.any():
                first = self.examples[int(alike.argmax())]
                self.add(line, field, f"says the same as {first[1]} (line {first[0]}); keep it once")


SAME_MEANING = 0.95  # cosine of two sentences from which they can't teach two types


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
