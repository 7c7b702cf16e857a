"""How long the crisis rules take, with everything else dead: no search, no model, no database. Prints a table.

    .venv/bin/python benchmarks/crisis.py

Every text is read several times and its quickest reading counts, in time of this thread, so that a busy machine is not
measured. The limit is for the worst text: whoever is in danger gets the number within 50 ms.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from knowledge.crisis import MAX_CHARACTERS, Crisis, read_crisis
from knowledge.load import SHIPPED

LIMIT_MS = 50
ROUNDS = 5
FOLDER = Path(__file__).parents[1] / "tests" / "evaluation"


def main() -> None:
    """Reads the rules from their two files alone, and every text with them."""
    mistakes: list[str] = []
    begun = time.perf_counter()
    crisis = read_crisis(SHIPPED / "words" / "crisis.toml", SHIPPED / "words" / "danger.toml", mistakes)
    print(f"rules read in {time.perf_counter() - begun:.2f} s{''.join(mistakes)}")
    danger, calm = _sentences()
    crisis.find("先热一热身，救命")
    print(f"{'texts':<34}{'count':>7}{'median ms':>11}{'p95':>8}{'worst':>8}  limit {LIMIT_MS} ms")
    for name, texts in (
        ("sentences in danger", danger),
        ("sentences without danger", calm),
        (f"{MAX_CHARACTERS} characters, sentences joined", _joined(danger + calm)),
        (f"{MAX_CHARACTERS} characters, pathological", _pathological(danger)),
    ):
        taken = sorted(_quickest(crisis, text) for text in texts)
        within = "kept" if taken[-1] < LIMIT_MS else "BROKEN"
        p95 = taken[int(0.95 * len(taken))]
        print(f"{name:<34}{len(taken):>7}{statistics.median(taken):>11.3f}{p95:>8.3f}{taken[-1]:>8.3f}  {within}")


def _sentences() -> tuple[list[str], list[str]]:
    """The judged sentences in danger and those that only sound like it."""
    lines = [
        json.loads(line)
        for name in ("crisis", "crisis_unseen")
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    said = [(line.get("text") or line["q"], line["kind"]) for line in lines]
    return [text for text, kind in said if kind], [text for text, kind in said if not kind]


def _joined(sentences: Sequence[str]) -> list[str]:
    """Long stories: with full stops, with commas, and without any mark."""
    dice = random.Random(7)
    stories = []
    for mark in ("。", "，", ""):
        for _ in range(10):
            story = mark.join(dice.sample(list(sentences), 200))
            stories.append(story[:MAX_CHARACTERS])
    return stories


def _pathological(danger: Sequence[str]) -> list[str]:
    """Repetitions, the characters and words of danger without sense, and what makes patterns go back and forth."""
    dice = random.Random(7)
    letters = sorted({char for text in danger for char in text})
    repeated = [
        "我爸",
        "老人摔倒",
        "被",
        "车",
        "。",
        "(",
        "a",
        "a ",
        "火血刀",
        "刚转了钱",
        "不",
        "现在没有",
        "help ",
        "a0",
    ]
    mixed = ["".join(dice.choice(letters) for _ in range(MAX_CHARACTERS)) for _ in range(5)]
    pieces = [text[at : at + 3] for text in danger for at in range(0, len(text), 3)]
    mixed += ["".join(dice.choice(pieces) for _ in range(MAX_CHARACTERS)) for _ in range(5)]
    return [(text * MAX_CHARACTERS)[:MAX_CHARACTERS] for text in repeated] + [text[:MAX_CHARACTERS] for text in mixed]


def _quickest(crisis: Crisis, text: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        crisis.find(text)
        taken.append(time.thread_time() - begun)
    return 1000 * min(taken)


if __name__ == "__main__":
    main()
