"""Numbers however they are written: digits with thousands marks, Chinese numerals, English number words."""

from __future__ import annotations

import re
from fractions import Fraction

from knowledge.normal import normalise

DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "两": 2, "幺": 1,
}  # fmt: skip
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
HAN = "".join([*DIGITS, *TENS])
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_MULTIPLES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ANY = "|".join(sorted(_WORDS, key=len, reverse=True))
ENGLISH = rf"\b(?:(?:{_ANY})(?:[- ](?:{_ANY}))?|an?(?= (?:hundred|thousand|million)))(?: (?:hundred|thousand|million)(?: and)?(?: (?:{_ANY})(?:[- ](?:{_ANY}))?)?)*\b"
"""A number in English words, lower case."""
PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""A number in digits."""
_DASHES = re.compile("[~—–‐‑−〜]")


def written(text: str) -> str:
    """The text in the form that everything here reads: normal form, a full-width comma told from a thousands mark."""
    return _DASHES.sub("-", normalise(text.replace("，", " , ").replace("：", " : ")))


def value_of(number: str) -> Fraction | None:
    """The value of one number in any of the writings; None for what only looks like one (一两, 三五)."""
    if number[0].isdigit():
        return Fraction(number.replace(",", ""))
    if number[0] in HAN:
        return han(number)
    return Fraction(_english(number))


def han(number: str) -> Fraction | None:
    """A Chinese numeral: 三十 → 30, 二〇二六 → 2026, 一百二 → 120, 五万三千 → 53000; None for two digits side by side (about so many)."""
    for scale, times in (("亿", 100_000_000), ("万", 10_000)):
        above, found, below = number.partition(scale)
        if found:
            high, low = han(above), han(below.lstrip("零〇")) if below.strip("零〇") else Fraction(0)
            return high * times + low if high is not None and low is not None else None
    if not any(char in TENS for char in number):
        if len(number) == 2 and not set(number) & set("零〇幺"):
            return None
        return Fraction("".join(str(DIGITS[char]) for char in number))
    total, digit, last = 0, 0, 10
    for char in number:
        if char in TENS:
            last = TENS[char]
            total += (digit or 1) * last
            digit = 0
        else:
            digit = DIGITS[char]
            last = 10 if digit == 0 else last
    return Fraction(total + digit * (last // 10 if last > 10 and number[-2:-1] not in ("零", "〇") else 1))


def _english(words: str) -> int:
    total, part = 0, 0
    for word in re.split(r"[- ]", words):
        if word in _MULTIPLES:
            part = (part or 1) * _MULTIPLES[word]
            if word != "hundred":
                total, part = total + part, 0
        elif word in ("a", "an"):
            part = 1
        else:
            part += _WORDS.get(word, 0)
    return total + part
