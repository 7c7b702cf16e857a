"""Mailboxes are numbered in the order of commits: who reads behind a number never misses a reply."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import Connection

from bot.layout import Layout
from bot.message import Address, Reply
from bot.store import outbox
from bot.work import Turn
from tests.fakes.line import Line
from tests.fakes.machine import Machine

WRITERS = 24


async def test_a_reader_misses_nothing_however_commits_overlap(machine: Machine) -> None:
    machine.line = Line(layout=Layout(mailbox=True))
    to = Address("line", "li")
    seen: list[int] = []

    def write(conn: Connection, number: int) -> None:
        for part in ("a", "b"):
            outbox.queue(conn, to, Reply(f"{number}{part}"), machine.clock.now(), mail=True)
            time.sleep(0.001 * (number % 5))  # commits come in another order than they began

    async with machine.open() as app:

        async def read() -> None:
            with app.db.bell.listen("mail:line:li") as event:
                while len(seen) < 2 * WRITERS:
                    event.clear()
                    last = seen[-1] if seen else 0
                    found = await app.db.read(lambda conn: outbox.mails(conn, "line", "li", last))  # noqa: B023
                    seen.extend(item.seq for item in found)
                    if not found:
                        await asyncio.wait_for(event.wait(), 5)

        watching = asyncio.create_task(app.db.watch())
        async with asyncio.timeout(20):
            reading = asyncio.create_task(read())
            await asyncio.gather(*(app.db.write(lambda conn, n=n: write(conn, n)) for n in range(WRITERS)))
            await reading
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert seen == list(range(1, 2 * WRITERS + 1))


async def test_a_reply_is_in_the_mailbox_when_its_message_is_handled(machine: Machine) -> None:
    machine.line = Line(layout=Layout(mailbox=True))

    async def echo(turn: Turn) -> Reply:
        return Reply(turn.message.text)

    async with machine.running(echo) as app:
        await machine.hears("li", "一", "二")
        await machine.hears("wang", "三")
        await machine.settled()
        for chat, texts in (("li", ["一", "二"]), ("wang", ["三"])):
            found = await app.db.read(lambda conn: outbox.mails(conn, "line", chat, 0))  # noqa: B023
            assert [(item.seq, item.reply.text) for item in found] == list(enumerate(texts, 1))
    assert machine.texts("li") == []
