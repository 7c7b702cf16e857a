"""Working time in China: 09:00-12:00 and 13:30-17:00 on working days, make-up days included (CONTRACT.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from knowledge.errors import ContentError
from knowledge.loading import read_items

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERIODS = ((time(9), time(12)), (time(13, 30), time(17)))
_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
_WEEKDAYS_ZH = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which offices work, or do not, whatever the published holidays say; `source` names who decided it."""

    date: date
    work: bool
    source: str


def read_days(path: Path, mistakes: list[str]) -> Mapping[date, bool]:
    """The days of the override file; a day that stands there twice is a mistake."""
    days: dict[date, bool] = {}
    for day in read_items(path, "day", Day, mistakes):
        if day.date in days:
            mistakes.append(f"{path.name}: day {day.date}: stands there twice")
        days[day.date] = day.work
    return MappingProxyType(days)


@cache
def _overrides() -> Mapping[date, bool]:
    """The shipped override file; it is a part of the content and changes with it only."""
    mistakes: list[str] = []
    found = read_days(Path(str(files("knowledge"))) / "content" / "calendar.toml", mistakes)
    if mistakes:
        raise ContentError(mistakes)
    return found


def published(year: int) -> bool:
    """Whether the holidays of that year are known; otherwise Monday to Friday counts provisionally."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 4))
    except NotImplementedError:
        return False
    return True


@cache
def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    import chinese_calendar

    if day in _overrides():
        return _overrides()[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def _periods(day: date) -> Iterator[tuple[datetime, datetime]]:
    if is_working_day(day):
        for begin, end in PERIODS:
            yield datetime.combine(day, begin, SHANGHAI), datetime.combine(day, end, SHANGHAI)


def is_working(moment: datetime) -> bool:
    """Whether the offices are open at that moment."""
    local = moment.astimezone(SHANGHAI)
    return any(begin <= local < end for begin, end in _periods(local.date()))


def next_working(moment: datetime) -> datetime:
    """That moment when offices are open then, else the next opening."""
    local = moment.astimezone(SHANGHAI)
    day = local.date()
    while True:
        for begin, end in _periods(day):
            if local < end:
                return max(local, begin)
        day += timedelta(days=1)


def next_morning(moment: datetime) -> datetime:
    """The next moment at which offices open for the day, after that moment."""
    local = moment.astimezone(SHANGHAI)
    day = local.date()
    while True:
        opening = datetime.combine(day, PERIODS[0][0], SHANGHAI)
        if is_working_day(day) and opening > local:
            return opening
        day += timedelta(days=1)


def add_working(moment: datetime, minutes: int) -> datetime:
    """The moment when that many working minutes have passed."""
    return add_working_time(moment, timedelta(minutes=minutes))


def add_working_time(moment: datetime, span: timedelta) -> datetime:
    """The moment when that much working time has passed; what fills a period ends at its closing bell."""
    local = moment.astimezone(SHANGHAI)
    if not span and any(local == end for _, end in _periods(local.date())):
        return local
    left, at = span, next_working(moment)
    while True:
        end = next(end for begin, end in _periods(at.date()) if begin <= at < end)
        if at + left <= end:
            return at + left
        left -= end - at
        at = next_working(end)


def take_working_time(moment: datetime, span: timedelta) -> datetime:
    """The moment from which that much working time passes until `moment`: `add_working_time` backwards."""
    left, local = span, moment.astimezone(SHANGHAI)
    day = local.date()
    while True:
        for begin, end in reversed(list(_periods(day))):
            until = min(local, end)
            if until - begin >= left and until > begin:
                return until - left
            left -= max(until - begin, timedelta(0))
        day -= timedelta(days=1)


def working_time(earlier: datetime, later: datetime) -> timedelta:
    """How much working time lies between two moments; none where `later` is not later."""
    begin, end = earlier.astimezone(SHANGHAI), later.astimezone(SHANGHAI)
    passed, day = timedelta(0), begin.date()
    while day <= end.date():
        for opens, closes in _periods(day):
            passed += max(min(closes, end) - max(opens, begin), timedelta(0))
        day += timedelta(days=1)
    return passed


def end_of_working_day(moment: datetime, days: int) -> datetime:
    """17:00 of the Nth working day after the day of that moment."""
    day = moment.astimezone(SHANGHAI).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day, PERIODS[-1][1], SHANGHAI)


def working_days_between(earlier: datetime, later: datetime) -> int:
    """How many working days ended after `earlier` and not after `later`."""
    day, last = earlier.astimezone(SHANGHAI).date(), later.astimezone(SHANGHAI)
    count = 0
    while day <= last.date():
        end = datetime.combine(day, PERIODS[-1][1], SHANGHAI)
        count += is_working_day(day) and earlier < end <= last
        day += timedelta(days=1)
    return count


def spoken(moment: datetime, lang: str) -> str:
    """A moment as people say it: 10月8日（周四）上午9点, Thu 8 Oct, 9:00."""
    local = moment.astimezone(SHANGHAI)
    if lang == "en":
        return f"{local:%a} {local.day} {local:%b}, {local.hour}:{local:%M}"
    part = next(name for until, name in _PARTS if local.hour < until)
    hour = local.hour if local.hour <= 12 else local.hour - 12
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{spoken_day(local, lang)}{part}{hour}点{minutes}"


def spoken_day(moment: datetime, lang: str) -> str:
    """A day as people say it: 10月8日（周四）."""
    local = moment.astimezone(SHANGHAI)
    if lang == "en":
        return f"{local:%a} {local.day} {local:%b}"
    return f"{local.month}月{local.day}日（周{_WEEKDAYS_ZH[local.weekday()]}）"
