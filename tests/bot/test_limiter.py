"""The pace keeps every limit in every span of time, and gives each message its turn."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limiter import Pace, Rates

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
RATES = Rates(overall_per_s=25, chat_per_s=1, chat_burst=3, group_per_min=20)
CHATS = st.sampled_from(["1", "2", "3", "-10", "-20"])
LOADS = st.lists(st.tuples(CHATS, st.floats(0, 40), st.integers(1, 25)), min_size=1, max_size=8)


def play(load: list[tuple[str, float, int]], rates: Rates = RATES) -> dict[str, list[float]]:
    """Sends as a sender would: whoever must wait tries again when told to. Returns the moments for each chat."""
    pace = Pace(rates)
    queue = [(at, index, chat) for chat, at, count in load for index in range(count)]
    sent: dict[str, list[float]] = defaultdict(list)
    while queue:
        queue.sort()
        at, index, chat = queue.pop(0)
        wait = pace.wait(chat, chat.startswith("-"), START + timedelta(seconds=at)).total_seconds()
        if wait:
            queue.append((at + wait, index, chat))
        else:
            sent[chat].append(at)
    return sent


def most_within(times: list[float], span: float) -> int:
    """The largest number of moments in any span that includes its beginning but not its end."""
    times = sorted(times)
    return max((bisect_left(times, at + span - 1e-4) - index for index, at in enumerate(times)), default=0)


@given(LOADS)
@settings(max_examples=40, deadline=None)
def test_no_limit_is_ever_exceeded(load: list[tuple[str, float, int]]) -> None:
    sent = play(load)
    assert sum(map(len, sent.values())) == sum(count for _, _, count in load)
    assert most_within([at for times in sent.values() for at in times], 1) <= 25
    for chat, times in sent.items():
        if chat.startswith("-"):
            assert most_within(times, 60) <= 20
            continue
        for span in (1, 2, 5):
            assert most_within(times, span) <= 2 + span  # a burst of 3, then one a second


@given(st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_a_full_queue_is_sent_as_fast_as_allowed(count: int) -> None:
    private = play([("1", 0, count)])["1"]
    assert private[-1] <= max(0, count - 3) + 0.2
    group = play([("-10", 0, count)])["-10"]
    assert group[-1] <= max(0, count - 5) * 3.76 + 0.3


def test_all_chats_together_reach_the_common_limit() -> None:
    load = [(str(number), 0.0, 1) for number in range(1, 251)]
    last = max(times[-1] for times in play(load).values())
    assert 9.9 < last < 10.1


def test_a_wait_takes_no_place() -> None:
    pace = Pace(RATES)
    moments = [START + timedelta(milliseconds=40 * number) for number in range(4)]
    assert [pace.wait("1", False, moment) for moment in moments[:3]] == [timedelta(0)] * 3
    waits = {pace.wait("1", False, moments[3]) for _ in range(50)} | {pace.chat_wait("1", False, moments[3])}
    assert waits == {timedelta(seconds=0.88)}
    assert pace.chat_wait("2", False, moments[3]) == timedelta(0)
    assert pace.wait("2", False, moments[3]) == timedelta(0)


def test_without_limits_nothing_waits() -> None:
    pace = Pace(None)
    assert all(pace.wait("-1", True, START) == timedelta(0) for _ in range(1000))


def test_what_is_long_past_is_forgotten() -> None:
    pace = Pace(RATES)
    for number in range(6000):
        assert pace.wait(f"c{number}", False, START + timedelta(seconds=number)) == timedelta(0)
    assert len(pace._filled) < 5100
