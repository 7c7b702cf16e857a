"""Bytes of files that no row names any more are deleted: only after the rows are gone for good, and after any crash."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import structlog

from bot.db import Db
from bot.db.bell import wait
from bot.errors import BusyError
from bot.store import files

log = structlog.get_logger()

FRESH_S = 600.0
"""Bytes are written before the row that names them: younger ones may still get theirs."""
DAY_S = 24 * 3600.0
PAUSE_S = 1.0
_CHUNK = 500


async def run(db: Db, folder: Path) -> None:
    """Sweeps at the start, whenever rows of files were deleted, and once a day; runs until cancelled."""
    with db.bell.listen(files.SWEEP) as event:
        while True:
            event.clear()
            try:
                fresh = await sweep(db, folder)
            except (BusyError, OSError) as error:
                log.warning("files not swept", reason=str(error))
                fresh = True
            await asyncio.sleep(PAUSE_S)  # on SQLite every write of another process rings
            await wait(event, FRESH_S if fresh else DAY_S)


async def sweep(db: Db, folder: Path) -> bool:
    """Deletes the bytes without a row; True when some were too fresh and must be looked at again."""
    fresh = False
    on_disk = await asyncio.to_thread(lambda: list(_on_disk(folder)))
    for start in range(0, len(on_disk), _CHUNK):
        chunk = on_disk[start : start + _CHUNK]
        names = [path.name for path in chunk]
        known = await db.read(lambda conn: files.known(conn, names))  # noqa: B023  (called before the next round)
        for path in chunk:
            if path.name not in known:
                fresh = not await asyncio.to_thread(remove, path) or fresh
    return fresh


def _on_disk(folder: Path) -> Iterator[Path]:
    """Everything that lies where kept files lie, half-written ones too."""
    return (folder / "files").glob("??/*")


def remove(path: Path) -> bool:
    """Deletes bytes that no row names; False when they are too fresh to tell.

    They are first moved aside, so that whoever keeps the same file in this moment writes it anew, and looked at once
    more: what was made fresh meanwhile goes back.
    """
    if not _is_old(path):
        return not path.exists()
    aside = path.with_name(f"{path.name}.gone")
    try:
        path.replace(aside)
    except FileNotFoundError:  # another process was quicker
        return True
    if not _is_old(aside):
        aside.replace(path)
        return False
    aside.unlink(missing_ok=True)
    log.info("file deleted")
    return True


def _is_old(path: Path) -> bool:
    """Whether the file lies untouched for so long, by the clock of the machine that wrote it."""
    try:
        return time.time() - path.stat().st_mtime > FRESH_S
    except FileNotFoundError:
        return False
