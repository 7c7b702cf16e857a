"""What a short follow-up means in the light of what was answered before: which aspect, or whom or what instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.intents import Rule, compile_rules
from knowledge.loading import build, read_toml
from knowledge.normal import normalise
from knowledge.shapes import Aspect

LONGEST = 40
"""A longer text says itself what it is about."""
REST = 8
"""So many characters that are no filler and no aspect may be left in a follow-up that has no opener."""
_MARKS = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class AspectWords:
    """The patterns by which an aspect is asked for."""

    id: Aspect
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """Words that may stand in each other's place, longest first."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A text read as a follow-up: what it asks for, and what is new in it (empty: nothing but the aspect)."""

    aspect: Aspect | None
    new: str
    opened: bool


@dataclass(frozen=True, slots=True)
class FollowUps:
    """The words of follow-ups, compiled."""

    aspects: tuple[tuple[Aspect, Rule], ...]
    swaps: tuple[Swap, ...]
    opener: re.Pattern[str]
    filler: re.Pattern[str]
    circumstance: re.Pattern[str] = re.compile(r"(?!)")

    def aspect(self, text: str) -> Aspect | None:
        """What the text asks for, or None."""
        low = normalise(text)
        return next((aspect for aspect, rule in self.aspects if rule.fits(low)), None)

    def content(self, text: str) -> str:
        """The words of the text that are no filler, with blanks between them."""
        return " ".join(_MARKS.sub(" ", self.filler.sub(" ", normalise(text))).split())

    def without_matter(self, text: str) -> bool:
        """Whether the text asks something (where, for whom, how it is booked) and names nothing that it asks it of."""
        low = normalise(text)
        if not low or len(low) > LONGEST:
            return False
        bare = self.opener.sub("", low)
        rest = self.circumstance.sub(" ", bare)
        asked = rest != bare
        for _kind, rule in self.aspects:
            if rule.fits(rest):
                asked, rest = True, rule.without(rest)
        return asked and not self.content(rest)

    def read(self, text: str) -> FollowUp | None:
        """The text as a follow-up; None when it can stand alone."""
        low = normalise(text)
        if not low or len(low) > LONGEST * (1 if not low.isascii() else 2):
            return None
        bare = self.opener.sub("", low)
        opened = bare != low
        aspect = self.aspect(bare)
        new = bare
        for kind, rule in self.aspects:
            if kind is aspect:
                new = rule.without(new)
        new = self.content(new)
        # One character is a verb that leans on what was said before, never a subject of its own.
        if not opened and (len(new) > REST or (len(new) > 1 and not low.rstrip("?？ ").endswith("呢"))):
            return None
        return FollowUp(aspect, new and _MARKS.sub(" ", bare).strip(), opened)

    def rewritten(self, asked: str, new: str) -> str:
        """The earlier question with the new words in the place of their like, else with the new words behind it."""
        before, low = normalise(asked), normalise(new)
        for swap in self.swaps:
            now = next((word for word in swap.words if word in low), "")
            then = next((word for word in swap.words if word in before), "")
            if now and then and now != then:
                return before.replace(then, now)
        return f"{before} {low}"


def read_follow_ups(path: Path, mistakes: list[str]) -> FollowUps:
    """The words of that file; what is wrong with it becomes lines in `mistakes`."""
    data = read_toml(path, mistakes)
    aspects = []
    for number, raw in enumerate(data.get("aspect", []), 1):
        made = build(AspectWords, raw, f"{path.name}: aspect {number}", mistakes, {})
        rule = compile_rules(f"{path.name}: aspect {number}", made.patterns, (), mistakes) if made else None
        if made is not None and rule is not None:
            aspects.append((made.id, rule))
    swaps = []
    for number, raw in enumerate(data.get("swap", []), 1):
        swap = build(Swap, raw, f"{path.name}: swap {number}", mistakes, {})
        if swap is not None:
            swaps.append(Swap(tuple(sorted(swap.words, key=len, reverse=True))))
    opener = re.compile(rf"^(?:(?:{_any(data.get('openers', []))})[\s,，、]*)+")
    circumstance = re.compile(_any(data.get("circumstances", [])))
    return FollowUps(tuple(aspects), tuple(swaps), opener, re.compile(_any(data.get("fillers", []))), circumstance)


def _any(words: list[str]) -> str:
    """Any of the words; Latin ones only as whole words. Never matches when there are none."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(rf"\b{word}\b" if word[0].isascii() else word for word in ordered) or r"(?!)"
