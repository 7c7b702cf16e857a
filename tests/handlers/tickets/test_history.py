"""The chained history on both databases: a story is whole, each kind of meddling is named, erasing leaves it whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, delete, select, text, update

from bot.finder import IndexFinder
from bot.upgrades import migrate, newest
from handlers.tickets.links import Break
from handlers.tickets.store import chain
from handlers.tickets.store.tables import ticket, ticket_event
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.bot.conftest import Type, types
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.journeys.test_report import reports

__all__ = ["types"]


@pytest.fixture
async def town(tmp_path: Path, knowledge: Knowledge, word_index: Index, db_url: str) -> AsyncIterator[Town]:
    async with Town(tmp_path, knowledge, IndexFinder(knowledge, word_index), LineStage(), url=db_url).open() as opened:
        yield opened


async def story(town: Town) -> list[int]:
    """A report that was answered and found solved, and a second one; the rows of the first one's history."""
    number = await reports(town)
    await town.member().presses("接单")
    await town.member().answers(number, "已更换灯泡")
    await town.resident().presses("解决了")
    await reports(town, "zhang")
    rows = select(ticket_event.c.id).join(ticket, ticket.c.id == ticket_event.c.ticket_id)
    mine = rows.where(ticket.c.number == number).order_by(ticket_event.c.id)
    return await town.app.db.read(lambda conn: list(conn.execute(mine).scalars()))


async def broken(town: Town) -> list[Break]:
    _tickets, _lines, found = await town.app.db.read(chain.breaks)
    return [one for _number, one in found]


async def test_a_story_is_whole_and_each_meddling_is_named(town: Town) -> None:
    lines = await story(town)
    assert len(lines) >= 4
    assert await town.app.db.read(chain.breaks) == (2, len(lines) + 1, [])
    meddling = [
        (update(ticket_event).where(ticket_event.c.id == lines[1]).values(actor_id=99), Break(lines[1], "hash")),
        (update(ticket_event).where(ticket_event.c.id == lines[2]).values(text="没说过"), Break(lines[2], "words")),
        (delete(ticket_event).where(ticket_event.c.id == lines[2]), Break(lines[3], "hash")),
        (delete(ticket_event).where(ticket_event.c.id == lines[-1]), Break(None, "end")),
    ]
    for change, wanted in meddling:

        def meddle(conn: Connection, change: object = change) -> list[Break]:
            with conn.begin_nested() as undone:
                conn.execute(change)  # type: ignore[call-overload]
                found = [one for _number, one in chain.breaks(conn)[2]]
                undone.rollback()
            return found

        assert await town.app.db.write(meddle) == [wanted]
    assert await broken(town) == []


async def test_who_wants_her_words_deleted_leaves_a_whole_chain(town: Town) -> None:
    await story(town)
    li = town.resident()
    await li.says("/delete")
    await li.presses("确定删除")
    assert await broken(town) == []
    rows = select(ticket_event.c.text, ticket_event.c.text_salt).where(ticket_event.c.event == "solved")
    assert set(await town.app.db.read(lambda conn: [tuple(row) for row in conn.execute(rows)])) <= {("", "")}


async def test_a_ticket_that_is_gone_with_its_history_is_missed(town: Town) -> None:
    await story(town)
    last = select(ticket.c.id).order_by(ticket.c.id.desc()).limit(1)

    def remove(conn: Connection) -> list[tuple[str, Break]]:
        with conn.begin_nested() as undone:
            ident = conn.execute(last).scalar_one()
            conn.execute(delete(ticket_event).where(ticket_event.c.ticket_id == ident))
            conn.execute(text("DELETE FROM proposal WHERE ticket_id = :id"), {"id": ident})
            conn.execute(delete(ticket).where(ticket.c.id == ident))
            found = chain.breaks(conn)[2]
            undone.rollback()
        return found

    ((number, found),) = await town.app.db.write(remove)
    assert number.endswith("-0002")
    assert found == Break(None, "gone")


def test_the_command_names_the_first_broken_line(types: Type, tmp_path: Path) -> None:
    types("init")
    whole = types("verify")
    assert (whole.exit_code, whole.output) == (0, "0 tickets, 0 lines: whole\n")
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'yuxiaoyi.db'}")
    with engine.begin() as conn:
        _old_ticket(conn)
        conn.execute(text("UPDATE ticket_event SET link = 'x'"))
    engine.dispose()
    told = types("verify", "--json")
    assert told.exit_code == 1
    assert '"broken": [{"ticket": "YH-20261101-0001", "line": 1, "why": "hash"}]' in told.output
    assert "YH-20261101-0001: line 1 was changed" in types("verify").output


def _old_ticket(conn: Connection) -> None:
    """A ticket with two lines, as a version without chains wrote it."""
    conn.execute(text(
        "INSERT INTO ticket (id, number, code, kind, state, conversation, lang, what, named, created_at, state_since,"
        " version) VALUES (1, 'YH-20261101-0001', 'AB2345', 'report', 'in_work', '', 'zh', '路灯', :no, :at, :at, 1)"
    ), {"at": datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None), "no": False})  # fmt: skip
    for event, words in (("opened", "路灯"), ("claim", "")):
        conn.execute(text(
            "INSERT INTO ticket_event (ticket_id, at, event, state, actor, text)"
            " VALUES (1, '2026-11-01 01:00:00.000000', :event, 'in_work', 'staff', :words)"
        ), {"event": event, "words": words})  # fmt: skip


def test_what_was_written_before_there_was_a_chain_is_chained(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as conn:
        migrate(conn, "0016")
        _old_ticket(conn)
    with engine.begin() as conn:
        migrate(conn, newest())
        assert chain.breaks(conn) == (1, 2, [])
        assert conn.execute(select(ticket.c.head)).scalar_one()
        conn.execute(update(ticket_event).where(ticket_event.c.id == 1).values(event="claim"))
        assert [one for _number, one in chain.breaks(conn)[2]] == [Break(1, "hash")]
    engine.dispose()
