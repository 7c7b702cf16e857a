"""What an answer means: raw values become readable ones or nothing, and a rule holds, does not, or cannot be told."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, timedelta

from knowledge.benefits.shapes import Field, FieldKind, Group, Op, Rule, Span, Test

Persona = Mapping[str, object]
"""What is known of a person, by field key; None stands for asked and not answered."""

Answer = str | frozenset[str] | bool | Span

YES = frozenset({"yes", "true", "y", "1", "是", "有", "对"})
NO = frozenset({"no", "false", "n", "0", "否", "不是", "没有"})
DAY = re.compile(r"(\d{4})(?:\D{1,2}(\d{1,2})(?:\D{1,2}(\d{1,2}))?)?\D?")
UNTIL, SINCE = "until_", "since_"


def read_answer(field: Field, raw: object, today: date) -> Answer | None:
    """The readable answer, or None when `raw` is missing, malformed, out of bounds or not among the options."""
    if raw is None:
        return None
    match field.kind:
        case FieldKind.CHOICE:
            return raw if isinstance(raw, str) and raw in field.options else None
        case FieldKind.CHOICES:
            chosen = [raw] if isinstance(raw, str) else raw
            if not isinstance(chosen, list | tuple | set | frozenset):
                return None
            names = [name for name in chosen if isinstance(name, str) and name in field.options]
            return frozenset(names) if len(names) == len(chosen) else None
        case FieldKind.YES_NO:
            return read_yes_no(raw)
        case FieldKind.NUMBER:
            return read_number(raw, field.bounds)
        case FieldKind.DATE:
            return read_day(raw, today)


def read_yes_no(raw: object) -> bool | None:
    """True, False, or None for everything that is neither a truth value nor a plain yes or no."""
    if isinstance(raw, int):  # True and False are 1 and 0
        return bool(raw) if raw in (0, 1) else None
    word = raw.strip().lower() if isinstance(raw, str) else ""
    return True if word in YES else False if word in NO else None


def read_number(raw: object, bounds: Span | None = None) -> Span | None:
    """A number as an exact range, or None; truth values, infinities and numbers out of `bounds` are not answers."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number) or (bounds and not bounds.low <= number <= bounds.high):
        return None
    return Span(number, number)


def read_day(raw: object, today: date) -> Span | None:
    """A date as a range of ordinal days: `2026-03-15` is one day, `2026-03` a month, `2026` a year, cut off at `today`.

    `until_2025-06-30` is that day or earlier, `since_2025-07-01` that day or later: enough where only a limit counts.
    A day that has not come yet cannot be when something happened, so it reads as None.
    """
    if isinstance(raw, str) and raw.startswith((UNTIL, SINCE)):
        limit = read_day(raw[len(UNTIL) :], today)
        if limit is None:
            return None
        return Span(-math.inf, limit.high) if raw.startswith(UNTIL) else Span(limit.low, today.toordinal())
    if isinstance(raw, date):
        first = last = date(raw.year, raw.month, raw.day)
    else:
        found = DAY.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if found is None:
            return None
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            first = date(year, month or 1, day or 1)
            last = first if day else _last_day(year, month)
        except ValueError:
            return None
    if first > today:
        return None
    return Span(first.toordinal(), min(last, today).toordinal())


def _last_day(year: int, month: int) -> date:
    """The last day of a month, or of the year when `month` is 0."""
    if month in (0, 12):
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def holds(rule: Rule, persona: Persona, today: date) -> bool | None:
    """Whether the rule holds: True, False, or None while the answers known do not settle it.

    One true member settles an `any`, one false member an `all`, whatever else is unknown.
    """
    if isinstance(rule, Group):
        outcomes = [holds(member, persona, today) for member in rule.rules]
        settling = not rule.every
        if settling in outcomes:
            return settling
        return None if None in outcomes else rule.every
    return _holds(rule, read_answer(rule.field, persona.get(rule.field.key), today))


def _holds(test: Test, answer: Answer | None) -> bool | None:
    if answer is None:
        return None
    if isinstance(answer, Span) and isinstance(test.value, Span):
        if test.value.low <= answer.low and answer.high <= test.value.high:
            return True
        return False if answer.high < test.value.low or answer.low > test.value.high else None
    negative = test.op in (Op.NE, Op.NOT_IN)
    if isinstance(answer, bool):
        return (answer == test.value) is not negative
    if not isinstance(test.value, frozenset):
        return None
    named = answer if isinstance(answer, frozenset) else {answer}
    return bool(test.value & named) is not negative


def shortfall(test: Test, persona: Persona, today: date) -> float | None:
    """How much is missing, in the field's unit (days for dates), or None where no amount can be named."""
    answer = read_answer(test.field, persona.get(test.field.key), today)
    if not isinstance(answer, Span) or not isinstance(test.value, Span) or answer.low < answer.high:
        return None  # of somebody known only roughly no amount is true
    if answer.high < test.value.low:
        return test.value.low - answer.high
    return answer.low - test.value.high if answer.low > test.value.high else None
