"""A town in which every act is followed by a look at everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.message import Attachment, Kind, Message, Outgoing
from bot.store import people
from bot.tidy import tidy
from handlers.tickets import store
from handlers.tickets.matter import Ticket
from tests.fakes.invariants import Seen, check, look
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Person, Town

GOOD = {
    "what": "井盖没了", "where": "古墩路", "when": "今天", "photo": "跳过", "named": "匿名", "phone": "13812345678",
    "consent": "是", "statement": "多装充电口", "words": "在学校那一侧", "entry": "身份证",
}  # fmt: skip
"""A good answer to every step that cannot be answered with 1."""


@dataclass
class Watched:
    """A town whose every moment is looked at."""

    town: Town
    seen: Seen = field(default_factory=Seen)

    @property
    def stage(self) -> LineStage:
        stage = self.town.stage
        assert isinstance(stage, LineStage)
        return stage

    async def take(self, *messages: Message, silent: bool = False) -> list[Outgoing]:
        """Delivers the messages together, looks at everything; what is new in the first one's chat."""
        told = await self.hand_in(*messages, silent=silent)
        await self.rest()
        return told

    async def hand_in(self, *messages: Message, silent: bool = False) -> list[Outgoing]:
        """Delivers the messages together; what is new in the first one's chat."""
        chat = messages[0].chat
        before = len(self.stage.line.sent[chat])
        self.seen.expect(messages, silent=silent)
        await self.town.app.intake.accept([self.stage.line.incoming(message) for message in messages])
        await self.town.settle()
        return self.stage.line.sent[chat][before:]

    async def rest(self) -> None:
        await self.town.settle()
        check(self.seen, await look(self.town), self.stage)

    async def say(self, person: Person, text: str, **values: Any) -> list[Outgoing]:
        return await self.take(self.stage.message(person, text=tidy(text), **values), silent=person.staff)

    def pressing(self, person: Person, value: str) -> Message:
        return self.stage.message(person, kind=Kind.PICK, pick=value, card="p1", press="q1")

    async def press(self, person: Person, value: str, times: int = 1) -> list[Outgoing]:
        return await self.take(*(self.pressing(person, value) for _ in range(times)), silent=person.staff)

    def sending(self, person: Person, data: bytes, kind: Kind = Kind.FILE) -> Message:
        remote = self.stage.line.next_id()
        self.stage.line.files[remote] = data
        return self.stage.message(person, kind=kind, files=(Attachment(remote=remote, name="../\u202ex.jpg"),))

    async def at(self, person: Person) -> str:
        """The step at which the person's talk stands."""
        key = self.stage.message(person).conversation
        found = await self.town.app.db.read(lambda conn: people.read(conn, key))
        assert found is not None
        return str(found[1].dialog.get("at", ""))

    async def tickets(self) -> list[Ticket]:
        return await self.town.app.db.read(lambda conn: [*store.open_tickets(conn), *store.closed_tickets(conn)])

    async def report(self, person: Person) -> Ticket:
        for key in ("", "what", "where", "when", "photo", "named", "phone", "consent"):
            await self.hand_in(self.stage.message(person, text=GOOD[key] if key else "/report"))
        await self.say(person, "确认提交")
        return (await self.tickets())[0]

    async def voice(self, person: Person) -> Ticket:
        """The shortest way to a ticket."""
        await self.take(self.sending(person, b"OggS" + bytes(60), Kind.VOICE))
        return (await self.tickets())[0]
