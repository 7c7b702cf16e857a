"""Timers that think first: what is read meanwhile is written once, and a failure leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import select

from bot.db.tables import timer
from bot.store import timers
from bot.store.timers import Timer
from bot.work import Tx, Work
from tests.fakes.machine import Machine


class Errand:
    """Notes when it thought and when it wrote; `failures` thoughts, or writings, fail first."""

    def __init__(self, failures: int = 0, *, writing: bool = False) -> None:
        self.thought: list[str] = []
        self.failures = failures
        self.writing = writing

    async def __call__(self, work: Work, due: Timer) -> Callable[[Tx], None]:
        await work.read(timers.next_due)
        await asyncio.sleep(0.01)
        self.thought.append(due.about)
        if len(self.thought) <= self.failures and not self.writing:
            raise RuntimeError("a bug")

        def write(tx: Tx) -> None:
            timers.count(tx.conn, "written")
            if len(self.thought) <= self.failures:
                raise RuntimeError("a bug")

        return write


async def put(machine: Machine, *abouts: str) -> None:
    now = machine.clock.now()
    for about in abouts:
        await machine.app.db.write(lambda conn: timers.put(conn, "think", about, now))  # noqa: B023


async def written(machine: Machine) -> int:
    return await machine.app.db.write(lambda conn: timers.count(conn, "written")) - 1


async def left(machine: Machine) -> list[tuple[str, int]]:
    rows = select(timer.c.about, timer.c.tries).where(timer.c.kind == "think").order_by(timer.c.id)
    return [(row[0], row[1]) for row in await machine.read(lambda conn: conn.execute(rows).all())]


async def test_it_thinks_and_writes_once(machine: Machine) -> None:
    errand = Errand()
    async with machine.running(errands={"think": errand}):
        await put(machine, "a", "b")
        await machine.settled()
        assert await left(machine) == []
        assert await written(machine) == 2
    assert errand.thought == ["a", "b"]


async def test_of_several_who_think_one_writes(machine: Machine) -> None:
    errand = Errand()
    async with machine.open(errands={"think": errand}) as app:
        await put(machine, "a")
        await asyncio.gather(*(app.jobs.once() for _ in range(4)))
        assert await left(machine) == []
        assert await written(machine) == 1


async def test_a_cancelled_one_writes_nothing_though_it_thought(machine: Machine) -> None:
    errand = Errand()
    async with machine.open(errands={"think": errand}) as app:
        await put(machine, "a")
        thinking = asyncio.create_task(app.jobs.once())
        await app.db.write(lambda conn: timers.cancel(conn, "a"))
        await thinking
        assert await written(machine) == 0


async def test_what_fails_is_tried_again_and_leaves_nothing(machine: Machine) -> None:
    for writing in (False, True):
        errand = Errand(failures=2, writing=writing)
        async with machine.running(errands={"think": errand}):
            before = await written(machine)
            await put(machine, "x")
            for tries, seconds in ((1, 2), (2, 4)):
                await machine.reads(lambda: left(machine), [("x", tries)])
                await machine.passes(seconds)
            await machine.settled()
            assert await left(machine) == []
            assert await written(machine) == before + 2  # one of them by the look before
            assert await machine.alarms() == []
