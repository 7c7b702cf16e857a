"""The sources of an answer as its claims are held against them, and when a source holds a figure or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from knowledge.claims.binding import Bound, bound
from knowledge.claims.clauses import Clause, clause_of, clauses, sentences
from knowledge.claims.dates import holds
from knowledge.claims.figures import Figure
from knowledge.claims.limits import AFTER, DOWN, against
from knowledge.claims.names import Name, NameWords, names
from knowledge.claims.numerals import written
from knowledge.claims.rivals import Place, places

PARTS = frozenset({"article", "paragraph", "item", "chapter"})
"""Of these no bare number is one."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sources of an answer, read once: whole, by sentence and by clause."""

    sentences: tuple[Clause, ...]
    clauses: tuple[Clause, ...]
    figures: tuple[Figure, ...]
    text: str
    words: NameWords = field(default_factory=NameWords)
    places: tuple[Place, ...] = ()
    pairs: tuple[Clause, ...] = ()
    """Clauses that follow each other in a sentence."""
    bound: tuple[Bound, ...] = ()
    terms: frozenset[str] = frozenset()
    """Everything that is spoken of."""
    seen: dict[str, tuple[Name, ...]] = field(default_factory=dict)
    """Names by clause, found when they are first asked for."""

    def names(self, text: str) -> tuple[Name, ...]:
        """The names in a clause."""
        if text not in self.seen:
            self.seen[text] = tuple(names(text, self.words))
        return self.seen[text]


def grounds(texts: Sequence[str], words: NameWords) -> Grounds:
    """The sources as they are compared with: every text that an answer may take its facts from."""
    return _grounds(tuple(texts), words)


@lru_cache(maxsize=64)
def _grounds(given: tuple[str, ...], words: NameWords) -> Grounds:
    texts = [words.canonical(text) for text in given]
    said = tuple(sentences(texts))
    return Grounds(
        said,
        tuple(clause for sentence in said for clause in clauses(sentence)),
        tuple(figure for sentence in said for figure in sentence.figures),
        "\n".join(written(text) for text in texts),
        words,
        tuple(place for text in texts for line in text.split("\n") for place in places(written(line), words.rivals)),
        tuple(
            clause_of(f"{one.text} , {other.text}") for sentence in said for one, other in pairwise(clauses(sentence))
        ),
        tuple(one for sentence in said for one in bound(sentence)),
        frozenset(term for sentence in said for part in (sentence, *clauses(sentence)) for term in part.terms),
    )


def supports(known: Figure, figure: Figure) -> bool:
    """Whether a known figure holds what a figure claims: measure, value and side."""
    if figure.kind == "date" or known.kind == "date":
        same = _same_day(known, figure)
    elif (not figure.kind or not known.kind) and not {figure.kind, known.kind} & PARTS:
        same = (known.raw or known.value) == (figure.raw or figure.value)  # nothing says what is counted
    elif figure.soft and known.soft:
        same = known.value == figure.value  # 两份, two copies
    else:
        same = known.kind == figure.kind and known.value == figure.value
    late = AFTER in figure.sides and DOWN not in figure.sides and DOWN in known.sides  # 15日后 for 届满后15日内
    return same and not late and not against(known.sides, figure.sides)


def _same_day(known: Figure, figure: Figure) -> bool:
    if isinstance(known.value, tuple) and isinstance(figure.value, tuple):
        return holds(known.value, figure.value)
    if isinstance(known.value, tuple) and not figure.kind:
        return figure.value in known.value
    return isinstance(figure.value, tuple) and known.soft and figure.value[0] == known.value and figure.value[1] == 0


_BETWEEN = re.compile("、|以及|或者|[和或及]| and | or |, ")


def _counts(figure: Figure, around: str) -> bool:
    """Whether a number counts what is listed beside it (科技、财政、税务三个部门)."""
    before = around[: around.find(figure.said)]
    parts = [around, before, *(part for text in (around, before) for part in text.split(" , "))]
    return figure.value == before.count(" , ") or any(
        len(_BETWEEN.split(part.strip())) == figure.value for part in parts if part.strip()
    )


def founded(figure: Figure, source: Grounds, around: str = "") -> bool:
    """Whether any figure of the sources holds it."""
    if figure.soft and figure.kind and (figure.value == 1 or _counts(figure, around)):
        return True  # 一份, 一次: mere grammar, unless its source says another number (see `exchanges`)
    same = [known for known in source.figures if supports(known, figure)]
    if not figure.soft and figure.raw is not None:
        # A bare number (15 days, or 30 in special cases) is of any measure only where none is said with it elsewhere.
        measured = {known.kind for known in source.figures if known.raw == figure.raw and not known.soft}
        if measured and figure.kind not in measured:
            same = [known for known in same if known.kind]
    if figure.sides and not any(known.sides & figure.sides for known in same):
        # A source that names the side of this figure at all must name this one.
        bare = replace(figure, sides=frozenset())
        return bool(same) and not any(
            supports(known, bare) and against(known.sides, figure.sides) for known in source.figures
        )
    return bool(same)


_SHORT = re.compile("(?:市|区|县|省|街道|镇)$")


def named(name: Name, source: Grounds) -> bool:
    """Whether the sources hold a name, or every piece of it."""
    return written(name.said) in source.text or all(_held(piece, source) for piece in name.pieces)


def _held(piece: str, source: Grounds) -> bool:
    if piece in source.text or piece in source.words.common or piece in source.words.common_en:
        return True
    short = _SHORT.sub("", piece)
    stems = {piece.removesuffix("s"), piece.removesuffix("es"), piece.removesuffix("'s")} if piece.isascii() else set()
    if any(len(stem) > 2 and stem in source.text for stem in stems):
        return True
    return len(short) > 1 and short != piece and short in source.text
