"""A backup archive holds everything, comes back into an empty database, and refuses whatever is not whole."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, func, insert, select

from bot import backups, restores, upgrades
from bot.archive import ArchiveError, open_archive
from bot.backups import back_up
from bot.db import plain_engine
from bot.db.tables import area, intake, outgoing, person
from bot.files import keep, place
from bot.restores import restore
from bot.store import files, staff, timers
from bot.store.intake import Incoming, accept
from handlers.tickets.store.tables import ticket

NOW = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
OGG = b"OggS" + bytes(200)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], tuple[Engine, Path]]]:
    """Makes folders with an engine on the database in them."""
    made: list[Engine] = []

    def open_one(name: str) -> tuple[Engine, Path]:
        engine = plain_engine("", tmp_path / name)
        made.append(engine)
        return engine, tmp_path / name

    yield open_one
    for engine in made:
        engine.dispose()


def filled(engine: Engine, folder: Path) -> None:
    """A database with something in it: a file, a staff account, areas that point to later rows, odd texts."""
    upgrades.upgrade(engine)
    kept = keep(OGG, "语音.ogg", folder)
    with engine.begin() as conn:
        who = conn.execute(insert(person).values(lang="en", large=True, created_at=NOW).returning(person.c.id))
        files.note(conn, kept, NOW, who.scalar_one())
        staff.add(conn, "王", NOW, "良渚", "member")
        odd = json.dumps({"text": "行\n尾\u2028😀 \\"}, ensure_ascii=False)
        accept(conn, [Incoming("web", f"m{n}", "web|a|a", odd) for n in range(1200)], NOW)
        conn.execute(insert(area).values(id=5, kind="town", name="良渚街道"))
        conn.execute(insert(area).values(id=2, parent_id=5, kind="community", name="玉鸟社区"))
        timers.turn_switch(conn, "web", False, "维护", NOW)
        timers.put(conn, "late", "ticket:1", NOW, {"why": "x"})


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    tables = MetaData()
    with engine.connect().execution_options(reads=True) as conn:
        tables.reflect(conn)
        return {
            table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }


def repack(archive: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with its parts changed."""
    with zipfile.ZipFile(archive) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return target


Make = Callable[[str], tuple[Engine, Path]]


def test_round_trip(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    target = tmp_path / "backups" / "b.zip"
    manifest = back_up(engine, folder, target)
    assert manifest.schema == upgrades.newest()
    assert manifest.tables["intake"].rows == 1200
    assert {"ticket", "staff", "secret", "opinion_statement"} <= manifest.tables.keys()
    assert target.stat().st_mode & 0o077 == 0

    other, new_folder = make("new")
    with open_archive(target) as archive:
        done = restore(other, new_folder, archive)
    assert done.rows == manifest.rows
    assert done.files == 1
    assert done.left_out == ()
    assert everything(other) == everything(engine)
    digest = hashlib.sha256(OGG).hexdigest()
    assert place(new_folder, digest).read_bytes() == OGG


def test_from_one_kind_of_database_to_the_other_and_back(make: Make, db_url: str, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    back_up(engine, folder, tmp_path / "b.zip")
    middle = plain_engine(db_url, tmp_path)
    with open_archive(tmp_path / "b.zip") as archive:
        restore(middle, tmp_path / "middle", archive)
    back_up(middle, tmp_path / "middle", tmp_path / "c.zip")
    with middle.begin() as conn:  # rows that the database numbers come after those put back
        accept(conn, [Incoming("web", "new", "web|a|a", "{}")], NOW)
        assert conn.execute(select(func.max(intake.c.id))).scalar_one() == 1201
        assert staff.add(conn, "赵", NOW).id == 2
    middle.dispose()
    other, new_folder = make("new")
    with open_archive(tmp_path / "c.zip") as archive:
        restore(other, new_folder, archive)
    assert everything(other) == everything(engine)


def test_a_backup_sees_one_moment_while_others_write(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    before = everything(engine)
    writer = plain_engine("", folder)
    real = backups._rows

    def while_writing(conn: Any, table: Any) -> Iterator[dict[str, Any]]:
        yield from real(conn, table)
        with writer.begin() as other:
            other.execute(insert(person).values(lang="zh", created_at=NOW))
            other.execute(insert(intake).values(channel="web", message_id=table.name, conversation="x", payload="{}",
                                                received_at=NOW))  # fmt: skip

    monkeypatch.setattr(backups, "_rows", while_writing)
    back_up(engine, folder, tmp_path / "b.zip")
    writer.dispose()
    assert len(everything(engine)["person"]) > len(before["person"])
    other, new_folder = make("new")
    with open_archive(tmp_path / "b.zip") as archive:
        restore(other, new_folder, archive)
    assert everything(other) == before


def test_a_database_with_something_in_it_is_kept(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    back_up(engine, folder, tmp_path / "b.zip")
    other, other_folder = make("other")
    filled(other, other_folder)
    with other.begin() as conn:
        staff.add(conn, "别人", NOW)
    before = everything(other)
    with open_archive(tmp_path / "b.zip") as archive:
        with pytest.raises(ArchiveError, match="not empty"):
            restore(other, other_folder, archive)
        assert everything(other) == before
        done = restore(other, other_folder, archive, force=True)
    assert everything(other) == everything(engine)
    assert done.copy is not None
    with sqlite3.connect(done.copy) as copy:
        assert ("别人",) in copy.execute("SELECT name FROM staff").fetchall()
    copy.close()


def test_a_restore_that_fails_changes_nothing(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    back_up(engine, folder, tmp_path / "b.zip")
    before = everything(engine)

    def breaks(*_args: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(restores, "_fill", breaks)
    with open_archive(tmp_path / "b.zip") as archive, pytest.raises(OSError, match="disk full"):
        restore(engine, folder, archive, force=True)
    assert everything(engine) == before


def test_ids_go_on_behind_those_put_back(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    back_up(engine, folder, tmp_path / "b.zip")
    other, other_folder = make("new")
    with open_archive(tmp_path / "b.zip") as archive:
        restore(other, other_folder, archive)
    with other.begin() as conn:
        highest = conn.execute(select(func.max(intake.c.id))).scalar_one()
        accept(conn, [Incoming("web", "new", "web|a|a", "{}")], NOW)
        assert conn.execute(select(func.max(intake.c.id))).scalar_one() == highest + 1
        assert conn.execute(select(func.count()).select_from(ticket)).scalar_one() == 0
        assert conn.execute(select(func.count()).select_from(outgoing)).scalar_one() == 0
