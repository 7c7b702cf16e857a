"""Steps of the ladder are taken: told to those on a rung, else to the next one up, and at last to the daily list."""

from __future__ import annotations

from dataclasses import replace

from bot.message import Address, Reply
from bot.quiet import Hours
from bot.store import groups, posted
from bot.work import Tx
from handlers.tickets import cards
from handlers.tickets.digest.pinging import ping
from handlers.tickets.digest.store import gathered
from handlers.tickets.ladder import case as cases
from handlers.tickets.ladder import people, planning, store, telling
from handlers.tickets.ladder.case import Case
from handlers.tickets.ladder.people import Place
from handlers.tickets.ladder.store import Taken
from handlers.tickets.subtasks import cards as sub_cards
from knowledge.calendar import is_working
from knowledge.ladder import Planned, Rung, above


def walk(tx: Tx, case: Case) -> None:
    """Takes every step whose moment has come, each once, and sets the timer for the next one."""
    if case.urgent or is_working(tx.now):
        moved = False
        while (due := planning.next_step(tx, case)) is not None and due.at <= tx.now:
            _take(tx, case, due)
            moved = True
        if moved:
            _refresh(tx, case)
    planning.set_timer(tx, case)


def _take(tx: Tx, case: Case, due: Planned) -> None:
    taken = store.take(tx.conn, case.about, due.cycle, due.step.name, due.step.to, due.at, tx.now)
    _tell(tx, case, taken, due.step.to)


def _tell(tx: Tx, case: Case, taken: Taken, meant: Rung, *, above_only: bool = False) -> None:
    """Tells those on the rung, or where nobody there can be told the next one up; `meant` is who should have heard."""
    told = _told_already(tx, taken)
    for rung in above(taken.rung)[1 if above_only else 0 :]:
        if rung is Rung.LIST:
            break
        places = people.places(tx, case, rung)
        if not places:
            continue
        store.climb(tx.conn, taken.id, rung)
        reply = telling.said(tx, case, taken.step, meant if rung is not meant else None)
        for place in places:
            if place.to not in told:
                _send(tx, case, place, reply, taken)
        return
    store.climb(tx.conn, taken.id, Rung.LIST)
    if meant is not Rung.LIST:
        _nobody(tx, case, taken, telling.said(tx, case, taken.step, meant), told)


def _told_already(tx: Tx, taken: Taken) -> set[Address]:
    """Where another step of the same moment was told: nobody hears of one moment twice."""
    marks = [
        one.mark
        for one in store.taken(tx.conn, taken.about)
        if (one.cycle, one.planned_at) == (taken.cycle, taken.planned_at)
    ]
    return store.reached(tx.conn, marks)


def _nobody(tx: Tx, case: Case, taken: Taken, reply: Reply, told: set[Address]) -> None:
    """Nobody on the ladder can be told: it stands on the daily list, and is said where everybody reads."""
    for to in groups.alive(tx.conn, ""):
        if to not in told:
            _send(tx, case, Place(to), reply, taken)
    if not told and not groups.alive(tx.conn, ""):
        tx.alarm("nobody_to_tell", f"{case.matter.number}: {taken.step}", case.matter.about)


def _send(tx: Tx, case: Case, place: Place, reply: Reply, taken: Taken) -> None:
    """To a person within what she is written to in a day; in a group under the card, where it stands there."""
    to = place.to
    if place.who is not None:
        ping(tx, place.who, to, reply, taken.mark, urgent=case.urgent)
        return
    cards_at = {(at.channel, at.chat): platform_id for at, platform_id in posted.card_places(tx.conn, case.about)}
    under = cards_at.get((to.channel, to.chat), "")
    tx.send(to, replace(reply, under=under), taken.mark, Hours.ANY if case.urgent else Hours.OFFICE)


def _refresh(tx: Tx, case: Case) -> None:
    """The cards show what is left of the time."""
    zh = tx.within("zh")
    shown = sub_cards.card(zh, case.matter, case.task) if case.task else cards.card(zh, case.matter)
    tx.edit_cards(case.about, shown)


def undelivered(tx: Tx, about: str, step_id: int) -> None:
    """A message of a step could not be delivered: once none of them was, the next one up is told."""
    taken, case = store.get(tx.conn, step_id), cases.of(tx, about)
    if taken is None or case is None or taken.rung is Rung.LIST:
        return
    if store.reached(tx.conn, [taken.mark]) or gathered(tx.conn, taken.mark):
        return
    if not case.runs:  # when its time runs on, it is said anew
        store.drop(tx.conn, taken.id)
        return
    meant = next((step.to for step in tx.knowledge.ladder if step.name == taken.step), taken.rung)
    _tell(tx, case, taken, meant, above_only=True)
