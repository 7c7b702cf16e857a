"""The crisis rules: every stored sentence in danger is caught, every near-miss is left alone."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "knowledge" / "content" / "words" / "crisis.toml"
SENTENCES = ROOT / "tests" / "evaluation" / "crisis.jsonl"

# First the number whose help is needed most; the card shows them in this order.
CALLS = {
    "medical": ("120",),
    "traffic_injury": ("120", "122"),
    "fire_gas": ("119",),
    "violence": ("110",),
    "fraud": ("96110", "110"),
    "despair": ("12356", "110"),
}


@dataclass(frozen=True)
class Rule:
    """One kind of danger with its compiled expressions."""

    id: str
    call: tuple[str, ...]
    alert: bool
    patterns: tuple[re.Pattern[str], ...]
    excluded: tuple[re.Pattern[str], ...]

    def fires(self, text: str) -> bool:
        """Whether `text` (lower case) matches a pattern and none of the exclusions."""
        if any(pattern.search(text) for pattern in self.excluded):
            return False
        return any(pattern.search(text) for pattern in self.patterns)


def _rules() -> tuple[Rule, ...]:
    content = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return tuple(
        Rule(
            id=kind["id"],
            call=tuple(kind["call"]),
            alert=kind["alert"],
            patterns=tuple(re.compile(pattern) for pattern in kind["patterns"]),
            excluded=tuple(re.compile(pattern) for pattern in kind["not"]),
        )
        for kind in content["kind"]
    )


def _sentences(kind: str) -> tuple[str, ...]:
    lines = (json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines())
    return tuple(line["text"] for line in lines if line["kind"] == kind)


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    """The rules as they are shipped."""
    return _rules()


def _fired(rules: tuple[Rule, ...], text: str) -> set[str]:
    return {rule.id for rule in rules if rule.fires(text.lower())}


def test_every_kind_has_its_numbers_in_order_and_alerts(rules: tuple[Rule, ...]) -> None:
    assert {rule.id: rule.call for rule in rules} == CALLS
    assert all(rule.alert for rule in rules)


@pytest.mark.parametrize("kind", list(CALLS))
def test_every_sentence_in_danger_is_caught(rules: tuple[Rule, ...], kind: str) -> None:
    sentences = _sentences(kind)
    assert len(sentences) >= 30
    assert [text for text in sentences if kind not in _fired(rules, text)] == []


def test_near_misses_are_left_alone(rules: tuple[Rule, ...]) -> None:
    sentences = _sentences("")
    assert len(sentences) >= 500
    assert {text: fired for text in sentences if (fired := _fired(rules, text))} == {}


@pytest.mark.parametrize("around", ["{}", "  {}  ", "你好，{}", "{}！！！", "{}\n请快一点"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [("有人着火了", "fire_gas"), ("老人晕倒没呼吸", "medical"), ("我不想活了", "despair"), ("有人打我", "violence")],
)
def test_greetings_and_line_breaks_hide_nothing(rules: tuple[Rule, ...], around: str, text: str, kind: str) -> None:
    assert kind in _fired(rules, around.format(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("去年也着过火，现在又着火了", "fire_gas"),
        ("消防通道被占，楼上现在着火了", "fire_gas"),
        ("以前有心脏病，刚晕倒了没呼吸", "medical"),
        ("刚出车祸有人受伤，保险以后再说", "traffic_injury"),
    ],
)
def test_a_past_event_or_a_claim_does_not_hide_the_present(rules: tuple[Rule, ...], text: str, kind: str) -> None:
    assert kind in _fired(rules, text)
