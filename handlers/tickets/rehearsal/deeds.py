"""What anybody can do to a ticket, by name: the same actions that buttons, words and pages call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.errors import PersonError
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import actions, extending, merging, passing, store
from handlers.tickets.dispatching import actions as dispatching
from handlers.tickets.longer import actions as longer
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import RESIDENT, by_staff
from handlers.tickets.rules import Path, Reason
from handlers.tickets.subtasks import actions as parts
from handlers.tickets.subtasks import store as subtasks

CODES = ("cg", "zj", "lz", "qu", "wy", "none")


@dataclass(frozen=True, slots=True)
class Pick:
    """What a deed is done with: words that nobody said before, and a number that picks among what is possible."""

    words: str
    number: int
    others: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        """A unit, or one that is not there."""
        return CODES[self.number % len(CODES)]


Deed = Callable[[Tx, Ticket, Staff, Pick], object]
Wish = Callable[[Tx, Ticket, Pick], object]


def _merge(tx: Tx, matter: Ticket, who: Staff, pick: Pick) -> object:
    other = pick.others[pick.number % len(pick.others)]
    into = store.get(tx.conn, other)
    return merging.merge(tx, matter, who, into) if into is not None else None


def _part(tx: Tx, matter: Ticket, who: Staff, pick: Pick, deed: Callable[..., object]) -> object:
    found = subtasks.of_ticket(tx.conn, matter.id)
    if not found:
        raise PersonError("tickets.not_now", number=matter.number)
    task = found[pick.number % len(found)]
    return deed(task)


BY_STAFF: Mapping[str, Deed] = MappingProxyType({
    "claim": lambda tx, one, who, pick: actions.claim(tx, one, who),
    "reply": lambda tx, one, who, pick: actions.reply(tx, one, who, pick.words),
    "ask": lambda tx, one, who, pick: actions.ask(tx, one, who, pick.words),
    "done": lambda tx, one, who, pick: actions.done(tx, one, who),
    "done_why": lambda tx, one, who, pick: actions.done(tx, one, who, pick.words),
    "send": lambda tx, one, who, pick: passing.send(tx, one, who, pick.code),
    "accept": lambda tx, one, who, pick: passing.accept(tx, one, who),
    "return": lambda tx, one, who, pick: passing.give_back(tx, one, who, list(Reason)[pick.number % 5], pick.words),
    "verdict": lambda tx, one, who, pick: passing.decide(tx, one, who, pick.code),
    "redirect": lambda tx, one, who, pick: passing.redirect(tx, one, who, list(Path)[pick.number % 7]),
    "extend": lambda tx, one, who, pick: extending.ask(tx, one, who, (1, 3, 5)[pick.number % 3], pick.words),
    "grant": lambda tx, one, who, pick: extending.grant(tx, one, who),
    "refuse": lambda tx, one, who, pick: extending.refuse(tx, one, who),
    "merge": _merge,
    "split": lambda tx, one, who, pick: merging.split(tx, one, who),
    "call_back": lambda tx, one, who, pick: dispatching.call_back(tx, one, who),
    "as_proposed": lambda tx, one, who, pick: dispatching.as_proposed(tx, one, who),
    "weigh": lambda tx, one, who, pick: dispatching.weigh(tx, one, who),
    "interim": lambda tx, one, who, pick: longer.interim(tx, one, who, longer.DAYS[pick.number % 3], pick.words),
    "meet": lambda tx, one, who, pick: longer.call_meeting(tx, one, who, pick.words),
    "met": lambda tx, one, who, pick: longer.meeting_result(tx, one, who, pick.words),
    "end_talk": lambda tx, one, who, pick: actions.end_talk(tx, one, by_staff(who)),
    "cooperate": lambda tx, one, who, pick: parts.ask(tx, one, who, pick.code, pick.words),
    "part_take": lambda tx, one, who, pick: _part(tx, one, who, pick, lambda task: parts.take(tx, task, who)),
    "part_answer": lambda tx, one, who, pick: _part(
        tx, one, who, pick, lambda task: parts.answer(tx, task, who, pick.words)),
    "part_refuse": lambda tx, one, who, pick: _part(
        tx, one, who, pick, lambda task: parts.refuse(tx, task, who, Reason.NOT_OURS)),
    "part_off": lambda tx, one, who, pick: _part(
        tx, one, who, pick, lambda task: parts.call_off(tx, one, task, who, pick.words)),
})  # fmt: skip
BY_RESIDENT: Mapping[str, Wish] = MappingProxyType({
    "add": lambda tx, one, pick: actions.add(tx, one, pick.words),
    "solved": lambda tx, one, pick: actions.judge(tx, one, solved=True),
    "unsolved": lambda tx, one, pick: actions.judge(tx, one, solved=False),
    "withdraw": lambda tx, one, pick: actions.withdraw(tx, one),
    "not_mine": lambda tx, one, pick: merging.part(tx, one),
    "end_talk": lambda tx, one, pick: actions.end_talk(tx, one, RESIDENT),
})  # fmt: skip
