"""Tables of the tickets: the ticket, its history, and the wrong guesses at somebody else's."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.db.types import BigId, Utc, metadata

ticket = Table(
    "ticket",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("conversation", String(300), nullable=False, index=True),
    Column("person_id", BigId, ForeignKey("person.id"), index=True),
    Column("area_id", BigId, ForeignKey("area.id")),
    Column("lang", String(8), nullable=False),
    Column("what", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("happened", Text, nullable=False, server_default=""),
    Column("phone", String(32), nullable=False, server_default=""),
    Column("named", Boolean, nullable=False),
    Column("files", Text, nullable=False, server_default=""),
    Column("unit", String(32), nullable=False, server_default=""),
    Column("owner_id", BigId, ForeignKey("staff.id")),
    Column("owner_name", String(100), nullable=False, server_default=""),
    Column("promised_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("state_since", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sensitive", String(24), nullable=False, server_default=""),
    Column("wish", String(16), nullable=False, server_default="report"),
    Column("category", String(32), nullable=False, server_default=""),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("source", String(16), nullable=False, server_default="resident"),
    Column("unit_name", String(100), nullable=False, server_default=""),
    Column("unit_name_en", String(100), nullable=False, server_default=""),
    Column("first_unit", String(32), nullable=False, server_default=""),
    Column("passes", Integer, nullable=False, server_default="0"),
    Column("ruled", Boolean, nullable=False, server_default=text("false")),
    Column("due_at", Utc),
    Column("due_s", BigId, nullable=False, server_default="0"),
    Column("paused_at", Utc),
    Column("answer_by", Utc),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("wanted_until", Utc),
    Column("extensions", Integer, nullable=False, server_default="0"),
    Column("merged_into", BigId, index=True),
    Index("ix_ticket_state", "state", "id"),
    Index("ix_ticket_unit", "unit", "state"),
)

ticket_event = Table(
    "ticket_event",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("ticket_id", BigId, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("event", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("actor", String(16), nullable=False),
    Column("actor_id", BigId),
    Column("actor_name", String(100), nullable=False, server_default=""),
    Column("text", Text, nullable=False, server_default=""),
    Column("files", Text, nullable=False, server_default=""),
    Column("outgoing_id", BigId),
    Column("unit", String(32), nullable=False, server_default=""),
    Column("subtask_id", BigId),
)

wrong_guess = Table(
    "wrong_guess",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("number", String(24), nullable=False),
    Column("source", String(300), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_wrong_guess_number", "number", "source"),
)
