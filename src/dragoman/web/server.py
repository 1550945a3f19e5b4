"""Serving the reading room: an address, a clear word where it can't be had, an end at Ctrl-C."""

from __future__ import annotations

import ipaddress
import logging
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

from dragoman.errors import UsageError
from dragoman.web.app import Room, State, create_app

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def serve(room: Room, host: str = "127.0.0.1", port: int = 8711, ready: Callable[[str], None] | None = None) -> None:
    """Serve a record until Ctrl-C.

    On an address that other machines reach, correcting is off unless there is a token; on this machine's own, only
    its own names are answered to (and ``room.hosts``).

    Args:
        room: what is served.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        ready: called with the address once it answers.

    Raises:
        UsageError: the address or port can't be had, or uvicorn is not installed.
        StoreError: the record can't be opened.
    """
    try:
        import uvicorn
    except ImportError:
        raise UsageError("the reading room needs uvicorn; install it with: pip install --upgrade dragoman") from None

    room = make_safe(room, host)
    app = create_app(room)
    listening = _listen(host, port)
    threading.Thread(target=_warm, args=(app.state.room,), daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}{room.prefix}/"
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, date_header=False, limit_concurrency=200,
        timeout_graceful_shutdown=3, timeout_keep_alive=5, lifespan="off", h11_max_incomplete_event_size=65_536,
    )  # fmt: skip
    print(f"dragoman: {room.record} is open for reading at {address}", file=sys.stderr)
    if not room.correcting:
        print("dragoman: correcting is off" + _why_off(room, host), file=sys.stderr)
    print("dragoman: Ctrl-C ends it", file=sys.stderr, flush=True)
    if ready is not None:
        ready(address)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # it has shut down in good order, and raises the signal again
    finally:
        listening.close()


def _warm(state: State) -> None:
    try:
        state.warm()
    except Exception:  # whoever asks that page is told
        logging.getLogger("dragoman.web").debug("could not be prepared", exc_info=True)


def make_safe(room: Room, host: str) -> Room:
    """The room with what follows from where it listens."""
    if not is_loopback(host):
        return replace(room, correcting=room.correcting and room.token is not None)
    return replace(room, hosts=LOOPBACK_NAMES | (room.hosts or frozenset()) | {host.lower()})


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _why_off(room: Room, host: str) -> str:
    return ": others can reach this address, so it needs a --token" if not is_loopback(host) and not room.token else ""


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, or a word on why not."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError, OverflowError):
        raise UsageError(
            f"there is no address {host!r} to listen on; use 127.0.0.1, or an address of this machine"
        ) from None
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
        found.listen(128)
    except OSError as problem:
        found.close()
        if isinstance(problem, PermissionError):
            raise UsageError(
                f"port {port} needs more rights than you have; choose one above 1023 with --port"
            ) from None
        raise UsageError(
            f"{host} port {port} can't be had ({problem.strerror}): another program may use it; "
            "choose another with --port"
        ) from None
    return found
