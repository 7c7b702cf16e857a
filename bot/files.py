"""Files that people send: judged by content, stripped of metadata, stored by hash before any row names them."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import secrets
from pathlib import Path

from bot.errors import DeliveryError, PersonError
from bot.store import files
from bot.store.files import Kept
from bot.tidy import tidy
from bot.work import Turn

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 4000
"""Larger photos are made smaller: nobody looks closer, and a full one takes half a gigabyte while it is cleaned."""
_IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_AS_THEY_ARE = frozenset({"audio/ogg", "audio/mpeg", "audio/amr", "audio/mp4", "audio/x-wav", "audio/wav",
                          "video/mp4", "application/pdf"})  # fmt: skip


def judge(data: bytes) -> str:
    """The media type by content; `PersonError` for what we do not take."""
    import filetype

    if len(data) > MAX_BYTES:
        raise PersonError("machine.file_too_big", limit=MAX_BYTES // (1024 * 1024))
    kind = filetype.guess(data[:8192])
    mime = kind.mime if kind else ""
    if data[:9] in (b"#!AMR\n", b"\x02#!SILK_V") or data[:6] == b"#!AMR\n" or b"SILK_V" in data[:10]:
        mime = "audio/amr"
    if mime not in _IMAGES and mime not in _AS_THEY_ARE:
        raise PersonError("machine.file_wrong_kind")
    return mime


def strip(data: bytes, mime: str) -> tuple[bytes, str]:
    """The picture without position, camera or any other metadata; other files as they are."""
    if mime not in _IMAGES:
        return data, mime
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise PersonError("machine.picture_too_big")
            picture.draft("RGB", (MAX_SIDE // 2, MAX_SIDE // 2))
            upright = ImageOps.exif_transpose(picture)
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            bare = upright.convert("RGBA" if has_alpha else "RGB")
            bare.thumbnail((MAX_SIDE, MAX_SIDE))
            clean = Image.new(bare.mode, bare.size)
            clean.paste(bare)
            out = io.BytesIO()
            clean.save(out, "PNG" if has_alpha else "JPEG", quality=88)
    except PersonError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PersonError("machine.picture_too_big") from error
    except Exception as error:  # every way in which a picture can be broken ends here
        raise PersonError("machine.file_broken") from error
    return out.getvalue(), "image/png" if has_alpha else "image/jpeg"


def keep(data: bytes, name: str, folder: Path) -> Kept:
    """Checks, strips and stores one file; on disk (synced) when this returns. `PersonError` says what is wrong."""
    clean, mime = strip(data, judge(data))
    digest = hashlib.sha256(clean).hexdigest()
    target = place(folder, digest)
    try:
        os.utime(target)  # fresh again: the sweep leaves alone what a row may be about to name
    except (FileNotFoundError, NotADirectoryError):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{digest}.{secrets.token_hex(4)}")
        with partial.open("wb") as out:
            out.write(clean)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return Kept(secrets.token_urlsafe(16), digest, mime, len(clean), tidy(name)[:100])


def place(folder: Path, digest: str) -> Path:
    """Where the file of that hash lies."""
    return folder / "files" / digest[:2] / digest


async def keep_all(turn: Turn) -> tuple[list[Kept], PersonError | None]:
    """Fetches and keeps every file of a message; the error tells the first thing that was wrong."""
    kept: list[Kept] = []
    problem: PersonError | None = None
    for attachment in turn.message.files:
        try:
            if attachment.kept:
                known = await turn.work.read(lambda conn: files.find(conn, attachment.kept))  # noqa: B023  (awaited here)
                kept += [known] if known else []
                continue
            data = await turn.fetch(attachment)
            folder = turn.work.settings.data_dir
            kept.append(await asyncio.to_thread(keep, data, attachment.name, folder))
        except PersonError as error:
            problem = error
        except DeliveryError as error:
            if error.retry:
                raise
            problem = PersonError("machine.file_gone")
        except OSError:
            problem = PersonError("machine.file_no_room")
    return kept, problem
