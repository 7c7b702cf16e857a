"""What a turn will do, before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.message import Reply
from bot.work import Change


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn will do: a reply or a change, the dialog's new state (None: as it was), and how it is called.

    `free` says that the words were no answer, number, label or command: they may be remembered as what was last said.
    """

    change: Reply | Change | None
    dialog: Mapping[str, Any] | None = None
    outcome: str = "done"
    free: bool = False


SILENCE = Thought(None, outcome="silence")
