"""How well texts that ask the same are grouped: wordings of entries, mixed, put back together. Prints a table.

    .venv/bin/python benchmarks/grouping.py

Wordings of one entry should meet in one group. They often ask for different sides of a matter, so not all of them can;
what matters is that those who meet belong together (`right`).
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from bot.embedding import VectorCache, pick_embedder, vectors_for
from bot.finder import documents_of
from knowledge.grouping import Group, Text, group
from knowledge.load import load
from knowledge.search import rows
from knowledge.search.space import unit

ROUNDS, ENTRIES = 5, 80


def main() -> None:
    """Draws entries and some of their wordings, groups them with and without meaning, at several borders."""
    knowledge, embedder = load(), pick_embedder()
    wordings = rows(documents_of(knowledge))
    meaning = {}
    if embedder is not None:
        with tempfile.TemporaryDirectory() as folder:
            vectors = vectors_for(wordings, embedder, VectorCache(Path(folder), knowledge.folder / "vectors.npz"))
        meaning = dict(zip(wordings, unit(vectors - vectors.mean(axis=0)), strict=True))
    drawn = []
    for seed in range(ROUNDS):
        dice = random.Random(seed)
        entries = dice.sample(sorted(knowledge.entries.values(), key=lambda entry: entry.id), ENTRIES)
        drawn.append([
            (entry.id, words)
            for entry in entries
            for words in dice.sample(entry.questions, min(len(entry.questions), dice.choice([1, 1, 2, 4, 6])))
        ])  # fmt: skip
    print(f"{'by':<18}{'near':>6}{'right':>8}{'found':>8}{'groups':>8}")
    for name, known in (("words", {}), ("words and meaning", meaning)):
        for near in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
            measured = [_measure(items, group([Text(w, known.get(w)) for _id, w in items], near)) for items in drawn]
            right, found, groups = (statistics.mean(part) for part in zip(*measured, strict=True))
            print(f"{name:<18}{near:>6.2f}{right:>8.2f}{found:>8.2f}{groups:>8.0f}")
    for count in (500, 1000, 2000):
        begun = time.perf_counter()
        group([Text(words, meaning.get(words)) for words in wordings[:count]])
        print(f"{count} texts: {time.perf_counter() - begun:.2f} s")


def _measure(items: Sequence[tuple[str, str]], found: Sequence[Group]) -> tuple[float, float, int]:
    """Share of pairs in a group that belong together, share of pairs that belong together in a group, groups."""
    together = {pair for made in found for pair in combinations(made.members, 2)}
    belong = {pair for pair in combinations(range(len(items)), 2) if items[pair[0]][0] == items[pair[1]][0]}
    both = len(together & belong)
    return both / max(len(together), 1), both / max(len(belong), 1), len(found)


if __name__ == "__main__":
    main()
