"""Attempts to change the rules, to read what is inside, to make the assistant speak for an office; read undisguised."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.intents import Rule, compile_rules
from knowledge.learnt import Learnt
from knowledge.loading import read_items
from knowledge.normal import normalise
from knowledge.search.spelling import simplified

LONGEST = 2000
"""Of a longer text the beginning and the end are read."""

SHORT = 300
"""Characters by which it is heard how a text sounds."""
SHORTEST = 4
"""A shorter text changes no rules, whatever it sounds like."""
ALONE = 0.7
"""How much a text must sound like an attempt where no rule fits."""

_SPACED = re.compile(r"(?<=[\u3400-\u9fff])[\s·.*_\-|/~+]+(?=[\u3400-\u9fff])")
_LETTERS = re.compile(r"\b(?:[a-z0-9][\s.\-_*]){3,}[a-z0-9]\b")
_HIDDEN = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_LOOKS_LIKE = (str.maketrans("013457@$!", "oieastasi"), str.maketrans("013457@$!", "oleastasi"))
_MIXED = re.compile(r"\b(?=[a-z013457@$!]*[a-z])(?=[a-z013457@$!]*[013457@$!])[a-z013457@$!]{4,}\b")


@dataclass(frozen=True, slots=True)
class Trick:
    """One kind of attempt and what gives it away."""

    id: str
    patterns: tuple[str, ...]
    excluded: tuple[str, ...] = ()


UNFORESEEN = Trick("injection", ())
"""What no rule is about and yet sounds like one of the attempts that were judged."""


@dataclass(frozen=True, slots=True)
class Injections:
    """All kinds with their compiled patterns, in the order of the file."""

    rules: tuple[tuple[Trick, Rule], ...]
    learnt: Learnt | None = None

    def find(self, text: str) -> Trick | None:
        """The first kind that the text is, however it is spaced, spelt or encoded; None for an honest question."""
        if len(text) > LONGEST:
            text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
        shapes = dict.fromkeys(_shapes(text))
        said = next((trick for trick, rule in self.rules if any(map(rule.fits, shapes))), None)
        if said is not None or self.learnt is None or len(text) < SHORTEST:
            return said
        heard = max((self.learnt.hear(shape[:SHORT]) for shape in shapes), key=lambda heard: heard.loud)
        return UNFORESEEN if heard.loud > ALONE and heard.kind == UNFORESEEN.id else None


def _shapes(text: str) -> Iterator[str]:
    """The text, and what it reads like without gaps, look-alike digits and base64."""
    plain = simplified(normalise(text))
    yield plain
    yield _LETTERS.sub(lambda found: re.sub(r"[\s.\-_*]", "", found[0]), _SPACED.sub("", plain))
    for table in _LOOKS_LIKE:
        yield _MIXED.sub(lambda found: found[0].translate(table), plain)  # noqa: B023  (called before the next round)
    for found in _HIDDEN.findall(text):
        try:
            hidden = base64.b64decode(found + "=" * (-len(found) % 4), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            continue
        yield normalise(hidden)


def read_injections(path: Path, mistakes: list[str], learnt: Learnt | None = None) -> Injections:
    """The kinds of that file; `learnt` tells what no rule foresaw.

    A pattern that does not compile becomes a line in `mistakes`.
    """
    rules = []
    for trick in read_items(path, "trick", Trick, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {trick.id}", trick.patterns, trick.excluded, mistakes)
        if compiled is not None:
            rules.append((trick, compiled))
    return Injections(tuple(rules), learnt)
