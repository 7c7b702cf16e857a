"""What may go on in one process only has one holder; it is free when the holder is gone. (SQLite: one process.)"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import Db, open_db
from bot.leased import under_lease
from tests.fakes.postgres import Postgres

pytestmark = pytest.mark.postgres


@pytest.fixture
async def two(postgres: Postgres, tmp_path: Path) -> AsyncIterator[tuple[Db, Db]]:
    """Two processes' views of the same database."""
    with postgres.fresh() as url:
        first, second = open_db(url, tmp_path), open_db(url, tmp_path)
        yield first, second
        await first.close()
        await second.close()


@asynccontextmanager
async def no_longer_than(seconds: float) -> AsyncIterator[None]:
    async with asyncio.timeout(seconds):
        yield


async def test_one_holder_for_each_name(two: tuple[Db, Db]) -> None:
    first, second = two
    async with first.lease("send:a") as held:
        assert held
        async with second.lease("send:a") as also:
            assert not also
        async with second.lease("send:b") as other:
            assert other
    async with second.lease("send:a") as now:
        assert now


async def test_a_refused_lease_costs_no_connection(two: tuple[Db, Db]) -> None:
    first, second = two
    async with first.lease("send:a"):
        for _ in range(40):
            async with second.lease("send:a") as also:
                assert not also
    async with second.lease("send:a") as now:
        assert now


async def test_work_under_a_lease_never_runs_twice_at_a_time(two: tuple[Db, Db]) -> None:
    inside, most, runs = 0, 0, 0

    async def work() -> None:
        nonlocal inside, most, runs
        inside, runs = inside + 1, runs + 1
        most = max(most, inside)
        await asyncio.sleep(0.02)
        inside -= 1

    async with no_longer_than(30):
        await asyncio.gather(*(under_lease(db, "job", work) for db in (*two, *two)))
    assert (most, runs) == (1, 4)


async def test_a_lease_is_free_when_its_connection_dies_and_the_holder_stops(two: tuple[Db, Db]) -> None:
    first, second = two
    begun, taken_over, stopped = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work(begins: asyncio.Event) -> None:
        begins.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    one = asyncio.create_task(under_lease(first, "send", lambda: work(begun)))
    await begun.wait()
    other = asyncio.create_task(under_lease(second, "send", lambda: work(taken_over)))
    await second.write(lambda conn: conn.execute(text(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    )))  # fmt: skip
    async with no_longer_than(10):
        await taken_over.wait()
        await stopped.wait()
    for task in (one, other):
        task.cancel()
    await asyncio.gather(one, other, return_exceptions=True)


async def test_a_stop_ends_the_work_and_frees_the_lease(two: tuple[Db, Db]) -> None:
    first, second = two
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(under_lease(first, "send", work))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with second.lease("send") as held:
        assert held
