"""The open form takes part in a turn: answers, presses, photos, and questions aside."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import dialog as engine
from bot.answers import BadAnswerError, read_answer
from bot.dialog import State
from bot.drafts import Drafts, kept, lay_long, noting, old_draft
from bot.files import keep_all
from bot.message import Choice, Kind, Reply
from bot.moves import Ask, Cancelled, Done, Move, Unclear
from bot.talk import Talk
from bot.thought import Thought
from bot.work import Turn
from knowledge.shapes import Dialog, Step, StepKind

_QUESTION_ENDS = ("?", "？", "吗", "呢", "么")


@dataclass(frozen=True, slots=True)
class Forms:
    """What is said and pressed while a form is open."""

    drafts: Drafts

    def _open_talk(self, turn: Turn) -> Talk | None:
        return self.drafts.talk(turn, State.load(turn.talk.dialog))

    def _ended(self, turn: Turn) -> Thought:
        """The dialog is gone from the content; a draft under it comes back."""
        told = Reply(turn.say("dialog.ended"), (turn.choice("machine.menu", "menu"),))
        return self.drafts.ended(turn, State.load(turn.talk.dialog), told)

    async def press(self, turn: Turn, argument: str) -> Thought:
        """A button of a form was pressed; `argument` is the run that it belongs to, and what it means."""
        run, _, what = argument.partition(":")
        talk = self._open_talk(turn)
        if talk is None:
            return self._ended(turn)
        state = talk.state
        if what == "!drop" and run == state.run and state.wanted:
            return await self.drafts.drop_older(turn, state)
        key, _, option = what.partition(":")
        step = talk.dialog.step(key)
        option_text = turn.say(f"{state.name}.{option}") if step and option in step.options else option
        chooser = self.drafts.chooser(turn, state.name)
        state, move = engine.press(talk.dialog, state, run, what, option_text, chooser)
        return await self._move(turn, replace(talk, state=state), move)

    async def answer(self, turn: Turn) -> Thought | None:
        """What was said or sent is for the open step; None where it is no answer by its kind."""
        talk = self._open_talk(turn)
        if talk is None:
            return self._ended(turn)
        message = turn.message
        if lay_long(turn, talk.state):
            return Thought(old_draft(turn, talk.state))  # as old as before, until she goes on
        if message.files and message.kind is not Kind.VOICE:
            return await self._attach(turn, talk)
        if message.kind in (Kind.VOICE, Kind.OTHER, Kind.EDITED):
            return None
        question = message.text.rstrip(" 。.!！").endswith(_QUESTION_ENDS)
        chooser = self.drafts.chooser(turn, talk.dialog.name)
        state, move = engine.hear(talk.dialog, talk.state, message.text, turn.now, chooser, question=question)
        if isinstance(move, Unclear) and move.step.listed and not question:
            # Only a button answers here: what is written belongs to what was written before.
            state, about, limit = engine.remark(talk.dialog, state, message.text)
            lead = turn.say(about, limit=limit) if about else ""
            return await self._move(turn, replace(talk, state=state), engine.here(talk.dialog, state), lead)
        return await self._move(turn, replace(talk, state=state), move)

    async def _attach(self, turn: Turn, talk: Talk) -> Thought:
        """Keeps the files of a message and hands their ids to the dialog; words sent with them are not lost."""
        items, problem = await keep_all(turn)
        dialog, state, chooser = talk.dialog, talk.state, self.drafts.chooser(turn, talk.dialog.name)
        words, step = turn.message.text, dialog.step(state.at)
        leads = [turn.say(problem.key, **problem.params)] if problem else []
        move: Move = engine.here(dialog, state)
        for item in items:
            state, move, used = engine.attach(dialog, state, item.id, chooser)
            leads.append(turn.say(_about_photo(dialog, used=used)))
        if words and step is not None and state.at == step.key and _answers(turn, step, words):
            state, move = engine.hear(dialog, state, words, turn.now, chooser)
        elif words:
            state, about, limit = engine.remark(dialog, state, words)
            if about:
                leads.append(turn.say(about, limit=limit))
                move = engine.here(dialog, state)
            else:
                state, move = engine.hear(dialog, state, words, turn.now, chooser)
        moved = await self._move(turn, replace(talk, state=state), move, "\n".join(dict.fromkeys(leads)))
        return noting(moved, items)

    async def _move(self, turn: Turn, talk: Talk, move: Move, lead: str = "") -> Thought:
        if isinstance(move, Done):
            return await self.drafts.finish(turn, talk.state)
        if isinstance(move, Cancelled):
            return self.drafts.cancelled(turn, talk.state)
        if isinstance(move, Unclear):
            return await self._aside(turn, talk, move, lead)
        return Thought(talk.reply(move, lead), kept(turn, talk.state))

    async def _aside(self, turn: Turn, talk: Talk, move: Unclear, lead: str) -> Thought:
        """Answers a side question and asks the step again; without an answer the words count as an answer."""
        state = talk.state
        for handler in self.drafts.routes.aside:
            result = await handler(turn)
            if isinstance(result, Reply):
                again = talk.reply(Ask(move.step), turn.say("dialog.back_to_it"))
                assert again is not None
                choices = again.choices
                if state.held:
                    take = Choice(turn.say("dialog.take"), f"d:{state.run}:!take")
                    choices = (take, *choices)
                text = "\n\n".join(filter(None, (lead, result.text, again.text)))
                return Thought(replace(result, text=text, choices=choices), kept(turn, state), "aside")
        if state.held:
            chooser = self.drafts.chooser(turn, state.name)
            state, taken = engine.press(talk.dialog, state, state.run, "!take", "", chooser)
            return await self._move(turn, replace(talk, state=state), taken, lead)
        return Thought(talk.reply(move, lead), kept(turn, state))


def _answers(turn: Turn, step: Step, words: str) -> bool:
    """Whether the words under a photo are for the step that is asked: any words are where it takes words."""
    if step.kind is StepKind.TEXT:
        return True
    try:
        read_answer(step, words, turn.now)
    except BadAnswerError:
        return False
    return True


def _about_photo(definition: Dialog, *, used: bool) -> str:
    """The text key of what became of a file that was sent in the middle of a talk."""
    if used:
        return "dialog.photo_kept"
    takes = any(step.kind is StepKind.PHOTO for step in definition.steps)
    return "dialog.photo_too_many" if takes else "dialog.photo_not_here"
