"""What a turn is told to forget is in no table afterwards, and a repeat of it is still a repeat."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from bot.db.tables import intake
from bot.message import Reply
from bot.store import people
from bot.work import Turn, TurnTx
from tests.fakes.machine import Machine

SECRET = "secret-words-" * 20


async def forgets(turn: Turn) -> Callable[[TurnTx], Reply]:
    """Forgets what begins with "secret", answers everything alike."""

    def change(tx: TurnTx) -> Reply:
        tx.forget_words = turn.message.text.startswith("secret")
        return Reply("好")

    return change


async def test_forgotten_words_stand_nowhere(machine: Machine) -> None:
    async with machine.running(forgets) as app:
        first = machine.text("li", SECRET)
        await app.intake.accept([first])
        await machine.settled()
        await machine.hears("li", "路灯坏了")
        await machine.settled()

        def look(conn: Connection) -> tuple[list[str], tuple[str, ...]]:
            found = people.read(conn, first.conversation)
            assert found is not None
            return list(conn.execute(select(intake.c.payload).order_by(intake.c.id)).scalars()), found[1].recent

        payloads, recent = await machine.read(look)
        assert payloads[0] == "{}"
        assert "路灯坏了" in payloads[1]
        assert not any("secret" in line for line in recent)
        assert recent[-1] == "路灯坏了"
        assert await app.intake.accept([first]) == 0
    assert machine.texts("li") == ["好", "好"]
    kept = [path for path in machine.folder.rglob("*") if path.is_file() and "db" in path.name]
    assert not [path.name for path in kept if b"secret-words" in path.read_bytes()]
