"""A matter as the ladder sees it: a ticket with whoever leads, or the part of a cooperating unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.router import ident
from bot.work import Tx
from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import WAITS, State, Wait
from handlers.tickets.subtasks import store as subtasks
from handlers.tickets.subtasks.rules import SubState, Subtask
from knowledge.ladder import Clocks
from knowledge.limits import Limits, Span, Wish


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket, or with `task` the part of a cooperating unit; `answered`: an urgent one had its first answer."""

    matter: Ticket
    task: Subtask | None = None
    answered: bool = True

    @property
    def about(self) -> str:
        """How timers, cards and messages name it."""
        return self.task.about if self.task else self.matter.about

    @property
    def unit(self) -> str:
        """The code of the unit that has it, empty for the desk."""
        return self.task.unit if self.task else self.matter.unit

    @property
    def owner_id(self) -> int | None:
        """Who has it in work."""
        return self.task.owner_id if self.task else self.matter.owner_id

    @property
    def urgent(self) -> bool:
        """Whether it is told at any hour."""
        return self.task.urgent if self.task else self.matter.urgent

    @property
    def runs(self) -> bool:
        """Whether its time counts against the staff now; while it stands still nobody is told anything."""
        if self.task:
            return self.task.open and self.task.paused_at is None
        return not self.matter.final and self.matter.paused_at is None and self.matter.state is not State.CONFIRMED

    def clocks(self, limits: Limits) -> Clocks:
        """Its clocks."""
        matter, task = self.matter, self.task
        sharp = self.urgent or matter.wish is Wish.COMPLAINT
        if task:
            untaken = task.created_at if task.state is SubState.SENT else None
            return Clocks(task.span, None, untaken, 1, task.urgent, sharp, part=True)
        first = None if self.answered or matter.answer_by is None else Span(matter.answer_by, limits.first_urgent, True)
        return Clocks(matter.span, first, _untaken(matter), matter.round, matter.urgent, sharp, part=False)


def _untaken(matter: Ticket) -> datetime | None:
    return matter.state_since if WAITS.get(matter.state) is Wait.RECEIPT else None


def of_ticket(tx: Tx, matter: Ticket) -> Case:
    """A ticket as a case."""
    if matter.answer_by is None:
        return Case(matter)
    since = matter.answer_by - tx.knowledge.limits.first_urgent
    return Case(matter, answered=store.answered_since(tx.conn, matter.id, since))


def of(tx: Tx, about: str) -> Case | None:
    """The case that timers and messages name so, its ticket locked; None where there is none."""
    kind, _, number = about.partition(":")
    task = subtasks.get(tx.conn, ident(number)) if kind == "subtask" else None
    matter = store.get(tx.conn, task.ticket_id if task else ident(number), lock=True)
    if matter is None or kind not in ("ticket", "subtask"):
        return None
    if kind == "ticket":
        return of_ticket(tx, matter)
    task = subtasks.get(tx.conn, ident(number))  # as it is under the lock
    return Case(matter, task) if task else None
