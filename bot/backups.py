"""Backups: a copy of the SQLite file before risky work, and the logical archive that fits a database of either kind."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, select

from bot.archive import ArchiveError, Manifest, Writer, write_archive
from bot.files import place
from bot.upgrades import VERSION_TABLE, current

BATCH = 500


def copy_sqlite(engine: Engine, target: Path) -> None:
    """A consistent copy of the database file, made while it may be in use; on disk when this returns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(partial)) as copy, engine.connect() as conn:
        source = conn.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise ArchiveError(f"{target}: the copy is damaged, as the database may be")
        copy.execute("PRAGMA journal_mode=DELETE")
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(target)


def back_up(engine: Engine, data_dir: Path, target: Path) -> Manifest:
    """Writes everything that is kept into one archive; the assistant may go on working meanwhile.

    All tables are read in one transaction, so they fit together; files are on disk before a row names them.
    """
    with engine.connect() as conn, _one_moment(conn) as reading, reading.begin():
        schema = current(reading)
        if schema is None:
            raise ArchiveError("the database is empty: there is nothing to back up")
        tables = MetaData()
        tables.reflect(reading)

        def fill(writer: Writer) -> Manifest:
            for table in tables.sorted_tables:
                if table.name != VERSION_TABLE:
                    writer.table(table.name, _rows(reading, table))
            if "file" in tables.tables:
                for digest in reading.execute(select(tables.tables["file"].c.hash).distinct()).scalars():
                    writer.file(digest, place(data_dir, digest))
            return writer.finish(schema, engine.dialect.name, datetime.now(UTC).isoformat(timespec="seconds"))

        return write_archive(target, fill)


def _one_moment(conn: Connection) -> Connection:
    """The connection, set so that one transaction sees one moment of the database and changes nothing."""
    if conn.dialect.name == "postgresql":
        return conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return conn.execution_options(reads=True)


def _rows(conn: Connection, table: Table) -> Iterator[dict[str, Any]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in conn.execute(statement).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> str | int | float | bool | None:
    if isinstance(value, datetime):  # SQLite keeps no zone: what is there is UTC
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ArchiveError(f"a value of type {type(value).__name__} has no place in an archive")


def typed(table: Table, row: dict[str, Any], zone: bool) -> dict[str, Any]:
    """A row of the archive as the table wants it; `zone` says whether the database keeps time zones."""
    if row.keys() != set(table.columns.keys()):
        odd = sorted(row.keys() ^ set(table.columns.keys()))
        raise ArchiveError(f"table {table.name}: columns differ from the schema: {', '.join(odd)}")
    made = dict(row)
    for column in table.columns:
        value = row[column.name]
        if isinstance(value, str) and isinstance(column.type, DateTime):
            moment = datetime.fromisoformat(value).astimezone(UTC)
            made[column.name] = moment if zone else moment.replace(tzinfo=None)
    return made
