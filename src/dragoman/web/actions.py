"""What is not a page: signing in, correcting and undoing, reading a text that is pasted or dropped, downloads.

Everything that changes something is a POST with the form's own secret (no other site can send it), and is refused
without the right to correct.
"""

from __future__ import annotations

import hmac
import json
import re
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dragoman.config import Config
from dragoman.errors import DragomanError, UsageError
from dragoman.record import Record
from dragoman.store import Store, open_store
from dragoman.store.connect import explain
from dragoman.web.naming import resolve_names
from dragoman.web.pages import LONGEST_VALUE, NotAllowed, TooMany
from dragoman.web.views.article import section_data
from dragoman.write.wording import clean

if TYPE_CHECKING:
    from dragoman.web.app import State

MOST_TEXT = 200_000  # characters of a pasted text
MOST_WAITING = 4  # texts that wait for the model
MOST_TRIES = 20  # wrong tokens a minute
MOST_FIELDS = 200  # of a form: a split ticks its articles one by one
DAY = 86_400


def routes(state: State) -> list[Route]:
    """The routes of the actions."""
    actions = Actions(state)
    return [
        Route("/sign-in", actions.sign_in, methods=["POST"]),
        Route("/correct", actions.correct, methods=["POST"]),
        Route("/undo", actions.undo, methods=["POST"]),
        Route("/read", actions.read_form, methods=["GET"]),
        Route("/read", actions.read, methods=["POST"]),
        Route("/download/{format}", actions.download, methods=["GET"]),
        Route("/corrections.jsonl", actions.corrections, methods=["GET"]),
    ]


class Actions:
    """Endpoints that share the state of the application."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.tries = Tries()
        self.reading = threading.Semaphore(1)  # the model uses all cores; texts are read one after the other
        self.waiting = 0

    # ------------------------------------------------------------ signing in
    async def sign_in(self, request: Request) -> Response:
        """A token for a cookie that scripts can't see and other sites can't send."""
        if not self.tries.may_try():
            raise TooMany("too many wrong tokens; wait a minute")
        given = str((await self._form(request)).get("token", ""))
        room = self.state.room
        for token in (room.token, room.read_token):
            if token and hmac.compare_digest(given.encode(), token.encode()):
                answer = RedirectResponse(f"{room.prefix}/", status_code=303)
                answer.set_cookie(
                    "dragoman", self.state.pass_for(token), max_age=30 * DAY, httponly=True, samesite="strict",
                    path=room.prefix or "/", secure=request.url.scheme == "https",
                )  # fmt: skip
                return answer
        self.tries.count_wrong()
        return self.state.render(request, "sign-in.html", {"wrong": True}, status=401)

    # ------------------------------------------------------------ correcting
    async def correct(self, request: Request) -> Response:
        """One correction: a form, or JSON with a bearer token."""
        values = await self._change(request)
        done = await run_in_threadpool(self._correct, values)
        return self._done(request, values, {"id": done})

    async def undo(self, request: Request) -> Response:
        """Take a correction back."""
        values = await self._change(request)
        values |= {"kind": "correction", "action": "undo"}
        done = await run_in_threadpool(self._correct, values)
        return self._done(request, values, {"id": done})

    def _correct(self, values: dict[str, Any]) -> str:
        from dragoman.store.corrections import correct, sync

        def text(name: str) -> str:
            return str(values.get(name) or "").strip()

        with self.state.writing, open_store(self.state.room.record, write=True) as store:
            sync(store)
            done = correct(
                store, text("kind"), text("target"), text("action"), by=text("by") or "reading room",
                field=text("field") or None, value=_value(values.get("value")), why=text("why")[:1000] or None,
            )  # fmt: skip
        return done.id

    async def _change(self, request: Request) -> dict[str, Any]:
        """The values of a change, once it is sure that this reader meant it and may."""
        if not self.state.may_correct(request):
            raise NotAllowed("correcting is off here, or needs the token")
        if request.headers.get("content-type", "").startswith("application/json"):
            if not request.headers.get("authorization") and self._is_foreign(request):
                raise NotAllowed("another site sent this; nothing was changed")
            try:
                data = await request.json()
            except (ValueError, UnicodeDecodeError):
                raise UsageError("the body is no JSON") from None
            if not isinstance(data, dict):
                raise UsageError("a correction is a JSON object")
            return data
        form = await self._form(request)
        self._check_crossing(form)
        values: dict[str, Any] = {k: v for k, v in form.items() if isinstance(v, str)}
        if "name" in form or "names" in form:
            typed = [str(v) for v in form.getlist("names" if "names" in form else "name")]
            values["value"] = await run_in_threadpool(self._named, values, typed, "names" in form)
        elif values.get("action") == "split" and "value" not in values:
            values["value"] = split_of(form)
        return values

    def _named(self, values: dict[str, Any], typed: list[str], several: bool) -> Any:
        """Actors as a person types them -> their ids; one field or a list."""
        new_kind = values.get("new_kind") or "person" if values.get("new") else None
        found = resolve_names(self.state.store(), str(values.get("target") or ""), typed, new_kind)
        return found if several else next(iter(found), None)

    def _check_crossing(self, form: FormData) -> None:
        if not hmac.compare_digest(str(form.get("crossing", "")).encode(), self.state.crossing.encode()):
            raise NotAllowed(
                "this form did not come from a page of this server, or is from before it was started anew; "
                "nothing was changed: load the page again"
            )

    def _is_foreign(self, request: Request) -> bool:
        """JSON without a token must come from our own pages: browsers say so, other programs say nothing."""
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "none")
        host = request.headers.get("host", "")
        return site not in ("none", "same-origin") or (origin is not None and urlsplit(origin).netloc != host)

    def _done(self, request: Request, values: dict[str, Any], told: dict[str, Any]) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(told)
        back = str(values.get("back") or "/")
        if not back.startswith("/") or back.startswith(("//", "/\\")):
            back = "/"
        path, _, anchor = back.partition("#")
        path = re.sub(r"([?&])done=[^&]*&?", r"\1", path).rstrip("?&")
        path += ("&" if "?" in path else "?") + "done=" + ("undone" if values.get("action") == "undo" else told["id"])
        return RedirectResponse(f"{self.state.room.prefix}{path}{'#' + anchor if anchor else ''}", status_code=303)

    async def _form(self, request: Request) -> FormData:
        return await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_TEXT * 4)

    # ------------------------------------------------------------ reading at once
    async def read_form(self, request: Request) -> Response:
        """Where a text is pasted or a file dropped."""
        return self._show_read(request)

    async def read(self, request: Request) -> Response:
        """Read what was sent, show it, keep nothing."""
        form = await self._form(request)
        self._check_crossing(form)
        file, text, published = form.get("file"), str(form.get("text", "")), str(form.get("published", "")).strip()
        if self.waiting >= MOST_WAITING:
            raise TooMany("several texts are being read already; try again in a minute")
        self.waiting += 1
        try:
            if isinstance(file, UploadFile) and file.size:
                record = await run_in_threadpool(self._read_one, read_upload, await file.read(), published)
            else:
                record = await run_in_threadpool(self._read_one, read_pasted, text, published)
        except DragomanError as problem:
            return self._show_read(request, told=str(problem), text=text, published=published, status=400)
        finally:
            self.waiting -= 1
        from dragoman.write.chain import index_record
        from dragoman.write.sections import build_section

        index = index_record(record)
        sections = [section_data(build_section(index, d, f"d{n}"), {}) for n, d in enumerate(record.documents, 1)]
        loose = [clean(n.message) for n in record.notes if n.document not in index.documents]
        return self._show_read(request, text=text, published=published, sections=sections, loose=loose)

    def _read_one(self, read: Callable[[Any, str], Record], given: Any, published: str) -> Record:
        with self.reading:
            return read(given, published)

    def _show_read(self, request: Request, status: int = 200, **data: Any) -> Response:
        empty: dict[str, Any] = {"told": None, "text": "", "published": "", "sections": [], "loose": []}
        return self.state.render(request, "read.html", {**empty, **data}, status=status)

    # ------------------------------------------------------------ downloads
    async def download(self, request: Request) -> Response:
        """What the words and filters choose, in one of the export formats."""
        query = {k: v[:LONGEST_VALUE].strip() for k, v in request.query_params.items() if v.strip()}
        with explain(self.state.room.record):
            name, data = await run_in_threadpool(self._export, request.path_params["format"], query)
        kind = {"json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
        media = kind.get(Path(name).suffix.lstrip("."), "application/octet-stream")
        return Response(
            data, media_type=media, headers={"Content-Disposition": f'attachment; filename="dragoman-{name}"'}
        )

    def _export(self, name: str, query: dict[str, str]) -> tuple[str, bytes]:
        """Rows of what was found (csv, jsonl), or the records of the articles in which it was found."""
        from dragoman.web import search
        from dragoman.web.views.find import filters_of, table_of
        from dragoman.write.exports import FORMATS, export

        if name not in FORMATS:
            raise UsageError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
        store, what, filters = self.state.store(), table_of(query), filters_of(query)
        if stray := search.misfits(what, filters):
            raise UsageError(f"{what} have no {' and no '.join(stray)}")
        ids = search.find(store, what, filters)
        if name in ("csv", "jsonl"):
            from dragoman.write.listing import csv_rows, json_rows

            columns, rows = _rows(store, what, ids)
            write = csv_rows if name == "csv" else json_rows
            return f"{what}.{name}", write(columns, rows).encode("utf-8", "replace")
        documents = ids if what == "documents" else _documents_of(store, what, ids)
        records = (r for d in documents if (r := store.record(d)) is not None)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / (name if FORMATS[name].folder else FORMATS[name].name or name)
            written = export(records, name, out)
            if len(written) == 1:
                return written[0].name, written[0].read_bytes()
            return f"{name}.zip", _zip(written)

    async def corrections(self, request: Request) -> Response:
        """The corrections' file as it is."""
        from dragoman.store.corrections import file_beside

        path = file_beside(self.state.room.record)
        data = path.read_bytes() if path.exists() else b""
        return PlainTextResponse(data.decode("utf-8", "replace"), media_type="application/x-ndjson")


def _rows(store: Store, what: str, ids: list[str]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns that ``dragoman show`` has, of the items named, in their order."""
    columns = (
        "t.id, t.outlet, t.day AS published, t.title, t.authors, t.url, t.source, t.language, t.coverage, "
        "t.duplicate_of, t.story"
        if what == "documents"
        else "t.*"
    )
    table = "document" if what == "documents" else what
    found = store.db.execute(
        f"SELECT {columns} FROM json_each(?) j CROSS JOIN {table} t ON t.id = j.value ORDER BY j.key",
        (json.dumps(ids),),
    )
    return tuple(d[0] for d in found.description), [tuple(r) for r in found]


def _documents_of(store: Store, what: str, ids: list[str]) -> list[str]:
    found = store.db.execute(
        f"SELECT DISTINCT t.document FROM json_each(?) j CROSS JOIN {what[:-1]} t ON t.id = j.value", (json.dumps(ids),)
    )
    return [r[0] for r in found]


class Tries:
    """How many wrong tokens came within the last minute."""

    def __init__(self) -> None:
        self._wrong: list[float] = []

    def may_try(self) -> bool:
        """Whether another token is looked at."""
        self._wrong = [t for t in self._wrong if t > time.monotonic() - 60]
        return len(self._wrong) < MOST_TRIES

    def count_wrong(self) -> None:
        """One more wrong token."""
        self._wrong.append(time.monotonic())


def _zip(files: list[Path]) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return out.getvalue()


def split_of(form: FormData) -> dict[str, Any]:
    """What a split takes to a new actor or issue: the articles or positions that were ticked, and what it is called."""
    called = " ".join(str(form.get("called", "")).split())
    members = "documents" if "documents" in form else "positions"
    return {members: [str(v) for v in form.getlist(members)], "name" if members == "documents" else "label": called}


def _value(given: Any) -> Any:
    """A form sends words; what looks like a list, an object or null is JSON."""
    if not isinstance(given, str):
        return given
    words = given.strip()
    if words[:1] in ("[", "{") or words == "null":
        try:
            return json.loads(words)
        except ValueError:
            raise UsageError("the value is no JSON") from None
    return words


def read_pasted(text: str, published: str = "") -> Record:
    """Code a text that was pasted.

    Raises:
        UsageError: it is empty, too long, or the date is none.
    """
    from dragoman.pipeline import read_text
    from dragoman.sources.dates import check_published

    if not text.strip():
        raise UsageError("there is no text; paste an article or drop a file")
    if len(text) > MOST_TEXT:
        raise UsageError(f"the text has {len(text):,} characters; {MOST_TEXT:,} are the most here")
    day = check_published(published) if published else None
    return read_text(text.replace("\r\n", "\n").strip(), Config(), source="pasted", published=day)


def read_upload(data: bytes, published: str = "") -> Record:
    """Code a page or text file that was dropped.

    Raises:
        SourceError: it is no article.
        UsageError: the date is none.
    """
    from dragoman.pipeline import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dropped"
        path.write_bytes(data)
        try:
            return read(path, published or None)
        except DragomanError as problem:  # the name of our own temporary file says nothing to a person
            raise UsageError(str(problem).replace(str(path), "the file")) from problem
