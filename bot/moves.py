"""Pure: what an answer or a press in a talk calls for."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.shapes import Step


@dataclass(frozen=True, slots=True)
class Ask:
    """Put the question of that step; `problem` is the text key of what was wrong with the answer."""

    step: Step
    problem: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Say why that step is asked, then ask it again."""

    step: Step


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was said may be a side question: try it as one, else ask the step again with the problem."""

    step: Step
    problem: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Show everything and ask whether it may go out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Ask which answer is to be changed."""


@dataclass(frozen=True, slots=True)
class Done:
    """All is said: the form's finisher takes over."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person gave it up."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The button belongs to another talk or to a step that is over."""


Move = Ask | Why | Unclear | Summary | Edit | Done | Cancelled | Gone
