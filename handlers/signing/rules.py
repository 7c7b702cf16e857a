"""Who may sign: the head and the editors of the department in charge, and whoever looks after the whole."""

from __future__ import annotations

from bot.store.staff import Role, Staff
from knowledge.shapes import Entry

OWN = frozenset({Role.HEAD, Role.EDITOR})
"""Sign for their own department."""
ALL = frozenset({Role.ADMINISTRATOR})
"""Sign for any department: where units work on paper, somebody puts their word in."""


def may_sign(member: Staff, department: str, entry: Entry) -> bool:
    """Whether the member, whose unit takes the matters of `department`, may sign the entry."""
    if member.role in ALL:
        return True
    return member.role in OWN and bool(entry.unit) and entry.unit in (department, member.unit)
