"""The catalogue of sentences: Chinese and English side by side, one file per feature."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomli

LANGUAGES = ("zh", "en")
_formatter = string.Formatter()


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences by `<file>.<key>`."""

    table: Mapping[str, Mapping[str, str]]

    def say(self, key: str, lang: str, **params: object) -> str:
        """The sentence of that key in that language, filled in; a missing key is a bug and raises KeyError."""
        return fill(self.table[key]["en" if lang == "en" else "zh"], params)

    def has(self, key: str) -> bool:
        """Whether the catalogue has that key."""
        return key in self.table


def fill(sentence: str, params: Mapping[str, object]) -> str:
    """Puts values for `{name}` places; values are put in as they are and never read as templates."""
    return "".join(
        literal + (str(params[name]) if name is not None else "")
        for literal, name, _spec, _conversion in _formatter.parse(sentence)
    )


def places(sentence: str) -> set[str]:
    """The names of the places in a sentence; raises ValueError for an unbalanced brace."""
    return {name for _literal, name, _spec, _conversion in _formatter.parse(sentence) if name is not None}


def load_texts(folder: Path, mistakes: list[str]) -> Texts:
    """Reads every file of the folder; adds a line to `mistakes` for each thing that is wrong."""
    table: dict[str, Mapping[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomli.loads(path.read_text(encoding="utf-8"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{path.name}: {error}: write it as TOML in UTF-8")
            continue
        for key, value in data.items():
            name = f"{path.stem}.{key}"
            wrong = _wrong(value)
            if wrong:
                mistakes.append(f"{path.name}: {key}: {wrong}")
            else:
                table[name] = value
    return Texts(table)


def _wrong(value: object) -> str:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        return "needs exactly zh and en"
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        return "zh and en must be non-empty sentences"
    try:
        zh, en = (places(value[lang]) for lang in LANGUAGES)
    except ValueError as error:
        return f"{error}: balance the braces"
    return "" if zh == en else f"different places in zh {sorted(zh)} and en {sorted(en)}"
