"""Many patterns at once: what a pattern needs is true of every text it fits, and nothing that fits is passed over."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import SHIPPED
from knowledge.needed import alternatives, compiled, needs, patterns

WRITTEN = [
    pattern
    for name in ("crisis", "injection", "human")
    for rules in tomllib.loads((SHIPPED / "words" / f"{name}.toml").read_text(encoding="utf-8")).values()
    for rule in rules
    for pattern in (*rule["patterns"], *rule.get("not", ()))
]
LETTERS = "".join(sorted({char for pattern in WRITTEN for char in pattern if char.isalpha() or char in " ,。!"}))
ALL = patterns(part for pattern in WRITTEN for part in alternatives(pattern))
COMPILED = [compiled(text) for text in ALL.texts]


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        ("[|(]x|y", ["[|(]x", "y"]),
        ("[]|]x|y", ["[]|]x", "y"]),
        (r"\(|\||\[", [r"\(", r"\|", r"\["]),
        ("(?s)a|b", ["(?s)a|b"]),
        ("(?im)a|b", ["(?im)a|b"]),
        ("", [""]),
    ],
)
def test_a_pattern_is_taken_apart_where_it_parts_as_a_whole(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("火了", [{"火"}, {"了"}]),
        ("(?:火|烟)灾?", [{"火", "烟"}]),
        ("火*", []),
        ("[^火]", []),
        ("火(?!车)", [{"火"}]),
        ("(?<=着)火", [{"火"}, {"着"}]),
        ("火|.", []),
        ("(?i)fire", []),
        ("(?i:f)ire", [{"i"}, {"r"}, {"e"}]),
    ],
)
def test_what_a_pattern_needs(pattern: str, needed: list[set[str]]) -> None:
    assert sorted(map(sorted, needs(pattern))) == sorted(map(sorted, needed))


@given(st.text(alphabet=LETTERS, max_size=60))
def test_nothing_that_fits_is_passed_over(text: str) -> None:
    assert list(ALL.fitting(text)) == [number for number, part in enumerate(COMPILED) if part.search(text)]


def test_taken_apart_a_pattern_fits_the_same_sentences() -> None:
    sentences = (SHIPPED.parents[1] / "tests" / "evaluation" / "crisis.jsonl").read_text(encoding="utf-8").splitlines()
    taken = [patterns(alternatives(pattern)) for pattern in WRITTEN]
    for text in sentences[::12]:
        assert [each.fits(text) for each in taken] == [bool(re.search(pattern, text)) for pattern in WRITTEN]
