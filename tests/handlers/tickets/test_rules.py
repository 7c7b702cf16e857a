"""The table of a ticket's states: nothing gets stuck, everybody is told, every text exists."""

from __future__ import annotations

from itertools import product

import pytest

from handlers.tickets.rules import FINAL, TABLE, TIMERS, Clock, Event, Kind, State, Who, move, word
from knowledge.load import Knowledge

OPEN = [state for state in State if state not in FINAL]


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_has_a_timer_and_a_way_on_for_both_sides(state: State) -> None:
    limit = TIMERS[state]
    assert bool(limit.minutes) != bool(limit.wall)
    assert any(row.next is not state for (begun, _), row in TABLE.items() if begun is state and row.who is Who.STAFF)
    assert any(row.next in FINAL for (begun, _), row in TABLE.items() if begun is state and row.who is Who.RESIDENT)


@pytest.mark.parametrize("state", FINAL)
def test_a_final_state_has_no_timer(state: State) -> None:
    assert state not in TIMERS


def test_every_state_can_be_reached_and_left_for_good() -> None:
    reached = {State.RECEIVED}
    for _ in State:
        reached |= {row.next for (begun, _), row in TABLE.items() if begun in reached}
    assert reached == set(State)
    closing = set(FINAL)
    for _ in State:
        closing |= {begun for (begun, _), row in TABLE.items() if row.next in closing}
    assert closing == set(State)


def test_the_clock_stops_exactly_where_a_matter_ends() -> None:
    for row in TABLE.values():
        assert (row.clock is Clock.STOPS) == (row.next in FINAL)


def test_the_resident_hears_of_every_act_of_the_staff_and_the_staff_of_every_act_of_hers(knowledge: Knowledge) -> None:
    for (state, event), row in TABLE.items():
        # A matter of many has no resident of its own: whoever agreed is told the entry itself.
        told = row.staff if row.who is Who.RESIDENT or event is Event.IN_SERVICE else row.resident
        assert told, f"{event} in {state}: nobody is told"
        for key in filter(None, (row.resident, row.staff)):
            assert knowledge.texts.has(key)


def test_only_who_may_makes_a_move() -> None:
    for state, event, who in product(State, Event, Who):
        row = move(state, event, who)
        assert row is None or row.who is who
    assert move(State.RECEIVED, Event.SOLVED, Who.STAFF) is None
    assert move(State.ANSWERED, Event.SOLVED, Who.STAFF) is None


def test_only_an_answer_can_be_called_done() -> None:
    assert {state for (state, event) in TABLE if event is Event.DONE} == {State.ANSWERED, State.CONFIRMING}


def test_five_words_and_their_texts(knowledge: Knowledge) -> None:
    words = {word(state) for state in State}
    assert len(words) == 5
    for key in [*words, *(f"tickets.state_{state}" for state in State), *(f"tickets.kind_{kind}" for kind in Kind)]:
        assert knowledge.texts.has(key), key
    spoken = [knowledge.texts.say(key, "zh", unit="城管") for key in sorted(words)]
    assert all(any(name in said for name in ("已登记", "已转", "办理中", "已答复", "已办结")) for said in spoken)


def test_every_event_of_a_resident_stands_in_her_timeline(knowledge: Knowledge) -> None:
    for event in (Event.CLAIM, Event.TRANSFER, Event.ASK, Event.ADD, Event.REPLY, Event.SOLVED, Event.NOT_SOLVED):
        assert knowledge.texts.has(f"tickets.past_{event}")
