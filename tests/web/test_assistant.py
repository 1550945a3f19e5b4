"""The tools of the Model Context Protocol server: as functions, and through a real client over standard input."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import dragoman
from dragoman.errors import UsageError
from dragoman.store import open_store
from dragoman.web.assistant import Desk, tools_of

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "r.sqlite"
    with open_store(path, write=True) as store:
        store.append([dragoman.read(SAMPLES / f"{name}.html") for name in ("sanctions", "scoop")])
    return path


def test_every_row_leads_to_its_evidence(record: Path) -> None:
    desk = Desk(record)
    rows = desk.search_statements(limit=50) + desk.search_events(limit=50) + desk.search_positions(limit=50)
    assert len(rows) > 20
    for row in rows:
        found = desk.evidence(row["id"])
        assert found["words"] in found["paragraph"] and found["on_whose_word"][0] == row["outlet"]
        with open_store(record) as store:
            doc = store.record(found["document"]).documents[0]  # type: ignore[union-attr]
        assert doc.text[found["start"] : found["end"]] == found["words"]


def test_the_chain_goes_from_the_outlet_to_the_speaker(record: Path) -> None:
    desk = Desk(record)
    with open_store(record) as store:
        deep = store.db.execute("SELECT id, within FROM statement WHERE within IS NOT NULL LIMIT 1").fetchone()
        speaker = store.db.execute("SELECT speaker FROM statements WHERE id = ?", (deep["within"],)).fetchone()[0]
    chain = desk.evidence(deep["id"])["on_whose_word"]
    assert len(chain) >= 2 and chain[-1] == (speaker or "somebody whom the text does not name")


def test_actor_card_and_matrix(record: Path) -> None:
    desk = Desk(record)
    actor = desk.search_positions(limit=1)[0]["actor_id"]
    card = desk.actor_card(actor)
    assert card["id"] == actor and card["positions"] and all(p["actor_id"] == actor for p in card["positions"])
    cells = desk.issue_matrix()
    assert any(c["actor_id"] == actor for c in cells) and all(c["sentence"] for c in cells)
    words = cells[0]["issue"]
    assert {c["issue"] for c in desk.issue_matrix(issue=words)} >= {words}


@pytest.mark.parametrize("name", ["ev-none", "doc-1", "", "st-'; DROP TABLE event; --"])
def test_what_is_not_there_is_told(record: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no"):
        Desk(record).evidence(name)
    with pytest.raises(UsageError, match="there is no actor"):
        Desk(record).actor_card(name)


def test_answers_are_bounded_and_tools_described(record: Path) -> None:
    desk = Desk(record)
    assert len(desk.search_events(limit=10_000)) <= 50
    assert all(len((t.__doc__ or "").split()) > 5 for t in tools_of(desk))


def test_a_real_client(record: Path) -> None:
    pytest.importorskip("mcp")
    import anyio
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def talk() -> None:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "dragoman.cli", "mcp", "--record", str(record)]
        )
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            names = {t.name for t in (await session.list_tools()).tools}
            assert {
                "search_statements",
                "search_events",
                "search_positions",
                "actor_card",
                "issue_matrix",
                "evidence",
            } <= names
            answer = await session.call_tool("search_events", {"limit": 2})
            assert not answer.is_error and "ev-" in answer.content[0].text
            wrong = await session.call_tool("search_events", {"type": "FIGHT"})
            assert wrong.is_error and "choose one of" in wrong.content[0].text

    anyio.run(talk)
