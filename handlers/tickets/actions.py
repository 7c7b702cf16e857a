"""Writes on a ticket that resident and staff make: chat, group, timer and web room call these same functions."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import SHANGHAI
from bot.errors import PersonError
from bot.message import Choice, Origin, Reply
from bot.store import people
from bot.store import staff as staff_store
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import cards, deadlines, drafts, evening, guarding, openness, store
from handlers.tickets.dispatching import actions as dispatching
from handlers.tickets.dispatching import proposing
from handlers.tickets.dispatching import store as proposals
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.moving import CLOCK, NOTE, RESIDENT, Actor, allowed, apply, by_staff, give_back
from handlers.tickets.notices import after_answer, end_choice, tell_resident, unit
from handlers.tickets.rating import store as ratings
from handlers.tickets.rules import Event, Kind, State, Who
from handlers.tickets.spots import SPOT
from handlers.tickets.subtasks import ending
from handlers.tickets.subtasks import store as subtasks
from knowledge.calendar import add_working, is_working, next_working
from knowledge.sensitive import Delicate

SOON = timedelta(minutes=1)
TALK_WAIT = timedelta(minutes=10)
"""After this long without anybody, the assistant says so and comes back."""


def open_ticket(tx: Tx, draft: Draft) -> Ticket:
    """Opens a ticket: number, history, card in every staff group, first timer; refused while intake is closed."""
    if openness.intake_closed(tx):
        raise PersonError("tickets.intake_closed")
    delicate = tx.knowledge.sensitive.find(draft.what, draft.place, draft.happened)
    limits = tx.knowledge.limits
    time = deadlines.begun(limits, draft.wanted, draft.category, tx.now, urgent=draft.urgent)
    made = store.insert_ticket(tx.conn, draft, delicate or "", tx.now, time)
    by = Who.CLOCK if made.kind.of_nobody or made.kind.unasked else Who.STAFF if made.taken_by else Who.RESIDENT
    store.note(
        tx.conn, made, "opened", by.value, tx.now, text=draft.what, files=draft.files, actor_id=made.taken_by,
        actor_name=made.taken_name,
    )  # fmt: skip
    if draft.reading is not None:
        made = proposing.at_intake(tx, made, draft.reading)
    zh = tx.within("zh")
    if guards := guarding.guards(tx, made):
        guarding.opened(tx, made, guards)
    else:
        guarding.alarm(tx, made)
        tx.card(made.about, cards.card(zh, made), made.unit, made.hours)
    deadlines.start(tx, made)
    if made.kind is Kind.TALK:
        tx.later("tickets.talk_wait", made.about, TALK_WAIT)
    if draft.reading is not None:
        made = dispatching.send_alone(tx, made)
        if made.kind is not Kind.ROOT and made.place:
            tx.later(SPOT, made.about, SOON)
    evening.tell_duty(tx, made)
    return made


def claim(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """A staff member takes a ticket: the first press wins."""
    values = {"owner_id": member.id, "owner_name": member.name}
    changed, row = apply(tx, matter, Event.CLAIM, by_staff(member), values=values)
    if changed.kind is Kind.TALK and changed.conversation:
        people.set_with_person(tx.conn, changed.conversation, changed.about, tx.now)
        tell_resident(tx, changed, "tickets.talk_begins", end_choice(tx, changed))
    elif row.resident:
        tell_resident(tx, changed, row.resident)
    return changed


def reply(tx: Tx, matter: Ticket, member: Staff, text: str) -> Ticket:
    """A staff member's words go out to the resident, signed by the unit; in a live talk nothing else changes.

    Of a gap they become a draft of an entry: those who asked are told once a second person has put it into service.
    """
    if not matter.answerable:
        raise PersonError("tickets.nobody_to_tell", number=matter.number)
    if live_talk(matter):
        allowed(tx, matter, Event.REPLY, by_staff(member))
        who = Who.STAFF.value
        store.note(tx.conn, matter, "said", who, tx.now, text=text, actor_id=member.id, actor_name=member.name)
        signed = unit(tx, matter)
        tell_resident(tx, matter, "tickets.said", end_choice(tx, matter), origin=Origin.STAFF, unit=signed, text=text)
        staff_store.note_act(tx.conn, member, tx.now)
        tx.forget(matter.about, "tickets.talk_wait")
        return matter
    owner = {} if matter.owner_id else {"owner_id": member.id, "owner_name": member.name}
    changed, row = apply(tx, matter, Event.REPLY, by_staff(member), text=text, values=owner)
    if changed.kind.of_nobody:
        drafts.keep(tx, changed, member, text)
        return changed
    key, choices = after_answer(tx, changed, row.resident)
    tell_resident(tx, changed, key, choices, origin=Origin.STAFF, unit=unit(tx, changed), text=text)
    return changed


def in_service(tx: Tx, matter: Ticket, title: str) -> Ticket:
    """An entry answers what a gap was about: nothing is left to do for the staff."""
    changed, _row = apply(tx, matter, Event.IN_SERVICE, CLOCK, text=title)
    return changed


def live_talk(matter: Ticket) -> bool:
    """Whether a person speaks with the resident right now."""
    return matter.kind is Kind.TALK and matter.state is State.IN_WORK


def ask(tx: Tx, matter: Ticket, member: Staff, text: str) -> Ticket:
    """A staff member needs to know more: the resident is asked, the staff's time stands still."""
    if not matter.reaches:
        raise PersonError("tickets.nobody_to_tell", number=matter.number)
    owner = {} if matter.owner_id else {"owner_id": member.id, "owner_name": member.name}
    changed, row = apply(tx, matter, Event.ASK, by_staff(member), text=text, values=owner)
    speak = tx.within(matter.lang)
    choices = (Choice(speak.say("tickets.answer_it"), f"add:{matter.id}"),)
    tell_resident(tx, changed, row.resident, choices, origin=Origin.STAFF, unit=unit(tx, changed), text=text)
    return changed


def done(tx: Tx, matter: Ticket, member: Staff, why: str = "") -> Ticket:
    """The staff member says it is dealt with; whether it is solved, the resident says. A live talk just ends.

    While a cooperating unit has not answered, it needs a written reason, which that unit reads too.
    """
    if live_talk(matter):
        staff_store.note_act(tx.conn, member, tx.now)
        return end_talk(tx, matter, by_staff(member))
    waiting = subtasks.open_of(tx.conn, matter.id)
    if waiting and not why:
        allowed(tx, matter, Event.DONE, by_staff(member))
        names = "、".join(task.unit_name for task in waiting)
        raise PersonError("subtasks.still_open", number=matter.number, units=names)
    changed, row = apply(tx, matter, Event.DONE, by_staff(member), why)
    ending.end_with(tx, changed, why, member)
    if waiting:
        tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    if changed.kind.unasked:  # nobody waits who could say whether it is solved
        return apply(tx, changed, Event.SILENCE, CLOCK)[0]
    tell_resident(tx, changed, *after_answer(tx, changed, row.resident))
    return changed


def end_talk(tx: Tx, matter: Ticket, actor: Actor) -> Ticket:
    """The talk with a person is over: the assistant answers again and asks whether it helped."""
    if not live_talk(matter):
        raise PersonError("tickets.talk_over")
    if actor.who is Who.STAFF:
        allowed(tx, matter, Event.REPLY, actor)
    paused = {"paused_at": matter.paused_at or tx.now}
    changed = store.change(tx.conn, matter, state=State.CONFIRMING.value, state_since=tx.now, **paused)
    store.note(tx.conn, changed, Event.DONE.value, actor.who.value, tx.now, actor_id=actor.id, actor_name=actor.name)
    tx.forget(matter.about, "tickets.talk_wait")
    deadlines.start(tx, changed)
    tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    give_back(tx, matter)
    if actor.who is Who.STAFF:
        tell_resident(tx, changed, *after_answer(tx, changed, "tickets.talk_ended"))
    else:
        told = tx.within("zh").say("tickets.group_talk_ended", number=changed.number)
        tx.under_cards(changed.about, Reply(told), NOTE)
    return changed


def add(tx: Tx, matter: Ticket, text: str, files: tuple[str, ...] = ()) -> Ticket:
    """The resident adds something or answers a question; it appears under the card."""
    changed, _row = apply(tx, matter, Event.ADD, RESIDENT, text=text, files=files)
    return changed


def relay(
    tx: Tx, matter: Ticket, text: str, files: tuple[str, ...] = (), *, danger: str = "",
    delicate: Delicate | None = None,
) -> None:  # fmt: skip
    """What the resident says in a live talk, or while she waits for one, under the card.

    `danger` names an emergency that she spoke of, in Chinese; of a delicate matter, or where her words are not to be
    passed on, the group is told nothing else.
    """
    found = delicate or tx.knowledge.sensitive.find(text)
    if found and not matter.sensitive:
        matter = store.change(tx.conn, matter, sensitive=found)
        tx.edit_cards(matter.about, cards.card(tx.within("zh"), matter))
    store.note(tx.conn, matter, "said", Who.RESIDENT.value, tx.now, text=text, files=files)
    zh = tx.within("zh")
    if danger and (matter.sensitive or not text):
        line = zh.say("sensitive.danger_said", number=matter.number, kind=danger)
    else:
        line = zh.say("tickets.group_said", number=matter.number, text=cards.shown(zh, matter, text, files))
    tx.under_cards(matter.about, Reply(line))
    if live_talk(matter):  # whoever took the talk may have gone home: she is not left waiting for ever
        tx.forget(matter.about, "tickets.talk_wait")
        tx.later("tickets.talk_wait", matter.about, TALK_WAIT)


def judge(tx: Tx, matter: Ticket, *, solved: bool) -> Ticket:
    """The resident's word whether it is solved; "no" opens the matter again."""
    event = Event.SOLVED if solved else Event.NOT_SOLVED
    changed, _row = apply(tx, matter, event, RESIDENT)
    if solved:
        return changed if subtasks.open_of(tx.conn, changed.id) else settle(tx, changed)
    tx.card(changed.about, cards.card(tx.within("zh"), changed), changed.unit)
    return changed


def settle(tx: Tx, matter: Ticket) -> Ticket:
    """Closes what the resident has confirmed."""
    return apply(tx, matter, Event.SETTLE, CLOCK)[0]


def withdraw(tx: Tx, matter: Ticket) -> Ticket:
    """The resident takes it back."""
    changed, _row = apply(tx, matter, Event.WITHDRAW, RESIDENT)
    return changed


def forget_person(tx: Tx, person_id: int) -> int:
    """Takes a person who wants her data deleted out of her tickets; what was done about them stays."""
    hers = store.of_person(tx.conn, person_id, 1000)
    for matter in hers:
        if matter.kind is Kind.TALK and live_talk(matter):
            end_talk(tx, matter, RESIDENT)
    proposals.forget_words(tx.conn, person_id)
    ratings.forget_words(tx.conn, [matter.id for matter in hers])
    return store.unlink_person(tx.conn, person_id, tx.now)


def promise(tx: Tx) -> datetime:
    """When somebody will call back at the latest: within two working hours, or by noon of the next working day."""
    if is_working(tx.now):
        return add_working(tx.now, 120)
    opening = next_working(tx.now)
    return add_working(opening, 180)


def today(tx: Tx) -> str:
    """The day in Shanghai as it stands in ticket numbers."""
    return tx.now.astimezone(SHANGHAI).strftime("%Y%m%d")
