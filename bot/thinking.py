"""Which handler thinks about a message, and how an open dialog takes part; it changes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import groups
from bot.dialog import State
from bot.drafts import Drafts
from bot.forms import Forms
from bot.message import Choice, Kind, Message, Reply
from bot.router import Routes, command
from bot.thought import SILENCE, Thought
from bot.typed import resolve
from bot.work import Begin, GiveUp, Handler, Turn


@dataclass(frozen=True, slots=True)
class Thinker:
    """Finds the handler for a message by the table of all ways."""

    routes: Routes

    @property
    def _drafts(self) -> Drafts:
        return Drafts(self.routes)

    async def think(self, turn: Turn, in_staff_room: bool) -> Thought:
        """The thought about one message; `None` as change means that nobody had anything to say."""
        message = turn.message
        if message.group and message.kind in groups.EVENTS:
            return Thought(groups.note(message), outcome="group")
        if in_staff_room:
            return await self._staff(turn)
        if message.group:
            return await self._in_a_group(turn)
        if message.kind in groups.EVENTS:
            return await self._first_of(turn, self.routes.listens)
        turn = resolve(turn)
        taken = await self._first_of(turn, self.routes.first)
        if taken is not SILENCE:
            return taken
        name, _, argument = turn.message.pick.partition(":")
        if name == "d" and turn.talk.dialog:
            return await Forms(self._drafts).press(turn, argument)
        if name == "anew" and argument in turn.work.knowledge.dialogs and argument in self.routes.forms:
            return await self._drafts.anew(turn, argument)
        if name:
            handler = self.routes.picks.get(name)
            return await self._run(turn, handler) if handler else self._old_button(turn)
        spoken = _command(turn.message)
        if spoken and spoken[0] in self.routes.commands:
            return await self._run(turn, self.routes.commands[spoken[0]].handler)
        if turn.talk.dialog:
            answered = await Forms(self._drafts).answer(turn)
            return answered or await self._first_of(turn, self.routes.listens)
        return replace(await self._first_of(turn, self.routes.listens), free=True)

    async def urgent(self, turn: Turn) -> Thought | None:
        """The thought about what is heard even where the channel is closed; None for everything else."""
        group = turn.message.group
        thought = await (self._in_a_group(turn) if group else self._first_of(turn, self.routes.always))
        return thought if thought is not SILENCE else None

    async def _in_a_group(self, turn: Turn) -> Thought:
        """What is said in a group that is not the staff's is not said to us, but for the commands that make it one."""
        spoken = _command(turn.message)
        found = self.routes.group_commands.get(spoken[0]) if spoken else None
        return await self._run(turn, found.handler) if found else SILENCE

    async def _staff(self, turn: Turn) -> Thought:
        message = turn.message
        name = message.pick.partition(":")[0]
        if name:
            handler = self.routes.staff_picks.get(name)
            return await self._run(turn, handler) if handler else SILENCE
        spoken = _command(message)
        if spoken and spoken[0] in self.routes.staff_commands:
            return await self._run(turn, self.routes.staff_commands[spoken[0]].handler)
        return await self._first_of(turn, self.routes.staff_listens)

    async def _first_of(self, turn: Turn, handlers: tuple[Handler, ...]) -> Thought:
        for handler in handlers:
            thought = await self._run(turn, handler)
            if thought is not SILENCE:
                return thought
        return SILENCE

    async def _run(self, turn: Turn, handler: Handler) -> Thought:
        result = await handler(turn)
        if result is None:
            return SILENCE
        over = State.load(turn.talk.dialog) if turn.talk.dialog else None
        if isinstance(result, Begin):
            return await self._drafts.begin(turn, result, over)
        if isinstance(result, GiveUp):
            return self._drafts.cancelled(turn, over) if over else self._old_button(turn)
        if isinstance(result, Reply) and turn.talk.dialog:
            return Thought(self._with_way_back(turn, result))
        return Thought(result)

    def _with_way_back(self, turn: Turn, reply: Reply) -> Reply:
        """While a draft is open, every other answer offers the way back to it."""
        state = State.load(turn.talk.dialog)
        if any(choice.value.startswith("d:") for choice in reply.choices):
            return reply
        return reply.plus(Choice(turn.say("dialog.go"), f"d:{state.run}:!go", control=True))

    def _old_button(self, turn: Turn) -> Thought:
        home = turn.choice("machine.menu", "menu")
        return Thought(Reply(turn.say("machine.old_button"), (home,)), outcome="old_button")


def _command(message: Message) -> tuple[str, str] | None:
    """The command in a message; an edit of one is not said again, or correcting a word would file a report twice."""
    return None if message.kind is Kind.EDITED else command(message.text)
