"""Pure: the states of an answer that is looked over, and whose words go out in each."""

from __future__ import annotations

from enum import StrEnum

from bot.message import Origin


class State(StrEnum):
    """Everything but `waiting` is final."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    EXPIRED = "expired"


WORDS: dict[State, Origin] = {
    State.ACCEPTED: Origin.MODEL,
    State.EDITED: Origin.STAFF,
    State.REJECTED: Origin.EXTRACT,
    State.EXPIRED: Origin.EXTRACT,
}
"""Whose words are sent when it ends so."""
