"""SQL of the ladder: the steps that were taken, and where the messages of a step got to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, String, Table, UniqueConstraint, delete, insert, select, update

from bot.db.tables import outgoing
from bot.db.types import BigId, Utc, metadata
from bot.message import Address
from knowledge.ladder import Rung

ladder_step = Table(
    "ladder_step",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("about", String(48), nullable=False),
    Column("cycle", String(16), nullable=False),
    Column("step", String(32), nullable=False),
    Column("planned_at", Utc, nullable=False),
    Column("at", Utc, nullable=False),
    Column("rung", String(16), nullable=False),
    UniqueConstraint("about", "cycle", "step"),
)


STEP_MARK = re.compile(r"^((?:ticket|subtask):\d{1,18}):step(\d{1,18})$")
"""What a message of the ladder is about: the matter, and the row of the step."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: planned for a moment, said at another; `rung` is who heard it at last."""

    id: int
    about: str
    cycle: str
    step: str
    planned_at: datetime
    at: datetime
    rung: Rung

    @property
    def mark(self) -> str:
        """What the messages of this step are about."""
        return f"{self.about}:step{self.id}"


def _taken(row: Any) -> Taken:
    return Taken(row.id, row.about, row.cycle, row.step, row.planned_at, row.at, Rung(row.rung))


def take(conn: Connection, about: str, cycle: str, step: str, rung: Rung, planned_at: datetime, now: datetime) -> Taken:
    """Writes down that a step is taken now; a second time in the same cycle is an error of the database."""
    values = {"about": about, "cycle": cycle, "step": step, "planned_at": planned_at, "at": now, "rung": rung.value}
    return _taken(conn.execute(insert(ladder_step).values(**values).returning(*ladder_step.c)).one())


def get(conn: Connection, step_id: int) -> Taken | None:
    """The step of that id."""
    row = conn.execute(select(ladder_step).where(ladder_step.c.id == step_id)).first()
    return _taken(row) if row else None


def climb(conn: Connection, step_id: int, rung: Rung) -> None:
    """The step is told to others, further up."""
    conn.execute(update(ladder_step).where(ladder_step.c.id == step_id).values(rung=rung.value))


def drop(conn: Connection, step_id: int) -> None:
    """Nobody heard of the step: it is to be taken again."""
    conn.execute(delete(ladder_step).where(ladder_step.c.id == step_id))


def taken(conn: Connection, about: str) -> list[Taken]:
    """Every step that was taken for a matter, oldest first."""
    rows = conn.execute(select(ladder_step).where(ladder_step.c.about == about).order_by(ladder_step.c.id))
    return [_taken(row) for row in rows]


def reached(conn: Connection, marks: list[str]) -> set[Address]:
    """Where messages of these steps went that are delivered, or still on their way."""
    rows = conn.execute(
        select(outgoing.c.channel, outgoing.c.chat, outgoing.c.topic).where(
            outgoing.c.about.in_(marks), outgoing.c.state != "failed"
        )
    )
    return {Address(*row) for row in rows}
