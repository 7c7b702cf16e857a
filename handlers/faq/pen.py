"""What a question may use of a model: the writer, until when, what was said before, and where a draft is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.store.people import MARK
from bot.veil import veil
from bot.writer import Writer

LAST = 4
"""So many lines of the talk are enough to read a follow-up by."""
_LINE = 200
CHECKING_S = 0.2
"""What the last checks may take, kept back from the model's time."""


@dataclass(frozen=True, slots=True)
class Pen:
    """A model for one question. `until` is a moment of the monotonic clock: all its uses together end then."""

    writer: Writer
    until: float
    before: tuple[str, ...]
    show: Callable[[str], None]

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(0.0, self.until - CHECKING_S - time.monotonic())


def pen_for(
    writer: Writer, seconds: float, said: Iterable[str], show: Callable[[str], None] = lambda _draft: None
) -> Pen | None:
    """A pen for a question that is asked now; None where there is no model. Personal data is masked here."""
    if not writer.on:
        return None
    lines = [veil(line)[:_LINE] for line in said if line and not line.startswith(MARK)]
    return Pen(writer, time.monotonic() + seconds, tuple(lines[-LAST:]), show)
