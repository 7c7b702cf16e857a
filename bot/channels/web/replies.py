"""A mailbox from the reader's side: its replies as JSON, and waiting for the next ones."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection

from bot.channels.web.said import CHANNEL
from bot.db.bell import wait
from bot.message import Choice, Outgoing
from bot.store import mailbox, outbox
from bot.web.keys import Desk
from bot.web.refusal import RefusedError


def topic(session: str) -> str:
    """What is rung when a reply was stored for that session."""
    return f"mail:{CHANNEL}:{session}"


async def read_replies(desk: Desk, session: str, after: int) -> list[Outgoing]:
    """The replies behind number `after`, oldest first, at most 200; `RefusedError` 404 for an unknown session."""

    def look(conn: Connection) -> list[Outgoing]:
        if mailbox.newest(conn, CHANNEL, session) is None:
            raise RefusedError(404, "page.error_session")
        return outbox.mails(conn, CHANNEL, session, after)

    return await desk.work.read(look)


async def wait_for_replies(desk: Desk, session: str, after: int, seconds: float) -> list[Outgoing]:
    """The replies behind `after` as soon as there are any, or none when `seconds` are over."""
    until = time.monotonic() + seconds
    with desk.work.db.bell.listen(topic(session)) as event:
        while True:
            event.clear()
            found = await read_replies(desk, session, after)
            left = until - time.monotonic()
            if found or left <= 0 or desk.stopping.is_set():
                return found
            await wait(event, min(left, 1.0))


def reply_json(item: Outgoing) -> dict[str, Any]:
    """One reply as CONTRACT.md says; with `replaces`, it stands for those earlier ones from now on."""
    reply = item.reply
    replaces = {"replaces": [int(number) for number in item.target.split(",")]} if item.target else {}
    return replaces | {
        "id": item.seq,
        "text": reply.text,
        "choices": [_choice(choice) for choice in reply.choices],
        "sources": [
            {"title": source.title, "url": source.url, "unit": source.unit, "checked": source.checked}
            for source in reply.sources
        ],
        "origin": reply.origin.value,
        "at": item.at,
        "files": [
            {"id": file.kept, "name": file.name, "mime": file.mime, "size": file.size}
            for file in reply.files
            if file.kept
        ],
    }


def _choice(choice: Choice) -> dict[str, Any]:
    values: dict[str, Any] = {"label": choice.label, "value": choice.value}
    if choice.url:
        values["url"] = choice.url
    if choice.control:
        values["control"] = True
    return values
