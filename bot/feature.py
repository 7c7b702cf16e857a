"""The contract between the machine and what it can do: a Feature is a value that lists every way in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.message import Reply
from bot.work import Begin, Change, Handler, Turn, Tx

if TYPE_CHECKING:
    import typer
    from aiohttp import web
    from sqlalchemy import Connection

    from bot.store.timers import Timer
    from bot.work import Work

Answers = Mapping[str, str]
Job = Callable[[Tx, "Timer"], None]
Errand = Callable[["Work", "Timer"], Awaitable[Callable[[Tx], None]]]
Finish = Callable[[Turn, Answers], Awaitable["Reply | Begin | Change"]]
Greet = Callable[[Tx], Reply]
Next = Callable[["Work", Answers], str | None]


@dataclass(frozen=True, slots=True)
class Keep:
    """How long rows stay: those of `table` whose `moment` is older than `days` go, those without that moment stay."""

    table: str
    moment: str
    days: int


@dataclass(frozen=True, slots=True)
class Form:
    """Where a dialog's answers meet code.

    `done` gets the answers (step key to text; a skipped step is missing). `next` may choose the step to ask next
    from the answers so far (None: enough is known); without it steps come in their order.
    """

    dialog: str
    done: Finish
    next: Next | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A `/command`; `menu` is the text key of its description where it is published, empty keeps it unlisted."""

    handler: Handler
    menu: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that a person can do.

    `first` sees every message before an open dialog does (crisis, human wanted); `aside` answers a side question in
    the middle of a dialog; `listens` get what nothing else took, in the order of the features. The `staff_` ones are
    the same for a staff group; `group_commands` are heard in a group that is not the staff's (yet). `always` is heard
    even where the channel is closed to residents (danger). `greets` speak at a first contact, except before a reply
    whose outcome is `urgent`.
    `files_used` tells the ids of the kept files that its rows name: all others are deleted after some days.
    Keys of `picks` are the names before the colon of a choice's value. `errands` are timers like `jobs`, for what must
    be read and searched first: they think outside of a transaction and return what is written in it. `counts` tells
    for outcomes of questions under which word the metrics count them.
    """

    name: str
    commands: Mapping[str, Command] = field(default_factory=dict)
    staff_commands: Mapping[str, Command] = field(default_factory=dict)
    group_commands: Mapping[str, Command] = field(default_factory=dict)
    picks: Mapping[str, Handler] = field(default_factory=dict)
    staff_picks: Mapping[str, Handler] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()
    first: tuple[Handler, ...] = ()
    always: tuple[Handler, ...] = ()
    aside: tuple[Handler, ...] = ()
    listens: tuple[Handler, ...] = ()
    staff_listens: tuple[Handler, ...] = ()
    greets: tuple[Greet, ...] = ()
    urgent: frozenset[str] = frozenset()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    errands: Mapping[str, Errand] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[Keep, ...] = ()
    files_used: Callable[[Connection], set[str]] | None = None
    routes: Callable[[Work], list[web.RouteDef]] | None = None
    starts: Callable[[Work], Awaitable[None]] | None = None
    cli: Callable[[typer.Typer], None] | None = None
