"""Pure: what a typed answer means for a step of a dialog: numbers, dates, phone numbers, yes and no."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from bot.clock import SHANGHAI
from bot.tidy import tidy
from knowledge.shapes import Step, StepKind

MAX_TEXT = 1000
_YES = frozenset(
    ["是", "是的", "对", "对的", "好", "好的", "要", "需要", "有", "可以", "行", "同意", "我同意", "嗯", "愿意",
     "yes", "y", "ok", "sure", "agree"]
)  # fmt: skip
_NO = frozenset(
    ["不", "不是", "否", "没", "没有", "不要", "不用", "不需要", "无", "不同意", "我不同意", "不行", "不愿意",
     "no", "n", "nope"]
)  # fmt: skip
_NONE = frozenset(
    ["没有照片", "没照片", "没拍", "不留", "不填", "不想留", "不方便", "跳过", "none", "skip", "no thanks"]
)
_DAYS = {"今天": 0, "今日": 0, "刚才": 0, "刚刚": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2,
         "明天": -1, "明日": -1, "tomorrow": -1, "后天": -2}  # fmt: skip
_DATE = re.compile(r"^(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?号?$")
_MARKS = "。.!！，, 了"
_LONG_AGO = date(1900, 1, 1)


class BadAnswerError(Exception):
    """The words are no answer to this step; `key` names the text that says what is expected."""

    def __init__(self, key: str, limit: int = 0) -> None:
        super().__init__(key)
        self.key = key
        self.limit = limit


def read_answer(step: Step, text: str, now: datetime) -> str:
    """The answer as it is stored; `BadAnswerError` when the words do not fit the step."""
    words = tidy(text)
    if not words:
        raise BadAnswerError("dialog.empty")
    if step.kind is StepKind.TEXT:
        limit = step.max or MAX_TEXT
        if len(words) > limit:
            raise BadAnswerError("dialog.too_long", limit)
        return words
    short = unicodedata.normalize("NFKC", words).strip().lower()
    if step.kind is StepKind.YES_NO:
        return _yes_no(short)
    if step.kind is StepKind.NUMBER:
        return _number(short, step.max)
    if step.kind is StepKind.PHONE:
        return read_phone(short)
    if step.kind is StepKind.DATE:
        return _date(short, now).isoformat()
    if step.kind is StepKind.PHOTO:
        raise BadAnswerError("dialog.want_photo")
    raise BadAnswerError("dialog.want_choice")


def declines(text: str) -> bool:
    """Whether the words mean "no" or "none" where an answer may be left out."""
    bare = unicodedata.normalize("NFKC", tidy(text)).lower().strip(_MARKS)
    return bare in _NO or bare in _NONE


def _yes_no(short: str) -> str:
    bare = short.strip(_MARKS)
    if bare in _YES:
        return "yes"
    if bare in _NO:
        return "no"
    raise BadAnswerError("dialog.want_yes_no")


def _number(short: str, most: int) -> str:
    found = re.fullmatch(r"(?:约|大概|about )?(\d{1,9})(?:\.0+)?\s*\D{0,4}", short)
    if found is None or (most and int(found[1]) > most):
        raise BadAnswerError("dialog.want_number", most)
    return str(int(found[1]))


def read_phone(text: str) -> str:
    """A number that can be called in China, digits only (`+` and country kept for foreign ones)."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        # Words stand around it: the first number in them that can be called.
        found = next(iter(phonenumbers.PhoneNumberMatcher(text[:MAX_TEXT], "CN")), None)
        if found is None:
            raise BadAnswerError("dialog.want_phone")
        number = found.number
    if number.country_code != 86:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    number.extension = None
    # The national form knows which numbers want a 0 in front and which (mobile, 400) do not.
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(char for char in written if char.isdecimal())


def _date(short: str, now: datetime) -> date:
    today = now.astimezone(SHANGHAI).date()
    if short in _DAYS:
        return today - timedelta(days=_DAYS[short])
    found = _DATE.match(short)
    if found is None:
        raise BadAnswerError("dialog.want_date")
    try:
        day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError as error:
        raise BadAnswerError("dialog.want_date") from error
    if day < _LONG_AGO:
        raise BadAnswerError("dialog.want_date")
    return day
