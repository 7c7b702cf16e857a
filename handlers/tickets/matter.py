"""What a ticket is, without a database: the matter, a line of its history, and a ticket that is not opened yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.quiet import Hours
from handlers.tickets.rules import FINAL, Kind, Source, State
from knowledge.limits import Span, Wish
from knowledge.reports import Reading
from knowledge.sensitive import Delicate

NOTE = ":note"
"""Marks what the staff is only told: an answer to it goes to nobody."""
WISHES: Mapping[Kind, Wish] = MappingProxyType({
    Kind.REPORT: Wish.REPORT, Kind.QUESTION: Wish.CONSULTATION, Kind.CORRECTION: Wish.SUGGESTION,
    Kind.TALK: Wish.HELP, Kind.CALLBACK: Wish.HELP, Kind.VOICE: Wish.HELP, Kind.GAP: Wish.SUGGESTION,
    Kind.REVIEW: Wish.SUGGESTION, Kind.ALERT: Wish.REPORT, Kind.ROOT: Wish.SUGGESTION,
})  # fmt: skip
"""What is wanted as long as nobody has said it better."""


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
    wish: Wish = Wish.REPORT
    category: str = ""
    urgent: bool = False
    source: Source = Source.RESIDENT
    area_id: int | None = None
    unit_name: str = ""
    unit_name_en: str = ""
    first_unit: str = ""
    passes: int = 0
    ruled: bool = False
    due_at: datetime | None = None
    due_s: int = 0
    paused_at: datetime | None = None
    answer_by: datetime | None = None
    round: int = 1
    wanted_until: datetime | None = None
    extensions: int = 0
    merged_into: int | None = None
    taken_by: int | None = None
    taken_name: str = ""
    """Who of the staff took it in; empty where the resident told it herself."""
    confidential: bool = False
    """Whether only who deals with it may see the person."""
    next_at: datetime | None = None
    """By when the resident was told to hear again."""

    @property
    def about(self) -> str:
        """How timers, cards and messages name this ticket."""
        return f"ticket:{self.id}"

    @property
    def span(self) -> Span | None:
        """The time that counts against the staff; None where none was set."""
        return Span(self.due_at, timedelta(seconds=self.due_s), self.urgent) if self.due_at else None

    def unit_called(self, lang: str) -> str:
        """The name of the unit that has it, as it was called when it got it; empty where none was written down."""
        return self.unit_name_en if lang == "en" and self.unit_name_en else self.unit_name

    @property
    def hours(self) -> Hours:
        """When a word about it may still go out where an outage held it back."""
        return Hours.ANY if self.urgent else Hours.DAY

    @property
    def guarded(self) -> bool:
        """Whether it is about a unit or an officer, and nobody's business but the supervisors'."""
        return self.sensitive == Delicate.CONDUCT

    @property
    def reaches(self) -> bool:
        """Whether words to the resident lead anywhere: to her, or to who took it in for her."""
        return bool(self.conversation) or self.taken_by is not None

    @property
    def answerable(self) -> bool:
        """Whether it can be answered at all; to an alert that is the result, which is only written down."""
        return self.reaches or self.kind.of_nobody or self.kind.unasked

    @property
    def final(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in FINAL


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
    unit: str = ""
    subtask_id: int | None = None


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
    wish: Wish | None = None
    category: str = ""
    urgent: bool = False
    source: Source = Source.RESIDENT
    area_id: int | None = None
    taken_by: int | None = None
    taken_name: str = ""
    confidential: bool = False
    reading: Reading | None = None
    """What was read out of the words, where a unit is to be proposed."""

    @property
    def wanted(self) -> Wish:
        """What is wanted: as it was said, else what the kind of talk means."""
        return self.wish or WISHES[self.kind]
