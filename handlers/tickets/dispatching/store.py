"""SQL of the proposals: what was proposed for a ticket, and what the dispatcher made of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, Row, String, Table, Text, insert, select, text
from sqlalchemy import update as change_rows

from bot.db.types import BigId, Utc, metadata
from handlers.tickets.store.tables import ticket
from knowledge.reports import EARNED, Category, Lead, Verdict

proposal = Table(
    "proposal",
    metadata,
    Column("ticket_id", BigId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("read_as", String(32), nullable=False),
    Column("aspect", String(64), nullable=False, server_default=""),
    Column("words", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("rule", String(200), nullable=False),
    Column("category", String(32), nullable=False),
    Column("lead", String(32), nullable=False),
    Column("unit", String(32), nullable=False, server_default=""),
    Column("cooperating", Text, nullable=False, server_default="[]"),
    Column("learnt", Boolean, nullable=False, server_default=text("false")),
    Column("by_itself", Boolean, nullable=False, server_default=text("false")),
    Column("decided_at", Utc),
    Column("category_is", String(32), nullable=False, server_default=""),
    Column("lead_is", String(32), nullable=False, server_default=""),
    Column("unit_is", String(32), nullable=False, server_default=""),
    Column("corrected", Boolean, nullable=False, server_default=text("false")),
    Index("ix_proposal_decided", "decided_at", "ticket_id"),
    Index("ix_proposal_rule", "rule", "decided_at"),
)
"""`unit` and `cooperating` are codes of units; `category` follows a correction, `read_as` is what was read at first."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it stands: category, leading unit and cooperating ones (codes), and whether it was decided."""

    ticket_id: int
    read_as: Category
    rule: str
    category: Category
    lead: Lead
    unit: str
    cooperating: tuple[str, ...]
    by_itself: bool
    decided_at: datetime | None


_SEEN = [proposal.c[name] for name in Proposed.__dataclass_fields__]


def _proposed(row: Row[Any]) -> Proposed:
    values = dict(row._mapping)
    read = {"read_as": Category(values["read_as"]), "category": Category(values["category"])}
    return Proposed(**{**values, **read, "lead": Lead(values["lead"]),
                       "cooperating": tuple(json.loads(values["cooperating"]))})  # fmt: skip


def add(conn: Connection, ticket_id: int, words: Collection[str], area: Collection[str], **values: object) -> Proposed:
    """Keeps a proposal."""
    lists = {
        "words": json.dumps(sorted(words), ensure_ascii=False),
        "area": json.dumps(sorted(area), ensure_ascii=False),
    }
    return _proposed(conn.execute(
        insert(proposal).values(ticket_id=ticket_id, **lists, **values).returning(*_SEEN)
    ).one())  # fmt: skip


def of(conn: Connection, ticket_id: int) -> Proposed | None:
    """The proposal for a ticket."""
    row = conn.execute(select(*_SEEN).where(proposal.c.ticket_id == ticket_id)).first()
    return _proposed(row) if row else None


def change(conn: Connection, ticket_id: int, **values: object) -> Proposed:
    """Writes new values; the caller holds the ticket's lock."""
    rows = change_rows(proposal).where(proposal.c.ticket_id == ticket_id).values(**values)
    return _proposed(conn.execute(rows.returning(*_SEEN)).one())


_VERDICT = select(
    proposal.c.aspect, proposal.c.read_as, proposal.c.words, proposal.c.area, proposal.c.category_is,
    proposal.c.lead_is, proposal.c.corrected, proposal.c.rule, proposal.c.unit_is,
).where(proposal.c.decided_at.is_not(None))  # fmt: skip
_NEWEST = (proposal.c.decided_at.desc(), proposal.c.ticket_id.desc())
LATEST = 400
"""So many decisions are compared with a new report; a change of mind shows in fewer."""


def _verdict(row: Row[Any]) -> Verdict:
    return Verdict(
        row.aspect, Category(row.read_as), frozenset(json.loads(row.words)), frozenset(json.loads(row.area)),
        Category(row.category_is), Lead(row.lead_is), row.corrected, row.rule, row.unit_is,
    )  # fmt: skip


def verdicts(conn: Connection) -> list[Verdict]:
    """The latest decisions, oldest first."""
    return [_verdict(row) for row in reversed(conn.execute(_VERDICT.order_by(*_NEWEST).limit(LATEST)).all())]


def verdicts_on(conn: Connection, rule: str) -> list[Verdict]:
    """The decisions on a line of the catalogue that tell whether it may dispatch by itself, oldest first."""
    rows = conn.execute(_VERDICT.where(proposal.c.rule == rule).order_by(*_NEWEST).limit(EARNED)).all()
    return [_verdict(row) for row in reversed(rows)]


def forget_words(conn: Connection, person_id: int) -> None:
    """The words of a person's reports go where she wants to be forgotten."""
    hers = select(ticket.c.id).where(ticket.c.person_id == person_id)
    conn.execute(change_rows(proposal).where(proposal.c.ticket_id.in_(hers)).values(words="[]"))
