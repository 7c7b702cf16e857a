"""Whether a person is wanted rather than an answer: short wishes, in whatever words, misspelt or in pinyin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.cries import Cries, cries
from knowledge.intents import Rule, compile_rules
from knowledge.learnt import Learnt, read_learnt
from knowledge.loading import read_items
from knowledge.normal import normalise
from knowledge.search.spelling import simplified

LONGEST = 60
"""Longer texts tell of something: they are read as questions, and a person is offered under the answer."""
LONGEST_MISSPELT = 14
SHORTEST = 5
"""Shorter texts are left to the rules: too few characters to tell by."""
TABLE = "wishes.npz"
PERSON = "human"
ALONE, DOUBTED = 1.0, -2.0
"""How much a text must sound like the wish where no rule fits, and how little for a rule not to be believed."""
_MARKS = re.compile(r"[\s,.。!~?、;:…]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """What gives a wish away, what it must not be taken for, and how it sounds."""

    id: str
    patterns: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """The wishes with their compiled patterns and sounds."""

    rules: tuple[tuple[Wish, Rule, Cries], ...]
    learnt: Learnt | None = None

    def person(self, text: str) -> bool:
        """Whether the text asks for a person."""
        low = simplified(normalise(text[: 4 * LONGEST]))
        words = _MARKS.sub(" ", low).strip()
        if not words or len(words) > (LONGEST if not words.isascii() else 2 * LONGEST):
            return False
        marked = words.replace(" ", ",") if not words.isascii() else words
        short = len(words) <= LONGEST_MISSPELT * (1 if not words.isascii() else 3)
        # What was asked or complained of before does not matter to the wish at the end.
        last = marked.rpartition(",")[2]
        said = any(rule.fits(marked) or rule.fits(last) for _wish, rule, _known in self.rules) or (
            short and any(known.names(words, 1) and not rule.barred(marked) for _wish, rule, known in self.rules)
        )
        if self.learnt is None or len(words) < SHORTEST:
            return said
        heard = self.learnt.hear(low)
        if said:
            return heard.loud > DOUBTED
        barred = any(rule.barred(marked) for _wish, rule, _known in self.rules)
        return heard.loud > ALONE and heard.kind == PERSON and not barred


def read_wishes(path: Path, mistakes: list[str]) -> Wishes:
    """The wishes of that file; a pattern that does not compile becomes a line in `mistakes`."""
    rules = []
    for wish in read_items(path, "wish", Wish, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {wish.id}", wish.patterns, wish.excluded, mistakes)
        if compiled is not None:
            rules.append((wish, compiled, cries((wish.id, cry) for cry in wish.sounds)))
    return Wishes(tuple(rules), read_learnt(path.with_name(TABLE)))
