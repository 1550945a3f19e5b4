import json
import subprocess
import sys
from importlib.resources import files

import dragoman.knowledge as knowledge


def test_public_names_are_sorted_and_there() -> None:
    assert list(knowledge.__all__) == sorted(knowledge.__all__)
    assert all(hasattr(knowledge, name) for name in knowledge.__all__)


def test_json_files_are_json_and_sources_are_named() -> None:
    folder = files("dragoman.knowledge")
    sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    data = [f for f in folder.iterdir() if f.name.endswith((".json", ".tsv", ".bin", ".yaml"))]
    assert len(data) >= 8
    for file in data:
        assert file.name in sources, file.name
        if file.name.endswith(".json"):
            json.loads(file.read_text(encoding="utf-8"))
    assert (folder / "places.bin").stat().st_size < 6_000_000  # type: ignore[attr-defined]


def test_nothing_is_read_at_import() -> None:
    code = (
        "import builtins, io, sys, gzip, dragoman.knowledge._names as n, dragoman.knowledge._places as p;"
        "assert n._table.cache_info().currsize == 0 and p._file.cache_info().currsize == 0;"
        "assert 'yaml' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_ontology_json_is_made_from_the_yaml() -> None:
    yaml = __import__("pytest").importorskip("yaml")
    folder = files("dragoman.knowledge")
    source = yaml.safe_load((folder / "plover.yaml").read_text(encoding="utf-8"))
    assert json.loads((folder / "plover.json").read_text(encoding="utf-8")) == source
