"""Many patterns asked at once, quickly: a pattern is tried only on a text that has the characters it cannot do without.

Most texts have the characters of hardly any pattern, so most patterns need not be tried; what fits stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]  # no public way to read a pattern's tree
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any

Need = frozenset[str]
"""Characters of which a text must have one."""

LEVELS = 3
"""So many needs of a pattern are looked at, the rarest first."""
WIDEST = 60
"""Characters of a class written as a range; a wider one is no help."""
_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_COMMON = frozenset("的了我不是人在有他她一个着里家到来上下去没要出就都过还这那你好大小子, aeinorst")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns by number; for each level the characters that meet a need, the numbers whose need each of them meets,
    and the numbers that have no need there, as bits.
    """

    texts: tuple[str, ...]
    levels: tuple[tuple[frozenset[str], Mapping[str, int], int], ...]

    def possible(self, text: str) -> int:
        """The numbers, as bits, of the patterns that may fit the text."""
        left = -1
        for letters, meets, without in self.levels:
            found = without
            for letter in letters.intersection(text):
                found |= meets[letter]
            left &= found
            if not left:
                break
        return left

    def fitting(self, text: str) -> Iterator[int]:
        """The numbers of the patterns that fit the text, in order."""
        return (number for number in bits(self.possible(text)) if self.compiled(number).search(text))

    def compiled(self, number: int) -> re.Pattern[str]:
        """The pattern of that number; most are never asked for, and compiling is what takes time."""
        return compiled(self.texts[number])

    def fits(self, text: str) -> bool:
        """Whether one of the patterns fits the text."""
        return next(self.fitting(text), None) is not None


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def patterns(texts: Iterable[str]) -> Patterns:
    """The patterns, each as it is; they were checked before. Raises re.error on one that cannot be read at all."""
    each = tuple(texts)
    wants = [needs(text) for text in each]
    levels = []
    for level in range(LEVELS):
        meets: dict[str, int] = {}
        without = 0
        for number, wanted in enumerate(wants):
            for letter in wanted[level] if level < len(wanted) else ():
                meets[letter] = meets.get(letter, 0) | 1 << number
            without |= (level >= len(wanted)) << number
        levels.append((frozenset(meets), meets, without))
    return Patterns(each, tuple(levels))


def check(text: str) -> None:
    """Raises re.error when the pattern does not compile; whether a look behind is sound, only compiling tells."""
    if "(?<" in text:
        compiled(text)
    else:
        for part in alternatives(text):  # what is read here is not read again when the pattern is asked
            needs(part)


def alternatives(text: str) -> list[str]:
    """The pattern taken apart where `|` parts it as a whole: it fits where one of them does."""
    if _FLAGS.match(text):  # they hold for all of it, and stand only at its head
        return [text]
    parts, part, depth, in_class, at = [], "", 0, False, 0
    while at < len(text):
        char = text[at]
        step = text[at : at + 2] if char == "\\" else char
        at += len(step)
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            # A bracket that comes first closes nothing.
            for first in ("^", "]"):
                if text.startswith(first, at):
                    step += first
                    at += 1
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            parts.append(part)
            part = ""
            continue
        part += step
    return [*parts, part]


@lru_cache(maxsize=8192)
def compiled(text: str) -> re.Pattern[str]:
    """The pattern compiled. More are kept than `re` itself remembers: content that is read again is read quickly."""
    return re.compile(text)


@lru_cache(maxsize=8192)
def needs(text: str) -> tuple[Need, ...]:
    """What every text that the pattern fits must have, rarest first; nothing where that cannot be told."""
    tree = parser.parse(text)
    if tree.state.flags & re.IGNORECASE:
        return ()
    found = {need for need in _of_sequence(tree) if need}
    return tuple(sorted(found, key=lambda need: (_commonness(need), sorted(need))))[:LEVELS]


def _commonness(need: Need) -> int:
    return len(need) + 20 * len(need & _COMMON)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> list[Need]:
    return [need for operation, value in items for need in _of_item(operation, value)]


def _of_item(operation: Any, value: Any) -> Sequence[Need]:
    """What a part of a pattern needs; of alternatives, one need that holds for them all."""
    if operation is op.LITERAL:
        return [frozenset(chr(value))]
    if operation is op.IN:
        return _of_class(value)
    if operation is op.BRANCH:
        ways = [_of_sequence(way) for way in value[1]]
        return [frozenset().union(*(min(way, key=_commonness) for way in ways))] if all(ways) else []
    if operation is op.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _of_sequence(value[3])
    if operation in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _of_sequence(value[2]) if value[0] else []
    if operation is op.ATOMIC_GROUP:
        return _of_sequence(value)
    # What a look ahead or back asks for is somewhere in the text as well; nothing else needs a character.
    return _of_sequence(value[1]) if operation is op.ASSERT else []


def _of_class(members: Iterable[tuple[Any, Any]]) -> Sequence[Need]:
    letters: set[str] = set()
    for operation, value in members:
        if operation is op.LITERAL:
            letters.add(chr(value))
        elif operation is op.RANGE and value[1] - value[0] < WIDEST:
            letters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return []
    return [frozenset(letters)]
