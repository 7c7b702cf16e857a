"""What a ticket costs, through messages and at the level of actions, and a look for due timers among many.

    python benchmarks/tickets.py [--cycles 60] [--postgres]

A life cycle is a report, told in nine messages, sent to a unit that asks two others, receipts, answers, a reply, the
resident's yes and her rating. Through messages each of the twenty comes in at the door, is handled and answered;
thirty residents speak at the same time, and every message is stored and synced by itself. At the level of actions
every act is a transaction of its own and what it queues is sent, one ticket after the other. PostgreSQL is the one of
the tests, which does not sync. There are no summary rows of boards yet, so none are measured.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.db import plain_engine
from bot.db.tables import timer
from bot.message import Kind as Coming
from bot.message import Message
from bot.settings import Settings
from bot.store import timers
from bot.store.staff import Staff
from bot.upgrades import upgrade
from handlers.tickets import FEATURE, actions, passing, store
from handlers.tickets.matter import Draft
from handlers.tickets.rehearsal.district import RESIDENTS, District, conversation_of, settle_in
from handlers.tickets.rules import Kind, State
from handlers.tickets.store.tables import ticket
from handlers.tickets.subtasks import actions as parts
from handlers.tickets.subtasks import store as subtasks
from handlers.tickets.subtasks.store import subtask
from knowledge.load import load
from tests.fakes.machine import NoFinder
from tests.fakes.offices import GROUPS, open_offices
from tests.fakes.postgres import running_postgres
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town

OPEN_TIMERS = 200_000
AT_ONCE = 30
TALK = ("/report", "路灯坏了", "良渚街道古墩路口", "今天", "跳过", "实名", "13812345678", "是", "确认提交")


class Door:
    """A town that is open, and what comes in at its door."""

    def __init__(self, town: Town, stage: LineStage) -> None:
        self.town = town
        self.line = stage.line

    async def take(self, messages: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
        """Chat, sender and the rest of each message: every one is accepted by itself, then all come to rest."""
        app = self.town.app
        items = [
            self.line.incoming(
                Message(
                    self.line.name, self.line.next_id(), chat, sender, name=sender, group=chat.startswith("-"), **rest
                )
            )
            for chat, sender, rest in messages
        ]
        await asyncio.gather(*(app.intake.accept([item]) for item in items))
        await app.idle()

    async def press(self, chat: str, sender: str, values: Sequence[str]) -> None:
        """Buttons of cards that stand somewhere in the chat."""
        pick = [{"kind": Coming.PICK, "pick": value, "card": "p1", "press": f"q{value}"} for value in values]
        await self.take([(chat, sender, one) for one in pick])

    def card(self, chat: str, about: str) -> str:
        """The id of a card on the platform."""
        return next(f"p{item.id}" for item in self.line.sent[chat] if item.about == about)


async def through_messages(door: Door, residents: list[str]) -> None:
    """Every resident's report from its first word to its rating."""
    read = door.town.app.db.read
    known = set(await read(lambda conn: conn.execute(select(ticket.c.id)).scalars().all()))
    for text in TALK:
        await door.take([(name, name, {"text": text}) for name in residents])
    made = await read(lambda conn: conn.execute(select(ticket.c.id, ticket.c.number, ticket.c.conversation)).all())
    made = [one for one in made if one.id not in known]
    assert len(made) == len(residents), f"{len(made)} tickets of {len(residents)}"
    await door.press(GROUPS[""], "派单员", [f"passto:{one.id}:cg" for one in made])
    for code in ("zj", "lz"):
        await door.press(GROUPS["cg"], "城管头", [f"coopwith:{one.id}:{code}" for one in made])
    await door.press(GROUPS["cg"], "城管甲", [f"claim:{one.id}" for one in made])
    for code, who in (("zj", "住建头"), ("lz", "街道头")):
        asked = subtask.c.ticket_id.in_([one.id for one in made]) & (subtask.c.unit == code)
        tasks = await read(lambda conn: list(conn.execute(select(subtask.c.id).where(asked)).scalars()))  # noqa: B023  (awaited here)
        await door.press(GROUPS[code], who, [f"subtake:{ident}" for ident in tasks])
        cards = [door.card(GROUPS[code], f"subtask:{ident}") for ident in tasks]
        await door.take([(GROUPS[code], who, {"text": "已查清", "replies_to": shown}) for shown in cards])
    await door.take([(GROUPS["cg"], "城管甲", {"text": f"回复 {one.number} 已更换灯泡"}) for one in made])
    for value in ("solved:{}", "rate:{}:5"):
        await door.take([
            (chat := one.conversation.split("|")[1], chat, {"kind": Coming.PICK, "pick": value.format(one.id),
             "card": "p1", "press": f"{value}{one.id}"}) for one in made
        ])  # fmt: skip
    states = await read(lambda conn: conn.execute(select(ticket.c.state).where(
        ticket.c.id.in_([one.id for one in made]))).scalars().all())  # fmt: skip
    assert set(states) == {State.CLOSED}, states


async def messages_per_s(folder: Path, url: str, cycles: int) -> tuple[float, float]:
    """Life cycles a second through messages, and CPU-milliseconds for one."""
    stage = LineStage()
    town = Town(folder, load(), NoFinder(), stage, url=url)
    rounds = max(1, cycles // AT_ONCE)
    async with town.open():
        await open_offices(town)
        door = Door(town, stage)
        groups = [[f"r{group}x{place}" for place in range(AT_ONCE)] for group in range(rounds + 1)]
        await door.take([(name, name, {"text": "/start"}) for group in groups for name in group])
        await through_messages(door, groups[0])
        begun, cpu = time.perf_counter(), time.process_time()
        for residents in groups[1:]:
            await through_messages(door, residents)
        made = rounds * AT_ONCE
        return made / (time.perf_counter() - begun), (time.process_time() - cpu) / made * 1000


def cycle(town: District, number: int, people: dict[str, Staff]) -> None:
    """One ticket from report to close by actions."""
    name = RESIDENTS[number % len(RESIDENTS)]
    draft = Draft(Kind.REPORT, conversation_of(name), None, "zh", f"路灯坏了 {number}", place="古墩路口")
    made = town.act(lambda tx: actions.open_ticket(tx, draft)).id

    def on(deed: Callable[[Any, Any], object]) -> None:
        town.act(lambda tx: deed(tx, store.get(tx.conn, made, lock=True)))
        town.deliver()

    on(lambda tx, one: passing.send(tx, one, people["qu-2"], "cg"))
    for code in ("zj", "lz"):
        on(lambda tx, one, code=code: parts.ask(tx, one, people["cg-0"], code))  # type: ignore[misc]  # bound now
    on(lambda tx, one: actions.claim(tx, one, people["cg-1"]))
    for task in town.read(lambda conn: subtasks.of_ticket(conn, made)):
        who = people[f"{task.unit}-1"]
        on(lambda tx, _one, task=task, who=who: parts.take(tx, task, who))  # type: ignore[misc]  # bound now
        on(lambda tx, _one, id=task.id, who=who: _answers(tx, id, who))  # type: ignore[misc]  # bound now
    on(lambda tx, one: actions.reply(tx, one, people["cg-1"], "已更换灯泡"))
    on(lambda tx, one: actions.judge(tx, one, solved=True))
    town.now += timedelta(seconds=1)


def _answers(tx: Any, task_id: int, who: Staff) -> None:
    task = subtasks.get(tx.conn, task_id)
    assert task is not None
    parts.answer(tx, task, who, "查清")


def actions_per_s(town: District, cycles: int) -> tuple[float, float]:
    """Life cycles a second by actions, and CPU-milliseconds for one."""
    people = {who.name: who for who in town.staff()}
    cycle(town, 0, people)
    begun, cpu = time.perf_counter(), time.process_time()
    for number in range(cycles):
        cycle(town, number + 1, people)
    return cycles / (time.perf_counter() - begun), (time.process_time() - cpu) / cycles * 1000


def scan_ms(town: District) -> float:
    """Milliseconds of a look for what is due among many open timers, as the clock looks: the worst of 100 in 95."""
    with town.engine.begin() as conn:
        for first in range(0, OPEN_TIMERS, 10_000):
            conn.execute(insert(timer), [
                {"kind": "tickets.step", "about": f"ticket:{first + step}", "due_at": town.now + timedelta(
                    minutes=(first + step) % 40_000 - 1), "data": "", "tries": 0}
                for step in range(10_000)
            ])  # fmt: skip
    took = []
    for _look in range(100):
        begun = time.perf_counter()
        town.read(lambda conn: timers.first_due(conn, town.now))
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(took, n=20)[-1]


def district(engine: Engine, folder: Path) -> District:
    """A migrated database with the people of a rehearsal."""
    upgrade(engine)
    settings = Settings(_env_file=None, data_dir=folder)  # type: ignore[call-arg]  # pydantic's own argument
    town = District(engine, load(), settings, FEATURE.jobs, datetime(2026, 11, 24, 2, tzinfo=UTC))
    settle_in(town)
    return town


@contextmanager
def databases(postgres: bool) -> Iterator[Callable[[], str]]:
    """What gives the address of an empty database, each time another."""
    if not postgres:
        yield lambda: ""
        return
    with running_postgres() as server, ExitStack() as stack:
        yield lambda: stack.enter_context(server.fresh())


def main() -> None:
    """Measures and prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=60)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    name, least = ("PostgreSQL", 4) if options.postgres else ("SQLite", 8)
    with tempfile.TemporaryDirectory() as folder, databases(options.postgres) as address:
        by_messages, messages_cpu = asyncio.run(messages_per_s(Path(folder) / "messages", address(), options.cycles))
        (Path(folder) / "actions").mkdir()
        town = district(plain_engine(address(), Path(folder) / "actions"), Path(folder) / "actions")
        by_actions, actions_cpu = actions_per_s(town, options.cycles)
        looked = scan_ms(town)
        town.engine.dispose()
    print(f"{name:44}{'measured':>10}{'limit':>8}{'ratio':>8}")
    rows = (("life cycles/s through messages", by_messages, least, by_messages / least),
            ("life cycles/s by actions", by_actions, 15, by_actions / 15),
            ("due timer among 200,000, ms (p95)", looked, 50, looked / 50))  # fmt: skip
    for what, figure, limit, ratio in rows:
        print(f"{what:44}{figure:>10.2f}{limit:>8}{ratio:>8.2f}")
    print(f"CPU-ms of a life cycle: {messages_cpu:.0f} through messages, {actions_cpu:.0f} by actions")
    print("board queries over 2 million tickets: not measured, there are no summary rows yet")


if __name__ == "__main__":
    main()
