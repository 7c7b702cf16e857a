"""What happens to a ticket when a time is up: reminders, the talk nobody took, silence after an answer."""

from __future__ import annotations

from datetime import timedelta

from bot.message import Choice, Reply
from bot.store import people, timers
from bot.store.timers import Timer
from bot.work import Tx, Work
from handlers.tickets import actions, cards, deadlines, moving, notices, openness, passing, store
from handlers.tickets.absence import clockwork as absence
from handlers.tickets.digest import clockwork as digest
from handlers.tickets.ladder import case as cases
from handlers.tickets.ladder import climbing, clockwork, planning
from handlers.tickets.ladder.store import STEP_MARK
from handlers.tickets.matter import Ticket
from handlers.tickets.rating import actions as rating
from handlers.tickets.rules import WAITS, Event, Kind, State, Wait
from handlers.tickets.subtasks import store as subtasks
from knowledge.calendar import is_working, next_working

PULSE = timedelta(minutes=30)


def _matter(tx: Tx, timer: Timer) -> Ticket | None:
    ident = timer.about.partition(":")[2]
    return store.get(tx.conn, int(ident), lock=True) if ident.isdecimal() else None


def limit_reached(tx: Tx, timer: Timer) -> None:
    """A state lasted too long: the resident is asked again, the matter decided or closed.

    The staff are reminded by the ladder; where they have the matter, it is only seen that its timer is set.
    """
    matter = _matter(tx, timer)
    if matter is None or matter.final or matter.state != timer.data.get("state"):
        return
    if matter.state in (State.ANSWERED, State.CONFIRMING) and not subtasks.open_of(tx.conn, matter.id):
        changed, row = moving.apply(tx, matter, Event.SILENCE, moving.CLOCK)
        if not changed.sensitive:  # of a delicate matter nobody is reminded
            steps = rating.ways(tx.within(changed.lang), changed)
            key = "rating.told_closed" if steps else row.resident
            notices.tell_resident(tx, changed, key, (notices.not_solved(tx, changed), *steps))
        return
    if matter.state is State.CONFIRMED and not subtasks.open_of(tx.conn, matter.id):
        actions.settle(tx, matter)
        return
    if matter.state is State.ARBITRATION:
        if matter.urgent or is_working(tx.now):
            passing.rule(tx, matter)
        else:
            timers.put(tx.conn, timer.kind, timer.about, next_working(tx.now), timer.data)
        return
    if matter.state is State.WAITING:
        speak = tx.within(matter.lang)
        choices = (Choice(speak.say("tickets.answer_it"), f"add:{matter.id}"),)
        notices.tell_resident(tx, matter, "tickets.told_waiting", choices)
    planning.start(tx, matter)
    deadlines.again(tx, matter, int(timer.data.get("rung", 0)) + 1)


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


def _in_hours(tx: Tx, timer: Timer) -> bool:
    """Whether offices are open; else the timer rings again when they are."""
    if is_working(tx.now):
        return True
    timers.put(tx.conn, timer.kind, timer.about, next_working(tx.now), timer.data)
    return False


def _urgent(tx: Tx, about: str) -> bool:
    case = cases.of(tx, about)
    return case is not None and case.urgent


def undelivered(tx: Tx, timer: Timer) -> None:
    """A message could not be delivered for good: the staff see it under the card, where the phone number helps."""
    if timer.about.startswith("digest:"):
        if _in_hours(tx, timer):
            digest.undelivered(tx, timer.about)
        return
    if found := STEP_MARK.match(timer.about):
        if _urgent(tx, found[1]) or _in_hours(tx, timer):
            climbing.undelivered(tx, found[1], int(found[2]))
        return
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


def begin(tx: Tx) -> None:
    """Sets the first pulse; tickets from before there were deadlines get theirs."""
    tx.forget("tickets", "tickets.pulse")
    tx.later("tickets.pulse", "tickets", PULSE)
    for matter in store.without_deadline(tx.conn):
        time = deadlines.begun(tx.knowledge.limits, matter.wish, matter.category, tx.now, urgent=matter.urgent)
        paused = WAITS.get(matter.state) in (Wait.RESIDENT, Wait.WORD)
        deadlines.start(tx, store.change(tx.conn, matter, **{**time, "paused_at": tx.now if paused else None}))
    clockwork.start(tx)
    digest.start(tx)
    absence.start(tx)


async def start(work: Work) -> None:
    """The same, when the assistant starts."""
    await work.write(begin)
