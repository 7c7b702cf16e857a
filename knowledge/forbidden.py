"""What no text of ours says: promises, requests for codes, guilt decided, "safe"; read sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from knowledge.intents import Rules, compile_rules
from knowledge.loading import read_items
from knowledge.normal import normalise

_SENTENCE = re.compile(r"(?<=[。！!？?；;\n])")
_TITLE = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is never said: what it is called, what to write instead, and what gives it away.

    Without `content` it is looked for in a model's words alone.
    """

    word: str
    fix: str
    patterns: tuple[str, ...]
    content: bool = True
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forbidden:
    """All terms with their compiled patterns, in the order of the file."""

    terms: tuple[Term, ...]
    rules: Rules

    def find(self, text: str) -> Term | None:
        """The first term that a text must not go out with, or None. Pure; never raises. For a model's words."""
        return next(iter(self.all_in(text)), None)

    def all_in(self, text: str, *, content: bool = False) -> tuple[Term, ...]:
        """Every term in the text; with `content` only those that reviewed sentences must not say either."""
        parts = (part for part in _SENTENCE.split(_TITLE.sub("", text)) if part.strip())
        found = sorted({number for part in parts for number in self._fitting(part)})
        return tuple(self.terms[number] for number in found if self.terms[number].content or not content)

    @cached_property
    def _fitting(self) -> Callable[[str], tuple[int, ...]]:
        """The numbers of the rules that fit a sentence; an entry's sentences go out often and are read once."""
        return lru_cache(maxsize=4096)(lambda part: tuple(self.rules.fitting(normalise(part))))


def read_forbidden(path: Path, mistakes: list[str]) -> Forbidden:
    """The terms of that file; a pattern that does not compile becomes a line in `mistakes`."""
    terms = []
    for term in read_items(path, "term", Term, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {term.word}", term.patterns, term.excluded, mistakes)
        if compiled is not None:
            terms.append((term, compiled))
    return Forbidden(tuple(term for term, _rule in terms), Rules(tuple(rule for _term, rule in terms)))
