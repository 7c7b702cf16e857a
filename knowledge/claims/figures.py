"""Figures in a text: amounts, spans, ages, dates, clock times, phone numbers, articles; with the side of the limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from knowledge.claims.dates import dates
from knowledge.claims.limits import sides
from knowledge.claims.numerals import ENGLISH, HAN, PLAIN, SCALES, han, value_of
from knowledge.claims.units import UNIT, unit_of

Value = Fraction | str | tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it measures, its value in that measure, its sides (as `limits` names them), where it stands.

    A date's value is year, month, day with 0 for what is not said. `raw` is the number without its measure.
    """

    kind: str
    value: Value
    said: str
    start: int
    end: int
    sides: frozenset[str] = frozenset()
    raw: Fraction | None = None

    @property
    def soft(self) -> bool:
        """Whether a counting word or nothing at all says what is counted."""
        return not self.kind or self.kind.startswith("soft:")


_HAN_NUMBER = f"[{HAN}]+"
_LONG = f"[{HAN}](?:[{HAN}万亿]*[{HAN}])?"
_ARTICLE = re.compile(
    rf"第({PLAIN}|{_HAN_NUMBER})(条|款|项|章)|\b(articles?|art\.?|paragraph|chapter)\s*({PLAIN}|{ENGLISH})"
)
_KINDS = {
    "条": "article",
    "款": "paragraph",
    "项": "item",
    "章": "chapter",
    "a": "article",
    "p": "paragraph",
    "c": "chapter",
}
_PHONE = re.compile(r"(?<!\d)(?:\(?0\d{2,3}\)?[- ]?\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4})(?!\d)")
_CLOCK = re.compile(
    rf"(?<!\d)([01]?\d|2[0-4]):([0-5]\d)(?!\d)|(?<!\d)([01]?\d|2[0-4])[点时](?!间)(?:(半)|([0-5]?\d)分)?"
    rf"|(?<=[午上晨])({_HAN_NUMBER})[点时](?:(半)|({_HAN_NUMBER})分)?|\b(1?\d)(?::([0-5]\d))? ?[ap]\.?m\b"
)
_FRACTION = re.compile(rf"({PLAIN}|{_HAN_NUMBER})分之({PLAIN}|{_HAN_NUMBER})")
_THIRDS = re.compile(
    rf"({PLAIN}|{ENGLISH})[- ](half|halves|thirds?|quarters?|fifths?|tenths?)\b|(?<![\d/])([1-9])/([1-9]\d?)(?![\d/])"
)
_PARTS = {"h": 2, "t": 3, "q": 4, "f": 5}
_HALF = re.compile(r"半(年|个月|个?小时|天|日)|half (?:an? )?(year|month|hour|day)|half-(year|month|hour|day)")
_AND_HALF = re.compile(rf"({PLAIN}|{_HAN_NUMBER})(年|个月|个?小时|天)半")
_HALF_OF = {"年": ("month", 6), "y": ("month", 6), "个月": ("day", 15), "m": ("day", 15), "小时": ("minute", 30),
            "个小时": ("minute", 30), "h": ("minute", 30), "天": ("minute", 720), "日": ("minute", 720),
            "d": ("minute", 720)}  # fmt: skip
_NUMBER = re.compile(
    rf"(?P<money>(?:rmb|cny|¥|\$)\s*)?(?P<number>{PLAIN}|{_LONG}|{ENGLISH})\s?(?P<scale>[万亿]+|[百千](?=[万元]))?"
    rf"(?:st|nd|rd|th\b)?(?:多|余)?(?:[ -]?(?P<unit>{UNIT}))?"
)
_LISTED = re.compile(
    r"(?:^|\n)\s*[(]?\d{1,2}\s?[.、)](?!\d)|第(?:\d+|[" + HAN + r"]+)|(?<![a-z])[a-z]{1,2}\d+(?![\d%])"
)
"""Numbers that count our own lines (1.), ordinals, and letters with a digit that name something (C1, B2)."""
_JOINS = re.compile(r"\s*(?:到|至|-|、|或者?|和|to|or|and|,)\s*")
_SPEED = re.compile(r"(?:时速|每小时|per hour)[^\d,;。]{0,8}$")


def figures(text: str) -> list[Figure]:
    """Every figure of a text in the form of `written`, in its order."""
    left = _blank(text, _LISTED, keep_articles=True)
    found: list[Figure] = []
    for read in (_dates, _articles, _phones, _clocks, _fractions, _halves, _numbers):
        new = list(read(left))
        found += new
        for figure in new:
            left = left[: figure.start] + " " * (figure.end - figure.start) + left[figure.end :]
    found.sort(key=lambda figure: figure.start)
    return [replace(figure, sides=sides(text, figure.start, figure.end)) for figure in found]


def _blank(text: str, pattern: re.Pattern[str], *, keep_articles: bool) -> str:
    def emptied(found: re.Match[str]) -> str:
        rest = text[found.end() : found.end() + 1]
        return found[0] if keep_articles and found[0].startswith("第") and rest in _KINDS else " " * len(found[0])

    return pattern.sub(emptied, text)


def _dates(text: str) -> Iterator[Figure]:
    for start, end, value in dates(text):
        yield Figure("date", value, text[start:end], start, end)


def _articles(text: str) -> Iterator[Figure]:
    for found in _ARTICLE.finditer(text):
        number = value_of(found[1] or found[4])
        if number is not None:
            yield Figure(_KINDS[found[2] or found[3][0]], number, found[0], *found.span())


def _phones(text: str) -> Iterator[Figure]:
    for found in _PHONE.finditer(text):
        yield Figure("phone", "".join(char for char in found[0] if char.isdigit()), found[0], *found.span())


def _clocks(text: str) -> Iterator[Figure]:
    for found in _CLOCK.finditer(text):
        hour = next(part for part in (found[1], found[3], found[6], found[9]) if part)
        minute = next((part for part in (found[2], found[5], found[8], found[10]) if part), "0")
        hours, minutes = value_of(hour), value_of(minute)
        if hours is not None and minutes is not None:
            half = 30 if found[4] or found[7] else 0
            yield Figure("clock", (hours * 60 + minutes + half) % 720, found[0], *found.span())


def _fractions(text: str) -> Iterator[Figure]:
    for found in _FRACTION.finditer(text):
        below = Fraction(100) if found[1] == "百" else han(found[1]) if found[1][0] in HAN else value_of(found[1])
        above = value_of(found[2])
        if below and above is not None:
            yield _share(above / below, found)
    for found in _THIRDS.finditer(text):
        above = value_of(found[1] or found[3])
        below = (
            Fraction(int(found[4])) if found[4] else Fraction(10 if found[2].startswith("ten") else _PARTS[found[2][0]])
        )
        if above:
            yield _share(above / below, found)


def _share(value: Fraction, found: re.Match[str]) -> Figure:
    return Figure("percent", value * 100, found[0], *found.span())


def _halves(text: str) -> Iterator[Figure]:
    for found in _AND_HALF.finditer(text):
        number, (kind, half) = value_of(found[1]), _HALF_OF[found[2]]
        if number is not None:
            yield Figure(kind, number * half * 2 + half, found[0], *found.span())
            return
    for found in _HALF.finditer(text):
        unit = found[1] or (found[2] or found[3])[0]
        kind, half = _HALF_OF[unit]
        yield Figure(kind, Fraction(half), found[0], *found.span())


def _numbers(text: str) -> Iterator[Figure]:
    """Amounts; in a chain (3到5天) the first takes the unit, and a scale, of the one behind it."""
    found = list(_NUMBER.finditer(text))
    behind: re.Match[str] | None = None
    behind_unit = ""
    out: list[Figure] = []
    for item in reversed(found):
        scale, unit = item["scale"] or "", item["unit"] or ""
        if behind is not None and not unit and _JOINS.fullmatch(text, item.end(), behind.start()):
            unit = behind_unit
            one, next_one = value_of(item["number"]), value_of(behind["number"])
            if not scale and one is not None and next_one is not None and one < next_one:
                scale = behind["scale"] or ""
        made = _number(text, item, scale, unit)
        behind, behind_unit = item, unit
        if made is not None:
            out.append(made)
    yield from out


def _number(text: str, item: re.Match[str], scale: str, unit: str) -> Figure | None:
    number = item["number"]
    value = value_of(number)
    if value is None:
        return None
    digits, spelled = number[0].isdigit(), number[0] in HAN
    if spelled and not (unit or scale or (len(number) > 2 and not any(char in "十百千万亿" for char in number))):
        return None
    if not digits and not spelled and value == 1 and (not unit or unit[0] in "个"):
        return None
    if number == "十" and unit == "分" and text[item.start() - 1 : item.start()] not in tuple("扣记满得"):
        return None
    for char in scale:
        value *= SCALES.get(char) or {"百": 100, "千": 1000}[char]
    kind, factor = unit_of(unit)
    if not unit and item["money"]:
        kind = "yuan"
    if kind == "metre" and factor == 1000 and _SPEED.search(text[: item.start()]):
        kind, factor = "speed", 1
    end = item.end() if item["unit"] else len(text[: item.end()].rstrip(" -"))
    return Figure(kind, value * Fraction(str(factor)), text[item.start() : end], item.start(), end, raw=value)
