"""How a checklist looks, and where it stands: one message that is edited in place where the wire can do that."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.clock import SHANGHAI
from bot.message import Address, Choice, OutKind, Reply
from bot.store import outbox, posted
from bot.work import Tx
from handlers.checklists.rules import Checklist
from knowledge.calendar import spoken_day

DONE, OPEN = "☑", "☐"


def card(tx: Tx, found: Checklist) -> Reply:
    """The list with a button for each item and the ways to go on."""
    head = tx.say("checklists.head", title=found.title, done=len(found.items) - found.left, total=len(found.items))
    lines = [f"{DONE if item.done else OPEN} {item.text}" for item in found.items]
    if found.due is not None:
        lines.append(tx.say("checklists.reminds", name=found.due_name, day=day_said(found.due, tx.lang),
                            days=found.ahead_days))  # fmt: skip
    if not found.left:
        lines.append(tx.say("checklists.all_done"))
    ticks = (
        Choice(f"{DONE if item.done else OPEN} {item.text}", f"tick:{found.id}:{number}")
        for number, item in enumerate(found.items)
    )
    return Reply("\n".join([head, *lines]), (*ticks, *ways(tx, found)))


def ways(tx: Tx, found: Checklist) -> tuple[Choice, ...]:
    """What can be done with a list besides ticking."""
    reminder: tuple[Choice, ...] = ()
    if found.due is not None:
        reminder = (Choice(tx.say("checklists.no_reminder"), f"listoff:{found.id}", control=True),)
    elif found.due_name:
        reminder = (Choice(tx.say("checklists.remind_me"), f"listdue:{found.id}", control=True),)
    return (
        *reminder,
        Choice(tx.say("checklists.drop"), f"listdrop:{found.id}", control=True),
        Choice(tx.say("checklists.mine"), "mylists", control=True),
    )


def day_said(day: date, lang: str) -> str:
    """The day with its year, as people say it."""
    said = spoken_day(datetime.combine(day, time(12), SHANGHAI), lang)
    return f"{said} {day.year}" if lang == "en" else f"{day.year}年{said}"


def put(tx: Tx, to: Address, found: Checklist) -> Reply:
    """Shows the list as the newest message; returns what was shown.

    Earlier messages of it are left alone from now on: only the newest is brought up to date.
    """
    reply = card(tx, found)
    if tx.layouts[to.channel].mailbox:
        outbox.queue(tx.conn, to, reply, tx.now, about=found.about, mail=True)
    else:
        posted.drop_cards(tx.conn, found.about)
        posted.put_card(tx.conn, to, found.about, reply, tx.now)
    return reply


def update(tx: Tx, to: Address, found: Checklist) -> Reply:
    """Brings the list up to date where it stands; shows it anew where it does not stand in this chat."""
    reply = card(tx, found)
    if tx.layouts[to.channel].mailbox:
        outbox.queue(tx.conn, to, reply, tx.now, kind=OutKind.EDIT, about=found.about, mail=True)
        return reply
    if to not in [place for place, _id in posted.card_places(tx.conn, found.about)]:
        return put(tx, to, found)
    posted.edit_cards(tx.conn, found.about, reply, tx.now)
    return reply
