"""The real machine behind the channel, talking with people in the fake: by polling and by webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.feature import Command, Feature
from bot.message import Choice, Kind, Reply
from bot.work import Change, Turn, TurnTx
from tests.bot.channels.telegram_stage import stage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import GROUP

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


@MODES
async def test_ask_and_press(fake: FakeTelegram, tmp_path: Path, mode: str) -> None:
    user = fake.user(1001)
    async with stage(fake, tmp_path, [FEATURE], telegram_mode=mode):
        await fake.says(user, "停电了")
        answer = (await fake.wait_sent(user))[0]
        assert answer["text"] == "text：停电了"
        query = (await fake.presses(user, answer, "好的"))["callback_query"]
        await fake.wait_sent(user, "按了 fine:1")
        await fake.wait_called("answerCallbackQuery")
        assert len(fake.world.presses[query["id"]].answers) == 1
        await fake.wait_taken()


@MODES
async def test_every_kind_is_heard(fake: FakeTelegram, tmp_path: Path, mode: str) -> None:
    user = fake.user(1001)
    async with stage(fake, tmp_path, [FEATURE], telegram_mode=mode):
        said = await fake.says(user, "一")
        await fake.wait_sent(user, 1)
        await fake.edits(user, said["message"], "二")
        await fake.sends_photo(user, b"\xff\xd8", "照片")
        await fake.sends_voice(user, b"OggS")
        await fake.sends_location(user, 30.5, 120)
        await fake.sends_contact(user, "13800000000")
        fake.sends(user, {"sticker": {"file_id": "s"}})
        texts = [message["text"] for message in await fake.wait_sent(user, 7)]
    assert texts == [
        "text：一", "edited：二", "file：照片", "voice：", "location：30.500000,120.000000", "contact：13800000000",
        "other：",
    ]  # fmt: skip


async def test_buttons_of_another_version_are_explained(fake: FakeTelegram, tmp_path: Path) -> None:
    user = fake.user(1001)
    async with stage(fake, tmp_path, [FEATURE]) as running:
        await fake.says(user, "一")
        answer = (await fake.wait_sent(user))[0]
        for forged in ("0:fine:1", "1:nobody:1", "garbage"):
            await fake.presses(user, answer, forged, forged=True)
        assert await running.settled(4) == ["done", "old_button", "old_button", "old_button"]
        assert "按了 " not in str(fake.sent(user))


async def test_double_taps_and_repeats(fake: FakeTelegram, tmp_path: Path) -> None:
    user = fake.user(1001)
    async with stage(fake, tmp_path, [FEATURE]) as running:
        update = await fake.says(user, "一")
        answer = (await fake.wait_sent(user))[0]
        await fake.wait_taken()
        await fake.raw(dict(update))  # the same number once more
        for _ in range(2):
            await fake.presses(user, answer, "好的")
        await fake.wait_sent(user, 3)
        await fake.wait_taken()
        assert await running.settled(3) == ["done", "done", "done"]
        await fake.wait_called("answerCallbackQuery", 2)
        assert [message["text"] for message in fake.sent(user)] == ["text：一", "按了 fine:1", "按了 fine:1"]


async def test_a_restart_hears_what_came_meanwhile_and_answers_once(fake: FakeTelegram, tmp_path: Path) -> None:
    user = fake.user(1001)
    async with stage(fake, tmp_path, [FEATURE]):
        first = await fake.says(user, "一")
        await fake.wait_sent(user, 1)
    fake.queue.confirm(first["update_id"])
    await fake.raw(dict(first))  # as if it had never been confirmed
    await fake.says(user, "二")
    async with stage(fake, tmp_path, [FEATURE]) as running:
        await fake.wait_sent(user, 2)
        await fake.wait_taken()
        assert await running.settled(2) == ["done", "done"]
    assert [message["text"] for message in fake.sent(user)] == ["text：一", "text：二"]


@MODES
async def test_odd_updates_hold_nobody_up(fake: FakeTelegram, tmp_path: Path, mode: str) -> None:
    user = fake.user(1001)
    for odd in (
        {"message": {"from": {"id": 1001}}}, {"message": None}, {"message": 5}, {"callback_query": {"id": "1"}},
        {"from_the_future": {"a": 1}}, {"channel_post": {"message_id": 1}}, {},
        {"message": {"message_id": 1, "date": 1, "chat": user_chat(1001), "from": {"id": 1001}, "text": 7}},
    ):  # fmt: skip
        await fake.raw(odd)
    async with stage(fake, tmp_path, [FEATURE], telegram_mode=mode) as running:
        await fake.says(user, "还在吗")
        await fake.wait_sent(user, "text：还在吗")
        outcomes = await running.settled(9)
        await fake.wait_taken()
    assert sorted(outcomes) == ["done", *["ignored"] * 4, *["malformed"] * 4]


def user_chat(number: int) -> dict[str, object]:
    return {"id": number, "type": "private"}


async def test_long_answers_arrive_in_order_and_whole(fake: FakeTelegram, tmp_path: Path) -> None:
    sentence = "请带上身份证😀到便民服务中心办理。"
    whole = sentence * 600

    async def long(_: Turn) -> Reply:
        return Reply(whole, (Choice("好的", "fine:1"),))

    user = fake.user(1001)
    async with stage(fake, tmp_path, [Feature("long", listens=(long,))]):
        await fake.says(user, "一")
        parts = await fake.wait_sent(user, 3)
    assert "".join(part["text"] for part in parts) == whole
    assert all(part["text"].endswith("。") for part in parts)
    assert ["reply_markup" in part for part in parts] == [False, False, True]


async def test_a_private_chat_gets_one_a_second_after_three_and_others_do_not_wait(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    busy, other = fake.user(1001), fake.user(1002)
    async with stage(fake, tmp_path, [FEATURE], telegram_rate_per_s=25):
        for number in range(5):
            await fake.says(busy, f"第{number}句")
        await fake.wait_sent(busy, 3)
        await fake.says(other, "快")
        await fake.wait_sent(other, 1, timeout=0.7)
        assert len(fake.sent(busy)) == 3
        await fake.wait_sent(busy, 5)
    at = [call.at for call in fake.called("sendMessage") if call.params["chat_id"] == busy.id]
    assert at[3] - at[0] > 0.9
    assert at[4] - at[3] > 0.9
    assert [message["text"] for message in fake.sent(busy)] == [f"text：第{number}句" for number in range(5)]


async def test_a_flood_answer_pauses_that_chat_alone(fake: FakeTelegram, tmp_path: Path) -> None:
    told, other = fake.user(1001), fake.user(1002)
    fake.fail_next("sendMessage", 429, parameters={"retry_after": 1}, chat_id=told.id)
    async with stage(fake, tmp_path, [FEATURE]):
        await fake.says(told, "一")
        await fake.wait_called("sendMessage", 1)
        await fake.says(told, "二")
        await fake.says(other, "三")
        await fake.wait_sent(other, 1, timeout=0.8)
        assert fake.sent(told) == []
        await fake.wait_sent(told, 2)
    at = [call.at for call in fake.called("sendMessage") if call.params["chat_id"] == told.id]
    assert at[1] - at[0] >= 1.0
    assert [message["text"] for message in fake.sent(told)] == ["text：一", "text：二"]


async def test_a_blocked_bot_gives_up_and_can_come_back(fake: FakeTelegram, tmp_path: Path) -> None:
    user = fake.user(1001)
    heard: list[Kind] = []

    async def note(turn: Turn) -> Reply | None:
        heard.append(turn.message.kind)
        return Reply("在") if turn.message.kind is Kind.TEXT else None

    async with stage(fake, tmp_path, [Feature("note", listens=(note,))]) as running:
        fake.world.chat(user).started = True
        fake.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
        await fake.says(user, "一")
        await fake.wait_called("sendMessage", 1)
        await fake.blocks_bot(user)
        await fake.unblocks_bot(user)
        await fake.says(user, "二")
        await fake.wait_sent(user, 1)
        await running.settled(4)
    assert heard == [Kind.TEXT, Kind.BLOCKED, Kind.UNBLOCKED, Kind.TEXT]
    assert len(fake.called("sendMessage")) == 2


@MODES
async def test_a_card_is_claimed_in_place(fake: FakeTelegram, tmp_path: Path, mode: str) -> None:
    user, boss, late = fake.user(1001), fake.user(5, "王姐"), fake.user(6, "小李")
    group = fake.group(GROUP, members=(boss, late))
    async with stage(fake, tmp_path, [FEATURE], telegram_mode=mode, telegram_staff_chat_id=str(GROUP)):
        await fake.says(user, "/report")
        card = (await fake.wait_sent(group, "新工单"))[0]
        await fake.presses(boss, card, "接单")
        await fake.wait_sent(group, "王姐 已接单")
    assert len(fake.sent(group)) == 1
    assert "reply_markup" not in fake.sent(group)[0]


async def test_an_edited_command_is_not_said_again(fake: FakeTelegram, tmp_path: Path) -> None:
    user = fake.user(1001)
    group = fake.group(GROUP)
    async with stage(fake, tmp_path, [FEATURE], telegram_staff_chat_id=str(GROUP)) as running:
        said = await fake.says(user, "/report 路灯")
        await fake.wait_sent(group, "新工单")
        await fake.edits(user, said["message"], "/report 路灯坏了")
        await fake.wait_sent(user, "edited：/report 路灯坏了")
        await running.settled(2)
    assert len(fake.sent(group)) == 1
