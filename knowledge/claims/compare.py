"""What a clause says otherwise than the clauses of the sources that it repeats: swapped figures, names, denials."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from knowledge.claims.clauses import FEW, Clause, clause_of, clauses, likeness
from knowledge.claims.figures import Figure
from knowledge.claims.grounds import Grounds, supports
from knowledge.claims.limits import AFTER, DOWN, UP
from knowledge.claims.names import sort_of
from knowledge.claims.operators import turned
from knowledge.claims.rivals import exchanged, stretched

CLOSE = 0.5
"""From this likeness on a clause says what its source says, and must say it the same way."""
SAME = 0.55
"""The same for whole sentences."""
WITHIN = 0.8
"""So much of a clause is in another that says all of it."""
MARGIN = 0.12
"""So much nearer must another clause be, with another figure in it, before a figure counts as swapped."""


class Unfounded(NamedTuple):
    """A claim that the sources do not hold: what kind, and the words."""

    kind: str
    said: str


def kind_of(figure: Figure) -> str:
    """What a figure measures, in one word."""
    return figure.kind.partition(":")[0] or "number"


def _near(said: Clause, others: Sequence[Clause]) -> list[tuple[float, Clause]]:
    """The clauses that speak most of the same, nearest first."""
    ranked = sorted(((likeness(said, other), at) for at, other in enumerate(others)), reverse=True)[:30]
    return [(score, others[at]) for score, at in ranked if score >= 0.2]


def _like(near: Sequence[tuple[float, Clause]], close: float) -> list[Clause]:
    return [other for score, other in near if score >= max(close, near[0][0] - 0.08)]


def exchanges(said: Clause, others: Sequence[Clause], close: float, source: Grounds) -> Iterator[Unfounded]:
    """Figures and names that stand where every clause that this one repeats has another."""
    near = _near(said, others)
    like = _like(near, close) if near else []
    if not like:
        return
    for figure in said.figures:
        if not _stands(said, near, lambda other: any(supports(known, figure) for known in other.figures)) and all(  # noqa: B023  (called at once)
            any(known.kind == figure.kind and not any(supports(known, mine) or _vaguer(known, mine)
                                                      for mine in said.figures)
                for known in other.figures)
            for other in like
        ):  # fmt: skip
            yield Unfounded(kind_of(figure), figure.said)
    counts = Counter((figure.kind, figure.value) for figure in said.figures if not figure.kind.startswith("soft"))
    if all(_doubled(counts, Counter((figure.kind, figure.value) for figure in other.figures)) for other in like):
        yield Unfounded("number", said.text)
    mine = {name.pieces for name in source.names(said.text)}
    theirs = [{name.pieces for name in source.names(other.text)} for other in like]
    times = _times(mine, said.text)
    if all(_doubled(times, _times(mine, other.text)) and known - mine
           for known, other in zip(theirs, like, strict=True)):  # fmt: skip
        yield Unfounded("name", said.text)
    for pieces in filter(None, mine):
        if not _stands(said, near, lambda other: all(piece in other.text for piece in pieces)) and all(  # noqa: B023  (called at once)
            any(
                sort_of(known[-1]) == sort_of(pieces[-1]) and not all(piece in said.text for piece in known)
                for known in names_there
                if known
            )
            for names_there in theirs
        ):
            yield Unfounded("name", " ".join(pieces))


def _vaguer(known: Figure, figure: Figure) -> bool:
    """Whether a date is said with less than another one, and agrees with it."""
    return (isinstance(known.value, tuple) and isinstance(figure.value, tuple)
            and all(part in (0, other) for part, other in zip(known.value, figure.value, strict=True)))  # fmt: skip


def _stands(said: Clause, near: Sequence[tuple[float, Clause]], holds_it: Callable[[Clause], bool]) -> bool:
    """Whether it stands in a clause about as near as the nearest."""
    return any(holds_it(other) for score, other in near if score > near[0][0] - MARGIN or _within(said, other))


def _within(said: Clause, other: Clause) -> bool:
    """Whether a clause says nearly all that the other, shorter one does."""
    return len(other.terms) >= FEW and len(other.terms & said.terms) >= WITHIN * len(other.terms)


def _times(names: set[tuple[str, ...]], text: str) -> Counter[str]:
    return Counter({pieces[-1]: text.count(pieces[-1]) for pieces in names if pieces})


def _doubled(mine: Counter[Any], known: Counter[Any]) -> bool:
    """Whether something stands here twice and there once (1 到 5 万 as 5 到 5 万)."""
    return any(times > known[key] > 0 for key, times in mine.items())


def torn(clause: Clause, source: Grounds) -> bool:
    """Whether a clause of hardly more than figures (16 岁以下：5 年) puts together what no sentence does."""
    if len(clause.figures) < 2 or len(clause.terms) >= FEW:
        return False
    return not any(
        all(any(supports(known, figure) for known in other.figures) for figure in clause.figures)
        for other in source.clauses
    )


def said_otherwise(clause: Clause, source: Grounds) -> str:
    """What a clause demands, allows, denies or limits the other way round than every clause that it repeats."""
    near = _near(clause, source.clauses)
    like = _like(near, CLOSE) if near else []
    if not like and clause.figures and len(clause.terms) <= FEW:
        like = [other for other in source.clauses
                if all(any(supports(known, figure) for known in other.figures) for figure in clause.figures)]  # fmt: skip
    if like and (found := _turned(clause, like, near)):
        return found
    texts = [other.text for other in like]
    around = [other.text for score, other in near if score > near[0][0] - MARGIN]
    close = [other for other in like if likeness(clause, other) >= ALIKE and " , " not in other.text + clause.text]
    if close and all(clause.denials != other.denials for other in close):
        return "denial"
    return "exchange" if exchanged(clause.text, texts, around, source.words.rivals) else ""


SURE = 0.7
ALIKE = 0.85
"""From this likeness on two clauses are the same but for a word or two."""

_YES = re.compile(r"(?:yes|可以|能|要|有|是|行|合法|算|需要)(?:的)?(?=\s*(?:[,:]|$))")
_NO = re.compile(r"(?:no|不可以|不能|不行|不用|没有|不是|不需要|违法|不合法|不算)(?:的)?(?=\s*(?:[,:]|$))")


def answers_otherwise(first: str, others: Sequence[Clause]) -> bool:
    """Whether a text begins with yes where a source begins with no, or the other way round."""
    for mine, against_it in ((_YES, _NO), (_NO, _YES)):
        if mine.match(first):
            starts = [other.text for other in others]
            return any(against_it.match(text) for text in starts) and not any(mine.match(text) for text in starts)
    return False


def bound_otherwise(sentence: Clause, source: Grounds) -> bool:
    """Whether two clauses in a row put together what the source keeps apart: another condition, another actor."""
    for one, other in pairwise(clauses(sentence)):
        both = clause_of(f"{one.text} , {other.text}")
        near = _near(both, source.pairs)
        like = [known.text for known in _like(near, CLOSE)] if near else []
        around = [known.text for score, known in near if score > near[0][0] - MARGIN]
        if like and exchanged(both.text, like, around, source.words.rivals):
            return True
    return False


NOT_ALL = re.compile("任何.{0,8}(?:不|禁|无)")
"""任何人不得 is a denial like any other."""
NEARBY = 0.15
"""Sentences from this likeness on are asked whether they say the same of the same words."""


def under_another_word(sentence: Clause, source: Grounds) -> str:
    """What a sentence denies, demands, allows, orders or widens though the sentences near it do not."""
    ranked = sorted(((likeness(sentence, other), at) for at, other in enumerate(source.sentences)), reverse=True)[:8]
    near = [source.sentences[at].text for score, at in ranked if score >= NEARBY]
    near += [other.text for other in source.clauses if _within(sentence, other)]
    if not near:
        return ""
    if found := turned(sentence.text, near, [other.text for other in source.sentences]):
        return found
    if bound_otherwise(sentence, source):
        return "exchange"
    return (
        "wide" if NOT_ALL.search(sentence.text) is None and stretched(sentence.text, near, source.words.rivals) else ""
    )


def _turned(clause: Clause, like: Sequence[Clause], near: Sequence[tuple[float, Clause]]) -> str:
    for name, on in clause.modals:
        if not any((name, on) in other.modals for score, other in near if score >= SURE) and all(
            (name, on) not in other.modals and (name, not on) in other.modals for other in like
        ):
            return name
    must, may = ("demands", True), ("allows", True)
    for one, instead in ((must, may), (may, must)):
        if (
            one in clause.modals
            and instead not in clause.modals
            and not any(one in other.modals for score, other in near if score >= SURE)
            and all(instead in other.modals and one not in other.modals for other in like)
        ):
            return one[0]
    for side, against_it in ((UP, DOWN), (DOWN, UP), (AFTER, DOWN)):
        if (
            side in clause.limits
            and against_it not in clause.limits
            and all(against_it in other.limits and side not in other.limits for other in like)
        ):
            return "limit"
    return ""
