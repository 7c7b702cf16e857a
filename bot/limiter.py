"""A sender's pace: three leaky buckets (all chats, one private chat, one group) that tell when the next may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rates:
    """A platform's limits.

    `overall_per_s` messages a second in all; `chat_per_s` a second in one private chat after a burst of
    `chat_burst`; `group_per_min` a minute in one group, edits counted.
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
            return timedelta(0)
        rates = self._rates
        buckets = [("", 1 / rates.overall_per_s, max(1.0, rates.overall_per_s / 5))]
        if group:
            buckets.append((chat, 60 / rates.group_per_min, max(1.0, rates.group_per_min / 4)))
        else:
            buckets.append((chat, 1 / rates.chat_per_s, float(rates.chat_burst)))
        longest = timedelta(0)
        for name, gap, burst in buckets:
            filled = max(self._filled.get(name, now), now)
            longest = max(longest, filled - now - timedelta(seconds=gap * (burst - 1)))
        if longest > timedelta(0):
            return longest
        for name, gap, _burst in buckets:
            self._filled[name] = max(self._filled.get(name, now), now) + timedelta(seconds=gap)
        if len(self._filled) > 5000:
            self._filled = {name: filled for name, filled in self._filled.items() if filled > now}
        return timedelta(0)
