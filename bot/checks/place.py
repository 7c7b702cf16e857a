"""Checks of the machine underneath: the data folder, the room on its disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.checks.finding import Check, error, ok, warn
from bot.settings import Settings

LOW_MB, NONE_MB = 1024, 200


def checks(settings: Settings) -> Iterator[Check]:
    """The data folder and its disk."""
    yield _folder(settings.data_dir)
    yield _room(settings.data_dir)


def _folder(folder: Path) -> Check:
    where = folder.absolute()
    if not folder.exists():
        above = _there(where)
        if not os.access(above, os.W_OK):
            return error("data folder", f"{where} cannot be made", f"make {above} writable, or set DATA_DIR")
        return warn("data folder", f"{where} is not there yet", "python -m bot init")
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return error("data folder", f"{where} cannot be written", f"chown and chmod u+rwx {where}, or set DATA_DIR")
    if folder.stat().st_mode & 0o077:
        return warn("data folder", f"{where} can be read by other users of this machine", f"chmod 700 {where}")
    return ok("data folder", str(where))


def _room(folder: Path) -> Check:
    free = shutil.disk_usage(_there(folder.absolute())).free // (1024 * 1024)
    if free < NONE_MB:
        return error("disk", f"{free} MB are free", "make room: nothing can be stored on a full disk")
    if free < LOW_MB:
        return warn("disk", f"{free} MB are free", "make room soon")
    return ok("disk", f"{free // 1024} GB are free")


def _there(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
