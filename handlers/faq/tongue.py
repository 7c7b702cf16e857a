"""Pure: in which script and language a text is written, as far as an answer must be in the question's."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")), ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")), ("arabic", re.compile("[\u0600-\u06ff]")),
    ("thai", re.compile("[\u0e00-\u0e7f]")), ("hindi", re.compile("[\u0900-\u097f]")),
)  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_ENGLISH = frozenset(
    {"the", "is", "are", "to", "of", "and", "for", "you", "your", "in", "a", "an", "at", "or", "with", "not", "can",
     "must", "do", "does", "what", "how", "where", "when", "who", "i", "my", "be", "it", "on", "from", "if", "need"}
)  # fmt: skip
_FEW = 0.1


def tongue(text: str) -> str:
    """`zh`, `en`, `latin` for any other language in Latin letters, or the script; empty without letters."""
    quoted = re.sub("「[^」]*」|《[^》]*》", "", text)
    for name, script in _SCRIPTS:
        if len(script.findall(quoted)) > 1:
            return name
    han, words = len(_HAN.findall(quoted)), _LATIN.findall(quoted)
    if han and han >= len(words):
        return "zh"
    if not words:
        return ""
    english = sum(word.lower() in _ENGLISH for word in words)
    return "en" if english >= max(1, _FEW * len(words)) else "latin"


def answers_in(text: str, question: str, lang: str) -> bool:
    """Whether an answer is in the language to be spoken: `lang`, or the question's own where that is none of ours."""
    asked, said = tongue(question), tongue(text)
    # Latin letters may be pinyin, or two English words: then our own language will do as well.
    return said == lang if not is_foreign(question) else said == asked or (asked == "latin" and said == lang)


def is_foreign(text: str) -> bool:
    """Whether it is written in a language in which we have no words of our own."""
    return tongue(text) not in ("zh", "en", "")


_A_FEW = 3


def strays(text: str, lang: str) -> bool:
    """Whether a sentence is in another language than the answer is to be; names in it are not a language."""
    quoted = re.sub("「[^」]*」|《[^》]*》", "", text)
    if any(len(script.findall(quoted)) > 1 for _name, script in _SCRIPTS):
        return True
    han, words = len(_HAN.findall(quoted)), len(_LATIN.findall(quoted))
    return words >= _A_FEW and han < words if lang == "zh" else han > 2 * _A_FEW and words < _A_FEW
