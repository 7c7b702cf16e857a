"""Pure: personal data masked before anything is logged, shown in a group or given to a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, MutableMapping
from typing import Any

_S = r"[ \t\u00a0\u3000.·‐‑–—-]?"
"""What people put between the digits of a number."""
_HIDDEN = re.compile(r"(?<=\d)[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\u20e3\ufe0e\ufe0f\ufeff]+(?=\d)")
_OUR_NUMBER = re.compile(r"(YH-?\d{8}-?\d{4,6}(?!\d))", re.IGNORECASE)
"""Ticket numbers stay readable, however much they look like a card number."""
_ID = re.compile(rf"(?<!\d)([1-9](?:{_S}\d){{5}}){_S}(?:1{_S}[89]|2{_S}0)(?:{_S}\d){{9}}{_S}([\dXx])(?!\d)")
_CARD = re.compile(
    r"(?<!\d)(?:[2-69]\d{14,18}|[2-69]\d{5}[ -]\d{9,13}|[2-69]\d{3}(?:[ -]\d{4}){2}(?:[ -]\d{4})?[ -]\d{1,4})(?!\d)"
)
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_S})?(1{_S}[3-9]{_S}\d)(?:{_S}\d){{4}}{_S}(\d(?:{_S}\d){{3}})(?!\d)")
_LANDLINE = re.compile(rf"(?<!\d)[(（]?(0\d{{2,3}})[)）]?{_S}\d{{3,4}}{_S}(\d{{4}})(?!\d)")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,})")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"([{_PROVINCES}][A-Z])[·.\s-]?([A-Z0-9]{{3,4}})([A-Z0-9]{{2}})(?![A-Z0-9])", re.IGNORECASE)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])([CEGHMWcEeghmw][A-Za-z]?)\d{5,6}(\d{2})(?![A-Za-z0-9])")
_NUMERALS = "零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SPOKEN = re.compile(
    rf"(?<![\d{_NUMERALS}])[一幺壹1][\s，、,-]?[三四五六七八九叁肆伍陆柒捌玖3-9]"
    rf"(?:[\s，、,-]?[{_NUMERALS}\d]){{9}}(?![\d{_NUMERALS}])"
)
_DOOR = re.compile(r"\d{1,4}\s*(幢|栋|号楼|单元|室|号房)")


def _bank_card(found: re.Match[str]) -> str:
    """Masked only where the check digit is right: other long numbers are orders and reference numbers."""
    digits = [int(char) for char in found[0] if char.isdigit()]
    if not 15 <= len(digits) <= 19:
        return found[0]
    doubled = [digit if index % 2 == 0 else sum(divmod(digit * 2, 10)) for index, digit in enumerate(reversed(digits))]
    return f"{found[0][:4]}********{found[0][-4:]}" if sum(doubled) % 10 == 0 else found[0]


_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_IDENTITY: tuple[_Rule, ...] = ((_ID, r"\1***********\2"), (_CARD, _bank_card))
_PHONES: tuple[_Rule, ...] = ((_MOBILE, r"\1****\2"), (_LANDLINE, r"\1****\2"), (_SPOKEN, "***********"))
_RULES: tuple[_Rule, ...] = (
    *_IDENTITY,
    *_PHONES[:2],
    (_EMAIL, r"\1***@\2"),
    (_PLATE, r"\1***\3"),
    (_PASSPORT, r"\1*****\2"),
    *_PHONES[2:],
    (_DOOR, r"*\1"),
)


def mask(text: str) -> str:
    """The text with phone, identity, bank card, plate, passport and e-mail numbers and door numbers masked."""
    return _masked(text, _RULES)


def mask_phones(text: str) -> str:
    """The text with phone numbers masked and nothing else."""
    return _masked(text, _PHONES)


def has_identity(text: str) -> bool:
    """Whether an identity or bank card number stands in the text."""
    plain = _plain(text)
    return _masked(plain, _IDENTITY) != plain


def _masked(text: str, rules: tuple[_Rule, ...]) -> str:
    if not any(char.isdigit() or char in "@一幺壹" for char in text):
        return text
    parts = _OUR_NUMBER.split(_plain(text))
    for index in range(0, len(parts), 2):  # the odd ones are ticket numbers
        for pattern, replacement in rules:
            parts[index] = pattern.sub(replacement, parts[index])
    return "".join(parts)


def _plain(text: str) -> str:
    """Digits of every script as ASCII, and nothing invisible between them."""
    if text.isascii():
        return text
    digits = "".join(char if (value := unicodedata.decimal(char, None)) is None else str(value) for char in text)
    return _HIDDEN.sub("", digits)


def mask_event(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: no value of a log line leaves unmasked."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "level"):
            event[key] = mask(value)
    return event
