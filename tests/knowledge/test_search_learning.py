"""Tests of what the search learns from the corpus: head, cosines, calibration, measures, cache."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.search import metrics
from knowledge.search.cache import VectorCache, key, read_table, vectors_for, write_table
from knowledge.search.calibration import calibrate
from knowledge.search.head import NEIGHBOURS, judge
from knowledge.search.matching import HIDDEN
from knowledge.search.space import FLOOR, Space, unit


def clusters(entries: int, each: int, scatter: float = 0.6) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    random = np.random.default_rng(3)
    centres = np.repeat(random.normal(size=(entries, 16)), each, axis=0)
    owners = np.repeat(np.arange(entries), each)
    return unit((centres + scatter * random.normal(size=centres.shape)).astype(np.float32)), owners


def test_an_entry_is_judged_by_its_wordings_together() -> None:
    directions, owners = clusters(6, 5)
    asked = unit(directions[10:15].mean(axis=0))
    scores = judge(directions, directions @ asked, owners, 6)
    assert scores.argmax() == 2
    assert scores[2] > 0.8
    assert abs(np.delete(scores, 2)).max() < 0.3


def test_hidden_rows_weigh_as_little_as_missing_ones() -> None:
    directions, owners = clusters(6, 5)
    cosines = directions @ directions[12]
    cosines[10:15] = HIDDEN
    left = np.delete(np.arange(30), np.arange(10, 15))
    smaller = judge(directions[left], directions[left] @ directions[12], owners[left], 6)
    assert judge(directions, cosines, owners, 6) == pytest.approx(smaller, abs=1e-4)
    assert judge(directions, np.full(30, HIDDEN, np.float32), owners, 6).tolist() == [0] * 6


def test_only_the_nearest_rows_are_fitted() -> None:
    directions, owners = clusters(NEIGHBOURS, 3)
    scores = judge(directions, directions @ directions[0], owners, NEIGHBOURS)
    assert scores.argmax() == 0
    assert np.count_nonzero(scores) <= NEIGHBOURS


def test_the_head_survives_wordings_that_are_the_same() -> None:
    directions, owners = clusters(4, 3)
    directions[1] = directions[0]
    assert judge(directions, directions @ directions[0], owners, 4).argmax() == 0


def test_a_row_in_a_crowd_is_told_from_a_lonely_one() -> None:
    random = np.random.default_rng(4)
    crowd = unit(np.eye(16, dtype=np.float32)[0] + 0.1 * random.normal(size=(20, 16)).astype(np.float32))
    lonely = unit(random.normal(size=(20, 16)).astype(np.float32))
    crowds = Space.build(np.concatenate([crowd, lonely])).crowds
    assert crowds[:20].min() > crowds[20:].max()
    assert not Space.build(crowd, crowds=False).crowds.any()
    assert Space.build(crowd[:1]).crowds.tolist() == [0]


def test_plain_cosines_come_back_from_the_centred_ones() -> None:
    vectors, _ = clusters(5, 4)
    asked = unit(np.random.default_rng(1).normal(size=16).astype(np.float32))
    space = Space.build(vectors)
    assert space.near(space.aim(asked)).plain == pytest.approx((vectors @ asked - FLOOR) / (1 - FLOOR), abs=1e-4)
    assert space.near(space.aim_of(3)).plain == pytest.approx((vectors @ vectors[3] - FLOOR) / (1 - FLOOR), abs=1e-4)


def test_confidence_is_the_share_that_was_right() -> None:
    random = np.random.default_rng(5)
    known = random.uniform(0, 1, 4000).astype(np.float32)
    right = random.uniform(0, 1, 4000) < known
    leads = np.where(right, 0.5, 0.1).astype(np.float32)
    learnt = calibrate(known, leads, right, random.uniform(0, 0.2, 4000).astype(np.float32))
    assert learnt.confidence(0.9) == pytest.approx(0.9, abs=0.1)
    assert learnt.confidence(0.5) == pytest.approx(0.5, abs=0.15)
    assert learnt.answer == pytest.approx(learnt.confidence(0.15), abs=0.02)
    assert learnt.clarify == pytest.approx(learnt.confidence(0.1), abs=0.02)
    assert learnt.lead == pytest.approx(0.1)


def test_without_second_wordings_the_answer_threshold_is_one_half() -> None:
    strangers = np.linspace(0.1, 0.5, 200, dtype=np.float32)
    none = np.zeros(0, np.float32)
    learnt = calibrate(none, none, np.zeros(0, np.bool_), strangers)
    assert learnt.answer == pytest.approx(0.5)
    assert learnt.confidence(0.1) < learnt.clarify < learnt.answer < learnt.confidence(0.5)


def test_measures() -> None:
    found = [[True, False], [False, True], [False, False]]
    assert metrics.recall(found, 1) == pytest.approx(1 / 3)
    assert metrics.recall(found, 5) == pytest.approx(2 / 3)
    assert metrics.reciprocal_rank(found) == pytest.approx(0.5)
    assert metrics.ndcg(found, [1, 1, 2]) == pytest.approx((1 + 1 / np.log2(3)) / 3)
    assert metrics.auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)
    assert metrics.accuracy_at([0.9, 0.8, 0.2], [True, False, True], [0.0, 0.5], 0.95) == pytest.approx(1 / 3)
    assert metrics.recall([], 1) == metrics.reciprocal_rank([]) == metrics.ndcg([], []) == metrics.auroc([], [1]) == 0


class Counting:
    """An embedder that remembers what it was asked."""

    def __init__(self, name: str = "counting-1") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return unit(np.array([[len(text), 1, 2] for text in texts], np.float32))


def test_a_text_is_embedded_once_for_each_model(tmp_path: Path) -> None:
    first, again, other = Counting(), Counting(), Counting("counting-2")
    cache = VectorCache(tmp_path / "new folder")
    texts = ["居住证", "护照", "居住证", "\ud800"]
    fresh = vectors_for(texts, first, cache)
    assert first.asked == ["居住证", "护照", "\ud800"]
    assert vectors_for(texts, again, cache) == pytest.approx(fresh)
    assert again.asked == []
    vectors_for(texts[:1], other, cache)
    assert other.asked == texts[:1]
    assert fresh == pytest.approx(Counting().embed(texts), abs=1e-3)
    assert np.linalg.norm(fresh, axis=1) == pytest.approx(np.ones(4))


def test_the_seed_is_read_and_never_written(tmp_path: Path) -> None:
    embedder = Counting()
    seed = tmp_path / "seed.npz"
    write_table(seed, embedder.name, {key(embedder.name, "护照"): np.array([1, 0, 0], np.float16)})
    before = seed.read_bytes()
    vectors = vectors_for(["护照", "社保"], embedder, VectorCache(tmp_path / "cache", seed))
    assert embedder.asked == ["社保"]
    assert vectors[0].tolist() == [1, 0, 0]
    assert seed.read_bytes() == before
    assert read_table(seed, "another model") == {}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not an archive"])
def test_a_damaged_cache_costs_time_only(tmp_path: Path, content: bytes) -> None:
    embedder, cache = Counting(), VectorCache(tmp_path)
    vectors_for(["护照"], embedder, cache)
    (stored,) = tmp_path.iterdir()
    stored.write_bytes(content)
    assert vectors_for(["护照"], embedder, cache).shape == (1, 3)
    assert embedder.asked == ["护照", "护照"]


def test_a_cache_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert vectors_for(["护照"], Counting(), VectorCache(blocked)).shape == (1, 3)
