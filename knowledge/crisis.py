"""The crisis rules: patterns only, no model, no search, so that they work when everything else is down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.danger import Danger, endings, read_danger
from knowledge.intents import Rule, compile_rules
from knowledge.learnt import Heard, Learnt, read_learnt
from knowledge.loading import read_items
from knowledge.needed import Patterns, alternatives, patterns
from knowledge.normal import normalise
from knowledge.search.spelling import simplified

MAX_CHARACTERS = 1600
"""Of a very long text the beginning and the end are read; patterns must answer within milliseconds."""
TABLE = "danger.npz"
ALONE, DOUBTED = 0.3, -1.72
"""How loud a text must sound where no rule fits, and how calm for a rule not to be believed."""
FEW, ALONE_OF_FEW = 8, 1.0
"""So few characters are mostly an answer ("in the bicycle shed"): alone they must sound louder."""
ENDING = 1.0
CERTAIN = 9
"""Points of signs that nothing casts doubt on."""


@dataclass(frozen=True, slots=True)
class CrisisKind:
    """One kind of danger: the numbers to call, right one first, and what gives it away."""

    id: str
    call: tuple[str, ...]
    patterns: tuple[str, ...]
    alert: bool = True
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crisis:
    """All kinds with their rules, in the order of the file, the signs that are counted beside them, and what any of the
    rules looks for, with the kind that each of these patterns is of.
    """

    kinds: tuple[tuple[CrisisKind, Rule], ...]
    danger: Danger
    plainly: Patterns
    of: tuple[str, ...]
    learnt: Learnt | None = None

    def find(self, text: str) -> CrisisKind | None:
        """The kind of danger that the text speaks of, the one with the most signs first, or None.

        Who was hurt on the road needs both numbers of an accident, whatever else is said of the wounds.
        """
        if len(text) > MAX_CHARACTERS:
            text = text[: MAX_CHARACTERS // 2] + "\n" + text[-MAX_CHARACTERS // 2 :]
        low = simplified(normalise(text))
        points = self.danger.points(low)
        names = list(points) or self._said(low)
        heard = self._heard(low)
        if heard is not None and not names:
            names = [heard.kind] if heard.loud > (ALONE if len(low) > FEW else ALONE_OF_FEW) else []
        elif heard is not None and heard.loud < DOUBTED and max(points.values(), default=0) < CERTAIN:
            names = []
        if not names:
            return None
        sounds = heard.kind if heard is not None and heard.loud > ALONE else names[0]
        likely = sounds if sounds in names else names[0]
        chosen = "traffic_injury" if likely == "medical" and "traffic_injury" in (*names, sounds) else likely
        return next(kind for kind, _rule in self.kinds if kind.id == chosen)

    def _heard(self, low: str) -> Heard | None:
        """How the loudest part of the normalised text sounds; None without a table of how danger sounds.

        What is left of a part from its later sentences on must sound louder: its beginning may say that all is well.
        """
        if self.learnt is None:
            return None
        heard = [(self.learnt.hear(text), whole) for text, whole in endings(low)]
        loudest, whole = max(heard, key=lambda each: each[0].loud - ENDING * (not each[1]))
        return Heard(loudest.loud - ENDING * (not whole), loudest.kind)

    def _said(self, low: str) -> list[str]:
        """The kinds whose rules fit what the normalised text says plainly."""
        if not self.plainly.possible(self.danger.alike(low)):
            return []
        plain = self.danger.plain(low)
        fitting = {self.of[number] for number in self.plainly.fitting(plain)}
        said = [kind.id for kind, rule in self.kinds if kind.id in fitting and not rule.barred(plain)]
        return [] if said and self.danger.against(low, plain) else said


def read_crisis(path: Path, signs: Path, mistakes: list[str]) -> Crisis:
    """The rules of the first file, the signs of the second, how danger sounds from the table beside them.

    What is wrong in the files becomes lines in `mistakes`.
    """
    kinds = []
    for kind in read_items(path, "kind", CrisisKind, mistakes, {"not": "excluded"}):
        compiled = compile_rules(f"{path.name}: {kind.id}", kind.patterns, kind.excluded, mistakes)
        if compiled is not None:
            kinds.append((kind, compiled))
    danger = read_danger(signs, mistakes)
    ids = {kind.id for kind, _rule in kinds}
    mistakes += [f"{signs.name}: kind {name}: no such kind in {path.name}" for name in danger.kinds if name not in ids]
    parts = [(part, kind.id) for kind, rule in kinds for text in rule.wanted for part in alternatives(text)]
    return Crisis(
        tuple(kinds),
        danger,
        patterns(part for part, _of in parts),
        tuple(of for _part, of in parts),
        read_learnt(path.with_name(TABLE)),
    )
