"""The web application: routes from the table of pages, safety around them.

Article text is hostile: templates escape, the content security policy lets no inline script, no inline style and no
other host in, and nothing in the record can become an address but http(s). Readers get a read-only connection of
their own; corrections go through one writer under a lock.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from dragoman.errors import DragomanError, StoreError, UsageError
from dragoman.pipeline import VERSION
from dragoman.store import Store, open_store
from dragoman.store.connect import explain
from dragoman.web.memory import Memory
from dragoman.web.openapi import describe
from dragoman.web.pages import LONGEST_VALUE, Ask, NotAllowed, NotThere, Page, TooMany

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MOST_BODY = 2_000_000  # bytes that a reader may send: a pasted article or a dropped page
SECONDS = 20.0  # after which a question to the record is stopped
_STATUS: dict[type[Exception], int] = {NotThere: 404, NotAllowed: 403, TooMany: 429, UsageError: 400}
Call = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Room:
    """How a reading room is set up.

    Attributes:
        record: path of the record file.
        prefix: path under which a proxy shows it, such as ``/room``; empty for none.
        token: whoever corrects must show it (bearer token, or the cookie of the sign-in page); None: nobody must.
        read_token: whoever reads must show it or ``token``; None: nobody must.
        correcting: whether corrections are possible at all.
        hosts: names under which it is asked for; None: any. A server of this machine alone must not answer to the
            name of a site that was pointed here (DNS rebinding).
    """

    record: str
    prefix: str = ""
    token: str | None = None
    read_token: str | None = None
    correcting: bool = True
    hosts: frozenset[str] | None = None


def all_pages() -> tuple[Page, ...]:
    """Every page of the reading room."""
    from dragoman.web.views import article, everything, find, issues, overview, people

    return (*overview.PAGES, *article.PAGES, *find.PAGES, *people.PAGES, *issues.PAGES, *everything.PAGES)


def create_app(room: Room) -> Starlette:
    """The application for one record.

    Raises:
        StoreError: the record can't be opened.
    """
    open_store(room.record).close()
    state = State(room)
    routes: list[BaseRoute] = []
    for page in all_pages():
        routes.append(Route(f"{page.path.rstrip('/') or '/index'}.json", state.json_of(page), methods=["GET"]))
        routes.append(Route(page.path, state.html_of(page), methods=["GET"]))
    from dragoman.web.actions import routes as action_routes

    routes += action_routes(state)
    routes.append(Route("/openapi.json", state.openapi, methods=["GET"]))
    routes.append(Mount("/static", StaticFiles(directory=str(files("dragoman.web") / "static"))))
    app = Starlette(
        routes=routes,
        middleware=[Middleware(UnderPrefix, prefix=room.prefix), Middleware(BaseHTTPMiddleware, dispatch=state.guard)],
        exception_handlers={HTTPException: state.explain_http, DragomanError: state.explain, 404: state.explain_http},
    )
    app.state.room = state
    return app


class UnderPrefix:
    """Takes addresses with and without the prefix: some proxies strip it, some do not."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with the whole address, and with the prefix as the application's root."""
        if self.prefix and scope["type"] == "http":
            path = scope["path"]
            if path == self.prefix:
                path += "/"
            elif not path.startswith(self.prefix + "/"):
                path = self.prefix + path
            scope = {**scope, "path": path, "root_path": self.prefix, "raw_path": path.encode()}
        await self.app(scope, receive, send)


class State:
    """What requests share: settings, templates, connections by thread."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.writing = threading.Lock()
        self.memory = Memory()
        self.session = secrets.token_urlsafe(24)  # value of the cookie after signing in
        self.crossing = secrets.token_urlsafe(24)  # against forms of other sites
        self._local = threading.local()
        self.templates = Environment(
            loader=FileSystemLoader(str(files("dragoman.web") / "templates")),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        from dragoman.web.filters import FILTERS

        self.templates.filters.update(FILTERS)
        self.templates.globals.update({"prefix": room.prefix, "version": VERSION})

    def store(self) -> Store:
        """This thread's read-only connection; what takes longer than :data:`SECONDS` from now on is stopped."""
        until = time.monotonic() + SECONDS
        if not hasattr(self._local, "store"):
            self._local.store = open_store(self.room.record)
        store: Store = self._local.store
        store.db.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
        return store

    def warm(self) -> None:
        """Do beforehand what a first reader would wait for: templates, lists of places, figures of the overview."""
        from dragoman.knowledge import find_capital, find_metonym

        find_capital("Rome"), find_metonym("Rome")
        ask = Ask(self.store(), memory=self.memory)
        for name in self.templates.list_templates(extensions=["html"]):
            self.templates.get_template(name)
        for page in all_pages():
            if "{" not in page.path:
                page.view(ask)

    # ------------------------------------------------------------ pages
    def html_of(self, page: Page) -> Call:
        """The endpoint of a page."""

        async def answer(request: Request) -> Response:
            data = await run_in_threadpool(self._view, page, request)
            return self.render(request, page.template, data, page)

        return answer

    def json_of(self, page: Page) -> Call:
        """The endpoint of its twin."""

        async def answer(request: Request) -> Response:
            data = await run_in_threadpool(self._view, page, request)
            return Response(msgspec.json.encode(data), media_type="application/json")

        return answer

    def _view(self, page: Page, request: Request) -> dict[str, Any]:
        query = {k: v.strip() for k, v in request.query_params.items() if k in page.query and v.strip()}
        for name, value in query.items():
            if len(value) > LONGEST_VALUE:
                raise UsageError(f"{name} is too long; {LONGEST_VALUE} characters are the most")
        with explain(self.room.record):
            return page.view(
                Ask(self.store(), dict(request.path_params), query, self.may_correct(request), self.memory)
            )

    def render(
        self, request: Request, template: str, data: dict[str, Any], page: Page | None = None, status: int = 200
    ) -> HTMLResponse:
        """A template with data; every template sees the request's address for links that keep filters."""
        html = self.templates.get_template(template).render(
            data=data,
            page=page,
            here=request.url.path.removeprefix(self.room.prefix) or "/",
            query={k: v for k, v in request.query_params.items() if page is not None and k in page.query},
            done=_done_of(request),
            may_correct=self.may_correct(request),
            crossing=self.crossing,
        )
        return HTMLResponse(html.encode("utf-8", "replace"), status_code=status)

    async def openapi(self, request: Request) -> Response:
        """The OpenAPI description."""
        return JSONResponse(describe(all_pages(), self.room.prefix, VERSION))

    # ------------------------------------------------------------ who may what
    def may_correct(self, request: Request) -> bool:
        """Whether this reader may correct: correcting is on, and the token was shown where there is one."""
        return self.room.correcting and (self.room.token is None or self._shown(request, self.room.token))

    def may_read(self, request: Request) -> bool:
        """Whether this reader may read."""
        wanted = [t for t in (self.room.read_token, self.room.token) if t]
        return self.room.read_token is None or any(self._shown(request, t) for t in wanted)

    def _shown(self, request: Request, token: str) -> bool:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return True
        cookie = request.cookies.get("dragoman", "")
        return hmac.compare_digest(cookie.encode(), self.pass_for(token).encode())

    def pass_for(self, token: str) -> str:
        """The cookie that stands for a token; another one each time the server starts."""
        return hmac.new(self.session.encode(), token.encode(), "sha256").hexdigest()

    # ------------------------------------------------------------ around every request
    async def guard(self, request: Request, call_next: Any) -> Response:
        """Limits before, headers after."""
        length = request.headers.get("content-length", "0")
        if not self._is_called_right(request):
            told = "This server does not answer to that name. Whoever runs it can allow it with --allow-host NAME."
            return PlainTextResponse(told, status_code=421)
        if "transfer-encoding" in request.headers:
            response: Response = PlainTextResponse("say how long the body is", status_code=411)
        elif not length.isdecimal() or int(length[:12]) > MOST_BODY:
            response = PlainTextResponse(f"more than {MOST_BODY:,} bytes; nothing was read", status_code=413)
        elif not self.may_read(request) and not self._is_open(request):
            response = self.render(request, "sign-in.html", {"wrong": False}, status=401)
            response.headers["WWW-Authenticate"] = "Bearer"
        else:
            try:
                response = await call_next(request)
            except Exception:  # a fault of ours: told in the log, and the reader gets a page all the same
                logging.getLogger("dragoman.web").exception("%s could not be answered", request.url.path)
                response = self._error(request, 500, "Something went wrong here; the server's log tells more.")
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if "cache-control" not in response.headers:
            static = "/static/" in request.url.path
            response.headers["Cache-Control"] = "max-age=3600" if static else "no-store"
        return response

    def _is_called_right(self, request: Request) -> bool:
        host = request.headers.get("host", "")
        name = host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
        return self.room.hosts is None or name.lower() in self.room.hosts

    def _is_open(self, request: Request) -> bool:
        path = request.url.path.removeprefix(self.room.prefix)
        return path == "/sign-in" or path.startswith("/static/")

    # ------------------------------------------------------------ errors
    async def explain(self, request: Request, problem: Exception) -> Response:
        """An error of ours, in words."""
        status = next((n for kind, n in _STATUS.items() if isinstance(problem, kind)), 503)
        if isinstance(problem, StoreError) and hasattr(self._local, "store"):
            del self._local.store  # the next request opens it anew
        return self._error(request, status, str(problem))

    async def explain_http(self, request: Request, problem: Exception) -> Response:
        """An error of the framework, in words."""
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        told = {404: "There is no such page.", 405: "This address can't be asked that way."}
        return self._error(request, status, told.get(status, "The request could not be answered."))

    def _error(self, request: Request, status: int, told: str) -> Response:
        if request.url.path.endswith(".json") or "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"error": told}, status_code=status)
        return self.render(request, "error.html", {"status": status, "told": told}, status=status)


def _done_of(request: Request) -> str | None:
    """What was done just now: a correction's id, or ``undone``."""
    given = request.query_params.get("done", "")
    return given if re.fullmatch(r"co-[0-9a-f]{6,64}|undone", given) else None
