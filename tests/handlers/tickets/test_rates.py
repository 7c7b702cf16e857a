"""The three rates: a second count agrees, and nothing that the staff can do raises them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.commands import build_cli
from handlers import features
from handlers.tickets.rates import Life, Line, Share, Word, in_time, rates, word
from handlers.tickets.rules import Event, Who
from knowledge.load import Knowledge
from tests.fakes.town import Town
from tests.journeys.test_report import reports

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
BY_STAFF = (Event.ACCEPT, Event.CLAIM, Event.REPLY, Event.ASK, Event.INTERIM, Event.DONE, Event.TRANSFER, Event.REVISIT)
BY_HER = (Event.SOLVED, Event.NOT_SOLVED, Event.ADD, Event.WITHDRAW)
BY_CLOCK = (Event.SILENCE, Event.SETTLE)


def line(event: str, actor: Who, minutes: int) -> Line:
    return Line(event, actor.value, TUESDAY + timedelta(minutes=minutes))


def life(*lines: Line, urgent: bool = False, score: int | None = None, repeated: datetime | None = None) -> Life:
    return Life(TUESDAY, urgent, (line("opened", Who.RESIDENT, 0), *lines), score, repeated)


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda one: one.at))


STAFF_LINES = st.builds(line, st.sampled_from(BY_STAFF), st.just(Who.STAFF), st.integers(0, 20_000))
HER_LINES = st.builds(line, st.sampled_from(BY_HER), st.just(Who.RESIDENT), st.integers(0, 20_000))
CLOCK_LINES = st.builds(line, st.sampled_from(BY_CLOCK), st.just(Who.CLOCK), st.integers(0, 20_000))
LIVES = st.builds(
    lambda lines, score: life(*in_order(lines), score=score),
    st.lists(st.one_of(STAFF_LINES, HER_LINES, CLOCK_LINES), max_size=8),
    st.one_of(st.none(), st.integers(1, 5)),
)


@pytest.mark.parametrize(("lines", "expected"), [
    ((), Word.OPEN),
    ((line("reply", Who.STAFF, 5), line("done", Who.STAFF, 6)), Word.OPEN),
    ((line("reply", Who.STAFF, 5), line("solved", Who.RESIDENT, 9)), Word.YES),
    ((line("solved", Who.STAFF, 9),), Word.OPEN),
    ((line("solved", Who.RESIDENT, 9), line("settle", Who.CLOCK, 10)), Word.YES),
    ((line("solved", Who.RESIDENT, 9), line("add", Who.RESIDENT, 10)), Word.OPEN),
    ((line("solved", Who.RESIDENT, 9), line("revisit", Who.STAFF, 10)), Word.OPEN),
    ((line("not_solved", Who.RESIDENT, 9), line("reply", Who.STAFF, 10), line("silence", Who.CLOCK, 99)), Word.NO),
    ((line("not_solved", Who.RESIDENT, 9), line("solved", Who.RESIDENT, 10)), Word.YES),
    ((line("reply", Who.STAFF, 5), line("silence", Who.CLOCK, 9999)), Word.SILENT),
])  # fmt: skip
def test_the_last_word_is_the_residents(lines: Sequence[Line], expected: Word) -> None:
    assert word(life(*lines)) is expected


@pytest.mark.parametrize(("days", "expected"), [(5, Word.NO), (29, Word.NO), (31, Word.YES)])
def test_what_comes_again_within_a_month_was_not_solved(days: int, expected: Word) -> None:
    solved = line("solved", Who.RESIDENT, 60)
    assert word(life(solved, repeated=solved.at + timedelta(days=days))) is expected
    assert word(life(solved, repeated=solved.at - timedelta(minutes=1))) is Word.YES


@pytest.mark.parametrize(("lines", "urgent", "now", "expected"), [
    ((), False, 10, None),
    ((), False, 31, False),
    ((line("claim", Who.STAFF, 30),), False, 31, True),
    ((line("claim", Who.STAFF, 31),), False, 40, False),
    ((line("transfer", Who.STAFF, 5),), False, 40, False),  # passed on is not taken notice of
    ((line("claim", Who.RESIDENT, 5),), False, 40, False),
    ((line("withdraw", Who.RESIDENT, 5),), False, 40, None),
    ((line("withdraw", Who.RESIDENT, 35),), False, 40, False),
    ((line("reply", Who.STAFF, 29),), True, 40, True),
])  # fmt: skip
def test_who_took_notice_in_time(
    knowledge: Knowledge, lines: Sequence[Line], urgent: bool, now: int, expected: bool | None
) -> None:
    assert in_time(life(*lines, urgent=urgent), knowledge.limits, TUESDAY + timedelta(minutes=now)) is expected


def test_the_lunch_break_and_the_weekend_do_not_count(knowledge: Knowledge) -> None:
    noon = Life(TUESDAY + timedelta(minutes=110), False, (line("claim", Who.STAFF, 225),))  # 11:50, taken 13:45
    assert in_time(noon, knowledge.limits, TUESDAY + timedelta(days=1)) is True


@given(lives=st.lists(LIVES, max_size=12))
def test_a_second_count_agrees(knowledge: Knowledge, lives: list[Life]) -> None:
    found = rates(lives, knowledge.limits, TUESDAY + timedelta(days=30))
    last = [
        [one for one in life.lines if (one.event, one.actor) in {("solved", "resident"), ("not_solved", "resident"),
         ("add", "resident"), ("revisit", "staff")}] for life in lives
    ]  # fmt: skip
    yes = sum(bool(words) and words[-1].event == "solved" for words in last)
    assert found.solved.count == yes
    assert found.solved.of >= found.solved.count
    assert found.satisfied == Share(
        sum(life.score in (3, 4, 5) for life in lives), sum(life.score is not None for life in lives)
    )
    for share in (found.responded, found.solved, found.satisfied):
        assert (share.percent is None) == (share.of == 0)


@given(base=LIVES, more=st.lists(st.one_of(STAFF_LINES, CLOCK_LINES), min_size=1, max_size=6))
def test_nothing_that_the_staff_do_makes_a_matter_solved(knowledge: Knowledge, base: Life, more: list[Line]) -> None:
    now = TUESDAY + timedelta(days=30)
    before = rates([base], knowledge.limits, now)
    after = rates([Life(base.opened, base.urgent, in_order([*base.lines, *more]), base.score)], knowledge.limits, now)
    assert after.solved.count <= before.solved.count
    assert after.satisfied == before.satisfied


async def test_the_command_counts_what_happened(line_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await reports(line_town)
    li, wang = line_town.resident(), line_town.member()
    await wang.presses("接单")
    await wang.answers(number, "路灯已修好")
    await li.presses("解决了")
    await li.presses("满意")
    await reports(line_town, "zhao")
    today = line_town.clock.now().date().isoformat()
    found = json.loads(told(monkeypatch, line_town.folder, "--since", today, "--until", today, "--json"))
    assert found["all"]["responded"] == {"count": 1, "of": 2, "percent": 50.0}
    assert found["all"]["solved"] == {"count": 1, "of": 1, "percent": 100.0}
    assert found["all"]["satisfied"] == {"count": 1, "of": 1, "percent": 100.0}
    assert (found["all"]["silent"], found["all"]["unrated"]) == (0, 0)
    assert "100 % (1/1)" in told(monkeypatch, line_town.folder, "--since", today, "--until", today)
    assert "- (0)" in told(monkeypatch, line_town.folder, "--since", "2020-01-01", "--until", "2020-01-31")


def told(monkeypatch: pytest.MonkeyPatch, folder: Path, *args: str) -> str:
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("DATABASE_URL", "")
    result = CliRunner().invoke(build_cli(features()), ["rates", *args])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("args", [("--since", "yesterday"), ("--since", "2026-02-01", "--until", "2026-01-01")])
def test_days_that_are_none_are_refused(args: tuple[str, ...]) -> None:
    result = CliRunner().invoke(build_cli(features()), ["rates", *args])
    assert result.exit_code == 2
