"""Which unit of a district takes what a kind of office leads, in the place where it is."""

from __future__ import annotations

from bot.store import offices
from bot.store.offices import Unit, UnitKind
from bot.work import Tx
from knowledge.reports import Lead


def area_names(tx: Tx, area_id: int | None) -> tuple[str, ...]:
    """The names of an area and of all around it, the smallest first."""
    return offices.area_names(tx.conn, area_id) if area_id is not None else ()


def unit_for(tx: Tx, lead: Lead, area_id: int | None, code: str = "") -> Unit | None:
    """The unit that `code` names; else the one of that kind where it is; None where that cannot be told."""
    if code and (named := offices.by_code(tx.conn, code)) is not None:
        return named
    here = offices.area_units(tx.conn, area_id) if area_id is not None else []
    kind = [unit for unit in offices.units(tx.conn) if unit.lead == lead and unit.kind is not UnitKind.PARTNER]
    near = [unit for unit in here if unit in kind]
    if near:
        return near[0]
    wide = [unit for unit in kind if unit.kind in (UnitKind.DEPARTMENT, UnitKind.DISTRICT)] or kind
    return wide[0] if len(wide) == 1 else None
