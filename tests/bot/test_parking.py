"""The draft under the open one: one deep, whole, and back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.dialog import State, begin, hear
from bot.parking import is_this, park, parked, worth_keeping
from knowledge.shapes import Dialog, Step, StepKind

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
FORM = Dialog(
    "form", (Step("of", StepKind.TEXT, asked=False), Step("what", StepKind.TEXT), Step("photo", StepKind.PHOTO))
)
texts = st.text(max_size=5)
states = st.builds(
    State, name=texts, run=texts, since=st.just(NOW.isoformat()), answers=st.dictionaries(texts, texts, max_size=3),
    trail=st.lists(texts, max_size=3).map(tuple), at=texts, held=texts, words=texts,
)  # fmt: skip


@given(states, states, states)
def test_one_waits_and_comes_back_as_it_was(older: State, newer: State, oldest: State) -> None:
    open_now = State.load(json.loads(json.dumps(park(newer, park(older, oldest)).dump())))
    assert parked(open_now) == older
    assert parked(park(open_now, None)) is None
    assert park(open_now, None) == newer


def test_only_what_the_person_gave_is_worth_keeping() -> None:
    state = begin(FORM, "r", NOW, {"of": "7"}, None)
    assert not worth_keeping(FORM, state)
    assert worth_keeping(FORM, begin(FORM, "r", NOW, {"of": "7", "photo": "f1"}, None))
    assert worth_keeping(FORM, hear(FORM, state, "灯坏了", NOW, None)[0])


def test_the_same_form_about_the_same_matter_is_the_same_draft() -> None:
    state = begin(FORM, "r", NOW, {"of": "7"}, None)
    assert is_this(state, "form", {})
    assert is_this(state, "form", {"of": "7"})
    assert not is_this(state, "form", {"of": "8"})
    assert not is_this(state, "other", {})
