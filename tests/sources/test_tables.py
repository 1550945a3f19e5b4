"""CSV and Parquet: columns, dialects, bad rows, sizes."""

from __future__ import annotations

import gzip
import io
import time
from pathlib import Path

import pytest
from conftest import Gather
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.errors import UsageError
from dragoman.sources.bulk import BulkOptions, Fault, Item, iter_items, read_item
from dragoman.sources.tables import is_table, sniff_table

TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."
HEADER = "id,title,text,date,publisher,url,author,language\n"


def row(n: int, text: str = TEXT) -> str:
    return f'{n},"Plan {n}, rejected","{text}",2024-05-08,Havnen,https://havnen.example/{n},By Jane Roe and Ivo Brandt,English\n'


def test_usual_names(gather: Gather) -> None:
    items, faults = gather(HEADER + row(1) + row(2), "a.csv")
    assert not faults and [item.key for item in items] == ["row 1", "row 2"]
    assert items[0] == Item(
        source=items[0].source,
        key="row 1",
        data=TEXT,
        kind="text",
        title="Plan 1, rejected",
        published="2024-05-08",
        outlet="Havnen",
        url="https://havnen.example/1",
        language="en",
        authors=("Jane Roe", "Ivo Brandt"),
    )
    (document,), _ = read_item(items[0], Config())
    assert document.text == f"Plan 1, rejected\n\n{TEXT}" and document.published == "2024-05-08"
    assert (document.outlet, document.authors, document.language) == ("Havnen", ("Jane Roe", "Ivo Brandt"), "en")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Headline;Full Text", "Full Text"),
        ("headline\tarticle_text", "article_text"),
        ("Title|BODY", "BODY"),
        ("content,title", "content"),
        ("headline,maintext,date_publish", "maintext"),
    ],
)
def test_delimiters_and_spellings(gather: Gather, header: str, column: str) -> None:
    delimiter = next(c for c in ";\t|," if c in header)
    names = header.split(delimiter)
    text = TEXT.replace(",", "")
    line = delimiter.join(text if name == column else "Plan rejected" for name in names)
    items, faults = gather(f"{header}\n{line}\n{line}\n", "any.csv")
    assert not faults and [item.data for item in items] == [text, text]


def test_an_option_names_the_column(gather: Gather) -> None:
    data = f"a,b,c\n1,{TEXT.replace(',', '')},x\n"
    items, faults = gather(data, "a.csv")
    assert not items and len(faults) == 1
    assert faults[0].error.code == "no-column" and "the columns are: a, b, c" in str(faults[0].error)
    items, faults = gather(data, "a.csv", BulkOptions(columns={"text": "b", "title": "c"}))
    assert not faults and items[0].title == "x" and items[0].data == TEXT.replace(",", "")
    items, faults = gather(data, "a.csv", BulkOptions(columns={"text": "body"}))
    assert not items and "no column 'body'" in str(faults[0].error) and "a, b, c" in str(faults[0].error)


@pytest.mark.parametrize("columns", [{"txt": "a"}, {"text": ""}])
def test_options_are_checked(columns: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        BulkOptions(columns=columns)
    for wrong in ({"format": "xls"}, {"encoding": "utf-99"}):
        with pytest.raises(UsageError):
            BulkOptions(**wrong)  # type: ignore[arg-type]


def test_newlines_quotes_nul_bytes_and_marks(gather: Gather) -> None:
    data = '\ufefftext,title\r\n"First ""quoted"" line of it.\r\nSecond line, of it.",A\x00 title\r\n\r\n'
    items, faults = gather(data, "a.csv")
    assert not faults and items[0].title == "A title"
    assert items[0].data == 'First "quoted" line of it.\r\nSecond line, of it.'
    (document,), _ = read_item(items[0], Config())
    assert document.text == 'A title\n\nFirst "quoted" line of it.\n\nSecond line, of it.'


def test_excel(gather: Gather) -> None:
    items, faults = gather(("text\ttitle\r\n" + f"{TEXT}\tCafé\r\n").encode("utf-16"), "unicode.txt")
    assert not faults and items[0].title == "Café"
    items, faults = gather(f"sep=;\ntext;title\n{TEXT};Plan\n", "excel.csv")
    assert not faults and items[0].title == "Plan"


def test_bad_rows_among_good_ones(gather: Gather) -> None:
    lines = [HEADER]
    for n in range(1, 101):
        lines.append(row(n) if n % 2 else f"{n},too,few\n")
    lines += ["101,Nothing,,2024-05-08,Havnen,,,\n", row(102).replace("English\n", "English,one,more\n")]
    items, faults = gather("".join(lines), "a.csv")
    assert len(items) == 50 and len(faults) == 52
    assert faults[0].key == "row 2" and "3 cells where the header has 8 (line 3)" in faults[0].error.problem
    assert {f.error.code for f in faults[:50]} == {"bad-row"}
    assert (
        faults[50].error.code == "no-text" and "row 101" in str(faults[50].error) and "id 101" in str(faults[50].error)
    )
    assert faults[51].key == "row 102" and "10 cells" in faults[51].error.problem


def test_ten_thousand_bad_rows_are_cheap(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "".join(row(n) if n % 11 == 0 else "1,2\n" for n in range(11_000)))
    start = time.perf_counter()
    found = list(iter_items(str(path), BulkOptions(), Config()))
    assert time.perf_counter() - start < 3
    assert sum(isinstance(f, Fault) for f in found) == 10_000 and sum(isinstance(f, Item) for f in found) == 1000


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.sources.tables._LONGEST_FIELD", 20_000)
    path = tmp_path / "a.csv"
    good = [f"{n},Plan {n},{TEXT.replace(',', '')}\n" for n in range(1, 1001)]
    good[400] = f'401,Plan,"{TEXT.replace(",", "")}\nThe second line, of it, has as many cells.\n'
    path.write_text("id,title,text\n" + "".join(good))
    found = list(iter_items(str(path), BulkOptions(), Config()))
    faults = [f for f in found if isinstance(f, Fault)]
    assert [f.key for f in faults] == ["row 401"] and "quotation mark" in faults[0].error.problem
    titles = {f.title for f in found if isinstance(f, Item)}
    assert titles == {f"Plan {n}" for n in range(1, 1001) if n != 401}


def test_not_utf8(gather: Gather) -> None:
    lines = "text,title\n" + f"{TEXT.replace(',', '')} Café owners in Côte Rouge agreed.,Café\n" * 2
    items, faults = gather(lines.encode("cp1252"), "a.csv")
    assert not faults and [item.title for item in items] == ["Café", "Café"]
    (document,), notes = read_item(items[0], Config())
    assert "Café owners in Côte Rouge" in document.text
    assert "encoding-guessed" in [note.code for note in notes] and any("row 1" in note.message for note in notes)
    items, _ = gather(lines.encode("cp1252"), "b.csv", BulkOptions(encoding="cp1252"))
    assert isinstance(items[0].data, str) and "Café owners" in items[0].data


def test_html_cells_are_pages(gather: Gather) -> None:
    page = f"<html><body><h1>Plan rejected by Norland</h1><p>{TEXT}</p></body></html>"
    items, faults = gather(f'title,html\nPlan rejected by Norland,"{page}"\n', "a.csv")
    assert not faults and items[0].kind == "page"
    (document,), _ = read_item(items[0], Config())
    assert document.text == f"Plan rejected by Norland\n\n{TEXT}"


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2024-05-08", "2024-05-08"),
        ("2024-05-08 00:00:00", "2024-05-08"),
        ("2024-05-08T14:30:00+02:00", "2024-05-08T14:30:00+02:00"),
        ("8 May 2024", "2024-05-08"),
        ("1715178600", "2024-05-08T14:30:00+00:00"),
        ("1715178600000", "2024-05-08T14:30:00+00:00"),
        ("20240508", "2024-05-08"),
        ("nan", None),
        ("", None),
    ],
)
def test_dates(gather: Gather, cell: str, iso: str | None) -> None:
    items, _ = gather(f"text,date\n{TEXT.replace(',', '')},{cell}\n", "a.csv")
    assert items[0].published == iso


def test_a_date_of_two_readings_is_left_out_and_told(gather: Gather) -> None:
    items, _ = gather(f"text,date\n{TEXT.replace(',', '')},03/04/2024\n", "a.csv")
    (document,), notes = read_item(items[0], Config())
    assert document.published is None
    assert "03/04/2024" in next(note.message for note in notes if note.code == "unread-date")


def test_huge_fields_and_gzip(gather: Gather) -> None:
    text = (TEXT.replace(",", "") + " ") * 20_000
    items, faults = gather(gzip.compress(f'title,text\nPlan,"{text}"\n'.encode()), "a.csv.gz")
    assert not faults and len(items[0].data) == len(text)


def test_a_broken_gzip_gives_what_is_whole(gather: Gather) -> None:
    packed = gzip.compress((HEADER + "".join(row(n, f"{TEXT} {n * 7919}") for n in range(5000))).encode())
    items, faults = gather(packed[: len(packed) // 2], "a.csv.gz")
    assert 1500 < len(items) < 4000
    assert faults[-1].key == "" and "cut off" in str(faults[-1].error) and faults[-1].error.code == "damaged"


def test_prose_is_no_table() -> None:
    assert not is_table("Plan rejected by Norland\n\n" + TEXT + "\n" + TEXT)
    assert not is_table("Title, text, and tears\n" + TEXT)
    assert sniff_table("one line without any cells\nanother\n") is None


def test_empty(gather: Gather) -> None:
    for data, code in (("", "empty"), ("\n\n", "empty"), ("title,text\n", None)):
        items, faults = gather(data, "a.csv")
        assert not items and [f.error.code for f in faults] == ([code] if code else [])


def test_a_column_of_the_same_name_twice(gather: Gather) -> None:
    items, faults = gather(f"text,title,text\n{TEXT.replace(',', '')},A,other words\n", "a.csv")
    assert not faults and items[0].data == TEXT.replace(",", "")


def test_memory_is_flat(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.csv"
    path.write_text(HEADER + "".join(row(n, TEXT * 20) for n in range(12_000)))  # 25 MB
    tracemalloc.start()
    assert sum(1 for _ in iter_items(str(path), BulkOptions(), Config())) == 12_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000


@settings(max_examples=100)
@given(st.lists(st.text(alphabet='ab",;\n\r\t\x00é|', max_size=30), max_size=12))
def test_any_table(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(("text,title\n" + "\n".join(lines)).encode())
    for found in iter_items(str(path), BulkOptions(), Config()):
        assert isinstance(found, Item) or found.error.code in ("bad-row", "no-text")


# ---------------------------------------------------------------- Parquet
def parquet(**columns: list[object]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, row_group_size=2)
    return out.getvalue()


def test_parquet(gather: Gather) -> None:
    from datetime import UTC, date, datetime

    data = parquet(
        body=[TEXT, None, TEXT + " Again."],
        headline=["One", "Two", "Three"],
        date=[date(2024, 5, 8), None, date(2024, 5, 9)],
        source=[{"name": "Havnen"}, None, {"name": "Reuters"}],
        authors=[["Jane Roe"], [], ["A. Poe", "B. Doe"]],
        other=[1, 2, 3],
    )
    items, faults = gather(data, "a.parquet")
    assert [item.key for item in items] == ["row 1", "row 3"] and [f.key for f in faults] == ["row 2"]
    assert items[1].authors == ("A. Poe", "B. Doe") and items[1].outlet == "Reuters"
    assert items[0].published == "2024-05-08"
    stamped = parquet(
        text=[TEXT, TEXT], published=[datetime(2024, 5, 8, tzinfo=UTC), datetime(2024, 5, 8, 9, tzinfo=UTC)]
    )
    items, _ = gather(gzip.compress(stamped), "b.bin")
    assert [item.published for item in items] == ["2024-05-08T00:00:00+00:00", "2024-05-08T09:00:00+00:00"]
    items, faults = gather(data, "a.parquet", BulkOptions(columns={"text": "source.name"}))
    assert [item.data for item in items] == ["Havnen", "Reuters"]


def test_a_damaged_parquet(gather: Gather) -> None:
    data = parquet(text=[f"{TEXT} {n}" for n in range(40)])
    items, faults = gather(data[:-20], "a.parquet")
    assert not items and faults[0].error.code == "damaged"
    broken = bytearray(data)
    broken[len(data) // 3 : len(data) // 3 + 40] = bytes(40)
    items, faults = gather(bytes(broken), "b.parquet")
    assert faults and all(f.error.code == "damaged" for f in faults)
    assert len(items) >= 20 and all(f.key.startswith("row ") for f in faults)
    _, faults = gather(parquet(name=["x"]), "c.parquet")
    assert faults[0].error.code == "no-column" and "name" in str(faults[0].error)
