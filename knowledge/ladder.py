"""The supervision ladder (督办) as data: which step comes when, and to whom; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from knowledge.calendar import add_working
from knowledge.limits import Limits, Span
from knowledge.loading import read_items
from knowledge.texts import Texts


class Rung(StrEnum):
    """Who is told, from the bottom to the top: where nobody on one can be told, the next one up is."""

    PERSON = "person"
    GROUP = "group"
    HEAD = "head"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    LIST = "list"


class Only(StrEnum):
    """Which matters a step is for."""

    ALL = "all"
    SHARP = "sharp"
    PART = "part"


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step: when (`part` of a time, `days` after it, or so many `times` the receipt time), and who hears it."""

    name: str
    to: Rung
    part: float | None = None
    days: int | None = None
    times: int | None = None
    first: bool = False
    only: Only = Only.ALL


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of one matter that the ladder looks at; None where one does not run.

    `untaken` is since when nobody has taken it. `sharp` is what is urgent or a complaint, `part` a cooperating unit's.
    """

    due: Span | None
    first: Span | None
    untaken: datetime | None
    round: int
    urgent: bool
    sharp: bool
    part: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its moment. `cycle` names the stretch of time in which it happens once."""

    step: LadderStep
    at: datetime
    cycle: str


def read_ladder(path: Path, texts: Texts, mistakes: list[str]) -> tuple[LadderStep, ...]:
    """The steps of that file in its order; what is wrong in it becomes a line in `mistakes`."""
    steps = tuple(read_items(path, "step", LadderStep, mistakes))
    for step in steps:
        where = f"{path.name}: {step.name}"
        if [step.part, step.days, step.times].count(None) != 2:
            mistakes.append(f"{where}: write one of part, days, times")
        if step.part is not None and not 0 < step.part <= 1:
            mistakes.append(f"{where}: part: write a number above 0, at most 1")
        if any(count is not None and count < 1 for count in (step.days, step.times)):
            mistakes.append(f"{where}: days, times: write a whole number above 0")
        if step.first and step.part is None:
            mistakes.append(f"{where}: first: only with part")
        if not texts.has(f"ladder.{step.name}"):
            mistakes.append(f"{where}: texts/ladder.toml has no [{step.name}]")
    if len({step.name for step in steps}) != len(steps):
        mistakes.append(f"{path.name}: two steps have one name")
    return steps


def plan(ladder: Iterable[LadderStep], limits: Limits, clocks: Clocks) -> list[Planned]:
    """Every step that lies on the way of such a matter, in the order of their moments (those of one in the file's)."""
    planned = (_planned(step, limits, clocks) for step in ladder if _meant(step, clocks))
    return sorted((one for one in planned if one is not None), key=lambda one: one.at)


def _meant(step: LadderStep, clocks: Clocks) -> bool:
    return step.only is Only.ALL or (clocks.sharp if step.only is Only.SHARP else clocks.part)


def _planned(step: LadderStep, limits: Limits, clocks: Clocks) -> Planned | None:
    if step.times is not None:
        if clocks.untaken is None:
            return None
        at = _untaken(limits, clocks.untaken, step.times, urgent=clocks.urgent)
        return Planned(step, at, f"r{int(clocks.untaken.timestamp())}")
    span = clocks.first if step.first else clocks.due
    if span is None:
        return None
    at = span.late(step.days) if step.days is not None else span.at(step.part or 1.0)
    return Planned(step, at, f"d{clocks.round}")


def _untaken(limits: Limits, since: datetime, times: int, *, urgent: bool) -> datetime:
    if urgent:
        return since + timedelta(minutes=limits.receipt_urgent * times)
    return add_working(since, limits.receipt * times)


def following(planned: Iterable[Planned], done: Collection[tuple[str, str]]) -> Planned | None:
    """The first step that was not taken yet; `done` holds cycle and name of those that were."""
    return next((one for one in planned if (one.cycle, one.step.name) not in done), None)


def above(rung: Rung) -> tuple[Rung, ...]:
    """That rung and every one above it."""
    every = tuple(Rung)
    return every[every.index(rung) :]
