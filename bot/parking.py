"""Pure: the draft that waits under the open one, one deep, until that has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialog import State
from knowledge.shapes import Dialog, StepKind


def worth_keeping(dialog: Dialog, state: State) -> bool:
    """Whether the person has put anything into a draft yet."""
    given = (step.key for step in dialog.steps if step.asked or step.kind is StepKind.PHOTO)
    return bool(state.trail or state.held or state.words) or any(state.answers.get(key) for key in given)


def park(state: State, older: State | None) -> State:
    """The state with the older draft waiting under it, or with none."""
    return replace(state, parked=replace(older, parked={}, wanted={}).dump() if older else {})


def parked(state: State) -> State | None:
    """The draft that waits under this one."""
    return State.load(state.parked) if state.parked else None


def is_this(state: State, name: str, answers: Mapping[str, str]) -> bool:
    """Whether to begin that form with these answers would only be this draft again."""
    return state.name == name and all(state.answers.get(key) == value for key, value in answers.items())
