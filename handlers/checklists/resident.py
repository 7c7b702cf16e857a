"""The person's side of checklists: taken from an answer, ticked by pressing, found again, reminded of, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.clock import SHANGHAI
from bot.feature import Answers
from bot.message import Choice, Reply
from bot.router import ident
from bot.work import Begin, Change, Turn, TurnTx
from handlers.checklists import actions, cards, store
from handlers.checklists.rules import Checklist, day_meant


def _argument(turn: Turn) -> str:
    return turn.message.pick.partition(":")[2]


def _showing(turn: Turn, act: Callable[[TurnTx], Checklist], show: Callable[..., Reply]) -> Change:
    """Acts on a list and shows it; its buttons are what the person may answer by number from then on."""

    def change(tx: TurnTx) -> None:
        reply = show(tx, turn.message.address, act(tx))
        tx.talk = replace(tx.talk, offered=reply.choices)
        tx.outcome = "checklist"

    return change


async def open_case(turn: Turn) -> Change | Reply:
    """A case chosen under an answer: `list:ENTRY:NUMBER`."""
    name, _, number = _argument(turn).rpartition(":")
    entry = turn.work.knowledge.entries.get(name)
    if entry is None or ident(number) >= len(entry.cases) or not number.isdecimal():
        return Reply(turn.say("machine.old_button"), (turn.choice("machine.menu", "menu"),))
    case = entry.cases[int(number)]
    return _showing(turn, lambda tx: actions.take(tx, entry, case), cards.put)


async def show(turn: Turn) -> Change:
    """One of the person's lists, again."""
    return _showing(turn, lambda tx: actions.mine(tx, ident(_argument(turn))), cards.put)


async def tick(turn: Turn) -> Change:
    """An item ticked, or not any more; the list changes where it stands."""
    list_id, _, number = _argument(turn).partition(":")
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    return _showing(turn, lambda tx: actions.tick(tx, ident(list_id), at), cards.update)


async def mine(turn: Turn) -> Change:
    """`/mylists`: everything that the person keeps."""

    def change(tx: TurnTx) -> Reply:
        menu = Choice(tx.say("machine.menu"), "menu")
        kept = store.of_person(tx.conn, tx.person.id)
        if not kept:
            return Reply(tx.say("checklists.none"), (menu,))
        rows = (
            Choice(tx.say("checklists.row", title=one.title, done=len(one.items) - one.left, total=len(one.items)),
                   f"listshow:{one.id}")
            for one in kept
        )  # fmt: skip
        return Reply(tx.say("checklists.yours", count=len(kept)), (*rows, menu))

    return change


async def begin_due(turn: Turn) -> Begin | Reply:
    """Asks for the day."""
    found = await turn.work.read(lambda conn: store.get(conn, ident(_argument(turn))))
    if found is None or found.person_id != turn.person.id or not found.due_name:
        return Reply(turn.say("checklists.gone"), (turn.choice("machine.menu", "menu"),))
    lead = turn.say("checklists.which_day", name=found.due_name, days=found.ahead_days)
    return Begin("due", {"list": str(found.id)}, lead)


async def due_done(turn: Turn, answers: Answers) -> Change | Reply:
    """The day was given."""
    list_id = ident(answers.get("list", ""))
    today = turn.now.astimezone(SHANGHAI).date()
    due = day_meant(date.fromisoformat(answers["day"]), today)
    if due is None:
        again = Choice(turn.say("checklists.remind_me"), f"listdue:{list_id}")
        return Reply(turn.say("checklists.too_late"), (again, turn.choice("machine.menu", "menu")))

    def change(tx: TurnTx) -> Reply:
        changed = actions.set_due(tx, list_id, due)
        tx.outcome = "checklist"
        text = tx.say("checklists.will_remind", name=changed.due_name, day=cards.day_said(due, tx.lang),
                      days=changed.ahead_days)  # fmt: skip
        off = Choice(tx.say("checklists.no_reminder"), f"listoff:{changed.id}")
        return Reply(text, (Choice(tx.say("checklists.see"), f"listshow:{changed.id}"), off))

    return change


async def no_reminder(turn: Turn) -> Change:
    """The reminder is cancelled in one press."""

    def change(tx: TurnTx) -> Reply:
        found = actions.no_reminder(tx, ident(_argument(turn)))
        return Reply(tx.say("checklists.reminder_off"), (Choice(tx.say("checklists.see"), f"listshow:{found.id}"),))

    return change


async def drop(turn: Turn) -> Change:
    """The list is thrown away."""

    def change(tx: TurnTx) -> Reply:
        found = actions.drop(tx, ident(_argument(turn)))
        return Reply(tx.say("checklists.dropped", title=found.title), (Choice(tx.say("checklists.mine"), "mylists"),))

    return change
