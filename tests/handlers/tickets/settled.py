"""A district that everybody has moved into, as a file that every walk begins on."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot.db.sqlite import open_engine
from handlers.tickets import FEATURE
from handlers.tickets.rehearsal.district import District, settle_in
from tests.fakes.clock import MORNING
from tests.fakes.shipped import shipped
from tests.fakes.town import migrated, plain_settings


@cache
def settled() -> bytes:
    """A district that everybody has moved into, as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "district.db"
        path.write_bytes(migrated())
        engine = open_engine(path)
        settle_in(District(engine, shipped(), plain_settings(Path(folder)), FEATURE.jobs, MORNING))
        engine.dispose()  # writes the journal back into the file
        return path.read_bytes()


@cache
def district() -> tuple[Path, Engine]:
    """The file of a district and what opens it; every walk begins on the same file, written anew."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "district.db"
    engine = open_engine(path)

    @event.listens_for(engine, "connect")
    def _hurry(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # nobody cuts the power here

    return path, engine
