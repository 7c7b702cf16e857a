"""What is queued leaves in order for each place, at least once, and a card ends up showing its newest state."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import outgoing
from bot.errors import DeliveryError
from bot.limiter import Rates
from bot.message import Address, Outgoing, OutKind, Reply
from bot.store import outbox, posted
from tests.fakes.line import GROUP, Line
from tests.fakes.machine import Machine


class SlowLine(Line):
    """A line whose wire is held up: `hold` names the texts that wait for `go`."""

    def __init__(self, hold: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        super().__init__()
        self.hold = set(hold)
        self.go = asyncio.Event()
        self.on_wire: list[str] = []

    async def send(self, item: Outgoing) -> str:
        self.on_wire.append(item.reply.text)
        if item.reply.text in self.hold:
            await self.go.wait()
        return await super().send(item)


async def states(machine: Machine) -> list[tuple[str, int]]:
    found = select(outgoing.c.state, outgoing.c.tries).order_by(outgoing.c.id)
    return [(row[0], row[1]) for row in await machine.read(lambda conn: conn.execute(found).all())]


async def first_state(machine: Machine) -> tuple[str, int]:
    return (await states(machine))[0]


async def test_one_place_keeps_its_order_and_others_do_not_wait(machine: Machine) -> None:
    line = machine.line = SlowLine({"a1"})
    async with machine.running():
        await machine.queue("a", "a1", "a2", "a3")
        await machine.queue("b", "b1", "b2")
        await machine.until(lambda: machine.texts("b") == ["b1", "b2"])
        assert machine.texts("a") == []
        line.go.set()
        await machine.settled()
    assert machine.texts("a") == ["a1", "a2", "a3"]


async def test_no_more_places_than_so_many_are_sent_to_at_once(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.MOST_BUSY", 2)
    line = machine.line = SlowLine({"a", "b", "c", "d", "e"})
    async with machine.running():
        for chat in "abcde":
            await machine.queue(chat, chat)
        await machine.until(lambda: len(line.on_wire) == 2)
        machine.app.db.bell.ring_all()
        await asyncio.sleep(0.1)
        assert line.on_wire == ["a", "b"]
        line.go.set()
        await machine.settled()
    assert line.on_wire == ["a", "b", "c", "d", "e"]


async def test_topics_of_one_chat_are_places_of_their_own(machine: Machine) -> None:
    line = machine.line = SlowLine({"eins"})
    async with machine.running() as app:
        for topic, text in (("1", "eins"), ("2", "zwei")):
            to, reply = Address("line", GROUP, topic), Reply(text)
            await app.db.write(lambda conn: outbox.queue(conn, to, reply, machine.clock.now()))  # noqa: B023
        await machine.until(lambda: machine.texts(GROUP) == ["zwei"])
        line.go.set()
        await machine.settled()
    assert machine.texts(GROUP) == ["zwei", "eins"]


async def test_a_failed_send_is_repeated_before_what_stands_behind_it(machine: Machine) -> None:
    machine.line.refuse["a"] = [DeliveryError("down"), DeliveryError("down")]
    async with machine.running():
        await machine.queue("a", "a1", "a2")
        await machine.queue("b", "b1")
        for tries, seconds in ((1, 1.3), (2, 2.5)):
            await machine.reads(lambda: first_state(machine), ("queued", tries))
            assert machine.texts("a") == []
            await machine.passes(seconds)
        await machine.settled()
    assert machine.texts("a") == ["a1", "a2"]
    assert machine.texts("b") == ["b1"]


async def test_what_never_goes_is_given_up_visibly_and_the_rest_goes_on(machine: Machine) -> None:
    machine.line.refuse["a"] = [DeliveryError("chat not found", retry=False)]
    async with machine.running():
        await machine.queue("a", "a1", "a2")
        await machine.settled()
        assert [state for state, _ in await states(machine)] == ["failed", "sent"]
        assert await machine.alarms() == ["unknown_timer"]  # nobody here handles "undelivered"; the tickets do
    assert machine.texts("a") == ["a2"]


async def test_a_pause_that_the_platform_asks_for_holds_that_chat_alone(machine: Machine) -> None:
    machine.line.refuse[GROUP] = [DeliveryError("flood", after=30)]
    async with machine.running() as app:
        await machine.queue(GROUP, "g1")
        await machine.reads(lambda: first_state(machine), ("queued", 1))
        to = Address("line", GROUP, "topic")
        await app.db.write(lambda conn: outbox.queue(conn, to, Reply("g2"), machine.clock.now()))
        await machine.queue("b", "b1")
        await machine.until(lambda: machine.texts("b") == ["b1"])
        await machine.passes(29)
        await asyncio.sleep(0.1)
        assert machine.texts(GROUP) == []
        await machine.passes(1.1)
        await machine.settled()
    assert sorted(machine.texts(GROUP)) == ["g1", "g2"]


async def test_the_pause_outlives_a_restart(machine: Machine) -> None:
    machine.line.refuse["a"] = [DeliveryError("flood", after=30)]
    async with machine.running():
        await machine.queue("a", "a1", "a2")
        await machine.reads(lambda: first_state(machine), ("queued", 1))
    async with machine.running():
        await machine.passes(29)
        await asyncio.sleep(0.1)
        assert machine.texts("a") == []
        await machine.passes(1.1)
        await machine.settled()
    assert machine.texts("a") == ["a1", "a2"]


async def test_what_is_not_known_to_have_arrived_is_sent_again(machine: Machine) -> None:
    line = machine.line = SlowLine({"a1"})
    line.refuse["a"] = [DeliveryError("timed out")]  # the wire took it, the answer was lost
    async with machine.running():
        await machine.queue("a", "a1")
        await machine.until(lambda: line.on_wire == ["a1"])
        line.go.set()
        await machine.reads(lambda: first_state(machine), ("queued", 1))
    async with machine.running():
        await machine.passes(2)
        await machine.settled()
    assert line.on_wire == ["a1", "a1"]


async def test_a_stop_lets_go_of_what_only_waits(machine: Machine) -> None:
    machine.line.rates = Rates(25, 1, 1, 20)
    begun = asyncio.get_running_loop().time()
    async with machine.running():
        await machine.queue("a", "a1", "a2")  # the second waits for its second, on a clock that stands still
        await machine.until(lambda: machine.texts("a") == ["a1"])
        await asyncio.sleep(0.05)
    assert asyncio.get_running_loop().time() - begun < 4
    machine.clock.advance(seconds=1)
    async with machine.running():
        await machine.settled()
    assert machine.texts("a") == ["a1", "a2"]


async def put_card(machine: Machine, text: str) -> None:
    to = Address("line", GROUP)
    await machine.app.db.write(lambda conn: posted.put_card(conn, to, "ticket:1", Reply(text), machine.clock.now()))


async def edit(machine: Machine, text: str) -> None:
    await machine.app.db.write(lambda conn: posted.edit_cards(conn, "ticket:1", Reply(text), machine.clock.now()))


def edits(machine: Machine) -> list[tuple[str, str]]:
    return [(item.target, item.reply.text) for item in machine.line.edits]


async def test_edits_that_wait_become_one(machine: Machine) -> None:
    line = machine.line = SlowLine({"card"})
    async with machine.running():
        await put_card(machine, "card")
        await machine.until(lambda: line.on_wire == ["card"])
        for text in ("claimed", "answered", "closed"):
            await edit(machine, text)
        line.go.set()
        await machine.settled()
        item = line.sent[GROUP][0]
    assert edits(machine) == [(f"p{item.id}", "closed")]


async def test_an_edit_replaced_while_the_wire_takes_it_is_sent_too(machine: Machine) -> None:
    line = machine.line = SlowLine({"claimed"})
    async with machine.running():
        await put_card(machine, "card")
        await machine.settled()
        await edit(machine, "claimed")
        await machine.until(lambda: "claimed" in line.on_wire)
        await edit(machine, "closed")
        line.go.set()
        await machine.settled()
    assert [text for _, text in edits(machine)] == ["claimed", "closed"]


async def test_an_edit_that_waits_for_its_turn_shows_the_newest_state(machine: Machine) -> None:
    machine.line.rates = Rates(25, 1, 1, 1)
    async with machine.running():
        await put_card(machine, "card")
        await machine.settled()
        await edit(machine, "claimed")
        await asyncio.sleep(0.1)  # taken by the sender, which waits for the group's next minute
        await edit(machine, "closed")
        await machine.passes(61)
        await machine.settled()
    assert [text for _, text in edits(machine)] == ["closed"]


async def test_a_moved_chat_takes_its_queue_and_its_cards_along(machine: Machine) -> None:
    machine.line.moved[GROUP] = "-200"
    async with machine.running() as app:
        await put_card(machine, "card")
        await machine.queue(GROUP, "g1")
        await machine.settled()
        places = await app.db.read(lambda conn: posted.card_places(conn, "ticket:1"))
    assert machine.texts("-200") == ["card", "g1"]
    assert [place for place, _id in places] == [Address("line", "-200")]


async def test_what_is_queued_to_the_old_id_after_the_move_is_not_lost(machine: Machine) -> None:
    machine.line.moved[GROUP] = "-200"
    async with machine.running():
        await machine.queue(GROUP, "g1")
        await machine.settled()
        await machine.queue(GROUP, "g2", "g3")  # by a transaction that had still read the old id
        await machine.settled()
        assert {state for state, _ in await states(machine)} == {"sent"}
    assert machine.texts(GROUP) == []
    assert machine.texts("-200") == ["g1", "g2", "g3"]


async def test_due_rows_wait_for_their_moment(machine: Machine) -> None:
    async with machine.open() as app:
        now, later = machine.clock.now(), machine.clock.now() + timedelta(seconds=5)
        await app.db.write(lambda conn: outbox.queue(conn, Address("line", "a"), Reply("x"), later))
        assert await app.db.read(lambda conn: outbox.due(conn, "line", now, (), 9)) == []
        assert await app.db.read(lambda conn: outbox.due(conn, "line", later, ("a|",), 9)) == []
        found = await app.db.read(lambda conn: outbox.due(conn, "line", later, (), 9))
    assert [row.item.kind for row in found] == [OutKind.SEND]
