"""Dates in a text: 2019年4月1日, 二〇一九年四月, 2019-04-01, 1 April 2019, Oct 8, 10月8日."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.claims.numerals import HAN, value_of

Day = tuple[int, int, int]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_N = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
_Y = r"(?P<year>(?:19|20)\d\d|[一二][零〇一二三四五六七八九]{3})"
_FORMS = (
    rf"{_Y}\s?年\s?(?P<month>{_N})\s?月(?:份|\s?(?P<day>{_N})\s?[日号])?",
    rf"(?<!\d)(?P<month>{_N})\s?月(?:份|\s?(?P<day>{_N})\s?[日号]|(?=\s?(?:底|初|中旬|上旬|下旬|以?[前后起内])|[^\d{HAN}个]|$))",
    rf"(?<!\d){_Y}[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?(?!\d)",
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_NAME}(?:,? (?P<year>(?:19|20)\d\d))?\b",
    rf"\b{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?%)(?:,? (?P<year>(?:19|20)\d\d)\b)?",
    rf"\b{_NAME},? (?P<year>(?:19|20)\d\d)\b",
    rf"(?<=in |by |of |to )(?!may\b){_NAME}(?![a-z])",
    rf"(?<!\d){_Y}\s?(?:年(?!以[上下内]|[内前后]?[以之][上下]|[的]?内)|年度|年版)",
    r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)(?![\d,.]\d|\d|\s?[元块个人份米分户家日天小周%/-])",
)
_COMPILED = tuple(re.compile(form) for form in _FORMS)


def dates(text: str) -> Iterator[tuple[int, int, Day]]:
    """Start, end and (year, month, day), 0 for what is not said, of every date; the longest form wins."""
    left = text
    for form in _COMPILED:
        for found in list(form.finditer(left)):
            given = found.groupdict()
            name = given.get("name")
            month = _MONTHS.index(name[:3]) + 1 if name else _number(given.get("month"))
            year, day = _number(given.get("year")), _number(given.get("day"))
            if month > 12 or day > 31 or not (year or month):
                continue
            left = left[: found.start()] + " " * len(found[0]) + left[found.end() :]
            yield found.start(), found.end(), (year, month, day)


def _number(part: str | None) -> int:
    value = value_of(part) if part else None
    return int(value) if value is not None else 0


def holds(source: Day, claimed: Day) -> bool:
    """Whether everything that is claimed of a date is said by the source's."""
    return all(part in (0, known) for part, known in zip(claimed, source, strict=True))
