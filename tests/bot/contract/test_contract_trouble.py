"""A locked file, a full disk, a lost connection: nothing is lost, nobody reads a traceback, work resumes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from bot.errors import BusyError
from bot.message import Reply
from bot.store import timers
from bot.work import Change, Turn, TurnTx
from tests.fakes.machine import Machine

BIG = "路" * 300_000
IN_A_FILE = pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
ENOUGH = 1_000_000
"""Pages; SQLite's own limit is far above, the test's files far below."""


class Steps:
    """A handler that counts an effect for each message; `slow` ones think until `go`."""

    def __init__(self) -> None:
        self.thinking = asyncio.Event()
        self.go = asyncio.Event()

    async def __call__(self, turn: Turn) -> Change:
        heard = turn.message.text
        if heard.startswith("slow"):
            self.thinking.set()
            await self.go.wait()

        def change(tx: TurnTx) -> Reply:
            return Reply(f"{heard[:4]} {timers.count(tx.conn, 'effect')} {BIG if 'big' in heard else ''}".rstrip())

        return change


@pytest.fixture
def sqlite_only(db_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a database whose statements give up soon."""
    monkeypatch.setattr("bot.db.sqlite.BUSY_MS", 30)
    return Path(db_url.removeprefix("sqlite:///"))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes to the file and does not come to an end."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


class Disk:
    """The disk under the file of a database.

    Made before anything runs: SQLAlchemy goes through its listeners in every thread, and one that comes later breaks
    whoever begins a transaction in that moment.
    """

    def __init__(self, machine: Machine, path: Path) -> None:
        self._path = path
        self._room = ENOUGH
        event.listen(machine.app.db.engine, "begin", self._limit)

    def _limit(self, conn: Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count={self._room}")

    @contextmanager
    def full(self) -> Iterator[None]:
        """The file may not grow any more."""
        self._room = self._path.stat().st_size // 4096 + 2
        try:
            yield
        finally:
            self._room = ENOUGH


@IN_A_FILE
async def test_a_locked_file_is_waited_out(machine: Machine, sqlite_only: Path) -> None:
    steps = Steps()
    async with machine.running(steps) as app:
        await machine.hears("li", "slow", "next")
        await steps.thinking.wait()
        with locked(sqlite_only):
            with pytest.raises(BusyError):
                await machine.hears("wang", "lost")
            steps.go.set()
            await asyncio.sleep(0.3)
            assert machine.texts("li") == []
            with pytest.raises(BusyError):
                await app.work.write(lambda tx: timers.count(tx.conn, "other"))
        await machine.hears("wang", "kept")
        await machine.settled()
        assert [outcome for outcome, _ in await machine.outcomes()] == ["done"] * 3
        assert [tries for _, tries in await machine.outcomes()] == [0, 0, 0]
        assert await machine.alarms() == []
    assert [line.split()[0] for line in machine.texts("li")] == ["slow", "next"]
    assert [line.split()[0] for line in machine.texts("wang")] == ["kept"]
    effects = [line.split()[1] for line in machine.texts("li") + machine.texts("wang")]
    assert sorted(effects) == ["1", "2", "3"]


@IN_A_FILE
async def test_everybody_who_waits_for_a_locked_file_hears_of_it_together(machine: Machine, sqlite_only: Path) -> None:
    async with machine.open() as app:
        with locked(sqlite_only):
            begun = asyncio.get_running_loop().time()
            writes = (app.work.write(lambda tx: timers.count(tx.conn, "x")) for _ in range(40))
            results = await asyncio.gather(*writes, return_exceptions=True)
            assert all(isinstance(result, BusyError) for result in results)
            assert asyncio.get_running_loop().time() - begun < 1
        assert await app.work.write(lambda tx: timers.count(tx.conn, "x")) == 1


@IN_A_FILE
async def test_a_full_disk_is_waited_out(machine: Machine, sqlite_only: Path) -> None:
    steps = Steps()
    async with machine.running(steps) as app:
        disk = Disk(machine, sqlite_only)
        await machine.hears("li", "slow big", "next")
        await steps.thinking.wait()
        with disk.full():
            with pytest.raises(BusyError):
                await machine.hears("wang", BIG)
            steps.go.set()
            await asyncio.sleep(0.3)
            assert machine.texts("li") == []
            with pytest.raises(BusyError):
                await app.db.write(lambda conn: timers.set_state(conn, "x", BIG, machine.clock.now()))
        await machine.settled()
        assert await machine.outcomes() == [("done", 0), ("done", 0)]
        assert await machine.alarms() == []
    assert [line.split()[:2] for line in machine.texts("li")] == [["slow", "1"], ["next", "2"]]


async def test_one_failing_write_takes_nobody_with_it(machine: Machine) -> None:
    async with machine.open() as app:

        def write(conn: Connection, number: int) -> int:
            value = timers.count(conn, "x")
            if number % 3 == 0:
                raise LookupError(number)
            if number % 3 == 1:
                conn.execute(text("INSERT INTO counter (name, value) VALUES ('x', 0)"))  # breaks the primary key
            return value

        results = await asyncio.gather(
            *(app.db.write(lambda conn, n=n: write(conn, n)) for n in range(30)), return_exceptions=True
        )
        assert [type(result).__name__ for result in results] == ["LookupError", "IntegrityError", "int"] * 10
        assert sorted(result for result in results if isinstance(result, int)) == list(range(1, 11))


@pytest.mark.postgres
@pytest.mark.parametrize("db_url", ["postgres"], indirect=True)
async def test_lost_connections_are_waited_out(machine: Machine) -> None:
    steps = Steps()
    async with machine.running(steps) as app:
        await machine.hears("li", "slow", "next")
        await steps.thinking.wait()
        await app.db.write(lambda conn: conn.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )))  # fmt: skip
        steps.go.set()
        await machine.hears("wang", "kept")
        await machine.settled()
        assert [outcome for outcome, _ in await machine.outcomes()] == ["done"] * 3
        assert await machine.alarms() == []
        await asyncio.sleep(1.5)  # listening again, leases held again
        await machine.hears("li", "more")
        await machine.settled()
        assert app.running == app.expected
    assert [line.split()[0] for line in machine.texts("li")] == ["slow", "next", "more"]
    assert [line.split()[0] for line in machine.texts("wang")] == ["kept"]
