"""Archives that were changed, scratched, cut or made by a newer version are refused, or named for what they lost."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, insert, select

from bot import backups, upgrades
from bot.archive import MANIFEST, ArchiveError, open_archive
from bot.backups import back_up, copy_sqlite
from bot.db import plain_engine
from bot.db.tables import area, person
from bot.files import keep
from bot.restores import restore, verify
from bot.store import files, staff, timers
from bot.store.intake import Incoming, accept

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


def _flip(parts: dict[str, bytes]) -> None:
    parts["tables/staff.jsonl"] = parts["tables/staff.jsonl"].replace("王".encode(), "黄".encode())


def _lose(parts: dict[str, bytes]) -> None:
    del parts["tables/staff.jsonl"]


def _add(parts: dict[str, bytes]) -> None:
    parts["tables/extra.jsonl"] = b"{}\n"


def _other_file(parts: dict[str, bytes]) -> None:
    name = next(name for name in parts if name.startswith("files/"))
    parts[name] = b"something else"


def _no_manifest(parts: dict[str, bytes]) -> None:
    del parts[MANIFEST]


def _climbing(parts: dict[str, bytes]) -> None:
    manifest = json.loads(parts[MANIFEST])
    manifest["files"] = {"../../etc/passwd": 3}
    parts[MANIFEST] = json.dumps(manifest).encode()


def _newer_format(parts: dict[str, bytes]) -> None:
    parts[MANIFEST] = json.dumps({**json.loads(parts[MANIFEST]), "format": 99}).encode()


@pytest.mark.parametrize("change", [_flip, _lose, _add, _other_file, _no_manifest, _climbing, _newer_format])
def test_a_changed_archive_is_refused(make: Make, tmp_path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    back_up(engine, folder, tmp_path / "b.zip")
    broken = repack(tmp_path / "b.zip", tmp_path / "broken.zip", change)
    other, other_folder = make("new")
    with pytest.raises(ArchiveError), open_archive(broken) as archive:
        restore(other, other_folder, archive)
    assert everything(other) == {}


def test_a_scratched_archive_is_refused_or_still_says_the_same(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    manifest = back_up(engine, folder, tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    scratched, refused = tmp_path / "scratched.zip", 0
    for at in range(0, len(whole), len(whole) // 150):
        scratched.write_bytes(whole[:at])
        with pytest.raises(ArchiveError), open_archive(scratched) as archive:
            verify(archive)
        scratched.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            with open_archive(scratched) as archive:
                verify(archive)
                assert archive.manifest.tables == manifest.tables
        except ArchiveError:
            refused += 1
    assert refused > 75  # what is left are days and rights in the zip's own headers, which nobody reads


def test_an_archive_of_a_newer_version_is_refused(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    back_up(engine, folder, tmp_path / "b.zip")

    def newer(parts: dict[str, bytes]) -> None:
        parts[MANIFEST] = json.dumps({**json.loads(parts[MANIFEST]), "schema": "9999"}).encode()

    repack(tmp_path / "b.zip", tmp_path / "newer.zip", newer)
    other, other_folder = make("new")
    with open_archive(tmp_path / "newer.zip") as archive, pytest.raises(ArchiveError, match="newer version"):
        restore(other, other_folder, archive)


def test_a_lost_file_is_named_and_the_rest_kept(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    shutil.rmtree(folder / "files")
    manifest = back_up(engine, folder, tmp_path / "b.zip")
    assert manifest.missing == (hashlib.sha256(OGG).hexdigest(),)
    with open_archive(tmp_path / "b.zip") as archive:
        verify(archive)


def test_a_backup_that_fails_leaves_the_old_one(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    target = tmp_path / "b.zip"
    back_up(engine, folder, target)
    before = target.read_bytes()

    def breaks(*_args: object) -> Iterator[dict[str, Any]]:
        raise OSError("disk full")

    monkeypatch.setattr(backups, "_rows", breaks)
    with pytest.raises(OSError, match="disk full"):
        back_up(engine, folder, target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.partial")] == []


def test_an_empty_database_is_no_backup(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    with pytest.raises(ArchiveError, match="empty"):
        back_up(engine, folder, tmp_path / "b.zip")


def test_the_copy_of_the_file_is_whole(make: Make, tmp_path: Path) -> None:
    engine, folder = make("old")
    filled(engine, folder)
    copy_sqlite(engine, tmp_path / "copies" / "yuxiaoyi.db")
    other = plain_engine("", tmp_path / "copies")
    assert everything(other) == everything(engine)
    other.dispose()
