"""How commands reach the database: opened, brought up to date, closed; troubles become one readable line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import typer

from bot.errors import AssistantError, SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

T = TypeVar("T")


def in_one_write(settings: Settings, fn: Callable[[Connection], T]) -> T:
    """Runs `fn` in a transaction; a server that runs beside it notices. The database is made when there is none."""

    async def run() -> T:
        from bot.db import open_db
        from bot.upgrades import bring_up_to_date

        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        db = open_db(settings.database_url.get_secret_value(), settings.data_dir)
        try:
            await bring_up_to_date(db, settings)
            return await db.write(fn)
        finally:
            await db.close()

    with readable():
        return asyncio.run(run())


@contextmanager
def open_engine(settings: Settings, *, make: bool = False) -> Iterator[Engine]:
    """An engine on the database of the settings; without `make`, none there ends the command."""
    from bot.db import plain_engine, sqlite_path

    url = settings.database_url.get_secret_value()
    path = sqlite_path(url, settings.data_dir)
    if not (make or url.startswith("postgresql") or path.exists()):
        raise SettingsError([f"{path}: no database there: run `python -m bot init`"])
    engine = plain_engine(url, settings.data_dir)
    try:
        with readable():
            yield engine
    finally:
        engine.dispose()


@contextmanager
def readable() -> Iterator[None]:
    """Troubles that somebody at the keyboard can do something about end the command with one line and exit 1."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SettingsError:
        raise
    except (AssistantError, SQLAlchemyError, OSError) as problem:
        said = str(getattr(problem, "orig", None) or problem).strip().splitlines()
        typer.echo(said[0] if said else type(problem).__name__, err=True)
        raise typer.Exit(1) from problem
