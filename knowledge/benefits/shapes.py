"""The shapes of the benefit check: fields that are asked for, conditions on them, and programmes made of conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.shapes import Citation, Status


class FieldKind(StrEnum):
    """What kind of answer a field takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"


class Op(StrEnum):
    """How a condition compares an answer with its value."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    GE = "ge"
    LE = "le"
    BETWEEN = "between"
    INCLUDES = "includes"
    INCLUDES_ANY = "includes_any"


class ProgrammeKind(StrEnum):
    """Whether a programme gives something, or only reminds of a rule that the person must keep."""

    BENEFIT = "benefit"
    COMPLIANCE = "compliance"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def spoken(self, lang: str) -> str:
        """The English text for `en`, the Chinese one for everything else."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range; numbers as they are, dates as ordinal days. A value known exactly has `low == high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the check may ask for; the sentences that ask stand in the texts of the dialog.

    `place` is its position in the dictionary and breaks ties between questions. `bounds` are the numbers that can be
    meant. `unit` names what is missing when a number falls short. `after` must hold before asking makes sense.
    """

    key: str
    kind: FieldKind
    place: int
    options: tuple[str, ...] = ()
    unit: Words | None = None
    bounds: Span | None = None
    after: Test | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison; `value` is a set for choices, a range for numbers and dates, a truth for yes or no."""

    __test__ = False  # a rule, not a test case

    field: Field
    op: Op
    value: frozenset[str] | Span | bool

    def tests(self) -> Iterator[Test]:
        """Itself, so that a rule can be walked without asking what it is."""
        yield self


@dataclass(frozen=True, slots=True)
class Group:
    """Several rules of which one (`every` False) or all (`every` True) must hold."""

    every: bool
    rules: tuple[Rule, ...]

    def tests(self) -> Iterator[Test]:
        """Every comparison inside, in order."""
        for rule in self.rules:
            yield from rule.tests()


Rule = Test | Group


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the decision table, with where it is written and how far it may be trusted.

    `need` says what is required, `remedy` what a person can do who falls short. `as_of` is the day that a changeable
    condition was read (`2025-08-21`, `2025`, or `2023~` for about 2023). `unknown_passes`: no answer does not block.
    """

    rule: Rule
    need: Words
    clause: str
    status: Status
    remedy: Words
    as_of: str = ""
    unknown_passes: bool = False


@dataclass(frozen=True, slots=True)
class Unset:
    """Something the authorities have not published; when it `decides`, nobody can judge the programme."""

    words: Words
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """One benefit as a decision table.

    All of `hard` must hold; `soft` only adds hints. `review` means that the details are for the authority to announce.
    `decided_by` names who decides, `ask` whom to ask, `instead` the programmes to look at first after a no.
    `checked` is the day a person last compared the table with its sources.
    """

    id: str
    name: Words
    status: Status
    hard: tuple[Condition, ...]
    benefit: Words
    where: Words
    when: Words
    decided_by: Words
    ask: Words
    sources: tuple[Citation, ...]
    checked: date
    kind: ProgrammeKind = ProgrammeKind.BENEFIT
    review: bool = False
    soft: tuple[Condition, ...] = ()
    no_need: tuple[Words, ...] = ()
    bring: tuple[Words, ...] = ()
    unset: tuple[Unset, ...] = ()
    note: Words | None = None
    instead: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Benefits:
    """Everything the check knows: the dictionary of fields and the programmes, both in the order of their files."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    programmes: tuple[Programme, ...] = ()

    def programme(self, id_: str) -> Programme | None:
        """The programme of that id, or None when it was taken out meanwhile."""
        return next((programme for programme in self.programmes if programme.id == id_), None)
