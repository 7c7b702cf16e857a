"""Clauses of a text and what they say beside their figures: their terms, and whether they forbid, allow or demand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from knowledge.claims.figures import Figure, figures
from knowledge.claims.limits import ALL, WORDS
from knowledge.claims.numerals import written

_STOP = re.compile(r"[。;!?！？；\n]|\.(?=\s|$)")
_CUT = re.compile(r"(?<!\d),|,(?!\d)|[()]|:(?!\d)|\s-\s|(?= but |(?<=\w) or ask )|(?<=\w)(?=但是?|否则)")
_LISTED = re.compile(r"(^|[:,!。.]\s*)(?:[-·*•]\s*)?[(]?\d{1,2}\s?[.、)](?!\d)\s*")
"""The number before a line of a list, also where somebody wrote a greeting in front of it."""
FEW = 2
"""A clause with fewer terms of its own says something about the one before it."""
_HAN = re.compile("[\u3400-\u9fff]+")
_WORD = re.compile("[a-z]{2,}")
_EMPTY = frozenset(
    "the a an of to in on at for by and or is are be it its this that with from as you your we our will if when who"
    " which they their there here than then any all also only up out into per about i he she his her them been".split()
)
DEMANDS, ALLOWS, FREE = "demands", "allows", "free"
_MODALS = (
    (
        DEMANDS,
        False,
        r"不用|无需|无须|不必|不需要?|不须|不要求|用不着|不强制|need not|needn't|(?:do|does|did)(?: not|n't) (?:need|have)"
        r"|no need|not (?:be )?(?:required|needed|necessary)|not have to|without having to",
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
_SPOKEN = tuple((name, on, re.compile(words)) for name, on, words in _MODALS)
_NO_DENIAL = re.compile(
    r"不动产|不同|不仅|不但|不过|不论|无论|不管|不只|不光|非机动车|非营利|非本|非户籍|无人机|无障碍|未成年|没收|免冠|非常|除非|不良|无线|不锈"
    r"|无犯罪|差不多|不一定|不明|不便|不方便|不服|不符|能不能|是不是|要不要|有没有|可不可以|不然|不止|否则|是否|能否|可否|无业|无证|未婚|未来"
    r"|非法|不法|非遗|不慎|不见|不了|不在|没有固定|不履行|不在内|not only|whether or not|notice|not to worry|non-?\w+"
)
_DENIAL = re.compile(
    r"[不未没无勿莫别非免]|\b(?:not?|cannot)\b|n't\b|\bnever\b|\bnone\b|\bnobody\b|\bnothing\b|\bwithout\b|\bneither\b|\bnor\b"
)


@dataclass(frozen=True)
class Clause:
    """One clause in normal form."""

    text: str

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures."""
        return tuple(figures(self.text))

    @cached_property
    def bare(self) -> str:
        """Its words without figures and without the words for a side of a limit."""
        left = self.text
        for figure in self.figures:
            left = left[: figure.start] + " " * (figure.end - figure.start) + left[figure.end :]
        return ALL.sub(" ", left)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Pairs of Chinese characters and English word stems, without figures, limits, modals and denials."""
        left = _stripped(self.bare)
        pairs = {run[at : at + 2] for run in _HAN.findall(left) for at in range(max(1, len(run) - 1))}
        return frozenset(pairs | {_stem(word) for word in _WORD.findall(left) if word not in _EMPTY})

    @cached_property
    def modals(self) -> frozenset[tuple[str, bool]]:
        """What it demands, allows or makes free; False where it says that it does not."""
        found: set[tuple[str, bool]] = set()
        left = self.bare
        for name, on, words in _SPOKEN:
            if words.search(left):
                found.add((name, on))
                left = words.sub(" ", left)
        return frozenset(found)

    @cached_property
    def limits(self) -> frozenset[str]:
        """Which sides of a limit its words name, with a figure or without."""
        return frozenset(side for side, words in WORDS if words.search(self.text))

    @cached_property
    def denials(self) -> int:
        """How often something in it is denied."""
        return len(_DENIAL.findall(_NO_DENIAL.sub(" ", self.bare)))


def _stripped(text: str) -> str:
    for _name, _on, words in _SPOKEN:
        text = words.sub(" ", text)
    return _DENIAL.sub(" ", text)


def _stem(word: str) -> str:
    for end in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 2:
            return word.removesuffix(end)
    return word.removesuffix("e") if len(word) > 4 else word


def sentences(texts: Iterable[str]) -> list[Clause]:
    """All sentences of some texts, in order, list numbers left out."""
    return [
        Clause(part)
        for text in texts
        for line in text.split("\n")
        for raw in _STOP.split(_LISTED.sub(r"\1 ", written(line)))
        if (part := raw.strip(" ,.、-·"))
    ]


def clauses(sentence: Clause) -> list[Clause]:
    """The clauses of a sentence; what says too little alone stays with the one before it."""
    found: list[Clause] = []
    start = 0
    for cut in [*_CUT.finditer(sentence.text), None]:
        end = cut.start() if cut else len(sentence.text)
        clause = Clause(sentence.text[start:end].strip(" ,.、-·:()"))
        if found and len(clause.terms) < FEW:
            found[-1] = Clause(f"{found[-1].text} , {clause.text}") if clause.text else found[-1]
        elif clause.text:
            found.append(clause)
        start = cut.end() if cut else end
    if len(found) > 1 and len(found[0].terms) < FEW:
        found[:2] = [Clause(f"{found[0].text} , {found[1].text}")]
    return found


def likeness(one: Clause, other: Clause) -> float:
    """How much two clauses speak of the same, 0 to 1: the Dice measure of their terms."""
    both = len(one.terms) + len(other.terms)
    return 2 * len(one.terms & other.terms) / both if both else 0.0
