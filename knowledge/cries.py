"""Cries known by how they sound, so that misspelt and spelt-out ones are heard too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.hearing import heard, in_chinese
from knowledge.search.spelling import sound

SHORTEST = 3
"""Two syllables sound like too many things to be trusted between Chinese characters; in pinyin they are enough."""
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class Cries:
    """Each cry as it is heard with the name that it is for; a text without the syllables of one is not listened to."""

    heard: tuple[tuple[str, str, int], ...]
    needed: frozenset[int]
    syllables: Mapping[str, int]
    known: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def names(self, low: str, shortest: int = SHORTEST) -> frozenset[str]:
        """The names of the cries in the normalised text; shorter ones than `shortest` count in pinyin alone."""
        if not self._possible(low):
            return frozenset()
        least = shortest if in_chinese(low) else 2
        spoken = heard(low)
        return frozenset(name for name, cry, _bits in self.heard if cry in spoken and len(cry.split()) >= least)

    def _possible(self, low: str) -> bool:
        if _LATIN.search(low):
            return True
        said = 0
        for letter in low:
            bits = self.known.get(letter)
            if bits is None:
                bits = self.known[letter] = self.syllables.get(sound(letter)[0], 0)
            said |= bits
        return any(said & bits == bits for bits in self.needed)


def cries(said: Iterable[tuple[str, str]]) -> Cries:
    """From pairs of a name and a cry, in characters or in pinyin."""
    syllables: dict[str, int] = {}
    listed = []
    for name, text in said:
        cry, bits = heard(text), 0
        for syllable in cry.split():
            bits |= syllables.setdefault(syllable, 1 << len(syllables))
        listed.append((name, cry, bits))
    return Cries(tuple(listed), frozenset(bits for _name, _cry, bits in listed), syllables)
