"""What a rehearsal came to is kept and taken over, never for another corpus, model or a damaged file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.search import Document, Index
from knowledge.search.calibration import Calibration
from knowledge.search.rehearsed import Rehearsed

CORPUS = (Document("a", ("补办居住证", "居住证丢了"), "去窗口"), Document("b", ("停车费", "停车怎么收费")))
FOUND = Calibration(12.5, -3.25, 0.7, 0.4, 0.02)


class Once:
    """A rehearsal that counts how often it is held."""

    def __init__(self) -> None:
        self.held = 0

    def __call__(self) -> Calibration:
        self.held += 1
        return FOUND


@pytest.fixture
def once() -> Once:
    return Once()


def test_the_same_corpus_is_rehearsed_once(tmp_path: Path, once: Once) -> None:
    for _start in range(3):
        assert Rehearsed(tmp_path).calibration(CORPUS, "model", once) == FOUND
    assert once.held == 1
    assert Rehearsed(tmp_path).calibration(CORPUS, "", once) == FOUND  # words alone are another matter
    assert once.held == 2
    assert Rehearsed(tmp_path).calibration(CORPUS, "model", once) == FOUND
    assert once.held == 2


@pytest.mark.parametrize("changed", [
    replace(CORPUS[1], wordings=("停车费",)),
    replace(CORPUS[1], answer="每小时"),
    replace(CORPUS[1], negatives=("罚单",)),
    replace(CORPUS[1], elsewhere=True),
])  # fmt: skip
def test_another_corpus_is_rehearsed_anew(tmp_path: Path, once: Once, changed: Document) -> None:
    Rehearsed(tmp_path).calibration(CORPUS, "model", once)
    Rehearsed(tmp_path).calibration((CORPUS[0], changed), "model", once)
    assert once.held == 2


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", '{"of": "else"}', '{"of": "MARK"}', '{"of": "MARK", "slope": "x"}',
    '{"of": "MARK", "slope": 1, "offset": 1, "answer": NaN, "clarify": 0.1, "lead": 0}',
    '{"of": "MARK", "slope": 1, "offset": 1, "answer": 1, "clarify": 0.1, "lead": 0, "more": 1}', "\ud800",
])  # fmt: skip
def test_a_damaged_file_costs_a_rehearsal(tmp_path: Path, once: Once, text: str) -> None:
    Rehearsed(tmp_path).calibration(CORPUS, "model", once)
    (file,) = tmp_path.iterdir()
    mark = file.read_text().split('"')[3]
    file.write_bytes(text.replace("MARK", mark).encode("utf-8", "surrogatepass"))
    assert Rehearsed(tmp_path).calibration(CORPUS, "model", once) == FOUND
    assert once.held == 2
    assert Rehearsed(tmp_path).calibration(CORPUS, "model", once) == FOUND
    assert once.held == 2


def test_a_folder_that_cannot_be_written_costs_a_rehearsal(tmp_path: Path, once: Once) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert Rehearsed(blocked).calibration(CORPUS, "model", once) == FOUND
    assert once.held == 1


def test_an_index_takes_over_what_is_known(tmp_path: Path) -> None:
    first = Index.build(CORPUS, None, rehearsed=Rehearsed(tmp_path))
    assert first == replace(Index.build(CORPUS, None), _matcher=first._matcher)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text().replace('"lead": 0.03', '"lead": 0.5'))
    assert Index.build(CORPUS, None, rehearsed=Rehearsed(tmp_path))._by_words.lead == 0.5
