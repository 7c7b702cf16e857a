"""Pure: the states of a cooperating unit's task as a table, like the ticket's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from knowledge.limits import Span


class SubState(StrEnum):
    """Where the task stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    REFUSED = "refused"
    CALLED_OFF = "called_off"


class SubEvent(StrEnum):
    """What can happen to it; the names stand in the ticket's history."""

    ASK = "coop_ask"
    TAKE = "coop_take"
    ANSWER = "coop_answer"
    REFUSE = "coop_refuse"
    CALL_OFF = "coop_off"
    RELEASE = "coop_release"


class Side(StrEnum):
    """Who makes it happen: the cooperating unit, whoever leads (with the desk and the supervisors), or the clock."""

    UNIT = "unit"
    LEAD = "lead"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class SubMove:
    """One row; with `in_time` only while the receipt is not overdue."""

    side: Side
    next: SubState
    in_time: bool = False


SUB_TABLE: Mapping[tuple[SubState, SubEvent], SubMove] = MappingProxyType({
    (SubState.SENT, SubEvent.TAKE): SubMove(Side.UNIT, SubState.ACCEPTED),
    (SubState.SENT, SubEvent.ANSWER): SubMove(Side.UNIT, SubState.ANSWERED),
    (SubState.SENT, SubEvent.REFUSE): SubMove(Side.UNIT, SubState.REFUSED, in_time=True),
    (SubState.ACCEPTED, SubEvent.TAKE): SubMove(Side.UNIT, SubState.ACCEPTED),
    (SubState.ACCEPTED, SubEvent.RELEASE): SubMove(Side.CLOCK, SubState.ACCEPTED),
    (SubState.ACCEPTED, SubEvent.ANSWER): SubMove(Side.UNIT, SubState.ANSWERED),
    (SubState.SENT, SubEvent.CALL_OFF): SubMove(Side.LEAD, SubState.CALLED_OFF),
    (SubState.ACCEPTED, SubEvent.CALL_OFF): SubMove(Side.LEAD, SubState.CALLED_OFF),
})  # fmt: skip
SUB_OPEN = frozenset({SubState.SENT, SubState.ACCEPTED})
"""Each of these has a timer: the receipt's, and the ladder up to the deadline."""


@dataclass(frozen=True, slots=True)
class Subtask:
    """What one cooperating unit was asked for; `masked` ones show nothing of the resident's words."""

    id: int
    ticket_id: int
    unit: str
    unit_name: str
    state: SubState
    what: str
    answer: str
    masked: bool
    urgent: bool
    owner_id: int | None
    owner_name: str
    receipt_by: datetime
    due_at: datetime
    due_s: int
    paused_at: datetime | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def about(self) -> str:
        """How timers, cards and messages name this task."""
        return f"subtask:{self.id}"

    @property
    def open(self) -> bool:
        """Whether it still has to be done."""
        return self.state in SUB_OPEN

    @property
    def span(self) -> Span:
        """The time that it was given."""
        return Span(self.due_at, timedelta(seconds=self.due_s), self.urgent)


def sub_move(state: SubState, event: SubEvent, side: Side) -> SubMove | None:
    """The row for that event in that state, None when it may not happen, or not by that side."""
    row = SUB_TABLE.get((state, event))
    return row if row is not None and row.side is side else None
