"""read_source: what is refused, what is told, what a document holds."""

from __future__ import annotations

import io
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.errors import SourceError, UsageError
from dragoman.record import Document
from dragoman.sources import read_source

DEFAULTS = Config()
PAGES = Path(__file__).parent.parent / "pages"
ARTICLE = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."


def read(data: bytes | str, tmp_path: Path, config: Config = DEFAULTS, name: str = "page.txt") -> list[Document]:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_source(path, config)[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\x00" * 100, "empty"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"PK\x03\x04rest of a document", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (b"\x7fELF" + bytes(200), "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"<html><head><title>x</title></head><body></body></html>", "no-article"),
        (
            b"<html><body><nav><a href=/>Home</a></nav><script>var a = 'text';</script></body></html>",
            "no-article",
        ),
        (b"123 456 --- ***", "no-article"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>", "feed"),
    ],
)
def test_refused(data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read(data, tmp_path)
    assert caught.value.code == code
    assert str(tmp_path) in str(caught.value) and caught.value.advice


def test_missing_directory_and_odd_names(tmp_path: Path) -> None:
    for source, code in (
        (tmp_path / "none.html", "not-found"),
        (tmp_path, "directory"),
        ("a\x00b", "unreadable"),
    ):
        with pytest.raises(SourceError) as caught:
            read_source(source, Config())
        assert caught.value.code == code


def test_too_large(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read(ARTICLE * 100, tmp_path, Config(max_bytes=1000))
    assert caught.value.code == "too-large"


def test_cookie_wall() -> None:
    with pytest.raises(SourceError, match="no article"):
        read_source(PAGES / "cookie-wall.html", Config())


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(ARTICLE.encode())))
    (document,), notes = read_source("-", Config())
    assert (document.source, document.text, document.title, document.coverage) == ("-", ARTICLE, None, 0.0)
    assert [note.code for note in notes] == ["no-publication-date"]


def test_published(tmp_path: Path) -> None:
    text = f"Plan rejected by ministry\nPublished: 8 May 2024\n\n{ARTICLE}"
    assert read(text, tmp_path)[0].published == "2024-05-08"
    assert read(text, tmp_path, Config(published="2023-01-02"))[0].published == "2023-01-02"
    assert (
        read(text, tmp_path, Config(published="2023-01-02T10:00:00+02:00"))[0].published == "2023-01-02T10:00:00+02:00"
    )
    with pytest.raises(UsageError):
        read(text, tmp_path, Config(published="yesterday"))


def test_a_future_date_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Plan rejected by ministry\nPublished: 8 May 2024\n\n{ARTICLE}")
    (document,), notes = read_source(path, Config(today=date(2024, 5, 7)))
    assert document.published is None
    assert [note.code for note in notes] == ["unbelievable-date", "no-publication-date"]
    assert all(note.document == document.id and note.stage == "source" for note in notes)


def test_another_language_is_kept_and_told() -> None:
    for page, language in (("arabic", "ar"), ("hebrew", "he"), ("russian-cp1251", "ru")):
        (document,), notes = read_source(PAGES / f"{page}.html", Config())
        assert document.language == language and len(document.text) > 150
        assert "language" in [note.code for note in notes]


def test_html_is_told_by_content(tmp_path: Path) -> None:
    (document,) = read(f"<div><p>{ARTICLE}</p></div>", tmp_path, name="page.txt")
    assert document.text == ARTICLE
    (document,) = read(ARTICLE + " He wrote <p> and 3 < 4.", tmp_path, name="page.html")
    assert document.text.endswith("<p> and 3 < 4.")


def test_many_comments_before_the_page(tmp_path: Path) -> None:
    page = "<!-- a -->" * 400 + f"<custom><article><p>{ARTICLE}</p></article></custom>"
    (document,) = read(page + "<p></p>" * 3, tmp_path)
    assert document.text == ARTICLE


def test_ids_are_stable_and_equal_articles_differ(tmp_path: Path) -> None:
    page = "<html><body>" + f"<article><h2>Norland rejects the plan</h2><p>{ARTICLE * 4}</p></article>" * 2
    first, second = read(page, tmp_path)
    assert first.text == second.text and first.id != second.id
    assert second.duplicate_of == first.id and first.duplicate_of is None
    assert [d.id for d in read(page, tmp_path, name="other.html")] == [first.id, second.id]


def test_a_note_tells_of_a_guessed_encoding() -> None:
    (document,), notes = read_source(PAGES / "undeclared-cp1252.html", Config())
    assert "Café owners" in document.text and "“Our ovens are cold”" in document.text
    assert notes[0].code == "encoding-guessed" and notes[0].document is None


def test_import_is_light() -> None:
    code = (
        "import sys, dragoman.sources; "
        "print([m for m in ('trafilatura', 'httpx', 'lxml', 'py3langid', 'numpy') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def check_document(document: Document) -> None:
    text = document.text
    assert text.strip() == text and "\n\n\n" not in text and " \n" not in text and "\n " not in text
    for character in text:
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cs"), ascii(character)
    assert not set(text) & set("\u202a\u202b\u202d\u202e\u200b\u00a0\ufeff\u2066")
    assert document.title is None or text.startswith(document.title)
    assert document.published is None or document.published <= "2100"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    try:
        for document in read(data, tmp_path):
            check_document(document)
    except SourceError:
        pass


TAGS = (
    "html", "body", "article", "div", "p", "h1", "h2", "ul", "li", "table", "td", "nav", "aside", "time",
    "a", "br", "span", "script", "title", "b", "blockquote",
)  # fmt: skip
SNIPPETS = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        ARTICLE,
        ARTICLE.upper(),
        "Norland rejects canal plan – ministry",
        "By Jane Roe",
        "8 May 2024",
        "©Getty Images/N. Nielsen",
        "3 Comments",
        "Read more:",
        "In an interview on Thursday,",
        "\n",
        "\n\n",
        "&nbsp;&#0;&#8238;",
        "\u202e\x07",
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": 3, "author": [[]]}</script>',
        '<meta property="og:title" content="| |">',
        "وزارة",
        "<!--",
        "<![CDATA[",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(SNIPPETS, SNIPPETS, SNIPPETS, st.text(max_size=20)), max_size=40))
def test_any_page(tmp_path: Path, pieces: list[str]) -> None:
    try:
        for document in read(" ".join(pieces).encode("utf-8", "surrogatepass"), tmp_path):
            check_document(document)
    except SourceError:
        pass


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80), max_size=8))
def test_no_letter_is_lost_silently(tmp_path: Path, lines: list[str]) -> None:
    """Every word of a plain-text page is in a document or in its list of what was dropped."""
    page = "\n".join([*lines, ARTICLE])
    try:
        documents = read(page, tmp_path)
    except SourceError:
        return
    if not documents:
        return
    kept = " ".join(d.text + " " + " ".join(item.text for item in d.dropped) for d in documents)
    assert "".join(sorted(filter(str.isalnum, ARTICLE))) and ARTICLE.split()[0] in kept
