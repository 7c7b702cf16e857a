"""An entry as an answer: the sentence one wants first, the steps, what is unsure and who knows, the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.message import Source
from knowledge.shapes import Entry, Status

if TYPE_CHECKING:
    from handlers.faq.pipeline import Question


def title_of(entry: Entry, lang: str) -> str:
    """The entry's title in that language."""
    return entry.title_en if lang == "en" and entry.title_en else entry.title


def compose(entry: Entry, question: Question) -> tuple[str, tuple[Source, ...]]:
    """Text and sources of a reviewed entry; nothing in it that the entry does not say."""
    english = question.lang == "en"
    if english and not entry.short_en:
        number = entry.hotline if entry.area == "exit_entry" and entry.hotline else "12345"
        return question.say("faq.only_chinese", number=number, title=entry.title), sources_of(entry)
    short = entry.short_en if english else entry.short
    facts = [(fact.en if english and fact.en else fact.text, fact.status) for fact in entry.facts]
    lines = [short]
    lines += [
        f"{number}. {text}{question.say('faq.mark_unsure') if status is not Status.VERIFIED else ''}"
        for number, (text, status) in enumerate(facts, 1)
    ]
    unsure = entry.unsure_en if english else entry.unsure
    if unsure:
        lines.append(question.say("faq.unsure", text=unsure))
    if entry.hotline:
        lines.append(question.say("faq.hotline", unit=entry.owner, number=entry.hotline))
    return "\n".join(lines), sources_of(entry)


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
