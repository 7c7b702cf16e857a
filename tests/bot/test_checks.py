"""The doctor sees what is wrong, says how to mend it, and changes nothing while it looks."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.checks import Check, State, content, examine, place, storage, wires
from bot.db import plain_engine
from bot.settings import Settings
from bot.store import groups, staff, timers
from bot.store.intake import Incoming, accept
from bot.upgrades import upgrade
from knowledge import calendar
from knowledge.errors import ContentError
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import GROUP, client
from tests.fakes.town import plain_settings

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def named(found: list[Check], name: str) -> Check:
    return next(check for check in found if check.name == name)


def states(found: list[Check]) -> dict[str, str]:
    return {check.name: check.state.value for check in found}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return plain_settings(tmp_path / "data")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    settings.data_dir.mkdir(mode=0o700)
    engine = plain_engine("", settings.data_dir)
    upgrade(engine)
    yield engine
    engine.dispose()


async def test_a_fresh_machine_has_no_errors_and_stays_as_it_was(settings: Settings) -> None:
    found = await examine(settings, NOW)
    assert State.ERROR not in {check.state for check in found}
    assert named(found, "database").fix == "python -m bot init"
    assert not settings.data_dir.exists()


async def test_every_finding_that_is_not_fine_says_what_to_do(settings: Settings) -> None:
    for check in await examine(settings, NOW):
        assert bool(check.fix) == (check.state is not State.OK), check.line
        assert check.line.startswith(f"{check.state:<5}  {check.name}: ")
        assert "\n" not in check.line


def test_a_healthy_database(settings: Settings, engine: Engine) -> None:
    with engine.begin() as conn:
        staff.add(conn, "王", NOW)
        groups.bind(conn, "telegram", "-100")
    assert states(storage.checks(settings, NOW)) == {"database": "ok", "clock": "ok", "staff": "ok", "alarms": "ok"}


def test_what_the_database_tells(settings: Settings, engine: Engine) -> None:
    with engine.begin() as conn:
        groups.bind(conn, "telegram", "-100")
        groups.set_alive(conn, "telegram", "-100", living=False)
        timers.turn_switch(conn, "web", False, "维护", NOW)
        timers.raise_alarm(conn, "parked", "message 7", NOW)
        accept(conn, [Incoming("web", "m", "c", "{}")], NOW + timedelta(hours=1))
    found = storage.checks(settings, NOW)
    assert states(found) == {
        "database": "ok", "clock": "error", "staff group": "warn", "staff": "warn", "switch": "warn", "alarms": "warn",
    }  # fmt: skip
    assert "12345" in named(found, "staff").text
    assert "维护" in named(found, "switch").text
    assert "message 7" in named(found, "alarms").text


def test_a_sign_in_link_counts_as_somebody_until_it_is_too_old(settings: Settings, engine: Engine) -> None:
    with engine.begin() as conn:
        staff.make_key(conn, "link", None, NOW, staff.LINK_VALID)
    assert named(storage.checks(settings, NOW), "staff").state is State.OK
    assert named(storage.checks(settings, NOW + timedelta(hours=25)), "staff").state is State.WARN


@pytest.mark.parametrize(("revision", "state"), [("0000", "error"), ("9999", "error"), (None, "warn")])
def test_a_database_of_another_version(settings: Settings, engine: Engine, revision: str | None, state: str) -> None:
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM alembic_version"))
        if revision:
            conn.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))
    assert states(storage.checks(settings, NOW)) == {"database": state}


def test_a_file_that_is_no_database(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "yuxiaoyi.db").write_bytes(b"not a database at all" * 100)
    found = storage.checks(settings, NOW)
    assert states(found) == {"database": "error"}
    assert "not a database" in found[0].text


def test_a_server_that_is_not_there_keeps_its_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://yu:very-secret@127.0.0.1:1/yu"
    found = storage.checks(plain_settings(tmp_path, database_url=url), NOW)
    assert states(found) == {"database": "error"}
    assert "very-secret" not in found[0].line


def test_a_kind_of_database_that_is_not_known(tmp_path: Path) -> None:
    found = wires.checks(plain_settings(tmp_path, database_url="mysql://x"))
    assert named(found, "DATABASE_URL").state is State.ERROR


def test_postgres_is_looked_at_as_well(db_url: str, tmp_path: Path) -> None:
    assert states(storage.checks(plain_settings(tmp_path, database_url=db_url), NOW))["database"] == "ok"


def test_a_folder_that_others_can_read(settings: Settings) -> None:
    settings.data_dir.mkdir(mode=0o755)
    settings.data_dir.chmod(0o755)
    found = list(place.checks(settings))
    assert named(found, "data folder").fix == f"chmod 700 {settings.data_dir}"
    settings.data_dir.chmod(0o700)
    assert named(list(place.checks(settings)), "data folder").state is State.OK


def test_a_folder_that_cannot_be_written(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.data_dir.mkdir()
    monkeypatch.setattr(os, "access", lambda *_args: False)  # root may write everywhere
    assert named(list(place.checks(settings)), "data folder").state is State.ERROR
    shutil.rmtree(settings.data_dir)
    assert named(list(place.checks(settings)), "data folder").state is State.ERROR


@pytest.mark.parametrize(("free_mb", "state"), [(100, "error"), (500, "warn"), (50_000, "ok")])
def test_the_room_on_the_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch, free_mb: int, state: str) -> None:
    usage = namedtuple("usage", "total used free")  # the shape that shutil returns
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(0, 0, free_mb * 1024 * 1024))
    assert named(list(place.checks(settings)), "disk").state == state


@pytest.mark.parametrize(
    ("known", "month", "state"),
    [({2026, 2027}, 11, "ok"), ({2026}, 9, "ok"), ({2026}, 11, "warn"), (set(), 3, "warn")],
)
def test_the_calendar(monkeypatch: pytest.MonkeyPatch, known: set[int], month: int, state: str) -> None:
    monkeypatch.setattr(calendar, "published", lambda year: year in known)
    found = content.checks(NOW.replace(month=month))
    assert named(found, "calendar").state == state


def test_a_clock_that_is_behind_the_content() -> None:
    found = content.checks(datetime(2020, 1, 1, tzinfo=UTC))
    assert named(found, "clock").state is State.WARN


def test_content_with_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ContentError(["a.toml:3: short: missing", "b.toml:9: url: unknown key"])

    monkeypatch.setattr(content, "load", broken)
    found = [check for check in content.checks(NOW) if check.name == "content"]
    assert [check.text for check in found] == ["a.toml:3: short: missing", "b.toml:9: url: unknown key"]
    assert {check.state for check in found} == {State.ERROR}


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "ok"),
        ({"http_host": "0.0.0.0"}, "warn"),
        ({"public_url": "http://yixiao.example.cn"}, "warn"),
        ({"public_url": "http://10.1.2.3:8080"}, "ok"),
        ({"public_url": "https://yixiao.example.cn"}, "ok"),
    ],
)
def test_the_address(tmp_path: Path, values: dict[str, Any], state: str) -> None:
    assert named(wires.checks(plain_settings(tmp_path, **values)), "address").state == state


def test_channels_for_residents(tmp_path: Path) -> None:
    def texts(**values: Any) -> list[str]:
        found = wires.checks(plain_settings(tmp_path, **values))
        return [check.text for check in found if check.name == "RESIDENTS_ON"]

    assert texts(residents_on="web,console") == []
    assert "wbe" in texts(residents_on="wbe")[0]
    assert "leave the country" in texts(residents_on="web,telegram", telegram_token="1:x")[0]
    assert texts(residents_on="web", telegram_token="1:x") == []


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        ({"openai_api_key": "k"}, {"OPENAI_BASE_URL"}),
        ({"openai_base_url": "https://api.example.com/v1"}, {"OPENAI_BASE_URL"}),
        ({"openai_base_url": "https://model.example.cn/v1"}, set()),
        ({"openai_base_url": "http://10.0.0.8:8000/v1", "embedding_base_url": "http://localhost:1"}, set()),
        ({"embedding_base_url": "https://embed.example.com"}, {"EMBEDDING_BASE_URL"}),
    ],
)
def test_models_abroad(tmp_path: Path, values: dict[str, Any], warned: set[str]) -> None:
    found = wires.checks(plain_settings(tmp_path, **values))
    assert {check.name for check in found if check.name.endswith("BASE_URL")} == warned


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


async def test_telegram_that_works(fake: FakeTelegram, tmp_path: Path) -> None:
    fake.group(GROUP)
    settings = plain_settings(tmp_path, telegram_token=fake.token, telegram_api_base=fake.base_url,
                              telegram_staff_chat_id=f"{GROUP}/7")  # fmt: skip
    assert states(await wires.telegram_checks(settings)) == {"telegram": "ok"}
    assert {call.method for call in fake.calls} == {"getMe", "getChat"}


async def test_a_wrong_token_a_missing_group_a_dead_server(fake: FakeTelegram, tmp_path: Path) -> None:
    base = {"telegram_api_base": fake.base_url}
    wrong = plain_settings(tmp_path, telegram_token="1:wrong", **base)
    assert "refused" in named(await wires.telegram_checks(wrong), "telegram").text
    alone = plain_settings(tmp_path, telegram_token=fake.token, telegram_staff_chat_id="-1009", **base)
    assert states(await wires.telegram_checks(alone)) == {"telegram": "ok", "staff group": "error"}
    dead = plain_settings(tmp_path, telegram_token=fake.token, telegram_api_base="http://127.0.0.1:1")
    found = await wires.telegram_checks(dead)
    assert "not reached" in named(found, "telegram").text
    assert fake.token not in found[0].line


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"public_url": "https://a.cn", "telegram_webhook_secret": "s"}, 0),
        ({"public_url": "http://a.cn", "telegram_webhook_secret": "s"}, 1),
        ({}, 2),
        ({"public_url": "https://a.cn:9000", "telegram_webhook_secret": "s"}, 1),
    ],
)
def test_a_webhook_needs_an_address_and_a_secret(tmp_path: Path, values: dict[str, Any], errors: int) -> None:
    settings = plain_settings(tmp_path, telegram_mode="webhook", **values)
    found = list(wires._webhook(settings))
    assert len(found) == errors
    assert {check.state for check in found} <= {State.ERROR}


async def test_a_webhook_that_telegram_cannot_reach(fake: FakeTelegram, tmp_path: Path) -> None:
    dead = "https://127.0.0.1:1"
    async with client(fake) as bot:
        await bot.set_webhook(f"{dead}/telegram/webhook")
        await fake.says(fake.user(1001), "你好")
        await fake.wait_for(lambda: fake.webhook.pushes or None, lambda: "nothing was pushed", 5)
    settings = plain_settings(tmp_path, telegram_token=fake.token, telegram_api_base=fake.base_url,
                              telegram_mode="webhook", public_url=dead, telegram_webhook_secret="s")  # fmt: skip
    found = await wires.telegram_checks(settings)
    assert named(found, "telegram").state is State.OK
    assert "127.0.0.1" in named(found, "telegram webhook").text
