"""What happens to a ticket when a time is up: reminders, the talk nobody took, silence after an answer."""

from __future__ import annotations

from datetime import timedelta

from bot.message import Choice, Reply
from bot.router import ident
from bot.store import people, timers
from bot.store.timers import Timer
from bot.work import Tx, Work
from handlers.tickets import actions, cards, deadlines, moving, notices, openness, passing, store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import WAITS, Event, Kind, State, Wait
from handlers.tickets.subtasks import cards as sub_cards
from handlers.tickets.subtasks import store as subtasks
from handlers.tickets.subtasks.rules import SubState
from knowledge.calendar import is_working, next_working

PULSE = timedelta(minutes=30)


def _matter(tx: Tx, timer: Timer) -> Ticket | None:
    ident = timer.about.partition(":")[2]
    return store.get(tx.conn, int(ident), lock=True) if ident.isdecimal() else None


def limit_reached(tx: Tx, timer: Timer) -> None:
    """A state lasted too long: the staff is reminded, the resident asked again, the matter decided or closed."""
    matter = _matter(tx, timer)
    if matter is None or matter.final or matter.state != timer.data.get("state"):
        return
    if not matter.urgent and not is_working(tx.now) and matter.state in _STAFFS:
        timers.put(tx.conn, timer.kind, timer.about, next_working(tx.now), timer.data)
        return
    if matter.state in (State.ANSWERED, State.CONFIRMING) and not subtasks.open_of(tx.conn, matter.id):
        changed, row = moving.apply(tx, matter, Event.SILENCE, moving.CLOCK)
        if not changed.sensitive:  # of a delicate matter nobody is reminded
            notices.tell_resident(tx, changed, row.resident, (notices.not_solved(tx, changed),))
        return
    if matter.state is State.CONFIRMED and not subtasks.open_of(tx.conn, matter.id):
        actions.settle(tx, matter)
        return
    if matter.state is State.ARBITRATION:
        passing.rule(tx, matter)
        return
    if matter.state is State.WAITING:
        speak = tx.within(matter.lang)
        choices = (Choice(speak.say("tickets.answer_it"), f"add:{matter.id}"),)
        notices.tell_resident(tx, matter, "tickets.told_waiting", choices)
    zh = tx.within("zh")
    state = zh.say(f"tickets.state_{matter.state}", unit=cards.unit_mark(tx.knowledge, matter, "zh"))
    tx.under_cards(matter.about, Reply(zh.say("tickets.group_late", number=matter.number, state=state)), moving.NOTE)
    deadlines.again(tx, matter, int(timer.data.get("rung", 0)) + 1)


_STAFFS = frozenset({state for state, wait in WAITS.items() if wait in (Wait.RECEIPT, Wait.WORK, Wait.VERDICT)})
"""Where the limit reminds the staff: never outside hours, unless it is urgent."""


def receipt_missing(tx: Tx, timer: Timer) -> None:
    """A cooperating unit has not taken its task in time: it is reminded, and whoever leads can see it."""
    task = subtasks.get(tx.conn, ident(timer.about.partition(":")[2]))
    if task is None or task.state is not SubState.SENT:
        return
    if not task.urgent and not is_working(tx.now):
        timers.put(tx.conn, timer.kind, timer.about, next_working(tx.now))
        return
    matter = store.get(tx.conn, task.ticket_id)
    assert matter is not None
    zh = tx.within("zh")
    tx.edit_cards(task.about, sub_cards.card(zh, matter, task))
    told = zh.say("subtasks.receipt_late", number=matter.number, unit=task.unit_name)
    tx.under_cards(task.about, Reply(told), moving.NOTE)


def talk_not_taken(tx: Tx, timer: Timer) -> None:
    """Nobody for ten minutes, at first or in the middle: the assistant says so and comes back, the wish stays."""
    matter = _matter(tx, timer)
    if matter is None or matter.kind is not Kind.TALK or matter.state not in (State.RECEIVED, State.IN_WORK):
        return
    if matter.conversation:
        people.leave_person(tx.conn, matter.conversation, matter.about, tx.now)
    changed = store.change(tx.conn, matter, kind=Kind.CALLBACK.value, promised_at=actions.promise(tx))
    store.note(tx.conn, changed, "nobody", "clock", tx.now)
    tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    speak = tx.within(matter.lang)
    choices = (
        Choice(speak.say("tickets.leave_phone"), f"leavephone:{matter.id}"),
        Choice(speak.say("machine.menu"), "menu"),
    )
    notices.tell_resident(tx, changed, "tickets.nobody_free", choices)


def undelivered(tx: Tx, timer: Timer) -> None:
    """A message could not be delivered for good: the staff see it under the card, where the phone number helps."""
    matter = _matter(tx, timer) if timer.about.startswith("ticket:") else None
    key, to = "tickets.group_undelivered", f"{timer.data.get('channel')}|{timer.data.get('chat')}|"
    if matter is None or not matter.conversation.startswith(to):
        # Not the resident's own chat: a card or a note in a group, or a message about no ticket.
        tx.alarm("undelivered", f"{timer.about} {to} {timer.data.get('why', '')}", timer.about)
        return
    zh = tx.within("zh")
    store.note(tx.conn, matter, "undelivered", "clock", tx.now, text=str(timer.data.get("why", "")))
    key = "tickets.group_undelivered_phone" if matter.phone else key
    tx.alarm("undelivered", zh.say(key, number=matter.number), matter.about)
    tx.under_cards(matter.about, Reply(zh.say(key, number=matter.number)), moving.NOTE)


def pulse(tx: Tx, _timer: Timer) -> None:
    """Looks regularly whether anybody still reads what comes in."""
    openness.intake_closed(tx)
    tx.forget("tickets", "tickets.pulse")
    tx.later("tickets.pulse", "tickets", PULSE)


async def start(work: Work) -> None:
    """Sets the first pulse; tickets from before there were deadlines get theirs."""

    def begin(tx: Tx) -> None:
        tx.forget("tickets", "tickets.pulse")
        tx.later("tickets.pulse", "tickets", PULSE)
        for matter in store.without_deadline(tx.conn):
            time = deadlines.begun(tx.knowledge.limits, matter.wish, matter.category, tx.now, urgent=matter.urgent)
            paused = WAITS.get(matter.state) in (Wait.RESIDENT, Wait.WORD)
            deadlines.start(tx, store.change(tx.conn, matter, **{**time, "paused_at": tx.now if paused else None}))

    await work.write(begin)
