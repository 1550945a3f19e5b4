"""The tables of Discourse Network Analyzer 3 (SQLite), column for column: facts of a file format."""

from __future__ import annotations

# DNA opens files whose version begins with 3.0; 3.0.8 of this day is the first with this layout that we checked.
SETTINGS = (("version", "3.0.8"), ("date", "2022-06-16"))

_COLOURS = ", ".join(f"{c} INTEGER NOT NULL DEFAULT 0 CHECK ({c} BETWEEN 0 AND 255)" for c in ("Red", "Green", "Blue"))
_LOOSE_COLOURS = ", ".join(f"{c} INTEGER CHECK ({c} BETWEEN 0 AND 255)" for c in ("Red", "Green", "Blue"))
_PERMISSIONS = (
    "AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements",
    "DeleteStatements", "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations",
    "ViewOthersDocuments", "EditOthersDocuments", "ViewOthersStatements", "EditOthersStatements",
)  # fmt: skip
_RELATIONS = ("viewStatements", "editStatements", "viewDocuments", "editDocuments")


def _flag(name: str, default: int) -> str:
    return f"{name} INTEGER NOT NULL CHECK ({name} BETWEEN 0 AND 1) DEFAULT {default}"


def _text(name: str, default: str = " DEFAULT ''") -> str:
    return f"{name} TEXT NOT NULL{default} CHECK (LENGTH({name}) < 191)"


def _points_to(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _data(table: str, value: str, *more: str) -> str:
    """A table of values: one row for each statement and variable."""
    keys = ", ".join(
        [_points_to("StatementId", "STATEMENTS"), _points_to("VariableId", "VARIABLES"), *more,
         "UNIQUE (StatementId, VariableId)"]
    )  # fmt: skip
    return (
        f"CREATE TABLE {table}(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, "
        f"VariableId INTEGER NOT NULL, {value}, {keys})"
    )


TABLES = (
    "CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL)",
    f"CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, {_text('Name', '')}, {_COLOURS}, "
    "Refresh INTEGER NOT NULL CHECK (Refresh BETWEEN 0 AND 9999) DEFAULT 0, "
    "FontSize INTEGER NOT NULL CHECK (FontSize BETWEEN 1 AND 99) DEFAULT 14, "
    f"{_text('Password', '')}, "
    "PopupWidth INTEGER CHECK (PopupWidth BETWEEN 100 AND 9999) DEFAULT 300, "
    f"{_flag('ColorByCoder', 0)}, {_flag('PopupDecoration', 0)}, {_flag('PopupAutoComplete', 1)}, "
    + ", ".join(_flag(f"Permission{p}", 1) for p in _PERMISSIONS)
    + ")",
    f"CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, {_text('Title', '')}, Text TEXT NOT NULL, "
    f"Coder INTEGER, {_text('Author')}, {_text('Source')}, {_text('Section')}, "
    f"Notes TEXT NOT NULL DEFAULT '', {_text('Type')}, Date INTEGER NOT NULL, {_points_to('Coder', 'CODERS')})",
    f"CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY, {_text('Label', '')}, {_COLOURS})",
    f"CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY, {_text('Variable', '')}, "
    "DataType TEXT NOT NULL CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text')) "
    f"DEFAULT 'short text', StatementTypeId INTEGER, {_points_to('StatementTypeId', 'STATEMENTTYPES')}, "
    "UNIQUE (Variable, StatementTypeId))",
    "CREATE TABLE VARIABLELINKS(ID INTEGER NOT NULL PRIMARY KEY, SourceVariableId INTEGER, TargetVariableId INTEGER, "
    f"CHECK (TargetVariableId != SourceVariableId), {_points_to('SourceVariableId', 'VARIABLES')}, "
    f"{_points_to('TargetVariableId', 'VARIABLES')})",
    f"CREATE TABLE REGEXES(Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191), {_COLOURS})",
    "CREATE TABLE CODERRELATIONS(ID INTEGER NOT NULL PRIMARY KEY, Coder INTEGER CHECK(Coder > 0), "
    "OtherCoder INTEGER CHECK(OtherCoder > 0), "
    + ", ".join(f"{r} INTEGER NOT NULL DEFAULT 1 CHECK({r} BETWEEN 0 AND 1)" for r in _RELATIONS)
    + f", CHECK (Coder != OtherCoder), {_points_to('Coder', 'CODERS')}, {_points_to('OtherCoder', 'CODERS')})",
    "CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, "
    "Start INTEGER NOT NULL CHECK(Start >= 0), Stop INTEGER NOT NULL CHECK(Stop >= 0), Coder INTEGER, "
    f"CHECK (Start < Stop), {_points_to('StatementTypeId', 'STATEMENTTYPES')}, {_points_to('Coder', 'CODERS')}, "
    f"{_points_to('DocumentId', 'DOCUMENTS')})",
    _data("DATABOOLEAN", "Value INTEGER NOT NULL DEFAULT 1"),
    _data("DATAINTEGER", "Value INTEGER NOT NULL DEFAULT 0"),
    f"CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, {_text('Value')}, "
    f"{_LOOSE_COLOURS}, ChildOf INTEGER CHECK(ChildOf > 0), UNIQUE (VariableId, Value), "
    f"{_points_to('ChildOf', 'ENTITIES')}, {_points_to('VariableId', 'VARIABLES')})",
    _data("DATASHORTTEXT", "Entity INTEGER NOT NULL", _points_to("Entity", "ENTITIES")),
    _data("DATALONGTEXT", "Value TEXT DEFAULT ''"),
    "CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, "
    f"{_text('AttributeVariable', '')}, UNIQUE(VariableId, AttributeVariable), "
    f"{_points_to('VariableId', 'VARIABLES')})",
    "CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL, "
    f"AttributeVariableId INTEGER NOT NULL, {_text('AttributeValue')}, UNIQUE (EntityId, AttributeVariableId), "
    f"{_points_to('EntityId', 'ENTITIES')}, {_points_to('AttributeVariableId', 'ATTRIBUTEVARIABLES')})",
)
