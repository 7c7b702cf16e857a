"""Pure: the body of `POST /api/chat`, checked, and the message that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.message import MAX_VALUE_BYTES, Attachment, Kind, Message
from bot.store.files import Kept
from bot.tidy import tidy
from bot.web.refusal import RefusedError

CHANNEL = "web"
MAX_FILES = 5
_SESSION = re.compile(r"[A-Za-z0-9_-]{20,64}")
_FILE = re.compile(r"[A-Za-z0-9_-]{10,64}")
_MAX_ID = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What a client sent; `session` empty for a new one, `id` empty when the client does not repeat itself.

    `greeted` says that the client itself shows the first-contact notice, as our page does.
    """

    session: str = ""
    id: str = ""
    text: str = ""
    pick: str = ""
    files: tuple[str, ...] = ()
    lang: str = ""
    greeted: bool = False


def read_said(raw: object) -> Said:
    """From a decoded JSON value; `RefusedError` 400 for wrong shapes and for nothing said, 404 for no such session."""
    if not isinstance(raw, Mapping):
        raise RefusedError(400, "page.error_malformed")
    session, ident, text, pick, lang = (_string(raw, name) for name in ("session", "id", "text", "pick", "lang"))
    files = raw.get("files")
    if files is None:
        files = []
    if not isinstance(files, list) or len(files) > MAX_FILES:
        raise RefusedError(400, "page.error_malformed")
    if not all(isinstance(item, str) and _FILE.fullmatch(item) for item in files):
        raise RefusedError(400, "page.error_file_unknown")
    if session:
        check_session(session)
    if len(ident) > _MAX_ID or not ident.isprintable():
        raise RefusedError(400, "page.error_malformed")
    if len(pick.encode("utf-8", "replace")) > MAX_VALUE_BYTES or not pick.isprintable() or (pick and files):
        raise RefusedError(400, "page.error_malformed")
    said = Said(
        session, ident, tidy(text), pick, tuple(dict.fromkeys(files)), lang if lang in ("zh", "en") else "",
        raw.get("greeted") is True,
    )  # fmt: skip
    if not (said.text or said.pick or said.files):
        raise RefusedError(400, "page.error_empty")
    return said


def check_session(session: str) -> None:
    """Refuses what cannot be a session before any table is asked."""
    if not _SESSION.fullmatch(session):
        raise RefusedError(404, "page.error_session")


def check_file(file_id: str) -> None:
    """Refuses what cannot be a file's id before any table is asked."""
    if not _FILE.fullmatch(file_id):
        raise RefusedError(404, "page.error_not_found")


def _string(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(400, "page.error_malformed")
    return value


def to_message(said: Said, session: str, ident: str, files: list[Kept], accepted: int, source: str) -> Message:
    """The message; its wire id keeps the newest reply before it, so that a repeat is told the same."""
    kind = Kind.TEXT
    if said.pick:
        kind = Kind.PICK
    elif files:
        kind = Kind.VOICE if all(item.mime.startswith("audio/") for item in files) else Kind.FILE
    attached = tuple(Attachment(kept=item.id, name=item.name, mime=item.mime, size=item.size) for item in files)
    return Message(
        CHANNEL, f"{session}:{ident}", session, session, kind, said.text, said.pick, wire_id=str(accepted),
        lang=said.lang, files=attached, source=source, greeted=said.greeted,
    )  # fmt: skip
