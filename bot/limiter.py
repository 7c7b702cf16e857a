"""A sender's pace: three leaky buckets (all chats, one private chat, one group) that tell when the next may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GROUP_BURST = 5
"""So many cards for one group may leave at once; the rest of its minute is spread evenly."""
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Rates:
    """A platform's limits.

    At most `overall_per_s` messages in any second; `chat_per_s` a second in one private chat after a burst of
    `chat_burst`; at most `group_per_min` in any minute in one group, edits counted.
    """

    overall_per_s: float
    chat_per_s: float
    chat_burst: int
    group_per_min: float


class Pace:
    """The virtual-scheduling form of a leaky bucket (GCRA): one moment kept for each bucket."""

    def __init__(self, rates: Rates | None) -> None:
        self._rates = rates
        self._filled: dict[str, datetime] = {}

    def wait(self, chat: str, group: bool, now: datetime) -> timedelta:
        """How long this chat's next message must wait; zero takes the place in every bucket at once."""
        if self._rates is None:
            return _NONE
        buckets = (("", *_common(self._rates)), (chat, *_own(self._rates, group)))
        longest = max(self._wait(now, *bucket) for bucket in buckets)
        if longest > _NONE:
            return longest
        for name, gap, _burst in buckets:
            self._filled[name] = max(self._filled.get(name, now), now) + timedelta(seconds=gap)
        if len(self._filled) > 5000:
            self._filled = {name: filled for name, filled in self._filled.items() if filled > now}
        return _NONE

    def chat_wait(self, chat: str, group: bool, now: datetime) -> timedelta:
        """How long the chat's own limit holds its next message back, whatever the others do; takes no place."""
        return self._wait(now, chat, *_own(self._rates, group)) if self._rates else _NONE

    def _wait(self, now: datetime, name: str, gap: float, burst: int) -> timedelta:
        filled = max(self._filled.get(name, now), now)
        return max(filled - now - timedelta(seconds=gap * (burst - 1)), _NONE)


def _common(rates: Rates) -> tuple[float, int]:
    """Gap in seconds and burst of what all chats share: at most what 40 ms carry leaves at once."""
    return _spread(rates.overall_per_s, 1, max(1, int(rates.overall_per_s) // 25))


def _own(rates: Rates, group: bool) -> tuple[float, int]:
    """Gap in seconds and burst of a chat's own bucket."""
    if not group:
        return 1 / rates.chat_per_s, rates.chat_burst
    return _spread(rates.group_per_min, 60, max(1, min(GROUP_BURST, int(rates.group_per_min))))


def _spread(most: float, seconds: float, burst: int) -> tuple[float, int]:
    """No span of `seconds` carries more than `most`: what a burst takes is missing from the rest of it."""
    return seconds / (most - burst + 1), burst
