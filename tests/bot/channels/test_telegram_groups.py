"""The real machine behind the channel: staff groups that are claimed in, moved, left, and forums with topics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.feature import Command, Feature
from bot.message import Choice, Reply
from bot.store import groups
from bot.work import Change, Turn, TurnTx
from tests.bot.channels.telegram_stage import Stage, stage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import FORUM, GROUP

MODES = pytest.mark.parametrize("mode", ["polling", "webhook"])


async def echo(turn: Turn) -> Reply:
    """Says what it heard, with the kind of message and a button."""
    return Reply(f"{turn.message.kind}：{turn.message.text}", (Choice("好的", "fine:1"),))


async def fine(turn: Turn) -> Reply:
    return Reply(f"按了 {turn.message.pick}")


async def file_ticket(turn: Turn) -> Change:
    """Puts a card into the staff group."""

    def change(tx: TurnTx) -> Reply:
        tx.card("ticket:1", Reply("新工单", (Choice("接单", "claim:1"),)))
        return Reply("已上报")

    return change


async def claim(turn: Turn) -> Change:
    """First press wins, told by the card."""
    name = turn.message.name

    def change(tx: TurnTx) -> Reply | None:
        tx.edit_cards("ticket:1", Reply(f"{name} 已接单"))
        return None

    return change


async def staff_note(turn: Turn) -> Reply | None:
    return Reply(f"{turn.message.kind}:{turn.message.trusted}:{turn.message.topic}")


FEATURE = Feature(
    "tests",
    commands={"report": Command(file_ticket)},
    picks={"fine": fine},
    staff_picks={"claim": claim},
    listens=(echo,),
    staff_listens=(staff_note,),
)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


async def staff_rooms(running: Stage) -> list[str]:
    return [group.chat for group in await running.app.db.read(groups.alive)]


async def test_a_migrated_staff_group_keeps_working(fake: FakeTelegram, tmp_path: Path) -> None:
    user, boss = fake.user(1001), fake.user(5, "王姐")
    old = fake.group(-300, members=(boss,))
    async with stage(fake, tmp_path, [FEATURE], telegram_staff_chat_id="-300") as running:
        await fake.says(user, "/report")
        await fake.wait_sent(old, "新工单")
        new = await fake.migrates(boss, old, -1005556667778)
        await running.settled(3)
        assert await staff_rooms(running) == [str(new.id)]
        await fake.says(boss, "在", new)
        await fake.wait_sent(new, "text:True:")


async def test_a_group_that_moved_unseen_is_followed_at_the_next_card(fake: FakeTelegram, tmp_path: Path) -> None:
    user, boss = fake.user(1001), fake.user(5, "王姐")
    old = fake.group(-300, members=(boss,))
    new = await fake.migrates(boss, old, -1005556667778)
    fake.queue.drop_all()
    async with stage(fake, tmp_path, [FEATURE], telegram_staff_chat_id="-300") as running:
        await fake.says(user, "/report")
        card = (await fake.wait_sent(new, "新工单"))[0]
        await fake.presses(boss, card, "接单")
        await fake.wait_sent(new, "王姐 已接单")
        assert await staff_rooms(running) == [str(new.id)]


async def test_thrown_out_of_the_staff_group_and_taken_in_again(fake: FakeTelegram, tmp_path: Path) -> None:
    boss = fake.user(5, "王姐")
    group = fake.group(GROUP, members=(boss,))
    async with stage(fake, tmp_path, [FEATURE], telegram_staff_chat_id=str(GROUP)) as running:
        await fake.kicks_bot(boss, group)
        await running.settled(1)
        assert await staff_rooms(running) == []
        await fake.adds_bot(boss, group)
        await running.settled(2)
        assert await staff_rooms(running) == [str(GROUP)]


async def test_other_groups_are_left_alone(fake: FakeTelegram, tmp_path: Path) -> None:
    boss = fake.user(5, "王姐")
    group = fake.group(GROUP, members=(boss,))
    async with stage(fake, tmp_path, [FEATURE]) as running:
        said = await fake.says(boss, "一", group)
        await fake.edits(boss, said["message"], "二")
        await fake.sends_voice(boss, b"OggS", chat=group)
        fake.sends(boss, {"sticker": {"file_id": "s"}}, group)
        await fake.joins(fake.user(6), group)
        await fake.kicks_bot(boss, group)
        await running.settled(6)
    assert fake.called("sendMessage") == []


async def test_topics_and_hidden_names_reach_the_staff_handlers(fake: FakeTelegram, tmp_path: Path) -> None:
    boss = fake.user(5, "王姐")
    forum = fake.group(FORUM, forum=True, members=(boss,))
    async with stage(fake, tmp_path, [FEATURE], telegram_staff_chat_id=str(FORUM)):
        topic = await fake.opens_topic(boss, forum, "路灯")
        await fake.says(boss, "看到了", forum, thread=topic)
        await fake.wait_sent(forum, f"text:True:{topic}", thread=topic)
        await fake.says_anonymously(forum, "我来")
        await fake.wait_sent(forum, "text:False:")


async def test_a_deleted_topic_does_not_swallow_the_answer(fake: FakeTelegram, tmp_path: Path) -> None:
    boss = fake.user(5, "王姐")
    forum = fake.group(FORUM, forum=True, members=(boss,))
    topic = await fake.opens_topic(boss, forum, "路灯")
    await fake.says(boss, "看到了", forum, thread=topic)
    await fake.deletes_topic(forum, topic)
    async with stage(fake, tmp_path, [FEATURE], telegram_staff_chat_id=str(FORUM)):
        answer = (await fake.wait_sent(forum, f"text:True:{topic}"))[0]
    assert "message_thread_id" not in answer


async def test_a_stop_in_the_middle_of_a_long_poll_is_quick(fake: FakeTelegram, tmp_path: Path) -> None:
    async with stage(fake, tmp_path, [FEATURE]):
        await fake.wait_called("deleteWebhook")
        await asyncio.sleep(0.1)
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 3
