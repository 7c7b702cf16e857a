"""Pure: a raw Bot API update as a message, or None where nobody needs to handle it."""

# Read from the plain JSON instead of through `telegram.Update.de_json`: that one raises TypeError for a missing field
# anywhere in an update, also where nobody looks, and builds a tree of objects of which ten fields are used. Here a
# field is checked when it is read, and fields that Telegram adds later are not even seen.

from __future__ import annotations

import re
from typing import Any

from bot.channels.telegram.fields import Raw, number, optional_number, plain_object, words
from bot.channels.telegram.media import content
from bot.channels.telegram.quoting import quoted
from bot.channels.telegram.sender import NAME, Sender, sender_of
from bot.message import Kind, Message
from bot.tidy import tidy

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are read here; Telegram is asked for these alone."""
PAYLOAD_VERSION = "1:"
"""Stands before a button's value; buttons of another version are explained, not obeyed."""
MAX_PAYLOAD = 64

_FOR_A_BOT = re.compile(r"/\w+@(\w+)")
_GENERAL_TOPIC = 1
_GONE = frozenset({"kicked", "left"})


def parse(raw: object, username: str = "") -> Message | None:
    """The message in an update; ValueError says what is malformed. `username` is the bot's own, "" if not known.

    None for unknown kinds of update, channels, other bots, commands for another bot, and service messages.
    """
    if not isinstance(raw, dict):
        raise ValueError("an update is an object")
    ident = str(number(raw, "update_id"))
    if "message" in raw:
        return _message(ident, plain_object(raw, "message"), username)
    if "edited_message" in raw:
        return _edited(ident, plain_object(raw, "edited_message"))
    if "callback_query" in raw:
        return _pressed(ident, plain_object(raw, "callback_query"))
    if "my_chat_member" in raw:
        return _membership(ident, plain_object(raw, "my_chat_member"))
    return None


def _message(ident: str, event: Raw, username: str) -> Message | None:
    who = sender_of(event)
    if who is None:
        return None
    place = _place(event)
    if "migrate_to_chat_id" in event:
        return _from(ident, who, **place, kind=Kind.MIGRATED, moved_to=str(number(event, "migrate_to_chat_id")))
    found = content(event, in_group=who.group)
    if found is None:
        return None
    kind, text, files = found
    addressed = _FOR_A_BOT.match(text)
    if addressed and username and addressed[1].casefold() != username.casefold():
        return None
    return _from(ident, who, **place, kind=kind, text=text, files=files)


def _edited(ident: str, event: Raw) -> Message | None:
    """Only words count: a live position moves every few seconds, and other changes say nothing to us."""
    who = sender_of(event)
    text = tidy(words(event, "text") or words(event, "caption"))
    if who is None or not text:
        return None
    return _from(ident, who, **_place(event), kind=Kind.EDITED, text=text)


def _pressed(ident: str, query: Raw) -> Message | None:
    if "message" not in query:
        return None  # a button of an inline message, which this bot never sends
    card = plain_object(query, "message")
    who = sender_of({"chat": card.get("chat"), "from": query.get("from")})
    if who is None:
        return None
    data = tidy(words(query, "data")[:MAX_PAYLOAD])
    value = data.removeprefix(PAYLOAD_VERSION)
    known = value and value != data
    return _from(
        ident, who,
        kind=Kind.PICK, pick=value if known else f"old:{data}", card=str(number(card, "message_id")),
        press=tidy(words(query, "id")[:MAX_PAYLOAD]), topic=_topic(card),
    )  # fmt: skip


def _membership(ident: str, change: Raw) -> Message | None:
    """What became of the bot in a chat: blocked or thrown out, let in again."""
    who = sender_of(change)
    if who is None:
        return None
    gone = words(plain_object(change, "new_chat_member"), "status") in _GONE
    return _from(ident, who, kind=Kind.BLOCKED if gone else Kind.UNBLOCKED)


def _from(ident: str, who: Sender, **more: Any) -> Message:
    return Message(
        NAME, ident, str(who.chat), str(who.id), group=who.group, trusted=who.trusted, name=who.name, lang=who.lang,
        **more,
    )  # fmt: skip


def _place(event: Raw) -> dict[str, Any]:
    """The fields that say which message it is, in which topic, and which one it answers, with what stands there."""
    topic = _topic(event)
    replies_to = ""
    if event.get("reply_to_message") is not None:
        replies_to = str(number(plain_object(event, "reply_to_message"), "message_id"))
    # In a topic every message carries a hidden reply to the one that opened it; nobody meant that one.
    replies_to = "" if replies_to == topic else replies_to
    place: dict[str, Any] = {"wire_id": str(number(event, "message_id")), "topic": topic, "replies_to": replies_to}
    if replies_to and (taken := quoted(event, plain_object(event, "reply_to_message"))):
        place |= {"quoted": taken[1], "quoted_files": taken[2]}
    return place


def _topic(event: Raw) -> str:
    """The forum topic. Outside forums the thread number names a chain of replies, which is no place to write to."""
    thread: Any = optional_number(event, "message_thread_id") if event.get("is_topic_message") is True else 0
    return str(thread) if thread and thread != _GENERAL_TOPIC else ""
