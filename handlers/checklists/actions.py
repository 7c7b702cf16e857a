"""What changes a checklist: taken, ticked, given a day, dropped; every write of it goes through here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.clock import SHANGHAI
from bot.errors import PersonError
from bot.work import TurnTx, Tx
from handlers.checklists import store
from handlers.checklists.rules import MOST, Checklist, items_of, remind_at, ticked
from knowledge.shapes import Case, Entry

REMIND = "checklists.remind"


def take(tx: TurnTx, entry: Entry, case: Case) -> Checklist:
    """The person's list for that case; the one she has already, as she left it, or a new one."""
    kept = store.of_case(tx.conn, tx.person.id, entry.id, case.id)
    if kept is not None:
        return kept
    if len(store.of_person(tx.conn, tx.person.id)) >= MOST:
        raise PersonError("checklists.too_many", most=MOST)
    english = tx.lang == "en"
    title = entry.title_en if english and entry.title_en else entry.title
    named = case.title_en if english and case.title_en else case.title
    made = Checklist(
        0, tx.person.id, tx.talk.key, entry.id, case.id, f"{title} · {named}", tx.lang, items_of(case, tx.lang),
        case.due_en if english and case.due_en else case.due, case.ahead_days,
    )  # fmt: skip
    return store.add(tx.conn, made, tx.now)


def mine(tx: TurnTx, list_id: int) -> Checklist:
    """The list of that row if it is the person's own; `PersonError` else."""
    found = store.get(tx.conn, list_id, lock=True)
    if found is None or found.person_id != tx.person.id:
        raise PersonError("checklists.gone")
    return found


def tick(tx: TurnTx, list_id: int, number: int) -> Checklist:
    """Ticks an item, or takes the tick back. With everything ticked there is nothing to be reminded of."""
    changed = replace(ticked(mine(tx, list_id), number), conversation=tx.talk.key)
    if not changed.left and changed.due is not None:
        changed = replace(changed, due=None)
        tx.forget(changed.about, REMIND)
    store.save(tx.conn, changed, tx.now)
    return changed


def set_due(tx: TurnTx, list_id: int, due: date) -> Checklist:
    """Sets the reminder for that day, instead of an earlier one; `PersonError` when it is too late for one."""
    found = mine(tx, list_id)
    at = remind_at(due, found.ahead_days, tx.now)
    if at is None:
        raise PersonError("checklists.too_late")
    changed = replace(found, due=due, conversation=tx.talk.key)
    store.save(tx.conn, changed, tx.now)
    tx.forget(changed.about, REMIND)
    tx.later(REMIND, changed.about, at.astimezone(SHANGHAI) - tx.now, due=due.isoformat())
    return changed


def no_reminder(tx: TurnTx, list_id: int) -> Checklist:
    """Cancels the reminder."""
    changed = replace(mine(tx, list_id), due=None)
    store.save(tx.conn, changed, tx.now)
    tx.forget(changed.about, REMIND)
    return changed


def drop(tx: TurnTx, list_id: int) -> Checklist:
    """Forgets the list and its reminder."""
    found = mine(tx, list_id)
    store.drop(tx.conn, found.id)
    tx.forget(found.about, REMIND)
    return found


def forget_person(tx: Tx, person_id: int) -> None:
    """Forgets everything that the person keeps."""
    for gone in store.forget(tx.conn, person_id):
        tx.forget(gone.about, REMIND)
