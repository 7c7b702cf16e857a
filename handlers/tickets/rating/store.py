"""SQL of the ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, insert, select, update

from bot.db.types import BigId, Utc, metadata
from handlers.tickets.store.tables import ticket_event

rating = Table(
    "rating",
    metadata,
    Column("ticket_id", BigId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("score", Integer, nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Column("why", Text, nullable=False, server_default=""),
    Column("explained", Utc),
    Column("verdict", String(16), nullable=False, server_default=""),
    Column("reviewer_id", BigId, ForeignKey("staff.id")),
)


class Verdict(StrEnum):
    """What a low rating came to; `NONE` while nobody has looked at it."""

    NONE = ""
    REVISITED = "revisited"
    UPHELD = "upheld"


@dataclass(frozen=True, slots=True)
class Rating:
    """One row."""

    ticket_id: int
    score: int
    at: datetime
    why: str
    explained: datetime | None
    verdict: Verdict


def of(conn: Connection, ticket_id: int) -> Rating | None:
    """The rating of a ticket."""
    columns = (rating.c.ticket_id, rating.c.score, rating.c.at, rating.c.why, rating.c.explained, rating.c.verdict)
    row = conn.execute(select(*columns).where(rating.c.ticket_id == ticket_id)).first()
    return Rating(*row[:-1], Verdict(row[-1])) if row else None


def give(conn: Connection, ticket_id: int, score: int, now: datetime) -> None:
    """Keeps a rating; the caller holds the ticket's lock and has seen that there is none."""
    conn.execute(insert(rating).values(ticket_id=ticket_id, score=score, at=now))


def explain(conn: Connection, ticket_id: int, why: str, now: datetime) -> None:
    """Keeps what was said about a low one, perhaps nothing."""
    conn.execute(update(rating).where(rating.c.ticket_id == ticket_id).values(why=why, explained=now))


def judge(conn: Connection, ticket_id: int, verdict: Verdict, reviewer_id: int) -> None:
    """Keeps what the look at a low one came to."""
    values = {"verdict": verdict.value, "reviewer_id": reviewer_id}
    conn.execute(update(rating).where(rating.c.ticket_id == ticket_id).values(**values))


def forget_words(conn: Connection, ticket_ids: list[int]) -> None:
    """Takes the words out of these ratings; the figures stay."""
    conn.execute(update(rating).where(rating.c.ticket_id.in_(ticket_ids)).values(why=""))


def dealt_with_it(conn: Connection, ticket_id: int) -> set[int]:
    """Everybody of the staff whose words or work the rating is about."""
    rows = select(ticket_event.c.actor_id).where(
        ticket_event.c.ticket_id == ticket_id, ticket_event.c.actor == "staff", ticket_event.c.actor_id.is_not(None),
        ticket_event.c.event.in_(["claim", "reply", "done", "interim", "said"]),
    )  # fmt: skip
    return set(conn.execute(rows).scalars())
