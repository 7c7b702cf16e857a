"""Which question a benefit check asks next: the one whose answer settles most of what is open."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from knowledge.benefits.answers import Persona, holds, read_answer
from knowledge.benefits.judge import Result, check
from knowledge.benefits.shapes import Field, FieldKind, Programme, Span, Test

MAX_QUESTIONS = 6
"""Questions that one talk may ask; what is open after them stays open, and a person can answer it."""


def next_question(
    programmes: Sequence[Programme], heard: Persona, today: date, limit: int = MAX_QUESTIONS
) -> str | None:
    """The key of the field whose answer settles most of what is still open, or None when the talk is over.

    `heard` is what this talk has heard: a key with None was asked and not answered, and is not asked again. The talk
    ends when nothing is open, nothing askable would help, or `limit` questions were put.
    """
    if len(heard) >= limit:
        return None
    waiting = [programme for programme in programmes if check(programme, heard, today).result is Result.NEED_INFO]
    tests = [test for programme in waiting for test in _open_tests(programme, heard, today)]
    fields = {test.field.key: test.field for test in tests if _askable(test.field, heard, today)}

    def worth(field: Field) -> tuple[float, int, int]:
        samples = _samples([test for test in tests if test.field.key == field.key], today)
        settled = sum(_settles(programme, {**heard, field.key: raw}, today) for raw in samples for programme in waiting)
        wanted = sum(any(test.field.key == field.key for test in _open_tests(p, heard, today)) for p in waiting)
        return settled / len(samples), wanted, -field.place

    best = max(fields.values(), key=worth, default=None)
    return best.key if best else None


def _settles(programme: Programme, persona: Persona, today: date) -> bool:
    return check(programme, persona, today).result is not Result.NEED_INFO


def _open_tests(programme: Programme, persona: Persona, today: date) -> Iterator[Test]:
    for condition in programme.hard:
        if not condition.unknown_passes and holds(condition.rule, persona, today) is None:
            yield from (test for test in condition.rule.tests() if holds(test, persona, today) is None)


def _askable(field: Field, heard: Persona, today: date) -> bool:
    return field.key not in heard and (field.after is None or holds(field.after, heard, today) is True)


def _samples(tests: Sequence[Test], today: date) -> list[object]:
    """Answers that stand for all others: every option, both truths, and either side of each limit."""
    field = tests[0].field
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return list(field.options)
        case FieldKind.YES_NO:
            return [True, False]
        case FieldKind.NUMBER:
            points = {end + step for test in tests for end in _limits(test) for step in (-1, 0, 1)}
            return [point for point in sorted(points) if read_answer(field, point, today) is not None] or [0]
        case FieldKind.DATE:
            days = {date.fromordinal(int(end)) for test in tests for end in _limits(test)}
            return [*sorted({*days, *(day - timedelta(days=1) for day in days)})]


def _limits(test: Test) -> list[float]:
    span = test.value
    return [end for end in (span.low, span.high) if math.isfinite(end)] if isinstance(span, Span) else []


def questions_asked(programmes: Sequence[Programme], persona: Persona, today: date) -> tuple[str, ...]:
    """The fields that a talk asks, in order, of somebody who answers from `persona` and skips what is not in it."""
    heard: dict[str, object] = {}
    while (key := next_question(programmes, heard, today)) is not None:
        heard[key] = persona.get(key)
    return tuple(heard)
