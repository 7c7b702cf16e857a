"""Reading one rule of a programme: a comparison checked against its field, or a group of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.benefits.shapes import Field, FieldKind, Group, Op, Rule, Span, Test
from knowledge.benefits.table import Table

OPS: Mapping[FieldKind, tuple[Op, ...]] = {
    FieldKind.CHOICE: (Op.EQ, Op.NE, Op.IN, Op.NOT_IN),
    FieldKind.CHOICES: (Op.INCLUDES, Op.INCLUDES_ANY),
    FieldKind.YES_NO: (Op.EQ, Op.NE),
    FieldKind.NUMBER: (Op.EQ, Op.GE, Op.LE, Op.BETWEEN),
    FieldKind.DATE: (Op.EQ, Op.GE, Op.LE, Op.BETWEEN),
}
LISTS = (Op.IN, Op.NOT_IN, Op.INCLUDES_ANY)
INFINITY = float("inf")


def read_rule(table: Table, fields: Mapping[str, Field]) -> Rule | None:
    """The rule of a table: `field` with one operator, or `any` or `all` with a list of rules; None when it is wrong."""
    groups = [key for key in ("any", "all") if table.get(key) is not None]
    if len(groups) > 1 or (groups and table.get("field") is not None):
        table.wrong("any", "more than one rule in one table", "write one of field, any and all; nest the others")
        return None
    if groups:
        inner = table.tables(groups[0])
        rules = [read_rule(member, fields) for member in inner]
        for member in inner:
            member.close()
        if not rules:
            table.wrong(groups[0], "empty group", "name at least one rule in it")
        whole = [rule for rule in rules if rule is not None]
        return Group(groups[0] == "all", tuple(whole)) if whole and len(whole) == len(rules) else None
    field = fields.get(table.text("field"))
    ops = [op for op in Op if table.get(op) is not None]
    if field is None:
        table.wrong("field", "not in the dictionary", f"use one of {', '.join(fields)}, or add it to fields.toml")
        return None
    if len(ops) != 1 or ops[0] not in OPS[field.kind]:
        named = ", ".join(ops) or "no operator"
        table.wrong("field", f"{field.key} with {named}", f"give exactly one of {', '.join(OPS[field.kind])}")
        return None
    value = _value(field, ops[0], table.get(ops[0]))
    if value is None:
        table.wrong(ops[0], f"{table.get(ops[0])!r} does not fit {field.key}", _hint(field, ops[0]))
        return None
    return Test(field, ops[0], value)


def _value(field: Field, op: Op, raw: object) -> frozenset[str] | Span | bool | None:
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            if isinstance(raw, list) is not (op in LISTS):
                return None
            named = raw if isinstance(raw, list) else [raw]
            names = frozenset(name for name in named if isinstance(name, str))
            return names if names and len(names) == len(named) and names <= set(field.options) else None
        case FieldKind.YES_NO:
            return raw if isinstance(raw, bool) else None
        case FieldKind.NUMBER | FieldKind.DATE:
            return _span(field, op, raw)


def _span(field: Field, op: Op, raw: object) -> Span | None:
    ends = raw if isinstance(raw, list) else [raw]
    if (op is Op.BETWEEN) is not isinstance(raw, list) or len(ends) != (2 if op is Op.BETWEEN else 1):
        return None
    points = []
    for end in ends:
        if field.kind is FieldKind.DATE and type(end) is date:
            points.append(float(end.toordinal()))
        elif field.kind is FieldKind.NUMBER and isinstance(end, int | float) and not isinstance(end, bool):
            points.append(float(end))
        else:
            return None
    low, high = points[0], points[-1]
    if low > high:
        return None
    return Span(-INFINITY if op is Op.LE else low, INFINITY if op is Op.GE else high)


def _hint(field: Field, op: Op) -> str:
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            shape = "a list of" if op in LISTS else "one of"
            return f"write {shape} {', '.join(field.options)}"
        case FieldKind.YES_NO:
            return "write true or false, without quotes"
        case FieldKind.NUMBER:
            return "write a number" if op is not Op.BETWEEN else "write [lowest, highest]"
        case FieldKind.DATE:
            return "write a date like 2026-01-31, without quotes" if op is not Op.BETWEEN else "write [first, last]"
