"""How updates reach the real client library from the fake: offsets, long polls, kinds, and all that people send."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest, Conflict

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import FORUM, Ticker, client, jpeg


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


async def test_an_offset_confirms_all_before_it(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1)
    for text in ("一", "二", "三"):
        await fake.says(user, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["一", "二"]
    assert [u.update_id for u in await bot.get_updates(limit=2)] == [u.update_id for u in first]
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["三"]
    assert rest[0].update_id == first[-1].update_id + 1
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()


async def test_a_negative_offset_keeps_the_last(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1)
    for text in ("一", "二", "三"):
        await fake.says(user, text)
    assert [u.message.text for u in await bot.get_updates(offset=-1) if u.message] == ["三"]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_wakes_for_an_update(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1)
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await fake.says(user, "在吗")
    assert [u.message.text for u in await asyncio.wait_for(poll, 2) if u.message] == ["在吗"]


async def test_updates_nobody_fetched_for_a_day_are_gone(fake: FakeTelegram, bot: Bot, clock: Ticker) -> None:
    user = fake.user(1)
    await fake.says(user, "昨天")
    clock.at += 24 * 3600 + 1
    await fake.says(user, "今天")
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["今天"]


async def test_a_second_poller_ends_the_first(fake: FakeTelegram, bot: Bot) -> None:
    async with client(fake) as other:
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.1)
        assert await other.get_updates() == ()
        with pytest.raises(Conflict, match="other getUpdates"):
            await first


async def test_kinds_not_asked_for_do_not_come(fake: FakeTelegram, bot: Bot) -> None:
    user, group = fake.user(1), fake.group(FORUM)
    await bot.get_updates(allowed_updates=["callback_query", "chat_member"])
    await fake.says(user, "没要")
    await fake.joins(user, group)
    assert [u.chat_member is not None for u in await bot.get_updates()] == [True]
    await bot.get_updates(allowed_updates=[])
    fake.queue.drop_all()
    await fake.joins(user, group)
    assert [bool(u.message and u.message.new_chat_members) for u in await bot.get_updates()] == [True]


async def test_everything_that_people_send(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1, "王", "en", username="wang")
    said = (await fake.says(user, "🙂 看 https://a.cn/x 吧"))["message"]
    await fake.edits(user, said, "改了")
    await fake.sends_photo(user, jpeg((640, 480)), "坑", album="a1")
    await fake.sends_voice(user, b"OggS", 4)
    await fake.sends_document(user, b"%PDF-1.7", "证明.pdf", "application/pdf", size=25_000_000)
    await fake.sends_location(user, 30.27, 119.97, accuracy_m=15)
    await fake.sends_contact(user, "+8613800000000")
    await fake.sends_contact(user, "+8613900000000", of=77)
    text, edit, photo, voice, document, place, own, others = await bot.get_updates()
    assert text.message is not None
    assert text.message.from_user is not None
    assert text.message.from_user.language_code == "en"
    assert [(e.type, e.offset, e.length) for e in text.message.entities] == [("url", 5, 14)]
    assert edit.edited_message is not None
    assert (edit.message, edit.edited_message.text) == (None, "改了")
    assert photo.message is not None
    assert [(p.width, p.height) for p in photo.message.photo] == [(90, 68), (640, 480)]
    assert photo.message.media_group_id == "a1"
    assert await (await photo.message.photo[-1].get_file()).download_as_bytearray() == jpeg((640, 480))
    assert voice.message is not None
    assert voice.message.voice is not None
    assert await (await voice.message.voice.get_file()).download_as_bytearray() == b"OggS"
    assert document.message is not None
    assert document.message.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await document.message.document.get_file()
    assert place.message is not None
    assert place.message.location is not None
    assert place.message.location.horizontal_accuracy == 15
    assert [u.message.contact.user_id for u in (own, others) if u.message and u.message.contact] == [1, 77]


async def test_malformed_and_unknown_updates_can_be_queued(fake: FakeTelegram, bot: Bot) -> None:
    await fake.raw({"callback_query": {"id": "1"}})
    with pytest.raises(TypeError):
        await bot.get_updates()
    fake.queue.drop_all()
    number = (await fake.raw({"quantum_message": {"a": 1}}))["update_id"]
    (update,) = await bot.get_updates()
    assert (update.update_id, dict(update.api_kwargs)) == (number, {"quantum_message": {"a": 1}})


async def test_what_the_bot_shows_of_itself(fake: FakeTelegram, bot: Bot) -> None:
    group = fake.group(FORUM)
    scope = BotCommandScopeChat(group.id)
    await bot.set_my_commands([BotCommand("report", "反映问题")], language_code="zh")
    await bot.set_my_commands([BotCommand("board", "看板")], scope=scope)
    assert [c.command for c in await bot.get_my_commands(language_code="zh")] == ["report"]
    assert [c.command for c in await bot.get_my_commands(scope)] == ["board"]
    assert await bot.get_my_commands() == ()
    await bot.delete_my_commands(scope)
    assert await bot.get_my_commands(scope) == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([("报修", "报修")])
    with pytest.raises(BadRequest, match="Lang_code_invalid"):
        await bot.set_my_commands([("report", "报修")], language_code="zh-Hans")
    await bot.set_my_description("问、报、听回音", language_code="zh")
    await bot.set_my_short_description("基层治理助手")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_my_description("zh")).description == "问、报、听回音"
    assert (await bot.get_my_short_description()).short_description == "基层治理助手"
    assert (await bot.get_chat_menu_button()).type == "commands"
