"""A ticket goes where the catalogue says: with one tap of the dispatcher, or by itself where a line has earned it."""

from __future__ import annotations

from bot.errors import PersonError
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import cards, deadlines, moving, passing
from handlers.tickets import store as tickets
from handlers.tickets.dispatching import proposing, store
from handlers.tickets.dispatching.store import Proposed
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import MOVABLE, Event
from handlers.tickets.subtasks import actions as subtasks
from handlers.tickets.subtasks import ending
from knowledge.reports import Category


def as_proposed(tx: Tx, matter: Ticket, member: Staff) -> tuple[Ticket, list[str]]:
    """Sends it to the proposed unit and asks those that cooperate; their names come back."""
    found = store.of(tx.conn, matter.id)
    if found is None or not found.unit or matter.state not in MOVABLE:
        raise PersonError("dispatching.nothing", number=matter.number)
    changed = passing.send(tx, matter, member, found.unit)
    return changed, _ask_others(tx, changed, found, member)


def _ask_others(tx: Tx, matter: Ticket, found: Proposed, member: Staff | None) -> list[str]:
    names = []
    for code in found.cooperating:
        try:
            names.append(subtasks.ask(tx, matter, member, code).unit_name)
        except PersonError:  # a partner of a delicate matter, a unit that is gone: the others are asked all the same
            continue
    return names


def send_alone(tx: Tx, matter: Ticket) -> Ticket:
    """Sends a new ticket by itself where its line of the catalogue has earned that; the desk can call it back."""
    found = proposing.by_itself(tx, matter)
    if found is None:
        return matter
    changed = passing.send_alone(tx, matter, found.unit)
    store.change(tx.conn, matter.id, by_itself=True)
    _ask_others(tx, changed, found, None)
    tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    return changed


def call_back(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """The desk takes back what has not been taken yet: it lies with the desk again, no unit is asked any more."""
    values: dict[str, object] = {
        "unit": "", "unit_name": "", "unit_name_en": "", "first_unit": "", "owner_id": None, "owner_name": "",
    }  # fmt: skip
    changed, _row = moving.apply(tx, matter, Event.CALL_BACK, moving.by_staff(member), matter.unit_name, values=values)
    ending.end_with(tx, changed, tx.within("zh").say("dispatching.called_back"), member)
    proposing.undecided(tx, changed)
    return changed


def weigh(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """The desk says that it is urgent after all, or that it is not: its time begins anew."""
    moving.allowed(tx, matter, Event.DISPATCH, moving.by_staff(member))
    urgent = not matter.urgent
    time = deadlines.begun(tx.knowledge.limits, matter.wish, matter.category, tx.now, urgent=urgent)
    changed = tickets.change(tx.conn, matter, urgent=urgent, round=matter.round + 1, **time)
    told = tx.within("zh").say("tickets.urgency_now" if urgent else "tickets.urgency_calm", number=matter.number)
    tickets.note(tx.conn, changed, "urgency", "staff", tx.now, text=told, actor_id=member.id, actor_name=member.name)
    deadlines.start(tx, changed)
    tx.edit_cards(changed.about, cards.card(tx.within("zh"), changed))
    return changed


def recategorise(tx: Tx, matter: Ticket, member: Staff, category: Category) -> Ticket:
    """The dispatcher puts the category right: who should get it is proposed anew."""
    moving.allowed(tx, matter, Event.DISPATCH, moving.by_staff(member))
    changed = proposing.anew(tx, matter, category)
    zh = tx.within("zh")
    tickets.note(
        tx.conn, changed, "category", "staff", tx.now, text=zh.say(f"dispatching.category_{category}"),
        actor_id=member.id, actor_name=member.name,
    )  # fmt: skip
    tx.edit_cards(changed.about, cards.card(zh, changed))
    return changed
