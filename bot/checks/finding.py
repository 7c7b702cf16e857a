"""What the doctor says about one thing: a Check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is: `warn` can wait, `error` keeps the assistant from doing its work."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was seen, and how to put it right where it is not."""

    name: str
    state: State
    text: str
    fix: str = ""

    @property
    def line(self) -> str:
        """As one line of the report."""
        return f"{self.state:<5}  {self.name}: {self.text}" + (f"  — {self.fix}" if self.fix else "")


def ok(name: str, text: str) -> Check:
    """As it should be."""
    return Check(name, State.OK, text)


def warn(name: str, text: str, fix: str) -> Check:
    """Works, but somebody should know."""
    return Check(name, State.WARN, text, fix)


def error(name: str, text: str, fix: str) -> Check:
    """Does not work."""
    return Check(name, State.ERROR, text, fix)
