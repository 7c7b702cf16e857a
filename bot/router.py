"""Pure: which way a message goes, and which shown choice somebody meant by typing its number or its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.feature import Command, Errand, Feature, Form, Greet, Job
from bot.message import Choice
from bot.work import Handler

_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = re.compile(
    r"^(?:选|第|no\.?|option)?\s*(?:(?P<digits>\d{1,2})|(?P<word>[一二两三四五六七八九十]))\s*(?:个|项|号|条)?\s*[.。、)!]?$"
)
_COMMAND = re.compile(r"^[/／]([a-z_]{1,32})(?:@\w+)?(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Routes:
    """Every way into every feature, in one table; built once and refused when two features claim the same way."""

    commands: Mapping[str, Command]
    staff_commands: Mapping[str, Command]
    group_commands: Mapping[str, Command]
    picks: Mapping[str, Handler]
    staff_picks: Mapping[str, Handler]
    forms: Mapping[str, Form]
    jobs: Mapping[str, Job]
    errands: Mapping[str, Errand]
    counts: Mapping[str, str]
    first: tuple[Handler, ...]
    always: tuple[Handler, ...]
    aside: tuple[Handler, ...]
    listens: tuple[Handler, ...]
    staff_listens: tuple[Handler, ...]
    greets: tuple[Greet, ...]
    urgent: frozenset[str]


def build_routes(features: Iterable[Feature]) -> Routes:
    """The table of all ways; raises ValueError when a way is claimed twice."""
    features = tuple(features)
    tables: dict[str, dict[str, object]] = {}
    for name in ("commands", "staff_commands", "group_commands", "picks", "staff_picks", "jobs", "errands", "counts"):
        table: dict[str, object] = {}
        for feature in features:
            for key, value in getattr(feature, name).items():
                if key in table:
                    raise ValueError(f"{feature.name}: {name} {key!r} is taken")
                table[key] = value
        tables[name] = table
    return Routes(
        **tables,  # type: ignore[arg-type]  # the tables hold what the features declare, checked there
        forms={form.dialog: form for feature in features for form in feature.forms},
        first=tuple(handler for feature in features for handler in feature.first),
        always=tuple(handler for feature in features for handler in feature.always),
        aside=tuple(handler for feature in features for handler in feature.aside),
        listens=tuple(handler for feature in features for handler in feature.listens),
        staff_listens=tuple(handler for feature in features for handler in feature.staff_listens),
        greets=tuple(greet for feature in features for greet in feature.greets),
        urgent=frozenset().union(*(feature.urgent for feature in features)),
    )


def ident(text: str) -> int:
    """The row that a button's value names; 0 where it names none: values may come from anybody's hand."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def command(text: str) -> tuple[str, str] | None:
    """Name and argument of a `/command`, or None."""
    found = _COMMAND.match(text.strip())
    return (found[1].lower(), (found[2] or "").strip()) if found else None


def plain(text: str) -> str:
    """How labels and typed words are compared: width, case, spaces and marks do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")


def typed_number(text: str) -> int | None:
    """1 for `1`, `１`, `①`, `一`, `第一个`, `选1`, `1.`; None for anything else."""
    found = _NUMBER.match(unicodedata.normalize("NFKC", text).strip().casefold())
    if found is None:
        return None
    return int(found["digits"]) if found["digits"] else _CHINESE[found["word"]]


def typed_choice(text: str, offered: tuple[Choice, ...], *, numbers: bool = True) -> Choice | None:
    """The offered choice that a typed number or label means; control choices answer to their words only."""
    pressable = [choice for choice in offered if choice.value]
    words = plain(text)
    if words:
        for choice in pressable:
            if plain(choice.label) == words:
                return choice
    if not numbers:
        return None
    number = typed_number(text)
    numbered = [choice for choice in pressable if not choice.control]
    return numbered[number - 1] if number is not None and 1 <= number <= len(numbered) else None
