"""How well and how fast reports are read and told apart. Prints tables.

    .venv/bin/python benchmarks/reports.py [--open 5000]

The sets are in tests/evaluation. `reports` and `pairs` were written before the rules, in two halves by a hash of the
id. The later ones were written afterwards, each on purpose in words that the rules did not know, and measured once
while new; then the wording of all but the last was learnt from. The figures of that first time (category, lead, urgent
recall; duplicates: precision, recall):

    second   rules alone               0.44  0.50  0.25    0.86  0.68
    third    rules alone               0.51  0.58  0.33    0.75  0.50
    fourth   with examples, by words   0.77  0.76  0.78    0.75  0.55
             and by meaning            0.87  0.84  0.56
    fifth    with more, by words       0.73  0.72  1.00    0.94  0.75
             and by meaning            0.80  0.82  0.92    1.00  0.95
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.embedding import pick_embedder
from knowledge.load import SHIPPED
from knowledge.reports import SAME, Nearby, Reports, likeness, load_reports, print_of, read

FOLDER = Path(__file__).parents[1] / "tests" / "evaluation"
LATER = ("second", "third", "fourth", "fifth")
ROADS = (
    "文一西路",
    "高教路",
    "良睦路",
    "常二路",
    "余杭塘路",
    "葛巷路",
    "五常大道",
    "荆长大道",
    "绿汀路",
    "联胜路",
    "海曙路",
    "创景路",
)
ESTATES = ("翡翠城", "竹海水韵", "合景天峻", "同城印象", "金成英特", "文鼎苑", "西溪北苑", "白鹭郡", "天都城", "云栖湾")
MATTERS = (
    "路灯不亮了", "井盖松了哐当响", "垃圾没人清", "电梯又坏了", "楼上半夜太吵",
    "路面有个大坑", "车辆乱停", "有人飞线充电", "树枝挡路", "饭店油烟太大",
)  # fmt: skip
Vector = Callable[[str], NDArray[np.float32] | None]


def main() -> None:
    """Prints what the sets say, then the time that a search among many open reports takes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--open", type=int, default=5000, help="open reports to search")
    wanted = asked.parse_args().open
    begun = time.perf_counter()
    reports = load_reports(SHIPPED)
    print(f"words and examples read in {time.perf_counter() - begun:.2f} s\n")
    embedder = pick_embedder()
    ways: list[tuple[str, Vector]] = [("words", lambda text: None)]
    if embedder is not None and reports.hears(embedder.name):
        known: dict[str, NDArray[np.float32]] = {}
        model = embedder

        def vector(text: str) -> NDArray[np.float32]:
            if text not in known:
                known[text] = model.embed([text])[0]
            return known[text]

        ways.append(("words and meaning", vector))
    print(
        f"{'set':<16}{'by':<19}{'n':>5}{'category':>10}{'lead':>7}{'urgent r':>10}{'p':>6}"
        f"   {'pairs':>5}{'p':>7}{'r':>7}"
    )
    for name, told, pairs in _sets():
        for way, vector_of in ways:
            print(f"{name:<16}{way:<19}{_row(reports, told, pairs, vector_of)}")
    _search(reports, wanted)


def _sets() -> Iterator[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]]:
    told, pairs = (_lines(f"{kind}.jsonl") for kind in ("reports", "pairs"))
    for half, name in enumerate(("tuning half", "held-out half")):
        yield name, [each for each in told if _half(each) == half], [each for each in pairs if _half(each) == half]
    for name in LATER:
        yield name, _lines(f"reports_{name}.jsonl"), _lines(f"pairs_{name}.jsonl")


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def _half(line: dict[str, Any]) -> int:
    return hashlib.sha256(line["id"].encode()).digest()[0] % 2


def _row(reports: Reports, told: list[dict[str, Any]], pairs: list[dict[str, Any]], vector: Vector) -> str:
    got = [(read(each["text"], reports, vector(each["text"])), each) for each in told]
    category = statistics.mean(reading.category == each["category"] for reading, each in got)
    lead = statistics.mean(reading.lead == each["lead"] for reading, each in got)
    urgent = [reading.urgent for reading, each in got if each["urgent"]]
    flagged = [each["urgent"] for reading, each in got if reading.urgent]
    scored = [
        (likeness(*(print_of(pair[key], reports, vector(pair[key])) for key in ("a", "b"))) >= SAME, pair["same"])
        for pair in pairs
    ]
    right = sum(found and same for found, same in scored)
    precision, recall = right / sum(found for found, _ in scored), right / sum(same for _, same in scored)
    return (
        f"{len(told):>5}{category:>10.3f}{lead:>7.3f}{statistics.mean(urgent):>10.2f}{statistics.mean(flagged):>6.2f}"
        f"   {len(pairs):>5}{precision:>7.3f}{recall:>7.3f}"
    )


def _search(reports: Reports, count: int) -> None:
    dice = random.Random(1)
    texts = [_written(dice) for _ in range(count + 200)]
    begun = time.perf_counter()
    prints = [print_of(text, reports) for text in texts]
    each = (time.perf_counter() - begun) / len(prints) * 1000
    index: Nearby[int] = Nearby()
    for key, printed in enumerate(prints[:count]):
        index.add(key, printed)
    times, found = [], 0
    for printed in prints[count:]:
        begun = time.perf_counter()
        found += bool(index.find(printed))
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    print(
        f"\n{count} open reports: a print {each:.1f} ms; a search {statistics.mean(times):.1f} ms, "
        f"p95 {times[int(len(times) * 0.95)]:.1f} ms, worst {times[-1]:.1f} ms; {found} of {len(times)} found the like"
    )


def _written(dice: random.Random) -> str:
    matter = dice.choice(MATTERS)
    if dice.random() < 0.5:
        return f"{dice.choice(ESTATES)}{dice.randint(1, 30)}幢{matter}"
    if dice.random() < 0.5:
        return f"{dice.choice(ROADS)}{dice.randint(1, 900)}号门口{matter}"
    one, other = dice.sample(ROADS, 2)
    return f"{one}与{other}交叉口{matter}"


if __name__ == "__main__":
    main()
