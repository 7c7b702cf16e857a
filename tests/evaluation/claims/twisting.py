"""More ways to lie: other units, or for and, must for may, two figures swapped, a sentence that nobody wrote."""

from __future__ import annotations

import random
import re

from knowledge.load import Knowledge
from tests.evaluation.claims.altering import Alter, Lie

_UNITS = (
    (r"(?<=\d)\s?个工作日", ("个自然日", "个小时")), (r"(?<=\d)\s?个月", ("年", "周")), (r"(?<=\d)\s?小时", ("分钟", "天")),
    (r"(?<=\d)(?<!月\d)(?<!月\d\d)\s?[日天](?!起)", ("个月", "周")), (r"(?<=\d)\s?元", ("美元", "万元")), (r"(?<![12]\d{3})(?<=\d)年(?![度版底])", ("个月",)),
    (r"(?<=\d) working days", (" hours", " weeks")), (r"(?<=\d) days", (" months", " hours")), (r"(?<=\d) yuan", (" dollars", " euros")),
    (r"(?<=\d) years?\b", (" months", " weeks")), (r"(?<=\d)\s?公里", ("米",)), (r"(?<=\d)%", ("‰", "倍")),
)  # fmt: skip
_CONNECTED = ((r"(?<=[\u4e00-\u9fff])或者?(?=[\u4e00-\u9fff])", ("并且", "和")),)
_DUTIES = (
    (r"(?<!不)可以(?!不)", ("必须",)), (r"必须|应当", ("可以",)), (r"\bmay\b(?! not)", ("must",)), (r"\bmust\b(?! not)", ("may",)),
)  # fmt: skip
_ADDED = {
    "zh": ("这件事可以找熟人打个招呼。", "办事员会上门收取材料。", "提前交押金可以加急。", "不满意可以全额退款。", "没带证件也没关系。", "周末和夜里都有人值班办理。", "家属可以冒名顶替。",
           "这个不算违法，放心做。", "错过了也不会有任何后果。"),
    "en": ("An officer will collect your documents at home.", "A small gift will speed things up.", "Nobody ever gets punished for that.",
           "Weekend visitors receive priority service.", "Your cousin may sign on your behalf."),
}  # fmt: skip
_LINKS = (
    "t.me/yuhang",
    "https://yuhang-help.example/apply",
    "www.fast-passport.io",
    "bit.ly/3xyz",
    "help.yuhang.top/form",
    "10.20.30.40/apply",
)
_PAIRS = re.compile(r"(?<![\d.,第])(\d+)(?=\s?(元|日|天|个月|年|周岁|岁|分|小时|公里|倍|%))(?!年\d)")


def _replaced(rules: tuple[tuple[str, tuple[str, ...]], ...], kind: str) -> Alter:
    def alter(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
        places = [(found, others) for pattern, others in rules for found in re.finditer(pattern, text)]
        if not places:
            return None
        found, others = rng.choice(places)
        now = rng.choice(others)
        return Lie(
            kind,
            text[: found.start()] + now + text[found.end() :],
            text[max(0, found.start() - 14) : found.end() + 10],
            now,
        )

    return alter


def _swapped(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
    """Two figures of one measure in one line change places."""
    found = list(_PAIRS.finditer(text))
    pairs = [
        (one, other) for at, one in enumerate(found) for other in found[at + 1 :]
        if one[2] == other[2] and int(one[1]) != int(other[1]) and "\n" not in text[one.start() : other.start()]
        and not re.search(r"(?:[到至-]|to )\s*$", text[: other.start()]) and "月" not in text[one.start() - 1 : one.start()]
    ]  # fmt: skip
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    now = text[: one.start()] + other[1] + text[one.end(1) : other.start()] + one[1] + text[other.end(1) :]
    return Lie("swap", now, text[one.start() : other.end() + 2], "swapped")


def _with(pool: dict[str, tuple[str, ...]] | tuple[str, ...], kind: str) -> Alter:
    def alter(text: str, rng: random.Random, _knowledge: Knowledge) -> Lie | None:
        lang = "zh" if re.search("[\u4e00-\u9fff]", text) else "en"
        added = (
            rng.choice(pool[lang])
            if isinstance(pool, dict)
            else f"{'详见' if lang == 'zh' else 'See'} {rng.choice(pool)} "
        )
        return Lie(kind, f"{text}\n{added}", "", added)

    return alter


TWISTED: dict[str, tuple[Alter, ...]] = {
    "unit": (_replaced(_UNITS, "unit"),),
    "connect": (_replaced(_CONNECTED, "connect"),),
    "duty": (_replaced(_DUTIES, "duty"),),
    "swap": (_swapped,),
    "added": (_with(_ADDED, "added"),),
    "link": (_with(_LINKS, "link"),),
}
