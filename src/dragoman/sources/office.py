"""Office documents to lines of text: RTF, DOCX, and the HTML that export services write.

Only what a reader sees in the body is taken: no headers, footers, field codes, deleted or hidden text.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from typing import Any, BinaryIO

from dragoman.sources.items import Origin

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RUN_PARTS = frozenset(("t", "tab", "br", "cr", "noBreakHyphen"))
_ADVICE = "Open it in a word processor and save it as plain text."

# ---------------------------------------------------------------- RTF
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_SKIPPED = frozenset(
    b"""
    fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf
    ftnsep ftnsepc fldinst filetbl listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping
    latentstyles datastore xmlnstbl nonshppict shppict bkmkstart bkmkend annotation atnid atnauthor listtext pntext
    """.split()
)
_WRITTEN = {
    b"par": "\n", b"line": "\n", b"sect": "\n\n", b"page": "\n\n", b"row": "\n", b"cell": "\t", b"nestcell": "\t",
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437",
}  # fmt: skip
_FONT = re.compile(rb"\\f(\d+)[^;{}]*?\\fcharset(\d+)")
_DEEPEST = 10_000


def is_rtf(head: bytes) -> bool:
    """Whether bytes begin as RTF does."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf")


def read_rtf(data: bytes) -> list[str]:
    """The lines of an RTF document; a table's row is one line with tabs, a page break two empty ones.

    Source: Microsoft's RTF Specification 1.9.1. What it can't make out it leaves out; it raises nothing.
    """
    reader = _RtfReader(data)
    return [line.strip(" ") for line in reader.read().split("\n")]


class _RtfReader:
    """One pass over the tokens; the state of a group goes on a stack."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        page = re.search(rb"\\ansicpg(\d+)", data[:4000])
        default = b"mac_roman" if b"\\mac" in data[:200] else b"cp" + (page[1] if page else b"1252")
        self._default = _known_codec(default.decode("ascii"))
        self._fonts = {int(f): _CHARSETS[int(c)] for f, c in _FONT.findall(data[:200_000]) if int(c) in _CHARSETS}
        self._out: list[str] = []
        self._raw = bytearray()  # bytes of one run, decoded together: letters of Asian encodings have two
        # skipped, hidden, codec, how many characters stand in for one of \u
        self._state: tuple[bool, bool, str, int] = (False, False, self._default, 1)
        self._stack: list[tuple[bool, bool, str, int]] = []
        self._stand_ins = 0
        self._starts = False

    def read(self) -> str:
        at, size = 0, len(self._data)
        while at < size:
            found = _TOKEN.match(self._data, at)
            if found is None:
                at += 1
                continue
            at = found.end()
            word, number, code, symbol, brace, text = found.groups()
            if brace:
                self._brace(brace)
            elif word:
                at = self._control(word.lower(), number, at)
            elif code or text:
                self._bytes(bytes([int(code, 16)]) if code else text)
            elif symbol:
                self._symbol(symbol)
            if not brace and symbol != b"*":
                self._starts = False
        self._flush()
        return _join_surrogates("".join(self._out))

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._stand_ins = 0
        if brace == b"{":
            if len(self._stack) < _DEEPEST:
                self._stack.append(self._state)
            self._starts = True
        elif self._stack:
            self._state = self._stack.pop()

    def _control(self, word: bytes, number: bytes | None, at: int) -> int:
        skipped, hidden, codec, width = self._state
        value = int(number) if number else None
        if word == b"bin":
            return at + max(0, value or 0)
        if word == b"u" and value is not None:
            self._flush()
            self._write(chr(value % 0x10000))
            self._stand_ins = width
            return at
        self._flush()
        if self._starts and word in _SKIPPED:
            skipped = True
        elif word == b"uc":
            width = min(max(value or 0, 0), 10)
        elif word == b"f" and value is not None:
            codec = self._fonts.get(value, self._default)
        elif word in (b"v", b"deleted"):
            hidden = value != 0
        elif word == b"plain":
            hidden = False
        elif word in _WRITTEN:
            self._write(_WRITTEN[word])
        self._state = (skipped, hidden, codec, width)
        return at

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*" and self._starts:  # a destination that a reader may pass over; fields' results are not
            self._state = (True, *self._state[1:])
        elif symbol in _SYMBOLS:
            if symbol in b"\\{}":
                self._bytes(symbol)
            else:
                self._flush()
                self._write(_SYMBOLS[symbol])

    def _bytes(self, data: bytes) -> None:
        if self._stand_ins:
            cut = min(self._stand_ins, len(data))
            self._stand_ins -= cut
            data = data[cut:]
        if not (self._state[0] or self._state[1]):
            self._raw += data

    def _flush(self) -> None:
        if self._raw:
            self._out.append(self._raw.decode(self._state[2], "replace"))
            self._raw.clear()

    def _write(self, text: str) -> None:
        if not (self._state[0] or self._state[1]):
            self._out.append(text)


def _known_codec(name: str) -> str:
    try:
        return codecs.lookup({"cp0": "cp1252", "cp65001": "utf-8", "cp10000": "mac_roman"}.get(name, name)).name
    except LookupError:
        return "cp1252"


def _join_surrogates(text: str) -> str:
    """RTF writes characters beyond the first 65,536 as two; one alone is nothing."""
    if not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


# ---------------------------------------------------------------- DOCX
def is_docx(file: BinaryIO) -> bool:
    """Whether a ZIP archive is a Word document."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _main_part(archive) is not None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_docx(file: BinaryIO, origin: Origin) -> list[str]:
    """The lines of a Word document: one a paragraph, one a table's row with tabs between its cells.

    Raises:
        SourceError: it is damaged, protected with a password, larger unpacked than ``config.max_bytes``, or
            declares entities, which no word processor writes.
    """
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(file) as archive:
            name = _main_part(archive)
            if name is None:
                raise origin.error("it is no Word document", _ADVICE, "binary")
            with archive.open(name) as part:
                data = part.read(origin.config.max_bytes + 1)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        raise origin.error(f"the document is damaged or protected ({error})", _ADVICE, "damaged") from None
    if len(data) > origin.config.max_bytes:
        told = f"the document unpacks to more than the limit of {origin.config.max_bytes:,} bytes"
        raise origin.error(told, "Raise max_bytes if you trust it.", "too-large")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data[:8192]:
        raise origin.error("the document declares entities, which no word processor writes", _ADVICE, "unsafe")
    lines: list[str] = []
    try:
        for _, node in etree.iterparse(
            io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, recover=True
        ):
            _take_paragraph(node, lines)
    except etree.XMLSyntaxError as error:
        if not lines:
            raise origin.error(f"the document is damaged ({error.msg})", _ADVICE, "damaged") from None
    return [line.strip(" ") for line in lines]


def _main_part(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    return next((name for name in ("word/document.xml", "word/document2.xml") if name in names), None)


def _take_paragraph(node: Any, lines: list[str]) -> None:
    """Write out a paragraph that stands alone, or a table's row, and let its memory go."""
    name = _local(node)
    if name == "p" and not any(_local(above) in ("tr", "p") for above in node.iterancestors()):
        lines.extend(_paragraph_text(node).split("\n"))
    elif name == "tr" and not any(_local(above) == "tr" for above in node.iterancestors()):
        cells = [child for child in node.iter() if _local(child) == "tc"]
        outer = [cell for cell in cells if not any(_local(a) == "tc" for a in cell.iterancestors())]
        texts = (" ".join(_paragraph_text(p) for p in cell.iter() if _local(p) == "p") for cell in outer)
        lines.append("\t".join(text.replace("\n", " ").strip() for text in texts))
    else:
        return
    node.clear(keep_tail=False)


def _local(node: Any) -> str:
    tag = node.tag
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix(_WORD).removeprefix(_STRICT)


def _paragraph_text(paragraph: Any) -> str:
    out: list[str] = []
    for node in paragraph.iter():
        name = _local(node)
        if name not in _RUN_PARTS or any(above.tag == _FALLBACK for above in node.iterancestors()):
            continue
        if name == "t":
            out.append(node.text or "")
        elif name != "tab" or _local(node.getparent()) == "r":
            out.append({"tab": "\t", "noBreakHyphen": "-"}.get(name, "\n"))
    return "".join(out)


# ---------------------------------------------------------------- HTML of exports
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr blockquote pre hr body doc docfull article section header".split()  # noqa: SIM905
)
_SILENT = frozenset(("script", "style", "head", "noscript", "template"))


def read_html_lines(text: str) -> list[str]:
    """The lines of an HTML page as it shows: blocks parted by an empty line, a table's row one line with tabs."""
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.LxmlError):  # nothing but white space, or no element at all
        return []
    out: list[str] = []
    _walk(root, out)
    lines = re.sub(r"\n[ \t\n]*\n", "\n\n", "".join(out)).split("\n")
    return [re.sub(r"[ \xa0]+", " ", line).strip(" \t") for line in lines]


def _walk(root: Any, out: list[str]) -> None:
    """Every text of a tree in its order; a loop, since pages can be deeper than Python's stack."""
    from lxml import etree

    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silent += name in _SILENT
            if name in _BLOCKS and not (name in ("p", "div") and _in_cell(node)):
                out.append("\n" if name == "tr" else "\n\n")
            if not silent and node.text:
                out.append(_flat(node.text))
            continue
        silent -= name in _SILENT
        if name == "br":
            out.append("\n")
        elif name in ("td", "th"):
            out.append("\t")
        elif name in _BLOCKS:
            out.append("\n\n" if not _in_cell(node) else "\n")
        if not silent and node.tail:
            out.append(_flat(node.tail))


def _flat(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _in_cell(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag in ("td", "th")
