"""The database path: synchronous functions on a connection, run in one thread hop, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine

from bot.db.bell import Bell

T = TypeVar("T")

HOLDS = 8
"""Conversations that may think at once in one process on PostgreSQL: each keeps a connection."""


class Hold(Protocol):
    """An open transaction that keeps a row lock while somebody thinks; ends with `finish` or with its context."""

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` inside the held transaction."""
        ...

    async def finish(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` and commits; `BusyError` when the database did not take it."""
        ...


class Db(Protocol):
    """What the machine needs of a database."""

    bell: Bell
    shared: bool
    engine: Engine

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` on a connection that only reads."""
        ...

    async def write(self, fn: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Runs `fn` in a transaction of its own and returns once it is durable; `urgent` goes first."""
        ...

    def hold(self) -> AbstractAsyncContextManager[Hold]:
        """A transaction that is kept open over awaits (PostgreSQL), or its free stand-in (SQLite)."""
        ...

    def lease(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Enters with True when this process now is the only holder of `name`; gone with the process."""
        ...

    async def watch(self) -> None:
        """Rings the bells for what other processes write; runs until cancelled."""
        ...

    async def close(self) -> None:
        """Lets running work end and closes every connection."""
        ...


def open_db(url: str, data_dir: Path) -> Db:
    """The database that `DATABASE_URL` names; empty means SQLite in the data folder."""
    if url.startswith("postgresql"):
        from bot.db.postgres import PostgresDb

        return PostgresDb(url)
    from bot.db.sqlite import SqliteDb

    return SqliteDb(sqlite_path(url, data_dir))


def sqlite_path(url: str, data_dir: Path) -> Path:
    """Where the SQLite file lies."""
    return Path(url.removeprefix("sqlite:///")) if url else data_dir / "yuxiaoyi.db"


def plain_engine(url: str, data_dir: Path) -> Engine:
    """An engine without threads or bells, for commands that only look or replace everything; who asks disposes it."""
    if url.startswith("postgresql"):
        from sqlalchemy import create_engine

        return create_engine(url, connect_args={"connect_timeout": 5}, hide_parameters=True)
    from bot.db.sqlite import open_engine

    return open_engine(sqlite_path(url, data_dir))
