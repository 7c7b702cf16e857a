"""Every write on a cooperating unit's task, inside a transaction that holds the ticket's lock."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import PersonError
from bot.message import Reply
from bot.store import groups, offices
from bot.store import staff as staff_store
from bot.store.offices import UnitKind
from bot.store.staff import Role, Staff
from bot.work import Tx
from handlers.tickets import cards as ticket_cards
from handlers.tickets import moving, standing
from handlers.tickets import store as tickets
from handlers.tickets.digest.pinging import ping
from handlers.tickets.ladder import planning
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.rules import Event, Part, Reason, State
from handlers.tickets.subtasks import cards, ending, store
from handlers.tickets.subtasks.rules import SUB_TABLE, Side, SubEvent, SubMove, SubState, Subtask, sub_move
from knowledge.limits import Span, cooperation_by, receipt_by

_NEXT_FREE = SUB_TABLE[SubState.ACCEPTED, SubEvent.RELEASE].next
_LEADS = frozenset({Part.HOLDER, Part.HEAD, Part.DESK, Part.SUPERVISOR})


def ask(tx: Tx, matter: Ticket, member: Staff | None, code: str, what: str = "") -> Subtask:
    """Asks a unit to cooperate: its task, its receipt and a deadline before the lead's; unit and head are told once.

    `member` None: the catalogue asks.
    """
    if member is not None:
        _may_lead(tx, matter, member)
    unit = offices.by_code(tx.conn, code)
    if unit is None:
        raise PersonError("tickets.no_such_unit")
    if matter.final or matter.state is State.CONFIRMED:
        raise PersonError("tickets.closed_already", number=matter.number)
    partner = unit.kind is UnitKind.PARTNER
    if partner and matter.sensitive:
        raise PersonError("subtasks.not_to_partners", number=matter.number)
    if code == matter.unit or any(task.unit == code for task in store.open_of(tx.conn, matter.id)):
        raise PersonError("tickets.has_it_already", number=matter.number, unit=unit.name)
    limits = tx.knowledge.limits
    lead = matter.span or Span(tx.now, timedelta(0), matter.urgent)
    if matter.paused_at is not None:
        lead = lead.resumed(matter.paused_at, tx.now)
    due = cooperation_by(limits, lead, tx.now)
    made = store.add(
        tx.conn, ticket_id=matter.id, unit=code, unit_name=unit.name, state=SubState.SENT.value, what=what,
        masked=partner, urgent=matter.urgent, receipt_by=receipt_by(limits, tx.now, urgent=matter.urgent),
        due_at=due.due, due_s=round(due.length.total_seconds()), created_at=tx.now,
    )  # fmt: skip
    if member is not None:
        staff_store.note_act(tx.conn, member, tx.now)
    ending.note(tx, matter, made, SubEvent.ASK, member, what)
    planning.start_part(tx, matter, made)
    _tell_unit(tx, matter, made)
    tx.edit_cards(matter.about, ticket_cards.card(tx.within("zh"), matter))
    return made


def _tell_unit(tx: Tx, matter: Ticket, task: Subtask) -> None:
    zh = tx.within("zh")
    shown = cards.card(zh, matter, task)
    if groups.alive(tx.conn, task.unit):
        tx.card(task.about, shown, task.unit)
    else:
        tx.alarm("unit_without_group", f"{task.unit_name}（{task.unit}）: {matter.number}", matter.about)
        moving.tell_desk(tx, matter, Reply(zh.say("tickets.desk_no_group", number=matter.number, unit=task.unit_name)))
    for head in offices.people(tx.conn, task.unit, Role.HEAD):
        if (alone := offices.reach(tx.conn, head.id)) is not None:
            ping(tx, head, alone, Reply(shown.text), task.about + NOTE, urgent=task.urgent)


def take(tx: Tx, task: Subtask, member: Staff) -> Subtask:
    """The unit takes it on; who has it keeps it."""
    if task.state is SubState.ACCEPTED and task.owner_name:
        matter = tickets.get(tx.conn, task.ticket_id)
        raise PersonError("tickets.already_claimed", number=matter.number if matter else "", owner=task.owner_name)
    return _move(tx, task, SubEvent.TAKE, member, owner_id=member.id, owner_name=member.name)


def answer(tx: Tx, task: Subtask, member: Staff, text: str) -> Subtask:
    """The unit's reply to the lead; the resident hears from the lead alone."""
    owner = {} if task.owner_name else {"owner_id": member.id, "owner_name": member.name}
    return _move(tx, task, SubEvent.ANSWER, member, text, answer=text, **owner)


def release(tx: Tx, matter: Ticket, task: Subtask, to: Staff | None) -> Subtask:
    """Who had taken it is away: her substitute goes on with it, or the unit is asked to take it anew."""
    owner = {"owner_id": to.id if to else None, "owner_name": to.name if to else ""}
    changed = store.change(tx.conn, task, tx.now, state=_NEXT_FREE.value, **owner)
    name = to.name if to else ""
    ending.note(tx, matter, changed, SubEvent.RELEASE, None, name)
    planning.start_part(tx, matter, changed)
    zh = tx.within("zh")
    tx.edit_cards(task.about, cards.card(zh, matter, changed))
    tx.edit_cards(matter.about, ticket_cards.card(zh, matter))
    key = "subtasks.stands_in" if to else "subtasks.released"
    tx.under_cards(task.about, Reply(zh.say(key, number=matter.number, name=name)), NOTE)
    return changed


def refuse(tx: Tx, task: Subtask, member: Staff, reason: Reason) -> Subtask:
    """The unit gives it back, within the time for the receipt only."""
    return _move(tx, task, SubEvent.REFUSE, member, tx.within("zh").say(f"tickets.reason_{reason}"))


def call_off(tx: Tx, matter: Ticket, task: Subtask, member: Staff, why: str) -> Subtask:
    """Whoever leads needs it no more, and says why."""
    _may_lead(tx, matter, member)
    if not task.open:
        raise PersonError("subtasks.over", number=matter.number)
    changed = ending.end(tx, matter, task, why, member)
    tx.edit_cards(matter.about, ticket_cards.card(tx.within("zh"), matter))
    return changed


def _move(tx: Tx, task: Subtask, event: SubEvent, member: Staff, text: str = "", **values: object) -> Subtask:
    matter = tickets.get(tx.conn, task.ticket_id, lock=True)
    assert matter is not None
    row = _allowed(tx, matter, task, event, member)
    changed = store.change(tx.conn, task, tx.now, state=row.next.value, **values)
    staff_store.note_act(tx.conn, member, tx.now)
    ending.note(tx, matter, changed, event, member, text)
    planning.start_part(tx, matter, changed)
    zh = tx.within("zh")
    tx.edit_cards(task.about, cards.card(zh, matter, changed))
    tx.edit_cards(matter.about, ticket_cards.card(zh, matter))
    shown = ticket_cards.shown(zh, matter, text, ())
    told = zh.say(f"subtasks.told_{event}", number=matter.number, unit=changed.unit_name, text=shown)
    tx.under_cards(matter.about, Reply(told), NOTE)
    if matter.state is State.CONFIRMED and not store.open_of(tx.conn, matter.id):
        moving.apply(tx, matter, Event.SETTLE, moving.CLOCK)
    return changed


def _allowed(tx: Tx, matter: Ticket, task: Subtask, event: SubEvent, member: Staff) -> SubMove:
    """The row, if who acts works for the cooperating unit and is not too late."""
    row = sub_move(task.state, event, Side.UNIT)
    if row is None:
        raise PersonError("subtasks.over", number=matter.number)
    own = standing.unit_of(tx, member)
    if own is None or own.code != task.unit:
        raise PersonError("tickets.not_your_part", number=matter.number)
    if row.in_time and tx.now > task.receipt_by:
        raise PersonError("subtasks.refuse_late", number=matter.number)
    return row


def _may_lead(tx: Tx, matter: Ticket, member: Staff) -> None:
    if not standing.parts_of(tx, member, matter) & _LEADS:
        raise PersonError("tickets.not_your_part", number=matter.number)
