"""The file, merging, looking up, what changed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import SourceError, UsageError
from dragoman.register import Entry, Held, Register, Witness, decode_entry, encode_entry
from dragoman.register.entries import join_entries, join_roles, read_entries, write_entries

days = st.dates().map(lambda d: d.isoformat())
witnesses = st.builds(
    Witness, document=st.sampled_from(["doc-1", "doc-2", "doc-3"]), words=st.text(max_size=9), published=st.none() | days,
    start=st.none() | st.integers(0, 99),
)  # fmt: skip
roles = st.builds(
    Held, title=st.sampled_from(["Minister", "minister", "MP"]), country=st.none() | st.sampled_from(["NOR", "LVA"]),
    exact=st.booleans(), from_=st.none() | days, until=st.none() | days, witnesses=st.lists(witnesses, max_size=3).map(tuple),
)  # fmt: skip
entries = st.builds(
    Entry, id=st.from_regex(r"ac-[0-9a-f]{12}", fullmatch=True), name=st.text(min_size=1, max_size=20).filter(str.strip),
    kind=st.sampled_from(["person", "organisation"]), aliases=st.lists(st.text(max_size=9), max_size=2).map(tuple),
    roles=st.lists(roles, max_size=3).map(tuple),
)  # fmt: skip


@given(entries)
def test_an_entry_is_one_line_and_comes_back(entry: Entry) -> None:
    line = encode_entry(entry)
    assert b"\n" not in line
    assert decode_entry(line) == entry


@given(st.lists(roles, max_size=5), st.lists(roles, max_size=5))
def test_joining_roles_is_idempotent_and_needs_no_order(one: list[Held], two: list[Held]) -> None:
    joined = join_roles([*one, *two])
    assert join_roles([*joined, *joined]) == joined
    assert {r.title.casefold() for r in joined} == {r.title.casefold() for r in [*one, *two]}
    assert join_roles([*two, *one]) == joined or any(r.title.casefold() == "minister" for r in joined)


def test_save_and_load_give_the_same_sorted_and_stable_file(tmp_path: Path) -> None:
    register = Register([Entry(id="ac-b", name="Bo Ek", kind="person"), Entry(id="ac-a", name="Åse Li", kind="person")])
    path = tmp_path / "x.jsonl"
    register.save(path)
    first = path.read_bytes()
    assert first.splitlines()[0] == b'{"dragoman":"register","version":1}'
    assert [decode_entry(line).id for line in first.splitlines()[1:]] == ["ac-a", "ac-b"]
    Register.load(path).save(path)
    assert path.read_bytes() == first
    assert os.listdir(tmp_path) == ["x.jsonl"], "nothing is left beside it"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        ("name,country\n", "line 1"),
        ('{"dragoman":"register","version":99}\n', "version 99"),
        ('{"dragoman":"corrections","version":1}\n', "not a register"),
        ('{"dragoman":"register","version":1}\n{"id":"ac-1","name":"A B","kind":"person"}\n{"id":\n', "line 3"),
        ('{"dragoman":"register","version":1}\n{"id":"ac-1","name":"A B","kind":"wizard"}\n', "line 2"),
        ('{"dragoman":"register","version":1}\n{"id":"ac-1","name":" ","kind":"person"}\n', "line 2"),
        ('{"dragoman":"register","version":1}\n' + '{"id":"ac-1","name":"A B","kind":"person"}\n' * 2, "ac-1"),
    ],
)
def test_a_bad_file_is_an_error_that_names_the_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(SourceError, match=words) as error:
        Register.load(path)
    assert "x.jsonl" in str(error.value)


def test_no_file_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such register"):
        Register.load(tmp_path / "none.jsonl")
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00\x01" * 100)
    with pytest.raises(SourceError, match="line 1"):
        list(read_entries(tmp_path / "x"))
    with pytest.raises(SourceError):
        Register.load(tmp_path)
    with pytest.raises(UsageError, match="can't write"):
        write_entries([], tmp_path / "no" / "folder" / "x.jsonl")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.jsonl"
    Register([Entry(id="ac-1", name="A B", kind="person")]).save(path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        Register().save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.jsonl"]


def test_unknown_fields_of_a_newer_program_do_not_break_reading() -> None:
    assert decode_entry(b'{"id":"ac-1","name":"A B","kind":"person","colour":"red"}').name == "A B"


def test_changed_gives_each_change_once_and_add_none() -> None:
    register = Register()
    register.add(Entry(id="ac-1", name="Ada Berg", kind="person"))
    assert list(register.changed()) == []
    register.merge(Register([Entry(id="ac-1", name="Ada Berg", kind="person", country="NOR")]))
    assert [(e.id, e.country) for e in register.changed()] == [("ac-1", "NOR")]
    assert list(register.changed()) == []


def person(id: str, name: str = "Ada Berg", country: str | None = None, **more: object) -> Entry:
    role = (
        Held(title="minister", country=country, told=True, from_="2025-01-01", until="2025-01-02") if country else None
    )
    return (
        msgspec.convert({"id": id, "name": name, "kind": "person", **more}, Entry)
        if not role
        else msgspec.structs.replace(
            msgspec.convert({"id": id, "name": name, "kind": "person", **more}, Entry), roles=(role,)
        )
    )


def test_merging_registers_joins_the_same_and_keeps_namesakes_apart() -> None:
    ours = Register([person("ac-1", country="NOR")])
    moved = ours.merge(
        Register([person("ac-2", country="NOR"), person("ac-3", country="SWE"), person("ac-4", "Bo Ek")])
    )
    assert moved == {"ac-2": "ac-1"}
    assert sorted(e.id for e in ours) == ["ac-1", "ac-3", "ac-4"]
    entry = ours.get("ac-2")
    assert entry is not None and entry.id == "ac-1" and entry.ids == ("ac-2",)


def test_merging_a_namesake_of_the_same_id_loses_nobody() -> None:
    ours = Register([person("ac-1", country="NOR")])
    moved = ours.merge(Register([person("ac-1", country="SWE")]))
    assert len(ours) == 2
    other = ours.get(moved["ac-1"])
    assert other is not None and other.roles[0].country == "SWE" and other.apart
    assert ours.merge(Register([person("ac-1", country="SWE")])) == moved, "again changes nothing"
    assert len(ours) == 2


@given(entries, entries)
def test_joining_entries_loses_no_name_and_no_id(one: Entry, two: Entry) -> None:
    joined = join_entries(one, two)
    assert {joined.name, *joined.aliases} >= {one.name, two.name, *one.aliases, *two.aliases}
    assert {joined.id, *joined.ids} >= {one.id, two.id}
    assert join_entries(joined, two) == joined


def test_search_finds_by_name_alias_title_and_id_best_first() -> None:
    register = Register(
        [
            person("ac-1", "Ada Berg"),
            person("ac-2", "Bo Ek", aliases=["Adam Ek"]),
            msgspec.structs.replace(person("ac-3", "Cid Moe"), roles=(Held(title="mayor of Adasund"),)),
        ]
    )
    assert [e.id for e in register.search("ada")] == ["ac-1", "ac-2", "ac-3"]
    assert [e.id for e in register.search("moe mayor")] == ["ac-3"]
    assert [e.id for e in register.search("ac-2")] == ["ac-2"]
    assert register.search("zzz") == [] and register.search("") == []


def test_a_large_register_is_looked_up_quickly() -> None:
    many = [Entry(id=f"ac-{n}", name=f"Given{n % 977} Family{n}", kind="person") for n in range(50_000)]
    register = Register(many)
    register.called("family7")  # files the entries
    start = time.process_time()
    for n in range(0, 50_000, 50):
        assert [e.id for e in register.called(f"family{n}")] == [f"ac-{n}"]
        assert register.bearers(f"Given{n % 977} Family{n}")
    register.add(Entry(id="ac-new", name="New Person", kind="person"))
    assert register.bearers("New Person")
    assert time.process_time() - start < 1.5
