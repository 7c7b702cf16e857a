"""Staff accounts from the command line: made, listed, let in once, closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.db import plain_engine
from bot.store import staff
from tests.bot.conftest import Type


@pytest.fixture
def engine(types: Type, tmp_path: Path) -> Iterator[Engine]:
    assert types("init").exit_code == 0
    engine = plain_engine("", tmp_path / "data")
    yield engine
    engine.dispose()


def test_added_and_listed(types: Type, engine: Engine) -> None:
    assert "no accounts" in types("staff", "list").output
    assert types("staff", "add", "王小明", "--unit", "良渚街道", "--role", "administrator").exit_code == 0
    assert types("staff", "add", " 赵 ").exit_code == 0
    assert types("staff", "list").output.splitlines() == ["1  王小明  良渚街道  administrator", "2  赵  member"]


@pytest.mark.parametrize("words", [("",), ("  ",), ("王" * 101,), ("王", "--role", "king")])
def test_what_is_no_account(types: Type, engine: Engine, words: tuple[str, ...]) -> None:
    assert types("staff", "add", *words).exit_code == 2
    assert "no accounts" in types("staff", "list").output


def test_a_link_lets_its_owner_in_once(types: Type, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    types("staff", "add", "王小明")
    monkeypatch.setenv("PUBLIC_URL", "https://yixiao.example.cn/")
    said = types("staff", "link", "王小明").output
    found = re.search(r"^https://yixiao\.example\.cn/staff/enter\?key=([\w-]{40,})$", said, re.MULTILINE)
    assert found is not None
    now = datetime.now(UTC)
    with engine.begin() as conn:
        assert staff.use_link(conn, found[1], now + timedelta(hours=25)) is None
        who = staff.use_link(conn, found[1], now)
        assert who is not None
        assert who.name == "王小明"
        assert staff.use_link(conn, found[1], now) is None


def test_a_name_that_two_have_needs_the_number(types: Type, engine: Engine) -> None:
    types("staff", "add", "王")
    types("staff", "add", "王")
    unclear = types("staff", "link", "王")
    assert unclear.exit_code == 1
    assert "2 accounts fit" in unclear.output
    assert types("staff", "link", "2").exit_code == 0
    assert types("staff", "link", "李").exit_code == 1


def test_a_closed_account_is_out(types: Type, engine: Engine) -> None:
    now = datetime.now(UTC)
    with engine.begin() as conn:
        who = staff.enrol(conn, "telegram", "1001", "王", now)
        session = staff.make_key(conn, "session", who.id, now, staff.SESSION_VALID)
        link = staff.make_key(conn, "link", who.id, now, staff.LINK_VALID)
    assert types("staff", "remove", "王").exit_code == 0
    assert "no accounts" in types("staff", "list").output
    assert types("staff", "link", "王").exit_code == 1
    with engine.begin() as conn:
        assert staff.by_session(conn, session, now) is None
        assert staff.use_link(conn, link, now) is None
        assert staff.by_identity(conn, "telegram", "1001") is None
        # Who is still a member of the group and acts there is taken in anew, under an account of her own.
        again = staff.enrol(conn, "telegram", "1001", "王", now)
    assert again.id != who.id
