"""A message's way in: the session is known, its files exist, and it is durable before anybody is told so."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.channels.web.said import CHANNEL, Said, to_message
from bot.message import conversation_key
from bot.store import mailbox
from bot.store.files import Kept
from bot.store.intake import Incoming
from bot.web.keys import Desk
from bot.web.refusal import RefusedError
from bot.web.visitors import hashed_source


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came in is stored; `after` is the newest reply before it."""

    session: str
    after: int


async def submit(desk: Desk, said: Said, client: str) -> Accepted:
    """Stores what was said from the address `client`.

    `RefusedError` 404 unknown session, 400 unknown file; `BusyError` to try later.
    """
    session = said.session
    if not session:
        session = secrets.token_urlsafe(24)
        await desk.work.db.write(lambda conn: mailbox.open_box(conn, CHANNEL, session))
    ident = said.id or secrets.token_urlsafe(12)
    after, files = await desk.work.read(lambda conn: _look(conn, session, said.files))
    message = to_message(said, session, ident, files, after, hashed_source(desk.source_key, client))
    key = conversation_key(CHANNEL, session, session)
    if await desk.accept([Incoming(CHANNEL, message.id, key, message.dump())]) == 0:
        first = await desk.work.read(lambda conn: mailbox.stored_message(conn, CHANNEL, message.id))
        after = int(str(first["wire_id"])) if first else after
    return Accepted(session, after)


def _look(conn: Connection, session: str, file_ids: tuple[str, ...]) -> tuple[int, list[Kept]]:
    after = mailbox.newest(conn, CHANNEL, session)
    if after is None:
        raise RefusedError(404, "page.error_session")
    files = [mailbox.usable_file(conn, CHANNEL, session, file_id) for file_id in file_ids]
    found = [item for item in files if item is not None]
    if len(found) < len(files):
        raise RefusedError(400, "page.error_file_unknown")
    return after, found
