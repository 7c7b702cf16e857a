"""Statements are compiled once for all SQLite files of a test run: a third of a short story's time went into that."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine


@cache
def _first() -> Engine:
    """One whose dialect knows the version of its database, which it learns when it connects for the first time."""
    engine = create_engine("sqlite://")
    engine.connect().close()
    engine.dispose()
    return engine


def create(*args: Any, **options: Any) -> Engine:
    """As `create_engine` does, with the dialect and what it has compiled taken over from the first engine."""
    engine = create_engine(*args, **options)
    engine.dialect = _first().dialect
    engine._compiled_cache = _first()._compiled_cache
    return engine
