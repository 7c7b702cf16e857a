"""What a follow-up is read by, and that nothing was found: kept among the last lines for as long as a talk lasts."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.people import MARK
from handlers.faq.steps import Context
from knowledge.places import Point

LASTS = timedelta(hours=2)
"""After this long "那要多少钱" means something else, or nothing."""
LONGEST = 200
_NOTE = f"{MARK}asked="
_MISS = f"{MARK}missed="


def remembered(recent: tuple[str, ...], now: datetime) -> Context | None:
    """The newest note among the last lines, unless it is too old."""
    note = next((line for line in reversed(recent) if line.startswith(_NOTE)), "")
    if not note:
        return None
    at, entry, offered, asked = note.removeprefix(_NOTE).split("|", 3)
    if now - datetime.fromisoformat(at) > LASTS:
        return None
    return Context(asked, entry, tuple(name for name in offered.split(",") if name))


def with_note(recent: tuple[str, ...], context: Context, now: datetime) -> tuple[str, ...]:
    """The last lines with this note instead of an earlier one."""
    line = f"{_NOTE}{now.isoformat()}|{context.entry}|{','.join(context.offered)}|{context.asked[:LONGEST]}"
    return (*(old for old in recent if not old.startswith(_NOTE)), line)


def missed_before(recent: tuple[str, ...], now: datetime) -> bool:
    """Whether the question before found nothing, not too long ago."""
    note = next((line for line in reversed(recent) if line.startswith(_MISS)), "")
    return bool(note) and now - datetime.fromisoformat(note.removeprefix(_MISS)) <= LASTS


def with_miss(recent: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """The last lines with the note that nothing was found."""
    return (*without_miss(recent), f"{_MISS}{now.isoformat()}")


def without_miss(recent: tuple[str, ...]) -> tuple[str, ...]:
    """The last lines without such a note: something was found since."""
    return tuple(line for line in recent if not line.startswith(_MISS))


_PLACE = f"{MARK}near="


def near(recent: tuple[str, ...], now: datetime) -> Point | None:
    """Where the person said that she is, unless it is too long ago."""
    note = next((line for line in reversed(recent) if line.startswith(_PLACE)), "")
    if not note:
        return None
    at, lat, lon = note.removeprefix(_PLACE).split("|")
    return (float(lat), float(lon)) if now - datetime.fromisoformat(at) <= LASTS else None


def with_place(recent: tuple[str, ...], point: Point, now: datetime) -> tuple[str, ...]:
    """The last lines with this place instead of an earlier one; to a hundred metres, which is enough to find a door."""
    line = f"{_PLACE}{now.isoformat()}|{point[0]:.3f}|{point[1]:.3f}"
    return (*(old for old in recent if not old.startswith(_PLACE)), line)
