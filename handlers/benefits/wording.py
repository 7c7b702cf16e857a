"""How a verdict is said: never as a decision, each no with its clause, its amount, a way on and what fits better."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.message import Source
from knowledge.benefits import Programme, Words
from knowledge.eligibility import FITTING, Missing, Reason, Result, Verdict, nearest
from knowledge.shapes import Status

Say = Callable[..., str]


def result_text(verdicts: Sequence[Verdict], say: Say, lang: str) -> str:
    """The whole result: what fits with where and what to bring, then what is open, does not fit or is unpublished."""
    count = sum(verdict.result in FITTING for verdict in verdicts)
    head = say("benefits.result", count=count) if count else say("benefits.result_none")
    parts = ["\n".join(_lines(verdict, verdicts, say, lang)) for verdict in verdicts]
    return "\n\n".join([head, *parts, say("benefits.footer")])


def _lines(verdict: Verdict, verdicts: Sequence[Verdict], say: Say, lang: str) -> Iterator[str]:
    programme = verdict.programme
    names = {
        "name": programme.name.spoken(lang),
        "ask": programme.ask.spoken(lang),
        "decided_by": programme.decided_by.spoken(lang),
    }
    match verdict.result:
        case Result.LIKELY_ELIGIBLE | Result.LIKELY_PENDING_REVIEW:
            yield say(f"benefits.{verdict.result}" if programme.hard else "benefits.no_conditions", **names)
            yield say("benefits.where", where=programme.where.spoken(lang))
            yield _bring(programme, say, lang)
            yield from _hints(verdict, say, lang)
        case Result.NEED_INFO:
            fields = _listed((say(f"benefits.{gap.field.key}_name") for gap in verdict.missing), say)
            yield say("benefits.need_info", **names, fields=fields, clause=verdict.clause)
        case Result.NOT_ELIGIBLE:
            yield from _refusal(verdict, verdicts, say, lang, names)
        case Result.NOT_PUBLISHED:
            gaps = _listed((gap.words.spoken(lang) for gap in programme.unset if gap.decides), say)
            key = "benefits.not_published" if gaps else "benefits.not_in_force"
            yield say(key, **names, unset=gaps, benefit=programme.benefit.spoken(lang))


def _refusal(
    verdict: Verdict, verdicts: Sequence[Verdict], say: Say, lang: str, names: dict[str, str]
) -> Iterator[str]:
    failed = [reason for reason in verdict.reasons if reason.met is False and not reason.soft]
    for reason in failed:
        condition = reason.condition
        told = {**names, "need": condition.need.spoken(lang), "clause": condition.clause}
        if condition.status is Status.VOLATILE:
            yield say("benefits.not_eligible_as_of", **told, as_of=spoken_day(condition.as_of, say, lang))
        else:
            yield say("benefits.not_eligible", **told)
        keys = {test.field.key for test in condition.rule.tests()}
        yield from (
            _short(gap, say, lang) for gap in verdict.missing if gap.field.key in keys and gap.short is not None
        )
        yield say("benefits.remedy", remedy=condition.remedy.spoken(lang))
    other = nearest(verdict, verdicts)
    if other is not None:
        yield say("benefits.nearest", name=other.name.spoken(lang))


def _short(gap: Missing, say: Say, lang: str) -> str:
    unit = gap.field.unit.spoken(lang) if gap.field.unit else say("benefits.days")
    return say("benefits.short", amount=f"{gap.short:g}", unit=unit)


def _hints(verdict: Verdict, say: Say, lang: str) -> Iterator[str]:
    """What could still stand against it: conditions nobody asked about, and soft ones."""
    for reason in verdict.reasons:
        if reason.met is not True:
            key = "benefits.hint_soft" if reason.soft else "benefits.hint"
            yield say(key, need=_need(reason, lang), remedy=reason.condition.remedy.spoken(lang))


def _need(reason: Reason, lang: str) -> str:
    return reason.condition.need.spoken(lang)


def details_text(programme: Programme, say: Say, lang: str) -> str:
    """Everything about one programme that does not depend on answers."""
    lines = [
        say("benefits.head", name=programme.name.spoken(lang)),
        say("benefits.benefit", benefit=programme.benefit.spoken(lang)),
        say("benefits.where", where=programme.where.spoken(lang)),
        say("benefits.when", when=programme.when.spoken(lang)),
        _bring(programme, say, lang),
    ]
    if programme.no_need:
        lines.append(say("benefits.no_need", no_need=_spoken(programme.no_need, say, lang)))
    if programme.unset:
        gaps = _spoken((gap.words for gap in programme.unset), say, lang)
        lines.append(say("benefits.unset", unset=gaps, ask=programme.ask.spoken(lang)))
    if programme.note:
        lines.append(programme.note.spoken(lang))
    lines.append(say("benefits.decided_by", decided_by=programme.decided_by.spoken(lang)))
    return "\n".join(lines)


def sources(programmes: Iterable[Programme]) -> tuple[Source, ...]:
    """The citations of the programmes, each once, with the day on which they were last compared."""
    found: dict[str, Source] = {}
    for programme in programmes:
        for citation in programme.sources:
            note = "，".join(part for part in (citation.number, citation.date) if part)
            title = f"{citation.title}（{note}）" if note else citation.title
            found.setdefault(title, Source(title, citation.url, checked=programme.checked.isoformat()))
    return tuple(found.values())


def spoken_day(as_of: str, say: Say, lang: str) -> str:
    """`2025-08-21`, `2025-08` or `2025`, with `~` for about, as people say it."""
    numbers = [int(part) for part in as_of.rstrip("~").split("-")]
    if lang == "en":
        names = [str(numbers[0]), *(calendar.month_name[month] for month in numbers[1:2]), *map(str, numbers[2:])]
        day = " ".join(reversed(names))
    else:
        day = "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    return say("benefits.about", day=day) if as_of.endswith("~") else day


def _bring(programme: Programme, say: Say, lang: str) -> str:
    if not programme.bring:
        return say("benefits.bring_nothing")
    return say("benefits.bring", bring=_spoken(programme.bring, say, lang))


def _spoken(words: Iterable[Words], say: Say, lang: str) -> str:
    return _listed((each.spoken(lang) for each in words), say)


def _listed(parts: Iterable[str], say: Say) -> str:
    return say("benefits.comma").join(parts)
