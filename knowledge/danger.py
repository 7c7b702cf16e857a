"""Danger in words that nobody foresaw: who, what, now are counted as points; misspelt and spelt-out cries by sound.

Pure and without any search or model, as the crisis rules are; the weights are in `content/words/danger.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.cries import Cries, cries
from knowledge.loading import build, read_toml
from knowledge.needed import Patterns, alternatives, bits, check, patterns

SURE, GRAVE, WEAK = 4, 2, 1
"""Points of one group of signs; each group counts once."""
ENOUGH = 3
CALM, PAST = 9, 9
"""Points that a question about rules and a story of the past take away, unless it is happening now."""
PART = 160
OVERLAP = 40
"""Characters of a long story that are read together, and of a sentence without end that are read twice."""

SHORTEST_ENDING = 10
MOST_TURNS = 4
"""Turns of a part that are read from again, the last ones."""

_SENTENCE = re.compile(r"(?<=[。.!！?？;；\n])")
_END = re.compile(r"[。!！?？;；\n]+")
_TURN = re.compile(r"[。.!！?？;；\n]+|因为|其实|另外|但是|可是|不过|结果|后来|对了|突然|还有就是")
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

    alike: tuple[Patterns, tuple[str, ...]]
    veiled: Patterns
    urgent: Patterns
    now: Patterns
    calm: Patterns
    past: Patterns


@dataclass(frozen=True, slots=True)
class Groups:
    """The signs of all kinds, each with its kind, its group and the points of that group."""

    signs: Patterns
    of: tuple[tuple[str, int, int], ...]

    def points(self, plain: str) -> dict[str, int]:
        """The points of each kind that has some; a group counts once."""
        groups = {self.of[number] for number in self.signs.fitting(plain)}
        found: dict[str, int] = {}
        for name, _group, points in groups:
            found[name] = found.get(name, 0) + points
        return found


@dataclass(frozen=True, slots=True)
class Danger:
    """All kinds: groups that tell of danger, those that only add to it, and the cries."""

    common: Common
    kinds: tuple[str, ...]
    strong: Groups
    weak: Groups
    cries: Cries

    def points(self, low: str) -> dict[str, int]:
        """The kinds with enough points in some part of the normalised text, most first."""
        found: dict[str, int] = {}
        for part in _parts(low):
            for name, points in self._told(part).items():
                found[name] = max(points, found.get(name, 0))
        return dict(sorted(found.items(), key=lambda item: (-item[1], self.kinds.index(item[0]))))

    def _told(self, part: str) -> dict[str, int]:
        """What a part tells of; what was asked about rules before a turn ("but", a new sentence) does not count."""
        found, against = self._counted(part)
        if not found or not against:
            return found
        told = {name: points - against for name, points in found.items() if points - against >= ENOUGH}
        for turn in [] if told else list(_TURN.finditer(part))[-MOST_TURNS:]:
            rest, still = self._counted(part[turn.end() :])
            told |= {name: points - still for name, points in rest.items() if points - still >= ENOUGH}
        return told

    def _counted(self, part: str) -> tuple[dict[str, int], int]:
        """The kinds with enough points, and the points against them all."""
        plain = self.plain(part)
        found = self.strong.points(plain)
        for name in self.cries.names(plain):
            found[name] = found.get(name, 0) + SURE
        if not found:
            return {}, 0
        haste, more = self.common.urgent.fits(plain), self.weak.points(plain)
        found = {name: points + haste + more.get(name, 0) for name, points in found.items()}
        found = {name: points for name, points in found.items() if points >= ENOUGH}
        return found, self.against(part, plain) if found else 0

    def plain(self, low: str) -> str:
        """The text in common words, without what only sounds like danger."""
        low = self.alike(low)
        for number in self.common.veiled.fitting(low):
            low = self.common.veiled.compiled(number).sub(" ", low)
        return low

    def against(self, low: str, plain: str) -> int:
        """The points against danger: rules asked about, the past, unless it is happening now."""
        if self.common.now.fits(plain):
            return 0
        low = self.alike(low)
        return CALM * self.common.calm.fits(low) + PAST * self.common.past.fits(low)

    def alike(self, low: str) -> str:
        """The text with dialect and look-alikes written as the signs are."""
        dialect, written = self.common.alike
        for number in bits(dialect.possible(low)):
            low = dialect.compiled(number).sub(written[number], low)
        return low


def _parts(low: str) -> Iterator[str]:
    """A short text whole; a long one some sentences at a time, so that what is far apart does not add up."""
    if len(low) <= PART:
        yield low
        return
    part = ""
    for sentence in _SENTENCE.split(low):
        for at in range(0, max(len(sentence) - OVERLAP, 1), PART - OVERLAP):
            piece = sentence[at : at + PART]
            if part and len(part) + len(piece) > PART:
                yield part
                part = ""
            part += piece
    yield part


def endings(low: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text (True), and of each what is left from its later sentences on: they may be read apart."""
    for part in _parts(low):
        yield part, True
        for end in list(_END.finditer(part))[-MOST_TURNS:]:
            if len(part) - end.end() >= SHORTEST_ENDING:
                yield part[end.end() :], False


def read_danger(path: Path, mistakes: list[str]) -> Danger:
    """The signs of that file; what is wrong in it becomes lines in `mistakes`."""
    data = read_toml(path, mistakes)
    words: dict[str, str] = {}
    for name, text in data.get("words", {}).items():
        words[name] = _filled(text, words)
    common = data.get("common", {})
    marks = {name: _read(f"{path.name}: {name}", common.get(name, ""), words, mistakes)
             for name in ("veiled", "urgent", "now", "calm", "past")}  # fmt: skip
    mistakes += [f"{path.name}: common: {name}: missing" for name in marks if not common.get(name)]
    alike = [(part, new) for old, new in common.get("alike", [])
             for part in _read(f"{path.name}: alike", old, words, mistakes)]  # fmt: skip
    strong: list[tuple[str, tuple[str, int, int]]] = []
    weak: list[tuple[str, tuple[str, int, int]]] = []
    kinds, said = [], []
    for number, raw in enumerate(data.get("kind", []), 1):
        where = f"{path.name}: kind {number}"
        signs = build(Signs, raw, where, mistakes, {})
        if signs is None:
            continue
        kinds.append(signs.id)
        said += [(signs.id, cry) for cry in signs.sounds]
        for groups, points, texts in (
            (strong, SURE, signs.sure),
            (strong, GRAVE, signs.grave),
            (weak, WEAK, signs.weak),
        ):
            for text in texts:
                of = signs.id, len(groups), points
                groups += [(part, of) for part in _read(where, text, words, mistakes)]
    shared = Common((patterns(old for old, _new in alike), tuple(new for _old, new in alike)),
                    **{name: patterns(parts) for name, parts in marks.items()})  # fmt: skip
    return Danger(shared, tuple(kinds), _groups(strong), _groups(weak), cries(said))


def _groups(signs: Sequence[tuple[str, tuple[str, int, int]]]) -> Groups:
    return Groups(patterns(text for text, _of in signs), tuple(of for _text, of in signs))


def _read(where: str, text: str, words: Mapping[str, str], mistakes: list[str]) -> list[str]:
    """The alternatives of a group; none after noting that it does not compile."""
    unknown = sorted(set(_FILLED_IN.findall(text)) - words.keys())
    mistakes += [f"{where}: <{name}>: no such words" for name in unknown]
    filled = _filled(text, words)
    try:
        check(filled)
    except re.error as error:
        mistakes.append(f"{where}: {error}")
        return []
    return alternatives(filled) if filled else []


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _FILLED_IN.sub(lambda found: words.get(found[1], found[0]), text)
