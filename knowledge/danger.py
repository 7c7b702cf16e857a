"""Danger in words that nobody foresaw: who, what, now are counted as points; misspelt and spelt-out cries by sound.

Pure and without any search or model, as the crisis rules are; the weights are in `content/words/danger.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.hearing import heard, in_chinese
from knowledge.loading import build, read_toml

SURE, GRAVE, WEAK = 4, 2, 1
"""Points of one group of signs; each group counts once."""
ENOUGH = 3
CALM, PAST = 9, 9
"""Points that a question about rules and a story of the past take away, unless it is happening now."""
SHORTEST_SOUND = 3
"""Two syllables sound like too many things to be trusted between Chinese characters; in pinyin they are enough."""

PART = 160
"""Characters of a long story that are read together."""

_SENTENCE = re.compile(r"(?<=[。.!！?？;；\n])")
_FILLED_IN = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Signs:
    """What gives one kind of danger away, a regular expression for each group; `sounds` are cries known by sound."""

    id: str
    sure: tuple[str, ...]
    grave: tuple[str, ...]
    weak: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for every kind: dialect written as the signs are, words that are taken out, marks of now, of haste,
    of rules that are asked about, of the past.
    """

    alike: tuple[tuple[re.Pattern[str], str], ...]
    veiled: re.Pattern[str]
    urgent: re.Pattern[str]
    now: re.Pattern[str]
    calm: re.Pattern[str]
    past: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Danger:
    """All kinds: weighted groups and the sounds, in the order of the file."""

    common: Common
    kinds: tuple[tuple[str, tuple[tuple[int, re.Pattern[str]], ...], tuple[tuple[int, str], ...]], ...]

    def points(self, low: str) -> dict[str, int]:
        """The kinds with enough points in some part of the normalised text, most first."""
        found: dict[str, int] = {}
        for part in _parts(low):
            for name, points in self._counted(part):
                found[name] = max(points, found.get(name, 0))
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def _counted(self, low: str) -> Iterator[tuple[str, int]]:
        plain, against = self.read(low)
        haste = bool(self.common.urgent.search(plain))
        spoken = heard(low)
        least = SHORTEST_SOUND if in_chinese(low) else 2
        for name, groups, cries in self.kinds:
            seen = [weight for weight, group in groups if group.search(plain)]
            points = sum(weight for weight in seen if weight > WEAK) + SURE * any(
                size >= least and cry in spoken for size, cry in cries
            )
            if not points:
                continue
            points += haste + sum(weight for weight in seen if weight == WEAK) - against
            if points >= ENOUGH:
                yield name, points

    def read(self, low: str) -> tuple[str, int]:
        """The text without what only sounds like danger, and the points against it: rules asked about, the past."""
        for pattern, written in self.common.alike:
            low = pattern.sub(written, low)
        plain = self.common.veiled.sub(" ", low)
        if self.common.now.search(plain):
            return plain, 0
        return plain, CALM * bool(self.common.calm.search(low)) + PAST * bool(self.common.past.search(low))


def _parts(low: str) -> Iterator[str]:
    """A short text whole; a long one some sentences at a time, so that what is far apart does not add up."""
    part = ""
    for sentence in _SENTENCE.split(low) if len(low) > PART else (low,):
        if part and len(part) + len(sentence) > PART:
            yield part
            part = ""
        part += sentence
    yield part


def read_danger(path: Path, mistakes: list[str]) -> Danger:
    """The signs of that file; what is wrong in it becomes lines in `mistakes`."""
    data = read_toml(path, mistakes)
    words: dict[str, str] = {}
    for name, text in data.get("words", {}).items():
        words[name] = _filled(text, words)
    common = data.get("common", {})
    marks = {name: _compiled(f"{path.name}: {name}", common.get(name, ""), words, mistakes)
             for name in ("veiled", "urgent", "now", "calm", "past")}  # fmt: skip
    mistakes += [f"{path.name}: common: {name}: missing" for name in marks if not common.get(name)]
    alike = tuple((_compiled(f"{path.name}: alike", old, words, mistakes), new) for old, new in common.get("alike", []))
    kinds = []
    for number, raw in enumerate(data.get("kind", []), 1):
        where = f"{path.name}: kind {number}"
        signs = build(Signs, raw, where, mistakes, {})
        if signs is None:
            continue
        weighed = ((SURE, signs.sure), (GRAVE, signs.grave), (WEAK, signs.weak))
        groups = [(weight, _compiled(where, text, words, mistakes)) for weight, texts in weighed for text in texts]
        cries = tuple((len(cry.split()), cry) for cry in map(heard, signs.sounds))
        kinds.append((signs.id, tuple(groups), cries))
    return Danger(Common(alike, **marks), tuple(kinds))


def _compiled(where: str, text: str, words: Mapping[str, str], mistakes: list[str]) -> re.Pattern[str]:
    """The group compiled; one that fits nothing after noting what does not compile."""
    unknown = sorted(set(_FILLED_IN.findall(text)) - words.keys())
    mistakes += [f"{where}: <{name}>: no such words" for name in unknown]
    try:
        return re.compile(_filled(text, words))
    except re.error as error:
        mistakes.append(f"{where}: {error}")
        return re.compile(r"(?!)")


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _FILLED_IN.sub(lambda found: words.get(found[1], found[0]), text)
