"""What a ticket is, without a database: the matter, a line of its history, and a ticket that is not opened yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.tickets.rules import Kind, State


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter of one resident."""

    id: int
    number: str
    code: str
    kind: Kind
    state: State
    conversation: str
    person_id: int | None
    lang: str
    what: str
    place: str
    happened: str
    phone: str
    named: bool
    files: tuple[str, ...]
    unit: str
    owner_id: int | None
    owner_name: str
    promised_at: datetime | None
    created_at: datetime
    state_since: datetime
    version: int
    sensitive: str = ""
    """The kind of a delicate matter (`knowledge.sensitive.Delicate`), empty for any other."""

    @property
    def about(self) -> str:
        """How timers, cards and messages name this ticket."""
        return f"ticket:{self.id}"


@dataclass(frozen=True, slots=True)
class Past:
    """One line of a ticket's history."""

    id: int
    at: datetime
    event: str
    state: str
    actor: str
    actor_name: str
    text: str
    files: tuple[str, ...]
    outgoing_id: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known when a ticket is opened."""

    kind: Kind
    conversation: str
    person_id: int | None
    lang: str
    what: str
    place: str = ""
    happened: str = ""
    phone: str = ""
    named: bool = False
    files: tuple[str, ...] = ()
    promised_at: datetime | None = None
    unit: str = ""
