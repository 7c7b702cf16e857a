"""Raw updates to messages: every kind that is read, every kind that is not, and nonsense of every shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.incoming import incoming
from bot.channels.telegram.parse import parse
from bot.channels.telegram.sender import peek
from bot.message import Attachment, Kind, Message

Json = dict[str, Any]
PERSON: Json = {"id": 7, "is_bot": False, "first_name": "余", "last_name": "小妹", "language_code": "zh-hans"}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "余"}
GROUP: Json = {"id": -100200300, "type": "supergroup", "title": "工作群"}


def said(chat: Json | None = None, **fields: Any) -> Json:
    message = {"message_id": 11, "date": 1_790_000_000, "from": PERSON, "chat": chat or PRIVATE, **fields}
    return {"update_id": 500, "message": {name: value for name, value in message.items() if value is not None}}


def read(raw: Json, username: str = "") -> Message:
    message = parse(raw, username)
    assert message is not None
    assert peek(raw, str(raw["update_id"])) == message.conversation
    return message


def test_a_text_names_who_where_and_in_which_language() -> None:
    assert read(said(text="  停电了\u200b ")) == Message(
        "telegram", "500", "7", "7", text="停电了", name="余 小妹", lang="zh-hans", wire_id="11"
    )


def test_a_command_stays_as_it_was_typed() -> None:
    assert read(said(text="/start t_AB12")).text == "/start t_AB12"


@pytest.mark.parametrize(("text", "heard"), [("/help@Our_Bot", True), ("/help@other_bot", False), ("/help", True)])
def test_a_command_for_another_bot_is_not_ours(text: str, heard: bool) -> None:
    assert (parse(said(GROUP, text=text), "our_bot") is not None) is heard


def test_the_largest_photo_counts() -> None:
    sizes = [
        {"file_id": "small", "width": 90, "height": 68, "file_size": 900},
        {"file_id": "large", "width": 1280, "height": 960, "file_size": 90_000},
        {"file_id": "middle", "width": 320, "height": 240, "file_size": 9_000},
    ]
    message = read(said(photo=sizes, caption="路灯坏了"))
    assert (message.kind, message.text) == (Kind.FILE, "路灯坏了")
    assert message.files == (Attachment(remote="large", mime="image/jpeg", size=90_000),)


def test_a_voice_message_tells_its_length() -> None:
    message = read(said(voice={"file_id": "v", "duration": 8, "mime_type": "audio/ogg", "file_size": 12}))
    assert message.kind is Kind.VOICE
    assert message.files == (Attachment(remote="v", mime="audio/ogg", size=12, seconds=8),)


@pytest.mark.parametrize("field", ["document", "video", "audio", "animation", "video_note"])
def test_other_files_keep_their_names(field: str) -> None:
    message = read(said(**{field: {"file_id": "d", "file_name": "a\u202eb.pdf", "mime_type": "application/pdf"}}))
    assert message.kind is Kind.FILE
    assert message.files == (Attachment(remote="d", name="ab.pdf", mime="application/pdf"),)


def test_places_and_numbers_become_words() -> None:
    point = {"latitude": 30.2741, "longitude": 120.1551}
    assert read(said(location=point)).text == "30.274100,120.155100"
    venue = {"title": "良渚文化村", "address": "玉鸟路", "location": point}
    assert read(said(location=point, venue=venue)).text == "良渚文化村 玉鸟路 30.274100,120.155100"
    contact = read(said(contact={"phone_number": "13800000000", "first_name": "余"}))
    assert (contact.kind, contact.text) == (Kind.CONTACT, "13800000000")


@pytest.mark.parametrize("fields", [{"sticker": {"file_id": "s"}}, {"poll": {}}, {"something_new": 1}])
def test_what_cannot_be_read_is_not_met_with_silence(fields: Json) -> None:
    assert read(said(**fields)).kind is Kind.OTHER


@pytest.mark.parametrize(
    "fields",
    [{"new_chat_members": [PERSON]}, {"pinned_message": {}}, {"forum_topic_created": {}}, {"something_new": 1},
     {"migrate_from_chat_id": -9}],
)  # fmt: skip
def test_what_telegram_notes_in_a_group_is_nothing(fields: Json) -> None:
    assert parse(said(GROUP, **fields)) is None


def test_an_edit_counts_when_it_has_words() -> None:
    message = said(text="改过了", edit_date=1)["message"]
    edited = read({"update_id": 501, "edited_message": message})
    assert (edited.kind, edited.text, edited.wire_id) == (Kind.EDITED, "改过了", "11")
    moving = said(location={"latitude": 1, "longitude": 1})["message"]
    assert parse({"update_id": 502, "edited_message": moving}) is None


def pressed(data: str | None, chat: Json | None = None, **card: Any) -> Json:
    query = {
        "id": "9912", "from": PERSON, "chat_instance": "1", "data": data,
        "message": {"message_id": 40, "date": 0, "chat": chat or PRIVATE, **card},
    }  # fmt: skip
    return {"update_id": 503, "callback_query": {name: value for name, value in query.items() if value is not None}}


@pytest.mark.parametrize(
    ("data", "pick"),
    [("1:t:claim:7", "t:claim:7"), ("2:t:claim:7", "old:2:t:claim:7"), ("menu", "old:menu"), ("1:", "old:1:"),
     (None, "old:")],
)  # fmt: skip
def test_a_press_names_button_card_and_query(data: str | None, pick: str) -> None:
    message = read(pressed(data))
    assert (message.kind, message.pick, message.card, message.press) == (Kind.PICK, pick, "40", "9912")


def test_a_press_in_a_topic_is_answered_there() -> None:
    message = read(pressed("1:x", GROUP, message_thread_id=33, is_topic_message=True))
    assert (message.topic, message.group, message.chat, message.sender) == ("33", True, "-100200300", "7")


def test_only_topics_are_places_to_write_to() -> None:
    assert read(said(GROUP, text="a", message_thread_id=33, is_topic_message=True)).topic == "33"
    assert read(said(GROUP, text="a", message_thread_id=33)).topic == ""


def test_a_reply_names_what_it_answers_but_not_the_topics_first_message() -> None:
    topic = {"message_thread_id": 33, "is_topic_message": True}
    assert read(said(GROUP, text="a", reply_to_message={"message_id": 40}, **topic)).replies_to == "40"
    assert read(said(GROUP, text="a", reply_to_message={"message_id": 33}, **topic)).replies_to == ""


@pytest.mark.parametrize(
    ("status", "chat", "kind"),
    [("kicked", PRIVATE, Kind.BLOCKED), ("member", PRIVATE, Kind.UNBLOCKED), ("kicked", GROUP, Kind.BLOCKED),
     ("left", GROUP, Kind.BLOCKED), ("administrator", GROUP, Kind.UNBLOCKED)],
)  # fmt: skip
def test_membership_of_the_bot(status: str, chat: Json, kind: Kind) -> None:
    change = {"chat": chat, "from": PERSON, "date": 1, "old_chat_member": {}, "new_chat_member": {"status": status}}
    message = read({"update_id": 504, "my_chat_member": change})
    assert (message.kind, message.group) == (kind, chat is GROUP)


def test_a_migrated_group_tells_its_new_number() -> None:
    message = read(said({"id": -200, "type": "group"}, migrate_to_chat_id=-100200300))
    assert (message.kind, message.chat, message.moved_to) == (Kind.MIGRATED, "-200", "-100200300")


@pytest.mark.parametrize(
    ("sender", "behind"),
    [({"id": 1087968824, "is_bot": True, "first_name": "Group"}, GROUP),
     ({"id": 777000, "is_bot": False, "first_name": "Telegram"}, {"id": -1005, "type": "channel", "title": "频道"}),
     ({"id": 136817688, "is_bot": True, "first_name": "Channel"}, {"id": -1006, "type": "channel", "title": "某人"})],
)  # fmt: skip
def test_a_hidden_sender_is_never_trusted(sender: Json, behind: Json) -> None:
    message = read(said(GROUP, text="/claim", **{"from": sender}, sender_chat=behind))
    assert (message.trusted, message.sender) == (False, str(behind["id"]))
    alone = read(said(GROUP, text="/claim", **{"from": sender}))
    assert (alone.trusted, alone.sender) == (False, str(sender["id"]))


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1},
        {"update_id": 1, "channel_post": {"message_id": 1}},
        {"update_id": 1, "inline_query": {}},
        {"update_id": 1, "from_the_future": [1]},
        said(text="a", **{"from": {"id": 8, "is_bot": True, "first_name": "b"}}),
        said({"id": -1005, "type": "channel"}, text="a"),
        {"update_id": 1, "callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x", "data": "1:a"}},
    ],
)
def test_nobody_needs_to_handle(raw: Json) -> None:
    assert parse(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        {}, {"update_id": "1"}, {"update_id": True}, {"update_id": 1, "message": None}, {"update_id": 1, "message": {}},
        said(text=5), said({"id": "7", "type": "private"}, text="a"), said({"id": 7}, text="a"),
        said(text="a", message_id=None), said(photo=[]), said(photo=[{"width": 2}]), said(voice={}),
        said(location={"latitude": float("nan"), "longitude": 1}), said(location={"latitude": 10**400, "longitude": 1}),
        said(text="a", **{"from": None}), pressed("1:a") | {"callback_query": {"message": {}}},
    ],
)  # fmt: skip
def test_malformed_says_so_and_waits_in_nobodys_way(raw: Json) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse(raw)
    assert peek(raw, "1").startswith("telegram|")


_text = st.text(st.characters(exclude_categories=()), max_size=8)
_leaf = st.none() | st.booleans() | st.integers() | st.floats() | _text
_json = st.recursive(
    _leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=4), max_leaves=12
)
_FIELDS = (
    "message_id", "from", "chat", "text", "caption", "photo", "voice", "document", "location", "venue", "contact",
    "sender_chat", "reply_to_message", "message_thread_id", "is_topic_message", "migrate_to_chat_id", "sticker",
    "message", "data", "id", "new_chat_member", "new_chat_members",
)  # fmt: skip
_REAL: Json = {
    "message_id": 11, "from": PERSON, "chat": GROUP, "text": "a", "photo": [{"file_id": "p", "width": 1, "height": 1}],
    "voice": {"file_id": "v"}, "location": {"latitude": 1, "longitude": 1}, "contact": {"phone_number": "1"},
    "message": {"message_id": 2, "chat": PRIVATE}, "data": "1:a", "id": "9", "reply_to_message": {"message_id": 3},
    "new_chat_member": {"status": "member"}, "is_topic_message": True, "message_thread_id": 3,
}  # fmt: skip


@st.composite
def nearly_updates(draw: st.DrawFn) -> Any:
    """Updates with the right names in them, each field right, wrong or missing."""
    fields = draw(st.sets(st.sampled_from(_FIELDS)))
    event = {name: draw(st.just(_REAL.get(name)) | _text | _json) for name in fields}
    kind = draw(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]))
    return {"update_id": draw(st.just(500) | _leaf), kind: draw(st.just(event) | _json)}


@given(raw=nearly_updates() | _json, username=st.sampled_from(["", "our_bot"]))
def test_no_update_of_any_shape_breaks_anything(raw: Any, username: str) -> None:
    row = incoming(raw)
    row.payload.encode()
    row.conversation.encode()
    try:
        message = parse(json.loads(row.payload), username)
    except ValueError:
        return
    if message is not None:
        message.dump().encode()
        assert message.conversation == row.conversation
        assert message.id == row.id


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_what_is_quoted_is_not_stored_again(kind: str) -> None:
    raw = said(text="那怎么办", reply_to_message={"message_id": 3, "text": "收了红包"}, quote={"text": "红包"})
    raw = {"update_id": 500, kind: raw["message"]}
    row = incoming(raw, json.dumps(raw))
    stored = json.loads(row.payload)
    assert stored[kind]["reply_to_message"] == {"message_id": 3}
    assert "quote" not in stored[kind]
    assert parse(stored, "") == parse(raw, "")
    plain = json.dumps(said(text="路灯坏了"), indent=1)
    assert incoming(json.loads(plain), plain).payload == plain


@pytest.mark.parametrize("words", ["上报", "/shangbao@our_bot", "上报 急"])
def test_what_is_taken_up_is_kept_with_its_files(words: str) -> None:
    photo = [{"file_id": "a", "width": 9, "height": 9}]
    answered = {"message_id": 3, "from": {"id": 7, "is_bot": False}, "caption": "路灯坏了", "photo": photo, "date": 1}
    raw = said(text=words, reply_to_message=answered)
    stored = json.loads(incoming(raw).payload)
    assert "date" not in stored["message"]["reply_to_message"]
    message = parse(stored, "our_bot")
    assert message is not None
    assert (message.quoted, [file.remote for file in message.quoted_files]) == ("路灯坏了", ["a"])
    assert Message.load(json.loads(message.dump())) == message
    ours = {**answered, "from": {"id": 8, "is_bot": True}}
    own = parse(said(text=words, reply_to_message=ours), "our_bot")
    assert own is not None
    assert own.quoted == ""
    odd = parse(said(text=words, reply_to_message={**answered, "photo": "odd"}), "our_bot")
    assert odd is not None
    assert odd.quoted_files == ()


def test_half_a_surrogate_pair_is_stored_and_read() -> None:
    row = incoming(said(text="坏了\ud83d\x00！"))
    assert row.payload.isascii()
    assert read(json.loads(row.payload)).text == "坏了！"


def test_an_update_without_a_number_is_still_a_repeat_the_second_time() -> None:
    assert incoming({"message": 1}).id == incoming({"message": 1}).id != incoming({"message": 2}).id
