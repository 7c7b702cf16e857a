"""Pure: what a report is about, who leads, and whether it can wait until tomorrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.reports.ear import Ear, Matrix
from knowledge.reports.lexicon import HINT, LIKELY, SURE, Aspect, Lexicon
from knowledge.reports.loader import Reports
from knowledge.reports.mending import mended
from knowledge.reports.places import place_in
from knowledge.reports.plain import plain
from knowledge.reports.shapes import UNNAMED, Category, Lead, Reading

EARLY = 0.5
"""What comes first is what people came for: so many points for a clue at the very beginning."""
BESIDE = 0.25
"""What further aspects of a category add to its best one."""
BY_WORDS, BY_BOTH = (9.0, 0.0), (5.0, 14.0)
"""Points of what words and meaning say, where they are sure: without a model, and with one (a sure clue has 3)."""
LEAST = 0.9
"""With fewer points nothing was understood."""
FAINT = 0.06
"""What an ear hears less clearly than this is nothing."""
ALARMING = (0.37, 0.42)
"""From this urgency on, of 1, a report is urgent though no rule knows why: without a model, and with one. Chosen so
that hardly any is missed: one too many costs a look, one too few may cost more."""
Scores = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A report as understood: its plain text, and what it speaks of with points, best first.

    `urgency` is how urgent it sounds (urgent from 1 on), `place` where it says it is, `matter` the text without that.
    """

    low: str
    scores: Scores
    urgency: float
    place: str | None
    matter: str


def understood(text: str, reports: Reports, vector: Matrix | None = None) -> Heard:
    """What the text speaks of by rules and by ear; mistyped words are mended where nothing in it is sure.

    `vector` is the text's, by the model that the ear was taught with; without it the words alone are heard.
    """
    low = plain(text)
    scores = aspects_of(low, reports.lexicon)
    if not scores or scores[0][1] < SURE:
        mended_low = mended(low, reports.lexicon.heard)
        if mended_low != low:
            low, scores = mended_low, aspects_of(mended_low, reports.lexicon)
    place = place_in(text, reports.places)
    matter = low.replace(plain(place) or low, " ") if place else low  # 文一街小学 makes it no matter of schools
    matter = matter if matter.strip() else low
    said, urgency = _by_ear(matter, reports.ear, vector)
    points = dict(scores)
    for name, more in said.items():
        points[name] = points.get(name, 0.0) + more
    return Heard(low, tuple(sorted(points.items(), key=lambda item: (-item[1], item[0]))), urgency, place, matter)


def _by_ear(low: str, ear: Ear, vector: Matrix | None) -> tuple[dict[str, float], float]:
    by_words, meaning = ear.words.scores(low), ear.meaning
    fits = vector is not None and meaning is not None and meaning.fits(vector)
    of_words, of_meaning = BY_BOTH if fits else BY_WORDS
    mixed: Matrix = by_words
    if vector is not None and meaning is not None and fits:
        share = np.float32(of_words / (of_words + of_meaning))
        mixed = share * by_words + (1 - share) * meaning.scores(vector)
    urgency = max(float(mixed[-1]), 0.0) / ALARMING[fits]
    found = {ear.aspects[at]: float(mixed[at]) * (of_words + of_meaning) for at in np.flatnonzero(mixed[:-1] >= FAINT)}
    return found, urgency


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
        category = kinds.get(name, Category.OTHER)  # what is unclear
        totals[category] = totals[category] + points * BESIDE if category in totals else points
    if not totals:
        return Category.OTHER, 0.0
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    best, points = ranked[0]
    if points < LEAST:
        return Category.OTHER, 0.0
    other = ranked[1][1] if len(ranked) > 1 else 0.0
    return best, round(min(points / (LIKELY * 2), 1.0) * (points - other * 0.5) / points, 4)


def lead_of(category: Category, scores: Scores, low: str, lexicon: Lexicon) -> Lead:
    """Who leads: by words that shift it, else by the best aspect of the category, else by the category."""
    for kind, lead, rule in lexicon.shifts:
        if kind is category and rule.fits(low):
            return lead
    named = {aspect.id: aspect for aspect in lexicon.aspects}
    for name, points in scores:
        if name in named and named[name].category is category and points > HINT:
            return named[name].lead
    return lexicon.defaults[category]


def hazards_in(low: str, lexicon: Lexicon) -> Sequence[str]:
    """The dangers that the plain text speaks of, in the order of the file."""
    return [name for name, rule in lexicon.hazards if rule.fits(low)]


def read(text: str, reports: Reports, vector: Matrix | None = None) -> Reading:
    """Everything that a report says. Any text is read; one that says nothing is `other`."""
    heard, lexicon = understood(text, reports, vector), reports.lexicon
    category, confidence = category_of(heard.scores, lexicon)
    kinds = lexicon.categories
    own = tuple((name, round(points, 2)) for name, points in heard.scores if kinds.get(name) is category)
    lead = lead_of(category, heard.scores, heard.low, lexicon)
    dangers = tuple(hazards_in(heard.low, lexicon)) or ((UNNAMED,) if heard.urgency >= 1 else ())
    sure = confidence if own or category is not Category.OTHER else 0.0
    return Reading(category, lead, dangers, heard.place, sure, own)
