"""Several questions in one message: each that is surely one of ours is answered, and what is left is said."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.message import Choice
from handlers.faq.compose import title_of
from handlers.faq.meant import meant
from handlers.faq.outcomes import Outcome
from handlers.faq.steps import MAX_CHOICES, Answer, Question, from_entry, ways_on
from knowledge.normal import normalise
from knowledge.search import Band, Found

AT_MOST = 3
"""More questions than this in one message are a story."""
LIKELY = 0.6
"""The confidence from which a part means what the whole message speaks of as well."""
_SPLIT = re.compile(
    r"[?？;；\n]+|(?<=[。.!！])\s*|[,，]?(?:还有就是|另外|顺便(?:再)?问(?:一下|下)?|还想问(?:一下|下)?)[,，]?"
)
_CLAUSES = re.compile(r"[,，]\s*(?:and\s+)?|\s+and\s+(?=(?:how|what|when|where|which|who|do|does|can|is|are)\b)")
_ASKS = re.compile(
    r"吗|么|呢$|多少|多久|几(?!乎)|怎[么样]|咋|哪|谁|啥|什么|如何|([要能会行可])(?:不|没)\1|有没有|可不可以|是不是"
    r"|\b(?:how|what|when|where|which|who|do i|does|can|could|is|are|should|must)\b"
)


async def several(question: Question) -> Answer | None:
    """Two or three questions in one message: each is answered, when each is surely one of ours.

    One that is not is named, with what it may have meant; where no mark parts them, both must be sure.
    """
    parts, marked = _parts(question)
    if not 2 <= len(parts) <= AT_MOST:
        return None
    found = [meant(question.knowledge, part, await question.finder.find(part)) for part in parts]
    whole = set() if marked else {hit.id for hit in (await question.finder.find(question.text)).hits}
    answers = [_answer(question, part, each, whole) for part, each in zip(parts, found, strict=True)]
    known = {settled.entry: settled for settled in answers if settled is not None}
    if any(settled.outcome is not Outcome.ANSWERED for settled in known.values()):
        return None
    if not marked:
        known = {name: settled for name, settled in known.items() if name in whole}
    left = [
        (part, each)
        for part, each, settled in zip(parts, found, answers, strict=True)
        if settled is None and _ASKS.search(normalise(part)) and question.knowledge.follow_ups.read(part) is None
    ]
    if len(known) > 1:
        return _together(question, list(known.values()))
    return _with_rest(question, next(iter(known.values())), *left[0]) if marked and known and left else None


def _parts(question: Question) -> tuple[list[str], bool]:
    """The questions of the message, and whether marks part them; the whole message where it is one question."""
    parts = [part for part in (piece.strip(" ,，。.!！") for piece in _SPLIT.split(question.text)) if len(part) > 2]
    if len(parts) > 1:
        return parts, True
    both = _both(question)
    if both:
        return both, False
    clauses = [clause.strip(" 。.!！") for clause in _CLAUSES.split(parts[0])] if parts else []
    asking = [clause for clause in clauses if _ASKS.search(normalise(clause))]
    return (asking, False) if len(asking) > 1 else (parts, True)


@lru_cache(maxsize=64)
def _two_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Two of these words, one after the other; putting it together anew for every question took a tenth of its time."""
    kinds = "|".join(map(re.escape, words))
    return re.compile(rf"({kinds})\s*(?:和|跟|与|、|and)\s*({kinds})")


def _both(question: Question) -> list[str]:
    """The message once for each of two things of one kind that it names together ("ID card and passport")."""
    low = normalise(question.text)
    for swap in question.knowledge.follow_ups.swaps:
        named = _two_of(tuple(swap.words)).search(low)
        if named and named[1] != named[2]:
            rest = re.split(r"[,，]", low[named.end() :])[0]
            return [f"{low[: named.start()]}{name}{rest}" for name in (named[1], named[2])]
    return []


def _answer(question: Question, part: str, found: Found, whole: Collection[str]) -> Answer | None:
    entry = question.knowledge.entries.get(found.hits[0].id) if found.hits else None
    if entry is None or found.band is Band.REFUSE:
        return None
    # A part that would be asked back about alone is told by what the whole message was found to be about.
    if found.band is Band.CLARIFY and not (entry.id in whole and found.hits[0].confidence >= LIKELY):
        return None
    aspect = question.knowledge.follow_ups.aspect(part)
    return from_entry(replace(question, text=part), entry, found.hits[0].confidence, aspect)


def _together(question: Question, answers: Sequence[Answer]) -> Answer:
    texts = [f"{question.say('faq.about_entry', title=_title(question, part))}\n{part.text}" for part in answers]
    sources = tuple(dict.fromkeys(source for part in answers for source in part.sources))
    choices = tuple(dict.fromkeys(choice for part in answers for choice in part.choices))[:MAX_CHOICES]
    return replace(answers[0], text="\n\n".join(texts), sources=sources, choices=choices,
                   confidence=min(part.confidence for part in answers),
                   also=tuple(part.entry for part in answers[1:]))  # fmt: skip


def _with_rest(question: Question, settled: Answer, part: str, found: Found) -> Answer:
    """The sure answer, and the honest word about the other question, with what it may have meant."""
    key, choices = "faq.part_unknown", ways_on(question)[1:]
    if found.band is Band.CLARIFY:
        entries = [question.knowledge.entries[hit.id] for hit in found.hits if hit.id in question.knowledge.entries]
        others = [entry for entry in entries if entry.id != settled.entry][:MAX_CHOICES]
        key = "faq.part_which"
        choices = tuple(Choice(title_of(entry, question.lang), f"faq:{entry.id}") for entry in others)
    head = question.say("faq.about_entry", title=_title(question, settled))
    text = f"{head}\n{settled.text}\n\n{question.say(key, text=part)}"
    return replace(settled, outcome=Outcome.ANSWERED_PARTIAL, text=text, choices=choices)


def _title(question: Question, settled: Answer) -> str:
    return title_of(question.knowledge.entries[settled.entry], question.lang)
