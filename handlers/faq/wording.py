"""A reviewed answer in a model's words: the facts, a sentence at a time through the checks, or the entry as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bot.errors import WriterError
from bot.message import Origin
from bot.redact import has_identity
from bot.veil import veil
from bot.writer import Task
from handlers.faq.compose import below
from handlers.faq.links import hidden, put_back
from handlers.faq.outcomes import Outcome
from handlers.faq.pen import Pen
from handlers.faq.steps import Answer, Question, from_entry
from handlers.faq.tongue import answers_in, is_foreign, strays
from knowledge.claims import Grounds, grounds, rests_on, unfounded
from knowledge.claims.entry import snippets, sources
from knowledge.search import Band

REPHRASING = 0.4
"""So much of the time may go into understanding; the rest is for the answer."""
_MARK = re.compile(r"\s*[\[【](\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)[\]】]")
"""The number of the fact that a sentence rests on."""
_END = re.compile(r"[。！？!?\n](?:\s*[\[【][\d,，、\s]*[\]】])?|\.(?:\s*\[[\d,\s]*\])?(?=\s)")


@dataclass
class _Draft:
    """What came so far and how much of it has passed the checks."""

    question: Question
    facts: int
    links: tuple[str, ...]
    source: Grounds
    passed: str = ""
    read: int = 0
    used: set[int] = field(default_factory=set)

    def hear(self, so_far: str) -> bool:
        """Takes every whole sentence that is new; True when there is more to show. `WriterError` stops the writing."""
        ends = [found.end() for found in _END.finditer(so_far, self.read)]
        if not ends:
            return False
        new, self.read = so_far[self.read : ends[-1]], ends[-1]
        return self._take(new)

    def rest(self, whole: str) -> None:
        """Takes what no full stop ended."""
        self._take(whole[self.read :])

    def _take(self, new: str) -> bool:
        for found in _MARK.finditer(new):
            self.used |= {int(part) for part in re.findall(r"\d+", found[1]) if 0 < int(part) <= self.facts}
        said = put_back(_MARK.sub(lambda found: "" if self._is_mark(found) else found[0], new), self.links)
        if not said.strip():
            return False
        if not is_foreign(self.question.text) and strays(said, self.question.lang):
            raise WriterError("language")
        if unfounded(said, self.source):
            raise WriterError("unfounded")
        if self.question.knowledge.forbidden.find(said) is not None:
            raise WriterError("forbidden")
        self.passed += said
        return True

    def _is_mark(self, found: re.Match[str]) -> bool:
        return all(0 < int(part) <= self.facts for part in re.findall(r"\d+", found[1]))

    def whole(self) -> str:
        """The text, once all of it passed; `WriterError` when it is no answer after all."""
        said = re.sub(r"\n{3,}", "\n\n", self.passed).strip()
        if not said:
            raise WriterError("empty")
        if not answers_in(said, self.question.text, self.question.lang):
            raise WriterError("language")
        foreign = is_foreign(self.question.text)
        if not (self.used if foreign else rests_on(said, self.source)):
            raise WriterError("unused")
        if unfounded(said, self.source):
            raise WriterError("unfounded")
        if self.question.knowledge.forbidden.find(said) is not None:
            raise WriterError("forbidden")
        return said


async def worded(question: Question, settled: Answer) -> Answer:
    """The answer in the model's words; the reviewed entry itself wherever that is not certainly as good."""
    pen = question.pen
    if pen is None or not _may_be_worded(question, settled):
        return settled
    try:
        said = await _write(question, pen, settled)
    except WriterError:
        return settled
    entry = question.knowledge.entries[settled.entry]
    text = "\n".join([said, *below(entry, question)])
    return replace(settled, text=text, more="", origin=Origin.MODEL, reviewed=settled.text)


def _may_be_worded(question: Question, settled: Answer) -> bool:
    """Entries alone are; what is delicate never leaves the house, nor do numbers that say who somebody is."""
    known = all(name in question.knowledge.entries for name in (settled.entry, *settled.also))
    answered = settled.outcome is Outcome.ANSWERED and settled.origin is Origin.EXTRACT and bool(settled.entry)
    return known and answered and _may_be_read(question)


def _may_be_read(question: Question) -> bool:
    before = "\n".join(question.pen.before) if question.pen else ""
    return not has_identity(question.text) and not question.knowledge.sensitive.find(question.text, before)


async def _write(question: Question, pen: Pen, settled: Answer) -> str:
    entries = [question.knowledge.entries[name] for name in (settled.entry, *settled.also)]
    foreign = is_foreign(question.text)
    facts, links = hidden([text for entry in entries for text in snippets(entry, question.lang)])
    source = grounds([text for entry in entries for text in sources(entry)], question.knowledge.name_words)
    draft = _Draft(question, len(facts), links, source)
    label, shown = question.say("machine.ai_label"), not _is_looked_over(question, settled)

    def heard(so_far: str) -> None:
        if draft.hear(so_far) and shown:
            pen.show(f"{draft.passed.strip()}\n{label}")

    task = Task(veil(question.text), facts, pen.before, "" if foreign else question.lang)
    told = await pen.writer.word(task, pen.left, heard)
    try:
        draft.rest(told)
        said = draft.whole()
    except WriterError as error:
        pen.writer.note("word", str(error))
        raise
    pen.writer.note("word", "used")
    return said


def held(question: Question, settled: Answer) -> Answer:
    """The word that a colleague looks over the model's answer, where the topic asks for it."""
    if settled.origin is not Origin.MODEL or not _is_looked_over(question, settled):
        return settled
    text = question.say("approval.waiting")
    return Answer(Outcome.AWAITING_APPROVAL, text, confidence=settled.confidence, entry=settled.entry,
                  topic=settled.topic, context=settled.context, also=settled.also, held=settled)  # fmt: skip


def _is_looked_over(question: Question, settled: Answer) -> bool:
    asks, entries = question.knowledge.approval.asks, question.knowledge.entries
    return any(asks(entries[name]) for name in (settled.entry, *settled.also) if name in entries)


async def in_other_words(question: Question) -> Answer | None:
    """What neither rules nor search understand as it stands, asked again as the model puts it after the last lines."""
    pen = question.pen
    if pen is None or not (pen.before or is_foreign(question.text)) or not _may_be_read(question):
        return None
    if (await question.finder.find(question.text)).band is Band.ANSWER:
        return None
    try:
        asked = await pen.writer.rephrase(veil(question.text), pen.before, pen.left * REPHRASING)
    except WriterError:
        return None
    found = await question.finder.find(asked)
    entry = question.knowledge.entries.get(found.hits[0].id) if found.hits else None
    if found.band is not Band.ANSWER or entry is None:
        return None
    aspect = question.knowledge.follow_ups.aspect(asked)
    return from_entry(question, entry, found.hits[0].confidence, aspect)
