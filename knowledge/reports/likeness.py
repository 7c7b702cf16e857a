"""Pure: whether two reports are about the same thing in the same place. Symmetric, and never raises."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.normal import normalise
from knowledge.reports.loader import Reports
from knowledge.reports.placekey import PlaceKey, place_key
from knowledge.reports.places import LEAST_OPENING, opening
from knowledge.reports.reading import category_of, understood
from knowledge.reports.shapes import Category
from knowledge.search.spelling import simplified
from knowledge.search.terms import terms

SAME = 0.5
"""From this score on two reports are one event; chosen on the sets in tests/evaluation but the last."""
FAINT = 1.0
"""Aspects with fewer points say nothing about what a report is about."""
SAME_KIND = 0.2
"""What the same category adds where the aspects differ."""
TOPIC = 0.85
"""Share of what it is about, beside its words or its meaning."""
VAGUE = "_any"
"""Aspects of this ending say which category it is, not what is wrong; they count only where nothing else does."""
_UNKNOWN = 0.3
_HARDLY = 0.4
_LONG_ENOUGH = 5
_HARD = (
    "building",
    "tower",
    "unit",
    "room",
    "gate",
    "exit",
    "part",
    "phase",
    "row",
    "number",
    "depth",
    "stretch",
    "plot",
)


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a report to compare it: its place, what it is about, its words, its direction where known."""

    place: PlaceKey
    category: Category
    topics: Mapping[str, float]
    words: Mapping[str, float]
    text: str
    opening: str
    direction: NDArray[np.float32] | None = field(default=None, compare=False)


def print_of(text: str, reports: Reports, vector: NDArray[np.float32] | None = None, place: str = "") -> Print:
    """The print of a report; `place` is what was said about the place apart from the text."""
    whole = f"{place}，{text}" if place else text
    heard = understood(whole, reports, vector)
    scores = heard.scores
    told = [(name, points) for name, points in scores if points >= FAINT] or scores
    told = [(name, points) for name, points in told if not name.endswith(VAGUE)] or told
    size = math.sqrt(sum(points * points for _, points in told)) or 1.0
    topics = {name: points / size for name, points in told}
    counted = Counter(terms(heard.matter))
    length = math.sqrt(sum(count * count for count in counted.values())) or 1.0
    words = {term: count / length for term, count in counted.items()}
    meaning = reports.ear.meaning
    known = vector is not None and meaning is not None and meaning.fits(vector)
    direction = meaning.direction(vector) if known and meaning is not None and vector is not None else None
    return Print(
        place_key(whole, reports.places),
        category_of(scores, reports.lexicon)[0],
        topics,
        words,
        simplified(normalise(whole)),
        opening(whole, reports.places),
        direction,
    )


def likeness(one: Print, other: Print) -> float:
    """From 0 to 1: how surely both are the same event or spot."""
    where = place_likeness(one, other)
    if where == 0.0:
        return 0.0
    return round(where * _topic(one, other), 4)


def _topic(one: Print, other: Print) -> float:
    said = _cosine(one.words, other.words)
    if one.direction is not None and other.direction is not None:
        said = max(said, float(one.direction @ other.direction))
    about = _cosine(one.topics, other.topics)
    if one.category is other.category and one.category is not Category.OTHER:
        about += SAME_KIND * (1 - about)
    return min(1.0, TOPIC * about + (1 - TOPIC) * max(said, 0.0))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(share * other[term] for term, share in one.items() if term in other)


def place_likeness(one: Print, other: Print) -> float:
    """From 0 (another place) to 1 (the same, by what both say); `_UNKNOWN` where one of them names none."""
    a, b = one.place, other.place
    shared_parts = 0
    for kind in _HARD:
        mine, theirs = a.parts.get(kind), b.parts.get(kind)
        if mine and theirs:
            if not mine & theirs:
                return 0.0
            shared_parts += 1
    roads = _shared_roads(a.roads, b.roads)
    if a.roads and b.roads and not roads:
        return 0.0
    if len(a.roads) > 1 and len(b.roads) > 1 and len(roads) < 2:
        return 0.0
    named = _named(one, other)
    if named:
        if _apart(one, other):
            return _HARDLY
        lone = sum(1 for kind in ("building", "tower", "unit") if (kind in a.parts) != (kind in b.parts))
        return 1.0 if not lone or shared_parts else 0.85
    if a.names and b.names and not (roads and (shared_parts or len(roads) > 1)):
        return 0.0
    if not a.known or not b.known:
        return _UNKNOWN
    if len(roads) > 1 or (roads and shared_parts):
        return 1.0
    if roads:
        plain_roads = len(a.roads) == len(b.roads) and bool(a.names) == bool(b.names)
        lone = sum(1 for kind in ("number", "building") if (kind in a.parts) != (kind in b.parts))
        return 0.9 if plain_roads and not lone else 0.65
    return _UNKNOWN


def _shared_roads(one: frozenset[str], other: frozenset[str]) -> set[tuple[str, str]]:
    """Roads that both name; 仁和永泰路 is 永泰路."""
    return {
        (mine, theirs)
        for mine in one
        for theirs in other
        if mine == theirs
        or (min(len(mine), len(theirs)) >= _LONG_ENOUGH and (mine.endswith(theirs) or theirs.endswith(mine)))
    }


def _named(one: Print, other: Print) -> bool:
    """Whether a name of one is a name of the other, however it is written."""
    for name in one.place.names:
        for known in other.place.names:
            if _same_name(name, known):
                return True
    if one.place.sounds & other.place.sounds:
        return True
    for mine, theirs in ((one, other), (other, one)):
        for name in mine.place.names:
            if len(name) >= 3 and name in theirs.text:
                return True
        if not (mine.place.known and theirs.place.known) and any(name in theirs.text for name in mine.place.loose):
            return True
    both = one.place.known and other.place.known
    return not both and _same_start(one.opening, other.opening) >= LEAST_OPENING


def _apart(one: Print, other: Print) -> bool:
    """Whether each names something that the other does not: two parts of one estate."""
    first, second = _beyond(one, other), _beyond(other, one)
    return any(not set(name) & set(known) for name in first for known in second)


def _beyond(one: Print, other: Print) -> list[str]:
    names = (*one.place.names, *(name for name in one.place.loose if len(name) > LEAST_OPENING))
    known = other.place.names
    return [name for name in names if name not in other.text and not any(_same_name(name, each) for each in known)]


def _same_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other)))


def _same_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if one.isascii() or other.isascii():
        return len(short) >= 3 and short in long
    if short in long:
        return len(short) >= 3 or len(long) - len(short) <= 2
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (short, long)]
    shared = len(pairs[0] & pairs[1])
    if 2 * shared >= 0.65 * (len(pairs[0]) + len(pairs[1])):
        return True
    return len(short) >= 4 and short[0] == long[0] and _within(short, long)


def _within(short: str, long: str) -> bool:
    """Whether the letters of the short name come in the long one in this order: 余杭一院, 余杭区第一人民医院."""
    letters = iter(long)
    return all(letter in letters for letter in short)
