"""A pause after repeated failures: an endpoint that is down is not asked by every question, each waiting in vain."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock

FAILURES = 3
PAUSE_S = 30.0
LONGEST_PAUSE_S = 300.0


class Breaker:
    """Counts failures in a row; after three of them there is a pause, and then one try at a time decides."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed = 0
        self._until: datetime | None = None

    @property
    def resting(self) -> bool:
        """Whether nobody should ask now; the first to see the pause end is the one who tries."""
        if self._until is None:
            return False
        if self._clock.now() < self._until:
            return True
        self._until = self._clock.now() + timedelta(seconds=PAUSE_S)  # for everybody else, until this try is over
        return False

    def worked(self) -> None:
        """An answer came: everything is forgotten."""
        self._failed, self._until = 0, None

    def failed(self, after_s: float = 0.0) -> None:
        """No answer came; `after_s` is how long the endpoint itself asks to be left alone."""
        self._failed += 1
        if self._failed >= FAILURES or after_s:
            pause = min(max(after_s, PAUSE_S if self._failed >= FAILURES else 0.0), LONGEST_PAUSE_S)
            self._until = self._clock.now() + timedelta(seconds=pause)
