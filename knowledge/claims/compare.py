"""What a clause says otherwise than the clauses of the sources that it repeats: swapped figures, names, denials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from knowledge.claims.clauses import FEW, Clause, likeness
from knowledge.claims.figures import Figure
from knowledge.claims.grounds import Grounds, supports
from knowledge.claims.limits import AFTER, DOWN, UP

CLOSE = 0.5
"""From this likeness on a clause says what its source says, and must say it the same way."""
SAME = 0.7
"""The same for whole sentences."""
DENIED = 0.65
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
        if not _stands(near, lambda other: any(supports(known, figure) for known in other.figures)) and all(  # noqa: B023
            any(known.kind == figure.kind and not any(supports(known, mine) for mine in said.figures)
                for known in other.figures)
            for other in like
        ):  # fmt: skip
            yield Unfounded(kind_of(figure), figure.said)
    counts = Counter((figure.kind, figure.value) for figure in said.figures if not figure.kind.startswith("soft"))
    if all(_doubled(counts, Counter((figure.kind, figure.value) for figure in other.figures)) for other in like):
        yield Unfounded("number", said.text)
    mine = Counter(name.pieces for name in source.names(said.text))
    theirs = [Counter(name.pieces for name in source.names(other.text)) for other in like]
    if all(_doubled(mine, known) and set(known) - set(mine) for known in theirs):
        yield Unfounded("name", said.text)
    for pieces in mine:
        if not _stands(near, lambda other: all(piece in other.text for piece in pieces)) and all(  # noqa: B023
            any(not all(piece in said.text for piece in known) for known in names_there) for names_there in theirs
        ):
            yield Unfounded("name", " ".join(pieces))


def _stands(near: Sequence[tuple[float, Clause]], holds_it: Callable[[Clause], bool]) -> bool:
    """Whether it stands in a clause about as near as the nearest."""
    return any(holds_it(other) for score, other in near if score > near[0][0] - MARGIN)


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
    return _turned(clause, like) if like else ""


def _turned(clause: Clause, like: Sequence[Clause]) -> str:
    for name, on in clause.modals:
        if all((name, on) not in other.modals and (name, not on) in other.modals for other in like):
            return name
    must, may = ("demands", True), ("allows", True)
    for one, instead in ((must, may), (may, must)):
        if (
            one in clause.modals
            and instead not in clause.modals
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
    whole = [other for other in like if _as_long(clause, other)]
    return "denial" if whole and all(clause.denials != other.denials for other in whole) else ""


def _as_long(clause: Clause, other: Clause) -> bool:
    """Whether two clauses say about as much, so that a denial in one of them is about the same."""
    short, long = sorted((len(clause.terms), len(other.terms)))
    return short >= 0.7 * long and likeness(clause, other) >= DENIED
