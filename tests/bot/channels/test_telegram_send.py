"""What goes out: texts, buttons, edits, files, topics, and what every refusal means for delivery."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channel import Signal
from bot.channels.telegram.channel import Telegram
from bot.errors import DeliveryError
from bot.message import Address, Attachment, Choice, OutKind, Reply
from tests.bot.channels.telegram_stage import lone_channel, outgoing
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import FORUM, GROUP, jpeg, started

PICTURE = jpeg()
FILES = {
    "photo": (PICTURE, "image/jpeg", "现场.jpg"),
    "false": (b"false", "image/jpeg", '假"的\\.jpg'),
    "paper": (b"%PDF", "application/pdf", "材 \n料.pdf"),
}


async def load_file(name: str) -> tuple[bytes, str, str] | None:
    if name == "unreadable":
        raise FileNotFoundError(name)
    return FILES.get(name)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def channel(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[Telegram]:
    async with lone_channel(fake, tmp_path, load_file=load_file) as opened:
        yield opened


async def refusal(channel: Telegram, item: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.send(item)
    return caught.value


async def test_a_reply_is_plain_text_under_the_message_it_answers(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    asked = (await fake.says(user, "路灯坏了"))["message"]
    reply = Reply("<b>*您好*</b> https://example.org", (Choice("菜单", "menu"),), under=str(asked["message_id"]))
    sent_id = await channel.send(outgoing(user.id, reply))
    sent = fake.sent(user)[0]
    assert (str(sent["message_id"]), sent["text"]) == (sent_id, "<b>*您好*</b> https://example.org")
    assert sent["reply_to_message"]["message_id"] == asked["message_id"]
    assert sent["reply_markup"] == {"inline_keyboard": [[{"text": "菜单", "callback_data": "1:menu"}]]}
    params = fake.called("sendMessage")[0].params
    assert "parse_mode" not in params
    assert params["link_preview_options"] == {"is_disabled": True}


async def test_the_message_to_answer_may_be_gone(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    await channel.send(outgoing(user.id, Reply("好", under="99999")))
    await channel.send(outgoing(user.id, Reply("好", under="not-a-number")))
    assert ["reply_to_message" in message for message in fake.sent(user)] == [False, False]


async def test_an_edit_replaces_text_and_buttons(fake: FakeTelegram, channel: Telegram) -> None:
    group = fake.group(GROUP)
    card = await channel.send(outgoing(group.id, Reply("新", (Choice("接单", "t:claim:1"),))))
    assert await channel.send(outgoing(group.id, "已接", kind=OutKind.EDIT, target=card)) == card
    assert fake.sent(group)[0]["text"] == "已接"
    assert "reply_markup" not in fake.sent(group)[0]


async def test_an_edit_that_changes_nothing_is_done(fake: FakeTelegram, channel: Telegram) -> None:
    group = fake.group(GROUP)
    card = await channel.send(outgoing(group.id, Reply("新", (Choice("接单", "t:claim:1"),))))
    again = outgoing(group.id, Reply("新", (Choice("接单", "t:claim:1"),)), kind=OutKind.EDIT, target=card)
    assert await channel.send(again) == card
    assert fake.called("editMessageText")[0].status == 400


async def test_an_edit_of_a_photo_changes_its_caption(fake: FakeTelegram, channel: Telegram) -> None:
    group = fake.group(GROUP)
    photo = await channel.send(outgoing(group.id, Reply("", files=(Attachment(kept="photo"),))))
    await channel.send(outgoing(group.id, "说明", kind=OutKind.EDIT, target=photo))
    assert fake.sent(group)[0]["caption"] == "说明"


@pytest.mark.parametrize("target", ["99999", "", "x"])
async def test_nothing_to_edit_is_final(fake: FakeTelegram, channel: Telegram, target: str) -> None:
    group = fake.group(GROUP)
    error = await refusal(channel, outgoing(group.id, "a", kind=OutKind.EDIT, target=target))
    assert (error.retry, error.unreachable) == (False, False)


async def test_a_message_of_somebody_else_cannot_be_edited(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    theirs = (await fake.says(user, "a"))["message"]
    error = await refusal(channel, outgoing(user.id, "b", kind=OutKind.EDIT, target=str(theirs["message_id"])))
    assert not error.retry


async def test_a_deletion_is_done_when_nothing_is_left(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    sent = await channel.send(outgoing(user.id, "a"))
    for _ in range(2):
        assert await channel.send(outgoing(user.id, "", kind=OutKind.DELETE, target=sent)) == ""
    assert fake.sent(user) == []


async def test_a_topic_is_opened_and_written_into(fake: FakeTelegram, channel: Telegram) -> None:
    forum = fake.group(FORUM, forum=True)
    topic = await channel.send(outgoing(forum.id, "YH-1 路灯" + "很长" * 100, kind=OutKind.TOPIC))
    assert len(forum.topics[int(topic)].name) <= 128
    await channel.send(outgoing(forum.id, "卡片", topic=topic))
    assert fake.sent(forum, int(topic))[-1]["text"] == "卡片"


async def test_a_deleted_or_closed_topic_falls_back_to_the_group(fake: FakeTelegram, channel: Telegram) -> None:
    forum, boss = fake.group(FORUM, forum=True), fake.user(5)
    gone, closed = [await fake.opens_topic(boss, forum, name) for name in ("一", "二")]
    await fake.deletes_topic(forum, gone)
    await fake.closes_topic(boss, forum, closed)
    forum.rights.discard("can_manage_topics")
    for topic in (gone, closed):
        await channel.send(outgoing(forum.id, Reply("卡片", (Choice("接单", "t:1"),)), topic=str(topic)))
    cards = [message for message in fake.sent(forum) if message["text"] == "卡片"]
    assert len(cards) == 2
    assert all("message_thread_id" not in card and "reply_markup" in card for card in cards)


async def test_a_group_without_topics_says_no_for_good(fake: FakeTelegram, channel: Telegram) -> None:
    assert not (await refusal(channel, outgoing(fake.group(GROUP).id, "a", kind=OutKind.TOPIC))).retry


async def test_files_come_before_the_text(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    files = tuple(Attachment(kept=name) for name in ("photo", "gone", "unreadable", "false", "paper"))
    sent_id = await channel.send(outgoing(user.id, Reply("三个文件", (Choice("好", "ok"),), files=files)))
    photo, false, paper, text = fake.sent(user)
    assert photo["photo"][0]["width"] == 320
    assert (false["document"]["file_name"], paper["document"]["file_name"]) == ('假"的\\.jpg', "材 料.pdf")
    assert (text["text"], str(text["message_id"])) == ("三个文件", sent_id)


async def test_a_row_tried_again_repeats_no_file(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    item = outgoing(user.id, Reply("文件", files=(Attachment(kept="photo"), Attachment(kept="paper"))))
    fake.fail_next("sendDocument", 500)
    assert (await refusal(channel, item)).retry
    await channel.send(item)
    assert [len(fake.called(name)) for name in ("sendPhoto", "sendDocument", "sendMessage")] == [1, 2, 1]


async def test_files_alone_need_no_text(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    item = outgoing(user.id, Reply("", files=(Attachment(kept="photo"),)))
    assert await channel.send(item) == str(fake.sent(user)[0]["message_id"])
    assert fake.called("sendMessage") == []


@pytest.mark.parametrize(
    ("status", "says", "parameters", "retry", "unreachable"),
    [
        (403, "Forbidden: bot was blocked by the user", None, False, True),
        (403, "Forbidden: user is deactivated", None, False, True),
        (403, "Forbidden: bot was kicked from the supergroup chat", None, False, True),
        (400, "Bad Request: chat not found", None, False, True),
        (400, "Bad Request: message is too long", None, False, False),
        (400, "Bad Request: BUTTON_DATA_INVALID", None, False, False),
        (401, "Unauthorized", None, False, False),
        (413, "Request Entity Too Large", None, False, False),
        (409, "Conflict: something", None, True, False),
        (500, "Internal Server Error", None, True, False),
        (502, "Bad Gateway", None, True, False),
    ],
)
async def test_what_a_refusal_means(
    fake: FakeTelegram, channel: Telegram, status: int, says: str, parameters: Any, retry: bool, unreachable: bool
) -> None:
    user = await started(fake)
    fake.fail_next("sendMessage", status, says, parameters)
    error = await refusal(channel, outgoing(user.id, "a"))
    assert (error.retry, error.unreachable, error.after, error.moved_to) == (retry, unreachable, 0, "")


async def test_a_flood_and_a_move_tell_what_to_do(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    fake.fail_next("sendMessage", 429, parameters={"retry_after": 9})
    flood = await refusal(channel, outgoing(user.id, "a"))
    assert (flood.retry, flood.after) == (True, 9)
    fake.fail_next("sendMessage", 400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1009})
    moved = await refusal(channel, outgoing(user.id, "a"))
    assert (moved.retry, moved.moved_to) == (True, "-1009")


async def test_a_dropped_connection_is_tried_again(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    fake.drop_next("sendMessage")
    assert (await refusal(channel, outgoing(user.id, "a"))).retry


async def test_an_address_that_is_no_chat_is_final(channel: Telegram) -> None:
    item = outgoing(1, "a")
    nowhere = type(item)(1, Address("telegram", "nobody"), item.kind, item.reply)
    assert not (await refusal(channel, nowhere)).retry


async def test_signs_are_shown_and_never_fail(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    await channel.send(outgoing(user.id, Reply("选", (Choice("好", "ok"),))))
    query = (await fake.presses(user, fake.sent(user)[0], "好"))["callback_query"]
    here = Address("telegram", str(user.id))
    await channel.signal(Signal.PRESSED, here, query["id"])
    await channel.signal(Signal.TYPING, here)
    assert len(fake.world.presses[query["id"]].answers) == 1
    assert [sign for sign, _ in fake.world.chat(user).actions] == ["typing"]
    await channel.signal(Signal.PRESSED, here, "unknown")
    fake.drop_next("*", times=-1)
    await channel.signal(Signal.TYPING, Address("telegram", "x", "y"))


async def test_files_are_fetched(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    update = await fake.sends_photo(user, PICTURE)
    message = channel.parse(update)
    assert message is not None
    assert await channel.fetch(message.files[0]) == PICTURE


async def test_files_that_cannot_be_had(fake: FakeTelegram, channel: Telegram) -> None:
    user = await started(fake)
    huge = channel.parse(await fake.sends_document(user, b"a", "a.pdf", size=21 * 1024 * 1024))
    assert huge is not None
    silent = Attachment(remote=huge.files[0].remote)
    for attachment in (huge.files[0], silent, Attachment(remote="nobody knows")):
        with pytest.raises(DeliveryError) as caught:
            await channel.fetch(attachment)
        assert not caught.value.retry
    fake.fail_next("getFile", 500)
    with pytest.raises(DeliveryError) as caught:
        await channel.fetch(silent)
    assert caught.value.retry


def test_groups_and_limits(channel: Telegram) -> None:
    assert (channel.is_group("-100"), channel.is_group("100"), channel.layout.max_units) == (True, False, 4096)
    assert channel.rates is None


async def test_limits_follow_the_setting(fake: FakeTelegram, tmp_path: Path) -> None:
    async with lone_channel(fake, tmp_path, telegram_rate_per_s=25) as limited:
        rates = limited.rates
    assert rates is not None
    assert (rates.overall_per_s, rates.chat_per_s, rates.chat_burst, rates.group_per_min) == (25, 1, 3, 20)
