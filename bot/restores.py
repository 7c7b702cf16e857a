"""Putting a backup archive back, into a database of either kind: everything in one transaction, or nothing."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, MetaData, Table, func, insert, inspect, select, text, update

from bot.archive import Archive, ArchiveError
from bot.backups import BATCH, copy_sqlite, typed
from bot.db.types import metadata
from bot.files import place
from bot.upgrades import VERSION_TABLE, known, migrate


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: rows and files put back, tables that are not ours and were left out, the copy made before."""

    rows: int
    files: int
    left_out: tuple[str, ...] = ()
    copy: Path | None = None


def verify(archive: Archive) -> None:
    """`ArchiveError` unless the archive is whole and this version knows its schema."""
    if not known(archive.manifest.schema):
        raise ArchiveError(
            f"the archive was made by a newer version (schema {archive.manifest.schema}): install that version first"
        )
    archive.check()


def restore(engine: Engine, data_dir: Path, archive: Archive, *, force: bool = False) -> Restored:
    """Puts everything back and brings it to the newest schema.

    Refuses a database that holds something, unless `force`; then a SQLite file is copied aside first. Nothing is
    changed when any of it fails. Nobody else may use the database meanwhile.
    """
    verify(archive)
    copy: Path | None = None
    if not _is_empty(engine):
        if not force:
            raise ArchiveError("the database is not empty: use another one, or --force to replace what it holds")
        if engine.dialect.name == "sqlite":
            copy = data_dir / "backups" / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"
            copy_sqlite(engine, copy)
    for digest in archive.manifest.files:
        archive.unpack(digest, place(data_dir, digest))
    with engine.begin() as conn:
        _drop_ours(conn, set(archive.manifest.tables))
        migrate(conn, archive.manifest.schema)
        tables = MetaData()
        tables.reflect(conn)
        ours = [table for table in tables.sorted_tables if table.name != VERSION_TABLE]
        rows = sum(_fill(conn, table, archive) for table in ours if table.name in archive.manifest.tables)
        for table in ours if conn.dialect.name == "postgresql" else ():
            _set_sequence(conn, table)
        migrate(conn)
    left_out = tuple(sorted(archive.manifest.tables.keys() - {table.name for table in ours}))
    return Restored(rows, len(archive.manifest.files), left_out, copy)


def _is_empty(engine: Engine) -> bool:
    with engine.connect().execution_options(reads=True) as conn:
        tables = MetaData()
        tables.reflect(conn)
        return all(
            conn.execute(select(text("1")).select_from(table).limit(1)).first() is None
            for table in tables.sorted_tables
            if table.name != VERSION_TABLE
        )


def _drop_ours(conn: Connection, in_archive: set[str]) -> None:
    """Drops the assistant's tables and no others: a database may be shared with other programs."""
    names = ({VERSION_TABLE} | in_archive | set(metadata.tables)) & set(inspect(conn).get_table_names())
    old = MetaData()
    if names:
        old.reflect(conn, only=sorted(names))
    old.drop_all(conn)


def _fill(conn: Connection, table: Table, archive: Archive) -> int:
    """Inserts the rows of one table; a column that points into the same table is set once all rows are there."""
    zone = conn.dialect.name == "postgresql"
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[tuple[dict[str, Any], dict[str, Any]]] = []
    rows = (typed(table, row, zone) for row in archive.rows(table.name))
    count = 0
    while batch := list(itertools.islice(rows, BATCH)):
        for row in batch:
            pointing = {name: row[name] for name in own if row[name] is not None}
            if pointing:
                later.append(({column.name: row[column.name] for column in table.primary_key}, pointing))
                row.update(dict.fromkeys(pointing))
        conn.execute(insert(table), batch)
        count += len(batch)
    for key, values in later:
        conn.execute(update(table).where(*(table.c[name] == value for name, value in key.items())).values(values))
    return count


def _set_sequence(conn: Connection, table: Table) -> None:
    """The next row that PostgreSQL numbers comes after those put back."""
    for column in table.primary_key.columns:
        if not isinstance(column.type, Integer):
            continue
        where = {"name": f'"{table.name}"', "column": column.name}
        sequence = conn.execute(text("SELECT pg_get_serial_sequence(:name, :column)"), where).scalar_one()
        highest = conn.execute(select(func.max(column))).scalar_one()
        if sequence is not None and highest is not None:
            conn.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})
