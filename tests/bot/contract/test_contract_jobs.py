"""Timers ring once when due, also after a restart; what fails is tried again, then alarmed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.db.tables import timer
from bot.message import Reply
from bot.store import timers
from bot.store.timers import Timer
from bot.work import Tx
from tests.fakes.line import GROUP
from tests.fakes.machine import Machine


class Bell:
    """A job that notes when it rang; `failures` runs fail first, after they wrote something."""

    def __init__(self, failures: int = 0) -> None:
        self.rang: list[str] = []
        self.tries = 0
        self.failures = failures

    def __call__(self, tx: Tx, due: Timer) -> None:
        self.tries += 1
        timers.count(tx.conn, "rings")
        tx.send(tx_group(), Reply(f"{due.about} {due.data.get('word', '')}"))
        if self.tries <= self.failures:
            raise RuntimeError("a bug")
        self.rang.append(due.about)


def tx_group():  # type: ignore[no-untyped-def]
    from bot.message import Address

    return Address("line", GROUP)


async def put(machine: Machine, about: str, seconds: float, **data: object) -> None:
    due = machine.clock.now() + timedelta(seconds=seconds)
    await machine.app.db.write(lambda conn: timers.put(conn, "bell", about, due, dict(data)))


async def left(machine: Machine) -> list[tuple[str, int]]:
    found = select(timer.c.about, timer.c.tries).where(timer.c.kind.in_(("bell", "other"))).order_by(timer.c.id)
    return [(row[0], row[1]) for row in await machine.read(lambda conn: conn.execute(found).all())]


async def rings(machine: Machine) -> int:
    """How many rings were committed."""
    return await machine.app.db.write(lambda conn: timers.count(conn, "rings")) - 1


async def test_a_timer_rings_once_when_it_is_due(machine: Machine) -> None:
    bell = Bell()
    async with machine.running(jobs={"bell": bell}):
        await put(machine, "later", 60)
        await put(machine, "soon", 10, word="jetzt")
        await machine.passes(9)
        await asyncio.sleep(0.1)
        assert bell.rang == []
        await machine.passes(1)
        await machine.settled()
        assert bell.rang == ["soon"]
        await machine.passes(100)
        await machine.settled()
        assert await left(machine) == []
    assert bell.rang == ["soon", "later"]
    assert machine.texts(GROUP) == ["soon jetzt", "later "]


async def test_many_who_look_ring_each_timer_once(machine: Machine) -> None:
    bell = Bell()
    async with machine.open(jobs={"bell": bell}) as app:
        for number in range(12):
            await put(machine, f"t{number}", -1)

        async def ring() -> None:
            for _ in range(6):
                await app.jobs.once()

        await asyncio.gather(*(ring() for _ in range(4)))
        assert await left(machine) == []
        assert await rings(machine) == 12
    assert sorted(bell.rang) == sorted(f"t{number}" for number in range(12))


async def test_a_missed_timer_rings_after_the_restart(machine: Machine) -> None:
    bell = Bell()
    async with machine.open():
        await put(machine, "missed", 10)
    machine.clock.advance(days=2)
    async with machine.running(jobs={"bell": bell}):
        await machine.settled()
    assert bell.rang == ["missed"]


async def test_a_cancelled_timer_stays_silent(machine: Machine) -> None:
    bell = Bell()
    async with machine.running(jobs={"bell": bell, "other": bell}) as app:
        await put(machine, "a", 10)
        await put(machine, "b", 10)
        due = machine.clock.now() + timedelta(seconds=10)
        await app.db.write(lambda conn: timers.put(conn, "other", "b", due))
        await app.db.write(lambda conn: timers.cancel(conn, "a"))
        await app.db.write(lambda conn: timers.cancel(conn, "b", "other"))
        await machine.passes(10)
        await machine.settled()
    assert bell.rang == ["b"]


async def test_a_failing_job_leaves_nothing_and_is_tried_again(machine: Machine) -> None:
    bell = Bell(failures=2)
    async with machine.running(jobs={"bell": bell}):
        await put(machine, "x", 0, word="endlich")
        for tries, seconds in ((1, 2), (2, 4)):
            await machine.reads(lambda: left(machine), [("x", tries)])
            await machine.passes(seconds)
        await machine.settled()
        assert await left(machine) == []
        assert await rings(machine) == 1
        assert await machine.alarms() == []
    assert machine.texts(GROUP) == ["x endlich"]


async def test_a_job_that_always_fails_ends_in_an_alarm(machine: Machine) -> None:
    bell = Bell(failures=99)
    async with machine.running(jobs={"bell": bell}):
        await put(machine, "x", 0)
        for tries in range(1, 5):
            await machine.reads(lambda: left(machine), [("x", tries)])
            await machine.passes(2.0**tries)
        await machine.reads(lambda: left(machine), [])
        assert await machine.alarms() == ["job_failed"]
        assert await rings(machine) == 0
    assert bell.tries == 5
    assert machine.texts(GROUP) == []


async def test_a_timer_that_nobody_knows_raises_an_alarm(machine: Machine) -> None:
    async with machine.running():
        await put(machine, "x", 0)
        await machine.settled()
        assert await machine.alarms() == ["unknown_timer"]
