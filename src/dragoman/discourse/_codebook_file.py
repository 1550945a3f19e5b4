"""Reading a codebook's YAML node by node, so that every fault has its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from dragoman.errors import UsageError

_LISTS = ("any", "all", "none", "labels", "exclude", "split_from")
_FIELDS = ("id", "name", "keywords", "labels", "exclude", "split_from", "parent", "same_as", "flip", "note")
_KEYWORDS = ("any", "all", "none")
MAX_BYTES = 10_000_000


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a codebook. ``fault``: it can't be used so; otherwise it is advice. ``line`` counts from 1."""

    line: int
    field: str
    message: str
    fault: bool = True


class Node(msgspec.Struct, kw_only=True):
    """An entry as the file has it."""

    id: str
    name: str
    line: int
    field: str
    phrases: dict[str, tuple[str, ...]]
    parent: str | None = None
    same_as: str | None = None
    flip: bool = False
    lines: dict[str, int] = {}


def read_nodes(text: str | bytes) -> tuple[list[Node], list[Problem]]:
    """The entries of a codebook and everything that is wrong with it."""
    problems: list[Problem] = []
    root = _compose(text, problems)
    if root is None:
        return [], problems
    nodes = []
    for index, item in enumerate(_items(root, problems)):
        node = _entry(item, f"issues[{index}]", problems)
        if node is not None:
            nodes.append(node)
    _check_names(nodes, problems)
    _check_links(nodes, problems)
    _advise(nodes, problems)
    return nodes, problems


def _compose(text: str | bytes, problems: list[Problem]) -> Any:
    try:
        import yaml
    except ImportError as problem:
        raise UsageError("codebooks need PyYAML: pip install --upgrade dragoman") from problem
    if len(text) > MAX_BYTES:
        problems.append(Problem(line=1, field="file", message=f"is larger than {MAX_BYTES // 1_000_000} MB"))
        return None
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = problem.object[: problem.start].count(b"\n") + 1
            problems.append(Problem(line=line, field="file", message="is not UTF-8 text; save it as UTF-8"))
            return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        message = f"is not YAML: {problem.problem or problem.context}"
        problems.append(Problem(line=mark.line + 1 if mark else 1, field="file", message=message))
        return None
    except (yaml.YAMLError, RecursionError) as problem:
        at = int(getattr(problem, "position", 0))
        message = f"is not YAML: {getattr(problem, 'reason', None) or 'nested too deeply'}"
        problems.append(Problem(line=str(text)[:at].count("\n") + 1, field="file", message=message))
        return None
    if root is None:
        problems.append(Problem(line=1, field="file", message="is empty; it begins with “issues:”"))
    return root


def _items(root: Any, problems: list[Problem]) -> Sequence[Any]:
    """The nodes under ``issues``."""
    fields = _mapping(root, "file", ("issues",), problems)
    listed = fields.get("issues")
    if listed is None:
        if fields is not None and root.id == "mapping" and not any(p.fault for p in problems):
            problems.append(Problem(line=_line(root), field="issues", message="is missing; list the issues under it"))
        return ()
    if listed.id != "sequence":
        problems.append(Problem(line=_line(listed), field="issues", message="must be a list (lines that begin with -)"))
        return ()
    return list(listed.value)


def _entry(item: Any, field: str, problems: list[Problem]) -> Node | None:
    if item.id == "scalar" and item.value.strip():  # "- a 30-day ceasefire" is an issue by its name
        name = item.value.strip()
        return Node(
            id=name, name=name, line=_line(item), field=field, phrases=dict.fromkeys(_LISTS, ()) | {"labels": (name,)}
        )
    fields = _mapping(item, field, _FIELDS, problems)
    if not fields:
        return None
    texts = {k: _text(fields[k], f"{field}.{k}", problems) for k in ("id", "name", "parent", "same_as") if k in fields}
    name = texts.get("name") or texts.get("id")
    if not name:
        if not {"id", "name"} & set(fields):
            problems.append(Problem(line=_line(item), field=field, message="has no id and no name; give it one"))
        return None
    phrases: dict[str, tuple[str, ...]] = {
        k: _list(fields[k], f"{field}.{k}", problems) for k in ("labels", "exclude", "split_from") if k in fields
    }
    if "keywords" in fields:
        phrases |= _keywords(fields["keywords"], f"{field}.keywords", problems)
    node = Node(
        id=texts.get("id") or name, name=name, line=_line(item), field=field,
        phrases={k: phrases.get(k, ()) for k in _LISTS}, parent=texts.get("parent"), same_as=texts.get("same_as"),
        lines={k: _line(v) for k, v in fields.items()},
    )  # fmt: skip
    if "flip" in fields:
        node.flip = _yes(fields["flip"], f"{field}.flip", problems)
    return node


def _keywords(node: Any, field: str, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    """Keywords as one phrase, a list (any of them), or a mapping of any, all and none."""
    if node.id != "mapping":
        return {"any": _list(node, field, problems)}
    fields = _mapping(node, field, _KEYWORDS, problems)
    return {k: _list(v, f"{field}.{k}", problems) for k, v in fields.items()}


def _mapping(node: Any, field: str, known: Sequence[str], problems: list[Problem]) -> dict[str, Any]:
    if node.id != "mapping":
        wanted = ", ".join(known)
        problems.append(Problem(line=_line(node), field=field, message=f"must hold fields ({wanted})"))
        return {}
    out: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value if key.id == "scalar" else "?"
        if name not in known:
            hint = _nearest(name, known)
            message = f"is an unknown field{f'; did you mean “{hint}”?' if hint else ''} Known: {', '.join(known)}"
            problems.append(Problem(line=_line(key), field=f"{field}.{name}", message=message))
        elif name in out:
            problems.append(Problem(line=_line(key), field=f"{field}.{name}", message="stands here twice"))
        else:
            out[name] = value
    return out


def _nearest(name: str, known: Sequence[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(name.casefold(), known, 1, 0.7)), None)


def _text(node: Any, field: str, problems: list[Problem]) -> str | None:
    if node.id == "scalar" and node.tag != "tag:yaml.org,2002:null" and node.value.strip():
        return str(node.value.strip())
    problems.append(Problem(line=_line(node), field=field, message="must be a word or phrase"))
    return None


def _list(node: Any, field: str, problems: list[Problem]) -> tuple[str, ...]:
    nodes = [node] if node.id == "scalar" else node.value if node.id == "sequence" else None
    if nodes is None:
        problems.append(Problem(line=_line(node), field=field, message="must be a phrase or a list of phrases"))
        return ()
    out = []
    for i, n in enumerate(nodes):
        text = _text(n, f"{field}[{i}]" if node.id == "sequence" else field, problems)
        if text and not re.search(r"[^\W_]", text):
            problems.append(
                Problem(line=_line(n), field=field, message=f"“{text}” holds no word and would fit anything")
            )
        elif text:
            out.append(text)
    return tuple(out)


def _yes(node: Any, field: str, problems: list[Problem]) -> bool:
    if node.tag == "tag:yaml.org,2002:bool":
        return str(node.value).casefold() in ("true", "yes", "on")
    problems.append(Problem(line=_line(node), field=field, message="must be true or false"))
    return False


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _check_names(nodes: list[Node], problems: list[Problem]) -> None:
    """No two entries of one id or name; no wording in two entries."""
    told: set[int] = set()
    for what in ("name", "id"):
        seen: dict[str, Node] = {}
        for node in nodes:
            first = seen.setdefault(str(getattr(node, what)).casefold(), node)
            if first is node or node.line in told:
                continue
            told.add(node.line)
            message = f"“{getattr(node, what)}” is the {what} of the issue in line {first.line} too"
            problems.append(
                Problem(line=node.lines.get(what, node.line), field=f"{node.field}.{what}", message=message)
            )
    owner: dict[str, Node] = {}
    for node in nodes:
        for label in node.phrases["labels"]:
            first = owner.setdefault(" ".join(label.casefold().split()), node)
            if first is not node:
                line = node.lines.get("labels", node.line)
                message = f"“{label}” belongs to the issue in line {first.line} already; a wording has one issue"
                problems.append(Problem(line=line, field=f"{node.field}.labels", message=message))


def _check_links(nodes: list[Node], problems: list[Problem]) -> None:
    """``parent`` and ``same_as`` name issues of the file and never run in a circle."""
    by_id = {n.id: n for n in nodes}
    names = {n.name.casefold(): n.id for n in nodes} | {n.id.casefold(): n.id for n in nodes}
    for what in ("parent", "same_as"):
        for node in nodes:
            link = getattr(node, what)
            if link is None:
                continue
            known = names.get(link.casefold())
            if known is None:
                line = node.lines.get(what, node.line)
                hint = _nearest(link, list(names))
                message = f"no issue of this file is called “{link}”" + (f"; did you mean “{hint}”?" if hint else "")
                problems.append(Problem(line=line, field=f"{node.field}.{what}", message=message))
            setattr(node, what, known)
        told: set[str] = set()
        for node in nodes:
            path = [node.id]
            step = getattr(node, what)
            while step is not None and step not in path:
                path.append(step)
                step = getattr(by_id[step], what)
            if step == node.id and node.id not in told:
                told.update(path)
                round_trip = " → ".join([*path, node.id])
                line = node.lines.get(what, node.line)
                message = f"runs in a circle: {round_trip}"
                problems.append(Problem(line=line, field=f"{node.field}.{what}", message=message))


def _advise(nodes: list[Node], problems: list[Problem]) -> None:
    """What works but will surprise."""
    linked = {n.same_as for n in nodes} | {n.parent for n in nodes}
    for node in nodes:
        if node.flip and node.same_as is None:
            message = "turns stances round although this is no other wording of an issue (same_as)"
            line = node.lines.get("flip", node.line)
            problems.append(Problem(line=line, field=f"{node.field}.flip", message=message, fault=False))
        if not (node.phrases["any"] or node.phrases["all"] or node.phrases["labels"]) and node.id not in linked:
            message = "has neither keywords nor labels, so nothing will be coded under it"
            problems.append(Problem(line=node.line, field=node.field, message=message, fault=False))
