"""The page: one self-contained HTML file with the articles marked and the record beside them.

Article text is hostile. Everything goes through Jinja's escaping, no address but http(s) becomes a link, ids
are numbered here and not taken from the record, and the content security policy lets nothing run or load but
the one script and the one style sheet that stand in the file.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from dragoman.record import Record
from dragoman.write.chain import index_record
from dragoman.write.sections import build_section
from dragoman.write.wording import clean


def render_page(record: Record) -> str:
    """The whole record as one HTML file that asks nothing of the network."""
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    index = index_record(record)
    style, script = _read("page.css"), _read("page.js")
    environment = Environment(
        loader=DictLoader({"page": _read("page.html.j2")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("page").render(
        sections=[build_section(index, d, f"d{n}") for n, d in enumerate(record.documents, 1)],
        about=record.dragoman,
        loose=[clean(n.message) for n in record.notes if n.document not in index.documents],
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def _read(name: str) -> str:
    text = (files("dragoman.write") / "templates" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _policy(style: str, script: str) -> str:
    """A content security policy under which only this style and this script do anything."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
