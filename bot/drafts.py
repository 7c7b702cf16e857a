"""The open form and the draft under it: which is begun, which waits, and what comes back when one has ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import dialog as engine
from bot.dialog import State
from bot.message import Choice, Reply
from bot.moves import Done
from bot.parking import is_this, park, parked, worth_keeping
from bot.router import Routes
from bot.store import files
from bot.store.files import Kept
from bot.talk import Talk
from bot.thought import Thought
from bot.work import Begin, Change, Turn, TurnTx

DRAFT_FRESH = timedelta(days=1)
"""A draft that lay longer is not continued without asking."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """Begins and ends forms; nothing that a person has filled in is lost without her word."""

    routes: Routes

    def chooser(self, turn: Turn, name: str) -> engine.Chooser | None:
        """What chooses the next step of a form, where that is not just the next one."""
        choose = self.routes.forms[name].next
        return (lambda answers: choose(turn.work, answers)) if choose is not None else None

    def talk(self, turn: Turn, state: State | None) -> Talk | None:
        """A state as today's dialogs have it; None when its dialog is gone."""
        definition = turn.work.knowledge.dialogs.get(state.name) if state else None
        if state is None or definition is None or state.name not in self.routes.forms:
            return None
        return Talk(definition, engine.resume(definition, state, self.chooser(turn, state.name)), turn.say)

    async def begin(self, turn: Turn, begin: Begin, over: State | None) -> Thought:
        """Opens a form over the state `over`: the same one goes on, another one waits under it."""
        thought = noting(await self._begin(turn, begin, over), begin.files)
        return _doing(thought, begin.also) if begin.also is not None else thought

    async def _begin(self, turn: Turn, begin: Begin, over: State | None) -> Thought:
        below = parked(over) if over else None
        for state, lower in ((over, below), (below, over)):  # the open draft itself, or the one that waits
            if state is not None and is_this(state, begin.dialog, begin.answers):
                waits = lower if lower is not None and self._kept(turn, lower) else None
                if (draft := self._draft(turn, park(state, waits), begin)) is not None:
                    return draft
        under, leads = below, [begin.lead]
        if over is not None and self._kept(turn, over):
            if below is not None and self._kept(turn, below):
                return self._ask_first(turn, begin, over, below)
            under = over
            leads = [turn.say("dialog.parked", name=self._name(turn, over)), *leads]
        elif over is not None and self.talk(turn, over) is None:
            leads = [turn.say("dialog.removed"), *leads]
        return await self._open(turn, replace(begin, lead="\n".join(filter(None, leads))), under)

    async def _open(self, turn: Turn, begin: Begin, under: State | None) -> Thought:
        definition = turn.work.knowledge.dialogs[begin.dialog]
        state = engine.begin(
            definition, secrets.token_hex(2), turn.now, begin.answers, self.chooser(turn, begin.dialog)
        )
        state = park(state, under)
        move = engine.here(definition, state)
        if isinstance(move, Done):
            return await self.finish(turn, state)
        return Thought(Talk(definition, state, turn.say).reply(move, begin.lead), kept(turn, state))

    def _kept(self, turn: Turn, state: State) -> bool:
        talk = self.talk(turn, state)
        return talk is not None and worth_keeping(talk.dialog, talk.state)

    def _name(self, turn: Turn, state: State) -> str:
        return turn.say(f"dialog.form_{state.name}")

    def _draft(self, turn: Turn, state: State, begin: Begin) -> Thought | None:
        """The draft that is there already, instead of a second one of the same."""
        talk = self.talk(turn, state)
        reply = talk.reply(engine.here(talk.dialog, talk.state), turn.say("dialog.draft")) if talk else None
        if talk is None or reply is None:
            return None
        anew = Choice(turn.say("dialog.anew"), f"anew:{begin.dialog}", control=True)
        return Thought(reply if begin.answers else reply.plus(anew), kept(turn, talk.state))

    def _ask_first(self, turn: Turn, begin: Begin, over: State, below: State) -> Thought:
        """There is room for two: which one goes is for the person to say. What was to begin waits for her word."""
        older, newer = self._name(turn, below), self._name(turn, over)
        choices = (
            Choice(turn.say("dialog.finish_first", name=newer), f"d:{over.run}:!go"),
            Choice(turn.say("dialog.drop_older", name=older), f"d:{over.run}:!drop"),
        )
        wanted = {"dialog": begin.dialog, "answers": dict(begin.answers), "lead": begin.lead}
        text = turn.say("dialog.two_already", older=older, newer=newer)
        return Thought(Reply(text, choices), replace(over, wanted=wanted).dump())

    async def drop_older(self, turn: Turn, state: State) -> Thought:
        """She gave the older draft up for what was to begin."""
        wanted = state.wanted
        begin = Begin(str(wanted["dialog"]), dict(wanted["answers"]), str(wanted["lead"]))
        if begin.dialog not in self.routes.forms or begin.dialog not in turn.work.knowledge.dialogs:
            return Thought(Reply(turn.say("dialog.ended"), (turn.choice("machine.menu", "menu"),)))
        begin = replace(begin, lead="\n".join(filter(None, (turn.say("dialog.dropped"), begin.lead))))
        return await self.begin(turn, begin, replace(park(state, None), wanted={}))

    async def anew(self, turn: Turn, name: str) -> Thought:
        """The open draft is thrown away on her word and begun again; the one under it stays."""
        over = State.load(turn.talk.dialog)
        return await self._open(turn, Begin(name), parked(over))

    async def finish(self, turn: Turn, state: State) -> Thought:
        """All is said: the form's finisher gets the answers, and the draft is gone with its commit."""
        result = await self.routes.forms[state.name].done(turn, dict(state.answers))
        if isinstance(result, Begin):
            return await self.begin(turn, result, parked(state))
        return self.ended(turn, state, result)

    def cancelled(self, turn: Turn, state: State) -> Thought:
        """The person gave the open form up."""
        return self.ended(turn, state, Reply(turn.say("dialog.cancelled"), (turn.choice("machine.menu", "menu"),)))

    def ended(self, turn: Turn, state: State, result: Reply | Change) -> Thought:
        """The form is over with this result; behind it the draft comes back that waited under it."""
        older = parked(state)
        if older is None:
            return Thought(result, {})
        again, dialog = self._back(turn, older)

        def change(tx: TurnTx) -> Reply | None:
            reply = result(tx) if callable(result) else result
            return again if reply is None else _both(reply, again)

        return Thought(change if callable(result) else _both(result, again), dialog)

    def _back(self, turn: Turn, older: State) -> tuple[Reply, dict[str, Any]]:
        """The draft that waited is open again; one that lay long is not continued without asking."""
        talk = self.talk(turn, older)
        if talk is None:
            return Reply(turn.say("dialog.removed"), (turn.choice("machine.menu", "menu"),)), {}
        again = talk.reply(
            engine.here(talk.dialog, talk.state), turn.say("dialog.back_to_draft", name=self._name(turn, older))
        )
        if again is None or lay_long(turn, older):
            return old_draft(turn, older), older.dump()
        return again, kept(turn, talk.state)


def kept(turn: Turn, state: State) -> dict[str, Any]:
    """The state as it is stored, with the moment of its last use."""
    return replace(state, since=turn.now.isoformat()).dump()


def lay_long(turn: Turn, state: State) -> bool:
    """Whether nobody has touched a draft for a day."""
    return turn.now - datetime.fromisoformat(state.since) > DRAFT_FRESH


def old_draft(turn: Turn, state: State) -> Reply:
    """Asks whether an old draft is to be gone on with."""
    go = Choice(turn.say("dialog.go"), f"d:{state.run}:!go")
    return Reply(turn.say("dialog.old_draft"), (go, Choice(turn.say("dialog.cancel"), f"d:{state.run}:!cancel")))


def noting(thought: Thought, items: Sequence[Kept]) -> Thought:
    """The same thought; the files that came with the message are noted in its transaction."""

    def change(tx: TurnTx) -> Reply | None:
        for item in items:
            files.note(tx.conn, item, tx.now, tx.person.id)
        return thought.change(tx) if callable(thought.change) else thought.change

    return replace(thought, change=change) if items else thought


def _doing(thought: Thought, also: Callable[[TurnTx], object]) -> Thought:
    """The same thought; something else happens in its transaction first."""

    def change(tx: TurnTx) -> Reply | None:
        also(tx)
        return thought.change(tx) if callable(thought.change) else thought.change

    return replace(thought, change=change)


def _both(first: Reply, again: Reply) -> Reply:
    """What came of one form, and behind it the step of the other; numbers typed answer the step."""
    return replace(first, text=f"{first.text}\n\n{again.text}", choices=(*again.choices, *first.choices))
