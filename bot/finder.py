"""Search as a turn sees it: the index over the entries, served by words alone until the vectors are there."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.memory import give_back
from bot.settings import Settings
from knowledge.elsewhere import unanswered
from knowledge.load import Knowledge
from knowledge.search import Band, Document, Embedder, Found, Hit, Index, rows
from knowledge.search.cache import VectorCache, vectors_for
from knowledge.search.rehearsed import Rehearsed

log = structlog.get_logger()

REMEMBERED = 2000
"""Answers to this many different texts are remembered: people ask the same things."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where a text lies in meaning: its vector by that model, and that as seen from the middle of the corpus."""

    model: str
    direction: NDArray[np.float32]
    vector: NDArray[np.float32]


class Finder(Protocol):
    """Finds entries for a question."""

    async def find(self, text: str, limit: int = 5) -> Found:
        """The entries nearest to the text, best first, with the band they fall in; never raises."""
        ...

    async def renew(self, knowledge: Knowledge) -> None:
        """Searches this knowledge as soon as its index is whole; until then the old one serves."""
        ...

    async def meaning(self, text: str) -> Meaning | None:
        """Where the text lies in meaning; None while, or where, words alone are searched."""
        ...


class IndexFinder:
    """The index, and the thread in which a question becomes a vector."""

    def __init__(self, knowledge: Knowledge, index: Index, rehearsed: Rehearsed | None = None) -> None:
        from bot.embedding import EmbeddingThread

        self._knowledge = knowledge
        self._documents = list(index.documents)
        self._index = index
        self._rehearsed = rehearsed or Rehearsed()
        self._embedder: Embedder | None = None
        self._vectors: VectorCache | None = None
        self._thread: EmbeddingThread | None = None
        self._seen: OrderedDict[str, Found] = OrderedDict()
        self.learning: asyncio.Task[None] | None = None

    @property
    def index(self) -> Index:
        """The index that serves now: by words alone, until the vectors are there."""
        return self._index

    async def find(self, text: str, limit: int = 5) -> Found:
        """A known wording at once; else words and meaning together, words alone when the meaning is late."""
        known = self._index.exact(text)
        if known is not None:
            return Found(Band.ANSWER, (Hit(known, 1.0, text),))
        key = f"{limit}:{text}"
        if key in self._seen:
            self._seen.move_to_end(key)
            return self._seen[key]
        vector = await self._thread.embed_query(self._index.repaired(text)) if self._thread else None
        found = self._index.search(text, vector, limit, self._knowledge.follow_ups.content)
        if vector is not None or self._thread is None:
            self._seen[key] = found
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        return found

    async def meaning(self, text: str) -> Meaning | None:
        """Where the text lies in meaning; None while, or where, words alone are searched."""
        vector = await self._thread.embed_query(self._index.repaired(text)) if self._thread else None
        direction = self._index.direction(vector) if vector is not None else None
        if vector is None or direction is None:
            return None
        return Meaning(self._index.embedder_name, direction, vector)

    async def learn(self, embedder: Embedder, settings: Settings) -> None:
        """Gives the index its vectors (shipped, cached or computed now) and questions their meaning."""
        from bot.embedding import EmbeddingThread

        self._embedder = embedder
        self._vectors = VectorCache(_kept(settings), self._knowledge.folder / "vectors.npz")
        documents = self._documents
        try:
            self._index = await self._rebuilt(documents)
        except Exception as error:
            self._embedder = None
            log.warning("answering by words alone", reason=str(error))
            return
        self._seen.clear()
        self._thread = EmbeddingThread(embedder)
        log.info("answering by words and meaning", model=embedder.name, entries=len(documents))

    async def renew(self, knowledge: Knowledge) -> None:
        """Searches this knowledge as soon as its index is whole; until then the old one serves."""
        documents = await asyncio.to_thread(documents_of, knowledge)
        if documents == self._documents:
            return
        if self.learning is not None:
            await asyncio.wait({self.learning})
        self._index = await self._rebuilt(documents)
        self._knowledge, self._documents = knowledge, documents
        self._seen.clear()
        log.info("search renewed", entries=len(documents))

    async def _rebuilt(self, documents: list[Document]) -> Index:
        made = await asyncio.to_thread(lambda: self._built(documents).ready())
        give_back()
        return made

    def _built(self, documents: list[Document]) -> Index:
        if self._embedder is None:
            return Index.build(documents, None, rehearsed=self._rehearsed)
        vectors = vectors_for(rows(documents), self._embedder, self._vectors)
        # What words need was built already, and a start has better things to do than to build it again.
        if self._index.documents == tuple(documents):
            return self._index.with_vectors(vectors, self._embedder.name, self._rehearsed)
        return Index.build(documents, vectors, self._embedder.name, self._rehearsed)

    async def close(self) -> None:
        """Ends the thread."""
        if self.learning is not None:
            self.learning.cancel()
            await asyncio.gather(self.learning, return_exceptions=True)
        if self._thread is not None:
            self._thread.close()


ELSEWHERE = "elsewhere"


def documents_of(knowledge: Knowledge) -> list[Document]:
    """The entries as the index wants them: wordings, the answer's words as the second field, and what is not meant.

    Behind them stands what no entry answers.
    """
    found = [
        Document(
            entry.id, entry.wordings, " ".join([entry.short, *(fact.text for fact in entry.facts)]), entry.negatives
        )
        for entry in knowledge.entries.values()
    ]
    strange = unanswered(knowledge.elsewhere, knowledge.entries.values())
    return [*found, Document(ELSEWHERE, strange, elsewhere=True)] if strange else found


def _kept(settings: Settings) -> Path:
    """Where is kept what every start would have to make again."""
    return settings.data_dir / "vectors"


async def open_finder(knowledge: Knowledge, settings: Settings, *, wait: bool = False) -> IndexFinder:
    """A finder that serves by words at once; its vectors follow in the background, or now with `wait`."""
    from bot.embedding import pick_embedder

    rehearsed = Rehearsed(_kept(settings))
    index = await asyncio.to_thread(Index.build, documents_of(knowledge), None, rehearsed=rehearsed)
    finder = IndexFinder(knowledge, index, rehearsed)
    embedder = pick_embedder(
        settings.embedding_base_url, settings.embedding_model, settings.embedding_api_key.get_secret_value()
    )
    if embedder is not None and wait:
        await finder.learn(embedder, settings)
    elif embedder is not None:
        finder.learning = asyncio.create_task(finder.learn(embedder, settings))
    return finder
