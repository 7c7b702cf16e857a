"""What a person's answers say about one programme, and which other programme is near after a no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.benefits.answers import Persona, holds, shortfall
from knowledge.benefits.shapes import Condition, Field, Programme, ProgrammeKind


class Result(StrEnum):
    """What a check ends in. None of them is a decision: that is for the authority."""

    LIKELY_ELIGIBLE = "likely_eligible"
    LIKELY_PENDING_REVIEW = "likely_pending_review"
    NEED_INFO = "need_info"
    NOT_ELIGIBLE = "not_eligible"
    NOT_PUBLISHED = "not_published"


FITTING = (Result.LIKELY_ELIGIBLE, Result.LIKELY_PENDING_REVIEW)
OPEN = (Result.NEED_INFO, Result.NOT_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that stands in the way: unknown, or short by `short` of its unit (days for dates) where one can say."""

    field: Field
    short: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition and whether the person meets it; None means that nothing was said about it."""

    condition: Condition
    met: bool | None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers say about one programme.

    `missing` names the unknown fields when more is needed, the failing ones after a no; `clause` is the rule that
    decides it, or the programme's basis. `reasons` lists every condition, those that decide first.
    """

    programme: Programme
    result: Result
    missing: tuple[Missing, ...]
    clause: str
    reasons: tuple[Reason, ...]


def check(programme: Programme, persona: Persona, today: date) -> Verdict:
    """Judge one programme. One condition that is surely not met settles it, whatever else is unknown.

    A programme whose deciding conditions are not published, or that is not in force `today`, is only introduced.
    """
    reasons = [Reason(condition, holds(condition.rule, persona, today)) for condition in programme.hard]
    failed = [reason for reason in reasons if reason.met is False]
    unknown = [reason for reason in reasons if reason.met is None and not reason.condition.unknown_passes]
    if not _judged(programme, today):
        result, deciding = Result.NOT_PUBLISHED, []
    elif failed:
        result, deciding = Result.NOT_ELIGIBLE, failed
    elif unknown:
        result, deciding = Result.NEED_INFO, unknown
    else:
        pending = programme.review or programme.unset
        result, deciding = (Result.LIKELY_PENDING_REVIEW if pending else Result.LIKELY_ELIGIBLE), []
    others = [reason for reason in reasons if reason not in deciding]
    hints = [Reason(condition, holds(condition.rule, persona, today), soft=True) for condition in programme.soft]
    clause = deciding[0].condition.clause if deciding else _basis(programme)
    missing = tuple(_missing(deciding, persona, today))
    return Verdict(programme, result, missing, clause, (*deciding, *others, *hints))


def _judged(programme: Programme, today: date) -> bool:
    if any(gap.decides for gap in programme.unset):
        return False
    started = programme.valid_from is None or programme.valid_from <= today
    return started and (programme.valid_to is None or today <= programme.valid_to)


def _basis(programme: Programme) -> str:
    if programme.hard:
        return programme.hard[0].clause
    source = programme.sources[0]
    return " ".join(part for part in (source.title, source.number, source.date) if part)


def _missing(deciding: Sequence[Reason], persona: Persona, today: date) -> Iterator[Missing]:
    """Each field once: inside a group only the comparisons that share its outcome stand in the way."""
    seen = set()
    for reason in deciding:
        for test in reason.condition.rule.tests():
            if test.field.key not in seen and holds(test, persona, today) is reason.met:
                seen.add(test.field.key)
                yield Missing(test.field, shortfall(test, persona, today))


def nearest(verdict: Verdict, verdicts: Sequence[Verdict]) -> Programme | None:
    """The programme to look at after a no: among those that fit, one named by the table, else the one most alike."""
    programme = verdict.programme
    fitting = [
        other.programme
        for other in verdicts
        if other.result in FITTING and other.programme.shown and other.programme.kind is ProgrammeKind.BENEFIT
    ]
    named = [other for id_ in programme.instead for other in fitting if other.id == id_]
    if named:
        return named[0]
    own = _fields(programme)
    return max(fitting, key=lambda other: len(own & _fields(other)), default=None)


def _fields(programme: Programme) -> frozenset[str]:
    return frozenset(test.field.key for condition in programme.hard for test in condition.rule.tests())
