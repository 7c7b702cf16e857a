"""Pure: who an update comes from and in which chat, and the key under which it waits for its turn."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.telegram.fields import Raw, number, plain_object, words
from bot.message import conversation_key
from bot.tidy import tidy

NAME = "telegram"
# Accounts that stand in for others: the anonymous administrator, posts of a linked channel, somebody as a channel.
_STAND_INS = frozenset({1087968824, 777000, 136817688})
_GROUPS = frozenset({"group", "supergroup"})
_EVENTS = ("message", "edited_message", "my_chat_member")


@dataclass(frozen=True, slots=True)
class Sender:
    """Chat and person; `trusted` False where the name behind the message is hidden."""

    chat: int
    id: int
    group: bool
    trusted: bool
    name: str
    lang: str


def sender_of(event: Raw) -> Sender | None:
    """Who sent a message or changed a membership; None for other bots and in chats where nobody is answered."""
    chat = plain_object(event, "chat")
    kind = words(chat, "type")
    group = kind in _GROUPS
    if not group and kind != "private":
        if not kind:
            raise ValueError("chat.type: a text is expected")
        return None
    if event.get("sender_chat") is not None:
        behind = plain_object(event, "sender_chat")
        return Sender(number(chat, "id"), number(behind, "id"), group, False, tidy(words(behind, "title")), "")
    person = plain_object(event, "from")
    ident = number(person, "id")
    if person.get("is_bot") is True and ident not in _STAND_INS:
        return None
    name = tidy(f"{words(person, 'first_name')} {words(person, 'last_name')}")
    lang = tidy(words(person, "language_code")[:16])
    return Sender(number(chat, "id"), ident, group, ident not in _STAND_INS, name, lang)


def peek(raw: object, ident: str) -> str:
    """The conversation an update belongs to, without reading it all; never raises.

    What fits nowhere gets a conversation of its own, named after `ident`, so that it holds nobody up.
    """
    try:
        who = _anyone(raw) if isinstance(raw, dict) else None
    except ValueError:
        who = None
    return f"{NAME}|malformed|{ident}" if who is None else conversation_key(NAME, str(who.chat), str(who.id))


def _anyone(raw: Raw) -> Sender | None:
    for name in _EVENTS[:2]:
        if name in raw:
            return sender_of(plain_object(raw, name))
    if "callback_query" in raw:
        query = plain_object(raw, "callback_query")
        return sender_of({"chat": plain_object(query, "message").get("chat"), "from": query.get("from")})
    return sender_of(plain_object(raw, _EVENTS[2])) if _EVENTS[2] in raw else None
