"""What the library's errors mean for a message that was to be delivered."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.errors import DeliveryError

# In lower case, because the library changes the case of what the server says.
_NOT_CHANGED = "message is not modified"
_NOTHING_TO_DELETE = "message to delete not found"
_NO_TEXT_THERE = "no text in the message to edit"
_TOPIC_GONE = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_NO_PICTURE = ("image_process_failed", "photo_invalid_dimensions", "photo_ext_invalid")
_NO_SUCH_CHAT = "chat not found"
_TOO_LARGE = "entity too large"


def delivery_error(error: TelegramError) -> DeliveryError:
    """The machine's error for one of the library's."""
    if isinstance(error, RetryAfter):
        return DeliveryError("flood limit", after=wait_s(error))
    if isinstance(error, ChatMigrated):
        return DeliveryError("group moved", moved_to=str(error.new_chat_id))
    said = str(error)
    if isinstance(error, Forbidden):
        return DeliveryError(said, retry=False, unreachable=True)
    if isinstance(error, BadRequest):  # before NetworkError, of which the library makes it a kind
        return DeliveryError(said, retry=False, unreachable=_NO_SUCH_CHAT in said.lower())
    return DeliveryError(said, retry=not isinstance(error, InvalidToken) and _TOO_LARGE not in said.lower())


def wait_s(error: RetryAfter) -> float:
    """How many seconds the server wants us to wait; at least one."""
    asked = error.retry_after
    return max(1.0, asked.total_seconds() if isinstance(asked, timedelta) else float(asked))


def not_changed(error: BadRequest) -> bool:
    """The message already says what it was to be changed to."""
    return _NOT_CHANGED in str(error).lower()


def already_deleted(error: BadRequest) -> bool:
    """There is nothing left to delete."""
    return _NOTHING_TO_DELETE in str(error).lower()


def holds_a_file(error: BadRequest) -> bool:
    """The message to edit has a caption instead of a text."""
    return _NO_TEXT_THERE in str(error).lower()


def topic_gone(error: BadRequest) -> bool:
    """The topic was deleted or closed; the group itself may still be written to."""
    return any(mark in str(error).lower() for mark in _TOPIC_GONE)


def no_picture(error: BadRequest) -> bool:
    """Telegram cannot make a photo of it, but takes it as a document."""
    return any(mark in str(error).lower() for mark in _NO_PICTURE)
