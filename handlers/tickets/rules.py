"""Pure: the states of a ticket as one table of data: state, event, who may, next state, clock, who is told what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handlers.tickets.states import Clock, Event, Kind, Part, Path, Reason, Source, State, Wait, Who

__all__ = [
    "FINAL", "MAX_PASSES", "MOVABLE", "TABLE", "WAITS", "Clock", "Event", "Kind", "Move", "Part", "Path", "Reason",
    "Source", "State", "Wait", "Who", "move", "word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One row. Of the staff only those may who play one of `parts` for the ticket.

    `resident`, `staff`, `desk` and `supervisor` are the text keys that each of them is told, empty for silence: the
    staff under the ticket's card, the desk in the group of everybody, the supervisors alone or there.
    """

    who: Who
    next: State
    clock: Clock
    resident: str = ""
    staff: str = ""
    parts: frozenset[Part] = frozenset()
    desk: str = ""
    supervisor: str = ""


_SENT = (State.DISPATCHED, State.TRANSFERRED)
_HELD = (*_SENT, State.ACCEPTED, State.IN_WORK, State.REOPENED)
"""With a unit, and its time runs."""
_OPEN = (State.RECEIVED, *_HELD, State.WAITING, State.RETURNED)
_ANSWERED = (State.ANSWERED, State.CONFIRMING)
_ANYBODY = frozenset({Part.HOLDER, Part.HEAD, Part.DESK, Part.SUPERVISOR})
_HOLDER = frozenset({Part.HOLDER, Part.HEAD})
_DESK = frozenset({Part.DESK, Part.SUPERVISOR})
_SUPERVISOR = frozenset({Part.SUPERVISOR})
MOVABLE = frozenset({State.RECEIVED, State.RETURNED})
"""Where a ticket lies with the desk, which sends it to a unit."""
MAX_PASSES = 2
"""So often a ticket goes from hand to hand before somebody must decide whose it is."""


def _table() -> dict[tuple[State, Event], Move]:
    staff, resident, clock, runs = Who.STAFF, Who.RESIDENT, Who.CLOCK, Clock.RUNS
    rows: dict[tuple[State, Event], Move] = {}
    for state in (State.RECEIVED, *_SENT, State.ACCEPTED, State.REOPENED):
        rows[state, Event.CLAIM] = Move(staff, State.IN_WORK, runs, "tickets.told_claimed", parts=_HOLDER)
    for state in _SENT:
        rows[state, Event.ACCEPT] = Move(staff, State.ACCEPTED, runs, staff="tickets.group_accepted", parts=_HOLDER)
    rows[State.IN_WORK, Event.RELEASE] = Move(clock, State.ACCEPTED, runs, staff="tickets.group_released")
    rows[State.IN_WORK, Event.STAND_IN] = Move(clock, State.IN_WORK, runs, staff="tickets.group_stands_in")
    for state in (*MOVABLE, *_SENT):
        rows[state, Event.DISPATCH] = Move(staff, State.DISPATCHED, runs, "tickets.told_transferred", parts=_DESK)
    rows[State.RECEIVED, Event.AUTO] = Move(clock, State.DISPATCHED, runs, "tickets.told_transferred")
    rows[State.DISPATCHED, Event.CALL_BACK] = Move(staff, State.RECEIVED, runs,
                                                   staff="dispatching.group_called_back", parts=_DESK)  # fmt: skip
    for state in (*_OPEN, *_ANSWERED):
        rows[state, Event.TRANSFER] = Move(staff, State.TRANSFERRED, runs, "tickets.told_transferred",
                                           parts=_HOLDER | _SUPERVISOR)  # fmt: skip
        rows[state, Event.REPLY] = Move(staff, State.ANSWERED, Clock.PAUSES, "tickets.told_reply",
                                        parts=_HOLDER | _SUPERVISOR)  # fmt: skip
        rows[state, Event.ASK] = Move(staff, State.WAITING, Clock.PAUSES, "tickets.told_ask", parts=_HOLDER | _DESK)
        rows[state, Event.REDIRECT] = Move(staff, State.OUT_OF_REACH, Clock.STOPS, "tickets.told_redirected",
                                           "tickets.group_redirected", _DESK | {Part.HEAD})  # fmt: skip
    for state in (*_OPEN, *_ANSWERED, State.ARBITRATION):
        rows[state, Event.WITHDRAW] = Move(resident, State.WITHDRAWN, Clock.STOPS, "", "tickets.group_withdrawn")
        rows[state, Event.IN_SERVICE] = Move(clock, State.CLOSED, Clock.STOPS, "", "tickets.group_in_service")
    for state in (*_SENT, State.ACCEPTED, State.IN_WORK):
        rows[state, Event.RETURN] = Move(staff, State.RETURNED, runs, parts=_HOLDER, desk="tickets.desk_returned")
    for state in _HELD:
        rows[state, Event.DISPUTE] = Move(staff, State.ARBITRATION, runs, parts=_HOLDER,
                                          supervisor="tickets.supervisor_dispute")  # fmt: skip
    rows[State.ARBITRATION, Event.VERDICT] = Move(staff, State.DISPATCHED, runs, "tickets.told_transferred",
                                                  parts=_SUPERVISOR)  # fmt: skip
    rows[State.ARBITRATION, Event.RULE] = Move(clock, State.DISPATCHED, runs, "tickets.told_transferred",
                                               supervisor="tickets.supervisor_ruled")  # fmt: skip
    for state in (*_OPEN, State.ARBITRATION):
        after = State.IN_WORK if state is State.WAITING else state
        rows[state, Event.ADD] = Move(resident, after, runs, "", "tickets.group_added")
    for state in (*_OPEN, State.ARBITRATION):
        rows[state, Event.MERGE] = Move(staff, State.MERGED, Clock.STOPS, "tickets.told_merged",
                                        "tickets.group_merged", _HOLDER | _DESK)  # fmt: skip
    rows[State.MERGED, Event.PART] = Move(resident, State.RECEIVED, runs, "", "tickets.group_parted")
    rows[State.MERGED, Event.SPLIT] = Move(staff, State.RECEIVED, runs, "", "tickets.group_parted", _DESK)
    for state in (State.ACCEPTED, State.IN_WORK, State.REOPENED, State.WAITING):
        rows[state, Event.EXTEND_ASK] = Move(staff, state, _as_before(state), parts=_HOLDER,
                                             supervisor="tickets.supervisor_extend")  # fmt: skip
        rows[state, Event.EXTEND_GRANT] = Move(staff, state, _as_before(state), "tickets.told_extended",
                                               "tickets.group_extended", _SUPERVISOR)  # fmt: skip
        rows[state, Event.EXTEND_REFUSE] = Move(staff, state, _as_before(state), "", "tickets.group_not_extended",
                                                _SUPERVISOR)  # fmt: skip
    for state in (State.ACCEPTED, State.IN_WORK, State.REOPENED):
        rows[state, Event.INTERIM] = Move(staff, state, runs, "longer.told_interim", parts=_HOLDER | _SUPERVISOR)
    for state in _ANSWERED:
        rows[state, Event.ADD] = Move(resident, State.IN_WORK, runs, "", "tickets.group_added")
        rows[state, Event.DONE] = Move(staff, State.CONFIRMING, Clock.PAUSES, "tickets.told_done",
                                       parts=_HOLDER | _SUPERVISOR)  # fmt: skip
        rows[state, Event.SOLVED] = Move(resident, State.CONFIRMED, Clock.STOPS, "", "tickets.group_solved")
        rows[state, Event.NOT_SOLVED] = Move(resident, State.REOPENED, runs, "", "tickets.group_reopened")
        rows[state, Event.SILENCE] = Move(clock, State.CLOSED, Clock.STOPS, "tickets.told_closed")
    # Only an answer can be closed honestly; a state without a row for DONE refuses it.
    rows[State.CONFIRMED, Event.SETTLE] = Move(clock, State.CLOSED, Clock.STOPS)
    for state in (State.CLOSED, State.CONFIRMED):
        rows[state, Event.REVISIT] = Move(staff, State.REOPENED, runs, "rating.told_revisited",
                                          "rating.group_revisited", _SUPERVISOR)  # fmt: skip
    for state in (State.CLOSED, State.CONFIRMED, State.OUT_OF_REACH):
        rows[state, Event.NOT_SOLVED] = Move(resident, State.REOPENED, runs, "", "tickets.group_reopened")
        rows[state, Event.ADD] = Move(resident, State.REOPENED, runs, "", "tickets.group_reopened")
    return rows


def _as_before(state: State) -> Clock:
    return Clock.PAUSES if state is State.WAITING else Clock.RUNS


TABLE: Mapping[tuple[State, Event], Move] = MappingProxyType(_table())
FINAL = frozenset({State.CLOSED, State.WITHDRAWN, State.MERGED, State.OUT_OF_REACH})

WAITS: Mapping[State, Wait] = MappingProxyType({
    State.RECEIVED: Wait.RECEIPT, State.DISPATCHED: Wait.RECEIPT, State.TRANSFERRED: Wait.RECEIPT,
    State.ACCEPTED: Wait.RECEIPT, State.RETURNED: Wait.RECEIPT, State.IN_WORK: Wait.WORK, State.REOPENED: Wait.RECEIPT,
    State.WAITING: Wait.RESIDENT, State.ANSWERED: Wait.WORD, State.CONFIRMING: Wait.WORD,
    State.CONFIRMED: Wait.SETTLING, State.ARBITRATION: Wait.VERDICT,
})  # fmt: skip
"""Every state that is not final has a timer: what it waits for, and so its limit."""

_WORDS = {
    State.RECEIVED: "received", State.DISPATCHED: "transferred", State.TRANSFERRED: "transferred",
    State.ACCEPTED: "in_work", State.IN_WORK: "in_work", State.WAITING: "in_work", State.REOPENED: "in_work",
    State.RETURNED: "received", State.ARBITRATION: "received", State.ANSWERED: "answered",
    State.CONFIRMING: "answered", State.CONFIRMED: "closed", State.CLOSED: "closed", State.WITHDRAWN: "closed",
    State.MERGED: "in_work", State.OUT_OF_REACH: "closed",
}  # fmt: skip


def word(state: State) -> str:
    """The text key of the word a resident reads: one of five, whatever the inner state."""
    return f"tickets.word_{_WORDS[state]}"


def move(state: State, event: Event, who: Who, parts: frozenset[Part] = _ANYBODY) -> Move | None:
    """The row for that event in that state; None when it may not happen, or not by them."""
    row = TABLE.get((state, event))
    if row is None or row.who is not who:
        return None
    return row if who is not Who.STAFF or row.parts & parts else None
