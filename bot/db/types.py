"""Column types and the one metadata that all tables register on, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Integer, MetaData, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""64-bit ids; SQLite numbers rows by itself only for a column spelt INTEGER, which is 64 bits there."""


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive moments: they would be somebody's local time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        if value.tzinfo is not UTC:
            value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Aware again; SQLite has no zone to keep."""
        moment: datetime | None = value
        if moment is None:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def wake(conn: Connection, topic: str) -> None:
    """Rings `topic` once this transaction is committed: workers and open pages wait for it."""
    conn.info.setdefault("wakes", set()).add(topic)


def take_wakes(conn: Connection) -> set[str]:
    """The topics rung so far in this transaction, forgotten by this call."""
    wakes: set[str] = conn.info.pop("wakes", set())
    return wakes
