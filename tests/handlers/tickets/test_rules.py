"""The table of a ticket's states: nothing gets stuck, everybody is told, every text exists."""

from __future__ import annotations

from itertools import product

import pytest

from handlers.tickets.rules import (
    FINAL,
    TABLE,
    WAITS,
    Clock,
    Event,
    Kind,
    Part,
    Path,
    Reason,
    State,
    Wait,
    Who,
    move,
    word,
)
from handlers.tickets.standing import parts
from knowledge.load import Knowledge

OPEN = [state for state in State if state not in FINAL]
QUIET = frozenset({
    Event.ACCEPT, Event.RETURN, Event.DISPUTE, Event.EXTEND_ASK, Event.EXTEND_REFUSE, Event.SPLIT, Event.SETTLE,
    Event.RELEASE, Event.STAND_IN, Event.CALL_BACK,
})  # fmt: skip
"""What the staff do among themselves: the resident hears of it only when something comes of it for her."""


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_has_a_timer_and_a_way_on_for_both_sides(state: State) -> None:
    assert state in WAITS
    rows = [row for (begun, _), row in TABLE.items() if begun is state]
    if state is State.CONFIRMED:  # nothing is left to do: it closes by itself, or is opened again
        assert {row.next for row in rows} == {State.CLOSED, State.REOPENED}
        return
    assert any(row.next is not state for row in rows if row.who is Who.STAFF)
    assert any(row.next in {*FINAL, State.CONFIRMED} for row in rows if row.who is Who.RESIDENT)


@pytest.mark.parametrize(
    "state", [state for state, wait in WAITS.items() if wait in (Wait.WORD, Wait.VERDICT, Wait.SETTLING)]
)
def test_what_waits_for_a_word_goes_on_by_the_clock(state: State) -> None:
    assert any(begun is state and row.who is Who.CLOCK for (begun, _), row in TABLE.items())


@pytest.mark.parametrize("state", sorted(FINAL))
def test_a_final_state_has_no_timer(state: State) -> None:
    assert state not in WAITS


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
        assert (row.clock is Clock.STOPS) == (row.next in {*FINAL, State.CONFIRMED})


def test_the_clock_stands_still_exactly_while_the_resident_is_waited_for() -> None:
    for row in TABLE.values():
        waits = WAITS.get(row.next) in (Wait.RESIDENT, Wait.WORD)
        assert (row.clock is Clock.PAUSES) == waits


def test_everybody_hears_of_what_the_others_do(knowledge: Knowledge) -> None:
    for (state, event), row in TABLE.items():
        # A matter of many has no resident of its own: whoever agreed is told the entry itself.
        told = (row.staff,) if row.who is Who.RESIDENT or event is Event.IN_SERVICE else (row.resident,)
        if event in QUIET:
            told = (row.staff, row.desk, row.supervisor) if event is not Event.SETTLE else ("-",)
        assert any(told), f"{event} in {state}: nobody is told"
        for key in filter(None, (row.resident, row.staff, row.desk, row.supervisor)):
            assert knowledge.texts.has(key)


def test_every_move_of_the_staff_names_who_may() -> None:
    for (state, event), row in TABLE.items():
        assert bool(row.parts) == (row.who is Who.STAFF), f"{event} in {state}"


def test_only_who_may_makes_a_move() -> None:
    for state, event, who in product(State, Event, Who):
        row = move(state, event, who)
        assert row is None or row.who is who
    assert move(State.RECEIVED, Event.SOLVED, Who.STAFF) is None
    assert move(State.ANSWERED, Event.SOLVED, Who.STAFF) is None
    assert move(State.IN_WORK, Event.RETURN, Who.STAFF, frozenset({Part.DESK})) is None
    assert move(State.ARBITRATION, Event.VERDICT, Who.STAFF, frozenset({Part.HOLDER, Part.DESK})) is None
    assert move(State.RECEIVED, Event.DISPATCH, Who.STAFF, frozenset({Part.DESK})) is not None


@pytest.mark.parametrize(
    ("role", "own", "holder", "plays"),
    [("member", "cg", "cg", {Part.HOLDER}), ("member", "cg", "zj", set()), ("head", "cg", "", set()),
     ("head", "cg", "cg", {Part.HOLDER, Part.HEAD}), ("dispatcher", "qu", "cg", {Part.DESK}),
     ("dispatcher", "qu", "", {Part.DESK, Part.HOLDER}),
     ("supervisor", "qu", "cg", {Part.DESK, Part.SUPERVISOR}), ("leader", "qu", "cg", set()),
     ("editor", "", "", set()), ("member", "", "", {Part.DESK, Part.HOLDER}), ("member", "", "cg", {Part.DESK}),
     ("administrator", "cg", "cg", {Part.DESK, Part.SUPERVISOR, Part.HOLDER})],
)  # fmt: skip
def test_parts_follow_from_role_and_unit(role: str, own: str, holder: str, plays: set[Part]) -> None:
    assert parts(role, own, holder) == plays


def test_only_an_answer_can_be_called_done() -> None:
    assert {state for (state, event) in TABLE if event is Event.DONE} == {State.ANSWERED, State.CONFIRMING}


def test_reasons_and_paths_have_words(knowledge: Knowledge) -> None:
    keys = [f"reason_{reason}" for reason in Reason] + [f"path{end}_{path}" for path in Path for end in ("", "_name")]
    assert all(knowledge.texts.has(f"tickets.{key}") for key in keys)


def test_five_words_and_their_texts(knowledge: Knowledge) -> None:
    words = {word(state) for state in State}
    assert len(words) == 5
    for key in [*words, *(f"tickets.state_{state}" for state in State), *(f"tickets.kind_{kind}" for kind in Kind)]:
        assert knowledge.texts.has(key), key
    spoken = [knowledge.texts.say(key, "zh", unit="城管") for key in sorted(words)]
    assert all(any(name in said for name in ("已登记", "已转", "办理中", "已答复", "已办结")) for said in spoken)


def test_every_event_of_a_resident_stands_in_her_timeline(knowledge: Knowledge) -> None:
    for event in (
        Event.CLAIM,
        Event.TRANSFER,
        Event.DISPATCH,
        Event.VERDICT,
        Event.RULE,
        Event.ASK,
        Event.ADD,
        Event.REPLY,
        Event.SOLVED,
        Event.NOT_SOLVED,
    ):
        assert knowledge.texts.has(f"tickets.past_{event}")
