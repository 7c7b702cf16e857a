"""Statements that the two databases spell differently, built once for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

S = TypeVar("S", bound=Executable)
Statements = Mapping[str, S]
"""A statement by the name of the database's dialect."""


def either(table: Table, make: Callable[[Any], S]) -> Statements[S]:
    """What `make` builds from an insert into the table that knows ON CONFLICT, once for each database.

    Statements are built at import and given their values when executed: building one costs more than running it.
    """
    return MappingProxyType({"sqlite": make(sqlite.insert(table)), "postgresql": make(postgresql.insert(table))})


def ours(statements: Statements[S], conn: Connection) -> S:
    """The statement for this connection's database."""
    return statements[conn.dialect.name]
