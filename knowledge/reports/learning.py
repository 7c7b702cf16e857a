"""Pure: what past decisions of dispatchers say about a new report. No model: the nearest decisions vote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.reports.plain import plain
from knowledge.reports.shapes import Category, Lead, Reading
from knowledge.search.terms import terms

NEEDED = 3
"""So many decisions of the same kind, more than there are against them, change a proposal."""
LATEST = 40
"""Decisions of one kind that still count: who changes its mind is believed after a while."""
ALIKE = 0.5
"""Decisions less like the report than this say nothing about it."""
EARNED = 50
"""A line of the catalogue that went so many times uncorrected may dispatch by itself."""
_WORDS = 48
SAME_ASPECT, SAME_CATEGORY = 0.6, 0.25


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision: what had been proposed (`rule`, aspect, area, words) and what the dispatcher made of it.

    `corrected` tells a change from a confirmation. The words are single terms without numbers and order; they go when
    the text of the report goes.
    """

    aspect: str
    proposed: Category
    words: frozenset[str]
    area: frozenset[str]
    category: Category
    lead: Lead
    corrected: bool
    rule: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the nearest decisions agree on."""

    category: Category
    lead: Lead
    unit: str


def wording(text: str, place: str | None = None) -> frozenset[str]:
    """The terms of a report by which it is compared with earlier ones: pairs of characters and words, no numbers."""
    low = plain(text.replace(place, " ") if place else text)
    found = [term for term in terms(low) if len(term) > 1 and not any(letter.isdigit() for letter in term)]
    return frozenset(dict.fromkeys(found[:_WORDS]))


def decided(
    reading: Reading,
    text: str,
    area: Collection[str],
    rule: str,
    category: Category,
    lead: Lead,
    unit: str = "",
    proposed: tuple[Category, Lead] | None = None,
) -> Verdict:
    """The verdict to be stored when a dispatcher decides; `proposed` is what she saw, if not the reading."""
    before = proposed or (reading.category, reading.lead)
    return Verdict(
        reading.aspect, reading.category, wording(text, reading.place), frozenset(area), category, lead,
        corrected=before != (category, lead), rule=rule, unit=unit,
    )  # fmt: skip


def learned(reading: Reading, text: str, area: Collection[str], verdicts: Sequence[Verdict]) -> Learnt | None:
    """What the latest decisions on reports like this one agree on; None where they are too few or say the same."""
    if not verdicts:
        return None
    words, here = wording(text, reading.place), frozenset(area)
    votes: dict[Learnt, list[float]] = defaultdict(list)
    near = 0
    for verdict in reversed(verdicts):
        alike = _alike(reading, words, here, verdict)
        if alike >= ALIKE:
            votes[Learnt(verdict.category, verdict.lead, verdict.unit)].append(alike)
            near += 1
            if near >= LATEST:
                break
    if not votes:
        return None
    best, said = max(votes.items(), key=lambda vote: sum(vote[1]))
    against = sum(map(sum, votes.values())) - sum(said)
    if (best.category, best.lead) == (reading.category, reading.lead) and not best.unit:
        return None
    return best if len(said) >= NEEDED and sum(said) > against else None


def _alike(reading: Reading, words: frozenset[str], area: frozenset[str], verdict: Verdict) -> float:
    """From 0 to 1: how much an earlier report is of the same kind, by what it was read as and by its words."""
    if verdict.area and area and not verdict.area & area:
        return 0.0
    shared = len(words & verdict.words) / max(min(len(words), len(verdict.words)), 1)
    if verdict.proposed is not reading.category:
        return shared
    return min(1.0, shared + (SAME_ASPECT if verdict.aspect == reading.aspect and reading.aspect else SAME_CATEGORY))


def earned(rule: str, verdicts: Sequence[Verdict]) -> bool:
    """Whether that line of the catalogue was confirmed EARNED times in a row, up to now."""
    own = [verdict for verdict in verdicts if verdict.rule == rule]
    return len(own) >= EARNED and not any(verdict.corrected for verdict in own[-EARNED:])
