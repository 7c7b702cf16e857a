"""Old rows go after their days, new ones stay, and a repeat is still recognised for a week at least."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from bot import retention
from bot.db.tables import intake
from bot.db.tables import retention as days
from tests.fakes.town import Town


async def count(town: Town) -> int:
    return await town.app.db.read(lambda conn: len(conn.execute(intake.select()).all()))


async def test_handled_messages_go_after_thirty_days(line_town: Town) -> None:
    await line_town.resident().says("你好")
    await line_town.passes(days=29)
    assert await count(line_town) == 1
    await line_town.passes(days=2)
    await line_town.passes(days=1)
    assert await count(line_town) == 0


async def test_the_operator_may_shorten_it_but_never_below_a_week(line_town: Town) -> None:
    await line_town.app.db.write(lambda conn: conn.execute(insert(days).values(table_name="intake", days=1)))
    await line_town.resident().says("你好")
    await line_town.passes(days=6)
    assert await count(line_town) == 1
    await line_town.passes(days=2)
    await line_town.passes(days=1)
    assert await count(line_town) == 0


def test_no_rule_reaches_into_the_last_seven_days(line_town: Town) -> None:
    now = line_town.clock.now()
    for rule in retention.RULES:
        assert retention.due_before(rule, 0, now) == now - timedelta(days=7)
