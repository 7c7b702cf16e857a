"""The errors of the machine, one class for each way of reacting.

AssistantError
  PersonError       the person can put it right: becomes a sentence in her language, not logged
  DeliveryError     the channel refused or is down: retried when `retry` says so, else the staff are told
  WriterError       the model failed or was too slow: the plain answer is sent instead
  SettingsError     found at start: refuse to start, naming every mistake
  BusyError         the database is locked or full for the moment: the work is tried again, nothing is lost
`knowledge.errors.ContentError` belongs to the same family: every mistake in the content at once, refuse to start.
Anything else is a bug: logged under a short reference that the person is given with a way to reach staff.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Root of the machine's own errors."""


class PersonError(AssistantError):
    """Something the person can put right; `key` names the text, `params` fill it."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class DeliveryError(AssistantError):
    """A channel did not take a message.

    `retry` False means it never will. `after` is how many seconds the platform asked this chat to wait.
    `unreachable` marks a chat that blocked us or is gone, `moved_to` its new id after a migration.
    """

    def __init__(
        self, reason: str, *, retry: bool = True, after: float = 0.0, unreachable: bool = False, moved_to: str = ""
    ) -> None:
        super().__init__(reason)
        self.retry = retry
        self.after = after
        self.unreachable = unreachable
        self.moved_to = moved_to


class WriterError(AssistantError):
    """The model gave nothing usable in time."""


class SettingsError(AssistantError):
    """The settings cannot work; `mistakes` lists every one with its fix."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)


class BusyError(AssistantError):
    """The database did not take the work now (locked, disk full, connection lost)."""
