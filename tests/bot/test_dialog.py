"""The dialog engine: whatever is said and pressed in whatever order, a talk stays whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog import SUMMARY, State, attach, begin, hear, press, progress, resume
from bot.moves import Ask, Cancelled, Done, Edit, Gone, Summary, Unclear, Why
from knowledge.load import Knowledge
from knowledge.shapes import Dialog, Step, StepKind

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
KEYS = ("a", "b", "c", "d", "e")
OPTIONS = ("x", "y")
SAID = st.one_of(
    st.sampled_from(["是", "否", "3", "昨天", "13812345678", "没有", "", "x", "怎么办？", "2026-11-20"]),
    st.text(max_size=30),
)
BUTTONS = st.sampled_from(
    ["!back", "!skip", "!why", "!edit", "!ok", "!go", "!take", "!nonsense", "", ":", "zz:x"]
    + [f"!edit.{key}" for key in (*KEYS, "zz")]
    + [f"{key}:{option}" for key in KEYS for option in (*OPTIONS, "yes", "no", "zz")]
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), SAID, st.booleans()),
        st.tuples(st.just("press"), BUTTONS, st.just(False)),
        st.tuples(st.just("attach"), st.sampled_from(["f1", "f2", "f3", "f4"]), st.just(False)),
    ),
    max_size=25,
)


@st.composite
def dialogs(draw: Any) -> Dialog:
    """Any dialog of up to five steps, some of them only after certain answers to earlier ones."""
    steps: list[Step] = []
    for key in KEYS[: draw(st.integers(1, 5))]:
        kind = draw(st.sampled_from(StepKind))
        options = OPTIONS if kind is StepKind.CHOICE or (kind is StepKind.TEXT and draw(st.booleans())) else ()
        when = {}
        if steps and draw(st.booleans()):
            earlier = steps[draw(st.integers(0, len(steps) - 1))]
            when = {earlier.key: draw(st.sampled_from(["yes", "x", "y", "3"]))}
        optional, asked, side = draw(st.booleans()), draw(st.integers(0, 9)) > 0, draw(st.booleans())
        steps.append(Step(key, kind, options, optional, side, asked, draw(st.sampled_from([0, 3])), when))
    return Dialog("any", tuple(steps), draw(st.booleans()))


def act(dialog: Dialog, state: State, how: str, what: str, question: bool) -> tuple[State, object]:
    if how == "hear":
        return hear(dialog, state, what, NOW, None, question=question)
    if how == "press":
        return press(dialog, state, state.run, what, "the label", None)
    state, move, _taken = attach(dialog, state, what, None)
    return state, move


def whole(dialog: Dialog, state: State) -> None:
    """What holds for every state that a talk can be in."""
    assert State.load(json.loads(json.dumps(state.dump()))) == state
    for key in state.answers:
        step = dialog.step(key)
        assert step is not None
        assert all(state.answers.get(name) == value for name, value in step.when.items()), f"{key} does not apply"
    at = dialog.step(state.at)
    assert state.at == SUMMARY or (at is not None and at.asked)
    if at is not None:
        assert all(state.answers.get(name) == value for name, value in at.when.items())
    assert len(set(state.skipped)) == len(state.skipped)
    assert len(set(state.trail)) == len(state.trail)
    number, total = progress(dialog, state)
    assert 0 <= number <= total


@given(dialogs(), ACTS)
@settings(max_examples=300, deadline=None)
def test_a_talk_stays_whole(dialog: Dialog, acts: list[tuple[str, str, bool]]) -> None:
    state = begin(dialog, "ab12", NOW, {}, None)
    whole(dialog, state)
    for how, what, question in acts:
        state, move = act(dialog, state, how, what, question)
        whole(dialog, state)
        assert isinstance(move, Ask | Why | Unclear | Summary | Edit | Done | Cancelled | Gone)
        assert resume(dialog, state, None) == state


@given(dialogs(), ACTS, SAID)
@settings(max_examples=200, deadline=None)
def test_back_undoes_an_answer(dialog: Dialog, acts: list[tuple[str, str, bool]], said: str) -> None:
    state = begin(dialog, "ab12", NOW, {}, None)
    for how, what, question in acts:
        state, _ = act(dialog, state, how, what, question)
    after, _ = hear(dialog, state, said, NOW, None)
    if after == state or state.editing or state.at in state.answers:
        return
    back, _ = press(dialog, after, after.run, "!back", "", None)
    assert back.at == state.at
    assert back.answers == state.answers
    assert back.skipped == state.skipped


@given(dialogs(), dialogs(), ACTS)
@settings(max_examples=150, deadline=None)
def test_a_draft_outlives_an_edited_dialog(old: Dialog, new: Dialog, acts: list[tuple[str, str, bool]]) -> None:
    state = begin(old, "ab12", NOW, {}, None)
    for how, what, question in acts:
        state, _ = act(old, state, how, what, question)
    resumed = resume(new, State.load(state.dump()), None)
    assert resumed.at == SUMMARY or new.step(resumed.at) is not None
    for how, what, question in acts:
        resumed, _ = act(new, resumed, how, what, question)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_the_shipped_dialogs_stay_whole(knowledge: Knowledge, data: st.DataObject) -> None:
    dialog = knowledge.dialogs[data.draw(st.sampled_from(sorted(knowledge.dialogs)))]
    state = begin(dialog, "ab12", NOW, {}, None)
    buttons = ["!back", "!skip", "!why", "!edit", "!ok", "!go", *(f"!edit.{step.key}" for step in dialog.steps)]
    buttons += [f"{step.key}:{option}" for step in dialog.steps for option in (*step.options, "yes", "no")]
    for _ in range(12):
        if data.draw(st.booleans()):
            state, _move = press(dialog, state, state.run, data.draw(st.sampled_from(buttons)), "label", None)
        else:
            state, _move = hear(dialog, state, data.draw(SAID), NOW, None)
        whole(dialog, state)


REPORT = Dialog(
    "report",
    (
        Step("what", StepKind.TEXT, side=False),
        Step("where", StepKind.TEXT),
        Step("photo", StepKind.PHOTO, optional=True, max=2),
        Step("named", StepKind.CHOICE, ("shown", "hidden")),
        Step("phone", StepKind.PHONE, optional=True, when={"named": "shown"}),
        Step("consent", StepKind.YES_NO),
    ),
)


def told(*words: str, given: Mapping[str, str] | None = None) -> State:
    state = begin(REPORT, "ab12", NOW, given or {}, None)
    for said in words:
        move: object
        if said in ("shown", "hidden"):
            state, move = press(REPORT, state, "ab12", f"named:{said}", said, None)
        elif said == "skip":
            state, move = press(REPORT, state, "ab12", "!skip", "", None)
        else:
            state, move = hear(REPORT, state, said, NOW, None)
        assert not isinstance(move, Gone), said
    return state


def test_known_answers_are_not_asked_again() -> None:
    assert told(given={"what": "灯坏了", "unknown": "x"}).at == "where"
    assert told("古墩路", given={"what": "灯坏了"}).answers == {"what": "灯坏了", "where": "古墩路"}


def test_an_answer_that_takes_another_away_with_it() -> None:
    state = told("灯坏了", "古墩路", "skip", "shown", "13812345678", "是")
    assert state.at == SUMMARY
    state, _ = press(REPORT, state, "ab12", "!edit.named", "", None)
    state, _ = press(REPORT, state, "ab12", "named:hidden", "", None)
    assert "phone" not in state.answers
    assert state.at == SUMMARY


def test_answers_that_hang_on_a_chain_go_together() -> None:
    chain = Dialog(
        "chain",
        (
            Step("a", StepKind.YES_NO),
            Step("b", StepKind.YES_NO, when={"a": "yes"}),
            Step("c", StepKind.YES_NO, when={"b": "yes"}),
        ),
    )
    state = begin(chain, "r", NOW, {}, None)
    for _ in range(3):
        state, _ = hear(chain, state, "是", NOW, None)
    state, _ = press(chain, state, "r", "!edit.a", "", None)
    state, _ = hear(chain, state, "否", NOW, None)
    assert state.answers == {"a": "no"}


def test_back_from_an_edit_changes_nothing() -> None:
    before = told("灯坏了", "古墩路", "skip", "hidden", "是")
    state, _ = press(REPORT, before, "ab12", "!edit.where", "", None)
    assert state.at == "where"
    state, move = press(REPORT, state, "ab12", "!back", "", None)
    assert state == before
    assert isinstance(move, Summary)


def test_no_means_skip_where_skipping_is_allowed() -> None:
    assert told("灯坏了", "古墩路", "没有").skipped == ("photo",)
    assert told("灯坏了", "古墩路", "没有照片", "shown", "不用了").skipped == ("photo", "phone")
    state = told("灯坏了", "古墩路", "skip", "hidden")
    assert hear(REPORT, state, "没有", NOW, None)[0].answers["consent"] == "no"


def test_photos_are_taken_anywhere_until_there_are_enough() -> None:
    state = told("灯坏了")
    for name, taken in (("f1", True), ("f2", True), ("f3", False)):
        state, _, used = attach(REPORT, state, name, None)
        assert used is taken
    assert state.answers["photo"] == "f1,f2"
    assert state.at == "where"


def test_a_doubtful_answer_is_held_until_it_is_taken() -> None:
    state, move = hear(REPORT, told("灯坏了"), "古墩路吗", NOW, None, question=True)
    assert isinstance(move, Unclear)
    assert state.held == "古墩路吗"
    assert press(REPORT, state, "ab12", "!take", "", None)[0].answers["where"] == "古墩路吗"


def test_a_held_answer_is_not_taken_for_another_step() -> None:
    state, _ = hear(REPORT, told("灯坏了"), "古墩路吗", NOW, None, question=True)
    state, _ = hear(REPORT, state, "良渚路", NOW, None)
    state, move = press(REPORT, state, "ab12", "!take", "", None)
    assert isinstance(move, Gone)
    assert state.answers["where"] == "良渚路"


@pytest.mark.parametrize("what", ["where:x", "zz:x", "named:shown", "!ok", "!edit", "!skip", "!take", "!edit.phone"])
def test_buttons_of_other_steps_are_gone(what: str) -> None:
    state = told("灯坏了")
    after, move = press(REPORT, state, "ab12", what, "", None)
    assert isinstance(move, Gone)
    assert after == state


def test_buttons_of_another_talk_are_gone() -> None:
    state = told("灯坏了")
    assert press(REPORT, state, "zz99", "!cancel", "", None) == (state, Gone())


def test_a_chooser_decides_what_comes_next() -> None:
    def chooser(answers: Mapping[str, str]) -> str | None:
        return "named" if "named" not in answers else None

    state = begin(REPORT, "r", NOW, {}, chooser)
    assert state.at == "named"
    state, move = press(REPORT, state, "r", "named:shown", "", chooser)
    assert isinstance(move, Summary)
    state, _ = press(REPORT, state, "r", "!back", "", chooser)
    assert state.at == "named"


def test_a_state_of_another_version_is_read() -> None:
    state = State.load({"name": "report", "run": "r", "since": NOW.isoformat(), "at": "what", "future": [1]})
    assert state.at == "what"
