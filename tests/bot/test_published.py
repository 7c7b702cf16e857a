"""What programs beside a running assistant answer from: what was published wins, and looking creates nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.commands.database import in_one_write
from bot.published import published, served
from bot.store import revisions
from knowledge.editing.plain import dumped
from knowledge.load import Knowledge
from tests.fakes.town import plain_settings

NAME = "idcard.first"


def test_without_a_database_the_shipped_entries_are_served_and_none_is_made(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    settings = plain_settings(tmp_path / "data")
    assert served(knowledge, settings).entries == knowledge.entries
    assert not (tmp_path / "data").exists()


def test_what_was_published_and_disabled_is_in_force(tmp_path: Path, knowledge: Knowledge) -> None:
    settings = plain_settings(tmp_path)
    renewed = replace(knowledge.entries[NAME], short="新的一句话。")
    gone = next(name for name in sorted(knowledge.entries) if name != NAME)

    def publish(conn: Connection) -> None:
        now = datetime(2026, 11, 28, tzinfo=UTC)
        changes = [(NAME, dumped(renewed), True), (gone, dumped(knowledge.entries[gone]), False)]
        revisions.publish(conn, changes, "王芳", "", now)

    in_one_write(settings, publish)
    found = served(knowledge, settings)
    assert found.entries[NAME].short == "新的一句话。"
    assert gone not in found.entries
    assert all(gone not in entry.related for entry in found.entries.values())
    assert published(knowledge, settings).disabled == {gone}


def test_a_file_that_is_no_database_hides_nothing(tmp_path: Path, knowledge: Knowledge) -> None:
    settings = plain_settings(tmp_path)
    (tmp_path / "yuxiaoyi.db").write_bytes(b"no database at all")
    assert served(knowledge, settings).entries == knowledge.entries
