"""Groups and forums in the fake: topics, reply chains, privacy mode, members."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import FORUM, GROUP, Ticker, client


@pytest.fixture
def clock() -> Ticker:
    return Ticker()


@pytest.fixture
async def fake(clock: Ticker) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(now=clock) as server:
        yield server


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    async with client(fake) as started_client:
        yield started_client


async def test_topics_from_open_to_gone(fake: FakeTelegram, bot: Bot) -> None:
    user, forum = fake.user(1), fake.group(FORUM, "网格", forum=True)
    topic = await bot.create_forum_topic(FORUM, "五常街道")
    card = await bot.send_message(FORUM, "工单", message_thread_id=topic.message_thread_id)
    assert (card.message_thread_id, card.is_topic_message) == (topic.message_thread_id, True)
    await bot.edit_forum_topic(FORUM, topic.message_thread_id, name="五常")
    await bot.close_forum_topic(FORUM, topic.message_thread_id)
    await bot.send_message(FORUM, "管理员仍可发言", message_thread_id=topic.message_thread_id)
    forum.rights.discard("can_manage_topics")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(FORUM, "不行", message_thread_id=topic.message_thread_id)
    await bot.reopen_forum_topic(FORUM, topic.message_thread_id)
    assert len(fake.sent(FORUM, thread=topic.message_thread_id)) == 6
    for thread in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(FORUM, "没有", message_thread_id=thread)
    await fake.deletes_topic(forum, topic.message_thread_id)
    assert fake.sent(forum) == []
    theirs = await fake.opens_topic(user, forum, "闲林")
    assert await bot.delete_forum_topic(FORUM, theirs)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.create_forum_topic(FORUM, "再来")


async def test_staff_words_in_topics_and_reply_chains(fake: FakeTelegram, bot: Bot) -> None:
    staff, forum = fake.user(1), fake.group(FORUM, forum=True)
    plain = fake.group(FORUM - 1)
    thread = (await bot.create_forum_topic(FORUM, "仓前")).message_thread_id
    card = (await bot.send_message(FORUM, "工单", message_thread_id=thread)).to_dict()
    await fake.says(staff, "随口一说", chat=forum, thread=thread)
    await fake.says(staff, "已派人", chat=forum, reply_to=card)
    loose = (await bot.send_message(plain.id, "公告")).to_dict()
    await fake.says(staff, "收到", chat=plain, reply_to=loose)
    said, replied, chained = [u.message for u in await bot.get_updates() if u.message]
    assert said.reply_to_message is not None
    assert replied.reply_to_message is not None
    # Even a message that answers nothing points at the first message of its topic.
    assert (said.message_thread_id, said.reply_to_message.message_id) == (thread, thread)
    assert (replied.message_thread_id, replied.reply_to_message.text) == (thread, "工单")
    assert (chained.is_topic_message, chained.message_thread_id) == (None, loose["message_id"])


async def test_privacy_mode_withholds_small_talk(fake: FakeTelegram, bot: Bot) -> None:
    user, group = fake.user(1), fake.group(GROUP, admin=False)
    notice = (await bot.send_message(group.id, "公告")).to_dict()
    assert "update_id" not in await fake.says(user, "吃了吗", chat=group)
    await fake.says(user, "/vote@other_bot", chat=group)
    await fake.says(user, "/vote@yuxiaoyi_test_bot 1", chat=group)
    await fake.says(user, "同意", chat=group, reply_to=notice)
    await fake.joins(user, group)
    heard = [u.message for u in await bot.get_updates() if u.message]
    assert [m.text for m in heard] == ["/vote@yuxiaoyi_test_bot 1", "同意", None]
    command = heard[0].entities[0]
    assert (command.type, command.offset, command.length) == ("bot_command", 0, 23)


async def test_an_anonymous_admin_is_the_group(fake: FakeTelegram, bot: Bot) -> None:
    group = fake.group(FORUM)
    await fake.says_anonymously(group, "派单")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.sender_chat is not None
    assert (update.message.from_user.id, update.message.sender_chat.id) == (1087968824, FORUM)


async def test_chats_members_and_leaving(fake: FakeTelegram, bot: Bot) -> None:
    user, boss = fake.user(1), fake.user(2)
    group = fake.group(FORUM, "社区", members=(user, boss))
    group.members[boss.id] = "creator"
    assert (await bot.get_chat(FORUM)).title == "社区"
    assert (await bot.get_chat_member(FORUM, user.id)).status == "member"
    assert (await bot.get_chat_member(FORUM, bot.id)).status == "administrator"
    assert [m.user.id for m in await bot.get_chat_administrators(FORUM)] == [boss.id, bot.id]
    with pytest.raises(BadRequest, match="Member not found"):
        await bot.get_chat_member(FORUM, 77)
    await fake.leaves(user, group)
    assert (await bot.get_chat_member(FORUM, user.id)).status == "left"
    assert await bot.leave_chat(FORUM)
    with pytest.raises(Forbidden, match="not a member of the supergroup"):
        await bot.send_message(FORUM, "走了")
