"""A fake model that is honest: says what an entry says in other words, other writings of its figures, another order."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from knowledge.claims.entry import snippets
from knowledge.shapes import Entry

Writing = Callable[[random.Random, re.Match[str]], str]
_HAN = "零一二三四五六七八九"
_ENGLISH = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty").split()  # fmt: skip
_MONTHS = ("January February March April May June July August September October November December").split()


def han(number: int) -> str:
    """A number below a hundred million as one writes it in Chinese."""
    if number >= 10_000:
        below = number % 10_000
        return f"{han(number // 10_000)}万{('零' if below < 1000 else '') + han(below) if below else ''}"
    out, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            out += ("零" if zero and out else "") + _HAN[digit] + name
            zero = False
        else:
            zero = True
    return (out[1:] if 10 <= number < 20 else out) or "零"


def _wide(text: str) -> str:
    return text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def _counted(rng: random.Random, found: re.Match[str]) -> str:
    number, unit = int(found[1]), found[2]
    units = {"日": ["日", "天"], "天": ["天", "日"], "元": ["元", "块钱"], "个月": ["个月"]}.get(unit, [unit])
    if unit == "日" and found.string[: found.start()].endswith("月"):
        return found[0]
    if unit == "年" and number >= 1900:
        return found[0]
    how = rng.randrange(4)
    if how == 0 and number < 10_000 and (number > 10 or unit not in "分"):
        return (han(number) if number != 2 else "两") + rng.choice(units)
    if how == 1:
        return _wide(str(number)) + unit
    return f"{number}{' ' if how == 2 else ''}{rng.choice(units)}"


def _money(rng: random.Random, found: re.Match[str]) -> str:
    value = int(float(found[1]) * 10_000)
    return rng.choice([f"{value}元", f"{value:,}元", f"{han(value)}元", found[0], f"人民币{found[0]}"])


def _date(rng: random.Random, found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    written = [f"{year}-{month:02}-{day:02}", f"{year}年{month}月{day}号", f"{year} 年 {month} 月 {day} 日",
               f"{''.join(_HAN[int(char)] for char in str(year))}年{han(month)}月{han(day)}日", found[0]]  # fmt: skip
    return rng.choice(written)


_CHINESE: tuple[tuple[str, Writing], ...] = (
    (r"(20\d\d|19\d\d)年(\d{1,2})月(\d{1,2})日", _date),
    (r"(?<![\d.])(\d+(?:\.\d)?)万元", _money),
    (r"(?<![\d.,万])(\d{1,5})(个工作日|个月|元|日|天|年|周岁|小时|倍|分)(?![度版])", _counted),
    (r"(\d+)%", lambda rng, found: rng.choice([f"百分之{han(int(found[1]))}", _wide(found[1]) + "％", found[0]])),
    ("不用|无需|不必", lambda rng, _found: rng.choice(["不用", "无需", "不必", "不需要"])),
    ("必须|应当", lambda rng, _found: rng.choice(["必须", "应当", "一定要", "须"])),
    ("不超过", lambda rng, _found: rng.choice(["不超过", "最多", "至多"])),
    ("(?<=[日天月年元])以内", lambda rng, _found: rng.choice(["以内", "之内", "内"])),
    ("(?<!能)不能|不得", lambda rng, _found: rng.choice(["不能", "不得", "不可以"])),
    ("免费", lambda rng, _found: rng.choice(["免费", "不收费", "免费"])),
    ("提出申请|申请", lambda rng, found: rng.choice([found[0], "提出申请"]) if found[0] == "提出申请" else found[0]),
    ("至少(?=\\d)", lambda rng, _found: rng.choice(["至少", "不少于"])),
    ("户口簿", lambda rng, _found: rng.choice(["户口簿", "户口本"])),
)  # fmt: skip


def _english_date(rng: random.Random, found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return rng.choice([f"{month} {day}, {year}", f"{day} {month[:3]} {year}", found[0], f"{month} {day} {year}"])


def _english_count(rng: random.Random, found: re.Match[str]) -> str:
    number = int(found[1])
    word = _ENGLISH[number] if number <= 20 else found[1]
    return f"{rng.choice([word, found[1], _wide(found[1])])} {found[2]}"


_IN_ENGLISH: tuple[tuple[str, Writing], ...] = (
    (rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})", _english_date),
    (r"(?<![\d.,-])\b(\d{1,2}) (days|working days|months|years|hours)", _english_count),
    (r"per cent", lambda rng, _found: rng.choice(["per cent", "percent"])),
    (r"\bmust\b(?! not)", lambda rng, _found: rng.choice(["must", "have to", "need to"])),
    (r"\bneed not\b", lambda rng, _found: rng.choice(["need not", "do not need to", "do not have to"])),
    (r"\bcannot\b", lambda rng, _found: rng.choice(["cannot", "can't", "can not"])),
    (r"\bat most\b", lambda rng, _found: rng.choice(["at most", "no more than", "up to"])),
    (r"\bat least\b", lambda rng, _found: rng.choice(["at least", "not less than"])),
)
_OPENINGS = {
    "zh": ["", "您好，", "根据核对过的资料：", "简单说：", "关于您问的这件事：\n", "这样办：\n"],
    "en": ["", "Here is what you need to know: ", "In short: ", "Hello! "],
}
_ENDINGS = {
    "zh": ["", "希望对您有帮助。", "以上供您参考。", "还有不清楚的请接着问。"],
    "en": ["", "I hope this helps.", "Ask again at any time."],
}


def honest(entry: Entry, lang: str, rng: random.Random) -> str:
    """The entry's answer as an honest model might word it."""
    first, *steps = snippets(entry, lang)
    rng.shuffle(steps)
    said = [first, *steps[: rng.randint(max(1, len(steps) - 3), max(1, len(steps)))]]
    if rng.random() < 0.2:
        said.reverse()
    writings = _IN_ENGLISH if lang == "en" else _CHINESE
    said = [_rewritten(text, writings, rng) for text in said]
    how = rng.randrange(4)
    if how == 0:
        body = "\n".join(f"- {text}" for text in said)
    elif how == 1:
        body = "\n".join(f"{number}. {text}" for number, text in enumerate(said, 1))
    elif how == 2 and lang == "zh":
        body = "；".join(text.rstrip("。") for text in said) + "。"
    else:
        body = (" " if lang == "en" else "").join(said)
    return rng.choice(_OPENINGS[lang]) + body + (" " if lang == "en" else "") + rng.choice(_ENDINGS[lang])


def _rewritten(text: str, writings: tuple[tuple[str, Writing], ...], rng: random.Random) -> str:
    for pattern, write in writings:
        text = re.sub(pattern, lambda found: write(rng, found) if rng.random() < 0.6 else found[0], text)  # noqa: B023
    return text
