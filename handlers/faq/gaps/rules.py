"""Pure: when two wordings are the same, when a group counts as answered, whose matter it is, when people are told."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from bot.clock import SHANGHAI
from knowledge.normal import normalise
from knowledge.shapes import Entry

DAY = (time(8), time(20))
"""When somebody may be told something that she did not ask for just now, in Shanghai time."""


def wording_key(text: str) -> str:
    """Equal for wordings that differ in width, case, blanks and marks alone."""
    plain = "".join(char for char in normalise(text) if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def fingerprint(entry: Entry) -> str:
    """Changes with anything that the entry answers; not with the ways to ask for it, its checks and signatures."""
    said = (entry.short, entry.short_en, entry.facts, entry.cases, entry.unsure, entry.unsure_en, entry.valid_to)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def whole(entries: Mapping[str, Entry]) -> str:
    """Changes with any entry that is added, changed in whatever way, or taken away."""
    prints = "".join(repr(entry) for _name, entry in sorted(entries.items()))
    return hashlib.sha256(prints.encode()).hexdigest()[:16]


def acceptable(entry: Entry, rejected: Mapping[str, str]) -> bool:
    """Whether an answer may count that is not, word for word, one of those that did not help (id to fingerprint)."""
    return rejected.get(entry.id) != fingerprint(entry)


def answered_by(found: Sequence[str]) -> str:
    """The entry that surely answers at least half of a group's wordings; `found` holds one id a wording, or ''."""
    counted = Counter(name for name in found if name)
    if not counted:
        return ""
    name, times = min(counted.items(), key=lambda item: (-item[1], item[0]))
    return name if 2 * times >= len(found) else ""


def proposed(units: Iterable[tuple[str, int]]) -> str:
    """The unit of at least half of what was asked; the first by name where two are level, '' where there is none.

    `units` holds for each wording the unit of its nearest entry ('' where nothing was near) and how often it was asked.
    """
    counted: Counter[str] = Counter()
    for unit, times in units:
        counted[unit] += times
    total, near = counted.total(), [item for item in counted.items() if item[0]]
    name, times = min(near, key=lambda item: (-item[1], item[0]), default=("", 0))
    return name if 2 * times >= total else ""


def next_daytime(moment: datetime) -> datetime:
    """That moment when it is day in Shanghai, else the next morning."""
    local = moment.astimezone(SHANGHAI)
    begin, end = DAY
    if begin <= local.time() < end:
        return moment
    day = local.date() + (timedelta(days=1) if local.time() >= end else timedelta(0))
    return datetime.combine(day, begin, SHANGHAI)
