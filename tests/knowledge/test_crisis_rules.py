"""The crisis rules: stored sentences in danger are caught with the right number first, near-misses are left alone."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.crisis import Crisis, read_crisis
from knowledge.load import SHIPPED, Knowledge
from tests.fakes.nasty import WORDS

SENTENCES = Path(__file__).parents[1] / "evaluation" / "crisis.jsonl"

# First the number whose help is needed most; the card shows them in this order.
CALLS = {
    "medical": ("120",),
    "traffic_injury": ("120", "122"),
    "fire_gas": ("119",),
    "violence": ("110",),
    "fraud": ("96110", "110"),
    "despair": ("12356", "110"),
}


@pytest.fixture
def crisis(knowledge: Knowledge) -> Crisis:
    """The rules as they are shipped."""
    return knowledge.crisis


def _sentences(kind: str) -> tuple[str, ...]:
    lines = (json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines())
    return tuple(line["text"] for line in lines if line["kind"] == kind)


def _kind(crisis: Crisis, text: str) -> str:
    found = crisis.find(text)
    return found.id if found else ""


def test_every_kind_has_its_numbers_in_order_and_alerts(crisis: Crisis) -> None:
    assert {kind.id: kind.call for kind, _rule in crisis.kinds} == CALLS
    assert all(kind.alert for kind, _rule in crisis.kinds)


@pytest.mark.parametrize("kind", list(CALLS))
def test_sentences_in_danger_are_caught(crisis: Crisis, kind: str) -> None:
    sentences = _sentences(kind)
    assert len(sentences) >= 30
    found = [_kind(crisis, text) for text in sentences]
    assert [text for text, name in zip(sentences, found, strict=True) if not name] == []
    # Poison, or a wound on the road, is two dangers in one: the other number is not wrong.
    assert found.count(kind) >= 0.9 * len(sentences)


def test_near_misses_are_left_alone(crisis: Crisis) -> None:
    sentences = _sentences("")
    assert len(sentences) >= 900
    assert {text: kind for text in sentences if (kind := _kind(crisis, text))} == {}


def test_hardly_any_wording_of_an_entry_is_danger(knowledge: Knowledge) -> None:
    """Some are: who asks what to do because her husband hits her, or her money is gone, gets the number."""
    said = [text for entry in knowledge.entries.values() for text in (entry.title, *entry.questions)]
    assert len([text for text in said if knowledge.crisis.find(text)]) <= 0.01 * len(said)


@pytest.mark.parametrize("around", ["{}", "  {}  ", "你好，{}", "{}！！！", "{}\n请快一点"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [("有人着火了", "fire_gas"), ("老人晕倒没呼吸", "medical"), ("我不想活了", "despair"), ("有人打我", "violence")],
)
def test_greetings_and_line_breaks_hide_nothing(crisis: Crisis, around: str, text: str, kind: str) -> None:
    assert _kind(crisis, around.format(text)) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("去年也着过火，现在又着火了", "fire_gas"),
        ("消防通道被占，楼上现在着火了", "fire_gas"),
        ("以前有心脏病，刚晕倒了没呼吸", "medical"),
        ("刚出车祸有人受伤，保险以后再说", "traffic_injury"),
        ("骑车的被撞了一直流血", "traffic_injury"),
    ],
)
def test_a_past_event_or_a_claim_does_not_hide_the_present(crisis: Crisis, text: str, kind: str) -> None:
    assert _kind(crisis, text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("jiu ming a", "violence"),
        ("zhaohuole", "fire_gas"),
        ("起伙了快来", "fire_gas"),
        ("wo bu xiang huo le", "despair"),
        ("叫勿应了，快来", "medical"),
    ],
)
def test_pinyin_homophones_and_dialect_are_heard(crisis: Crisis, text: str, kind: str) -> None:
    assert _kind(crisis, text) == kind


def test_far_apart_signs_of_a_long_story_do_not_add_up(crisis: Crisis) -> None:
    story = "我奶奶上楼慢，想加装电梯。" + "社区说要先开会，大家都同意才行。" * 12 + "我头晕，先睡了。"
    assert _kind(crisis, story) == ""
    assert _kind(crisis, story + "隔壁着火了！") == "fire_gas"


@given(st.one_of(st.text(max_size=80), st.sampled_from(sorted(WORDS.values()))))
def test_any_text_is_read(knowledge: Knowledge, text: str) -> None:
    found = knowledge.crisis.find(text)
    assert found is None or found.id in CALLS


@pytest.mark.parametrize("text", ["我爸" * 2500, "老人摔倒" * 1000, "。" * 5000, "a " * 2500])
def test_no_text_keeps_the_rules_busy(crisis: Crisis, text: str) -> None:
    crisis.find(text)
    begun = process_time()
    crisis.find(text)
    assert process_time() - begun < 1  # a bound on going astray; the usual cost is printed by the benchmark


def test_what_is_wrong_in_the_signs_is_named(tmp_path: Path) -> None:
    signs = tmp_path / "danger.toml"
    signs.write_text(
        '[common]\nveiled="x"\nurgent="x"\nnow="x"\ncalm="("\n[[kind]]\nid="flood"\nsure=["<who>"]\ngrave=[]\n', "utf-8"
    )
    mistakes: list[str] = []
    read_crisis(SHIPPED / "words" / "crisis.toml", signs, mistakes)
    assert [line.partition(": ")[2] for line in mistakes] == [
        "calm: missing ), unterminated subpattern at position 0",
        "common: past: missing",
        "kind 1: <who>: no such words",
        "kind flood: no such kind in crisis.toml",
    ]
