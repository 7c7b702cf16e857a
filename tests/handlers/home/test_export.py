"""What a person gets when she asks for her data: everything, table by table, and a new table cannot be forgotten."""

from __future__ import annotations

import json
from typing import Any

import handlers
from bot.db.types import metadata
from handlers.home import export
from tests.fakes.town import Person, Town
from tests.journeys.test_report import reports


async def exported(li: Person) -> dict[str, Any]:
    """The newest export, put together again from the messages it was split into."""
    text = "\n".join(shown.text for shown in await li.says("/mydata"))
    found: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return found


def test_every_table_is_either_exported_or_holds_nothing_of_a_resident() -> None:
    handlers.features()  # their tables stand in the same metadata
    assert set(metadata.tables) == {*export.HERS, *export.NOT_HERS}
    assert not set(export.HERS) & set(export.NOT_HERS)


def test_no_table_that_names_a_person_is_called_not_hers() -> None:
    handlers.features()
    for name, table in metadata.tables.items():
        if {"person_id", "conversation"} & set(table.columns.keys()):
            assert name in export.HERS, name


async def test_the_export_has_every_part_that_it_declares(line_town: Town) -> None:
    data = await exported(line_town.resident())
    assert {key for keys in export.HERS.values() for key in keys} == set(data)


async def test_questions_and_last_words_are_in_it_and_earlier_exports_are_not_repeated(line_town: Town) -> None:
    li = line_town.resident()
    await li.says("身份证到期怎么换")
    number = await reports(line_town)
    first = await exported(li)
    assert "身份证到期怎么换" in [row["text"] for row in first["questions"]]
    assert "身份证到期怎么换" in first["conversations"][0]["last_lines"]
    assert "身份证到期怎么换" in [row.get("text") for row in first["you_wrote"]]
    assert any(number in row.get("text", "") for row in first["we_wrote"])
    assert first["tickets"][0]["number"] == number
    assert first["channels"] == [{"channel": "line", "name_there": "li", "reachable": True}]
    again = await exported(li)
    assert [row for row in again["we_wrote"] if row.get("export")]
    assert not any("last_lines" in row.get("text", "") for row in again["we_wrote"])


async def test_nothing_of_anybody_else_is_in_it(line_town: Town) -> None:
    await line_town.resident("zhou").says("周家的居住证怎么办理")
    assert "周家" not in json.dumps(await exported(line_town.resident()), ensure_ascii=False)


async def test_after_the_deletion_the_export_is_empty(line_town: Town) -> None:
    li = line_town.resident()
    await li.says("身份证到期怎么换")
    await reports(line_town)
    await li.says("/delete")
    await li.presses("确定删除")
    after = await exported(li)
    for part in (
        "tickets",
        "questions",
        "unanswered_questions",
        "opinions",
        "consents",
        "files",
        "looks_at_your_number",
        "wrong_tries",
    ):
        assert after[part] == [], part
    assert "身份证到期怎么换" not in json.dumps(after, ensure_ascii=False)
