"""Whose time it was: without a gap, without an overlap, and the sum is the time that passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handlers.tickets.owning import Hand, Late, Owner, Step, held, owned
from handlers.tickets.rules import FINAL, State
from knowledge.calendar import working_time

START = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
GAPS = st.timedeltas(timedelta(0), timedelta(days=3))
UNITS = st.sampled_from(["cg", "zj", "lz"])


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    at, found = START, [Step(START, State.RECEIVED)]
    for state, unit, gap in draw(st.lists(st.tuples(st.sampled_from(State), UNITS, GAPS), max_size=12)):
        at += gap
        found.append(Step(at, state, unit))
    return found


@st.composite
def tasks(draw: st.DrawFn) -> Late:
    begin = START + draw(GAPS)
    end = draw(st.none() | st.just(begin + draw(GAPS)))
    return Late(draw(UNITS), begin, begin + draw(GAPS), end)


@given(histories(), st.lists(tasks(), max_size=5), GAPS)
def test_the_sum_is_exactly_what_passed(moves: list[Step], cooperating: list[Late], rest: timedelta) -> None:
    now = moves[-1].at + rest
    found = held(moves, cooperating, now)
    assert sum(owned(found).values(), timedelta(0)) == now - START
    assert all(one.end == other.begin for one, other in pairwise(found))
    assert all(one.owner != other.owner for one, other in pairwise(found))
    assert sum(owned(found, working_time).values(), timedelta(0)) == working_time(START, now)


@given(histories(), st.lists(tasks(), max_size=5), GAPS)
def test_nobody_pays_for_the_resident_or_for_what_is_over(
    moves: list[Step], cooperating: list[Late], rest: timedelta
) -> None:
    now = moves[-1].at + rest
    total = owned(held(moves, cooperating, now))
    waits = {State.WAITING, State.ANSWERED, State.CONFIRMING}
    ends = [*(move.at for move in moves[1:]), now]
    hers = sum((end - move.at for move, end in zip(moves, ends, strict=True) if move.state in waits), timedelta(0))
    over = {State.CONFIRMED, *FINAL}
    done = sum((end - move.at for move, end in zip(moves, ends, strict=True) if move.state in over), timedelta(0))
    assert total.get(Owner(Hand.RESIDENT), timedelta(0)) == hers
    assert total.get(Owner(Hand.NOBODY), timedelta(0)) == done


def test_the_lead_pays_until_a_cooperating_unit_is_late() -> None:
    moves = [Step(START, State.RECEIVED), Step(START + HOUR, State.DISPATCHED, "cg"),
             Step(START + 2 * HOUR, State.IN_WORK, "cg"), Step(START + 12 * HOUR, State.ANSWERED, "cg")]  # fmt: skip
    cooperating = [Late("zj", START + 2 * HOUR, START + 5 * HOUR, START + 8 * HOUR),
                   Late("lz", START + 2 * HOUR, START + 6 * HOUR, None)]  # fmt: skip
    found = [((one.end - one.begin) // HOUR, one.owner) for one in held(moves, cooperating, START + 15 * HOUR)]
    assert found == [
        (1, Owner(Hand.DESK)), (4, Owner(Hand.UNIT, "cg")), (3, Owner(Hand.UNIT, "zj")),
        (4, Owner(Hand.UNIT, "lz")), (3, Owner(Hand.RESIDENT)),
    ]  # fmt: skip
