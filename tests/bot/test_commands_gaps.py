"""`knowledge gaps` and `knowledge drafts`: what is listed, what an operator decides, what goes to whoever edits."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, insert, select

from bot.db import plain_engine
from bot.db.tables import person, staff, timer
from handlers.faq.gaps import rules
from handlers.faq.gaps.store import asking, grouped
from handlers.faq.gaps.store.asking import Missed
from handlers.tickets import store as tickets
from handlers.tickets.drafts import store as drafts
from handlers.tickets.matter import Draft
from handlers.tickets.rules import Kind
from tests.bot.conftest import Type

T = TypeVar("T")
NOW = datetime.now(UTC)


def on(folder: Path, fn: Callable[[Connection], T]) -> T:
    engine = plain_engine("", folder / "data")
    with engine.begin() as conn:
        done = fn(conn)
    engine.dispose()
    return done


def ask(conn: Connection, text: str, near: str = "", days_ago: int = 0) -> int:
    """Somebody new asks, and wants to be told."""
    who = conn.execute(insert(person).values(created_at=NOW).returning(person.c.id)).scalar_one()
    at = NOW - timedelta(days=days_ago)
    row = asking.note(conn, Missed(rules.wording_key(text), text, near), who, f"line|{who}|{who}", "zh", at)
    asking.set_wants(conn, row, at)
    return row


def test_questions_are_listed_in_groups_with_a_unit(types: Type, tmp_path: Path) -> None:
    types("init")

    def fill(conn: Connection) -> None:
        for text in ("地铁末班车几点", "地铁末班车是几点", "地铁末班车几点？"):
            ask(conn, text, near="security.dog")
        ask(conn, "图书馆周一开门吗", days_ago=40)

    on(tmp_path, fill)
    listed = json.loads(types("knowledge", "gaps", "--json").output)["groups"]
    assert len(listed) == 1
    found = listed[0]
    assert (found["askers"], found["waiting"], found["times"], found["unit"]) == (3, 3, 3, "public_security")
    assert found["examples"] == ["地铁末班车几点", "地铁末班车是几点"]
    assert (found["ticket"], found["entry"]) == (None, None)
    words = types("knowledge", "gaps", "--days", "60").output
    assert "3 askers (3 wait)" in words
    assert "公安" in words
    assert "图书馆周一开门吗" in words
    assert words.endswith("2 groups\n")


def test_an_operator_says_which_entry_answers_a_group(types: Type, tmp_path: Path) -> None:
    types("init")
    on(tmp_path, lambda conn: ask(conn, "地铁末班车几点"))
    group = json.loads(types("knowledge", "gaps", "--json").output)["groups"][0]["group"]
    assert types("knowledge", "gaps", "--answered", str(group), "no.such").exit_code == 2
    assert types("knowledge", "gaps", "--answered", "99", "security.dog").exit_code == 2
    assert "security.dog" in types("knowledge", "gaps", "--answered", str(group), "security.dog").output
    again = types("knowledge", "gaps", "--answered", str(group), "security.dog")
    assert again.exit_code == 2
    rings = on(tmp_path, lambda conn: conn.execute(select(timer.c.about).where(timer.c.kind == grouped.TELL)).all())
    assert [row[0] for row in rings] == [f"gap:{group}"]
    assert "answered by security.dog" in types("knowledge", "gaps").output


def test_drafts_go_to_whoever_edits_once(types: Type, tmp_path: Path) -> None:
    types("init")

    def fill(conn: Connection) -> None:
        who = conn.execute(
            insert(staff).values(name="王芳", unit="", role="member", created_at=NOW).returning(staff.c.id)
        ).scalar_one()
        made = tickets.insert_ticket(conn, Draft(Kind.QUESTION, "line|a|a", None, "zh", "地铁末班车几点"), "", NOW, {})
        for _twice in range(2):
            drafts.keep(conn, made.id, "transport", made.what, "以公示为准。", "zh", who, NOW)

    on(tmp_path, fill)
    kept = json.loads(types("knowledge", "drafts", "--json").output)["drafts"]
    assert [(one["unit"], one["question"], one["answer"]) for one in kept] == [
        ("transport", "地铁末班车几点", "以公示为准。")
    ]
    nowhere = types("knowledge", "drafts", "--export", str(tmp_path / "no" / "folder.csv"))
    assert nowhere.exit_code == 1
    assert "1 drafts →" in types("knowledge", "drafts", "--export", str(tmp_path / "drafts.csv")).output
    assert types("knowledge", "drafts").output == "0 drafts\n"
    assert "地铁末班车几点" in types("knowledge", "drafts", "--all").output
    report = types("knowledge", "import", str(tmp_path / "drafts.csv"), "--dry-run")
    assert report.exit_code == 1
    assert "「依据」一个也没有" in report.output
