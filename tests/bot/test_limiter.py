"""A platform's limits hold in every window of time, whatever is to be sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limiter import Pace, Rates

RATES = Rates(25, 1, 3, 20)
START = datetime(2026, 11, 24, 2, tzinfo=UTC)
CHATS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "-1", "-2"]), st.sampled_from([0.0, 0.0, 0.1, 3.0])), max_size=120
)


def send_all(wanted: list[tuple[str, float]]) -> list[tuple[str, datetime]]:
    """Sends one after the other, each when its pace allows."""
    pace, now, sent = Pace(RATES), START, []
    for chat, pause in wanted:
        now += timedelta(seconds=pause)
        while wait := pace.wait(chat, chat.startswith("-"), now):
            now += wait
        sent.append((chat, now))
    return sent


@given(CHATS)
@settings(deadline=None)
def test_limits_hold_in_every_window(wanted: list[tuple[str, float]]) -> None:
    sent = send_all(wanted)
    for index, (chat, at) in enumerate(sent):
        later = sent[index:]
        in_second = [other for other in later if other[1] - at < timedelta(seconds=1)]
        assert len(in_second) <= RATES.overall_per_s
        if chat.startswith("-"):
            in_minute = [other for other in later if other[0] == chat and other[1] - at < timedelta(minutes=1)]
            assert len(in_minute) <= RATES.group_per_min
        else:
            same = [other for other in in_second if other[0] == chat]
            assert len(same) <= RATES.chat_burst + 1


def test_one_chat_does_not_hold_another() -> None:
    pace = Pace(Rates(1000, 1, 3, 20))
    while not pace.wait("a", False, START):
        pass
    assert pace.chat_wait("a", False, START) > timedelta(0)
    assert pace.chat_wait("b", False, START) == timedelta(0)


def test_without_rates_nothing_waits() -> None:
    assert all(not Pace(None).wait("a", True, START) for _ in range(1000))


def test_what_is_long_over_is_forgotten() -> None:
    pace = Pace(Rates(1e6, 1, 3, 20))
    for number in range(12_000):
        assert not pace.wait(str(number), False, START + timedelta(seconds=number))
    assert not pace.wait("0", False, START + timedelta(days=1))
