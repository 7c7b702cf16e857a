"""The benefit check on any persona: it ends, it never overclaims, it asks no more than it must."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from knowledge.benefits import Benefits, FieldKind, load_benefits
from knowledge.eligibility import (
    FITTING,
    MAX_QUESTIONS,
    Result,
    Verdict,
    answer_line,
    check,
    nearest,
    questions_asked,
)

TODAY = date(2026, 11, 24)
CONTENT = Path(__file__).parents[2] / "knowledge" / "content" / "benefits"
SHIPPED = load_benefits(CONTENT)

CROWD_RIDER = {
    "worker_type": "rider",
    "engagement": "crowd",
    "hukou": "outside",
    "order_platform": "meituan",
    "injured_during_order": True,
    "injury_date": "2026-03",
    "works_in_yuhang": True,
}


def verdict(id_: str, persona: dict[str, object], today: date = TODAY, benefits: Benefits = SHIPPED) -> Verdict:
    programme = benefits.programme(id_)
    assert programme is not None
    return check(programme, persona, today)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
SENSIBLE = {
    FieldKind.CHOICE: lambda field: st.sampled_from(field.options),
    FieldKind.CHOICES: lambda field: st.lists(st.sampled_from(field.options), unique=True),
    FieldKind.YES_NO: lambda field: st.booleans() | st.sampled_from(["yes", "no", "是", "否"]),
    FieldKind.NUMBER: lambda field: st.integers(0, 120),
    FieldKind.DATE: lambda field: (
        st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(date.isoformat)
        | st.sampled_from(["2025", "2025-06", "2025-07", "2026"])
    ),
}
SENSIBLE_ANSWERS = {key: SENSIBLE[field.kind](field) for key, field in SHIPPED.fields.items()}
PERSONAS = st.fixed_dictionaries({}, optional=SENSIBLE_ANSWERS)
WILD = st.dictionaries(st.sampled_from(sorted(SHIPPED.fields)) | st.text(max_size=6), ANYTHING, max_size=8)
SETTLED = (*FITTING, Result.NOT_ELIGIBLE, Result.NOT_PUBLISHED)


@given(WILD | PERSONAS)
def test_never_raises_and_always_ends(persona: dict[str, object]) -> None:
    got = answer_line({"id": 0, "persona": persona}, SHIPPED.programmes, SHIPPED.fields, TODAY)
    groups = [got["eligible"], got["not_eligible"], got["unknown"]]
    assert sorted(itertools.chain(*groups)) == [programme.id for programme in SHIPPED.programmes]
    assert got["asked"] <= MAX_QUESTIONS


@given(PERSONAS, st.data())
def test_an_answer_more_never_unsettles(persona: dict[str, object], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(SENSIBLE_ANSWERS)))
    more = {key: data.draw(SENSIBLE_ANSWERS[key])} | persona
    for programme in SHIPPED.programmes:
        before, after = (check(programme, answers, TODAY).result for answers in (persona, more))
        assert before not in SETTLED or after in SETTLED
        assert before is not Result.NOT_ELIGIBLE or after is Result.NOT_ELIGIBLE


@given(WILD | PERSONAS)
def test_the_unknown_never_makes_anybody_eligible(persona: dict[str, object]) -> None:
    for programme in SHIPPED.programmes:
        got = check(programme, persona, TODAY)
        blocking = [r for r in got.reasons if not r.soft and not r.condition.unknown_passes]
        if got.result in FITTING:
            assert all(reason.met is True for reason in blocking)
        if got.result is Result.NEED_INFO:
            assert got.missing
        if got.result is Result.NOT_ELIGIBLE:
            assert got.missing
            assert got.clause in {reason.condition.clause for reason in got.reasons if reason.met is False}


@given(PERSONAS)
def test_every_no_has_something_that_fits(persona: dict[str, object]) -> None:
    verdicts = [check(programme, persona, TODAY) for programme in SHIPPED.programmes]
    for got in verdicts:
        if got.result is Result.NOT_ELIGIBLE:
            other = nearest(got, verdicts)
            assert other is not None
            assert check(other, persona, TODAY).result in FITTING


@given(PERSONAS)
def test_questions_are_asked_once_and_settle_what_can_be_settled(persona: dict[str, object]) -> None:
    asked = questions_asked(SHIPPED.programmes, persona, TODAY)
    assert len(asked) == len(set(asked)) <= MAX_QUESTIONS
    heard = {key: persona.get(key) for key in asked}
    for programme in SHIPPED.programmes:
        told, full = check(programme, heard, TODAY), check(programme, persona, TODAY)
        if full.result is Result.NEED_INFO:
            assert told.result is Result.NEED_INFO
