"""Processes that are killed: what they held is free at once, everything is finished, nothing happens twice."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.assistant import SUSPECT_AFTER_S
from bot.clock import SystemClock
from bot.db import Db, open_db
from bot.db.tables import alarm, counter, intake
from bot.store import intake as store
from tests.fakes.worker import POISON, said

ROOT = Path(__file__).parents[3]
CHATS, EACH = 12, 20


async def start(url: str, folder: Path, slowest: float = 0.05) -> Process:
    """A process at work."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.worker", url, str(folder), "--slowest", str(slowest), cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    assert line == b"ready\n", f"ended with {await process.wait()}"
    return process


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Db]:
    """The database from outside of the processes."""
    db = open_db(url, folder)
    yield db
    await db.close()


def wire(folder: Path) -> list[dict[str, object]]:
    """What was sent so far."""
    path = folder / "wire.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def open_rows(conn: Connection) -> int:
    return store.waiting(conn)


async def finished(db: Db, folder: Path, messages: int, seconds: float) -> float:
    """Waits until all is handled and sent; returns how long that took."""
    begun = time.monotonic()
    async with asyncio.timeout(seconds):
        while await db.read(open_rows) or len({line["row"] for line in wire(folder)}) < messages:
            await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def load(db: Db) -> None:
    """Everybody says numbers."""
    now = SystemClock().now()
    for number in range(1, EACH + 1):
        items = [said(f"c{chat}", f"m{chat}-{number}", str(number)) for chat in range(CHATS)]
        await db.write(lambda conn: store.accept(conn, items, now))  # noqa: B023


def check(folder: Path) -> None:
    """Every message answered with exactly one effect, in order; what went out twice is the same row."""
    heard: dict[str, list[str]] = defaultdict(list)
    rows: dict[object, object] = {}
    for line in wire(folder):
        if line["row"] in rows:
            assert rows[line["row"]] == line["text"]
            continue
        rows[line["row"]] = line["text"]
        heard[str(line["chat"])].append(str(line["text"]))
    wanted = [f"{number}={number}" for number in range(1, EACH + 1)]
    assert heard == {f"c{chat}": wanted for chat in range(CHATS)}


@pytest.mark.postgres
@pytest.mark.parametrize("db_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("victim", ["the sender", "the other"])
async def test_of_two_processes_one_is_killed_and_the_other_finishes(db_url: str, tmp_path: Path, victim: str) -> None:
    processes = await asyncio.gather(start(db_url, tmp_path), start(db_url, tmp_path))
    async with opened(db_url, tmp_path) as db:
        try:
            await load(db)
            async with asyncio.timeout(60):
                while len(wire(tmp_path)) < CHATS * EACH // 4:
                    await asyncio.sleep(0.02)
            sender = wire(tmp_path)[-1]["pid"]
            killed = next(item for item in processes if (item.pid == sender) is (victim == "the sender"))
            killed.kill()
            await killed.wait()
            assert await db.read(open_rows) > CHATS, "killed too late to show anything"
            await finished(db, tmp_path, CHATS * EACH, 60)
        finally:
            for process in processes:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        counted = await db.read(lambda conn: conn.execute(
            select(counter.c.value).where(counter.c.name.startswith("effect:"))
        ).scalars().all())  # fmt: skip
        assert list(counted) == [EACH] * CHATS
        assert await db.read(lambda conn: conn.execute(select(alarm.c.kind)).scalars().all()) == []
    check(tmp_path)


async def test_a_killed_process_is_started_again_and_goes_on(db_url: str, tmp_path: Path) -> None:
    async with opened(db_url, tmp_path) as db:
        await load(db)
        for _ in range(2):
            before = len(wire(tmp_path))
            process = await start(db_url, tmp_path)
            async with asyncio.timeout(60):
                while len(wire(tmp_path)) < before + CHATS * EACH // 4:
                    await asyncio.sleep(0.02)
            process.kill()
            await process.wait()
        process = await start(db_url, tmp_path)
        try:
            await finished(db, tmp_path, CHATS * EACH, 60)
        finally:
            process.kill()
            await process.wait()
    check(tmp_path)


async def test_a_message_that_kills_every_process_is_set_aside(db_url: str, tmp_path: Path) -> None:
    now = SystemClock().now()
    async with opened(db_url, tmp_path) as db:
        items = [said("li", "1", POISON), said("li", "2", "after"), said("wang", "3", "other")]
        await db.write(lambda conn: store.accept(conn, items, now))
        starts = 0
        async with asyncio.timeout(60):
            while await db.read(open_rows):
                starts += 1
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "tests.fakes.worker", db_url, str(tmp_path), cwd=ROOT, stdout=PIPE
                )
                while process.returncode is None and await db.read(open_rows):
                    await asyncio.sleep(0.05)
                if process.returncode is None:
                    await finished(db, tmp_path, 3, 10)
                    process.kill()
                await process.wait()
        outcomes = await db.read(lambda conn: conn.execute(
            select(intake.c.outcome).order_by(intake.c.id)
        ).scalars().all())  # fmt: skip
        alarms = await db.read(lambda conn: conn.execute(select(alarm.c.kind)).scalars().all())
    assert (list(outcomes), list(alarms), starts) == (["parked", "done", "done"], ["parked"], len(SUSPECT_AFTER_S) + 1)
    texts = [str(line["text"]) for line in wire(tmp_path) if line["chat"] == "li"]
    assert len(texts) == 2
    assert texts[1] == "after=1"
