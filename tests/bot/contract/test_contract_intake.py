"""What comes in is handled once, in order within a conversation, conversations side by side."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection

from bot.message import Reply
from bot.store import intake, people
from bot.work import Turn, TurnTx
from tests.fakes.machine import Machine


async def test_a_repeat_ends_at_the_door(machine: Machine) -> None:
    heard: list[str] = []

    async def note(turn: Turn) -> Reply:
        heard.append(turn.message.text)
        return Reply("好")

    async with machine.running(note) as app:
        first, second = machine.text("li", "一"), machine.text("li", "二")
        assert await app.intake.accept([first]) == 1
        assert await app.intake.accept([first]) == 0
        assert await app.intake.accept([first, second, second]) == 1
        third = machine.text("li", "三")
        assert sum(await asyncio.gather(*(app.intake.accept([third]) for _ in range(8)))) == 1
        await machine.settled()
        assert await app.intake.accept([first, second, third]) == 0
        await machine.settled()
    assert heard == ["一", "二", "三"]
    assert machine.texts("li") == ["好"] * 3


async def test_the_same_id_on_another_channel_is_another_message(machine: Machine) -> None:
    async with machine.open() as app:
        item = machine.text("li", "一")
        assert await app.intake.accept([item, replace(item, channel="other")]) == 2


async def test_order_holds_whatever_the_handlers_take(machine: Machine) -> None:
    chance = random.Random(7)
    heard: dict[str, list[int]] = defaultdict(list)
    wrong: list[str] = []
    inside: set[str] = set()

    async def count(turn: Turn) -> object:
        chat, number = turn.message.chat, int(turn.message.text)
        if chat in inside:
            wrong.append(f"{chat}: two at once")
        inside.add(chat)
        if [int(text) for text in turn.talk.recent] != list(range(max(0, number - 6), number)):
            wrong.append(f"{chat}: {number} sees {turn.talk.recent}")
        await asyncio.sleep(chance.uniform(0, 0.02))
        inside.remove(chat)

        def change(tx: TurnTx) -> Reply:
            heard[chat].append(number)
            return Reply(str(number))

        return change

    chats = [f"c{number}" for number in range(12)]
    async with machine.running(count) as app:  # type: ignore[arg-type]
        for number in range(8):
            chance.shuffle(chats)
            await app.intake.accept([machine.text(chat, str(number)) for chat in chats])
        await machine.settled()
    assert not wrong
    assert {chat: machine.texts(chat) for chat in chats} == {chat: [str(n) for n in range(8)] for chat in chats}
    assert all(sorted(set(numbers)) == list(range(8)) for numbers in heard.values())


async def test_conversations_are_handled_side_by_side(machine: Machine) -> None:
    barrier = asyncio.Barrier(6)

    async def meet(_turn: Turn) -> Reply:
        async with asyncio.timeout(5):
            await barrier.wait()  # passes only when six think at the same time
        return Reply("到")

    async with machine.running(meet):
        for number in range(6):
            await machine.hears(f"c{number}", "来")
        await machine.settled()
    assert [machine.texts(f"c{number}") for number in range(6)] == [["到"]] * 6


async def test_what_waited_is_handled_after_a_restart(machine: Machine) -> None:
    async def echo(turn: Turn) -> Reply:
        return Reply(turn.message.text)

    async with machine.open():
        await machine.hears("li", "一", "二")
    machine.clock.advance(seconds=60)
    async with machine.running(echo):
        await machine.settled()
        assert await machine.outcomes() == [("done", 1), ("done", 1)]
    assert machine.texts("li") == ["一", "二"]


async def test_nobody_finishes_a_message_twice_or_out_of_turn(machine: Machine) -> None:
    async with machine.open() as app:
        await machine.hears("li", "一", "二")
        now = machine.clock.now()
        head = (await machine.read(lambda conn: intake.heads(conn, now, (), 9)))[0]

        def mark(conn: Connection, ident: int) -> bool:
            return intake.mark_handled(conn, replace(head, id=ident), now, "done")

        assert not await app.db.write(lambda conn: mark(conn, head.id + 1))
        marked = await asyncio.gather(*(app.db.write(lambda conn: mark(conn, head.id)) for _ in range(6)))
        assert sorted(marked) == [False] * 5 + [True]
        assert await app.db.write(lambda conn: mark(conn, head.id + 1))


async def test_two_who_meet_somebody_at_once_know_one_person(machine: Machine) -> None:
    from bot.message import Message

    message = Message("line", "m", "li", "li")
    async with machine.open() as app:
        now = machine.clock.now()
        met = await asyncio.gather(*(app.db.write(lambda conn: people.meet(conn, message, now)) for _ in range(6)))
        assert len({person.id for person in met}) == 1
