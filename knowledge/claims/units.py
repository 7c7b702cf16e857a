"""Units of figures: one name and one factor for everything that measures the same."""

from __future__ import annotations

import re

SOFT = "个名位人份张本件项条种类家户辆次步道级层楼号期批档样台间套笔口只段页遍回轮届"
"""Counting words: what they count is said by a noun, so across languages only the number is compared."""
_UNITS: dict[str, tuple[str, int | float]] = {
    "元": ("yuan", 1), "块钱": ("yuan", 1), "块": ("yuan", 1), "yuan": ("yuan", 1), "rmb": ("yuan", 1),
    "cny": ("yuan", 1), "美元": ("dollar", 1), "美金": ("dollar", 1), "dollars?": ("dollar", 1), "usd": ("dollar", 1),
    "港元": ("hkd", 1), "港币": ("hkd", 1), "hkd": ("hkd", 1), "欧元": ("euro", 1), "euros?": ("euro", 1),
    "日元": ("yen", 1), "yen": ("yen", 1), "英镑": ("pound", 1), "pounds?": ("pound", 1), "斤": ("kilo", 0.5), "秒钟": ("second", 1), "秒": ("second", 1), "seconds?": ("second", 1), "分钟": ("minute", 1),
    "minutes?": ("minute", 1), "mins?": ("minute", 1), "个小时": ("minute", 60), "小时": ("minute", 60),
    "个钟头": ("minute", 60), "钟头": ("minute", 60), "hours?": ("minute", 60), "hrs?": ("minute", 60),
    "个工作日": ("workday", 1), "工作日": ("workday", 1), "(?:working|business|work) ?days?": ("workday", 1),
    "个自然日": ("day", 1), "自然日": ("day", 1), "天": ("day", 1), "日": ("day", 1),
    "(?:calendar |natural |consecutive )?days?": ("day", 1), "个星期": ("day", 7), "星期": ("day", 7), "周": ("day", 7),
    "个礼拜": ("day", 7), "weeks?": ("day", 7), "个月": ("month", 1), "months?": ("month", 1), "周年": ("month", 12),
    "周岁": ("month", 12), "岁": ("month", 12), "年": ("month", 12), "years?": ("month", 12), "yrs?": ("month", 12),
    "公里/小时": ("speed", 1), "公里每小时": ("speed", 1), "千米/小时": ("speed", 1), "km/h": ("speed", 1),
    "kmh": ("speed", 1), "kph": ("speed", 1), "(?:km|kilomet(?:er|re)s?) (?:an|per) hour": ("speed", 1),
    "公里": ("metre", 1000), "千米": ("metre", 1000), "km": ("metre", 1000), "kilomet(?:er|re)s?": ("metre", 1000),
    "厘米": ("metre", 0.01), "cm": ("metre", 0.01), "毫米": ("metre", 0.001), "mm": ("metre", 0.001),
    "平方米": ("area", 1), "平米": ("area", 1), "m2": ("area", 1), "square met(?:er|re)s?": ("area", 1),
    "米": ("metre", 1), "met(?:er|re)s?": ("metre", 1), "m": ("metre", 1), "%": ("percent", 1),
    "per ?cent": ("percent", 1), "个百分点": ("percent", 1), "分": ("point", 1), "points?": ("point", 1),
    "‰": ("permille", 1), "倍": ("times", 1), "times": ("times", 1), "成": ("percent", 10), "公斤": ("kilo", 1), "千克": ("kilo", 1),
    "kg": ("kilo", 1), "kilos?": ("kilo", 1), "kilograms?": ("kilo", 1), "吨": ("kilo", 1000),
    "tonn?es?": ("kilo", 1000), "tons?": ("kilo", 1000), "伏": ("volt", 1), "volts?": ("volt", 1), "v": ("volt", 1),
    "瓦": ("watt", 1), "watts?": ("watt", 1), "w": ("watt", 1), "折": ("discount", 1), "亩": ("mu", 1),
}  # fmt: skip
_HAN = "|".join(sorted((unit for unit in _UNITS if unit[0] > "~"), key=len, reverse=True))
_LATIN = "|".join(sorted((unit for unit in _UNITS if unit[0] <= "~"), key=len, reverse=True))
UNIT = rf"(?:{_HAN}|[{SOFT}]|(?:{_LATIN})(?![a-z0-9]))"
"""Any unit behind a number."""
_COMPILED = [(re.compile(unit), meaning) for unit, meaning in _UNITS.items()]


def unit_of(word: str) -> tuple[str, int | float]:
    """Name and factor of a unit; a counting word is a unit of its own, an empty word none."""
    if not word or word in SOFT:
        return (f"soft:{word}" if word else ""), 1
    return next(meaning for pattern, meaning in _COMPILED if pattern.fullmatch(word))
