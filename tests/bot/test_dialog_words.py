"""Words where a step takes none, and options that only the moment knows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog import begin, hear, press, remark
from bot.moves import Gone
from knowledge.shapes import Dialog, Step, StepKind
from tests.bot.test_dialog import ACTS, NOW, REPORT, act, dialogs, told, whole


def test_words_that_no_step_takes_go_with_the_first_answer_in_words() -> None:
    state, about, _ = remark(REPORT, told("灯坏了", "古墩路"), "在学校那一侧")
    assert about == "dialog.words_added"
    assert state.answers == {"what": "灯坏了，在学校那一侧", "where": "古墩路"}


def test_words_before_any_answer_in_words_wait_for_one() -> None:
    late = Dialog("late", (Step("sure", StepKind.YES_NO), Step("what", StepKind.TEXT, max=10)))
    state, about, _ = remark(late, begin(late, "r", NOW, {}, None), "在学校")
    assert about == "dialog.words_kept"
    assert remark(late, state, "x" * 9)[1:] == ("dialog.words_too_long", 10)
    for said in ("是", "灯坏了"):
        state, _move = hear(late, state, said, NOW, None)
    assert state.answers["what"] == "灯坏了，在学校"
    assert not state.words


def test_where_no_words_are_taken_nothing_is_claimed() -> None:
    silent = Dialog("silent", (Step("a", StepKind.TEXT, asked=False), Step("b", StepKind.YES_NO)))
    before = begin(silent, "r", NOW, {"a": "7"}, None)
    assert remark(silent, before, "在学校") == (before, "", 0)


@given(dialogs(), ACTS, st.text("路灯坏了", min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_words_are_kept_or_the_person_is_told(dialog: Dialog, acts: list[tuple[str, str, bool]], words: str) -> None:
    state = begin(dialog, "ab12", NOW, {}, None)
    for how, what, question in acts:
        state, _ = act(dialog, state, how, what, question)
    after, about, _limit = remark(dialog, state, words)
    whole(dialog, after)
    kept = words in after.words or any(words in answer for answer in after.answers.values())
    assert kept if about in ("dialog.words_added", "dialog.words_kept") else after == state


def test_options_that_only_the_moment_knows() -> None:
    asks = Dialog("asks", (Step("all", StepKind.TEXT, asked=False), Step("one", StepKind.CHOICE, listed="all")))
    state = begin(asks, "r", NOW, {"all": "A-1,A-2"}, None)
    assert isinstance(press(asks, state, "r", "one:A-3", "", None)[1], Gone)
    assert press(asks, state, "r", "one:A-2", "A-2", None)[0].answers["one"] == "A-2"
