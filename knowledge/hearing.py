"""How a text sounds: Chinese characters and pinyin as blurred syllables, so that misspelt cries are heard."""

from __future__ import annotations

import re

from knowledge.search.spelling import sound

_HAN = re.compile(r"[\u3400-\u9fff]")
_PIECE = re.compile(r"[\u3400-\u9fff]|[a-z]+|[^\u3400-\u9fffa-z\s]+")
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu"
    r"|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)(?![aeiouv])"
)


def in_chinese(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return bool(_HAN.search(text))


def heard(low: str) -> str:
    """The text as blurred syllables between spaces; marks and numbers keep what they part from sounding as one."""
    spoken: list[str] = []
    for piece in _PIECE.findall(low):
        if _HAN.match(piece):
            spoken += sound(piece)
        elif piece.isascii() and piece.isalpha():
            spoken += _spelt(piece)
        else:
            spoken.append("|")
    return f" {' '.join(spoken)} "


def _spelt(word: str) -> list[str]:
    """The blurred syllables of a word of pinyin; the word itself where it is none."""
    syllables = _SYLLABLE.findall(word)
    return [_as_heard(syllable) for syllable in syllables] if "".join(syllables) == word else [word]


def _as_heard(syllable: str) -> str:
    blurred = re.sub(r"^([zcs])h", r"\1", syllable)
    blurred = re.sub(r"^l(?=[aeiou])", "n", blurred)
    return re.sub(r"(?<=[aei])ng$", "n", blurred).replace("v", "u")
