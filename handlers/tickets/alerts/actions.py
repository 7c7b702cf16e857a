"""Every write of an alert: its ticket, or the ticket that it joins; nobody is written to for each of a burst."""

from __future__ import annotations

from dataclasses import dataclass

from bot.message import Reply
from bot.store import offices, timers
from bot.work import Tx
from handlers.tickets import actions, cards, deadlines
from handlers.tickets import store as tickets
from handlers.tickets.alerts import store
from handlers.tickets.alerts.rules import CAP, NOTED, WINDOW, Alert, worth_a_word
from handlers.tickets.matter import NOTE, Draft, Ticket
from handlers.tickets.states import Kind, Source
from knowledge.reports import Reading


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an alert: its ticket, how many belong to that one by now, whether it is a repeat."""

    number: str
    count: int
    repeat: bool = False


def take(tx: Tx, system: str, said: Alert, reading: Reading) -> Taken:
    """Takes an alert in, once: with the open ticket of its source, with that of many sources, or with a new one."""
    timers.count(tx.conn, f"alerts-{system}")  # one at a time for each system, or a burst would open many tickets
    if (before := store.known(tx.conn, system, said.id)) is not None:
        return Taken(before.number, store.count(tx.conn, before.ticket_id), repeat=True)
    shared = False
    found = store.open_ticket_of(tx.conn, system, said.source)
    if found is None and store.opened_since(tx.conn, system, tx.now - WINDOW) >= CAP:
        found, shared = store.shared_ticket_of(tx.conn, system), True
    joined = tickets.get(tx.conn, found, lock=True) if found is not None else None
    if joined is None:
        made = actions.open_ticket(tx, _draft(tx, system, said, reading, shared=shared))
        store.add(tx.conn, system, said, made.id, tx.now, opened=not shared, shared=shared)
        return Taken(made.number, 1)
    store.add(tx.conn, system, said, joined.id, tx.now, opened=False, shared=shared)
    return _joined(tx, joined, said)


def _draft(tx: Tx, system: str, said: Alert, reading: Reading, *, shared: bool) -> Draft:
    zh = tx.within("zh")
    level = zh.say(f"alerts.severity_{said.severity}")
    key = "alerts.what_shared" if shared else "alerts.what"
    return Draft(
        kind=Kind.ALERT, conversation="", person_id=None, lang="zh", place="" if shared else said.place,
        what=zh.say(key, system=system, source=said.source, level=level, text=said.text, place=said.place),
        reading=reading, urgent=said.severity.urgent, source=Source.ALERT,
        area_id=offices.area_in(tx.conn, said.place), taken_name=system,
    )  # fmt: skip


def _joined(tx: Tx, matter: Ticket, said: Alert) -> Taken:
    """One more of a ticket: in its history; on the card now and then; under it once, when it gets urgent."""
    number = store.count(tx.conn, matter.id)
    rises = said.severity.urgent and not matter.urgent
    zh = tx.within("zh")
    line = zh.say("alerts.line", source=said.source, place=said.place, text=said.text,
                  level=zh.say(f"alerts.severity_{said.severity}"))  # fmt: skip
    if number <= NOTED or worth_a_word(number, rises=rises):
        tickets.note(tx.conn, matter, "alert", "clock", tx.now, text=line)
    if rises:
        time = deadlines.begun(tx.knowledge.limits, matter.wish, matter.category, tx.now, urgent=True)
        matter = tickets.change(tx.conn, matter, urgent=True, round=matter.round + 1, **time)
        deadlines.start(tx, matter)
        told = zh.say("alerts.rises", number=matter.number, text=line)
        tx.under_cards(matter.about, Reply(told), NOTE)
    if worth_a_word(number, rises=rises):
        tx.edit_cards(matter.about, cards.card(zh, matter))
    return Taken(matter.number, number)
