"""Pure: the words of another message that somebody takes up as a matter by answering it with one word of command."""

from __future__ import annotations

import re

from bot.channels.telegram.fields import Raw
from bot.channels.telegram.media import Content, content

_TAKEN_UP = re.compile(r"^\s*(?:上报|[/／]shangbao\b)", re.IGNORECASE)
KEPT = ("message_id", "from", "sender_chat", "text", "caption", "photo", "video", "document", "voice")
"""What is kept of a message that is taken up."""


def takes_up(event: Raw) -> bool:
    """Whether a message takes up the one that it answers."""
    said = event.get("text") or event.get("caption")
    return isinstance(said, str) and _TAKEN_UP.match(said) is not None


def quoted(event: Raw, answered: Raw) -> Content | None:
    """What stands in the message that is taken up; our own we know."""
    who = answered.get("from")
    if not takes_up(event) or (isinstance(who, dict) and who.get("is_bot") is True and "sender_chat" not in answered):
        return None
    try:
        return content(answered, in_group=True)
    except ValueError:  # the message itself is worth more than what it answers
        return None
