"""SQLite: one writer thread that commits what waits in one go, readers beside it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.db.bell import Bell
from bot.db.types import take_wakes
from bot.errors import BusyError

T = TypeVar("T")
log = structlog.get_logger()

BATCH_S = 0.010
"""How long one commit may gather work (measured: grouping doubles throughput with synchronous=FULL)."""
READERS = 2
BUSY_MS = 5000
"""How long a statement waits for somebody else's lock on the file."""
POLL_S = 0.5
"""How soon writes of another process (a command beside the server) are noticed."""


def open_engine(path: Path, *, pool_size: int = READERS + 2) -> Engine:
    """An engine on that file: WAL, every commit synced, explicit BEGIN so that savepoints work."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # what people wrote does not belong into error texts
    )

    @event.listens_for(engine, "connect")
    def _tune(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # many builds of SQLite have it on: erased words leave no trace

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get("reads") else "BEGIN IMMEDIATE")

    return engine


class _Task:
    """One function that waits for the writer, and the future of who waits for it."""

    __slots__ = ("fn", "future", "loop", "result")

    def __init__(self, fn: Callable[[Connection], Any], loop: asyncio.AbstractEventLoop) -> None:
        self.fn = fn
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None

    def resolve(self, error: BaseException | None) -> None:
        if self.future.cancelled():
            return
        if error is not None:
            self.future.set_exception(error)
        else:
            self.future.set_result(self.result)


class SqliteDb:
    """The database of one process; see `bot.db.Db`."""

    shared = False

    def __init__(self, path: Path) -> None:
        self.bell = Bell()
        self.path = path
        self.engine = open_engine(path)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="db-read")
        self._urgent: deque[_Task] = deque()
        self._waiting: deque[_Task] = deque()
        self._more = threading.Condition()
        self._closing = False
        self._held: Connection | None = None
        self._seen_version = -1
        self._writer = threading.Thread(target=self._write_loop, name="db-write", daemon=True)
        self._writer.start()

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` on a reading connection; `BusyError` when the file cannot be read now."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, fn)

    def _read(self, fn: Callable[[Connection], T]) -> T:
        try:
            with self.engine.connect().execution_options(reads=True) as conn:
                return fn(conn)
        except OperationalError as error:
            raise BusyError(str(error.orig)) from error

    async def write(self, fn: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Runs `fn` in its own savepoint of the next commit and returns when that commit is on disk."""
        task = _Task(fn, asyncio.get_running_loop())
        with self._more:
            if self._closing:
                raise BusyError("the database is closing")
            (self._urgent if urgent else self._waiting).append(task)
            self._more.notify()
        result: T = await task.future
        return result

    def _write_loop(self) -> None:
        while True:
            with self._more:
                while not (self._urgent or self._waiting or self._closing):
                    self._more.wait()
                if self._closing and not (self._urgent or self._waiting):
                    break
            self._batch()
        self._let_go()

    def _let_go(self) -> None:
        """Gives the writer's connection back; the next batch fetches a sound one."""
        held, self._held = self._held, None
        if held is not None:
            with suppress(SQLAlchemyError):
                held.close()

    def _next(self) -> _Task | None:
        with self._more:
            if self._urgent:
                return self._urgent.popleft()
            return self._waiting.popleft() if self._waiting else None

    def _batch(self) -> None:
        """One transaction: a savepoint for each task, so that a failing one takes nobody with it."""
        done: list[tuple[_Task, BaseException | None]] = []
        wakes: set[str] = set()
        task: _Task | None = None
        try:
            # Kept from batch to batch: fetching a connection costs as much as two statements.
            conn = self._held = self._held or self.engine.connect()
            with conn.begin():
                raw = conn.connection.driver_connection
                assert raw is not None
                until = time.monotonic() + BATCH_S
                while time.monotonic() < until and (task := self._next()) is not None:
                    raw.execute("SAVEPOINT task")
                    error: BaseException | None = None
                    try:
                        task.result = task.fn(conn)
                        wakes |= take_wakes(conn)
                    except Exception as caught:
                        take_wakes(conn)
                        raw.execute("ROLLBACK TO task")
                        error = BusyError(str(caught.orig)) if isinstance(caught, OperationalError) else caught
                    raw.execute("RELEASE task")
                    done.append((task, error))
                    task = None
        except Exception as caught:
            # The commit itself failed (disk full, file locked): nothing of this batch happened.
            error = BusyError(str(getattr(caught, "orig", caught)))
            if task is not None:
                done.append((task, error))
            elif not done:  # BEGIN waited in vain, and so did everybody behind it
                while (task := self._next()) is not None:
                    done.append((task, error))
            done = [(item, earlier or error) for item, earlier in done]
            wakes = set()
            self._let_go()
            log.warning("database busy", reason=str(error))
        self._tell(done, wakes)

    def _tell(self, done: list[tuple[_Task, BaseException | None]], wakes: set[str]) -> None:
        if not done:
            return

        def tell() -> None:
            for task, error in done:
                task.resolve(error)
            self.bell.ring(wakes)

        try:
            done[0][0].loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the loop was closed while we committed; nobody is left to be told
            log.info("commit finished after the loop ended", tasks=len(done))

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[_FreeHold]:
        """No row lock is needed: one process, one turn at a time for each conversation."""
        yield _FreeHold(self)

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[bool]:
        """Always ours: a lock on the data folder keeps a second server out."""
        yield bool(name)

    async def watch(self) -> None:
        """Rings all bells when another process wrote to the file; runs until cancelled."""
        with self.engine.connect().execution_options(reads=True) as conn:
            while True:
                version = self._version(conn)
                if version != self._seen_version:
                    self._seen_version = version
                    self.bell.ring_all()
                await asyncio.sleep(POLL_S)

    def _version(self, conn: Connection) -> int:
        try:
            return int(conn.execute(text("PRAGMA data_version")).scalar_one())
        except OperationalError as error:
            log.warning("database busy", reason=str(error.orig))
            return self._seen_version
        finally:
            conn.rollback()

    async def close(self) -> None:
        """Commits what waits, then closes."""
        with self._more:
            self._closing = True
            self._more.notify()
        await asyncio.to_thread(self._writer.join, 10)
        self._readers.shutdown(wait=True)
        self.engine.dispose()


class _FreeHold:
    """The stand-in for a held transaction where nothing needs holding."""

    def __init__(self, db: SqliteDb) -> None:
        self._db = db

    async def read(self, fn: Callable[[Connection], T]) -> T:
        return await self._db.read(fn)

    async def finish(self, fn: Callable[[Connection], T]) -> T:
        return await self._db.write(fn)
