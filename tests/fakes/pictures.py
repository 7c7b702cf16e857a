"""Pictures for tests, made when they are asked for."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def jpeg(width: int = 8, height: int = 8, *, position: bool = False) -> bytes:
    """A small photo; with `position` it says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    if position:
        exif[0x010F] = "Camera"
        exif.get_ifd(0x8825)[2] = (30.0, 16.0, 25.0)
    Image.new("RGB", (width, height), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(mode: str = "RGB") -> bytes:
    """A small picture without loss."""
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG")
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be that large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
