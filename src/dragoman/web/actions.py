"""What is not a page: signing in, correcting and undoing, reading a text that is pasted or dropped, downloads.

Everything that changes something is a POST with the form's own secret (no other site can send it), and is refused
without the right to correct.
"""

from __future__ import annotations

import hmac
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from dragoman.config import Config
from dragoman.errors import DragomanError, UsageError
from dragoman.record import Record
from dragoman.store import Filters, open_store

if TYPE_CHECKING:
    from dragoman.web.app import State

MOST_TEXT = 200_000  # characters of a pasted text
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

    # ------------------------------------------------------------ signing in
    async def sign_in(self, request: Request) -> Response:
        """A token for a cookie that scripts can't see and other sites can't send."""
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
            raise UsageError("correcting is off here, or needs the token")
        if request.headers.get("content-type", "").startswith("application/json"):
            if not request.headers.get("authorization") and self._is_foreign(request):
                raise UsageError("another site sent this; nothing was changed")
            try:
                data = await request.json()
            except (ValueError, UnicodeDecodeError):
                raise UsageError("the body is no JSON") from None
            if not isinstance(data, dict):
                raise UsageError("a correction is a JSON object")
            return data
        form = await self._form(request)
        if not hmac.compare_digest(str(form.get("crossing", "")).encode(), self.state.crossing.encode()):
            raise UsageError("this form is from before the server was started anew; load the page again")
        return {k: v for k, v in form.items() if isinstance(v, str)}

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
        return RedirectResponse(f"{self.state.room.prefix}{back}", status_code=303)

    async def _form(self, request: Request) -> FormData:
        return await request.form(max_files=1, max_fields=20, max_part_size=MOST_TEXT * 4)

    # ------------------------------------------------------------ reading at once
    async def read_form(self, request: Request) -> Response:
        """Where a text is pasted or a file dropped."""
        return self.state.render(request, "read.html", {"told": None, "text": "", "sections": []})

    async def read(self, request: Request) -> Response:
        """Read what was sent, show it, keep nothing."""
        form = await self._form(request)
        file, text, published = form.get("file"), str(form.get("text", "")), str(form.get("published", "")).strip()
        try:
            if isinstance(file, UploadFile) and file.size:
                record = await run_in_threadpool(read_upload, await file.read(), published)
            else:
                record = await run_in_threadpool(read_pasted, text, published)
        except DragomanError as problem:
            return self.state.render(
                request, "read.html", {"told": str(problem), "text": text, "sections": []}, status=400
            )
        from dragoman.write.chain import index_record
        from dragoman.write.sections import build_section

        index = index_record(record)
        sections = [build_section(index, d, f"d{n}") for n, d in enumerate(record.documents, 1)]
        return self.state.render(request, "read.html", {"told": None, "text": text, "sections": sections})

    # ------------------------------------------------------------ downloads
    async def download(self, request: Request) -> Response:
        """What the filters choose, in one of the export formats."""
        from dragoman.web.views.find import filters_of

        query = {k: v for k, v in request.query_params.items() if v.strip()}
        name = request.path_params["format"]
        found = await run_in_threadpool(self._export, name, query.pop("what", "events"), filters_of(query))
        kind = {"json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
        suffix = Path(found[0]).suffix.lstrip(".")
        headers = {"Content-Disposition": f'attachment; filename="dragoman-{found[0]}"'}
        media = kind.get(suffix, "application/octet-stream")
        return StreamingResponse(iter((found[1],)), media_type=media, headers=headers)

    def _export(self, name: str, what: str, filters: Filters) -> tuple[str, bytes]:
        store = self.state.store()
        if name in ("csv", "jsonl"):
            from dragoman.write.listing import csv_rows, json_rows

            rows = store.show(what, filters)
            write = csv_rows if name == "csv" else json_rows
            return f"{what}.{name}", write(rows.columns, rows.values).encode("utf-8", "replace")
        from dragoman.write.exports import FORMATS, export

        if name not in FORMATS:
            raise UsageError(f"there is no format {name!r}; there are csv, jsonl, {', '.join(FORMATS)}")
        with tempfile.TemporaryDirectory() as folder:
            files = export(store.records(filters), name, Path(folder) / name)
            if len(files) == 1:
                return files[0].name, files[0].read_bytes()
            return f"{name}.zip", _zip(files)

    async def corrections(self, request: Request) -> Response:
        """The corrections' file as it is."""
        from dragoman.store.corrections import file_beside

        path = file_beside(self.state.room.record)
        data = path.read_bytes() if path.exists() else b""
        return PlainTextResponse(data.decode("utf-8", "replace"), media_type="application/x-ndjson")


def _zip(files: list[Path]) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return out.getvalue()


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
