"""How a dialog speaks: moves of the pure engine become replies with buttons, in the person's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.dialog import State, here, options, progress
from bot.message import Choice, Reply
from bot.moves import Ask, Cancelled, Done, Edit, Gone, Move, Unclear, Why
from knowledge.shapes import Dialog, Step, StepKind

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Talk:
    """One dialog in one language; `say` gives a sentence, `has` tells whether there is one."""

    dialog: Dialog
    state: State
    say: Say

    def reply(self, move: Move, lead: str = "") -> Reply | None:
        """What to say for a move; None when the form's finisher speaks."""
        if isinstance(move, Done | Cancelled):
            return None
        if isinstance(move, Why):
            return self._ask(move.step, _lines(lead, self.say(f"{self.dialog.name}.{move.step.key}_why")))
        if isinstance(move, Ask | Unclear):
            limit = move.limit if isinstance(move, Ask) else 0
            problem = self.say(move.problem, limit=limit) if move.problem else ""
            return self._ask(move.step, _lines(lead, problem))
        if isinstance(move, Gone):
            return self.reply(here(self.dialog, self.state), _lines(lead, self.say("dialog.old_button")))
        return self._edit() if isinstance(move, Edit) else self._summary(lead)

    def _value(self, what: str) -> str:
        return f"d:{self.state.run}:{what}"

    def _control(self, name: str) -> Choice:
        return Choice(self.say(f"dialog.{name}"), self._value(f"!{name}"), control=True)

    def _ask(self, step: Step, lead: str) -> Reply:
        number, total = progress(self.dialog, self.state)
        head = self.say("dialog.step", number=number, total=total) if total > 1 else ""
        question = self.say(f"{self.dialog.name}.{step.key}")
        choices = [
            Choice(self._label(step, option), self._value(f"{step.key}:{option}"))
            for option in options(step, self.state)
        ]
        if step.kind is StepKind.YES_NO:
            choices = [Choice(self.say(f"dialog.{word}"), self._value(f"{step.key}:{word}")) for word in ("yes", "no")]
        controls = ["skip"] if step.optional else []
        controls += ["back"] if self.state.trail or self.state.editing else []
        controls += ["why", "cancel"]
        return Reply(_lines(lead, head + question), (*choices, *(self._control(name) for name in controls)))

    def _summary(self, lead: str) -> Reply:
        rows = [
            self.say("dialog.row", name=self.say(f"{self.dialog.name}.{step.key}_name"), answer=self.shown(step))
            for step in self.dialog.steps
            if step.asked and step.key in self.state.answers
        ]
        text = _lines(lead, self.say("dialog.summary"), *rows)
        ok = Choice(self.say("dialog.ok"), self._value("!ok"))
        edit = Choice(self.say("dialog.edit"), self._value("!edit"))
        return Reply(text, (ok, edit, self._control("back"), self._control("cancel")))

    def shown(self, step: Step) -> str:
        """An answer as the person would read it."""
        answer = self.state.answers[step.key]
        if step.kind is StepKind.YES_NO:
            return self.say(f"dialog.{answer}")
        if step.kind is StepKind.PHOTO:
            return self.say("dialog.photos", count=len(answer.split(",")))
        return self._label(step, answer) if step.kind is StepKind.CHOICE else answer

    def _label(self, step: Step, option: str) -> str:
        return option if step.listed else self.say(f"{self.dialog.name}.{option}")

    def _edit(self) -> Reply:
        choices = tuple(
            Choice(self.say(f"{self.dialog.name}.{step.key}_name"), self._value(f"!edit.{step.key}"))
            for step in self.dialog.steps
            if step.asked and (step.key in self.state.answers or step.key in self.state.skipped)
        )
        return Reply(self.say("dialog.which"), (*choices, self._control("cancel")))


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
