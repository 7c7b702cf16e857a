"""The words that give a report away, read from `words/reports/`: aspects, who leads, what is pressing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from knowledge.intents import Rule, compile_rules
from knowledge.loading import build, read_items, read_toml
from knowledge.needed import compiled
from knowledge.reports.shapes import Category, Lead
from knowledge.search.spelling import Sound, sound
from knowledge.sensitive import filled

T = TypeVar("T")
ASPECT_FILES = ("street.toml", "home.toml", "services.toml")
SURE, LIKELY, HINT = 3.0, 2.0, 1.0
"""Points of a pattern in each list; what they mean stands at the head of words.toml."""


@dataclass(frozen=True, slots=True)
class AspectWords:
    """One thing that goes wrong, as it is written down: patterns by how surely they give it away."""

    id: str
    category: Category
    lead: Lead | None = None
    sure: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Default:
    """Who leads in a category when nothing else is known."""

    category: Category
    lead: Lead


@dataclass(frozen=True, slots=True)
class ShiftWords:
    """Who leads instead when these words stand in a report of that category."""

    category: Category
    lead: Lead
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HazardWords:
    """One kind of danger, or of damage that is worse by morning."""

    id: str
    patterns: tuple[str, ...]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that goes wrong, ready to be looked for."""

    id: str
    category: Category
    lead: Lead
    clues: tuple[tuple[float, re.Pattern[str]], ...]
    excluded: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that reports are read with."""

    aspects: tuple[Aspect, ...]
    defaults: Mapping[Category, Lead]
    shifts: tuple[tuple[Category, Lead, Rule], ...]
    hazards: tuple[tuple[str, Rule], ...]
    heard: Mapping[Sound, str]
    """Words that are often mistyped, by their sound."""

    @property
    def categories(self) -> Mapping[str, Category]:
        """The category of every aspect."""
        return {aspect.id: aspect.category for aspect in self.aspects}


def read_lexicon(folder: Path, mistakes: list[str]) -> Lexicon:
    """The lexicon of a folder; what is wrong in it becomes lines in `mistakes`."""
    head = read_toml(folder / "words.toml", mistakes)
    for unknown in head.keys() - {"heard", "words", "default", "shift"}:
        mistakes.append(f"words.toml: {unknown}: unknown table, expected heard, words, default or shift")
    words: dict[str, str] = {}
    for name, text in head.get("words", {}).items():
        words[name] = f"(?:{filled(text, words)})"
    defaults = {
        made.category: made.lead for made in _built(head.get("default", []), Default, "words.toml: default", mistakes)
    }
    mistakes += [f"words.toml: {each}: no default lead" for each in Category if each not in defaults]
    shifts = []
    for made in _built(head.get("shift", []), ShiftWords, "words.toml: shift", mistakes):
        rule = compile_rules("words.toml: shift", tuple(filled(each, words) for each in made.patterns), (), mistakes)
        if rule is not None:
            shifts.append((made.category, made.lead, rule))
    hazards = []
    for hazard in read_items(folder / "urgent.toml", "hazard", HazardWords, mistakes, {"not": "excluded"}):
        wanted, unwanted = (tuple(filled(each, words) for each in part) for part in (hazard.patterns, hazard.excluded))
        rule = compile_rules(f"urgent.toml: {hazard.id}", wanted, unwanted, mistakes)
        if rule is not None:
            hazards.append((hazard.id, rule))
    aspects, seen = [], set[str]()
    for name in ASPECT_FILES:
        for written in read_items(folder / name, "aspect", AspectWords, mistakes, {"not": "excluded"}):
            if written.id in seen:
                mistakes.append(f"{name}: {written.id}: two aspects of that id")
            seen.add(written.id)
            aspect = _aspect(name, written, words, defaults, mistakes)
            if aspect is not None:
                aspects.append(aspect)
    heard = {sound(word): word for word in head.get("heard", [])}
    return Lexicon(tuple(aspects), defaults, tuple(shifts), tuple(hazards), heard)


def _built(items: Iterable[object], shape: type[T], where: str, mistakes: list[str]) -> list[T]:
    made = [build(shape, raw, f"{where} {number}", mistakes, {}) for number, raw in enumerate(items, 1)]
    return [each for each in made if each is not None]


def _aspect(
    name: str, written: AspectWords, words: Mapping[str, str], defaults: Mapping[Category, Lead], mistakes: list[str]
) -> Aspect | None:
    listed = ((SURE, written.sure), (LIKELY, written.likely), (HINT, written.hint))
    clues, where = [], f"{name}: {written.id}"
    for points, patterns in listed:
        rule = compile_rules(where, tuple(filled(each, words) for each in patterns), (), mistakes)
        if rule is None:
            return None
        clues += [(points, compiled(pattern)) for pattern in rule.wanted]
    rule = compile_rules(where, (), tuple(filled(each, words) for each in written.excluded), mistakes)
    lead = written.lead or defaults.get(written.category)
    if rule is None or lead is None:
        return None
    return Aspect(written.id, written.category, lead, tuple(clues), tuple(map(compiled, rule.unwanted)))
