"""Statements are compiled once for all SQLite files of a test run: a third of a short story's time went into that."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

_engines: list[Engine] = []


def create(*args: Any, **options: Any) -> Engine:
    """As `create_engine` does, with the dialect and what it has compiled taken over from the first engine made here."""
    engine = create_engine(*args, **options)
    if _engines:
        engine.dialect = _engines[0].dialect
        engine._compiled_cache = _engines[0]._compiled_cache
    else:
        _engines.append(engine)
    return engine
