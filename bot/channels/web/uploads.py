"""Files over the web: taken in piece by piece, judged and stripped, given back to their own session only."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import BodyPartReader, MultipartReader, web

from bot.channels.web.said import CHANNEL, check_file, check_session
from bot.errors import PersonError
from bot.files import MAX_BYTES, keep, place
from bot.store import files, mailbox
from bot.store.files import Kept
from bot.web.keys import Desk, desk
from bot.web.refusal import RefusedError

_LIMIT = {"limit": MAX_BYTES // (1024 * 1024)}
_FRAME = 64 * 1024
"""Room for the multipart frame around the largest file."""
_DECODING = 2
"""A large picture takes 150 MB while it is decoded: more than this many never at the same time."""
_READING = 16
_READING_S = 90.0


@dataclass(frozen=True, slots=True)
class _Rooms:
    reading: asyncio.Semaphore
    decoding: asyncio.Semaphore


def routes() -> list[web.RouteDef]:
    """The addresses of files."""
    rooms = _Rooms(asyncio.Semaphore(_READING), asyncio.Semaphore(_DECODING))

    async def post_file(request: web.Request) -> web.Response:
        return await _take(request, rooms)

    return [web.post("/api/files", post_file), web.get("/api/files/{file}", get_file)]


async def _take(request: web.Request, rooms: _Rooms) -> web.Response:
    at = desk(request)
    at.gate.upload(at.proxies.client(request))
    if not request.content_type.startswith("multipart/"):
        raise RefusedError(400, "page.error_malformed")
    if (request.content_length or 0) > MAX_BYTES + _FRAME:
        raise RefusedError(413, "machine.file_too_big", _LIMIT)
    try:
        async with asyncio.timeout(_READING_S), rooms.reading:
            name, data = await _read(request)
    except TimeoutError as error:
        raise RefusedError(408, "page.error_slow") from error
    async with rooms.decoding:
        kept = await _keep(at, name, data)
    await at.work.write(lambda tx: files.note(tx.conn, kept, tx.now))
    return web.json_response({"id": kept.id})


async def _read(request: web.Request) -> tuple[str, bytes]:
    """Name and bytes of the first file in the form."""
    try:
        async for part in MultipartReader(request.headers, request.content):
            if isinstance(part, BodyPartReader) and (part.filename is not None or part.name == "file"):
                data = bytearray()
                while piece := await part.read_chunk():
                    data += piece
                    if len(data) > MAX_BYTES:
                        raise RefusedError(413, "machine.file_too_big", _LIMIT)
                return part.filename or "", bytes(data)
    except (ValueError, RuntimeError, AssertionError) as error:  # whatever the reader says to a broken frame
        raise RefusedError(400, "page.error_malformed") from error
    raise RefusedError(400, "page.error_malformed")


async def _keep(at: Desk, name: str, data: bytes) -> Kept:
    if not data:
        raise RefusedError(400, "page.error_empty")
    try:
        return await asyncio.to_thread(keep, data, name, at.work.settings.data_dir)
    except PersonError as error:
        status = 413 if error.key in ("machine.file_too_big", "machine.picture_too_big") else 415
        raise RefusedError(status, error.key, error.params) from error
    except OSError as error:
        raise RefusedError(507, "machine.file_no_room") from error


async def get_file(request: web.Request) -> web.StreamResponse:
    """A file of the session that asks; everybody else is told that there is none."""
    session, file_id = request.query.get("session", ""), request.match_info["file"]
    check_session(session)
    check_file(file_id)
    at = desk(request)
    at.gate.read(at.proxies.client(request))
    kept = await at.work.read(lambda conn: mailbox.own_file(conn, CHANNEL, session, file_id))
    return file_response(kept, at)


def file_response(kept: Kept | None, at: Desk) -> web.StreamResponse:
    """The bytes of a kept file; pictures are shown, everything else is offered for saving."""
    path = place(at.work.settings.data_dir, kept.hash) if kept else None
    if kept is None or path is None or not path.is_file():
        raise RefusedError(404, "page.error_not_found")
    how = "inline" if kept.mime.startswith("image/") else "attachment"
    return web.FileResponse(
        path,
        headers={
            "Content-Type": kept.mime,
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(kept.name or kept.id, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=3600",
        },
    )
