"""PostgreSQL through psycopg 3: a thread pool of transactions, LISTEN/NOTIFY as wake-up, advisory locks as leases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.db import HOLDS
from bot.db.bell import Bell
from bot.db.types import take_wakes
from bot.errors import BusyError

T = TypeVar("T")
log = structlog.get_logger()

CONNECTIONS = HOLDS + 8
NOTIFY = "yuxiaoyi"
RECONNECT_S = 1.0
GUARD_S = 1.0
"""How soon a lease is known to be lost with its connection: so long two processes may believe to hold it."""
MAX_NOTICE = 7000
"""Bytes of topics in one notification; PostgreSQL takes 8,000."""


class PostgresDb:
    """The database of one or several processes; see `bot.db.Db`."""

    shared = True

    def __init__(self, url: str) -> None:
        self.bell = Bell()
        self._url = make_url(url)
        self.engine: Engine = create_engine(
            self._url,
            pool_size=CONNECTIONS,
            max_overflow=4,
            pool_pre_ping=True,
            pool_recycle=1800,
            hide_parameters=True,  # what people wrote does not belong into error texts
        )
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="db")

    async def _run(self, fn: Callable[[], T]) -> T:
        future = asyncio.get_running_loop().run_in_executor(self._threads, fn)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            # The thread goes on: its connection is free for others only once it is done.
            await asyncio.gather(future, return_exceptions=True)
            raise

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` on a connection of the pool."""

        def run() -> T:
            with self.engine.connect() as conn:
                return fn(conn)

        return await self._run(lambda: _busy(run))

    async def write(self, fn: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Runs `fn` in a transaction of its own and commits it."""

        def run() -> T:
            with self.engine.begin() as conn:
                result = fn(conn)
                _notify(conn)
                return result

        return await self._run(lambda: _busy(run))

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[_Hold]:
        """A transaction kept open while a handler thinks; its row locks end with it, or with the process."""
        conn = await self._run(lambda: _busy(self.engine.connect))
        try:
            yield _Hold(self, conn)
        finally:
            await asyncio.shield(self._run(lambda: _let_go(conn)))

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[bool]:
        """True while this process holds the advisory lock of that name on a connection of its own."""
        conn = await self._run(lambda: _busy(self.engine.connect))
        try:
            if not await self._run(lambda: _busy(lambda: _try_lock(conn, name))):
                yield False
                return
            body = asyncio.current_task()
            guard = asyncio.create_task(self._guard(conn, name, body))
            try:
                yield True
            finally:
                guard.cancel()
                await asyncio.gather(guard, return_exceptions=True)
        finally:
            await asyncio.shield(self._run(lambda: _unlock(conn)))

    async def _guard(self, conn: Connection, name: str, body: asyncio.Task[object] | None) -> None:
        """Cancels who works under the lease when its connection is lost: another process may hold it by then."""
        while True:
            await asyncio.sleep(GUARD_S)
            try:
                await self._run(lambda: _touch(conn))
            except Exception as error:
                log.error("lease lost", lease=name, reason=str(error))
                if body is not None:
                    body.cancel()
                return

    async def watch(self) -> None:
        """Turns notifications of all processes into rings; reconnects for ever; runs until cancelled."""
        import psycopg

        conninfo = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as conn:
                    await conn.execute(f"LISTEN {NOTIFY}")
                    self.bell.ring_all()
                    async for notice in conn.notifies():
                        self.bell.ring(notice.payload.split("\n"))
            except psycopg.Error as error:
                log.warning("listening interrupted", reason=str(error))
            await asyncio.sleep(RECONNECT_S)

    async def close(self) -> None:
        """Waits for running work and closes every connection."""
        await asyncio.to_thread(self._threads.shutdown, True)
        self.engine.dispose()


class _Hold:
    def __init__(self, db: PostgresDb, conn: Connection) -> None:
        self._db = db
        self._conn = conn

    async def read(self, fn: Callable[[Connection], T]) -> T:
        def run() -> T:
            try:
                return fn(self._conn)
            except BaseException:
                self._conn.rollback()  # a failed transaction answers nothing more: whoever goes on needs a new one
                raise

        return await self._db._run(lambda: _busy(run))

    async def finish(self, fn: Callable[[Connection], T]) -> T:
        def run() -> T:
            try:
                result = fn(self._conn)
                _notify(self._conn)
                self._conn.commit()
            except BaseException:
                self._conn.rollback()
                raise
            return result

        return await self._db._run(lambda: _busy(run))


def _busy(fn: Callable[[], T]) -> T:
    """Runs `fn`; a lost connection, a deadlock or a full disk becomes `BusyError`."""
    try:
        return fn()
    except (OperationalError, InterfaceError) as error:
        raise BusyError(str(error.orig)) from error


def _notify(conn: Connection) -> None:
    """Tells all processes what this transaction woke; NOTIFY goes out with the commit."""
    payloads = [""]
    for topic in sorted(take_wakes(conn)):
        if len(payloads[-1].encode()) + len(topic.encode()) > MAX_NOTICE:
            payloads.append("")
        payloads[-1] += f"\n{topic}"
    for payload in filter(None, payloads):
        values = {"channel": NOTIFY, "payload": payload.removeprefix("\n")}
        conn.execute(text("SELECT pg_notify(:channel, :payload)"), values)


def _try_lock(conn: Connection, name: str) -> bool:
    query = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
    held = bool(conn.execute(query, {"name": name}).scalar_one())
    conn.commit()
    return held


def _touch(conn: Connection) -> None:
    conn.execute(text("SELECT 1"))
    conn.commit()


def _unlock(conn: Connection) -> None:
    """Frees the leases of a connection and gives it back; where that fails they end with the connection."""
    try:
        conn.execute(text("SELECT pg_advisory_unlock_all()"))
        conn.commit()
    except SQLAlchemyError as error:
        log.info("lease ends with its connection", reason=str(error))
        conn.invalidate()
    _let_go(conn)


def _let_go(conn: Connection) -> None:
    """Gives a connection back to the pool; a broken one is closed for good."""
    try:
        conn.close()
    except SQLAlchemyError as error:
        log.info("connection dropped", reason=str(error))
        conn.invalidate()
        conn.close()
