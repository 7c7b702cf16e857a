"""Names of offices, places, papers and titles in a text, each with the pieces that its source must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from knowledge.claims.numerals import written
from knowledge.claims.rivals import Rivals
from knowledge.claims.words import cutter
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
    rivals: Rivals = field(default_factory=Rivals)
    courtesies: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the names that are known by heart, the longest first."""
        ordered = sorted((written(name) for name in self.known), key=len, reverse=True)
        latin = [rf"\b{re.escape(name)}s?\b" for name in ordered if name.isascii()]
        return re.compile("|".join([*(re.escape(name) for name in ordered if not name.isascii()), *latin]) or "(?!)")

    @cached_property
    def polite(self) -> re.Pattern[str]:
        """A whole sentence or opening that says nothing of the matter."""
        return re.compile(rf"\s*(?:{'|'.join(self.courtesies) or '(?!)'})[\s,.:;!。~]*")

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
    r"[a-z][a-z0-9+.-]{1,20}://[^\s，。；）)]+|www\.[^\s，。；）)]+|(?<![\w.])[a-z0-9-]*[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*"
    r"\.[a-z]{2,}(?![a-z])(?:/[^\s，。；）)]*)?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|@[a-z0-9_]{3,}|(?:mailto|tel):\S+",
    re.IGNORECASE,
)
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,}")
"""In a Chinese text a word in Latin letters is a name: of an app, an account, a company."""
_NOUNS = ("n", "j", "s")
_ACTS = ("v", "d", "p")
"""Marks of words that say what is done (上路), how, or whereby."""


def names(text: str, words: NameWords) -> Iterator[Name]:
    """Every name of a text."""
    for line in text.split("\n"):
        for found in _URL.finditer(line):
            yield Name(found[0], (written(found[0]).rstrip("/."),))
        for found in _QUOTED.finditer(line):
            yield Name(found[0], (written(found[1]),))
        for found in _WORD.finditer(_URL.sub(" ", line)) if len(_HAN.findall(line)) * 2 > len(line) else ():
            if found[0].lower() not in words.common_en:
                yield Name(found[0], (found[0].lower(),))
        for found in _CAPITAL.finditer(line):
            if found[0] not in _MONTHS:
                yield Name(found[0], (found[0].lower(),))
        for found in words.pattern.finditer(written(line)):
            yield Name(found[0], (found[0],))
        yield from _chinese(line, words)
        yield from _english(written(line), words)


_PAPER = re.compile("[证照簿书表片函单卡]$|合同|协议|证明|条例|办法|规定")
_PLACE = re.compile("[市区县镇乡省村路道弄巷州杭江海京苏]$")


def sort_of(name: str) -> str:
    """Roughly what a name is of: a paper, a place, or somebody."""
    return "paper" if _PAPER.search(name) else "place" if _PLACE.search(name) else "body"


_NUMBER = re.compile(r"\d[\d.,]*\s?(?:个工作日|个月|小时|分钟|万元|[日天月年元岁次份个条])?[内后前]?")
"""Cut out before a line is cut into words, for 30天内换证 holds no name."""


def _chinese(line: str, words: NameWords) -> Iterator[Name]:
    run: list[str] = []
    line = _NUMBER.sub(" , ", line)
    for word, tag in [*cutter().tag(line), ("", "x")]:
        place = tag in ("ns", "nt") and "\u3400" <= word[:1] <= "\u9fff"
        tail = tag[:1] not in _ACTS and _tail(word, words)
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
    lists = (
        "tails",
        "tails_en",
        "common",
        "common_en",
        "known",
        "same",
        "beside",
        "exchanged",
        "wide",
        "each",
        "narrow",
        "courtesies",
    )
    wrong = [name for name in lists if not isinstance(data.get(name), list)]
    if wrong:
        mistakes.append(f"{path.name}: {', '.join(wrong)}: write each as a list of words")
        return NameWords()
    tails, tails_en, common, common_en, known = (frozenset(map(str, data[name])) for name in lists[:5])
    same = tuple(tuple(map(str, group)) for group in data["same"])
    rivals = Rivals(
        _groups(data["beside"]),
        _groups(data["exchanged"]),
        _words(data["wide"]),
        _words(data["each"]),
        _words(data["narrow"]),
    )
    return NameWords(
        tails, tails_en, common, common_en, tuple(sorted(known)), same, rivals, tuple(map(str, data["courtesies"]))
    )


def _words(given: Sequence[object]) -> tuple[str, ...]:
    return tuple(written(str(word)) for word in given)


def _groups(given: list[list[str]]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Each group a list of meanings, a meaning one word or several between strokes: `["前|以前", "后|以后"]`."""
    return tuple(tuple(tuple(_words(str(meaning).split("|"))) for meaning in group) for group in given)
