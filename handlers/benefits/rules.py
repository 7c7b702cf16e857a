"""Pure: what the check's dialog has heard, in the terms of the decision tables, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from bot.clock import SHANGHAI
from knowledge.benefits import Benefits, Programme, load_benefits
from knowledge.eligibility import Result, Verdict, check

UNSURE = "unsure"
LATER = (Result.NEED_INFO, Result.NOT_ELIGIBLE, Result.NOT_PUBLISHED)


@cache
def benefits_in(folder: Path) -> Benefits:
    """The benefits of a content folder, read once: its files do not change while we run. Raises ContentError."""
    return load_benefits(folder / "benefits")


def shown(benefits: Benefits) -> tuple[Programme, ...]:
    """The programmes that may be shown to residents."""
    return tuple(programme for programme in benefits.programmes if programme.shown)


def heard(answers: Mapping[str, str]) -> dict[str, object]:
    """The dialog's answers as the tables read them; what somebody left open was asked all the same."""
    return {key: None if value in ("", UNSURE) else value for key, value in answers.items()}


def today(now: datetime) -> date:
    """The day in Shanghai."""
    return now.astimezone(SHANGHAI).date()


def judge(programmes: Sequence[Programme], persona: Mapping[str, object], day: date) -> list[Verdict]:
    """A verdict for each programme: what fits first, and of those the ones meant most closely for this person.

    What was meant for few says more than what everybody may use; a soft condition that is not met counts against.
    """
    verdicts = [check(programme, persona, day) for programme in programmes]

    def rank(verdict: Verdict) -> tuple[int, int, int]:
        group = LATER.index(verdict.result) + 1 if verdict.result in LATER else 0
        against = sum(reason.soft and reason.met is False for reason in verdict.reasons)
        return group, against, -len(verdict.programme.hard)

    return sorted(verdicts, key=rank)
