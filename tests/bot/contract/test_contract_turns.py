"""A turn happens as a whole or not at all; what fails is tried again, then set aside with a word to everybody."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from sqlalchemy import func, select

from bot.db.tables import counter, timer
from bot.errors import PersonError
from bot.message import Reply
from bot.store import people, timers
from bot.work import Change, Turn, TurnTx
from tests.fakes.machine import Machine

KEY = "line|li|li"


async def rows(machine: Machine) -> tuple[int, int]:
    """How many counters and timers of these tests there are."""
    return await machine.read(
        lambda conn: (
            conn.execute(select(func.count()).select_from(counter)).scalar_one(),
            conn.execute(select(func.count()).where(timer.c.kind == "bell")).scalar_one(),
        )
    )


def everything(tx: TurnTx) -> None:
    """One of each kind of write."""
    timers.count(tx.conn, "tickets")
    tx.later("bell", "matter", timedelta(hours=1))
    tx.send(tx_address(tx), Reply("nie"))
    tx.alarm("never", "never")


def tx_address(tx: TurnTx):  # type: ignore[no-untyped-def]
    from bot.message import Address

    return Address("line", tx.talk.chat)


async def test_a_change_that_fails_leaves_nothing_and_is_parked_after_three(machine: Machine) -> None:
    tried: list[str] = []

    async def breaks(turn: Turn) -> Change | Reply:
        def change(tx: TurnTx) -> Reply:
            everything(tx)
            raise RuntimeError("a bug")

        tried.append(turn.message.text)
        return change if turn.message.text == "bad" else Reply("weiter")

    async with machine.running(breaks):
        await machine.hears("li", "bad", "good")
        for tries, seconds in ((1, 1.1), (2, 5.1)):
            await machine.until(lambda: len(tried) == tries)  # noqa: B023
            await machine.reads(machine.first_outcome, ("", tries))
            assert machine.texts("li") == []
            await machine.passes(seconds)
        await machine.settled()
        assert await machine.outcomes() == [("parked", 2), ("done", 0)]
        assert await rows(machine) == (0, 0)
        assert await machine.alarms() == ["parked"]
    assert tried == ["bad", "bad", "bad", "good"]
    told, answer = machine.texts("li")
    assert re.search(r"[0-9A-F]{6}", told)
    assert "Traceback" not in told
    assert "RuntimeError" not in told
    assert answer == "weiter"


async def test_thinking_that_fails_once_is_tried_again(machine: Machine) -> None:
    tried: list[int] = []

    async def breaks(_turn: Turn) -> Reply:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("a bug")
        return Reply("doch")

    async with machine.running(breaks):
        await machine.hears("li", "x")
        await machine.reads(machine.first_outcome, ("", 1))
        await machine.passes(1.1)
        await machine.settled()
        assert await machine.alarms() == []
    assert machine.texts("li") == ["doch"]


async def test_what_the_person_can_put_right_is_said_and_the_change_undone(machine: Machine) -> None:
    async def refuses(_turn: Turn) -> Change:
        def change(tx: TurnTx) -> Reply:
            everything(tx)
            raise PersonError("dialog.ended")

        return change

    async with machine.running(refuses):
        await machine.hears("li", "x")
        await machine.settled()
        assert await machine.outcomes() == [("refused", 0)]
        assert await rows(machine) == (0, 0)
        assert await machine.alarms() == []
    assert machine.texts("li") == [machine.knowledge.texts.say("dialog.ended", "zh")]


async def test_a_turn_is_thought_again_when_a_person_took_over_meanwhile(machine: Machine) -> None:
    thinking, go = asyncio.Event(), asyncio.Event()
    seen: list[str] = []

    async def slow(turn: Turn) -> Change:
        seen.append(turn.talk.with_person)
        if turn.message.text == "slow" and len(seen) == 2:
            thinking.set()
            await go.wait()

        def change(tx: TurnTx) -> Reply:
            timers.count(tx.conn, "effect")
            return Reply(f"{turn.message.text} {turn.talk.with_person}")

        return change

    async with machine.running(slow) as app:
        await machine.hears("li", "first")
        await machine.settled()
        await machine.hears("li", "slow")
        await thinking.wait()
        now = machine.clock.now()
        await app.db.write(lambda conn: people.set_with_person(conn, KEY, "ticket:7", now))
        go.set()
        await machine.settled()
        effects = await app.db.write(lambda conn: timers.count(conn, "effect"))
    assert seen == ["", "", "ticket:7"]
    assert machine.texts("li") == ["first ", "slow ticket:7"]
    assert effects == 3


async def test_what_cannot_be_read_is_closed_and_holds_nobody_up(machine: Machine) -> None:
    async def echo(turn: Turn) -> Reply:
        return Reply(turn.message.text)

    from dataclasses import replace

    async with machine.running(echo) as app:
        good = machine.text("li", "gut")
        await app.intake.accept([
            replace(machine.text("li", ""), payload='{"kind": "no such"}'), replace(good, id="m-x", payload="{"), good,
        ])  # fmt: skip
        await machine.settled()
        assert [outcome for outcome, _ in await machine.outcomes()] == ["malformed", "malformed", "done"]
    assert machine.texts("li") == ["gut"]


async def test_counters_give_every_number_once(machine: Machine) -> None:
    async with machine.open() as app:

        def count(fail: bool):  # type: ignore[no-untyped-def]
            def run(conn):  # type: ignore[no-untyped-def]
                value = timers.count(conn, "tickets")
                if fail:
                    raise LookupError
                return value

            return run

        jobs = [app.db.write(count(fail=number % 4 == 3)) for number in range(60)]
        given = await asyncio.gather(*jobs, return_exceptions=True)
    numbers = [value for value in given if not isinstance(value, LookupError)]
    assert sorted(numbers) == list(range(1, 46))
