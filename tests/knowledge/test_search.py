"""Tests of the index: finding, bands, exact wordings, odd texts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.search import Band, Document, Found, Hit, Index, rows

TOPICS = ["居住证", "身份证", "护照", "户口", "噪音", "电动车", "社保", "停车", "公司", "诈骗", "骑手", "物业"]
FRAMES = ("怎么办理{}", "{}要带什么材料", "请问{}去哪里问", "{}多久能好", "我想问一下{}的事", "{}丢了咋整")


def direction(text: str, scatter: float = 0.35) -> NDArray[np.float32]:
    """A made-up meaning: the topic named in the text, a little scattered by the text itself."""
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4])
    vector = np.random.default_rng(seed).normal(size=48) * scatter / 48**0.5
    for at, topic in enumerate(TOPICS):
        vector[at] += topic in text
    vector[47] += 2.5  # every vector of such a model shares a large part
    unit: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


def directions(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([direction(text) for text in texts])


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [Document(topic, tuple(frame.format(topic) for frame in FRAMES), f"{topic}的答案") for topic in TOPICS]


@pytest.fixture(scope="module")
def index(documents: list[Document]) -> Index:
    return Index.build(documents, directions(rows(documents)), "made up")


@pytest.mark.parametrize("with_vector", [True, False])
def test_finds_the_topic_in_words_never_seen(index: Index, with_vector: bool) -> None:
    for topic in TOPICS:
        question = f"那{topic}去哪里问呢"
        found = index.search(question, direction(question) if with_vector else None)
        assert found.hits[0].id == topic
        assert found.band is not Band.REFUSE
        assert found.hits[0].wording in [frame.format(topic) for frame in FRAMES]


@pytest.mark.parametrize("with_vector", [True, False])
def test_refuses_what_no_entry_is_about(index: Index, with_vector: bool) -> None:
    for question in ("宇宙飞船", "tell me a joke", "😀"):
        assert index.search(question, direction(question) if with_vector else None).band is Band.REFUSE


def test_meaning_finds_what_no_word_does(index: Index) -> None:
    hits = index.search("residence paper", direction("居住证")).hits
    assert hits[0].id == "居住证"
    assert index.search("residence paper").band is Band.REFUSE


def test_hits_come_best_first_and_no_more_than_asked(index: Index) -> None:
    hits = index.search("居住证和护照", direction("居住证和护照"), 4).hits
    assert len(hits) == 4
    assert {hit.id for hit in hits[:2]} == {"居住证", "护照"}
    assert [hit.confidence for hit in hits] == sorted((hit.confidence for hit in hits), reverse=True)
    assert all(0 <= hit.confidence <= 1 for hit in hits)


def test_two_entries_that_fit_alike_are_both_offered() -> None:
    twins = [Document("a", ("停车费怎么交",)), Document("b", ("停车费怎么退",)), Document("c", ("护照",))]
    found = Index.build(twins, None).search("停车费怎么")
    assert found.band is Band.CLARIFY
    assert {hit.id for hit in found.hits[:2]} == {"a", "b"}


def test_a_known_wording_is_found_at_once_and_surely(index: Index) -> None:
    assert index.exact(" 怎么办理护照？ ") == "护照"
    found = index.search("怎么办理护照", direction("居住证"))
    assert (found.band, found.hits[0]) == (Band.ANSWER, Hit("护照", 1.0, "怎么办理护照"))
    assert index.exact("护照") is None


def test_a_wording_of_two_entries_belongs_to_neither() -> None:
    index = Index.build([Document("a", ("补办",)), Document("b", ("补办", "挂失")), Document("c", ("补办",))], None)
    assert index.exact("补办") is None
    assert index.exact("挂失") == "b"
    assert index.search("补办").band is Band.CLARIFY


def test_a_vector_of_another_model_is_passed_over(index: Index) -> None:
    lexical = index.search("护照去哪里", None)
    assert index.search("护照去哪里", np.ones(7, np.float32)) == lexical
    assert index.search("护照去哪里", np.full(48, np.nan, np.float32)) == lexical


def test_thresholds_come_from_the_corpus_and_stand_still(documents: list[Document], index: Index) -> None:
    again = Index.build(documents, directions(rows(documents)), "made up")
    assert again.thresholds() == index.thresholds()
    answer, clarify = index.thresholds()
    assert 0 < clarify < answer < 1


def test_an_index_without_documents_refuses() -> None:
    index = Index.build([], None)
    assert index.search("居住证").hits == ()
    assert index.search("居住证").band is Band.REFUSE
    assert index.exact("") is None


def test_one_document_is_enough() -> None:
    index = Index.build([Document("a", ("居住证怎么办", "办居住证"))], directions(["居住证怎么办", "办居住证"]))
    assert index.search("居住证在哪办", direction("居住证在哪办")).hits[0].id == "a"


@pytest.mark.parametrize("with_vector", [True, False])
def test_what_several_entries_say_word_for_word_is_asked_back_about(
    documents: list[Document], with_vector: bool
) -> None:
    corpus = [*documents, Document("旧证", ("旧证丢了咋整快说", "旧证没了"))]
    index = Index.build(corpus, directions(rows(corpus)) if with_vector else None)
    found = index.search("丢了咋整", direction("身份证") if with_vector else None)
    assert found.band is not Band.ANSWER
    named = index.search("身份证丢了咋整呀", direction("身份证丢了咋整呀") if with_vector else None)
    assert (named.band, named.hits[0].id) == (Band.ANSWER, "身份证")


def test_a_question_with_a_whole_wording_in_it_is_not_asked_back_about(monkeypatch: pytest.MonkeyPatch) -> None:
    near = [Document("a", ("首次办身份证",)), Document("b", ("良渚的人首次办理身份证",)), Document("c", ("护照",))]
    index = Index.build(near, None)
    assert (index.search("良渚首次办身份证").band, index.search("良渚首次办身份证").hits[0].id) == (Band.ANSWER, "a")
    monkeypatch.setattr("knowledge.search.index.QUOTED", 7)
    assert index.search("良渚首次办身份证").band is Band.CLARIFY


@pytest.mark.parametrize("with_vector", [True, False])
def test_a_negative_question_is_not_answered_by_its_entry(documents: list[Document], with_vector: bool) -> None:
    asked = "护照照片在哪拍才行"
    held = [replace(one, negatives=(asked,)) if one.id == "护照" else one for one in documents]
    vector = direction(asked) if with_vector else None

    def found(corpus: list[Document]) -> Found:
        return Index.build(corpus, directions(rows(corpus)) if with_vector else None).search(asked, vector)

    before, after = found(documents), found(held)
    assert before.hits[0].id == "护照"
    assert after.band is not Band.ANSWER or after.hits[0].id != "护照"
    near = f"请问{asked}"
    assert Index.build(held, None).search(near).hits[0].id != "护照"
    assert Index.build(held, None).search("护照要带什么").hits[0].id == "护照"


def test_vectors_that_come_later_change_nothing_else(documents: list[Document], index: Index) -> None:
    later = Index.build(documents, None).with_vectors(directions(rows(documents)), "made up")
    question = "那护照去哪里问呢"
    assert later.search(question, direction(question)) == index.search(question, direction(question))
    assert later.thresholds() == index.thresholds()
    assert (later.has_vectors, later.embedder_name) == (True, "made up")


@pytest.mark.parametrize(
    ("documents", "vectors", "says"),
    [
        ([Document("a", ())], None, "no wording"),
        ([Document("a", ("x",)), Document("a", ("y",))], None, "same id"),
        ([Document("a", ("x", "y"))], np.ones((1, 4), np.float32), "2 wordings"),
    ],
)
def test_unusable_input_is_refused_with_its_reason(
    documents: list[Document], vectors: NDArray[np.float32] | None, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Index.build(documents, vectors)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=300), st.booleans(), st.integers(-1, 30))
def test_no_text_breaks_the_search(index: Index, text: str, with_vector: bool, limit: int) -> None:
    found = index.search(text, direction(text) if with_vector else None, limit)
    assert 1 <= len(found.hits) <= max(limit, 1)
    assert index.exact(text) in {None, *TOPICS}
