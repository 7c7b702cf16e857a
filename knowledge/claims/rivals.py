"""Words that may not take each other's place: 前 and 后, 或 and 和, 单位 and 本人; what is said of all or of one alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from knowledge.claims.words import EMPTY

_HAN = re.compile("[\u3400-\u9fff0-9]")


@dataclass(frozen=True)
class Rivals:
    """Groups of meanings that exclude each other, each meaning with the words for it.

    Those in `beside` are told apart by what stands directly beside them; those in `exchanged` also by the clause.
    """

    beside: tuple[tuple[tuple[str, ...], ...], ...] = ()
    exchanged: tuple[tuple[tuple[str, ...], ...], ...] = ()
    wide: tuple[str, ...] = ()
    each_words: tuple[str, ...] = ()
    narrow: tuple[str, ...] = ()

    @cached_property
    def groups(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """All groups."""
        return (*self.beside, *self.exchanged)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the words, the longest first."""
        words = {word for group in self.groups for meaning in group for word in meaning}
        return _any_of(words)

    @cached_property
    def meanings(self) -> dict[str, list[tuple[int, int]]]:
        """Of each word the numbers of its group and of its meaning there."""
        out: dict[str, list[tuple[int, int]]] = {}
        for number, group in enumerate(self.groups):
            for sense, words in enumerate(group):
                for word in words:
                    out.setdefault(word, []).append((number, sense))
        return out

    @cached_property
    def for_all(self) -> re.Pattern[str]:
        """Words that leave nobody out."""
        return _any_of(self.wide)

    @cached_property
    def each(self) -> re.Pattern[str]:
        """Words that say nearly that."""
        return _any_of(self.each_words)

    @cached_property
    def for_one(self) -> re.Pattern[str]:
        """Words that leave out everybody else."""
        return _any_of(self.narrow)


def _any_of(words: Sequence[str] | set[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in ordered)
                      or "(?!)")  # fmt: skip


_LOOSE = re.compile("(?<=[\u3400-\u9fff0-9]) (?=[\u3400-\u9fff0-9])")


class Place(NamedTuple):
    """A word of a group where it stands: its group and meaning there, and what is beside it."""

    group: int
    meaning: int
    left: str
    right: str


def places(text: str, rivals: Rivals) -> list[Place]:
    """Every word of a group in a text in the form of `written`."""
    tight = _LOOSE.sub("", text)
    return [
        Place(group, meaning, *_beside(tight, *found.span()))
        for found in rivals.pattern.finditer(tight)
        for group, meaning in rivals.meanings[found[0]]
    ]


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """Two characters on each side, or two words in Latin letters; empty where less than that is there."""
    if text[start] > "~":
        left, right = text[max(0, start - 2) : start], text[end : end + 2]
        return (left if len(left) == 2 and all(map(_HAN.match, left)) else "",
                right if len(right) == 2 and all(map(_HAN.match, right)) else "")  # fmt: skip
    before = re.search(r"([a-z']+ [a-z']+ )$", text[:start])
    behind = re.match(r"( [a-z']+ [a-z']+)", text[end:])
    return (before[0] if before and not _idle(before[0]) else "", behind[0] if behind and not _idle(behind[0]) else "")


def _idle(words: str) -> bool:
    return all(word in EMPTY for word in words.split())


def beside(text: str, known: Sequence[Place], rivals: Rivals) -> bool:
    """Whether a word stands beside what the source has beside a rival of it, and less so beside the word itself."""
    for mine in places(text, rivals):
        own = rival = 0
        for other in known:
            if other.group == mine.group:
                fits = bool(mine.left and mine.left == other.left) + bool(mine.right and mine.right == other.right)
                if other.meaning == mine.meaning:
                    own = max(own, fits)
                else:
                    rival = max(rival, fits)
        if rival > own:
            return True
    return False


def senses(text: str, rivals: Rivals) -> set[tuple[int, int]]:
    """The meanings in a text, of groups that are told apart by the clause."""
    first = len(rivals.beside)
    return {
        meaning
        for found in rivals.pattern.finditer(text)
        for meaning in rivals.meanings[found[0]]
        if meaning[0] >= first
    }


def exchanged(text: str, like: Sequence[str], near: Sequence[str], rivals: Rivals) -> bool:
    """Whether a meaning of the text stands where all that it repeats have a rival of it, and nothing near has it."""
    mine = senses(text, rivals)
    if not mine or not like:
        return False
    theirs = [senses(other, rivals) for other in like]
    around = {meaning for other in near for meaning in senses(other, rivals)}
    for number, _sense in mine - around:
        known = [{other for group, other in there if group == number} for there in theirs]
        known = [there for there in known if there]
        if known and all(any((number, other) not in mine for other in there) for there in known):
            return True
    return False


def stretched(text: str, near: Sequence[str], rivals: Rivals) -> bool:
    """Whether a text says of all, or of one alone, what nothing near it says so."""
    return any(
        words.search(text) and not any((words.search(other) or softly.search(other)) for other in near)
        for words, softly in ((rivals.for_all, rivals.each), (rivals.for_one, rivals.for_one))
    )
