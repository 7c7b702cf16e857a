"""Pure: what a message holds: its kind, its words and its files."""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.fields import Raw, degrees, optional_number, plain_object, words
from bot.message import Attachment, Kind
from bot.tidy import tidy

Content = tuple[Kind, str, tuple[Attachment, ...]]
MAX_NAME = 200

_FILES = {
    "animation": "video/mp4", "video": "video/mp4", "video_note": "video/mp4", "audio": "audio/mpeg",
    "document": "application/octet-stream",
}  # fmt: skip
"""Files by their field, with the media type that counts where none is given. Animations are documents as well."""
_SHOWN = frozenset({"sticker", "poll", "dice", "story", "game", "checklist", "paid_media", "gift", "invoice"})
"""Things somebody shows that we cannot read."""
_SERVICE = frozenset({
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_from_chat_id",
    "message_auto_delete_timer_changed", "pinned_message", "chat_background_set", "write_access_allowed",
    "boost_added", "proximity_alert_triggered", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "video_chat_scheduled",
    "video_chat_started", "video_chat_ended", "video_chat_participants_invited", "chat_owner_left",
    "chat_owner_changed", "giveaway_created", "giveaway", "giveaway_winners", "giveaway_completed",
})  # fmt: skip
"""What Telegram itself notes in a chat; nobody expects an answer to it."""


def content(event: Raw, *, in_group: bool) -> Content | None:
    """Kind, words and files of a message; None for a service message. Raises ValueError for what is malformed.

    Something new that a person sends is OTHER in a private chat (nobody is left without an answer) and None in a
    group, where it is more likely a note of Telegram's than meant for us.
    """
    caption = tidy(words(event, "caption"))
    if "text" in event:
        return Kind.TEXT, tidy(words(event, "text")), ()
    if "voice" in event:
        return Kind.VOICE, caption, (_file(plain_object(event, "voice"), "audio/ogg"),)
    if "photo" in event:
        return Kind.FILE, caption, (_largest(event["photo"]),)
    for name, mime in _FILES.items():
        if name in event:
            return Kind.FILE, caption, (_file(plain_object(event, name), mime),)
    if "location" in event:
        return Kind.LOCATION, _place(event), ()
    if "contact" in event:
        # Anybody can pass on anybody's contact: it is worth as much as a number typed by hand.
        return Kind.CONTACT, tidy(words(plain_object(event, "contact"), "phone_number")), ()
    if not _SERVICE.isdisjoint(event) or (in_group and _SHOWN.isdisjoint(event)):
        return None
    return Kind.OTHER, "", ()


def _file(raw: Raw, mime: str) -> Attachment:
    remote = tidy(words(raw, "file_id"))
    if not remote:
        raise ValueError("file_id: a text is expected")
    return Attachment(
        remote=remote, name=tidy(words(raw, "file_name"))[:MAX_NAME], mime=tidy(words(raw, "mime_type")) or mime,
        size=optional_number(raw, "file_size"), seconds=optional_number(raw, "duration"),
    )  # fmt: skip


def _largest(sizes: Any) -> Attachment:
    if not isinstance(sizes, list) or not sizes or not all(isinstance(size, dict) for size in sizes):
        raise ValueError("photo: a list of sizes is expected")
    largest = max(sizes, key=lambda size: optional_number(size, "width") * optional_number(size, "height"))
    return _file(largest, "image/jpeg")


def _place(event: Raw) -> str:
    """`30.274100,120.155100`, for a named place behind its name and address."""
    place = plain_object(event, "location")
    point = f"{degrees(place, 'latitude', 90):.6f},{degrees(place, 'longitude', 180):.6f}"
    if "venue" not in event:
        return point
    venue = plain_object(event, "venue")
    return " ".join(part for part in (tidy(words(venue, "title")), tidy(words(venue, "address")), point) if part)
