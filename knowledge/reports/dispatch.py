"""Pure: who should deal with a report. The catalogue is data, and learns from what dispatchers put right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.loading import build, read_toml
from knowledge.reports.learning import Verdict, learned
from knowledge.reports.shapes import UNNAMED, Category, Lead, Reading


@dataclass(frozen=True, slots=True)
class DispatchRule:
    """One line of the catalogue (派单目录): who leads and who cooperates for a category, an aspect of it, an area.

    `lead` None leaves it to what the words say; `unit` is the id of the unit that takes it there, empty for whichever
    unit of that kind serves the place.
    """

    category: Category
    lead: Lead | None = None
    cooperating: tuple[Lead, ...] = ()
    aspects: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    unit: str = ""

    @property
    def id(self) -> str:
        """How verdicts name this line; the same for equal conditions."""
        return "/".join((self.category.value, "+".join(self.aspects), "+".join(self.areas)))


@dataclass(frozen=True, slots=True)
class Notice:
    """A safety notice (key in texts/safety.toml) and what calls for it."""

    text: str
    hazards: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole catalogue, the most fitting lines first, and the safety notices."""

    rules: tuple[DispatchRule, ...]
    notices: tuple[Notice, ...] = ()

    def also(self, rules: Sequence[DispatchRule]) -> Catalogue:
        """The same with an operator's own lines; where conditions are equal, theirs win."""
        own = {rule.id for rule in rules}
        kept = [rule for rule in self.rules if rule.id not in own]
        return Catalogue(_ordered([*rules, *kept]), self.notices)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed to the dispatcher.

    `rule` names the line it comes from, `unit` the unit of that line (empty: whichever unit of the lead's kind serves
    the place); `learnt` is True where verdicts changed what rules would say; `supervisor` True where nobody but a
    supervisor may see it; `notice` is the text key of what the reporter should be told first, empty for nothing.
    """

    category: Category
    lead: Lead
    cooperating: tuple[Lead, ...]
    urgent: bool
    place: str | None
    confidence: float
    unit: str = ""
    rule: str = ""
    learnt: bool = False
    supervisor: bool = False
    notice: str = ""


def propose(
    reading: Reading, text: str, area: Collection[str], catalogue: Catalogue, verdicts: Sequence[Verdict] = ()
) -> Proposal:
    """Who should deal with it. `area` holds the names or ids of the areas the place lies in, from town to building.

    `verdicts` are past decisions of dispatchers, oldest first; the last ones of the same kind may change the proposal.
    """
    changed = learned(reading, text, area, verdicts)
    category, lead = (changed.category, changed.lead) if changed else (reading.category, reading.lead)
    aspects = {name for name, _ in reading.aspects[:1]} if category is reading.category else set[str]()
    rule = next(rule for rule in catalogue.rules if _fits(rule, category, aspects, area))
    lead = lead if changed else rule.lead or lead
    cooperating = tuple(each for each in rule.cooperating if each is not lead)
    unit = changed.unit if changed else rule.unit
    return Proposal(
        category, lead, cooperating, reading.urgent, reading.place, reading.confidence, unit, rule.id,
        learnt=changed is not None and (changed.category, changed.lead) != (reading.category, reading.lead),
        supervisor=category is Category.CONDUCT, notice=notice_for(reading, catalogue),
    )  # fmt: skip


def notice_for(reading: Reading, catalogue: Catalogue) -> str:
    """The text key of the safety notice that a report calls for; empty for none. Dangers count before aspects."""
    dangers, aspects = set(reading.hazards), {name for name, _ in reading.aspects[:1]}
    fitting = [n for n in catalogue.notices if dangers & set(n.hazards)]
    if not fitting or dangers == {UNNAMED}:  # what it is about says more than that something is wrong
        fitting = [n for n in catalogue.notices if aspects & set(n.aspects)] or fitting
    return f"safety.notice_{fitting[0].text}" if fitting else ""


def _fits(rule: DispatchRule, category: Category, aspects: Collection[str], area: Collection[str]) -> bool:
    if rule.category is not category or (rule.aspects and not set(rule.aspects) & set(aspects)):
        return False
    return not rule.areas or bool(set(rule.areas) & set(area))


def _ordered(rules: Sequence[DispatchRule]) -> tuple[DispatchRule, ...]:
    return tuple(sorted(rules, key=lambda rule: (not rule.aspects, not rule.areas)))


def read_catalogue(
    path: Path, aspects: Mapping[str, Category], hazards: Collection[str], mistakes: list[str]
) -> Catalogue:
    """The catalogue of that file; what is wrong or names an unknown aspect becomes a line in `mistakes`."""
    data = read_toml(path, mistakes)
    rules = [
        build(DispatchRule, raw, f"{path.name}: rule {n}", mistakes, {})
        for n, raw in enumerate(data.get("rule", []), 1)
    ]
    notices = [
        build(Notice, raw, f"{path.name}: notice {n}", mistakes, {}) for n, raw in enumerate(data.get("notice", []), 1)
    ]
    made, told = [rule for rule in rules if rule is not None], [notice for notice in notices if notice is not None]
    for rule in made:
        wrong = [name for name in rule.aspects if aspects.get(name) is not rule.category]
        mistakes += [f"{path.name}: {rule.id}: {name}: no aspect of {rule.category}" for name in wrong]
    for notice in told:
        unknown = [*(set(notice.aspects) - aspects.keys()), *(set(notice.hazards) - set(hazards))]
        mistakes += [f"{path.name}: notice {notice.text}: {name}: no such aspect or hazard" for name in sorted(unknown)]
    defaults = {rule.category for rule in made if not rule.aspects and not rule.areas}
    mistakes += [f"{path.name}: {each}: no rule without aspects and areas" for each in Category if each not in defaults]
    return Catalogue(_ordered(made), tuple(told))
