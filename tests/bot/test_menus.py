"""What is published as commands: every listed one, once, with words in both languages, in the shape Telegram takes."""

from __future__ import annotations

import re

from bot.feature import Command, Feature
from bot.menus import published
from bot.work import Turn
from handlers import features
from knowledge.load import Knowledge
from knowledge.texts import Texts


async def nothing(_turn: Turn) -> None:
    return None


def test_listed_commands_only_in_the_order_of_the_features() -> None:
    texts = Texts({"a.one": {"zh": "一", "en": "One"}, "a.two": {"zh": "二", "en": "Two"}})
    first = Feature("a", commands={"one": Command(nothing, "a.one"), "hidden": Command(nothing)})
    two = {"two": Command(nothing, "a.two")}
    second = Feature("b", commands=two, staff_commands=two)
    assert published([first, second], texts) == [
        ("private", "zh", [("one", "一"), ("two", "二")]),
        ("private", "en", [("one", "One"), ("two", "Two")]),
        ("staff", "zh", [("two", "二")]),
        ("staff", "en", [("two", "Two")]),
    ]


def test_the_real_ones_can_be_published(knowledge: Knowledge) -> None:
    menus = published(features(), knowledge.texts)
    assert [(scope, lang) for scope, lang, _ in menus] == [
        ("private", "zh"), ("private", "en"), ("staff", "zh"), ("staff", "en"),
    ]  # fmt: skip
    assert {"report", "mytickets", "human", "menu"} <= {name for name, _ in menus[0][2]}
    for _scope, _lang, commands in menus:
        names = [name for name, _ in commands]
        assert 0 < len(names) == len(set(names)) <= 100
        assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)
        assert all(1 <= len(words) <= 256 for _, words in commands)
