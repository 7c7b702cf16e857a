"""The snippets of an entry: what a model is given to word an answer from, and what its claims are held against."""

from __future__ import annotations

from knowledge.shapes import Entry


def snippets(entry: Entry, lang: str) -> tuple[str, ...]:
    """The answer and its steps in that language (Chinese where there is no English), one text each."""
    if lang == "en" and entry.short_en:
        return (entry.short_en, *(fact.en or fact.text for fact in entry.facts))
    return (entry.short, *(fact.text for fact in entry.facts))


def sources(entry: Entry) -> tuple[str, ...]:
    """Everything that the entry says, in both languages, with who answers for it and where it has it from."""
    texts = [entry.title, entry.title_en, *snippets(entry, "zh"), *snippets(entry, "en"), entry.unsure, entry.unsure_en]
    texts += [entry.hotline, entry.owner]
    for case in entry.cases:
        texts += [case.title, case.title_en, *case.items, *case.items_en, case.due, case.due_en]
    for source in entry.sources:
        texts += [source.title, source.number, source.date, source.unit, source.url]
    return tuple(dict.fromkeys(text for text in texts if text))
