"""Every write on a ticket: chat, staff group, timer and web room call these same functions, inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.clock import SHANGHAI
from bot.errors import PersonError
from bot.message import Choice, Origin, Reply
from bot.store import people, timers
from bot.store import staff as staff_store
from bot.store.staff import Staff
from bot.work import TurnTx, Tx
from handlers.tickets import cards, drafts, openness, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.notices import after_answer, end_choice, tell_resident, unit
from handlers.tickets.rules import FINAL, TIMERS, Event, Kind, Limit, Move, State, Who, move
from knowledge.calendar import add_working, is_working, next_working
from knowledge.sensitive import Delicate

TALK_WAIT = timedelta(minutes=10)
"""After this long without anybody, the assistant says so and comes back."""
_IN_WRITING = frozenset({Event.TRANSFER, Event.ASK, Event.REPLY, Event.ADD, Event.NOT_SOLVED})
"""What turns a talk into a matter that is dealt with in writing, like any other."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a resident, a member of the staff, or the clock."""

    who: Who
    id: int | None = None
    name: str = ""


NOTE = ":note"
"""Marks what the staff is only told: an answer to it goes to nobody."""
CLOCK = Actor(Who.CLOCK)
RESIDENT = Actor(Who.RESIDENT)


def by_staff(member: Staff) -> Actor:
    """A staff member as an actor."""
    return Actor(Who.STAFF, member.id, member.name)


def open_ticket(tx: Tx, draft: Draft) -> Ticket:
    """Opens a ticket: number, history, card in every staff group, first timer; refused while intake is closed."""
    if openness.intake_closed(tx):
        raise PersonError("tickets.intake_closed")
    delicate = tx.knowledge.sensitive.find(draft.what, draft.place, draft.happened)
    made = store.insert_ticket(tx.conn, draft, delicate or "", tx.now)
    by = Who.CLOCK if made.kind is Kind.GAP else Who.RESIDENT
    store.note(tx.conn, made, "opened", by.value, tx.now, text=draft.what, files=draft.files)
    zh = tx.within("zh")
    tx.card(made.about, cards.card(zh, made), made.unit)
    start_timer(tx, made)
    if made.kind is Kind.TALK:
        tx.later("tickets.talk_wait", made.about, TALK_WAIT)
    return made


def apply(
    tx: Tx, matter: Ticket, event: Event, actor: Actor, text: str = "", files: tuple[str, ...] = (),
    values: Mapping[str, object] = MappingProxyType({}),
) -> tuple[Ticket, Move]:  # fmt: skip
    """Makes one move of the table happen: state, history, timers, cards. `PersonError` when the table has no row."""
    row = move(matter.state, event, actor.who)
    if row is None:
        raise PersonError(_refusal(matter, event), number=matter.number, owner=matter.owner_name or "-")
    if matter.kind is Kind.TALK and event is not Event.CLAIM:
        _give_back(tx, matter)
        values = {**values, "kind": Kind.QUESTION.value} if event in _IN_WRITING else values
    if actor.who is Who.RESIDENT and not matter.sensitive:
        values = {**values, "sensitive": tx.knowledge.sensitive.find(text) or ""}
    changed = store.change(tx.conn, matter, state=row.next.value, state_since=tx.now, **values)
    store.note(
        tx.conn, changed, event.value, actor.who.value, tx.now, text=text, actor_id=actor.id, actor_name=actor.name,
        files=files,
    )  # fmt: skip
    tx.forget(matter.about, "tickets.limit", "tickets.talk_wait")
    start_timer(tx, changed)
    zh = tx.within("zh")
    tx.edit_cards(changed.about, cards.card(zh, changed))
    if row.staff:
        shown = cards.shown(zh, changed, text, files)
        mark = "" if event is Event.ADD else NOTE
        tx.under_cards(changed.about, Reply(zh.say(row.staff, number=changed.number, text=shown)), mark)
    return changed, row


def _give_back(tx: Tx, matter: Ticket) -> None:
    """From now on the assistant answers again where a person spoke about this matter."""
    if isinstance(tx, TurnTx) and tx.talk.key == matter.conversation:
        if tx.talk.with_person == matter.about:
            tx.talk = replace(tx.talk, with_person="")
    elif matter.conversation:
        people.leave_person(tx.conn, matter.conversation, matter.about, tx.now)


def _refusal(matter: Ticket, event: Event) -> str:
    if event is Event.CLAIM and matter.state not in FINAL:
        return "tickets.already_claimed"
    if event is Event.DONE and matter.state not in FINAL:
        return "tickets.reply_first" if matter.state is not State.CONFIRMING else "tickets.asked_already"
    return "tickets.closed_already" if matter.state in FINAL else "tickets.not_now"


def start_timer(tx: Tx, matter: Ticket) -> None:
    """Sets the timer of the state the ticket is in; a final one has none."""
    limit = TIMERS.get(matter.state)
    if limit is None:
        tx.forget(matter.about)
        return
    timers.put(tx.conn, "tickets.limit", matter.about, _due(tx, limit), {"state": matter.state.value})


def _due(tx: Tx, limit: Limit) -> datetime:
    return tx.now + limit.wall if limit.wall else add_working(tx.now, limit.minutes)


def claim(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """A staff member takes a ticket: the first press wins."""
    values = {"owner_id": member.id, "owner_name": member.name}
    changed, row = apply(tx, matter, Event.CLAIM, by_staff(member), values=values)
    staff_store.note_act(tx.conn, member, tx.now)
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
    if not matter.conversation and matter.kind is not Kind.GAP:
        raise PersonError("tickets.nobody_to_tell", number=matter.number)
    if live_talk(matter):
        who = Who.STAFF.value
        store.note(tx.conn, matter, "said", who, tx.now, text=text, actor_id=member.id, actor_name=member.name)
        signed = unit(tx, matter)
        tell_resident(tx, matter, "tickets.said", end_choice(tx, matter), origin=Origin.STAFF, unit=signed, text=text)
        staff_store.note_act(tx.conn, member, tx.now)
        tx.forget(matter.about, "tickets.talk_wait")
        return matter
    owner = {} if matter.owner_id else {"owner_id": member.id, "owner_name": member.name}
    changed, row = apply(tx, matter, Event.REPLY, by_staff(member), text=text, values=owner)
    staff_store.note_act(tx.conn, member, tx.now)
    if changed.kind is Kind.GAP:
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
    if not matter.conversation:
        raise PersonError("tickets.nobody_to_tell", number=matter.number)
    owner = {} if matter.owner_id else {"owner_id": member.id, "owner_name": member.name}
    changed, row = apply(tx, matter, Event.ASK, by_staff(member), text=text, values=owner)
    staff_store.note_act(tx.conn, member, tx.now)
    speak = tx.within(matter.lang)
    choices = (Choice(speak.say("tickets.answer_it"), f"add:{matter.id}"),)
    tell_resident(tx, changed, row.resident, choices, origin=Origin.STAFF, unit=unit(tx, changed), text=text)
    return changed


def transfer(tx: Tx, matter: Ticket, member: Staff, department: str) -> Ticket:
    """The matter goes to another unit; the resident hears to which one."""
    if department not in tx.knowledge.departments:
        raise PersonError("tickets.no_such_unit")
    values = {"unit": department, "owner_id": None, "owner_name": ""}
    named = tx.knowledge.departments[department]
    changed, row = apply(tx, matter, Event.TRANSFER, by_staff(member), text=named.name, values=values)
    staff_store.note_act(tx.conn, member, tx.now)
    tell_resident(tx, changed, row.resident, unit=unit(tx, changed))
    return changed


def done(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """The staff member says it is dealt with; whether it is solved, the resident says. A live talk just ends."""
    staff_store.note_act(tx.conn, member, tx.now)
    if live_talk(matter):
        return end_talk(tx, matter, by_staff(member))
    changed, row = apply(tx, matter, Event.DONE, by_staff(member))
    tell_resident(tx, changed, *after_answer(tx, changed, row.resident))
    return changed


def end_talk(tx: Tx, matter: Ticket, actor: Actor) -> Ticket:
    """The talk with a person is over: the assistant answers again and asks whether it helped."""
    if not live_talk(matter):
        raise PersonError("tickets.talk_over")
    changed = store.change(tx.conn, matter, state=State.CONFIRMING.value, state_since=tx.now)
    store.note(tx.conn, changed, Event.DONE.value, actor.who.value, tx.now, actor_id=actor.id, actor_name=actor.name)
    tx.forget(matter.about, "tickets.limit")
    start_timer(tx, changed)
    tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    _give_back(tx, matter)
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
    if not solved:
        tx.card(changed.about, cards.card(tx.within("zh"), changed))
    return changed


def withdraw(tx: Tx, matter: Ticket) -> Ticket:
    """The resident takes it back."""
    changed, _row = apply(tx, matter, Event.WITHDRAW, RESIDENT)
    return changed


def forget_person(tx: Tx, person_id: int) -> int:
    """Takes a person who wants her data deleted out of her tickets; what was done about them stays."""
    for matter in store.of_person(tx.conn, person_id, 1000):
        if matter.kind is Kind.TALK and live_talk(matter):
            end_talk(tx, matter, RESIDENT)
    return store.unlink_person(tx.conn, person_id)


def promise(tx: Tx) -> datetime:
    """When somebody will call back at the latest: within two working hours, or by noon of the next working day."""
    if is_working(tx.now):
        return add_working(tx.now, 120)
    opening = next_working(tx.now)
    return add_working(opening, 180)


def today(tx: Tx) -> str:
    """The day in Shanghai as it stands in ticket numbers."""
    return tx.now.astimezone(SHANGHAI).strftime("%Y%m%d")
