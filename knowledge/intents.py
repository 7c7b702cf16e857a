"""What a question wants, where plain rules can tell before any search: small talk, own data, guilt, other places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.loading import read_items
from knowledge.needed import Patterns, alternatives, check, compiled, patterns
from knowledge.normal import normalise
from knowledge.search.spelling import simplified

LONGEST = 120
"""Rules are about short utterances; a longer text is read by the search."""


@dataclass(frozen=True)
class Rule:
    """Patterns one of which must be found, and patterns none of which may."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether the rule fits the text."""
        return self._sought.fits(text) and not self.barred(text)

    def without(self, text: str) -> str:
        """The text with a blank in the place of all that is wanted."""
        for pattern in self.wanted:
            text = compiled(pattern).sub(" ", text)
        return text

    def barred(self, text: str) -> bool:
        """Whether something is in the text that the rule must not be taken for."""
        return self._shunned.fits(text)

    @cached_property
    def _sought(self) -> Patterns:
        return patterns(part for rule in self.wanted for part in alternatives(rule))

    @cached_property
    def _shunned(self) -> Patterns:
        return patterns(part for rule in self.unwanted for part in alternatives(rule))


@dataclass(frozen=True)
class Rules:
    """Many rules asked at once, which costs little more than one of them."""

    each: tuple[Rule, ...]

    def fitting(self, text: str) -> Iterator[int]:
        """The numbers of the rules that fit the text, in order."""
        sought, owners = self._sought
        done = -1
        for number in sought.fitting(text):
            if owners[number] > done:
                done = owners[number]
                if not self.each[done].barred(text):
                    yield done

    @cached_property
    def _sought(self) -> tuple[Patterns, tuple[int, ...]]:
        """What all rules want, in their order, and whose each pattern is."""
        parts = [
            (part, number) for number, rule in enumerate(self.each) for wanted in rule.wanted
            for part in alternatives(wanted)
        ]  # fmt: skip
        return patterns(part for part, _number in parts), tuple(number for _part, number in parts)


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that is wanted: the outcome it leads to and the ways offered under its sentence."""

    id: str
    outcome: str
    patterns: tuple[str, ...]
    offers: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intents:
    """All intents with their compiled patterns, in the order of the file."""

    each: tuple[Intent, ...]
    rules: Rules

    def find(self, text: str) -> Intent | None:
        """The first intent whose rule fits, or None."""
        low = simplified(normalise(text[: LONGEST * 4]))
        if len(low) > LONGEST:
            return None
        found = next(self.rules.fitting(low), None)
        return None if found is None else self.each[found]


def compile_rules(where: str, patterns: tuple[str, ...], excluded: tuple[str, ...], mistakes: list[str]) -> Rule | None:
    """What may fit and what must not; None after noting what does not compile."""
    try:
        for pattern in (*patterns, *excluded):
            check(pattern)
        return Rule(patterns, excluded)
    except re.error as error:
        mistakes.append(f"{where}: {error}")
        return None


@dataclass(frozen=True, slots=True)
class Names:
    """Words that stand in patterns under one name: `<id>` is any of them."""

    id: str
    words: tuple[str, ...]


def read_intents(path: Path, mistakes: list[str]) -> Intents:
    """The intents of that file; a pattern that does not compile becomes a line in `mistakes`.

    Names that its patterns use are read from `names.toml` beside it.
    """
    beside = path.with_name("names.toml")
    listed = list(read_items(beside, "names", Names, mistakes)) if beside.exists() else []
    names = {f"<{each.id}>": f"(?:{'|'.join(each.words)})" for each in listed}

    def spelt(patterns: tuple[str, ...]) -> tuple[str, ...]:
        for name, words in names.items():
            patterns = tuple(pattern.replace(name, words) for pattern in patterns)
        return patterns

    rules = []
    for intent in read_items(path, "intent", Intent, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {intent.id}", spelt(intent.patterns), spelt(intent.excluded), mistakes)
        if compiled is not None:
            rules.append((intent, compiled))
    return Intents(tuple(intent for intent, _rule in rules), Rules(tuple(rule for _intent, rule in rules)))
