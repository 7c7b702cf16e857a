"""Working time in China: 09:00-12:00 and 13:30-17:00 on working days, make-up days included (CONTRACT.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERIODS = ((time(9), time(12)), (time(13, 30), time(17)))
_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
_WEEKDAYS_ZH = "一二三四五六日"


def published(year: int) -> bool:
    """Whether the holidays of that year are known; otherwise Monday to Friday counts provisionally."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 4))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    import chinese_calendar

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


def add_working(moment: datetime, minutes: int) -> datetime:
    """The moment when that many working minutes have passed."""
    left = timedelta(minutes=minutes)
    at = next_working(moment)
    while True:
        end = next(end for begin, end in _periods(at.date()) if begin <= at < end)
        if at + left <= end:
            return at + left
        left -= end - at
        at = next_working(end)


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
