"""RTF, DOCX and HTML to lines; documents that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

import pytest
from conftest import Gather
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.config import Config
from dragoman.sources.bulk import read_item
from dragoman.sources.office import is_rtf, read_html_lines, read_rtf

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much."


def docx(lines: Sequence[str], body: str | None = None, head: str = "") -> bytes:
    """A Word document of paragraphs, each in two runs with marks and properties around them, as Word writes it."""
    paragraphs = []
    for line in lines:
        half = len(line) // 2
        runs = "".join(
            f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
            for part in (line[:half], line[half:])
            if part
        )
        paragraphs.append(
            f'<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:bookmarkStart w:id="0" w:name="a"/>{runs}<w:bookmarkEnd w:id="0"/></w:p>'
        )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{head}<w:document xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body if body is not None else "".join(paragraphs)}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "word/header1.xml", f'<w:hdr xmlns:w="{WORD}"><w:p><w:r><w:t>Page header</w:t></w:r></w:p></w:hdr>'
        )
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


# ---------------------------------------------------------------- RTF
@pytest.mark.parametrize(
    ("rtf", "lines"),
    [
        (rb"{\rtf1\ansi One\par Two\line Three\tab x}", ["One", "Two", "Three\tx"]),
        (rb"{\rtf1\ansi\ansicpg1252 caf\'e9 \'93quoted\'94\~x \u8364?5}", ["café “quoted”\xa0x €5"]),
        (rb"{\rtf1\ansi\uc2 \u8220\'93\'93Yes\u8221??}", ["“Yes”"]),
        (
            rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}\f0 A {\f1\'cc\'ee\'f1\'ea\'e2\'e0} B}",
            ["A Москва B"],
        ),
        (rb"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}", ["日本"]),
        (
            rb"{\rtf1\ansi{\header Head\par}{\*\unknown secret}{\info{\title T}}{\pict 89504e47}Body{\footnote note}}",
            ["Bodynote"],
        ),
        (
            rb"{\rtf1\ansi{\field{\*\fldinst HYPERLINK \"https://x.example\"}{\fldrslt the link}} after}",
            ["the link after"],
        ),
        (rb"{\rtf1\ansi A{\v hidden}B{\deleted gone}C}", ["ABC"]),
        (rb"{\rtf1\ansi\trowd a\cell b\cell\row c}", ["a\tb\t", "c"]),
        (rb"{\rtf1\ansi \{braces\} and \\ slash \emdash\ldblquote x\rdblquote}", ["{braces} and \\ slash —“x”"]),
        (rb"{\rtf1\ansi \u-10179?\u-8704? \u-10179? x}", ["😀 \ufffd x"]),
        (rb"{\rtf1\ansi A\bin4 }{}{B}", ["AB"]),
        (b"{\\rtf1\\ansi A\\par\r\nB\\\nC}", ["A", "B", "C"]),
    ],
)
def test_rtf(rtf: bytes, lines: list[str]) -> None:
    assert is_rtf(rtf) and read_rtf(rtf) == lines


def test_rtf_as_a_page(gather: Gather) -> None:
    rtf = (
        b"{\\rtf1\\ansi Plan rejected by Norland ministry\\par\\par " + TEXT.encode() + b"\\par " + TEXT.encode() + b"}"
    )
    (item,), faults = gather(rtf, "a.rtf")
    assert not faults and item.kind == "page" and item.key == ""
    (document,), _ = read_item(item, Config())
    assert document.text == f"Plan rejected by Norland ministry\n\n{TEXT}\n\n{TEXT}"


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                b"{",
                b"}",
                b"\\par ",
                b"\\'e9",
                b"\\'zz",
                b"\\u-5?",
                b"\\uc9 ",
                b"\\*",
                b"\\bin99 ",
                b"\\f7 ",
                b"text ",
                b"\\",
                b"\xe9\x80",
                b"\\v ",
                b"\\u99999999 ",
                b"\\ansicpg0",
            ]
        ),
        max_size=40,
    )
)
def test_any_rtf(pieces: list[bytes]) -> None:
    for line in read_rtf(b"{\\rtf1\\ansi " + b"".join(pieces)):
        line.encode("utf-8")


def test_deep_rtf() -> None:
    assert read_rtf(b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_000) == ["x"]


# ---------------------------------------------------------------- DOCX
def test_docx_as_a_page(gather: Gather) -> None:
    (item,), faults = gather(docx(["Plan rejected by Norland ministry", "", TEXT, TEXT]), "letter.docx")
    assert not faults and item.kind == "page"
    (document,), _ = read_item(item, Config())
    assert (
        document.text == f"Plan rejected by Norland ministry\n\n{TEXT}\n\n{TEXT}" and "Page header" not in document.text
    )


def test_docx_parts(gather: Gather) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    body = (
        f"<w:p>{run(TEXT)}<w:r><w:br/></w:r><w:hyperlink>{run('linked')}</w:hyperlink><w:r><w:tab/></w:r>{run('words')}</w:p>"
        f"<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r>{run('kept')}</w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('left')}</w:p></w:tc><w:tc><w:p>{run('right')}</w:p><w:p>{run('below')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><mc:AlternateContent><mc:Choice>{run('boxed')}</mc:Choice><mc:Fallback>{run('boxed')}</mc:Fallback></mc:AlternateContent></w:p>"
    )
    (item,), _ = gather(docx([], body), "a.docx")
    assert item.data == f"{TEXT}\n\nlinked words\n\nkept\n\nleft right below\n\nboxed"


def test_docx_that_mean_harm(gather: Gather) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    items, faults = gather(docx([TEXT], head=bomb), "a.docx")
    assert not items and faults[0].error.code == "unsafe"
    items, faults = gather(docx([TEXT + " " * 3_000_000]), "b.docx", config=Config(max_bytes=1_000_000))
    assert not items and faults[0].error.code == "too-large"
    data = docx([TEXT])
    items, faults = gather(data[: len(data) // 2], "c.docx")
    assert not items and faults[0].error.code == "damaged"
    broken = bytearray(data)
    broken[400:420] = bytes(20)
    items, faults = gather(bytes(broken), "d.docx")
    assert faults or items


def test_other_office_documents(gather: Gather) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    items, faults = gather(out.getvalue(), "a.xlsx")
    assert not items and faults[0].error.code == "binary"


# ---------------------------------------------------------------- HTML of exports
def test_html_lines() -> None:
    page = "<html><head><title>x</title><style>p{}</style></head><body><div>One<br>Two</div><!-- c --><p>Three &amp;\n four</p><table><tr><td><b>HD</b>&nbsp;</td><td><p>A</p><p>B</p></td></tr></table><script>x</script></body></html>"
    assert [line for line in read_html_lines(page) if line] == ["One", "Two", "Three & four", "HD \tA", "B"]
    assert read_html_lines("") == [] and read_html_lines("   ") == []
    assert "deep" in read_html_lines("<div>" * 1000 + "deep" + "</div>" * 1000)
