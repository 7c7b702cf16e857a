"""The command lists that a channel publishes: for each place and language, what can be done there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from bot.feature import Command, Feature
from knowledge.texts import LANGUAGES, Texts

Menu = tuple[Literal["private", "staff"], str, list[tuple[str, str]]]
"""Where a list is shown, its language, and each command with its description."""


def published(features: Iterable[Feature], texts: Texts) -> list[Menu]:
    """The menus of private chats and staff groups in every language, in the order of the features."""
    features = tuple(features)
    resident = _listed(feature.commands for feature in features)
    staff = _listed(feature.staff_commands for feature in features)
    menus: list[Menu] = []
    for lang in LANGUAGES:
        menus.append(("private", lang, [(name, texts.say(key, lang)) for name, key in resident]))
    for lang in LANGUAGES:
        menus.append(("staff", lang, [(name, texts.say(key, lang)) for name, key in staff]))
    return menus


def _listed(tables: Iterable[Mapping[str, Command]]) -> list[tuple[str, str]]:
    return [(name, command.menu) for table in tables for name, command in table.items() if command.menu]
