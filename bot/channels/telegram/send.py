"""One outgoing row as calls to the Bot API. No parse_mode anywhere: what people wrote is never read as markup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram import LoadFile
from bot.channels.telegram.api import Api, File
from bot.channels.telegram.failures import (
    already_deleted,
    delivery_error,
    holds_a_file,
    no_picture,
    not_changed,
    topic_gone,
)
from bot.channels.telegram.keyboard import dressed, short
from bot.errors import DeliveryError
from bot.message import Address, Attachment, Outgoing, OutKind

log = structlog.get_logger()

MAX_TOPIC = 128
MAX_PHOTO = 10 * 1024 * 1024
UPLOAD_S = 60.0
_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
_NO_PREVIEW = {"is_disabled": True}
Parameters = dict[str, object]


class Wire:
    """Puts rows on the wire and returns platform ids; `DeliveryError` tells what to do about a refusal."""

    def __init__(self, api: Api, load_file: LoadFile) -> None:
        self._api = api
        self._load_file = load_file
        # How many files of a row are out already, should the row be tried again after the next one failed.
        self._files_out: dict[int, int] = {}

    async def send(self, item: Outgoing) -> str:
        """Delivers one row; returns the message's (or the new topic's) id, "" for a deletion."""
        try:
            if item.kind is OutKind.SEND:
                return await self._message(item)
            if item.kind is OutKind.EDIT:
                return await self._edit(item)
            if item.kind is OutKind.DELETE:
                return await self._delete(item)
            return await self._topic(item)
        except TelegramError as error:
            raise delivery_error(error) from error

    async def _message(self, item: Outgoing) -> str:
        """Files first and the text with its buttons last: a text that went out is never sent again for their sake."""
        where = _where(item.address)
        last = await self._files(item, where) if item.reply.files else ""
        text, rows = dressed(item.reply)
        if last and not text and not rows:
            return last
        values: Parameters = {**where, "text": text, "link_preview_options": _NO_PREVIEW}
        if rows:
            values["reply_markup"] = {"inline_keyboard": rows}
        if item.reply.under.isdecimal():
            values["reply_parameters"] = {
                "message_id": int(item.reply.under), "allow_sending_without_reply": True,
            }  # fmt: skip
        sent = await self._post("sendMessage", values)
        self._files_out.pop(item.id, None)
        return str(sent["message_id"])

    async def _edit(self, item: Outgoing) -> str:
        text, rows = dressed(item.reply)
        target = {"chat_id": _chat(item.address), "message_id": _target(item)}
        # Always with a keyboard, also an empty one: a button that no longer works must go.
        values = {**target, "reply_markup": {"inline_keyboard": rows}}
        try:
            try:
                await self._api.call("editMessageText", {**values, "text": text, "link_preview_options": _NO_PREVIEW})
            except BadRequest as error:
                if not holds_a_file(error):
                    raise
                await self._api.call("editMessageCaption", {**values, "caption": text})
        except BadRequest as error:
            if not not_changed(error):
                raise
        return item.target

    async def _delete(self, item: Outgoing) -> str:
        try:
            await self._api.call("deleteMessage", {"chat_id": _chat(item.address), "message_id": _target(item)})
        except BadRequest as error:
            if not already_deleted(error):
                raise
        return ""

    async def _topic(self, item: Outgoing) -> str:
        values: Parameters = {"chat_id": _chat(item.address), "name": short(item.reply.text, MAX_TOPIC)}
        made = await self._api.call("createForumTopic", values)
        return str(made["message_thread_id"])

    async def _files(self, item: Outgoing, where: Parameters) -> str:
        last = ""
        for count, attachment in enumerate(item.reply.files, 1):
            if count > self._files_out.get(item.id, 0):
                last = await self._file(attachment, where) or last
                self._files_out[item.id] = count
        return last

    async def _file(self, attachment: Attachment, where: Parameters) -> str:
        try:
            found = await self._load_file(attachment.kept) if attachment.kept else None
        except OSError as error:
            log.warning("file to send cannot be read", file=attachment.kept, reason=str(error))
            return ""
        if found is None:
            log.warning("file to send is gone", file=attachment.kept)
            return ""
        data, mime, kept_name = found
        if mime in _PHOTOS and len(data) <= MAX_PHOTO:
            try:
                return await self._upload("photo", where, (f"photo.{mime.partition('/')[2]}", data, mime))
            except BadRequest as error:
                if not no_picture(error):
                    raise
        name = " ".join((kept_name or attachment.name or "file").split())  # it becomes part of a header line
        return await self._upload("document", where, (name, data, mime))

    async def _upload(self, what: str, where: Parameters, file: File) -> str:
        sent = await self._post(f"send{what.capitalize()}", where, {what: file})
        return str(sent["message_id"])

    async def _post(self, method: str, values: Parameters, files: Mapping[str, File] | None = None) -> Any:
        """The call, said again to the group itself where its topic was deleted or closed."""
        read_s = UPLOAD_S if files else None
        try:
            return await self._api.call(method, values, files=files, read_s=read_s)
        except BadRequest as error:
            if "message_thread_id" not in values or not topic_gone(error):
                raise
            log.warning("topic is gone, writing to the group itself", chat=values["chat_id"], reason=str(error))
            general = {name: value for name, value in values.items() if name != "message_thread_id"}
            return await self._api.call(method, general, files=files, read_s=read_s)


def _where(to: Address) -> Parameters:
    chat = _chat(to)
    return {"chat_id": chat, "message_thread_id": int(to.topic)} if to.topic.isdecimal() else {"chat_id": chat}


def _chat(to: Address) -> int:
    try:
        return int(to.chat)
    except ValueError as error:
        raise DeliveryError(f"no Telegram chat: {to.chat}", retry=False) from error


def _target(item: Outgoing) -> int:
    if not item.target.isdecimal():
        raise DeliveryError("the message to change was never sent", retry=False)
    return int(item.target)
