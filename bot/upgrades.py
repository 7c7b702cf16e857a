"""Bringing the database to the newest schema: SQLite by itself after a backup, PostgreSQL only when told to."""

from __future__ import annotations

import asyncio
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Engine, event, text

from bot.db import Db
from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

log = structlog.get_logger()

VERSION_TABLE = "alembic_version"


def migration_config() -> Config:
    """Alembic told where the migrations lie: inside the package. It is loaded when needed: commands start quickly."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@cache
def newest() -> str:
    """The revision that this code needs; its migrations are read once."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def current(conn: Connection) -> str | None:
    """The revision that the database has; None for an empty one."""
    from alembic.migration import MigrationContext

    return MigrationContext.configure(conn).get_current_revision()


def upgrade(engine: Engine, *, sql: bool = False) -> None:
    """Runs the migrations that are missing; with `sql` prints them instead."""
    if sql and engine.dialect.name == "sqlite":
        _rehearsed(engine)
        return
    if sql:
        from alembic import command

        config = migration_config()
        config.attributes["dialect"] = engine.dialect.name
        with engine.connect().execution_options(reads=True) as conn:
            command.upgrade(config, f"{current(conn) or 'base'}:head", sql=True)
        return
    with engine.begin() as conn:
        if conn.dialect.name == "postgresql":  # processes that start together: one does it, the others wait and see
            conn.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('upgrade', 0))"))
        migrate(conn)


def _rehearsed(engine: Engine) -> None:
    """Prints what the missing migrations execute on a copy: SQLite alters a table by reading how it is now."""
    from bot.backups import copy_sqlite
    from bot.db.sqlite import open_engine

    with TemporaryDirectory() as folder:
        copy_sqlite(engine, Path(folder) / "copy.db")
        copy = open_engine(Path(folder) / "copy.db")

        @event.listens_for(copy, "before_cursor_execute")
        def show(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sys.stdout.write(f"{statement.strip()};\n\n")

        try:
            with copy.begin() as conn:
                migrate(conn)
        finally:
            copy.dispose()


def migrate(conn: Connection, revision: str = "head") -> None:
    """Brings the database up to that revision inside the connection's transaction."""
    from alembic import command

    config = migration_config()
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


def known(revision: str) -> bool:
    """Whether this version has that revision; one of a newer version it has not."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(migration_config())


def back_up_before(engine: Engine, data_dir: Path) -> Path:
    """Keeps the database as it is before migrations: the file itself, or an archive of what PostgreSQL holds."""
    from bot.backups import back_up, copy_sqlite

    target = data_dir / "backups" / f"before-{newest()}"
    if engine.dialect.name == "sqlite":
        copy_sqlite(engine, target.with_suffix(".db"))
        return target.with_suffix(".db")
    back_up(engine, data_dir, target.with_suffix(".zip"))
    return target.with_suffix(".zip")


async def bring_up_to_date(db: Db, settings: Settings) -> None:
    """At start: an empty database is created; an old SQLite is backed up and migrated, an old PostgreSQL refused."""
    have = await db.read(current)
    if have == newest():
        return
    if have is not None and not known(have):
        raise SettingsError([f"database was made by a newer version (schema {have}): install that version"])
    if have is not None and db.shared:
        raise SettingsError([f"database is at {have}, this version needs {newest()}: run `python -m bot upgrade`"])
    if have is not None:
        target = await asyncio.to_thread(back_up_before, db.engine, settings.data_dir)
        log.info("backed up before migrating", file=str(target))
    await asyncio.to_thread(upgrade, db.engine)
