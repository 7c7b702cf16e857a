"""Mistakes that other people's ticket systems made and mended: each has a test that says it in its name.

Some stand where the rules do: hours over a weekend and lunch (tests/knowledge/test_limits.py),
no word at midnight or on a Sunday, a ticket that lies unopened (test_ladder.py), a disabled entry
(tests/bot/test_published.py), a topic that was deleted (tests/bot/channels/test_telegram_send.py).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.db.tables import timer
from bot.message import Attachment, Kind, Message
from bot.work import Tx
from handlers.tickets import clockwork, store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import State
from handlers.tickets.store.tables import ticket
from tests.fakes.offices import open_offices
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.handlers.tickets.test_passing import Story
from tests.journeys.test_report import reports

SURVEY = "您对这次办理满意吗"


@pytest.fixture
async def story(line_town: Town) -> Story:
    """The city management has a report in work."""
    await open_offices(line_town)
    made = Story(line_town, await reports(line_town))
    await made.goes_to("cg")
    await made.press(made.cg, "claim")
    return made


async def answered(story: Story, number: str = "") -> Ticket:
    await story.cg.answers(number or story.number, "路灯已修好")
    return await story.ticket(number)


async def closed(story: Story) -> Ticket:
    await answered(story)
    await story.li.presses("解决了")
    return await story.ticket()


async def test_the_clock_stops_on_resolve(story: Story) -> None:
    made = await closed(story)
    await story.town.passes(days=20)
    late = await story.ticket()
    assert (late.state, late.version, late.span) == (State.CLOSED, made.version, made.span)
    assert "到期" not in await story.cg.all_heard()


@pytest.mark.parametrize("route", ["button", "words", "added"])
async def test_a_staff_reply_stops_the_clock_and_the_resident_starts_it_by_any_route(story: Story, route: str) -> None:
    before = await story.ticket()
    stopped = await answered(story)
    assert before.paused_at is None
    assert stopped.paused_at is not None
    await story.town.passes(hours=1)
    if route == "button":
        await story.li.presses("没解决")
    elif route == "words":
        await story.li.says("还是没有解决")
    else:
        await story.li.picks(f"add:{before.id}")
        await story.li.says("灯又不亮了")
    assert (await story.ticket()).paused_at is None


async def test_the_first_answer_is_due_whatever_next_word_was_promised(story: Story) -> None:
    await story.town.app.work.write(lambda tx: store.change(
        tx.conn, _locked(tx, story.number), answer_by=story.town.clock.now() + timedelta(hours=2)))  # fmt: skip
    due = (await story.ticket()).answer_by
    await story.press(story.cg, "interimby", "10")
    await story.cg.answers("写", "已联系灯具厂家")
    made = await story.ticket()
    assert made.next_at is not None
    assert due is not None
    assert made.answer_by == due < made.next_at


def _locked(tx: Tx, number: str) -> Ticket:
    found = store.by_number(tx.conn, number)
    assert found is not None
    return found


async def test_the_survey_is_asked_on_every_closed_ticket(line_town: Town) -> None:
    li, wang = line_town.resident(), line_town.member()
    for times in (1, 2):
        number = await reports(line_town)
        await wang.presses("接单")
        await wang.answers(number, "已修好")
        await li.presses("解决了")
        assert (await li.all_heard()).count(SURVEY) == times


async def test_two_surveys_are_never_sent_for_one_report(story: Story) -> None:
    await closed(story)
    await story.li.presses("非常满意")
    await story.press(story.li, "unsolved")
    await story.press(story.cg, "claim")
    await answered(story)
    await story.li.presses("解决了")
    assert (await story.ticket()).state is State.CLOSED
    assert (await story.li.all_heard()).count(SURVEY) == 1


async def test_it_is_open_again_when_the_resident_writes_after_closing(story: Story) -> None:
    made = await closed(story)
    await story.li.picks(f"add:{made.id}")
    await story.li.says("又坏了")
    assert (await story.ticket()).state is State.REOPENED
    assert "又坏了" in await story.cg.all_heard()


async def test_the_resident_is_told_when_the_staff_close(story: Story) -> None:
    await answered(story)
    before = await story.li.all_heard()
    await story.press(story.cg, "done")
    assert story.number in (await story.li.all_heard()).removeprefix(before)


async def test_not_fixed_reaches_the_unit(story: Story) -> None:
    await answered(story)
    before = await story.cg.all_heard()
    await story.li.presses("没解决")
    new = (await story.cg.all_heard()).removeprefix(before)
    assert story.number in new
    assert "没解决" in new


async def test_a_word_on_a_long_closed_report_offers_a_new_one(story: Story) -> None:
    made = await closed(story)
    await story.town.passes(days=31)
    shown = await story.li.picks(f"add:{made.id}")
    assert [choice.value for choice in shown[-1].choices] == ["report", f"unsolved:{made.id}"]
    assert (await story.ticket()).state is State.CLOSED
    await story.li.presses("没解决")
    assert (await story.ticket()).state is State.REOPENED


async def test_a_delivery_that_comes_again_after_five_seconds_makes_one_ticket(line_town: Town) -> None:
    li, stage = line_town.resident(), line_town.stage
    assert isinstance(stage, LineStage)
    voice = Message(stage.line.name, "v1", "li", "li", kind=Kind.VOICE, files=(Attachment(remote="v"),))
    stage.line.files["v"] = b"OggS" + bytes(64)
    for _time in range(2):
        await line_town.app.intake.accept([stage.line.incoming(voice)])
        await line_town.passes(seconds=5)
    assert (await li.all_heard()).count("YH-") == 1


async def test_a_ticket_from_before_there_were_deadlines_gets_one(story: Story) -> None:
    made = await story.ticket()

    def age(conn: Connection) -> None:
        conn.execute(update(ticket).where(ticket.c.id == made.id).values(due_at=None, due_s=0))
        conn.execute(timer.delete().where(timer.c.about == made.about))

    await story.town.app.db.write(age)
    await clockwork.start(story.town.app.work)
    assert (await story.ticket()).span is not None
    assert await story.town.app.db.read(lambda conn: {*_rings(conn, made)}) == {"tickets.limit", "tickets.step"}


def _rings(conn: Connection, made: Ticket) -> list[str]:
    return list(conn.execute(select(timer.c.kind).where(timer.c.about == made.about)).scalars())
