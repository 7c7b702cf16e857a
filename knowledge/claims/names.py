"""Names of offices, places, papers and titles in a text, each with the pieces that its source must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from knowledge.claims.numerals import written
from knowledge.loading import read_toml


@dataclass(frozen=True)
class NameWords:
    """How names end, which words are none, and which are names of the same thing."""

    tails: frozenset[str] = frozenset()
    tails_en: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    common_en: frozenset[str] = frozenset()
    known: tuple[str, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the names that are known by heart, the longest first."""
        ordered = sorted((written(name) for name in self.known), key=len, reverse=True)
        latin = [rf"\b{re.escape(name)}s?\b" for name in ordered if name.isascii()]
        return re.compile("|".join([*(re.escape(name) for name in ordered if not name.isascii()), *latin]) or "(?!)")

    def canonical(self, text: str) -> str:
        """The text with one name for each thing that has several."""
        for first, *others in self.same:
            for other in others:
                text = text.replace(other, first)
        return text


@dataclass(frozen=True, slots=True)
class Name:
    """A name as said, and its pieces in normal form."""

    said: str
    pieces: tuple[str, ...]


_QUOTED = re.compile('[《「『“"]([^》」』”"]{2,60})[》」』”"]')
_CAPITAL = re.compile(r"(?<![.!?:•·\n-])(?<![.!?:)] )(?<!^)(?<![\"'“])\b[A-Z][A-Za-z]+\b")
_MONTHS = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday"
    " Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec RMB CNY China Chinese English"
    " Article AI ID No OK I II III".split()
)
_LATIN = re.compile("[a-z][a-z'-]+")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s，。；）)]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:cn|com|org|net|gov)\b[^\s，。；）)]*",
    re.IGNORECASE,
)
_NOUNS = ("n", "j", "s")


@cache
def _cutter() -> Any:
    import rjieba

    return rjieba


def names(text: str, words: NameWords) -> Iterator[Name]:
    """Every name of a text."""
    for line in text.split("\n"):
        for found in _URL.finditer(line):
            yield Name(found[0], (written(found[0]).rstrip("/."),))
        for found in _QUOTED.finditer(line):
            yield Name(found[0], (written(found[1]),))
        for found in _CAPITAL.finditer(line):
            if found[0] not in _MONTHS:
                yield Name(found[0], (found[0].lower(),))
        for found in words.pattern.finditer(written(line)):
            yield Name(found[0], (found[0],))
        yield from _chinese(line, words)
        yield from _english(written(line), words)


def _chinese(line: str, words: NameWords) -> Iterator[Name]:
    run: list[str] = []
    for word, tag in [*_cutter().tag(line), ("", "x")]:
        place = tag in ("ns", "nt") and "\u3400" <= word[:1] <= "\u9fff"
        tail = _tail(word, words)
        if (place or tail) and (run or word not in words.common):
            yield Name("".join([*run, word]), tuple(written(part) for part in (*run, word) if part not in words.common))
        run = [*run, word][-3:] if word and (place or tail or tag.startswith(_NOUNS)) and len(word) > 1 else []


def _tail(word: str, words: NameWords) -> bool:
    return any(word[-size:] in words.tails for size in range(1, min(len(word), 5) + 1)) and len(word) > 1


def _english(line: str, words: NameWords) -> Iterator[Name]:
    found = list(_LATIN.finditer(line))
    for before, word in zip([None, *found], found, strict=False):
        if word[0] in words.tails_en or word[0].removesuffix("s") in words.tails_en:
            first = before[0] if before is not None and line[before.end() : word.start()] == " " else ""
            pieces = tuple(part for part in (first, word[0]) if part and part not in words.common_en and len(part) > 2)
            if pieces:
                yield Name(f"{first} {word[0]}".strip(), pieces)


def read_name_words(path: Path, mistakes: list[str]) -> NameWords:
    """The words of that file; a wrong shape becomes a line in `mistakes`."""
    data = read_toml(path, mistakes)
    lists = ("tails", "tails_en", "common", "common_en", "known", "same")
    wrong = [name for name in lists if not isinstance(data.get(name), list)]
    if wrong:
        mistakes.append(f"{path.name}: {', '.join(wrong)}: write each as a list of words")
        return NameWords()
    tails, tails_en, common, common_en, known = (frozenset(map(str, data[name])) for name in lists[:-1])
    same = tuple(tuple(map(str, group)) for group in data["same"])
    return NameWords(tails, tails_en, common, common_en, tuple(sorted(known)), same)
