"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

import handlers
from bot.db.types import metadata
from bot.upgrades import current, newest, upgrade


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(made)
    return made


def test_the_database_is_what_the_code_declares(engine: Engine) -> None:
    handlers.features()  # their tables stand in the same metadata
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata) == []
        assert current(conn) == newest()
    engine.dispose()


def test_every_table_has_a_primary_key(engine: Engine) -> None:
    seen = inspect(engine)
    for table in seen.get_table_names():
        if table != "alembic_version":
            assert seen.get_pk_constraint(table)["constrained_columns"], table
    engine.dispose()


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as conn:
        assert current(conn) == newest()
    engine.dispose()
