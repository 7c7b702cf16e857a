"""The catalogue of sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.texts import Texts, fill, load_texts, places

TEXTS = Texts({"a.hello": {"zh": "你好，{name}", "en": "Hello {name}"}})


def test_a_sentence_in_either_language() -> None:
    assert TEXTS.say("a.hello", "zh", name="李") == "你好，李"
    assert TEXTS.say("a.hello", "en", name="Li") == "Hello Li"
    assert TEXTS.say("a.hello", "", name="李") == "你好，李"
    assert TEXTS.has("a.hello")
    assert not TEXTS.has("a.bye")


@pytest.mark.parametrize("key", ["a.bye", "hello", ""])
def test_a_missing_sentence_is_a_bug(key: str) -> None:
    with pytest.raises(KeyError):
        TEXTS.say(key, "zh")


@given(st.text())
def test_values_are_never_read_as_templates(value: str) -> None:
    assert fill("<{x}|{x}>", {"x": value}) == f"<{value}|{value}>"


@pytest.mark.parametrize("value", ["{name}", "{0}", "{", "}", "%s", "${x}", "{{"])
def test_braces_in_what_people_say(value: str) -> None:
    assert TEXTS.say("a.hello", "zh", name=value) == f"你好，{value}"


def test_the_places_of_a_sentence() -> None:
    assert places("{a} {b} {a} {{c}}") == {"a", "b"}


@pytest.mark.parametrize(
    ("content", "mistake"),
    [("[a]\nzh = 'x'\n", "a.toml: a: needs exactly zh and en"),
     ("[a]\nzh = 'x'\nen = ''\n", "a.toml: a: zh and en must be"),
     ("[a]\nzh = '{x'\nen = 'x'\n", "a.toml: a: "),
     ("[a]\nzh = '{x}'\nen = '{y}'\n", "different places in zh ['x'] and en ['y']"),
     ("[a\n", "a.toml: "), ("a = 1\n", "a.toml: a: needs exactly zh and en"),
     ("[a]\nzh = 1\nen = 2\n", "non-empty sentences")],
)  # fmt: skip
def test_mistakes_are_told_with_file_and_key(tmp_path: Path, content: str, mistake: str) -> None:
    (tmp_path / "a.toml").write_text(content, encoding="utf-8")
    mistakes: list[str] = []
    load_texts(tmp_path, mistakes)
    assert len(mistakes) == 1
    assert mistake in mistakes[0]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("[a]\nzh = '好'\nen = 'x'\n".encode("gbk"))
    mistakes: list[str] = []
    load_texts(tmp_path, mistakes)
    assert "UTF-8" in mistakes[0]


def test_every_shipped_sentence_can_be_said(knowledge: Knowledge) -> None:
    for key, sentence in knowledge.texts.table.items():
        for lang in ("zh", "en"):
            said = knowledge.texts.say(key, lang, **dict.fromkeys(places(sentence[lang]), "值"))
            assert said.strip(), key
            assert "{" not in said.replace("{{", ""), key
