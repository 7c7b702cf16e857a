"""Tables of the offices: units, who is on duty when, who is away."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint, text

from bot.db.types import BigId, Utc, metadata

unit = Table(
    "unit",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("kind", String(16), nullable=False),
    Column("lead", String(32), nullable=False, server_default=""),
    Column("parent", String(32), nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=text("true")),
)

duty = Table(
    "duty",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("unit", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("substitute_id", BigId, ForeignKey("staff.id")),
    UniqueConstraint("unit", "day"),
)

absence = Table(
    "absence",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("begins_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("substitute_id", BigId, ForeignKey("staff.id")),
    Index("ix_absence_staff", "staff_id", "ends_at"),
)
