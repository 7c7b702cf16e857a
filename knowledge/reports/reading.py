"""Pure: what a report is about, who leads, and whether it can wait until tomorrow."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.normal import normalise
from knowledge.reports.lexicon import HINT, LIKELY, SURE, Aspect, Lexicon
from knowledge.reports.mending import mended
from knowledge.reports.places import PlaceWords, place_in
from knowledge.reports.shapes import Category, Lead, Reading
from knowledge.search.spelling import simplified

LONGEST = 1500
"""Characters that are read; who writes more has said what it is about by then."""
EARLY = 0.5
"""What comes first is what people came for: so many points for a clue at the very beginning."""
BESIDE = 0.25
"""What further aspects of a category add to its best one."""
Scores = tuple[tuple[str, float], ...]


def plain(text: str) -> str:
    """The text as the rules read it: normal form, simplified characters, at most LONGEST of them."""
    return simplified(normalise(text[: LONGEST * 2]))[:LONGEST]


def understood(text: str, lexicon: Lexicon) -> tuple[str, Scores]:
    """The plain text and what it speaks of; read again with mistyped words mended where nothing in it is sure."""
    low = plain(text)
    scores = aspects_of(low, lexicon)
    if not scores or scores[0][1] < SURE:
        mended_low = mended(low, lexicon.heard)
        if mended_low != low:
            return mended_low, aspects_of(mended_low, lexicon)
    return low, scores


def aspects_of(low: str, lexicon: Lexicon) -> Scores:
    """What the plain text speaks of, with points, best first; empty when nothing gives it away."""
    scored = [(aspect.id, points) for aspect in lexicon.aspects if (points := _points(low, aspect)) > 0]
    return tuple(sorted(scored, key=lambda item: -item[1]))


def _points(low: str, aspect: Aspect) -> float:
    total, first = 0.0, len(low)
    for points, pattern in aspect.clues:
        found = pattern.search(low)
        if found is not None:
            total += points
            if points > HINT:
                first = min(first, found.start())
    if not total or any(pattern.search(low) for pattern in aspect.excluded):
        return 0.0
    return total + (EARLY * (1 - first / max(len(low), 1)) if total >= LIKELY else 0.0)


def category_of(scores: Scores, lexicon: Lexicon) -> tuple[Category, float]:
    """The category with the most points, and from 0 to 1 how clearly it leads the next one."""
    kinds = lexicon.categories
    totals: dict[Category, float] = {}
    for name, points in scores:
        category = kinds[name]
        totals[category] = totals[category] + points * BESIDE if category in totals else points
    if not totals:
        return Category.OTHER, 0.0
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    best, points = ranked[0]
    other = ranked[1][1] if len(ranked) > 1 else 0.0
    return best, round(min(points / (LIKELY * 2), 1.0) * (points - other * 0.5) / points, 4)


def lead_of(category: Category, scores: Scores, low: str, lexicon: Lexicon) -> Lead:
    """Who leads: by words that shift it, else by the best aspect of the category, else by the category."""
    for kind, lead, rule in lexicon.shifts:
        if kind is category and rule.fits(low):
            return lead
    named = {aspect.id: aspect for aspect in lexicon.aspects}
    for name, points in scores:
        if named[name].category is category and points >= LIKELY:
            return named[name].lead
    return lexicon.defaults[category]


def hazards_in(low: str, lexicon: Lexicon) -> Sequence[str]:
    """The dangers that the plain text speaks of, in the order of the file."""
    return [name for name, rule in lexicon.hazards if rule.fits(low)]


def read(text: str, lexicon: Lexicon, places: PlaceWords) -> Reading:
    """Everything that the words of a report say. Any text is read; one that says nothing is `other`."""
    low, scores = understood(text, lexicon)
    category, confidence = category_of(scores, lexicon)
    kinds = lexicon.categories
    own = tuple((name, round(points, 2)) for name, points in scores if kinds[name] is category)
    lead = lead_of(category, scores, low, lexicon)
    return Reading(category, lead, tuple(hazards_in(low, lexicon)), place_in(text, places), confidence, own)
