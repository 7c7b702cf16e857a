"""What is proposed for a report that comes in; what the dispatcher makes of it is learnt from."""

from __future__ import annotations

import json

from bot.store import groups, offices
from bot.work import Tx
from handlers.tickets import store as tickets
from handlers.tickets.dispatching import store
from handlers.tickets.dispatching.store import Proposed
from handlers.tickets.dispatching.units import area_names, unit_for
from handlers.tickets.matter import Ticket
from handlers.tickets.reading import reports_of
from knowledge.reports import Category, Lead, Proposal, Reading, earned, propose, wording
from knowledge.sensitive import Delicate


def at_intake(tx: Tx, matter: Ticket, reading: Reading) -> Ticket:
    """Keeps what is proposed for a ticket that was just opened; its category is known from now on."""
    area = area_names(tx, matter.area_id)
    found = propose(reading, matter.what, area, reports_of(tx.knowledge).catalogue, store.verdicts(tx.conn))
    store.add(
        tx.conn, matter.id, wording(matter.what, reading.place), area, read_as=reading.category.value,
        aspect=reading.aspect, **_values(tx, matter, found),
    )  # fmt: skip
    return tickets.change(tx.conn, matter, category=found.category.value, **_guard(matter, found.category))


def _guard(matter: Ticket, category: Category) -> dict[str, object]:
    """What is about an officer is delicate, in whatever words it was said."""
    return {"sensitive": Delicate.CONDUCT.value} if category is Category.CONDUCT and not matter.sensitive else {}


def _values(tx: Tx, matter: Ticket, found: Proposal) -> dict[str, object]:
    unit = unit_for(tx, found.lead, matter.area_id, found.unit)
    others = [unit_for(tx, lead, matter.area_id) for lead in found.cooperating]
    codes = list(dict.fromkeys(one.code for one in others if one is not None and one != unit))
    return {
        "rule": found.rule, "category": found.category.value, "lead": found.lead.value, "learnt": found.learnt,
        "unit": unit.code if unit else "", "cooperating": json.dumps(codes),
    }  # fmt: skip


def anew(tx: Tx, matter: Ticket, category: Category) -> Ticket:
    """The dispatcher says what it is about: proposed again for that category."""
    reports = reports_of(tx.knowledge)
    reading = Reading(category, reports.lexicon.defaults[category], (), None, 1.0)
    area = area_names(tx, matter.area_id)
    found = propose(reading, "", area, reports.catalogue)
    if store.of(tx.conn, matter.id) is None:
        fresh = {"read_as": category.value, "aspect": "", **_values(tx, matter, found)}
        store.add(tx.conn, matter.id, wording(matter.what), area, **fresh)
    else:  # the line of the catalogue that was wrong stays named: it is what is learnt about
        values = _values(tx, matter, found)
        store.change(tx.conn, matter.id, **{name: value for name, value in values.items() if name != "rule"})
    return tickets.change(tx.conn, matter, category=category.value, **_guard(matter, category))


def decided(tx: Tx, matter: Ticket) -> None:
    """The ticket was sent to its unit: whether that was what had been proposed is kept, and learnt from."""
    before, unit = store.of(tx.conn, matter.id), offices.by_code(tx.conn, matter.unit)
    if before is None or unit is None:
        return
    other = unit.code != before.unit
    lead = Lead(unit.lead) if other and unit.lead in set(Lead) else before.lead
    store.change(
        tx.conn, matter.id, decided_at=tx.now, category_is=before.category.value, lead_is=lead.value,
        unit_is=unit.code if other else "", corrected=other or before.category is not before.read_as,
    )  # fmt: skip


def undecided(tx: Tx, matter: Ticket) -> None:
    """What was sent by itself was called back: nothing has been decided yet."""
    if store.of(tx.conn, matter.id) is not None:
        store.change(tx.conn, matter.id, decided_at=None, by_itself=False)


def by_itself(tx: Tx, matter: Ticket) -> Proposed | None:
    """The proposal, where its line of the catalogue has earned to dispatch alone and the unit reads somewhere."""
    found = store.of(tx.conn, matter.id)
    if found is None or not found.unit or matter.sensitive or found.category is Category.CONDUCT:
        return None
    reads = groups.alive(tx.conn, found.unit)
    return found if reads and earned(found.rule, store.verdicts_on(tx.conn, found.rule)) else None
