"""Chinese in Latin letters, told from English."""

from __future__ import annotations

import re

_SYLLABLE = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])"
    "(?:[iu]?a(?:ng?|i|o)?|u?e(?:ng?|i)?|i(?:ng?|ong|e|u)?|o(?:ng|u)?|u[ion]?|ve?)|an?g?|ao|ei?|er|ou"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE})+")
_ENGLISH = frozenset(
    {"a", "age", "bike", "bite", "can", "change", "date", "die", "fake", "fan", "fee", "fine", "he", "home", "hole",
     "lane", "late", "lease", "lie", "line", "long", "make", "man", "me", "men", "mine", "my", "name", "no",
     "note", "pain", "pan", "pay", "phone", "rate", "rule", "run", "sale", "see", "she", "song", "sue", "take",
     "tie", "to", "wage", "we", "women", "you"}
)  # fmt: skip
"""English words that could be read as syllables."""
_SHARE = 3


def is_pinyin(text: str) -> bool:
    """Whether several words are nothing but syllables of Chinese; a third of them may be English words as well."""
    words = re.findall(r"[a-zü]+", text.lower())
    if len(words) < 2 or not all(_PINYIN.fullmatch(word.replace("ü", "v")) for word in words):
        return False
    return _SHARE * sum(word in _ENGLISH for word in words) <= len(words)
