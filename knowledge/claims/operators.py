"""What the words of a sentence stand under: not, must, may, first, then. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from knowledge.claims.limits import ALL
from knowledge.claims.words import EMPTY, MODALS, NO_DENIAL, cutter, stem

NOT, MUST, MAY, FIRST, THEN = "denial", "demands", "allows", "first", "then"
_DENIALS = (
    r"(?:不得不|不了|没法|没办法|禁止|严禁|没有|不再|从不|并不|并非|绝不|不会|无法|不|没|未|无|勿|莫|别(?=[去来给把让急停])|非|\bnot\b|\bno longer\b|\bno\b|n't\b|\bnever\b"
    r"|\bwithout\b|\bneither\b|\bnor\b)"
)
_OPERATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *((NOT, re.compile(words)) for name, on, words in MODALS if not on and name != "free"),
    *((name, re.compile(words)) for name, on, words in MODALS if on and name != "free"),
    (MUST, re.compile(r"(?<![不需只主还重想愿])要(?![求点么是])|\bneeds? to\b|\bshould\b")),
    (NOT, re.compile(_DENIALS)),
    (FIRST, re.compile(r"(?<![优首])先(?![生进])|首先|\bfirst\b")),
    (THEN, re.compile(r"再|然后|\bthen\b")),
)
_FREE = tuple(re.compile(words) for name, _on, words in MODALS if name == "free")
_ALONE = re.compile("不行?|不可以?|不能|不算|不成|不了")
_PAUSE = re.compile(r"[,;:()。.!?]")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_TOKEN = re.compile("[\u3400-\u9fff]+|[a-z]+(?:'[a-z]+)?")
_NO_CONTENT = frozenset(
    "的 了 着 过 也 都 就 还 又 在 从 到 由 把 被 给 对 向 和 与 及 或 或者 而 且 因为 所以 您 你 他 她 它 我们 该 此 这 那 其 会 是 为 以 于 并 "
    "行 能 可 请 去 来 用 个 日 天 月 年 元 岁 您的 之 所 者 上 下 内 后 前 以后 之后 以前 之前 以内 之内 以上 以下 日内 天内 年内 仍 仍然 另 另外 一般 通常"
    " 继续 更 很 太 自己 本人 有".split()
)
SCOPE = 4
"""So many words behind a word like 不 may be what it is about."""


class Said(NamedTuple):
    """A word with content, what it stands under, and what it stands under as the very next word."""

    word: str
    under: frozenset[str]
    nearest: frozenset[str]
    around: frozenset[str]
    """That, and what stands behind it before the next pause (报到证不再需要), and a denial that ends the sentence."""
    about_all: bool = False
    """Whether a denial behind it is about everything before (…，都是禁止的)."""


class _At(NamedTuple):
    start: int
    end: int
    name: str
    alone: bool = False
    """Whether the denial says by itself that something is not so (外地的不行)."""


def _operators(text: str) -> list[_At]:
    left = text
    for words in (*_FREE, NO_DENIAL, ALL):  # 不收费 and 不超过 deny nothing
        left = words.sub(lambda found: " " * len(found[0]), left)
    found: list[_At] = []
    for name, words in _OPERATORS:
        for one in words.finditer(left):
            found.append(_At(*one.span(), name, _ALONE.fullmatch(one[0]) is not None))
        left = words.sub(lambda one: "\0" * len(one[0]), left)
    return sorted(found)


def _words(text: str) -> Iterator[tuple[int, str]]:
    for found in _TOKEN.finditer(text):
        if found[0][0] > "~":
            at = found.start()
            for word, tag in _tagged(found[0]):
                if word not in _NO_CONTENT:
                    yield at, word[1:] if tag == "v" and len(word) == 2 and word[0] == "会" else word
                at += len(word)
        elif found[0] not in EMPTY and len(found[0]) > 1:
            yield found.start(), stem(found[0])


def _tagged(run: str) -> Sequence[Any]:
    tagged: Sequence[Any] = cutter().tag(run)
    return tagged


@lru_cache(maxsize=4096)
def said(text: str) -> tuple[Said, ...]:
    """Every word with content of a sentence in the form of `written`, in order."""
    operators = _operators(text)
    out: list[Said] = []
    start = 0
    for end in [*(pause.start() for pause in _PAUSE.finditer(text)), len(text)]:
        part = list(_part(text, start, end, [at for at in operators if start <= at.start < end]))
        if part and part[-1].about_all:
            out = [one._replace(around=one.around | {NOT}) for one in out]
        out += part
        start = end + 1
    return tuple(out)


def _part(text: str, start: int, end: int, operators: list[_At]) -> Iterator[Said]:
    """The words between two pauses."""
    found: list[tuple[str, frozenset[str], frozenset[str]]] = []
    behind: list[int] = []
    now: dict[str, int] = {}
    at = start
    for number, operator in enumerate([*operators, None]):
        for _at, word in _words(text[at : operator.start if operator else end]):
            now = {name: used + 1 for name, used in now.items() if used < SCOPE}
            found.append((word, frozenset(now), frozenset(name for name, used in now.items() if used == 1)))
            behind.append(number)
        if operator:
            if operator.name in (FIRST, THEN):
                now = {name: used for name, used in now.items() if name not in (FIRST, THEN)}
            if operator.name in (MAY, MUST):
                now.pop(NOT, None)  # 不是代表的可以列席: what may be is not what is denied
            now[operator.name] = 0
            at = operator.end
    ends = bool(now.get(NOT) == 0 and found)
    if ends:
        word, under, nearest = found[-1]
        found[-1] = (word, under | {NOT}, nearest | {NOT} if operators[-1].alone else nearest)
    for one, number in zip(found, behind, strict=True):
        yield Said(*one, one[1] | {operator.name for operator in operators[number:]}, ends)


def _same(one: str, other: str) -> bool:
    return one == other or (len(one) > 1 and len(other) > 1 and one > "~" and (one in other or other in one))


def _shown(word: str, sentences: Iterable[tuple[Said, ...]]) -> list[Said]:
    return [known for sentence in sentences for known in sentence if _same(word, known.word)]


def turned(mine: str, near: Sequence[str], everything: Sequence[str]) -> str:
    """What a sentence says under another operator than every sentence near it that has the word; empty for nothing."""
    own, others = said(mine), [said(text) for text in near]
    denies = any("禁" in text for text in near) or any(NOT in one.around for sentence in others for one in sentence)
    for one in own:
        known = _shown(one.word, others)
        alike = any(
            NOT in other.under and set(one.word) & set(other.word)
            for there in others
            for other in there
            if other.word > "~"
        )  # 不补报 and 不补, 不退出 and 不退
        if wrong := _one_turned(one, known, denies, alike):
            return wrong
    whole = [said(text) for text in everything]
    return NOT if _affirmed(own, others, whole) else ""


def _one_turned(one: Said, known: list[Said], denies: bool, alike: bool) -> str:
    if NOT in one.nearest:
        return NOT if not (any(NOT in other.around for other in known) or alike if known else denies) else ""
    if not known:
        return ""
    must = MUST in one.nearest and MAY not in one.under
    if must and all(other.under & {MAY, NOT} and MUST not in other.under for other in known):
        return MUST
    if MAY in one.nearest and all(other.under & {MUST, NOT} and MAY not in other.under for other in known):
        return MAY
    for first, instead in ((FIRST, THEN), (THEN, FIRST)):
        if first in one.under and any(instead in other.under for other in known) and not any(
            first in other.under for other in known
        ):  # fmt: skip
            return "order"
    return ""


def _affirmed(own: tuple[Said, ...], others: list[tuple[Said, ...]], whole: list[tuple[Said, ...]]) -> bool:
    """Whether something is said without a denial that the sources only deny, as a word or as two in a row."""
    for sentence in others:
        for at, denied in enumerate(sentence):
            if NOT not in denied.under:
                continue
            here = _shown(denied.word, [own])
            if not here or any(NOT in one.around for one in here):
                continue
            if all(NOT in one.around for one in _shown(denied.word, whole)):
                return True
            if NOT in denied.nearest and at + 1 < len(sentence):
                pair = (denied.word, sentence[at + 1].word)
                if _in_a_row(pair, [own]) and all(NOT in one.around for one in _in_a_row(pair, whole)):
                    return True
    return False


def _in_a_row(pair: tuple[str, str], sentences: Iterable[tuple[Said, ...]]) -> list[Said]:
    return [one for sentence in sentences for one, behind in pairwise(sentence)
            if _same(pair[0], one.word) and _same(pair[1], behind.word)]  # fmt: skip
