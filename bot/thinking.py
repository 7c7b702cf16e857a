"""Which handler thinks about a message, and how an open dialog takes part; it changes nothing itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import dialog as engine
from bot import groups
from bot.dialog import Ask, Cancelled, Done, Move, State, Unclear
from bot.files import keep_all
from bot.message import Choice, Kind, Message, Reply
from bot.router import Routes, command
from bot.store import files
from bot.talk import Talk
from bot.typed import resolve
from bot.work import Begin, Change, Handler, Turn, TurnTx
from knowledge.shapes import Dialog, StepKind

DRAFT_FRESH = timedelta(days=1)
"""A draft that lay longer is not continued without asking."""
_QUESTION_ENDS = ("?", "？", "吗", "呢", "么")


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn will do: a reply or a change, the dialog's new state (None: as it was), and how it is called.

    `free` says that the words were no answer, number, label or command: they may be remembered as what was last said.
    """

    change: Reply | Change | None
    dialog: Mapping[str, Any] | None = None
    outcome: str = "done"
    free: bool = False


@dataclass(frozen=True, slots=True)
class Thinker:
    """Finds the handler for a message by the table of all ways."""

    routes: Routes

    async def think(self, turn: Turn, in_staff_room: bool) -> Thought:
        """The thought about one message; `None` as change means that nobody had anything to say."""
        message = turn.message
        if message.group and message.kind in groups.EVENTS:
            return Thought(groups.note(message), outcome="group")
        if in_staff_room:
            return await self._staff(turn)
        if message.group:
            return _SILENCE  # what is said in a group that is not the staff's is not said to us
        if message.kind in groups.EVENTS:
            return await self._first_of(turn, self.routes.listens)
        turn = resolve(turn)
        taken = await self._first_of(turn, self.routes.first)
        if taken is not _SILENCE:
            return taken
        name, _, argument = turn.message.pick.partition(":")
        if name == "d":
            return await self._press(turn, argument)
        if name == "anew" and argument in self.routes.forms:
            return await self._begin(replace(turn, talk=replace(turn.talk, dialog={})), Begin(argument))
        if name:
            handler = self.routes.picks.get(name)
            return await self._run(turn, handler) if handler else self._old_button(turn)
        spoken = _command(turn.message)
        if spoken and spoken[0] in self.routes.commands:
            return await self._run(turn, self.routes.commands[spoken[0]].handler)
        if turn.talk.dialog:
            return await self._answer(turn)
        return replace(await self._first_of(turn, self.routes.listens), free=True)

    async def urgent(self, turn: Turn) -> Thought | None:
        """The thought about what is heard even where the channel is closed; None for everything else."""
        if turn.message.group:
            return None
        thought = await self._first_of(turn, self.routes.always)
        return thought if thought is not _SILENCE else None

    async def _staff(self, turn: Turn) -> Thought:
        message = turn.message
        name = message.pick.partition(":")[0]
        if name:
            handler = self.routes.staff_picks.get(name)
            return await self._run(turn, handler) if handler else _SILENCE
        spoken = _command(message)
        if spoken and spoken[0] in self.routes.staff_commands:
            return await self._run(turn, self.routes.staff_commands[spoken[0]].handler)
        return await self._first_of(turn, self.routes.staff_listens)

    async def _first_of(self, turn: Turn, handlers: tuple[Handler, ...]) -> Thought:
        for handler in handlers:
            thought = await self._run(turn, handler)
            if thought is not _SILENCE:
                return thought
        return _SILENCE

    async def _run(self, turn: Turn, handler: Handler) -> Thought:
        result = await handler(turn)
        if result is None:
            return _SILENCE
        if isinstance(result, Begin):
            return await self._begin(turn, result)
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

    async def _begin(self, turn: Turn, begin: Begin) -> Thought:
        definition = turn.work.knowledge.dialogs[begin.dialog]
        if turn.talk.dialog:
            talk = self._open_talk(turn)
            if talk is not None and talk.dialog.name == begin.dialog and not begin.answers:
                reply = talk.reply(engine.here(talk.dialog, talk.state), turn.say("dialog.draft"))
                if reply is not None:
                    anew = Choice(turn.say("dialog.anew"), f"anew:{begin.dialog}", control=True)
                    return Thought(reply.plus(anew), _kept(turn, talk.state))
            if talk is not None and talk.state.trail:
                # Only one draft is kept; who had begun another one is told that it is gone.
                begin = replace(begin, lead="\n".join(filter(None, (turn.say("dialog.dropped"), begin.lead))))
        state = engine.begin(
            definition, secrets.token_hex(2), turn.now, begin.answers, self._chooser(turn, begin.dialog)
        )
        talk = Talk(definition, state, turn.say)
        move = engine.here(definition, state)
        if isinstance(move, Done):
            return await self._finish(turn, state)
        return Thought(talk.reply(move, begin.lead), _kept(turn, state))

    def _chooser(self, turn: Turn, name: str) -> engine.Chooser | None:
        form = self.routes.forms[name]
        choose = form.next
        return (lambda answers: choose(turn.work, answers)) if choose is not None else None

    def _talk(self, turn: Turn, state: State) -> Talk | None:
        definition = turn.work.knowledge.dialogs.get(state.name)
        return Talk(definition, state, turn.say) if definition and state.name in self.routes.forms else None

    def _open_talk(self, turn: Turn) -> Talk | None:
        """The open talk as today's dialogs have it; None when its dialog is gone."""
        talk = self._talk(turn, State.load(turn.talk.dialog))
        if talk is None:
            return None
        return replace(talk, state=engine.resume(talk.dialog, talk.state, self._chooser(turn, talk.dialog.name)))

    def _ended(self, turn: Turn) -> Thought:
        return Thought(Reply(turn.say("dialog.ended"), (turn.choice("machine.menu", "menu"),)), {})

    async def _press(self, turn: Turn, argument: str) -> Thought:
        run, _, what = argument.partition(":")
        if not turn.talk.dialog:
            return self._old_button(turn)
        talk = self._open_talk(turn)
        if talk is None:
            return self._ended(turn)
        state = talk.state
        key, _, option = what.partition(":")
        step = talk.dialog.step(key)
        option_text = turn.say(f"{state.name}.{option}") if step and option in step.options else option
        state, move = engine.press(talk.dialog, state, run, what, option_text, self._chooser(turn, state.name))
        return await self._move(turn, state, move)

    async def _answer(self, turn: Turn) -> Thought:
        talk = self._open_talk(turn)
        if talk is None:
            return self._ended(turn)
        state = talk.state
        message, chooser = turn.message, self._chooser(turn, state.name)
        if turn.now - datetime.fromisoformat(state.since) > DRAFT_FRESH:
            choices = (
                Choice(turn.say("dialog.go"), f"d:{state.run}:!go"),
                Choice(turn.say("dialog.cancel"), f"d:{state.run}:!cancel"),
            )
            return Thought(Reply(turn.say("dialog.old_draft"), choices))  # as old as before, until she goes on
        if message.files and message.kind is not Kind.VOICE:
            return await self._attach(turn, state, chooser)
        if message.kind in (Kind.VOICE, Kind.OTHER, Kind.EDITED):
            return await self._first_of(turn, self.routes.listens)
        question = message.text.rstrip(" 。.!！").endswith(_QUESTION_ENDS)
        state, move = engine.hear(talk.dialog, state, message.text, turn.now, chooser, question=question)
        return await self._move(turn, state, move)

    async def _attach(self, turn: Turn, state: State, chooser: engine.Chooser | None) -> Thought:
        """Keeps the files of a message and hands their ids to the dialog; words sent with them are an answer too."""
        kept, problem = await keep_all(turn)
        definition = turn.work.knowledge.dialogs[state.name]
        leads = [turn.say(problem.key, **problem.params)] if problem else []
        move: Move = engine.here(definition, state)
        for item in kept:
            state, move, used = engine.attach(definition, state, item.id, chooser)
            leads.append(turn.say(_about_photo(definition, used=used)))
        if turn.message.text and isinstance(move, Ask) and move.step.kind is StepKind.TEXT:
            state, move = engine.hear(definition, state, turn.message.text, turn.now, chooser)
        moved = await self._move(turn, state, move, "\n".join(dict.fromkeys(leads)))

        def change(tx: TurnTx) -> Reply | None:
            for item in kept:
                files.note(tx.conn, item, tx.now, tx.person.id)
            return moved.change(tx) if callable(moved.change) else moved.change

        return replace(moved, change=change)

    async def _move(self, turn: Turn, state: State, move: Move, lead: str = "") -> Thought:
        talk = self._talk(turn, state)
        assert talk is not None
        if isinstance(move, Done):
            return await self._finish(turn, state)
        if isinstance(move, Cancelled):
            return Thought(Reply(turn.say("dialog.cancelled"), (turn.choice("machine.menu", "menu"),)), {})
        if isinstance(move, Unclear):
            return await self._aside(turn, state, move)
        return Thought(talk.reply(move, lead), _kept(turn, state))

    async def _aside(self, turn: Turn, state: State, move: Unclear) -> Thought:
        """Answers a side question and asks the step again; without an answer the words count as an answer."""
        talk = self._talk(turn, state)
        assert talk is not None
        for handler in self.routes.aside:
            result = await handler(turn)
            if isinstance(result, Reply):
                again = talk.reply(Ask(move.step), turn.say("dialog.back_to_it"))
                assert again is not None
                choices = again.choices
                if state.held:
                    take = Choice(turn.say("dialog.take"), f"d:{state.run}:!take")
                    choices = (take, *choices)
                both = replace(result, text=f"{result.text}\n\n{again.text}", choices=choices)
                return Thought(both, _kept(turn, state), "aside")
        if state.held:
            return await self._press_take(turn, state)
        return Thought(talk.reply(move), _kept(turn, state))

    async def _press_take(self, turn: Turn, state: State) -> Thought:
        definition = turn.work.knowledge.dialogs[state.name]
        state, move = engine.press(definition, state, state.run, "!take", "", self._chooser(turn, state.name))
        return await self._move(turn, state, move)

    async def _finish(self, turn: Turn, state: State) -> Thought:
        """All is said: the form's finisher gets the answers, and the draft is gone with its commit."""
        result = await self.routes.forms[state.name].done(turn, dict(state.answers))
        if isinstance(result, Begin):
            return await self._begin(replace(turn, talk=replace(turn.talk, dialog={})), result)
        return Thought(result, {})


def _command(message: Message) -> tuple[str, str] | None:
    """The command in a message; an edit of one is not said again, or correcting a word would file a report twice."""
    return None if message.kind is Kind.EDITED else command(message.text)


def _about_photo(definition: Dialog, *, used: bool) -> str:
    """The text key of what became of a file that was sent in the middle of a talk."""
    if used:
        return "dialog.photo_kept"
    takes = any(step.kind is StepKind.PHOTO for step in definition.steps)
    return "dialog.photo_too_many" if takes else "dialog.photo_not_here"


def _kept(turn: Turn, state: State) -> dict[str, Any]:
    """The state as it is stored, with the moment of its last use."""
    return replace(state, since=turn.now.isoformat()).dump()


_SILENCE = Thought(None, outcome="silence")
