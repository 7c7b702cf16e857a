"""Pure: personal data masked before anything is logged, shown in a group or given to a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, MutableMapping
from typing import Any

_ID = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})((?:19|20)\d{9})(\d{2}[\dXx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[\s-]?(\d{4,5})(\d{3})(?!\d)")
_CARD = re.compile(r"(?<!\d)([3-6]\d{3})[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{0,4}[\s-]?(\d{3,4})(?!\d)")
_EMAIL = re.compile(r"([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,})")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"([{_PROVINCES}][A-Z])[·\s]?([A-Z0-9]{{3,4}})([A-Z0-9]{{2}})(?![A-Z0-9])")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])([EeGg][A-Za-z]?)\d{5,6}(\d{2})(?![A-Za-z0-9])")
_SPOKEN = re.compile(r"[一幺1][三四五六七八九3-9]\s*[零〇一幺二三四五六七八九\d](?:\s*[零〇一幺二三四五六七八九\d]){8}")
_DOOR = re.compile(r"(\d{1,4})\s*(幢|栋|号楼|单元|室|号房)")
_PUBLIC = re.compile(r"(?<!\d)(?:110|119|120|122|12\d{3}|96110|95598|0571-?12345)(?!\d)")


def _bank_card(found: re.Match[str]) -> str:
    digits = [int(char) for char in found[0] if char.isdigit()]
    if not 15 <= len(digits) <= 19:
        return found[0]
    doubled = [digit if index % 2 == 0 else sum(divmod(digit * 2, 10)) for index, digit in enumerate(reversed(digits))]
    return f"{found[1]}********{found[2]}" if sum(doubled) % 10 == 0 else found[0]


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_ID, r"\1**********\3"),
    (_CARD, _bank_card),
    (_MOBILE, r"\1****\3"),
    (_LANDLINE, lambda found: found[0] if _PUBLIC.fullmatch(found[0]) else f"{found[1]}****{found[3]}"),
    (_EMAIL, r"\1***@\2"),
    (_PLATE, r"\1***\3"),
    (_PASSPORT, r"\1*****\2"),
    (_SPOKEN, "***********"),
    (_DOOR, r"*\2"),
)


def mask(text: str) -> str:
    """The text with phone, identity, bank card, plate, passport and e-mail numbers and door numbers masked."""
    if not any(char.isdigit() or char in "@幺零〇一" for char in text):
        return text
    masked = unicodedata.normalize("NFKC", text) if any("０" <= char <= "９" for char in text) else text
    for pattern, replacement in _RULES:
        masked = pattern.sub(replacement, masked)
    return masked


def mask_event(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: no value of a log line leaves unmasked."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "level"):
            event[key] = mask(value)
    return event
