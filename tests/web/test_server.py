"""The server: where it listens, who may what there, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from dragoman.cli_web import check_prefix, serve
from dragoman.errors import StoreError, UsageError
from dragoman.web.app import Room
from dragoman.web.server import is_loopback, make_safe
from dragoman.web.server import serve as serve_room


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.3.0.1", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False),
     ("::", False), ("192.168.1.4", False), ("room.example", False), ("", False)],
)  # fmt: skip
def test_which_addresses_are_this_machines_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_correcting_is_off_where_others_can_reach_it_unless_there_is_a_token() -> None:
    room = Room("record.sqlite")
    assert make_safe(room, "127.0.0.1").correcting
    assert make_safe(room, "127.0.0.1").hosts == {"127.0.0.1", "localhost", "[::1]"}
    assert not make_safe(room, "0.0.0.0").correcting
    assert make_safe(Room("record.sqlite", token="12345678"), "0.0.0.0").correcting
    assert not make_safe(Room("record.sqlite", token="12345678", correcting=False), "0.0.0.0").correcting
    assert "room.example" in (make_safe(Room("r", hosts=frozenset({"room.example"})), "127.0.0.1").hosts or ())


def test_a_port_in_use_is_told(file: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match=f"port {taken.getsockname()[1]} can't be had .*--port"):
            serve_room(Room(str(file)), port=taken.getsockname()[1])


def test_an_address_that_is_none_is_told(file: Path) -> None:
    with pytest.raises(UsageError, match="no address"):
        serve_room(Room(str(file)), host="not an address")


def test_a_record_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such record"):
        serve_room(Room(str(tmp_path / "none.sqlite")), port=0)


@pytest.mark.parametrize(("given", "path"), [("", ""), ("/", ""), ("room", "/room"), ("/a/b-c/", "/a/b-c")])
def test_prefixes(given: str, path: str) -> None:
    assert check_prefix(given) == path


@pytest.mark.parametrize("given", ["a b", "/x?y", '"><script>', "../x", "http://x/", "é"])
def test_prefixes_that_are_no_paths(given: str) -> None:
    with pytest.raises(UsageError, match="prefix looks like /room"):
        check_prefix(given)


def test_options_that_do_not_go_together(file: Path) -> None:
    with pytest.raises(UsageError, match="not both"):
        serve(["page.html"], record=file)
    with pytest.raises(UsageError, match="fewer than 8"):
        serve(None, record=file, token="short")


CODE = """
import sys
from pathlib import Path
from dragoman.cli_web import serve
serve(None, record=Path(sys.argv[1]), port=0, prefix="room")
"""


def test_it_serves_says_where_and_ends_at_ctrl_c(file: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, str(file)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src"},
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/room/", line)
        assert found, line
        with urllib.request.urlopen(found.group(), timeout=20) as answer:
            assert answer.status == 200 and b"What is in this record" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()
