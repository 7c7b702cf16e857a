"""SQL of putting wordings into groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from handlers.faq.gaps import rules
from handlers.faq.gaps.store.tables import gap, gap_wording


@dataclass(frozen=True, slots=True)
class Placed:
    """Wordings that belong together: their group (0 for a new one), those that are new in it, its name, and the
    nearest entry of each wording with how often it was asked."""

    gap_id: int
    new: tuple[int, ...]
    name: str
    near: tuple[tuple[str, int], ...]


def place(conn: Connection, placed: Sequence[Placed], unit_of: Callable[[str], str], now: datetime) -> None:
    """Puts the new wordings into their groups; what was placed meanwhile stays where it is.

    `unit_of` tells the unit of an entry. A group that is nobody's ticket yet is named by its middle anew.
    """
    for group in placed:
        if not group.new:
            continue
        unit = rules.proposed((unit_of(name), times) for name, times in group.near)
        gap_id = group.gap_id
        if gap_id:
            unnamed = update(gap).where(gap.c.id == gap_id, gap.c.ticket_id.is_(None), gap.c.answered_at.is_(None))
            conn.execute(unnamed.values(name=group.name, unit=unit))
        else:
            values = {"name": group.name, "unit": unit, "made_at": now, "touched_at": now}
            gap_id = int(conn.execute(insert(gap).values(**values).returning(gap.c.id)).scalar_one())
        _put(conn, gap_id, group.new)


def _put(conn: Connection, gap_id: int, wording_ids: Sequence[int]) -> None:
    conn.execute(
        update(gap_wording)
        .where(gap_wording.c.id.in_(wording_ids), gap_wording.c.gap_id.is_(None))
        .values(gap_id=gap_id)
    )
    newest = select(func.max(gap_wording.c.last_at)).where(gap_wording.c.gap_id == gap_id).scalar_subquery()
    conn.execute(update(gap).where(gap.c.id == gap_id).values(touched_at=func.coalesce(newest, gap.c.touched_at)))
