"""What somebody typed instead of pressing: the number of a choice, or its words in either language."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot import dialog as engine
from bot.dialog import State
from bot.message import Choice, Kind
from bot.router import typed_choice
from bot.talk import Talk
from bot.work import Turn
from knowledge.shapes import StepKind
from knowledge.texts import LANGUAGES


def resolve(turn: Turn) -> Turn:
    """The same turn with a press where a choice was meant; unchanged where the words are words."""
    message = turn.message
    if message.kind is not Kind.TEXT or message.pick:
        return turn
    state = State.load(turn.talk.dialog) if turn.talk.dialog else None
    choice = typed_choice(message.text, turn.talk.offered, numbers=state is None or _numbers_press(turn, state))
    if choice is None and state is not None:
        choice = _in_either_language(turn, state)
    return replace(turn, message=replace(message, pick=choice.value, kind=Kind.PICK)) if choice else turn


def _numbers_press(turn: Turn, state: State) -> bool:
    """A number typed at a step that takes words or numbers is the answer, not the press of a button."""
    definition = turn.work.knowledge.dialogs.get(state.name)
    step = definition.step(state.at) if definition else None
    if step is None or step.kind in (StepKind.CHOICE, StepKind.YES_NO):
        return True
    return step.kind is StepKind.TEXT and bool(step.options)


def _in_either_language(turn: Turn, state: State) -> Choice | None:
    """A choice of the open step by its words: people write one language and read another, or answer later."""
    definition = turn.work.knowledge.dialogs.get(state.name)
    if definition is None:
        return None
    for lang in LANGUAGES:
        talk = Talk(definition, state, partial(_say, turn, lang))
        reply = talk.reply(engine.here(definition, state))
        choice = typed_choice(turn.message.text, reply.choices, numbers=False) if reply else None
        if choice is not None:
            return choice
    return None


def _say(turn: Turn, lang: str, key: str, **params: object) -> str:
    return turn.work.knowledge.texts.say(key, lang, **params)
