"""Pure: the words of a ticket's life: what it is, where it stands, what can happen to it, and by whose hand."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What the resident wants; a gap is what several asked and nobody could answer, and belongs to none of them.

    A review is an answer that its unit must compare with the sources again; an alert is a machine's,
    a root what keeps happening at one place.
    """

    REPORT = "report"
    QUESTION = "question"
    CORRECTION = "correction"
    TALK = "talk"
    CALLBACK = "callback"
    VOICE = "voice"
    GAP = "gap"
    REVIEW = "review"
    ALERT = "alert"
    ROOT = "root"

    @property
    def of_nobody(self) -> bool:
        """Whether no resident stands behind it: the clock opened it, and a reply becomes a draft of an entry."""
        return self in (Kind.GAP, Kind.REVIEW)

    @property
    def unasked(self) -> bool:
        """Whether nobody waits for an answer: what is written is the result, and closes it."""
        return self in (Kind.ALERT, Kind.ROOT)


class Source(StrEnum):
    """How it came in: told by the resident, seen on a visit, taken down for a resident or on the telephone,
    or said by a machine.
    """

    RESIDENT = "resident"
    VISIT = "visit"
    BEHALF = "behalf"
    PHONE = "phone"
    ALERT = "alert"


class State(StrEnum):
    """Where a ticket stands."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    IN_WORK = "in_work"
    WAITING = "waiting"
    ANSWERED = "answered"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    RETURNED = "returned"
    ARBITRATION = "arbitration"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    OUT_OF_REACH = "out_of_reach"


class Event(StrEnum):
    """What can happen to it."""

    DISPATCH = "dispatch"
    AUTO = "auto"
    CALL_BACK = "call_back"
    ACCEPT = "accept"
    CLAIM = "claim"
    RELEASE = "release"
    STAND_IN = "stand_in"
    TRANSFER = "transfer"
    RETURN = "return"
    DISPUTE = "dispute"
    VERDICT = "verdict"
    RULE = "rule"
    ASK = "ask"
    ADD = "add"
    REPLY = "reply"
    INTERIM = "interim"
    DONE = "done"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    SILENCE = "silence"
    SETTLE = "settle"
    WITHDRAW = "withdraw"
    IN_SERVICE = "in_service"
    MERGE = "merge"
    PART = "part"
    SPLIT = "split"
    REVISIT = "revisit"
    REDIRECT = "redirect"
    EXTEND_ASK = "extend_ask"
    EXTEND_GRANT = "extend_grant"
    EXTEND_REFUSE = "extend_refuse"


class Who(StrEnum):
    """By whose hand."""

    RESIDENT = "resident"
    STAFF = "staff"
    CLOCK = "clock"


class Part(StrEnum):
    """The part that somebody of the staff plays for one ticket, by her role and unit."""

    HOLDER = "holder"
    HEAD = "head"
    DESK = "desk"
    SUPERVISOR = "supervisor"


class Clock(StrEnum):
    """What the transition does to the time that counts against the staff."""

    RUNS = "runs"
    PAUSES = "pauses"
    STOPS = "stops"


class Wait(StrEnum):
    """What a state waits for; each has its own limit in limits.toml."""

    RECEIPT = "receipt"
    WORK = "work"
    RESIDENT = "resident"
    WORD = "word"
    VERDICT = "verdict"
    SETTLING = "settling"


class Reason(StrEnum):
    """Why a unit gives a ticket back (退单)."""

    NOT_OURS = "not_ours"
    WRONG_PLACE = "wrong_place"
    NO_POWER = "no_power"
    UNCLEAR = "unclear"
    DOUBLE = "double"


class Path(StrEnum):
    """Where a matter belongs that no office of the district can deal with."""

    COURT = "court"
    ARBITRATION = "arbitration"
    PETITION = "petition"
    POLICE = "police"
    DISCIPLINE = "discipline"
    OTHER_DISTRICT = "other_district"
    CIVIL = "civil"
