"""Whether anybody is there to read what comes in: asked often, written down only when it changes."""

from __future__ import annotations

import pytest

from bot.store import timers
from bot.work import Tx
from handlers.tickets import openness
from tests.fakes.town import Town


async def test_it_is_written_down_once_when_it_changes(line_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await line_town.resident().says("你好")
    writes = []
    write = openness.intake_closed

    def counted(tx: Tx) -> bool:
        writes.append(tx.now)
        return write(tx)

    monkeypatch.setattr(openness, "intake_closed", counted)
    work = line_town.app.work
    assert [await openness.closed(work) for _ in range(3)] == [False] * 3
    assert not writes
    await work.write(lambda tx: timers.set_state(tx.conn, openness.CLOSED_STATE, "nobody", tx.now))
    assert [await openness.closed(work) for _ in range(3)] == [False] * 3
    assert len(writes) == 1
