"""Pure: what an alert must hold, and which of a burst are worth a word."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.tidy import tidy

CAP = 10
"""So many sources of one system get a ticket of their own within an hour; the others share one."""
WINDOW = timedelta(hours=1)
NOTED = 50
"""So many alerts of a ticket stand in its history one by one; of more only now and then one."""


class Severity(StrEnum):
    """How bad it is, as the machine says."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def urgent(self) -> bool:
        """Whether it is told at any hour and dealt with by the wall clock."""
        return self is Severity.CRITICAL


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert: the sender's own id of it, which device, how bad, where, and what."""

    id: str
    source: str
    severity: Severity
    place: str
    text: str
    at: datetime | None = None


class MalformedError(Exception):
    """A field is missing or not what it should be."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


_FIELDS = {"id": 100, "source": 100, "place": 200, "text": 1000}


def read_alert(raw: object) -> Alert:
    """From a JSON value; `MalformedError` names the first field that is wrong. Unknown fields are left out."""
    if not isinstance(raw, Mapping):
        raise MalformedError("body")
    words: dict[str, str] = {}
    for name, most in _FIELDS.items():
        value = raw.get(name)
        if not isinstance(value, str) or not (text := tidy(value)) or len(value) > most:
            raise MalformedError(name)
        words[name] = text
    severity = raw.get("severity")
    if not isinstance(severity, str) or severity not in set(Severity):
        raise MalformedError("severity")
    return Alert(**words, severity=Severity(severity), at=_moment(raw.get("at")))


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise MalformedError("at")
    return found


def system_of(keys: Mapping[str, str], given: str) -> str | None:
    """The system whose key that is; None for no key of ours. Takes as long for a wrong key as for a right one."""
    found = None
    for name, key in keys.items():
        if hmac.compare_digest(key.encode(), given.encode()):
            found = name
    return found


def worth_a_word(count: int, *, rises: bool) -> bool:
    """Whether the card shows the alert of that number: when it gets worse, else ever more seldom."""
    return rises or count & (count - 1) == 0
