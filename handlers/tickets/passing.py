"""A ticket goes from hand to hand: sent, passed on, given back (退单), disputed, decided (裁定)."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import PersonError
from bot.message import Reply
from bot.store import groups, offices
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import cards, moving, standing
from handlers.tickets.dispatching import proposing
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import CLOCK, Actor, apply, by_staff
from handlers.tickets.notices import tell_resident, unit
from handlers.tickets.rules import MAX_PASSES, MOVABLE, Event, Move, Path, Reason
from knowledge.calendar import spoken

_FREE: dict[str, object] = {"owner_id": None, "owner_name": "", "wanted_until": None}


def send(tx: Tx, matter: Ticket, member: Staff, code: str) -> Ticket:
    """The desk sends a ticket to the unit that leads, or its holder passes it on; the resident hears to which one.

    Whoever may do both decides as the desk. The third hand in a row is a question for a verdict.
    """
    names = standing.named(tx, code)
    if names is None:
        raise PersonError("tickets.no_such_unit")
    if code == matter.unit and matter.state not in MOVABLE:
        raise PersonError("tickets.has_it_already", number=matter.number, unit=names[0])
    actor = by_staff(member)
    if offices.configured(tx.conn):
        try:
            moving.allowed(tx, matter, Event.DISPATCH, actor)
        except PersonError:
            pass
        else:
            return _decided(tx, _hand_over(tx, matter, actor, Event.DISPATCH, code, names))
    if matter.unit and matter.first_unit and matter.state not in MOVABLE and offices.configured(tx.conn):
        if matter.ruled:
            raise PersonError("tickets.ruled_already", number=matter.number)
        if matter.passes >= MAX_PASSES:
            return dispute(tx, matter, member, tx.within("zh").say("tickets.wants_other", unit=names[0]))
    passes = matter.passes + (1 if matter.state not in MOVABLE and matter.first_unit else 0)
    return _hand_over(tx, replace(matter, passes=passes), actor, Event.TRANSFER, code, names)


def send_alone(tx: Tx, matter: Ticket, code: str) -> Ticket:
    """A line of the catalogue sends a new ticket to the unit that leads."""
    names = standing.named(tx, code)
    if names is None:
        return matter
    return _decided(tx, _hand_over(tx, matter, CLOCK, Event.AUTO, code, names))


def _decided(tx: Tx, matter: Ticket) -> Ticket:
    """What the catalogue proposed is compared with what was done."""
    proposing.decided(tx, matter)
    return matter


def _hand_over(tx: Tx, matter: Ticket, actor: Actor, event: Event, code: str, names: tuple[str, str],
               **more: object) -> Ticket:  # fmt: skip
    values = {
        **_FREE, "unit": code, "unit_name": names[0], "unit_name_en": names[1], "passes": matter.passes,
        "first_unit": matter.first_unit or code, **more,
    }  # fmt: skip
    changed, row = apply(tx, matter, event, actor, text=names[0], values=values)
    _show(tx, changed)
    _tell_where(tx, changed, row)
    return changed


def _show(tx: Tx, matter: Ticket) -> None:
    """The card appears where the unit reads; a unit without a group is an alarm, its tickets stay with the desk."""
    if not offices.configured(tx.conn):
        return
    if groups.alive(tx.conn, matter.unit):
        tx.card(matter.about, cards.card(tx.within("zh"), matter), matter.unit, matter.hours)
        return
    tx.alarm("unit_without_group", f"{matter.unit_name}（{matter.unit}）: {matter.number}", matter.about)
    told = tx.within("zh").say("tickets.desk_no_group", number=matter.number, unit=matter.unit_name)
    moving.tell_desk(tx, matter, Reply(told))


def _tell_where(tx: Tx, matter: Ticket, row: Move) -> None:
    when = spoken(matter.due_at, matter.lang) if matter.due_at and offices.configured(tx.conn) else ""
    key = "tickets.told_transferred_by" if when else row.resident
    tell_resident(tx, matter, key, unit=unit(tx, matter), when=when)


def give_back(tx: Tx, matter: Ticket, member: Staff, reason: Reason, text: str = "") -> Ticket:
    """A unit gives a ticket back with its reason; a second time in a row somebody must decide whose it is."""
    if matter.ruled:
        raise PersonError("tickets.ruled_already", number=matter.number)
    why = said(tx, reason, text)
    if matter.passes >= 1:
        return dispute(tx, matter, member, why)
    values = {**_FREE, "unit": "", "unit_name": "", "unit_name_en": "", "passes": matter.passes + 1}
    why = f"{matter.unit_name}：{why}" if matter.unit_name else why
    changed, _row = apply(tx, matter, Event.RETURN, by_staff(member), text=why, values=values)
    return changed


def said(tx: Tx, reason: Reason, text: str) -> str:
    """A reason in words, with what was written beside it."""
    name = tx.within("zh").say(f"tickets.reason_{reason}")
    return f"{name}（{text}）" if text else name


def dispute(tx: Tx, matter: Ticket, member: Staff, why: str) -> Ticket:
    """Two hands do not agree whose it is: the supervisors decide; until then it stays with whoever has it."""
    changed, _row = apply(tx, matter, Event.DISPUTE, by_staff(member), text=f"{matter.unit_name}：{why}", values=_FREE)
    return changed


def decide(tx: Tx, matter: Ticket, member: Staff, code: str) -> Ticket:
    """A supervisor's verdict: that unit leads and cannot give it back."""
    names = standing.named(tx, code)
    if names is None:
        raise PersonError("tickets.no_such_unit")
    settled = replace(matter, passes=0)
    return _decided(tx, _hand_over(tx, settled, by_staff(member), Event.VERDICT, code, names, ruled=True))


def rule(tx: Tx, matter: Ticket) -> Ticket:
    """Nobody decided in time: who received it first leads; where that unit is gone, the district takes it."""
    names = standing.named(tx, matter.first_unit)
    code = matter.first_unit
    if names is None:
        last = offices.district(tx.conn)
        code, names = (last.code, (last.name, last.name_en or last.name)) if last else ("", ("", ""))
    return _hand_over(tx, replace(matter, passes=0), CLOCK, Event.RULE, code, names, ruled=True)


def redirect(tx: Tx, matter: Ticket, member: Staff, path: Path, text: str = "") -> Ticket:
    """No office of the district can deal with it: the resident is told which way leads further, and it ends here."""
    where = tx.within("zh").say(f"tickets.path_{path}")
    changed, row = apply(tx, matter, Event.REDIRECT, by_staff(member), text=f"{where}{text}")
    way = tx.within(matter.lang).say(f"tickets.path_{path}")
    tell_resident(tx, changed, row.resident, path=way, text=text, unit=unit(tx, changed))
    return changed


def accept(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """A unit takes a ticket on (签收); who of it does the work shows with the first claim."""
    return apply(tx, matter, Event.ACCEPT, by_staff(member))[0]


def stand_in(tx: Tx, matter: Ticket, who: Staff) -> Ticket:
    """Who had a ticket is away: her substitute goes on with it, its time runs on."""
    values = {"owner_id": who.id, "owner_name": who.name}
    return apply(tx, matter, Event.STAND_IN, CLOCK, text=who.name, values=values)[0]


def release(tx: Tx, matter: Ticket, text: str) -> Ticket:
    """Who had a ticket is away: it goes back to the unit, its time runs on."""
    changed, _row = apply(tx, matter, Event.RELEASE, CLOCK, text=text, values=_FREE)
    return changed
