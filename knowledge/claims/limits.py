"""On which side of a figure one must be: at least, at most, within, after, before, from then on."""

from __future__ import annotations

import re

UP, DOWN, AFTER, BEFORE, START = "up", "down", "after", "before", "start"
_HEDGE = r"(?:的|约|为|是|the|of|age|aged|a|an|every|each|又|至|到|earlier than)?\s*(?:rmb|cny|¥)?\s*$"
_IN_FRONT = (
    (DOWN, r"不得?超过|没有?超过|未超过|不能超过|不会超过|不超出|至多|最多|最长|最高|最晚|最迟|不高于|不大于|不多于|(?<!不)低于|(?<!不)少于|(?<!不)小于|不满|未满|不到|不足"
           r"|within|up to|at most|no more than|not more than|(?<!no )(?<!not )less than|(?<!no )(?<!not )fewer than|\bunder|\bbelow|not exceed(?:ing)?"
           r"|no longer than|maximum|\bmax\b|younger than|no later than|\bnot (?:be )?over"),
    (UP, r"(?<!不)(?<!得)(?<!能)(?<!会)(?<!没)(?<!有)(?<!未)超过|(?<!不)超出|至少|最少|最低|最短|不少于|不低于|不小于|不短于|(?<!不)高于|(?<!不)大于|(?<!不)多于|年满|已满|(?<![不未期])满"
         r"|at least|(?<!no )(?<!not )more than|(?<!not )(?<!not be )\bover|\babove|no less than|not less than|no fewer than|not fewer than"
         r"|(?<!not )exceed(?:s|ing)?|minimum|older than|longer than"),
    (AFTER, r"\bafter|晚于"),
    (BEFORE, r"\bbefore|\buntil|prior to|截至|截止|早于|\bby"),
    (START, r"自|从|since|from|starting|as of"),
)  # fmt: skip
_BEHIND = (
    (DOWN, r"(?:及|或者?)?(?:以下|以内|之内)|内(?![容部地陆外存])|\s?(?:or|and) (?:less|under|fewer|younger|below)|\s?at most"),
    (UP, r"(?:及|或者?)?(?:以上|起步)|\s?(?:or|and) (?:more|over|older|above|longer)|\+"),
    (AFTER, r"(?:届满)?(?:之后|以后|后)(?!悔|果|备)|\s?(?:after|later)\b"),
    (BEFORE, r"(?:之前|以前|前)(?![往台来置景])|\s?(?:before|ago|in advance|ahead|beforehand|earlier|prior)\b"),
    (START, r"(?:开始|起(?!诉))|\s?onwards?\b"),
)  # fmt: skip
_FRONT = tuple((side, re.compile(f"(?:{words})\\s*{_HEDGE}")) for side, words in _IN_FRONT)
_REAR = tuple((side, re.compile(rf"\s?(?:of age|old)?\s?(?:\(含\)|含)?(?:{words})")) for side, words in _BEHIND)
_AGAINST = frozenset(
    frozenset(pair) for pair in ((UP, DOWN), (DOWN, AFTER), (BEFORE, AFTER), (BEFORE, START), (UP, BEFORE))
)
WORDS = (
    (UP, re.compile(_IN_FRONT[1][1] + "|" + _BEHIND[1][1])),
    (DOWN, re.compile(_IN_FRONT[0][1] + "|以下|以内|之内|(?<=[日天月年时间限期])内")),
    (AFTER, re.compile(r"\bafter\b|(?<=[间限期])(?:以后|之后|后)|(?<=[天日月年])(?:以后|之后)")),
)
"""The words that name a side also where no figure stands beside them."""
ALL = re.compile("|".join(words for _side, words in (*_IN_FRONT, *_BEHIND)))
"""Every word for a side: taken out before negations are counted, for 不超过 and 最多 say the same."""


def sides(text: str, start: int, end: int) -> frozenset[str]:
    """The sides that the words around a figure say; empty where they say none."""
    before, behind = text[max(0, start - 24) : start], text[end : end + 20]
    found = {side for side, words in _FRONT if words.search(before)}
    found |= {side for side, words in _REAR if words.match(behind)}
    return frozenset(found)


def against(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two readings of a limit cannot both be right."""
    return any(frozenset((a, b)) in _AGAINST and b not in one and a not in other for a in one for b in other)
