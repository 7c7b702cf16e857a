"""Tests of the measuring command's body: what it reports, and what it says about files it cannot use."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.evaluation import evaluate, read_corpus

Write = Callable[[str, Sequence[object]], Path]


class Letters:
    """An embedder whose meaning of a text is the first letter of each of its words."""

    name = "letters"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), 27), 0.2, np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                vectors[row, (ord(word[0]) - 97) % 27] += 1
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def lines(name: str, items: Sequence[object]) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(item if isinstance(item, str) else json.dumps(item) for item in items), "utf-8")
        return path

    return lines


CORPUS = [
    {"id": "a1", "question": "apply for a passport", "answer": "passport"},
    {"id": "a2", "question": "renew passport", "answer": "passport", "questions": ["new passport please"]},
    {"id": 3, "question": "noise at night", "answer": ""},
    {"id": "b2", "question": "loud neighbours"},
]
QUERIES = [
    {"id": "q1", "text": "passport renew", "relevant": ["a1", "a2"]},
    {"id": "q2", "text": "much noise", "relevant": [3]},
    {"id": "q3", "text": "noise", "relevant": ["b2"]},
    {"id": "q4", "text": "xylophone zebra", "relevant": []},
]


@pytest.mark.parametrize("embedder", [None, Letters()])
def test_reports_what_the_contract_names(write: Write, embedder: Letters | None) -> None:
    report = evaluate(write("c", CORPUS), write("q", QUERIES), embedder)
    assert list(report) == [
        *("queries", "recall@1", "recall@3", "recall@5", "mrr", "ndcg@10"),
        *("p50_ms", "p95_ms", "index_s", "rss_mb", "oos", "in_scope"),
    ]
    assert report["queries"] == 4
    assert report["recall@1"] == pytest.approx(2 / 3, abs=1e-3)
    assert report["recall@5"] == 1
    assert isinstance(report["oos"], dict)
    assert list(report["oos"]) == ["n", "auroc", "acc@95", "rejected"]
    assert (report["oos"]["n"], report["oos"]["auroc"], report["oos"]["rejected"]) == (1, 1, 1)
    assert isinstance(report["in_scope"], dict)
    assert list(report["in_scope"]) == ["n", "accepted", "correct"]
    assert report["in_scope"]["n"] == 3
    assert 0 <= report["in_scope"]["correct"] <= report["in_scope"]["accepted"] <= 1
    json.dumps(report)


def test_lines_with_the_same_answer_are_one_entry(write: Write) -> None:
    documents, groups = read_corpus(write("c", CORPUS))
    assert groups == {"a1": "a1", "a2": "a1", "3": "3", "b2": "b2"}
    assert documents[0].wordings == ("apply for a passport", "renew passport", "new passport please")
    assert [document.answer for document in documents] == ["passport", "", ""]


def test_nothing_to_ask_is_no_error(write: Write) -> None:
    report = evaluate(write("c", CORPUS), write("q", []), None)
    assert (report["queries"], report["recall@1"], report["p50_ms"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("corpus", "queries", "says"),
    [
        (["{"], [], "c:1: not JSON"),
        ([CORPUS[0], "[]"], [], "c:2: a line must be a JSON object"),
        ([{"id": "x"}], [], "c:1: 'question' must be a text"),
        ([{"question": "x"}], [], "c:1: 'id' must be a text"),
        ([CORPUS[0], CORPUS[0]], [], "c:2: the id 'a1' is used twice"),
        ([{"id": "x", "question": "y", "questions": "z"}], [], "c:1: 'questions' must be a list"),
        (CORPUS, ["", {"id": "q", "text": 5}], "q:2: 'text' must be a text"),
        (CORPUS, [{"id": "q", "text": "x", "relevant": ["zz"]}], "q:1: 'zz' is not in the corpus"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    write: Write, corpus: list[object], queries: list[object], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        evaluate(write("c", corpus), write("q", queries), None)


def test_a_line_that_is_no_utf8_is_named(tmp_path: Path, write: Write) -> None:
    broken = tmp_path / "gbk"
    broken.write_bytes(b'{"id": "a", "question": "x"}\n' + '{"id": "b", "question": "户口"}'.encode("gbk"))
    with pytest.raises(ValueError, match="gbk:2: not UTF-8"):
        evaluate(broken, write("q", []), None)
