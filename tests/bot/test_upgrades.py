"""A newer version meets an older database: what is there is kept aside, then brought up to date, nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from bot import upgrades
from bot.archive import open_archive
from bot.backups import back_up
from bot.db import open_db, plain_engine
from bot.errors import SettingsError
from bot.restores import restore
from bot.store import staff
from tests.bot.conftest import Type
from tests.bot.test_backups import NOW
from tests.fakes.town import plain_settings

NEXT = '''
"""One column more."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{newest}"


def upgrade() -> None:
    with op.batch_alter_table("staff") as batch:
        batch.add_column(sa.Column("desk", sa.String(16), nullable=False, server_default="1"))
'''


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Call `setattr` of what is returned (see `update`) to become the next version, which has one migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(upgrades.__file__).parent / "migrations", folder)
    (folder / "versions" / "next.py").write_text(NEXT.format(newest=upgrades.newest()), encoding="utf-8")
    yield monkeypatch
    monkeypatch.undo()
    upgrades.newest.cache_clear()


def update(next_version: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The program is the next version from here on."""
    real = upgrades.migration_config

    def config() -> object:
        made = real()
        made.set_main_option("script_location", str(tmp_path / "migrations"))
        return made

    next_version.setattr(upgrades, "migration_config", config)
    upgrades.newest.cache_clear()
    assert upgrades.newest() == "next"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Engine]:
    """A database of this version with an account in it."""
    engine = plain_engine("", tmp_path / "data")
    upgrades.upgrade(engine)
    with engine.begin() as conn:
        staff.add(conn, "王", NOW)
    yield engine
    engine.dispose()


def desks(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as conn:
        return [(row[0], row[1]) for row in conn.execute(text("SELECT name, desk FROM staff"))]


async def test_sqlite_is_kept_aside_and_migrated_at_start(
    old: Engine, next_version: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    update(next_version, tmp_path)
    settings = plain_settings(tmp_path / "data")
    db = open_db("", settings.data_dir)
    try:
        await upgrades.bring_up_to_date(db, settings)
    finally:
        await db.close()
    assert desks(old) == [("王", "1")]
    kept = plain_engine(f"sqlite:///{tmp_path}/data/backups/before-next.db", tmp_path)
    assert "desk" not in {column["name"] for column in inspect(kept).get_columns("staff")}
    kept.dispose()


@pytest.mark.postgres
async def test_postgres_waits_for_the_command(
    postgres_url: str, next_version: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    update(next_version, tmp_path)
    db = open_db(postgres_url, tmp_path)
    try:
        with pytest.raises(SettingsError, match="python -m bot upgrade"):
            await upgrades.bring_up_to_date(db, plain_settings(tmp_path))
    finally:
        await db.close()


@pytest.mark.postgres
def test_the_command_upgrades_postgres_after_a_backup(
    types: Type, postgres_url: str, next_version: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    update(next_version, tmp_path)
    next_version.setenv("DATABASE_URL", postgres_url)
    result = types("upgrade")
    assert result.exit_code == 0
    with open_archive(tmp_path / "data" / "backups" / "before-next.zip") as archive:
        archive.check()
        assert archive.manifest.database == "postgresql"
    engine = plain_engine(postgres_url, tmp_path)
    assert "desk" in {column["name"] for column in inspect(engine).get_columns("staff")}
    engine.dispose()


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue("postgres").fresh() as url:
        yield url


def test_the_command_upgrades_after_a_backup(
    types: Type, old: Engine, next_version: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    update(next_version, tmp_path)
    assert "upgrade" in types("check").output
    dry = types("upgrade", "--dry-run")
    assert dry.exit_code == 0
    assert "ALTER TABLE staff" in dry.output
    assert not (tmp_path / "data" / "backups").exists()
    result = types("upgrade")
    assert result.exit_code == 0
    assert "before-next.db" in result.output
    assert desks(old) == [("王", "1")]


def test_an_archive_of_an_older_version_is_brought_up_to_date(
    old: Engine, next_version: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    back_up(old, tmp_path / "data", tmp_path / "b.zip")
    update(next_version, tmp_path)
    new = plain_engine("", tmp_path / "new")
    with open_archive(tmp_path / "b.zip") as archive:
        restore(new, tmp_path / "new", archive)
    assert desks(new) == [("王", "1")]
    with new.connect() as conn:
        assert upgrades.current(conn) == "next"
    new.dispose()


def test_a_migration_that_fails_changes_nothing(old: Engine, next_version: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "migrations" / "versions" / "next.py"
    path.write_text(path.read_text(encoding="utf-8") + "    raise OSError('disk full')\n", encoding="utf-8")
    update(next_version, tmp_path)
    with pytest.raises(OSError, match="disk full"):
        upgrades.upgrade(old)
    assert "desk" not in {column["name"] for column in inspect(old).get_columns("staff")}
