"""What a table would change: entries made, changed, disabled; the rows that are not taken, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from knowledge.checking import Fault, Wrong, faults
from knowledge.editing.columns import GROUPS, SINGLE
from knowledge.editing.merge import Merged
from knowledge.editing.plain import as_data, dumped, from_data
from knowledge.editing.reading import Draft, read_entries
from knowledge.editing.table import Problem, Table
from knowledge.forbidden import Forbidden
from knowledge.load import Knowledge
from knowledge.shapes import Entry

MOST = 100
"""More wordings or steps than this are no answer any more."""
REASONS = MappingProxyType({
    Wrong.TWICE: "编号用了 {} 次",
    Wrong.RELATED: "「相关条目」里的 {} 不存在",
    Wrong.SOURCE: "没有填「依据」：每条答案都要写出处",
    Wrong.UNIT: "「核签部门」{} 不在部门表里",
    Wrong.WINDOW: "「窗口」{} 不在窗口表里",
    Wrong.CASE_TWICE: "清单编号 {} 用了两次",
    Wrong.CASE_ITEMS: "清单 {} 的事项和英文条数不一样",
    Wrong.FOLLOW_UPS: "「追问」和「追问英文」条数不一样",
    Wrong.WORDING: "问法「{}」和别的条目重复",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as the table wants it; `fields` are the columns that differ, empty for a new one."""

    row: int
    entry: Entry
    enabled: bool
    new: bool
    fields: tuple[str, ...] = ()
    switched: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a table would do."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    unchanged: int

    def revisions(self, seed: Knowledge) -> Iterator[tuple[str, str, bool]]:
        """Entry, data and enabled of each revision to publish; what is as shipped again is stored as nothing."""
        for change in self.changes:
            data = dumped(change.entry)
            shipped = seed.entries.get(change.entry.id)
            as_shipped = shipped is not None and dumped(shipped) == data
            yield change.entry.id, "" if as_shipped else data, change.enabled


def plan(seed: Knowledge, now: Merged, table: Table) -> Plan:
    """What the table would change in what is there now; raises TableError when it is no table of entries."""
    drafts, problems = read_entries(table, now.entries)
    made: dict[str, tuple[Draft, Entry]] = {}
    for draft in drafts:
        entry = _entry(draft, seed.forbidden) if not draft.problems else None
        if entry is not None:
            made[draft.id] = draft, entry
    for draft, fault in _faulty(seed, now, made):
        reason = REASONS[fault.wrong].format(fault.about) + (f"：{fault.other}" if fault.other else "")
        draft.wrong(draft.rows[0].number, reason)
    changes, unchanged = [], 0
    for draft, entry in made.values():
        if draft.problems:
            continue
        change = _change(draft, entry, now)
        if change is None:
            unchanged += 1
        else:
            changes.append(change)
    problems += [problem for draft in drafts for problem in draft.problems]
    return Plan(tuple(changes), tuple(sorted(problems, key=lambda problem: problem.row)), unchanged)


def _entry(draft: Draft, forbidden: Forbidden) -> Entry | None:
    mistakes: list[str] = []
    first = draft.rows[0].number
    for key in ("questions", "questions_en", "negatives", "follow_ups", "related", "facts", "sources", "cases"):
        if len(draft.data.get(key, ())) > MOST:
            draft.wrong(first, f"{_named(key)}有 {len(draft.data[key])} 行，最多 {MOST} 行")
    made = from_data(draft.data, "", mistakes)
    for mistake in mistakes:
        draft.wrong(first, f"读不成条目：{mistake.strip(': ')}")
    for text in _said(made) if made is not None else ():
        for term in forbidden.all_in(text, content=True):
            draft.wrong(first, f"不能说「{term.word}」：{text[:30]}（{term.fix}）")
    return made if not draft.problems else None


def _said(entry: Entry) -> Iterator[str]:
    """What people would read, in the words of the entry."""
    yield from (entry.title, entry.title_en, entry.short, entry.short_en, entry.unsure, entry.unsure_en)
    yield from (text for fact in entry.facts for text in (fact.text, fact.en))
    for case in entry.cases:
        yield from (case.title, case.title_en, *case.items, *case.items_en)


def _faulty(seed: Knowledge, now: Merged, made: Mapping[str, tuple[Draft, Entry]]) -> Iterator[tuple[Draft, Fault]]:
    """The drafts that would not fit in with the rest; told again without them, because they may take others along."""
    left = dict(made)
    before = set(faults(now.entries.values(), seed.departments, seed.windows))
    while left:
        whole = {**now.entries, **{name: entry for name, (_draft, entry) in left.items()}}
        bad: set[str] = set()
        for fault in faults(whole.values(), seed.departments, seed.windows):
            if fault in before:
                continue
            guilty = next((name for name in (fault.entry, fault.other) if name in left and _made(fault, name, now)), "")
            if guilty:
                bad.add(guilty)
                yield left[guilty][0], fault
        if not bad:
            return
        left = {name: pair for name, pair in left.items() if name not in bad}


def _made(fault: Fault, name: str, now: Merged) -> bool:
    """Whether this entry brings the fault along: of two that claim a wording, the one that did not have it before."""
    before = now.entries.get(name)
    return fault.wrong is not Wrong.WORDING or before is None or fault.about not in before.wordings


def _change(draft: Draft, entry: Entry, now: Merged) -> Change | None:
    before = now.entries.get(entry.id)
    was = entry.id not in now.disabled
    enabled = was if draft.enabled is None else draft.enabled
    first = draft.rows[0].number
    if before is None:
        return Change(first, entry, True if draft.enabled is None else enabled, new=True)
    fields = differing(before, entry)
    if not fields and enabled == was:
        return None
    return Change(first, entry, enabled, new=False, fields=fields, switched=enabled != was)


def differing(one: Entry, other: Entry) -> tuple[str, ...]:
    """The columns (or the first column of a group) in which two entries differ."""
    left, right = as_data(one), as_data(other)
    keys = {column.key: column.name for column in SINGLE}
    keys |= {group.key or group.main.key: group.main.name for group in GROUPS}
    return tuple(name for key, name in keys.items() if left.get(key) != right.get(key))


def _named(key: str) -> str:
    return next((f"「{group.main.name}」" for group in GROUPS if (group.key or group.main.key) == key), key)
