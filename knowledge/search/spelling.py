"""Repairs what a keyboard gets wrong: homophones, pinyin, traditional characters, by the corpus's own words.

Only what the corpus never says is touched, and only towards what it says with the same sound: a question in its own
words passes unchanged.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z']+(?: [a-z']+)*")
_WORD = re.compile(r"[a-z]{2,}")
_KANA = re.compile(r"[\u3040-\u30ff]")
_TONES = re.compile(r"[\u0300-\u036f]")
LONGEST_WORD = 4
FEWEST = 200
"""A corpus with fewer different pairs of characters says too little about what is normal in it."""
SPELT = 2
"""So many characters at least must come out of pinyin before it is taken for pinyin."""

OFTEN = 6

Sound = tuple[str, ...]


@lru_cache(maxsize=1)
def _pinyin() -> Any:
    # The phrase book weighs 60 MB and decides between readings; sounds are compared with sounds read the same way.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin


@lru_cache(maxsize=1)
def _cutter() -> Any:
    import rjieba

    return rjieba


def cut_words(run: str) -> list[str]:
    """The words of a run of Han characters, by the dictionary alone."""
    words: list[str] = _cutter().cut(run, False)
    return words


def tagged_words(run: str) -> list[tuple[str, str]]:
    """The words of a run of Han characters with their kinds as the dictionary tags them (n, v, r …)."""
    words: list[tuple[str, str]] = _cutter().tag(run, False)
    return words


def _loose(run: str) -> set[int]:
    """Places of the characters that are no part of a word in the dictionary: only there a slip is looked for."""
    found, at = set(), 0
    for word in cut_words(run):
        if len(word) == 1:
            found.add(at)
        at += len(word)
    return found


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=64)
def simplified(text: str) -> str:
    """The text in simplified characters; one without Han characters as it is."""
    return str(_simplifier().convert(text)) if _HAN.search(text) else text


@lru_cache(maxsize=8192)
def _sound_of(character: str) -> str:
    """The syllable as people confuse it: flat and curled tongue, n and l, in and ing sound the same to many."""
    read = _pinyin().lazy_pinyin(character)
    return _blurred(read[0]) if read else character


def _blurred(syllable: str) -> str:
    syllable = re.sub(r"^([zcs])h", r"\1", syllable)
    syllable = re.sub(r"^l(?=[aeiou])", "n", syllable)
    return re.sub(r"(?<=[aei])ng$", "n", syllable).replace("v", "u").replace("ü", "u")


def blurred_latin(word: str) -> str:
    """A name in Latin letters as `sound` would write its syllables, joined: Liangmu and 良睦 meet."""
    return (
        re.sub(
            r"(?<=[aei])ng(?![aeiou])|(?<=[aei])ng$",
            "n",
            re.sub(r"l(?=[aeiou])", "n", re.sub(r"([zcs])h", r"\1", word.lower())),
        )
        .replace("v", "u")
        .replace("ü", "u")
    )


def sound(word: str) -> Sound:
    """The blurred syllables of a word of Han characters."""
    return tuple(_sound_of(character) for character in word)


def _said(runs: Iterable[str], sizes: Iterable[int]) -> Counter[str]:
    """Whatever stands in the runs at these lengths, with how often."""
    return Counter(run[at : at + size] for size in sizes for run in runs for at in range(len(run) - size + 1))


def _by_sound(words: Counter[str]) -> dict[Sound, str]:
    """Of the words that sound the same, the one said most."""
    found: dict[Sound, str] = {}
    for word, count in words.items():
        said = found.setdefault(sound(word), word)
        if said is not word and (count, word) > (words[said], said):
            found[sound(word)] = word
    return found


@dataclass(frozen=True)
class Speller:
    """What a corpus says: characters and pairs with how often, and by sound."""

    words: Counter[str]
    by_sound: dict[Sound, str]
    syllables: frozenset[str]
    latin: frozenset[str]
    runs: tuple[str, ...] = field(repr=False)

    @classmethod
    def build(cls, texts: Iterable[str]) -> Speller | None:
        """From the corpus's wordings; None for a corpus that is not Chinese or too small to tell."""
        runs: list[str] = []
        latin: set[str] = set()
        kana = 0
        for text in texts:
            latin.update(_WORD.findall(text.lower()))
            kana += bool(_KANA.search(text))
            runs += _HAN.findall(text)
        words = _said(runs, (1, 2))
        pairs = sum(1 for word in words if len(word) == 2)
        if pairs < FEWEST or kana > pairs / 100:
            return None
        syllables = frozenset(_sound_of(word) for word in words if len(word) == 1)
        return cls(words, _by_sound(words), syllables, frozenset(latin), tuple(runs))

    @cached_property
    def longer(self) -> dict[Sound, str]:
        """Words of three characters and more by sound: only who writes pinyin needs them, and they take a moment."""
        return _by_sound(_said(self.runs, range(3, LONGEST_WORD + 1)))

    def repaired(self, text: str) -> str:
        """The normalised text with its slips mended; the same text when there are none."""
        mended = _HAN.sub(lambda run: self._mended(run[0]), simplified(text))
        known = self.latin if not _HAN.search(mended) else frozenset[str]()
        return _LATIN.sub(lambda run: self._spelt(run[0], known), mended)

    def _mended(self, run: str) -> str:
        """One wrong character where the pair with its neighbour is unheard of and sounds like a pair that is said."""
        letters, loose = list(run), _loose(run)
        for at in range(len(letters) - 1):
            pair = letters[at] + letters[at + 1]
            if pair in self.words:
                continue
            said = self.by_sound.get(sound(pair))
            if said is None or (said[0] != pair[0]) + (said[1] != pair[1]) != 1 or not self._usual(said):
                continue
            wrong = at if said[0] != pair[0] else at + 1
            if wrong in loose and not self._fits(letters, wrong):
                letters[at : at + 2] = list(said)
        return "".join(letters)

    def _usual(self, pair: str) -> bool:
        """Whether the pair is more than a chance meeting of two characters: a word, or said again and again."""
        return self.words[pair] >= OFTEN or [pair] == _cutter().cut(pair, False)

    def _fits(self, letters: list[str], at: int) -> bool:
        """Whether the corpus says the character together with a neighbour on either side."""
        before = at > 0 and letters[at - 1] + letters[at] in self.words
        behind = at + 1 < len(letters) and letters[at] + letters[at + 1] in self.words
        return before or behind

    def _spelt(self, text: str, known: frozenset[str]) -> str:
        """Latin letters that are nothing but pinyin of what the corpus says, as characters; `known` words stay.

        English sentences of the corpus have pinyin in them; between Chinese characters it is Chinese.
        """
        syllables = self._syllables(text.replace("'", " "))
        if len(syllables) < SPELT or self._mostly(text, known):
            return text
        spelt, at = "", 0
        while at < len(syllables):
            for size in range(min(LONGEST_WORD, len(syllables) - at), 0, -1):
                word = (self.by_sound if size < 3 else self.longer).get(tuple(map(_blurred, syllables[at : at + size])))
                if word is not None:
                    spelt += word
                    at += size
                    break
            else:
                return text
        return spelt

    def _mostly(self, text: str, known: frozenset[str]) -> bool:
        """Whether known words make up half of the letters: "ban" and "me" are English and pinyin."""
        words = _WORD.findall(text)
        return 2 * sum(len(word) for word in words if word in known) >= sum(map(len, words))

    def _syllables(self, text: str) -> list[str]:
        """The one way to cut the letters into syllables, longest first; empty when there is none."""
        letters, found = text.replace(" ", ""), list[str]()
        stops = {len("".join(text.split(" ")[:number])) for number in range(1, text.count(" ") + 1)}

        def cut(at: int) -> bool:
            if at == len(letters):
                return True
            for size in range(6, 0, -1):
                piece = letters[at : at + size]
                if len(piece) < size or any(at < stop < at + size for stop in stops):
                    continue
                if _blurred(piece) in self.syllables and piece in _all_syllables():
                    found.append(piece)
                    if cut(at + size):
                        return True
                    found.pop()
            return False

        return found if len(letters) <= 80 and cut(0) else []


@lru_cache(maxsize=1)
def _all_syllables() -> frozenset[str]:
    """Every syllable of pinyin without its tone."""
    from pypinyin.constants import PINYIN_DICT

    first = {readings.split(",")[0] for code, readings in PINYIN_DICT.items() if 0x4E00 <= code <= 0x9FFF}
    return frozenset(_TONES.sub("", unicodedata.normalize("NFD", said).replace("u\u0308", "v")) for said in first)
