"""Questions that lean on what was answered, or asked back, before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.message import Choice, Origin
from handlers.faq.compose import DETAILS, compose, excerpt, title_of
from handlers.faq.meant import meant
from handlers.faq.outcomes import Outcome
from handlers.faq.steps import Answer, Context, Question, from_entry, out_of_force, related, ways_on
from handlers.faq.where import has_places, where_more
from knowledge.follow import FollowUp
from knowledge.normal import normalise
from knowledge.search import Band, Found, Hit
from knowledge.search.lexicon import cut
from knowledge.search.vague import length
from knowledge.shapes import Aspect, Entry, Fact

SHORT = 16
"""So many Chinese characters may hold a whole question; a shorter one may lean on what was said before."""
MAX_LEAD = 3
SURE = 0.9
"""With so much confidence in the question as rewritten nobody is asked back."""
NEXT = 0.6
"""The confidence from which another entry is meant by words that the one at hand says nothing about."""
LIKELY = 0.4
"""The confidence from which a text that would be asked back about may have a matter of its own."""
NO_MATTER = 3
"""So few characters that are no filler ("in person?", "on Saturday?") name no matter."""
MATTER = 2
"""So many characters that are no filler may name the matter of another entry."""
SPOKEN_OF = 0.75
"""An entry that says so many of a short text's words speaks of it."""


async def follow_up(question: Question) -> Answer | None:
    """A text that means something only after what was answered, or asked back, before it."""
    context = question.context
    if context is None or not (context.entry or context.offered):
        return _about_what(question)
    if context.entry and question.text == context.asked:
        return None  # who asks the same once more was not answered by what stands there
    alone = await question.finder.find(question.text)
    if alone.hits and alone.hits[0].confidence >= 1:
        return None  # a wording that we know says itself what it means
    if context.offered:
        return await _chosen(question, context, alone)
    entry = question.knowledge.entries.get(context.entry)
    if entry is None:
        return None
    read = question.knowledge.follow_ups.read(question.text)
    if read is not None and (not read.new or (len(read.new) == 1 and read.aspect is not None)):
        return about(question, entry, read.aspect) if read.aspect is not None or read.opened else None
    # What the entry at hand speaks of is asked about it, even where another entry would answer the bare words too.
    standing = alone.band is Band.ANSWER and not _speaks_of(question, entry)
    if read is None:
        short = SHORT if not question.text.isascii() else 3 * SHORT
        if standing or len(question.text) > short:
            return None
        title = title_of(entry, "en" if question.text.isascii() else "zh")
        return await _leaning(question, entry, f"{title} {question.text}", alone)
    if standing and (not read.opened or read.aspect is not None):
        return None
    return await _leaning(question, entry, _rewritten(question, entry, context, read), alone)


def _about_what(question: Question) -> Answer | None:
    """Nothing was asked before: what costs, and where, has to be said first."""
    if not question.knowledge.follow_ups.without_matter(question.text):
        return None
    if question.knowledge.subjects.named(question.text, question.knowledge.follow_ups) is not None:
        return None  # the name of a field, though it is the word for what is asked of others ("appeal")
    return Answer(Outcome.CLARIFICATION, question.say("faq.about_what"), ways_on(question))


def _rewritten(question: Question, entry: Entry, context: Context, read: FollowUp) -> str:
    reading = question.knowledge.follow_ups
    asked = reading.rewritten(context.asked, read.new)
    # What was asked of the one ("how long") is asked of the other as well; who asked how it is done named the matter.
    definite = read.aspect is None and reading.aspect(context.asked) not in (None, Aspect.STEPS)
    if definite or asked != f"{normalise(context.asked)} {normalise(read.new)}":
        return asked
    return f"{entry.title} {read.new}"


async def _leaning(question: Question, entry: Entry, asked: str, alone: Found) -> Answer | None:
    """The answer to the question as rewritten; about the same entry when that is still the nearest."""
    found = await question.finder.find(asked)
    hits = [hit for hit in found.hits if hit.id in question.knowledge.entries]
    if not hits or found.band is Band.REFUSE:
        return None
    best, aspect = hits[0], question.knowledge.follow_ups.aspect(question.text)
    titled = _titled(question, entry, (*hits, *alone.hits))
    if titled is not None:
        return from_entry(replace(question, text=asked), titled, max(best.confidence, NEXT), aspect)
    if best.id == entry.id:
        facts = _about(entry, question.knowledge.follow_ups.content(question.text), aspect)
        if not facts and hits[1:] and hits[1].confidence >= NEXT:
            # What the entry says nothing about is in the one beside it.
            other = question.knowledge.entries[hits[1].id]
            return from_entry(replace(question, text=asked), other, hits[1].confidence, aspect)
        if not facts and _of_its_own(question, alone):
            return None
        return about(question, entry, aspect, facts) if facts else _whole(question, entry)
    # New words that draw away from the entry at hand mean the one that they draw to.
    drawn = best.confidence >= NEXT and hits[1:] and hits[1].id == entry.id
    if found.band is Band.ANSWER or best.id in entry.related or best.confidence >= SURE or drawn:
        other = question.knowledge.entries[best.id]
        return from_entry(replace(question, text=asked), other, best.confidence, aspect)
    return None


def _of_its_own(question: Question, alone: Found) -> bool:
    """Whether a text that the entry at hand says nothing about has a matter of its own."""
    reading = question.knowledge.follow_ups
    if alone.band is Band.ANSWER:
        return True
    if question.knowledge.subjects.named(question.text, reading) is not None:
        return reading.read(question.text) is None  # "and children?" names a field and leans on what was said
    likely = bool(alone.hits) and alone.hits[0].confidence >= LIKELY
    return likely and length(reading.content(question.text)) > NO_MATTER


def _titled(question: Question, entry: Entry, hits: Sequence[Hit]) -> Entry | None:
    """Another likely entry whose very title holds the new words, which that of the entry at hand does not."""
    entries, said = question.knowledge.entries, _joined(question, question.text)
    if len(said) < MATTER or said in _joined(question, f"{entry.title} {entry.title_en}"):
        return None
    likely = (entries[hit.id] for hit in hits if hit.confidence >= LIKELY and hit.id in entries)
    return next((one for one in likely if said in _joined(question, f"{one.title} {one.title_en}")), None)


def _joined(question: Question, text: str) -> str:
    return question.knowledge.follow_ups.content(text).replace(" ", "")


async def _chosen(question: Question, context: Context, alone: Found) -> Answer | None:
    """After asking back once, the next text picks among what was offered: nobody is asked back twice."""
    named = _by_name(question, context)
    if named is not None:
        return from_entry(question, named, 1.0)
    if alone.band is Band.ANSWER:
        return None
    swapped = await _swapped(question, context)
    if swapped is not None:
        return swapped
    found = await question.finder.find(f"{context.asked} {question.text}")
    for hit in (*found.hits, *alone.hits):
        if hit.id in context.offered and hit.id in question.knowledge.entries:
            return from_entry(question, question.knowledge.entries[hit.id], hit.confidence)
    return None


async def _swapped(question: Question, context: Context) -> Answer | None:
    """What was asked before, about the other document or person that the text puts in the place of the first."""
    reading = question.knowledge.follow_ups
    read = reading.read(question.text)
    if read is None or not read.new:
        return None
    asked = reading.rewritten(context.asked, read.new)
    if asked == f"{normalise(context.asked)} {normalise(read.new)}":
        return None
    found = meant(question.knowledge, asked, await question.finder.find(asked))
    hits = [hit for hit in found.hits if hit.id in question.knowledge.entries]
    if found.band is Band.REFUSE or not hits:
        return None
    aspect = reading.aspect(question.text)
    return from_entry(replace(question, text=asked), question.knowledge.entries[hits[0].id], hits[0].confidence, aspect)


def _by_name(question: Question, context: Context) -> Entry | None:
    """The one of what was offered that a short text names, by most of its wordings."""
    said = question.knowledge.follow_ups.content(question.text).replace(" ", "" if not question.text.isascii() else " ")
    if not 1 < len(said) <= SHORT:
        return None
    entries = [question.knowledge.entries[name] for name in context.offered if name in question.knowledge.entries]
    told = [
        (sum(said in normalise(wording) for wording in entry.wordings) / len(entry.wordings), entry)
        for entry in entries
    ]
    told.sort(key=lambda one: one[0], reverse=True)
    return told[0][1] if told and told[0][0] > (2 * told[1][0] if told[1:] else 0) else None


def about(question: Question, entry: Entry, aspect: Aspect | None, facts: tuple[Fact, ...] = ()) -> Answer:
    """What the entry says about one aspect; that it says nothing about it, where it does not."""
    facts = facts or tuple(fact for fact in entry.facts if aspect in DETAILS and fact.aspect is aspect)
    somewhere = aspect is Aspect.WHERE and has_places(entry, question)
    if not facts and not somewhere:
        return _whole(question, entry, aspect if aspect in DETAILS else None)
    if not entry.in_force(question.today):
        return out_of_force(question, entry, 1.0)
    whole, sources = compose(entry, question)
    more = Choice(question.say("faq.whole"), f"faq:{entry.id}")
    return Answer(
        Outcome.ANSWERED, excerpt(entry, question, facts, aspect),
        (more, *(where_more(entry, question) if somewhere else ()), *related(question, entry)), sources, 1.0, entry.id,
        entry.topic, Origin.EXTRACT, whole, question.context,
    )  # fmt: skip


def _whole(question: Question, entry: Entry, missing: Aspect | None = None) -> Answer:
    """The entry again; with the word that what was asked for is not in it."""
    settled = from_entry(question, entry, 1.0)
    if settled.outcome is not Outcome.ANSWERED:
        return settled
    settled = replace(settled, context=question.context)
    if missing is None:
        return settled
    title, number = title_of(entry, question.lang), entry.hotline or "12345"
    lead = question.say("faq.not_in_it", title=title, number=number)
    return replace(settled, outcome=Outcome.ANSWERED_PARTIAL, text=f"{lead}\n{settled.text}")


def _about(entry: Entry, content: str, aspect: Aspect | None) -> tuple[Fact, ...]:
    """The steps that speak of these words, most shared ones first; those of the aspect count more."""
    asked = {term for term in cut(content) if len(term) > 1}
    scored = []
    for number, fact in enumerate(entry.facts):
        shared = len(asked & set(cut(f"{fact.text} {fact.en}")))
        score = shared + (1.5 if aspect is not None and fact.aspect is aspect else 0)
        if score >= 1:
            scored.append((-score, number, fact))
    return tuple(fact for _score, _number, fact in sorted(scored, key=lambda item: item[:2])[:MAX_LEAD])


def _speaks_of(question: Question, entry: Entry) -> bool:
    """Whether a short text says nearly nothing that is not in the entry's answer."""
    asked = {term for term in cut(question.knowledge.follow_ups.content(question.text)) if len(term) > 1}
    if not asked or len(question.text) > SHORT:
        return False
    said = set(cut(" ".join([entry.short, *(fact.text for fact in entry.facts)])))
    return len(asked & said) >= SPOKEN_OF * len(asked)
