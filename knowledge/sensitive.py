"""Which words are a person's own delicate matter: violence at home, an officer's conduct, bribery, debts, illness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.intents import Rule, compile_rules
from knowledge.loading import build, read_toml
from knowledge.normal import normalise

_SENTENCE = re.compile(r"(?<=[。！!？?；;\n])")
_FILLED_IN = re.compile(r"<([a-z_]+)>")


class Delicate(StrEnum):
    """What a matter may be about that is nobody else's business, the one that is treated most carefully first."""

    BRIBERY = "bribery"
    DOMESTIC_VIOLENCE = "domestic_violence"
    CONDUCT = "conduct"
    DEBT = "debt"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True)
class DelicateKind:
    """One kind and what gives it away; `<name>` in a pattern stands for the words of that name."""

    id: Delicate
    patterns: tuple[str, ...]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sensitive:
    """All kinds with their compiled patterns, in the order of the file."""

    kinds: tuple[tuple[DelicateKind, Rule], ...]

    def find(self, *texts: str) -> Delicate | None:
        """The first kind that one of the texts speaks of, or None.

        A long story is read sentence by sentence as well, so that a question at its end excuses nothing before it.
        """
        parts = [part for text in texts for part in (text, *_SENTENCE.split(text))]
        lows = [low for low in dict.fromkeys(map(normalise, parts)) if low]
        return next((kind.id for kind, rule in self.kinds if any(map(rule.fits, lows))), None)


def read_sensitive(path: Path, mistakes: list[str]) -> Sensitive:
    """The rules of that file; what is wrong in it becomes lines in `mistakes`."""
    data = read_toml(path, mistakes)
    words: dict[str, str] = {}
    for name, text in data.get("words", {}).items():
        words[name] = f"(?:{filled(text, words)})"
    kinds = []
    for number, raw in enumerate(data.get("kind", []), 1):
        where = f"{path.name}: kind {number}"
        kind = build(DelicateKind, raw, where, mistakes, {"not": "excluded"})
        if kind is None:
            continue
        written = (*kind.patterns, *kind.excluded)
        unknown = sorted({name for text in written for name in _FILLED_IN.findall(text)} - words.keys())
        mistakes += [f"{where}: <{name}>: no such words" for name in unknown]
        wanted, unwanted = (tuple(filled(text, words) for text in texts) for texts in (kind.patterns, kind.excluded))
        compiled = compile_rules(where, wanted, unwanted, mistakes)
        if compiled is not None:
            kinds.append((kind, compiled))
    return Sensitive(tuple(kinds))


def filled(text: str, words: Mapping[str, str]) -> str:
    """The pattern with the words of every `<name>` put in; a name that stands for nothing is left as it is."""
    return _FILLED_IN.sub(lambda found: words.get(found[1], found[0]), text)
