"""How the content speaks: the rules for wording that a program can check, over every sentence that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import tomli

from knowledge.benefits.loader import load_benefits
from knowledge.consistency import captured, contradictions
from knowledge.errors import ContentError
from knowledge.forbidden import Forbidden, read_forbidden
from knowledge.load import SHIPPED, Knowledge, load
from knowledge.reports import read_reports
from knowledge.reviewing import review_day
from knowledge.shapes import Entry, Status

ERROR, WARN = "error", "warn"
REVIEW_AFTER = timedelta(days=365)
LONG_SHORT, LONG_FACT, LONG_ENTRY, LONG_TEXT = 60, 80, 450, 200
"""Characters of Chinese: the sentence that a person wants first, one step, a whole answer, a fixed text."""

_DATED = re.compile(r"\d{4}")
_FIGURE = re.compile(r"\d")
_NOT_SAID = frozenset({"questions", "questions_en", "source", "sources", "clause", "url"})
"""Keys whose words are not ours: what residents ask, what laws are called."""
_SAID = ("faq", "texts", "benefits", "departments.toml", "opinions.toml")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`error`) or should be looked at (`warn`): file and line or key, what, how to mend it."""

    state: str
    where: str
    what: str
    fix: str = ""

    @property
    def wrong(self) -> bool:
        """Whether the content must not be published like this."""
        return self.state == ERROR


def lint(folder: Path, today: date) -> list[Finding]:
    """Everything found in a content folder, in the order of its files; nothing for content that is fine."""
    found: list[Finding] = []
    knowledge: Knowledge | None = None
    try:
        knowledge = load(folder)
    except ContentError as problem:
        found += [Finding(ERROR, "content", mistake) for mistake in problem.mistakes]
    try:
        read_reports(folder)
    except ContentError as problem:
        found += [Finding(ERROR, "reports", mistake) for mistake in problem.mistakes]
    try:
        load_benefits(folder / "benefits")
    except ContentError as problem:
        found += [Finding(ERROR, "benefits", mistake) for mistake in problem.mistakes]
    forbidden = knowledge.forbidden if knowledge else read_forbidden(SHIPPED / "words" / "forbidden.toml", [])
    found += _words(folder, forbidden)
    if knowledge is not None:
        for entry in knowledge.entries.values():
            found += [*_entry(entry, today), *_dates(entry, today)]
        found += _together(list(knowledge.entries.values()))
        for key, sentence in knowledge.texts.table.items():
            if len(sentence["zh"]) > LONG_TEXT:
                found.append(Finding(WARN, key, f"{len(sentence['zh'])} characters", f"at most {LONG_TEXT}"))
    return found


def _together(entries: list[Entry]) -> Iterator[Finding]:
    """What only shows when entries are held beside each other."""
    for pair in contradictions(entries):
        what = f"“{_short(pair.text)}” and “{_short(pair.contrary)}” in {pair.other} differ in their figures"
        yield Finding(WARN, pair.entry, what, "find out which is right, or say what sets them apart")
    for capture in captured(entries):
        what = f"the wording “{_short(capture.wording)}” is nearest to “{_short(capture.by)}” of {capture.other}"
        yield Finding(WARN, capture.entry, what, "write more wordings like it here")


def _dates(entry: Entry, today: date) -> Iterator[Finding]:
    """Days that are missing, over, or in the wrong order."""
    if entry.review is None:
        yield Finding(WARN, entry.id, "no review day", "write the day by which it must be compared again")
    elif (review_day(entry) or today) < today:
        yield Finding(WARN, entry.id, f"to be reviewed by {review_day(entry)}", "compare it with its sources")
    elif entry.review <= entry.checked:
        yield Finding(ERROR, entry.id, f"review {entry.review} is not after checked {entry.checked}", "mend the days")
    if entry.valid_from is not None and entry.valid_to is not None and entry.valid_to < entry.valid_from:
        yield Finding(ERROR, entry.id, f"valid from {entry.valid_from} to {entry.valid_to}", "mend the days")
    dated = _DATED.search(entry.unsure) or any(_DATED.search(source.date) for source in entry.sources)
    for number, fact in enumerate(entry.facts, 1):
        figure = fact.status is Status.VOLATILE and _FIGURE.search(fact.text)
        if figure and not dated and not _DATED.search(fact.text):
            yield Finding(WARN, entry.id, f"fact {number}: a figure that changes needs its date", "say of when")


def _words(folder: Path, forbidden: Forbidden) -> Iterator[Finding]:
    """Words that are never said, wherever people would read them."""
    paths = [path for name in _SAID for path in _toml(folder / name)]
    for path in paths:
        try:
            raw = path.read_text(encoding="utf-8")
            data = tomli.loads(raw)
        except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
            continue  # loading names it already
        where = path.relative_to(folder)
        for sentence in _sentences(data):
            for term in forbidden.all_in(sentence, content=True):
                said = f"{term.word} in “{_short(sentence)}”"
                yield Finding(ERROR, f"{where}:{_line(raw, sentence)}", said, term.fix)


def _toml(place: Path) -> list[Path]:
    return sorted(place.glob("*.toml")) if place.is_dir() else [place]


def _sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _sentences(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NOT_SAID:
                yield from _sentences(item)


def _line(raw: str, sentence: str) -> int:
    """The line on which a sentence stands; the first one for a sentence that the file writes in another way."""
    at = raw.find(sentence.splitlines()[0])
    return raw.count("\n", 0, at) + 1 if at >= 0 else 1


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 40 else f"{sentence[:39]}…"


def _entry(entry: Entry, today: date) -> Iterator[Finding]:
    def warn(what: str, fix: str) -> Finding:
        return Finding(WARN, entry.id, what, fix)

    missing = [name for name in ("title_en", "short_en", "questions_en") if not getattr(entry, name)]
    missing += [f"fact {number} en" for number, fact in enumerate(entry.facts, 1) if not fact.en]
    missing += ["unsure_en"] if entry.unsure and not entry.unsure_en else []
    if missing:
        yield warn(f"no English: {', '.join(missing)}", "translate it; until then 12367 is offered")
    if len(entry.short) > LONG_SHORT:
        yield warn(f"short has {len(entry.short)} characters", f"at most {LONG_SHORT}: the answer in one sentence")
    for number, fact in enumerate(entry.facts, 1):
        if len(fact.text) > LONG_FACT:
            yield warn(f"fact {number} has {len(fact.text)} characters", f"at most {LONG_FACT}: one idea a sentence")
    whole = len(entry.short) + len(entry.unsure) + sum(len(fact.text) for fact in entry.facts)
    if whole > LONG_ENTRY:
        yield warn(f"the whole answer has {whole} characters", f"at most {LONG_ENTRY}: split the entry")
    if entry.valid_to is not None and entry.valid_to < today:
        yield warn(f"not valid since {entry.valid_to}", "renew it or take it out; people are told it expired")
    if entry.checked > today:
        yield Finding(ERROR, entry.id, f"checked on {entry.checked}, which is still to come", "write the real day")
    elif today - entry.checked > REVIEW_AFTER:
        yield warn(f"last checked on {entry.checked}", "compare it with its sources and write today's date")
    for source in entry.sources:
        host = urlsplit(source.url).hostname or ""
        if source.url and not host.endswith(".gov.cn"):
            yield warn(f"links to {host or source.url}", "link only to official pages")
