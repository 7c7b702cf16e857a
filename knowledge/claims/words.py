"""Words that every part of the check reads: modals, denials and what only looks like one, words without content."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

EMPTY = frozenset(
    "the a an of to in on at for by and or is are be it its this that with from as you your we our will if when who"
    " which they their there here than then any all also only up out into per about i he she his her them been"
    " yourself themselves himself herself itself ourselves myself please some".split()
)
DEMANDS, ALLOWS, FREE = "demands", "allows", "free"
MODALS = (
    (
        DEMANDS,
        False,
        r"不用|不再需要|不再要求|无需|无须|不必|不需要?|不须|不要求|用不着|不强制|need not|needn't|(?:do|does|did)(?: not|n't) (?:need|have)"
        r"|no need|no longer (?:be )?(?:needed|need|required|have to)|not (?:be )?(?:required|needed|necessary)|not have to|without having to",
    ),
    (
        ALLOWS,
        False,
        r"不可以?|不能|不得|不许|不准|不允许|不让|禁止|严禁|无权|cannot|can't|can not|may not|must not|mustn't"
        r"|not (?:be )?(?:allowed|permitted|able)|forbidden|prohibited|no right",
    ),
    (
        FREE,
        True,
        r"免费|不收费|不收取?任?何?费用|不收钱|免收|不要钱|不花钱|不另收费|free of charge|\bfree\b|no charge|no fees?\b|not charged?",
    ),
    (
        DEMANDS,
        True,
        r"必须|务必|应当|(?<![不必])须|(?<![无不])需要|(?<![无不])需(?!求)|一定要|(?<![响适反相供对])应(?![急用聘届付收]|该)|应该|\bmust\b|\bneeds?\b|have to|has to|required?\b|shall\b",
    ),
    (
        ALLOWS,
        True,
        r"(?<!不)可以|(?<!不)允许|(?<!不)准许|(?<![不许认])可(?![能以疑靠])|(?<![不功职性智可])能(?!力|源|耗|否|不能)|有权|\bmay\b|\bcan\b|allowed|permitted|able to",
    ),
    (FREE, False, r"(?<!不)收费|(?<!不)收取|自费|付费|paid\b|charged?\b"),
)
NO_DENIAL = re.compile(
    r"不要紧|不用担心|不必担心|别担心|不用着急|不必着急|别着急|没关系|不客气|不好意思|缺一不可|别人|别的|特别|区别|类别|级别|性别|分别|个别|不动产|不同|不仅|不但|不过|不论|无论|不管|不只|不光|非机动车|非营利|非本|非户籍|无人机|无障碍|未成年|没收|免冠|非常|除非|不良|无线|不锈"
    r"|无犯罪|差不多|不一定|不明|不便|不方便|不服|不符|能不能|是不是|要不要|有没有|可不可以|不然|不止|否则|是否|能否|可否|无业|无证|未婚|未来"
    r"|非法|不法|非遗|不慎|不见|不在|没有固定|不履行|不在内|not only|whether or not|notice|not to worry|non-?\w+"
)


@cache
def cutter() -> Any:
    """The library that cuts Chinese into words, loaded when it is first needed."""
    import rjieba

    return rjieba


def stem(word: str) -> str:
    """An English word without its ending, double letters once."""
    word = "child" if word == "children" else word
    for end in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 2:
            return _once(word.removesuffix(end))
    return _once(word.removesuffix("e") if len(word) > 4 else word)


def _once(word: str) -> str:
    return word[:-1] if word[-2:-1] == word[-1:] else word
