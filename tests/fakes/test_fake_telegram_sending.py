"""What the fake Bot API takes and what it refuses when the bot sends, edits, deletes or answers a press."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    ForceReply,
    KeyboardButton,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import GROUP, Ticker, client, jpeg, keyboard, started


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


async def test_messages_are_numbered_per_chat_and_recorded(fake: FakeTelegram, bot: Bot, clock: Ticker) -> None:
    user = await started(fake)
    group = fake.group(GROUP, "值班")
    first, second = await bot.send_message(user.id, "一"), await bot.send_message(user.id, "二")
    other = await bot.send_message(group.id, "三")
    assert (first.message_id, second.message_id, other.message_id) == (2, 3, 1)
    assert first.date.timestamp() == clock.at
    assert [message["text"] for message in fake.sent(user)] == ["一", "二"]
    assert [call.result["message_id"] for call in fake.called("sendMessage")] == [2, 3, 1]


@pytest.mark.parametrize("text", ["好" * 4096, "🙂" * 2048])
async def test_the_longest_text_is_taken(fake: FakeTelegram, bot: Bot, text: str) -> None:
    user = await started(fake)
    assert (await bot.send_message(user.id, text)).text == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [("好" * 4097, "Message is too long"), ("🙂" * 2048 + "a", "Message is too long"), ("  ", "Message text is empty")],
)
async def test_length_counts_utf16_units(fake: FakeTelegram, bot: Bot, text: str, reason: str) -> None:
    user = await started(fake)
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(user.id, text)
    assert fake.sent(user) == []


async def test_html_becomes_entities_and_broken_html_is_refused(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    message = await bot.send_message(user.id, '🙂<b>重</b> <a href="https://a.cn">表</a> &lt;1', parse_mode="HTML")
    assert message.text == "🙂重 表 <1"
    assert [(e.type, e.offset, e.length, e.url) for e in message.entities] == [
        ("bold", 2, 1, None),
        ("text_link", 4, 1, "https://a.cn"),
    ]
    for broken in ("<b>重", "a < b", "<h1>题</h1>", "</b>"):
        with pytest.raises(BadRequest, match="Can't parse entities"):
            await bot.send_message(user.id, broken, parse_mode="HTML")
    with pytest.raises(BadRequest, match="Unsupported parse_mode"):
        await bot.send_message(user.id, "*重*", parse_mode="MarkdownV2")


async def test_entities_must_lie_within_the_text(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    with pytest.raises(BadRequest, match="Entity ends after the end"):
        await bot.send_message(user.id, "两字", entities=[MessageEntity("bold", 0, 3)])


@pytest.mark.parametrize("data", ["", "民" * 22])
async def test_callback_data_has_1_to_64_bytes(fake: FakeTelegram, bot: Bot, data: str) -> None:
    user = await started(fake)
    await bot.send_message(user.id, "够短", reply_markup=keyboard(data="民" * 21))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(user.id, "不行", reply_markup=keyboard(data=data))


async def test_contact_keys_are_for_private_chats(fake: FakeTelegram, bot: Bot) -> None:
    user, group = await started(fake), fake.group(GROUP)
    keys = ReplyKeyboardMarkup([[KeyboardButton("电话", request_contact=True)]])
    message = await bot.send_message(user.id, "请留电话", reply_markup=keys)
    with pytest.raises(BadRequest, match="private chats only"):
        await bot.send_message(group.id, "请留电话", reply_markup=keys)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("改", user.id, message.message_id)
    with pytest.raises(BadRequest, match="placeholder"):
        await bot.send_message(user.id, "写", reply_markup=ForceReply(input_field_placeholder="长" * 65))


async def test_a_reply_needs_its_message_unless_told_otherwise(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1)
    asked = (await fake.says(user, "问"))["message"]
    answer = await bot.send_message(user.id, "答", reply_parameters=ReplyParameters(asked["message_id"]))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "问"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(user.id, "答", reply_parameters=ReplyParameters(99))
    lost = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(user.id, "答", reply_parameters=lost)).reply_to_message is None


async def test_photos_and_documents_come_back_as_they_were_sent(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    photo = await bot.send_photo(user.id, jpeg(), caption="图")
    assert (photo.photo[-1].width, photo.photo[-1].height, photo.caption) == (320, 200, "图")
    again = await bot.send_photo(user.id, photo.photo[-1].file_id)
    assert await (await again.photo[-1].get_file()).download_as_bytearray() == jpeg()
    document = await bot.send_document(user.id, b"a,b\n", filename="表.csv")
    assert document.document is not None
    assert document.document.file_name == "表.csv"
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(user.id, b"no picture")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(user.id, jpeg(), caption="长" * 1025)


async def test_a_draft_fades_and_gives_way_to_the_message(fake: FakeTelegram, bot: Bot, clock: Ticker) -> None:
    user, group = await started(fake), fake.group(GROUP)
    chat = fake.world.chat(user)
    await bot.send_message_draft(user.id, 5, "正在")
    await bot.send_message_draft(user.id, 5, "正在查")
    assert fake.world.drafts(chat) == {5: "正在查"}
    clock.at += 31
    assert fake.world.drafts(chat) == {}
    await bot.send_message_draft(user.id, 6, "又")
    await bot.send_message(user.id, "好了")
    assert fake.world.drafts(chat) == {}
    with pytest.raises(BadRequest):
        await bot.send_message_draft(group.id, 7, "群")


async def test_typing_is_seen(fake: FakeTelegram, bot: Bot, clock: Ticker) -> None:
    user = await started(fake)
    await bot.send_chat_action(user.id, "typing")
    assert fake.world.chat(user).actions == [("typing", clock.at)]
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(user.id, "yawning")


async def test_an_edit_replaces_text_and_drops_buttons_left_out(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    message = await bot.send_message(user.id, "旧", reply_markup=keyboard())
    with pytest.raises(BadRequest, match=r"^Message is not modified"):
        await bot.edit_message_text("旧", user.id, message.message_id, reply_markup=keyboard())
    await bot.edit_message_text("新", user.id, message.message_id)
    assert [(m["text"], "reply_markup" in m, "edit_date" in m) for m in fake.sent(user)] == [("新", False, True)]
    await bot.edit_message_reply_markup(user.id, message.message_id, reply_markup=keyboard("重开"))
    assert fake.sent(user)[0]["reply_markup"]["inline_keyboard"][0][0]["text"] == "重开"
    assert fake.called("sendMessage")[0].result["text"] == "旧"


async def test_what_cannot_be_edited(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1)
    theirs = (await fake.says(user, "我的"))["message"]
    photo = await bot.send_photo(user.id, jpeg(), caption="图")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", user.id, 77)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", user.id, theirs["message_id"])
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", user.id, photo.message_id)
    await bot.edit_message_caption(user.id, photo.message_id, caption="换")
    assert fake.sent(user)[0]["caption"] == "换"


async def test_deleting_has_its_limits(fake: FakeTelegram, bot: Bot, clock: Ticker) -> None:
    user, group = fake.user(1), fake.group(GROUP, admin=False)
    theirs = (await fake.says(user, "大家好", chat=group))["message"]
    old, young = await bot.send_message(group.id, "旧"), await bot.send_message(group.id, "新")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, theirs["message_id"])
    await bot.delete_message(group.id, young.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(group.id, young.message_id)
    clock.at += 48 * 3600 + 1
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, old.message_id)
    assert [m["text"] for m in fake.sent(group)] == ["旧"]


async def test_one_reaction_a_message(fake: FakeTelegram, bot: Bot) -> None:
    user = fake.user(1)
    theirs = (await fake.says(user, "路灯坏了"))["message"]["message_id"]
    await bot.set_message_reaction(user.id, theirs, ReactionTypeEmoji("👀"))
    assert fake.world.chat(user).reactions[theirs][0]["emoji"] == "👀"
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await bot.set_message_reaction(user.id, theirs, [ReactionTypeEmoji("👀"), ReactionTypeEmoji("👍")])


async def test_a_press_is_answered_once_it_came(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    message = await bot.send_message(user.id, "选", reply_markup=keyboard("办结", "v1:close:7"))
    await fake.presses(user, message.to_dict(), "办结")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.from_user.id, query.message.message_id) == ("v1:close:7", user.id, message.message_id)
    await query.answer("好", show_alert=True)
    answers = fake.world.presses[query.id].answers
    assert [(a["text"], a["show_alert"]) for a in answers] == [("好", True)]


async def test_presses_that_are_old_forged_or_on_lost_messages(fake: FakeTelegram, bot: Bot, clock: Ticker) -> None:
    user = await started(fake)
    message = (await bot.send_message(user.id, "选", reply_markup=keyboard())).to_dict()
    with pytest.raises(LookupError, match="办结"):
        await fake.presses(user, message, "没有的")
    await fake.presses(user, message, "v1:close:999", forged=True)
    await fake.presses(user, message, "办结", inaccessible=True)
    forged, lost = await bot.get_updates()
    assert forged.callback_query is not None
    assert forged.callback_query.data == "v1:close:999"
    assert lost.callback_query is not None
    assert lost.callback_query.message is not None
    assert not lost.callback_query.message.is_accessible
    fake.editing.press_deadline_s = 30
    clock.at += 31
    with pytest.raises(BadRequest, match=r"^Query is too old"):
        await lost.callback_query.answer()
    with pytest.raises(BadRequest, match=r"^Query is too old"):
        await bot.answer_callback_query("12345")
