"""Processes that start at the same moment on an empty database: one makes the tables, the others wait for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.db import open_db
from bot.upgrades import bring_up_to_date, current, newest
from tests.fakes.postgres import Postgres
from tests.fakes.town import plain_settings


@pytest.mark.postgres
async def test_an_empty_database_is_made_once(postgres: Postgres, tmp_path: Path) -> None:
    settings = plain_settings(tmp_path)
    with postgres.fresh("template1") as url:
        processes = [open_db(url, tmp_path) for _ in range(4)]
        try:
            assert await processes[0].read(current) is None
            await asyncio.gather(*(bring_up_to_date(db, settings) for db in processes))
            assert await processes[0].read(current) == newest()
        finally:
            await asyncio.gather(*(db.close() for db in processes))
