"""Words that name a field and no question, and the entries that may be meant: kept as data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.follow import FollowUps
from knowledge.loading import build, read_toml
from knowledge.normal import normalise
from knowledge.shapes import Aspect

LONGEST = 40
"""A longer text says what it is about."""
_MARKS = re.compile(r"[^\w']+")
_WAYS = (None, Aspect.STEPS)
"""Who asks how something is done has said no more than its name."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A field: the words that name it, and the entries in it, the most asked first.

    `open` words lack their object, so that even "how much" beside them makes no whole question.
    """

    words: tuple[str, ...]
    offers: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Subjects:
    """All fields by the words that name them, without blanks."""

    by_word: Mapping[str, Subject]

    def named(self, text: str, reading: FollowUps) -> Subject | None:
        """The field that the text names without asking anything definite in it."""
        low = normalise(text)
        if len(low) > LONGEST:
            return None
        found = self.by_word.get(_MARKS.sub("", low)) or self.by_word.get(_bare(reading.content(low)))
        if found is not None:
            return found
        for aspect, rule in reading.aspects:
            if not rule.fits(low):
                continue
            rest = rule.without(low)
            found = self.by_word.get(_bare(rest)) or self.by_word.get(_bare(reading.content(rest)))
            if found is not None and (found.open or aspect in _WAYS):
                return found
        return None


def _bare(text: str) -> str:
    return _MARKS.sub("", normalise(text))


def read_subjects(path: Path, entries: Collection[str], mistakes: list[str]) -> Subjects:
    """The fields of that file; what is wrong with it becomes lines in `mistakes`."""
    by_word: dict[str, Subject] = {}
    for number, raw in enumerate(read_toml(path, mistakes).get("subject", []), 1):
        made = build(Subject, raw, f"{path.name}: subject {number}", mistakes, {})
        if made is None:
            continue
        mistakes += [
            f"{path.name}: subject {number}: {name}: no such entry" for name in made.offers if name not in entries
        ]
        if len(made.offers) < 2:
            mistakes.append(f"{path.name}: subject {number}: offers: a choice needs two entries")
        for word in made.words:
            if by_word.setdefault(_bare(word), made) is not made:
                mistakes.append(f"{path.name}: subject {number}: {word}: also in another subject")
    return Subjects(by_word)
