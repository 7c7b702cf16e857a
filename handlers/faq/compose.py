"""An entry as an answer: the sentence one wants first, the steps, what is unsure and who knows, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import Source
from handlers.faq.where import where_lines
from knowledge.shapes import Aspect, Entry, Fact, Status

if TYPE_CHECKING:
    from handlers.faq.steps import Question


DETAILS = frozenset(
    {Aspect.PAPERS, Aspect.WHERE, Aspect.ONLINE, Aspect.COST, Aspect.TIME, Aspect.PENALTY, Aspect.RIGHTS}
)
"""Who asks for one of these wants it first; how something is done, and by whom, is the whole answer."""


def title_of(entry: Entry, lang: str) -> str:
    """The entry's title in that language."""
    return entry.title_en if lang == "en" and entry.title_en else entry.title


def compose(entry: Entry, question: Question, aspect: Aspect | None = None) -> tuple[str, tuple[Source, ...]]:
    """Text and sources of a reviewed entry; nothing in it that the entry does not say.

    Details about `aspect` come first, in front of the sentence that answers the entry's own question.
    """
    if only_chinese(entry, question):
        return _call_instead(entry, question), sources_of(entry)
    asked = [fact for fact in entry.facts if fact.aspect is aspect and aspect in DETAILS]
    others = [fact for fact in entry.facts if fact not in asked]
    lines = [_line(fact, question) for fact in asked]
    lines.append(entry.short_en if question.lang == "en" else entry.short)
    lines += [f"{number}. {_line(fact, question)}" for number, fact in enumerate(others, 1)]
    return "\n".join([*lines, *below(entry, question)]), sources_of(entry)


def below(entry: Entry, question: Question) -> list[str]:
    """What stands under every answer of an entry, whoever worded it: places, what is unsure, who knows."""
    return [*where_lines(entry, question), *_footing(entry, question)]


def excerpt(entry: Entry, question: Question, facts: tuple[Fact, ...], aspect: Aspect | None = None) -> str:
    """Those steps of the entry under its title, with what is unsure and who knows; places, if asked where."""
    if only_chinese(entry, question):
        return _call_instead(entry, question)
    head = question.say("faq.about_entry", title=title_of(entry, question.lang))
    where = where_lines(entry, question) if aspect is Aspect.WHERE else []
    return "\n".join([head, *(_line(fact, question) for fact in facts), *where, *_footing(entry, question)])


def only_chinese(entry: Entry, question: Question) -> bool:
    """Whether the asker writes English and the entry has none."""
    return question.lang == "en" and not entry.short_en


def _call_instead(entry: Entry, question: Question) -> str:
    number = entry.hotline if entry.area in ("exit_entry", "foreigner") and entry.hotline else "12345"
    return question.say("faq.only_chinese", number=number, title=entry.title)


def _line(fact: Fact, question: Question) -> str:
    text = fact.en if question.lang == "en" and fact.en else fact.text
    return text if fact.status is Status.VERIFIED else f"{text}{question.say('faq.mark_unsure')}"


def _footing(entry: Entry, question: Question) -> list[str]:
    unsure = entry.unsure_en if question.lang == "en" else entry.unsure
    lines = [question.say("faq.unsure", text=unsure)] if unsure else []
    if entry.hotline:
        lines.append(question.say("faq.hotline", unit=entry.owner, number=entry.hotline))
    return lines


def sources_of(entry: Entry) -> tuple[Source, ...]:
    """The entry's citations: official title with number and date."""
    return tuple(
        Source(
            title="".join(part for part in (_quoted(source.title), source.number) if part)
            + (f"（{source.date}）" if source.date else ""),
            url=source.url,
            unit=entry.owner,
            checked=entry.checked.isoformat(),
        )
        for source in entry.sources
    )


def _quoted(title: str) -> str:
    return title if "《" in title or title.startswith("常识") else f"《{title}》"
