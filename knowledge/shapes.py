"""The shapes of everything the assistant knows: frozen values, read once from `content/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How far a fact may be trusted; the dossiers' own three marks."""

    VERIFIED = "verified"
    RECALLED = "recalled"
    VOLATILE = "volatile"


class Region(StrEnum):
    """Whose rule it is: a rule of one area is never shown as that of another."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


class Aspect(StrEnum):
    """What a step of an answer is about; a follow-up (那要多少钱？) asks for one of these."""

    WHO = "who"
    PAPERS = "papers"
    STEPS = "steps"
    WHERE = "where"
    ONLINE = "online"
    COST = "cost"
    TIME = "time"
    PENALTY = "penalty"
    RIGHTS = "rights"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fact:
    """One step or condition of an answer, with its own mark."""

    text: str
    status: Status
    en: str = ""
    aspect: Aspect = Aspect.NOTE


@dataclass(frozen=True, slots=True)
class Case:
    """A branch of an answer: whom it is for and what it then takes, as a list to tick and keep.

    `due` names a date of the person's own before which she may want to be reminded (empty: none), `ahead_days` how
    many days before it.
    """

    id: str
    title: str
    items: tuple[str, ...]
    title_en: str = ""
    items_en: tuple[str, ...] = ()
    due: str = ""
    due_en: str = ""
    ahead_days: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an entry has it from: official title, number, date, who issued it; `url` only for official pages."""

    title: str
    number: str = ""
    date: str = ""
    url: str = ""
    unit: str = ""
    region: Region = Region.COUNTRY


@dataclass(frozen=True, slots=True)
class Window:
    """A kind of service point (窗口); where they are stands in the table of places that the operator fills."""

    id: str
    name: str
    name_en: str
    hotline: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One question that residents ask, with its reviewed answer.

    `short` is the sentence a person wants first; `facts` are the steps behind it; `unsure` names what must be
    confirmed, and with whom. `checked` is the day a person last compared the entry with its sources, `review` the day
    by which it must be done again. `negatives` are questions that sound alike and are not answered by it. `unit` is
    the department that signs it, `window` the kind of service point where it is done.
    """

    id: str
    topic: str
    area: str
    title: str
    questions: tuple[str, ...]
    short: str
    facts: tuple[Fact, ...]
    status: Status
    checked: date
    owner: str
    sources: tuple[Citation, ...]
    title_en: str = ""
    questions_en: tuple[str, ...] = ()
    short_en: str = ""
    unsure: str = ""
    unsure_en: str = ""
    hotline: str = ""
    related: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    signed_by: str = ""
    signed_on: date | None = None
    review: date | None = None
    region: Region = Region.COUNTRY
    unit: str = ""
    window: str = ""
    negatives: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    follow_ups_en: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether it may be cited on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every text under which the entry should be found."""
        titles = (self.title, self.title_en) if self.title_en else (self.title,)
        return (*titles, *self.questions, *self.questions_en)


class StepKind(StrEnum):
    """What kind of answer a dialog step takes."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    PHONE = "phone"
    DATE = "date"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a dialog.

    The words live in the texts: `<dialog>.<key>` asks, `<dialog>.<key>_why` says why, `<dialog>.<option>` labels an
    option. `when` holds equalities on earlier answers; `side` lets a side question be answered in the middle. A step
    with `asked` false is never asked: its answer is known from the start, or a file that is sent of its own accord.
    `listed` names such a step whose answer lists the options (between commas, shown as they are) of this one.
    """

    key: str
    kind: StepKind
    options: tuple[str, ...] = ()
    optional: bool = False
    side: bool = True
    asked: bool = True
    max: int = 0
    when: Mapping[str, str] = field(default_factory=dict)
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A talk as data; where one stands is a row, and the next step is computed."""

    name: str
    steps: tuple[Step, ...]
    summary: bool = True

    def step(self, key: str) -> Step | None:
        """The step of that key, or None when the dialog was edited meanwhile."""
        return next((step for step in self.steps if step.key == key), None)


@dataclass(frozen=True, slots=True)
class Opinion:
    """An open question to everybody (线上民意征集), with the days on which it is open."""

    id: str
    title: str
    title_en: str
    question: str
    question_en: str
    asked_by: str
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that a matter can be handed to; `id` is short because it travels in buttons."""

    id: str
    name: str
    name_en: str
