"""Answers that were worded by hand and altered by hand, one fact at a time."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.claims import Grounds, grounds, unfounded
from knowledge.claims.entry import sources
from knowledge.load import Knowledge

SET = Path(__file__).with_name("reworded.toml")


@dataclass
class ByHand:
    """What was counted, and the cases that went wrong."""

    lies: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    honest: int = 0
    stopped: list[str] = field(default_factory=list)


def cases() -> Iterator[tuple[str, str, list[list[str]]]]:
    """Entry, answer, and the alterations of it as kind, words, other words."""
    for one in tomllib.loads(SET.read_text(encoding="utf-8"))["answer"]:
        yield one["entry"], one["said"], one["lies"]


def by_hand(knowledge: Knowledge) -> ByHand:
    """Every answer and every alteration through the check."""
    out, read = ByHand(), dict[str, Grounds]()
    for name, said, lies in cases():
        source = read.setdefault(name, grounds(sources(knowledge.entries[name]), knowledge.name_words))
        out.honest += 1
        if wrong := unfounded(said, source):
            out.stopped.append(f"{name}: {wrong}\n    {said}")
        for kind, was, now in lies:
            assert was in said, (name, was)
            out.lies[kind] += 1
            if unfounded(said.replace(was, now, 1), source):
                out.caught[kind] += 1
            else:
                out.missed.append(f"{kind} {name}: {was!r} → {now!r}")
    return out
