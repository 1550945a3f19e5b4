"""The Discourse Network Analyzer file, read with sqlite3 against the layout of its source (Sql.java, 3.1.1)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.discourse.dna import Written, check_password, hash_password, java_text, seconds, write_dna
from dragoman.errors import UsageError
from dragoman.record import Record, Role

from .by_hand import actor, record

# Column names and types of DNA's own tables, in its order.
COLUMNS = {
    "SETTINGS": "Property Value",
    "DOCUMENTS": "ID Title Text Coder Author Source Section Notes Type Date",
    "STATEMENTTYPES": "ID Label Red Green Blue",
    "VARIABLES": "ID Variable DataType StatementTypeId",
    "VARIABLELINKS": "ID SourceVariableId TargetVariableId",
    "REGEXES": "Label Red Green Blue",
    "CODERRELATIONS": "ID Coder OtherCoder viewStatements editStatements viewDocuments editDocuments",
    "STATEMENTS": "ID StatementTypeId DocumentId Start Stop Coder",
    "DATABOOLEAN": "ID StatementId VariableId Value",
    "DATAINTEGER": "ID StatementId VariableId Value",
    "ENTITIES": "ID VariableId Value Red Green Blue ChildOf",
    "DATASHORTTEXT": "ID StatementId VariableId Entity",
    "DATALONGTEXT": "ID StatementId VariableId Value",
    "ATTRIBUTEVARIABLES": "ID VariableId AttributeVariable",
    "ATTRIBUTEVALUES": "ID EntityId AttributeVariableId AttributeValue",
    "CODERS": "ID Name Red Green Blue Refresh FontSize Password PopupWidth ColorByCoder PopupDecoration "
    "PopupAutoComplete PermissionAddDocuments PermissionEditDocuments PermissionDeleteDocuments "
    "PermissionImportDocuments PermissionAddStatements PermissionEditStatements PermissionDeleteStatements "
    "PermissionEditAttributes PermissionEditRegex PermissionEditStatementTypes PermissionEditCoders "
    "PermissionEditCoderRelations PermissionViewOthersDocuments PermissionEditOthersDocuments "
    "PermissionViewOthersStatements PermissionEditOthersStatements",
}
SAID = [
    ("Ola Berg", "support", "a bridge"),
    ("Kari Vik", "oppose", "a bridge"),
    ("Lio Tam", "conditional", "a port"),
    ("Kari Vik", "oppose", "a port"),
]


def example(**changes: object) -> Record:
    """One article with four positions; Ola Berg is a minister of the Harbour Board, Kari Vik is a party here."""
    made = record(SAID, "2031-05-01", lead=" 😀 over 𝒩orsund", **changes)  # type: ignore[arg-type]
    roles = (Role(title="chair", organisation="Harbour Board", document=made.documents[0].id, start=0, end=3),)
    actors = [
        msgspec.structs.replace(a, roles=roles) if a.name == "Ola Berg"
        else msgspec.structs.replace(a, kind="organisation", country="NOR") if a.name == "Kari Vik" else a
        for a in made.actors
    ]  # fmt: skip
    return msgspec.structs.replace(made, actors=tuple(actors))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The example as a database."""
    assert write_dna(tmp_path / "x.dna", [example()]) == Written(
        documents=1, statements=4, conditional=1, undated=0, shortened=0
    )
    with closing(sqlite3.connect(tmp_path / "x.dna")) as db:
        yield db


def test_the_tables_are_dnas(file: sqlite3.Connection) -> None:
    tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == set(COLUMNS)
    for table, columns in COLUMNS.items():
        assert [row[1] for row in file.execute(f"PRAGMA table_info({table})")] == columns.split(), table
    assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_dna_opens_versions_that_begin_with_3_0(file: sqlite3.Connection) -> None:
    assert dict(file.execute("SELECT Property, Value FROM SETTINGS"))["version"].startswith("3.0")


def statements(db: sqlite3.Connection, kind: str) -> list[tuple[object, ...]]:
    """Statements as DNA's exporter joins them."""
    values = ", ".join(
        f"(SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity JOIN VARIABLES v ON v.ID = d.VariableId "
        f"WHERE d.StatementId = s.ID AND v.Variable = '{name}' AND e.VariableId = v.ID)"
        for name in ("person", "organization", "concept")
    )
    query = (
        f"SELECT {values}, (SELECT Value FROM DATABOOLEAN b WHERE b.StatementId = s.ID), "
        "(SELECT Value FROM DATALONGTEXT l WHERE l.StatementId = s.ID) FROM STATEMENTS s "
        "JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId WHERE t.Label = ? ORDER BY s.ID"
    )
    return list(db.execute(query, (kind,)))


def test_statements_hold_person_organisation_concept_and_agreement(file: sqlite3.Connection) -> None:
    assert statements(file, "DNA Statement") == [
        ("Ola Berg", "Harbour Board", "a bridge", 1, None),
        ("", "Kari Vik", "a bridge", 0, None),
        ("", "Kari Vik", "a port", 0, None),
    ]


def test_a_condition_is_neither_yes_nor_no(file: sqlite3.Connection) -> None:
    assert statements(file, "Conditional position") == [("Lio Tam", "", "a port", None, "may accept a port")]


def test_offsets_are_javas(file: sqlite3.Connection) -> None:
    [(text,)] = file.execute("SELECT Text FROM DOCUMENTS")
    units = text.encode("utf-16-le")
    found = [
        units[2 * a : 2 * b].decode("utf-16-le")
        for a, b in file.execute("SELECT Start, Stop FROM STATEMENTS ORDER BY ID")
    ]
    assert found == ["backs a bridge", "rejects a bridge", "may accept a port", "rejects a port"]


def test_entities_have_their_attributes(file: sqlite3.Connection) -> None:
    query = (
        "SELECT AttributeValue FROM ATTRIBUTEVALUES v JOIN ATTRIBUTEVARIABLES a ON a.ID = v.AttributeVariableId "
        "JOIN ENTITIES e ON e.ID = v.EntityId WHERE e.Value = ? AND a.AttributeVariable = 'Type'"
    )
    assert file.execute(query, ("Kari Vik",)).fetchall() == [("organisation, NOR",)]
    [(attributes,)] = file.execute("SELECT count(*) FROM ATTRIBUTEVALUES")
    [(entities,)] = file.execute("SELECT count(*) FROM ENTITIES")
    assert attributes == 3 * entities


def test_documents_and_coders(file: sqlite3.Connection) -> None:
    [(title, date, coder)] = file.execute("SELECT Title, Date, Coder FROM DOCUMENTS")
    assert (title, date, coder) == ("One day", 1935360000, 2)
    coders = file.execute("SELECT ID, Name, Password FROM CODERS ORDER BY ID").fetchall()
    assert [c[:2] for c in coders] == [(1, "Admin"), (2, "Dragoman")]
    assert all(check_password("dragoman", c[2]) and not check_password("sample", c[2]) for c in coders)
    assert file.execute("SELECT Coder, OtherCoder FROM CODERRELATIONS").fetchall() == [(1, 2), (2, 1)]


def test_a_password_is_stored_as_jasypt_does() -> None:
    """Made with org.jasypt.util.password.StrongPasswordEncryptor 1.9.3 for the password "dragoman"."""
    assert check_password("dragoman", "/RuRnA1s+oOVBobEM4DM9mOoFQJYNIs9d5KwWwPwIWNmHtTzsF518rBQjKFTyPyZ")
    with pytest.raises(ValueError, match="16 bytes"):
        hash_password("dragoman", b"short")


def test_the_same_record_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("a.dna", "b.dna"):
        write_dna(tmp_path / name, [example()])
    dumps = []
    for name in ("a.dna", "b.dna"):
        with closing(sqlite3.connect(tmp_path / name)) as db:
            dumps.append(list(db.iterdump()))
    assert dumps[0] == dumps[1]


def test_coding_by_hand_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.dna").write_text("mine")
    with pytest.raises(UsageError, match="coding by hand"):
        write_dna(tmp_path / "x.dna", [example()])
    assert (tmp_path / "x.dna").read_text() == "mine"
    write_dna(tmp_path / "x.dna", [example()], replace=True)
    assert [p.name for p in tmp_path.iterdir()] == ["x.dna"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't write"):
        write_dna(tmp_path / "none" / "x.dna", [example()])


def test_what_the_layout_cannot_hold_is_said(tmp_path: Path) -> None:
    made = record([("Ola Berg", "support", "x" * 200), ("Ola Berg", "support", "x" * 201)], None)
    written = write_dna(tmp_path / "x.dna", [made])
    assert (written.undated, written.shortened) == (1, 2)
    with closing(sqlite3.connect(tmp_path / "x.dna")) as db:
        assert db.execute("SELECT Date FROM DOCUMENTS").fetchone() == (0,)
        assert "unknown" in db.execute("SELECT Notes FROM DOCUMENTS").fetchone()[0]
        names = [v for (v,) in db.execute("SELECT Value FROM ENTITIES WHERE VariableId = 3")]
        assert len(set(names)) == 2 and all(len(n) <= 190 for n in names)


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    made = record([("Ola Berg", "support", "a bridge")])
    other = msgspec.structs.replace(actor("Ola Berg", country="SWE"), country="SWE")
    more = msgspec.structs.replace(made.positions[0], id="po-2", actor=other.id, stance="oppose")
    both = msgspec.structs.replace(made, actors=(*made.actors, other), positions=(*made.positions, more))
    write_dna(tmp_path / "x.dna", [both])
    with closing(sqlite3.connect(tmp_path / "x.dna")) as db:
        assert {row[0] for row in statements(db, "DNA Statement")} == {"Ola Berg", "Ola Berg (SWE)"}


def test_copies_are_documents_without_statements(tmp_path: Path) -> None:
    written = write_dna(tmp_path / "x.dna", [example(), example(name="two", duplicate_of="doc-1")])
    assert (written.documents, written.statements) == (2, 4)


def test_an_article_without_positions_and_no_article(tmp_path: Path) -> None:
    assert write_dna(tmp_path / "a.dna", [record([])]).statements == 0
    assert write_dna(tmp_path / "b.dna", []).documents == 0


@pytest.mark.parametrize(
    ("published", "expected"),
    [(None, 0), ("1970-01-02", 86400), ("1970-01-02T01:00:00+05:00", 90000), ("1970-01-01T00:00:09Z", 9)],
)
def test_days_are_seconds_of_the_clock_as_written(published: str | None, expected: int) -> None:
    assert seconds(published) == expected


@given(st.text(alphabet="a😀\r\n𝒩é", max_size=30), st.data())
def test_offsets_slice_the_same_words_in_java(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    java, at = java_text(text)
    ours = text[start:end].replace("\r\n", "\n").replace("\r", "\n")
    split = text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n"
    if not split:  # nobody marks half a line end
        assert java.encode("utf-16-le")[2 * at(start) : 2 * at(end)].decode("utf-16-le") == ours
