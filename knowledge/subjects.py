"""Words that name a field and no question, and the entries that may be meant: kept as data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.follow import FollowUps
from knowledge.loading import build, read_toml
from knowledge.needed import Patterns, bits, compiled, patterns
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

    `open` words lack their object, so that even "how much" beside them makes no whole question. `patterns` are ways
    of saying no more than the words do; each must fit a text as a whole.
    """

    words: tuple[str, ...]
    offers: tuple[str, ...]
    open: bool = False
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subjects:
    """All fields by the words that name them, without blanks, and by their patterns.

    The pattern of each number in `patterns` is of the field with that number in `of`. `wrappers` is what people put
    around a name without saying more ("about", "a problem with", "my wife's").
    """

    by_word: Mapping[str, Subject]
    patterns: Patterns
    of: tuple[Subject, ...]
    wrappers: re.Pattern[str]

    def named(self, text: str, reading: FollowUps) -> Subject | None:
        """The field that the text names without asking anything definite in it."""
        low = normalise(text)
        if len(low) > LONGEST:
            return None
        found = self._said(low, reading)
        if found is not None:
            return found
        for aspect, rule in reading.aspects:
            if not rule.fits(low):
                continue
            found = self._said(rule.without(low), reading)
            if found is not None and (found.open or aspect in _WAYS):
                return found
        return None

    def _said(self, low: str, reading: FollowUps) -> Subject | None:
        """The field of which nothing but the name is said: as it stands, without fillers, without what is around it."""
        unwrapped = self.wrappers.sub(" ", low)
        forms = dict.fromkeys(map(_bare, (low, reading.content(low), unwrapped, reading.content(unwrapped))))
        named = next((self.by_word[form] for form in forms if form in self.by_word), None)
        if named is not None:
            return named
        for number in bits(self.patterns.possible("".join(forms))):
            if any(map(self.patterns.compiled(number).fullmatch, forms)):
                return self.of[number]
        return None


def _bare(text: str) -> str:
    return _MARKS.sub("", normalise(text))


def read_subjects(path: Path, entries: Collection[str], mistakes: list[str]) -> Subjects:
    """The fields of that file; what is wrong with it becomes lines in `mistakes`."""
    by_word: dict[str, Subject] = {}
    ways: list[tuple[str, Subject]] = []
    data = read_toml(path, mistakes)
    for number, raw in enumerate(data.get("subject", []), 1):
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
        rules = (_compiled(pattern, f"{path.name}: subject {number}", mistakes) for pattern in made.patterns)
        ways += [(rule.pattern, made) for rule in rules if rule is not None]
    around = "|".join(f"(?:{one})" for one in data.get("wrappers", []))
    wrappers = _compiled(around or r"(?!)", f"{path.name}: wrappers", mistakes)
    return Subjects(
        by_word,
        patterns(pattern for pattern, _of in ways),
        tuple(of for _pattern, of in ways),
        wrappers or re.compile(r"(?!)"),
    )


def _compiled(pattern: str, where: str, mistakes: list[str]) -> re.Pattern[str] | None:
    try:
        return compiled(pattern)
    except re.error as error:
        mistakes.append(f"{where}: {pattern}: {error}")
        return None
