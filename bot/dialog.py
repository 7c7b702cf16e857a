"""Pure: where a talk stands and what an answer does to it. A dialog is data, its state a small JSON object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from bot.answers import MAX_TEXT, BadAnswerError, declines, read_answer
from bot.moves import Ask, Cancelled, Done, Edit, Gone, Move, Summary, Unclear, Why
from knowledge.shapes import Dialog, Step, StepKind

SUMMARY = "#summary"
MAX_FILES = 3
Chooser = Callable[[Mapping[str, str]], str | None]


@dataclass(frozen=True, slots=True)
class State:
    """One person's way through one dialog. `run` marks the buttons of this way; `held` keeps a doubtful answer.

    `words` were said where no step took words: they go with the next answer in words. `parked` is the draft that waits
    underneath, as its own `dump`; `wanted` what was to begin when there was no room for a third draft.
    """

    name: str
    run: str
    since: str
    answers: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    at: str = ""
    editing: bool = False
    held: str = ""
    words: str = ""
    parked: Mapping[str, Any] = field(default_factory=dict)
    wanted: Mapping[str, Any] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """As a JSON object."""
        return {item.name: value for item in fields(self) if (value := getattr(self, item.name))}

    @classmethod
    def load(cls, raw: Mapping[str, Any]) -> State:
        """From the JSON object that `dump` made, by this version or another: what is not known here is left out."""
        known = {item.name: raw[item.name] for item in fields(cls) if item.name in raw}
        lists = {name: tuple(raw.get(name, ())) for name in ("skipped", "trail")}
        return cls(**{"name": "", "run": "", "since": "", **known, **lists})


def begin(dialog: Dialog, run: str, now: datetime, answers: Mapping[str, str], chooser: Chooser | None) -> State:
    """A new way through the dialog; answers known already are not asked again."""
    known = {key: value for key, value in answers.items() if dialog.step(key)}
    return settle(dialog, State(dialog.name, run, now.isoformat(), known), chooser)


def settle(dialog: Dialog, state: State, chooser: Chooser | None) -> State:
    """The state moved to the step that is next now; computed, so an edited dialog keeps old drafts usable."""
    answers = _standing(dialog, state.answers)
    state = replace(state, answers=answers, editing=False, held="")
    if chooser is not None:
        key = chooser({**answers, **dict.fromkeys(state.skipped, "")})
        return replace(state, at=key if key and dialog.step(key) else SUMMARY)
    for step in dialog.steps:
        if step.asked and step.key not in answers and step.key not in state.skipped and _applies(step, answers):
            return replace(state, at=step.key)
    return replace(state, at=SUMMARY)


def resume(dialog: Dialog, state: State, chooser: Chooser | None) -> State:
    """A stored state as today's dialog has it: moved on where its step is gone or new ones came."""
    return state if _open(dialog, state, state.at) else settle(dialog, state, chooser)


def _applies(step: Step, answers: Mapping[str, str]) -> bool:
    return all(answers.get(key) == value for key, value in step.when.items())


def _standing(dialog: Dialog, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers of steps that apply. A `when` names earlier steps only, so one pass in their order is enough."""
    standing: dict[str, str] = {}
    for step in dialog.steps:
        if step.key in answers and _applies(step, standing):
            standing[step.key] = answers[step.key]
    return standing


def _open(dialog: Dialog, state: State, key: str) -> bool:
    """Whether the talk may stand at that step now."""
    step = dialog.step(key)
    return step is not None and step.asked and _applies(step, state.answers)


def here(dialog: Dialog, state: State) -> Move:
    """What to say where the talk stands."""
    step = dialog.step(state.at)
    if step is not None:
        return Ask(step)
    return Summary() if dialog.summary else Done()


def hear(
    dialog: Dialog, state: State, text: str, now: datetime, chooser: Chooser | None, *, question: bool = False
) -> tuple[State, Move]:
    """Takes a typed answer. `question` says that the words look like a question to us rather than an answer."""
    step = dialog.step(state.at)
    if step is None:
        return state, here(dialog, state)
    if step.optional and step.kind is not StepKind.TEXT and declines(text):
        return _skipped(dialog, state, step, chooser)
    try:
        answer = read_answer(step, text, now)
    except BadAnswerError as bad:
        move = Ask(step, bad.key, bad.limit) if step.kind in (StepKind.TEXT, StepKind.PHONE) else Unclear(step, bad.key)
        return state, (Unclear(step, bad.key) if question else move)
    if question and step.side and step.kind is StepKind.TEXT:
        return replace(state, held=answer), Unclear(step, "")
    return _answered(dialog, state, step, answer, chooser)


def _answered(dialog: Dialog, state: State, step: Step, answer: str, chooser: Chooser | None) -> tuple[State, Move]:
    words = state.words
    if words and _takes_words(step) and (joined := _joined(step, answer, words)):
        answer, words = joined, ""
    state = replace(
        state,
        words=words,
        answers={**state.answers, step.key: answer},
        skipped=tuple(key for key in state.skipped if key != step.key),
        trail=(*(key for key in state.trail if key != step.key), step.key),
    )
    state = settle(dialog, state, chooser)
    return state, here(dialog, state)


def _skipped(dialog: Dialog, state: State, step: Step, chooser: Chooser | None) -> tuple[State, Move]:
    state = replace(
        state,
        answers={key: value for key, value in state.answers.items() if key != step.key},
        skipped=(*(key for key in state.skipped if key != step.key), step.key),
        trail=(*(key for key in state.trail if key != step.key), step.key),
    )
    state = settle(dialog, state, chooser)
    return state, here(dialog, state)


def attach(dialog: Dialog, state: State, file_id: str, chooser: Chooser | None) -> tuple[State, Move, bool]:
    """Adds a file to the dialog's photo step wherever the talk stands; the last value says whether it was taken."""
    step = next((step for step in dialog.steps if step.kind is StepKind.PHOTO), None)
    if step is None or not _applies(step, state.answers):
        return state, here(dialog, state), False
    have = [name for name in state.answers.get(step.key, "").split(",") if name]
    if len(have) >= (step.max or MAX_FILES):
        return state, here(dialog, state), False
    if state.at == step.key:
        return (*_answered(dialog, state, step, ",".join([*have, file_id]), chooser), True)
    skipped = tuple(key for key in state.skipped if key != step.key)
    state = replace(state, answers={**state.answers, step.key: ",".join([*have, file_id])}, skipped=skipped)
    return state, here(dialog, state), True


def remark(dialog: Dialog, state: State, words: str) -> tuple[State, str, int]:
    """Keeps words that the step cannot take: with the first answer in words, or for the next one to come.

    The text key says what became of them: empty where the dialog takes no words at all; a number is the limit in it.
    """
    takes = [step for step in dialog.steps if _takes_words(step) and _applies(step, state.answers)]
    step = next((step for step in takes if step.key in state.answers), None)
    if step is not None:
        joined = _joined(step, state.answers[step.key], words)
        if not joined:
            return state, "dialog.words_too_long", step.max or MAX_TEXT
        return replace(state, answers={**state.answers, step.key: joined}), "dialog.words_added", 0
    if not takes:
        return state, "", 0
    if not (joined := _joined(takes[0], state.words, words)):
        return state, "dialog.words_too_long", takes[0].max or MAX_TEXT
    return replace(state, words=joined), "dialog.words_kept", 0


def _takes_words(step: Step) -> bool:
    return step.kind is StepKind.TEXT and step.asked and not step.options


def _joined(step: Step, answer: str, words: str) -> str:
    """Both, or nothing where they are too long together."""
    joined = "，".join(filter(None, (answer, words)))
    return joined if len(joined) <= (step.max or MAX_TEXT) else ""


def press(
    dialog: Dialog, state: State, run: str, what: str, option_text: str, chooser: Chooser | None
) -> tuple[State, Move]:
    """Takes a pressed button of the talk: `!back`, `!skip`, `!cancel`, `!why`, `!ok`, `!edit`, `!edit.KEY`, `!go`,
    `!take` or `KEY:OPTION`. `option_text` is the option's label, stored where the step takes free words."""
    if run != state.run:
        return state, Gone()
    if not what.startswith("!"):
        return _option(dialog, state, what, option_text, chooser)
    step = dialog.step(state.at)
    if what == "!cancel":
        return state, Cancelled()
    if what == "!back":
        return _back(dialog, state, chooser)
    if what == "!edit" and step is None:
        return state, Edit()
    if what.startswith("!edit.") and _open(dialog, state, what[6:]):
        state = replace(state, at=what[6:], editing=True, held="")
        return state, here(dialog, state)
    if what == "!ok" and step is None:
        return state, Done()
    if what == "!why" and step is not None:
        return state, Why(step)
    if what == "!skip" and step is not None and step.optional:
        return _skipped(dialog, state, step, chooser)
    if what == "!take" and step is not None and state.held:
        return _answered(dialog, state, step, state.held, chooser)
    return state, (here(dialog, state) if what == "!go" else Gone())


def _option(dialog: Dialog, state: State, what: str, option_text: str, chooser: Chooser | None) -> tuple[State, Move]:
    key, _, option = what.partition(":")
    step = dialog.step(key)
    if step is None or key != state.at:
        return state, Gone()
    if step.kind is StepKind.YES_NO:
        return _answered(dialog, state, step, option, chooser) if option in ("yes", "no") else (state, Gone())
    if option not in options(step, state):
        return state, Gone()
    return _answered(dialog, state, step, option_text if step.kind is StepKind.TEXT else option, chooser)


def options(step: Step, state: State) -> tuple[str, ...]:
    """What a step offers: its own options, or those that only the moment knew when the talk began."""
    return tuple(state.answers.get(step.listed, "").split(",")) if step.listed else step.options


def _back(dialog: Dialog, state: State, chooser: Chooser | None) -> tuple[State, Move]:
    if state.editing:  # nothing was said yet: the answer that was to be changed stays
        state = settle(dialog, state, chooser)
        return state, here(dialog, state)
    earlier = [key for key in state.trail if key != state.at and _open(dialog, state, key)]
    if not earlier:
        move = here(dialog, state)
        return state, (replace(move, problem="dialog.first_step") if isinstance(move, Ask) else move)
    key = earlier[-1]
    state = replace(
        state,
        answers={name: value for name, value in state.answers.items() if name != key},
        skipped=tuple(name for name in state.skipped if name != key),
        trail=tuple(name for name in state.trail if name != key),
        at=key,
        held="",
    )
    return state, here(dialog, state)


def progress(dialog: Dialog, state: State) -> tuple[int, int]:
    """Number of the step that is asked, and of all that apply by what is known."""
    steps = [step.key for step in dialog.steps if step.asked and _applies(step, state.answers)]
    return (steps.index(state.at) + 1 if state.at in steps else len(steps)), len(steps)
