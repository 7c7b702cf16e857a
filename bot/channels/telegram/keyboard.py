"""Pure: a reply's text and its buttons as Telegram shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import islice

from bot.channels.telegram.parse import PAYLOAD_VERSION
from bot.layout import split, units
from bot.message import Choice, Reply

Button = dict[str, object]
MAX_TEXT = 4096
MAX_BUTTONS = 100
_COLUMNS = 34
"""Width of a phone's keyboard in columns; a Chinese character fills two."""
_LINKS = ("http://", "https://", "tg://")


def dressed(reply: Reply) -> tuple[str, list[list[Button]]]:
    """The text to send and the rows of buttons under it.

    Numbers to call stand in the text, because Telegram opens only web addresses from a button. Two short labels
    share a row; controls (back, skip, cancel) come last, in rows of their own.
    """
    text = fitted(reply.text)
    numbered: list[Button] = []
    controls: list[Button] = []
    for choice in reply.choices:
        if choice.url and not choice.url.startswith(_LINKS):
            longer = _with_number(text, choice)
            if units(longer) <= MAX_TEXT:
                text = longer
                continue
            numbered.append({"text": choice.label, "copy_text": {"text": _called(choice)}})
        else:
            (controls if choice.control else numbered).append(_button(choice))
    room = MAX_BUTTONS - len(controls)
    return text, [*_rows(numbered[:room], 2), *_rows(controls, 4)]


def fitted(text: str) -> str:
    """The text, cut with a mark where it is longer than one message may be."""
    if units(text) <= MAX_TEXT:
        return text
    return next(split(text, MAX_TEXT - 2)) + " …"


def short(text: str, most: int) -> str:
    """The first piece of a text, of at most `most` UTF-16 units."""
    return next(islice(split(text, most), 1), "")


def _button(choice: Choice) -> Button:
    if choice.url:
        return {"text": choice.label, "url": choice.url}
    return {"text": choice.label, "callback_data": f"{PAYLOAD_VERSION}{choice.value}"}


def _called(choice: Choice) -> str:
    return choice.url.partition(":")[2] or choice.url


def _with_number(text: str, choice: Choice) -> str:
    number = _called(choice)
    if number in text:
        return text
    line = choice.label if number in choice.label else f"{choice.label} {number}"
    return f"{text}\n{line}" if text else line


def _rows(buttons: Iterable[Button], most: int) -> list[list[Button]]:
    """Rows of at most `most` buttons, fewer where a label would not fit its share of the width."""
    rows: list[list[Button]] = []
    for button in buttons:
        row = [*rows[-1], button] if rows else [button]
        share = _COLUMNS // len(row)
        if len(row) > 1 and len(row) <= most and all(_width(str(item["text"])) <= share for item in row):
            rows[-1] = row
        else:
            rows.append([button])
    return rows


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in label)
