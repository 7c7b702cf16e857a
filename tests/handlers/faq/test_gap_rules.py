"""Pure rules of unanswered questions: equal wordings, answered groups, whose matter, when it is day, drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from handlers.faq.gaps import rules
from handlers.faq.gaps.drafting import entry_of
from handlers.faq.gaps.missing import packed, unpacked
from handlers.tickets.drafts.store import EntryDraft
from knowledge.editing.files import read_entry_table, write_entries
from knowledge.editing.merge import Merged
from knowledge.editing.planning import plan
from knowledge.gaps import read_gaps
from knowledge.load import Knowledge

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
DRAFT = EntryDraft(
    1, 7, "YH-20261124-0003", "transport", "地铁末班车几点", "以站内公示为准。节假日会延长！请看公告", "zh", NOON, None
)


@pytest.mark.parametrize(
    "other", ["地铁 末班车几点？", "地铁末班车几点!!", "地铁末班车几點".replace("點", "点"), "　地铁末班车几点"]
)
def test_marks_width_and_blanks_make_no_other_wording(other: str) -> None:
    assert rules.wording_key(other) == rules.wording_key("地铁末班车几点")
    assert rules.wording_key("地铁首班车几点") != rules.wording_key("地铁末班车几点")


@pytest.mark.parametrize(
    ("found", "entry"),
    [([], ""), (["", ""], ""), (["a", ""], "a"), (["a", "", ""], ""), (["a", "b", "b"], "b"), (["b", "a"], "a")],
)
def test_a_group_is_answered_by_what_answers_half_of_it(found: list[str], entry: str) -> None:
    assert rules.answered_by(found) == entry


def test_the_unit_is_that_of_most_of_what_was_asked() -> None:
    assert rules.proposed([("police", 1), ("housing", 3), ("police", 1), ("", 1)]) == "housing"
    assert rules.proposed([("police", 1), ("", 3)]) == ""
    assert rules.proposed([("b", 2), ("a", 2)]) == "a"
    assert rules.proposed([("", 5)]) == rules.proposed([]) == ""


@given(st.integers(0, 3 * 366 * 24 * 60))
def test_people_are_told_by_day_and_at_most_twelve_hours_later(minutes: int) -> None:
    moment = NOON + timedelta(minutes=minutes)
    told = rules.next_daytime(moment)
    assert 8 <= told.astimezone(SHANGHAI).hour < 20
    assert timedelta(0) <= told - moment <= timedelta(hours=12)
    assert rules.next_daytime(told) == told


def test_an_answer_that_did_not_help_counts_again_when_its_words_changed(knowledge: Knowledge) -> None:
    entry = next(iter(knowledge.entries.values()))
    rejected = {entry.id: rules.fingerprint(entry)}
    assert not rules.acceptable(entry, rejected)
    assert not rules.acceptable(replace(entry, signed_by="公安", questions=("别的问法",)), rejected)
    assert rules.acceptable(replace(entry, short="新的一句。"), rejected)
    assert rules.whole({"a": entry}) != rules.whole({"a": replace(entry, questions=("别的问法",))})


def test_an_entry_is_valid_from_its_first_day_to_its_last(knowledge: Knowledge) -> None:
    entry = replace(next(iter(knowledge.entries.values())), valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 3))
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 4)]
    assert [entry.in_force(day) for day in days] == [False, True, True, False]


@given(st.lists(st.floats(-1, 1, width=16), min_size=1, max_size=8))
def test_a_direction_comes_back_as_it_went(numbers: list[float]) -> None:
    direction = np.array(numbers, np.float32)
    assert np.array_equal(unpacked(packed(direction)), direction)
    assert unpacked("") is None


def test_a_draft_is_read_by_the_import_and_only_lacks_its_source(knowledge: Knowledge, tmp_path: Path) -> None:
    entry = entry_of(DRAFT, ["最晚的地铁是几点"], knowledge.departments["transport"])
    assert (entry.short, [fact.text for fact in entry.facts]) == ("以站内公示为准。", ["节假日会延长！", "请看公告"])
    assert entry.questions == ("地铁末班车几点", "最晚的地铁是几点")
    for ending in ("xlsx", "csv", "md"):
        path = tmp_path / f"drafts.{ending}"
        write_entries(path, [entry])
        found = plan(knowledge, Merged(knowledge.entries, frozenset(), ()), read_entry_table(path))
        assert found.changes == ()
        assert [problem.reason for problem in found.problems] == ["「依据」一个也没有"]


def test_an_english_question_stays_among_the_english_ones(knowledge: Knowledge) -> None:
    asked = replace(DRAFT, lang="en", question="When does the last metro leave?", answer="See the notice. Ask 12345.")
    entry = entry_of(asked, [], None)
    assert (entry.questions, entry.questions_en, entry.unit) == ((), ("When does the last metro leave?",), "")
    assert [fact.text for fact in entry.facts] == ["Ask 12345."]


@pytest.mark.parametrize(
    "text", ["askers = 0\ndays = 30", "askers = 3", "askers = 3\ndays = 'x'", "askers = 3\nmore = 1\ndays = 2"]
)
def test_thresholds_that_mean_nothing_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gaps.toml"
    path.write_text(text, encoding="utf-8")
    mistakes: list[str] = []
    read_gaps(path, mistakes)
    assert mistakes
    assert all("gaps.toml" in mistake for mistake in mistakes)
