"""What is in force beside a running assistant: the shipped content under what was published, read once from outside."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.db import plain_engine, sqlite_path
from bot.settings import Settings
from bot.store import places as place_store
from bot.store import revisions
from knowledge.editing.merge import Merged, in_force
from knowledge.load import Knowledge
from knowledge.places import Place


def shipped(seed: Knowledge) -> Merged:
    """The shipped entries with nothing over them."""
    return Merged(seed.entries, frozenset(), ())


def published(seed: Knowledge, settings: Settings) -> Merged:
    """The entries with what was published over them; the shipped ones where no database can be read."""
    return _read(seed, settings)[0]


def served(seed: Knowledge, settings: Settings) -> Knowledge:
    """The knowledge that an assistant with these settings answers from; nothing is created or written."""
    found, places = _read(seed, settings)
    return replace(in_force(seed, found), places=tuple(places.values()))


def _read(seed: Knowledge, settings: Settings) -> tuple[Merged, dict[str, Place]]:
    nothing = shipped(seed), dict[str, Place]()
    url = settings.database_url.get_secret_value()
    if not url.startswith("postgresql") and not sqlite_path(url, settings.data_dir).exists():
        return nothing
    try:
        engine = plain_engine(url, settings.data_dir)
    except (SQLAlchemyError, ImportError):
        return nothing  # the checks of the database say so
    try:
        with engine.connect().execution_options(reads=True) as conn:
            return _all(conn, seed)
    except SQLAlchemyError:
        return nothing
    finally:
        engine.dispose()


def _all(conn: Connection, seed: Knowledge) -> tuple[Merged, dict[str, Place]]:
    places, _lost = place_store.every(conn)
    return revisions.standing(conn, seed), places
