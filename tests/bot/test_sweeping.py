"""Files go when nobody needs them: rows first, bytes after the commit, and what a crash left behind later."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import sweeping
from bot.db.tables import file
from bot.files import keep, place
from bot.store import files
from bot.store.files import Kept
from knowledge.load import Knowledge
from tests.fakes.machine import NoFinder
from tests.fakes.pictures import jpeg
from tests.fakes.town import Town
from tests.journeys.test_report import reports


def aged(path: Path) -> Path:
    """The file, as if it had been written an hour ago."""
    os.utime(path, (path.stat().st_atime - 3600, path.stat().st_mtime - 3600))
    return path


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.02)


async def rows(town: Town) -> list[str]:
    return await town.app.db.read(lambda conn: list(conn.execute(select(file.c.hash)).scalars()))


def kept_in(town: Town, data: bytes) -> Kept:
    """Those bytes on disk, an hour old."""
    made = keep(data, "a.jpg", town.folder)
    aged(place(town.folder, made.hash))
    return made


async def note(town: Town, kept: Kept) -> None:
    await town.app.work.write(lambda tx: files.note(tx.conn, kept, tx.now))


async def delete_my_data(town: Town) -> None:
    await town.resident().says("/delete")
    await town.resident().presses("确定删除")


async def test_a_persons_files_go_with_her_data(line_town: Town) -> None:
    await reports(line_town)
    await line_town.resident().sends(jpeg())
    (digest,) = await rows(line_town)
    path = aged(place(line_town.folder, digest))
    await delete_my_data(line_town)
    assert await rows(line_town) == []
    await until(lambda: not path.exists())
    assert not list((line_town.folder / "files").glob("??/*"))


async def test_bytes_that_somebody_else_needs_stay(line_town: Town) -> None:
    for name in ("li", "zhou"):
        await line_town.resident(name).sends(jpeg())
    (digest, same) = await rows(line_town)
    assert digest == same
    path = aged(place(line_town.folder, digest))
    await delete_my_data(line_town)
    assert await rows(line_town) == [digest]
    assert not await sweeping.sweep(line_town.app.db, line_town.folder)
    assert path.exists()


async def test_what_a_crash_left_is_swept_at_the_next_start(tmp_path: Path, knowledge: Knowledge) -> None:
    closed = Town(tmp_path, knowledge, NoFinder())
    async with closed.open() as town:
        await until(lambda: "sweep" in town.app.running)
        orphan = place(town.folder, kept_in(town, jpeg()).hash)
        half = aged(_half_written(orphan))
        needed = kept_in(town, jpeg(9))
        await note(town, needed)
    assert orphan.exists()
    async with closed.open() as town:
        await until(lambda: not orphan.exists() and not half.exists())
        assert place(town.folder, needed.hash).exists()


def _half_written(orphan: Path) -> Path:
    half = orphan.with_name(f"{orphan.name}.abcd")
    half.write_bytes(b"half")
    return half


async def test_fresh_bytes_wait_for_their_row(line_town: Town) -> None:
    path = place(line_town.folder, keep(jpeg(), "a.jpg", line_town.folder).hash)
    assert await sweeping.sweep(line_town.app.db, line_town.folder)
    assert path.exists()
    aged(path)
    assert not await sweeping.sweep(line_town.app.db, line_town.folder)
    assert not path.exists()


async def test_keeping_the_same_file_again_makes_its_bytes_fresh(tmp_path: Path) -> None:
    path = aged(place(tmp_path, keep(jpeg(), "a.jpg", tmp_path).hash))
    keep(jpeg(), "b.jpg", tmp_path)
    assert not sweeping.remove(path)
    assert path.exists()


async def test_who_keeps_a_file_while_it_is_moved_aside_gets_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = aged(place(tmp_path, keep(jpeg(), "a.jpg", tmp_path).hash))
    replace = Path.replace

    def meanwhile(self: Path, target: Path) -> Path:
        if self == path:
            os.utime(path)  # somebody keeps it in the moment before it goes
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", meanwhile)
    assert not sweeping.remove(path)
    assert path.exists()
    assert [item.name for item in path.parent.iterdir()] == [path.name]


async def in_an_open_report(town: Town) -> None:
    """A photo in a report that is not sent off."""
    li = town.resident()
    await li.says("/report")
    for words in ("楼道堆杂物", "古墩路"):
        await li.says(words)
    await li.presses("就是现在")
    await li.sends(jpeg())


async def in_a_ticket(town: Town) -> None:
    """The same, sent off."""
    li = town.resident()
    await in_an_open_report(town)
    for label in ("匿名", "跳过", "是", "确认提交"):
        await li.presses(label)


async def in_the_last_words(town: Town) -> None:
    """A photo out of the blue."""
    await town.resident().sends(jpeg())


@pytest.mark.parametrize("somewhere", [in_an_open_report, in_a_ticket, in_the_last_words])
async def test_rows_that_nothing_names_go_after_a_week_and_all_others_stay(
    line_town: Town, somewhere: Callable[[Town], Awaitable[None]]
) -> None:
    await somewhere(line_town)
    (needed,) = await rows(line_town)
    unused = kept_in(line_town, jpeg(9))
    await note(line_town, unused)
    await line_town.passes(days=6)
    assert len(await rows(line_town)) == 2
    for _ in range(2):
        await line_town.passes(days=1, minutes=30)
    assert await rows(line_town) == [needed]
    await until(lambda: not place(line_town.folder, unused.hash).exists())
    assert place(line_town.folder, needed).exists()
