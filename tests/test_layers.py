"""The house's order: who may import whom, what an import costs, which names are public."""

from __future__ import annotations

import ast
import graphlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import dragoman

SRC = Path(dragoman.__file__).parent
# Low to high (STYLE.md); a module imports from its own layer or from below.
LAYERS = [
    {"errors", "record", "reading", "summary"},
    {"config", "knowledge", "graphs"},
    {"sources", "find", "write", "embedding", "closer", "dyads", "discourse", "copies", "pool"},
    {"model", "store", "register"},
    {"settle", "ontology"},
    {"pipeline"},
    {"corpus", "parts", "watch"},
    {"scale", "cli", "cli_actors", "cli_corpus", "cli_ontology", "cli_positions", "cli_web", "web", "canary"},
    {"__init__", "__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# Who alone may import what is heavy, or ties us to a library.
OWNERS = {
    "onnxruntime": {"graphs"},
    "tokenizers": {"graphs"},
    "numpy": {"graphs", "model", "closer", "dyads", "embedding", "discourse", "ontology", "copies", "knowledge"},
    "ray": {"scale"},
    "torch": set(),
    "transformers": set(),
    "trafilatura": {"sources"},
    "httpx": {"sources"},
    "protego": {"watch"},
    "py3langid": {"sources"},
    "networkx": {"discourse", "write", "web"},
    "pyarrow": {"sources", "store", "write", "parts"},
    "fastwarc": {"sources"},
    "rich": {"write"},
    "jinja2": {"write", "web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "mcp": {"web"},
    "typer": {"cli", "cli_actors", "cli_corpus", "cli_ontology", "cli_positions", "cli_web"},
}


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name without ``dragoman.``."""
    out = {}
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        out[name] = ast.parse(path.read_text(encoding="utf-8"))
    return out


MODULES = modules()


def imports(tree: ast.Module, *, lazy: bool = True) -> set[str]:
    """Dotted names of what a module imports, without what is only for type checkers; ``lazy``: in functions too."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return
        if not lazy and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                known = deeper.removeprefix("dragoman.") in MODULES and deeper.startswith("dragoman.")
                found.add(deeper if known else str(node.module))
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return found


def inner(names: set[str]) -> set[str]:
    """The modules of the package among imported names, without ``dragoman.``."""
    return {
        n.removeprefix("dragoman.") if n != "dragoman" else "__init__" for n in names if n.split(".")[0] == "dragoman"
    }


def test_every_module_has_a_layer() -> None:
    unknown = {name.split(".")[0] for name in MODULES} - set(RANK)
    assert not unknown, f"say in LAYERS where {sorted(unknown)} belong"
    assert len(MODULES) > 30


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down(name: str) -> None:
    rank = RANK[name.split(".")[0]]
    up = {other for other in inner(imports(MODULES[name])) if RANK[other.split(".")[0]] > rank}
    assert not up, f"{name} imports {sorted(up)} from a higher layer"


def test_there_are_no_import_cycles() -> None:
    graph = {name: inner(imports(tree)) - {name} for name, tree in MODULES.items()}
    try:
        order = list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as cycle:
        pytest.fail(f"import cycle: {' -> '.join(cycle.args[1])}")
    assert order.index("record") < order.index("pipeline") < order.index("cli")


@pytest.mark.parametrize("library", OWNERS)
def test_libraries_have_one_owner(library: str) -> None:
    users = {
        name.split(".")[0] for name, tree in MODULES.items() if library in {i.split(".")[0] for i in imports(tree)}
    }
    assert users <= OWNERS[library]


def test_the_environment_is_read_at_the_door_only() -> None:
    readers = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
    }
    assert readers <= {"config", "cli"}


# ---------------------------------------------------------------- what an import costs
def test_importing_dragoman_loads_nothing_heavy() -> None:
    code = (
        "import sys, time, json; t = time.process_time(); import dragoman; took = time.process_time() - t\n"
        "print(json.dumps([took, sorted({m.split('.')[0] for m in sys.modules})]))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SRC.parent)}
    ).stdout  # fmt: skip
    took, loaded = json.loads(out)
    heavy = {
        "onnxruntime",
        "tokenizers",
        "trafilatura",
        "httpx",
        "rich",
        "jinja2",
        "numpy",
        "lxml",
        "typer",
        "py3langid",
    }
    assert not heavy & set(loaded)
    assert {"dragoman", "msgspec"} <= set(loaded)
    assert took < 0.3, f"import dragoman took {took:.2f} s of processor time"


# ---------------------------------------------------------------- public names
def test_public_names_are_sorted_and_all_there() -> None:
    assert dragoman.__all__ == sorted(dragoman.__all__)
    tree = MODULES["__init__"]
    bound = {a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert bound == set(dragoman.__all__), "what is imported is public, what is public is imported"
    assert all(hasattr(dragoman, name) for name in dragoman.__all__)


@pytest.mark.parametrize("name", [n for n in dragoman.__all__ if n != "__version__"])
def test_public_names_are_documented(name: str) -> None:
    assert (getattr(dragoman, name).__doc__ or "").strip(), f"{name} has no docstring"


def test_the_version_is_the_packages() -> None:
    pyproject = SRC.parents[1] / "pyproject.toml"
    assert f'version = "{dragoman.__version__}"' in pyproject.read_text(encoding="utf-8")
