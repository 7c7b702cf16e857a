"""Which of what was found is meant, where words of the question tell what likeness does not."""

from __future__ import annotations

from dataclasses import replace

from knowledge.load import Knowledge
from knowledge.normal import normalise
from knowledge.search import Band, Found

SURE = 0.5
"""The confidence from which both of two twins are what was asked."""
NAMED = 0.4
"""The confidence from which an entry about the document that was named is preferred to one about another."""


def meant(knowledge: Knowledge, text: str, found: Found) -> Found:
    """The findings, with the one in front whose document was named, or the twin for this kind of asker."""
    return _twins(knowledge, text, _named(knowledge, text, found))


def _named(knowledge: Knowledge, text: str, found: Found) -> Found:
    """Who says "passport" does not mean the entry about identity cards, however alike the rest of the words is."""
    entries, low = knowledge.entries, normalise(text)
    hits = [hit for hit in found.hits if hit.id in entries]
    if len(hits) < 2 or hits[0].confidence >= 1:
        return found
    documents = knowledge.follow_ups.swaps[0].words if knowledge.follow_ups.swaps else ()
    said = _in(documents, low)
    titles = [_in(documents, normalise(f"{entries[hit.id].title} {entries[hit.id].title_en}")) for hit in hits]
    if len(said) != 1 or not titles[0] or _like(said, titles[0]):
        return found
    for hit, title in zip(hits[1:], titles[1:], strict=True):
        if _like(said, title) and hit.confidence >= NAMED:
            rest = tuple(other for other in found.hits if other is not hit)
            return Found(found.band, (replace(hit, confidence=max(hit.confidence, hits[0].confidence)), *rest))
    return found


def _in(documents: tuple[str, ...], text: str) -> frozenset[str]:
    """The documents that the text names; a name within a longer one ("licence" in "driving licence") is none."""
    names = set[str]()
    for name in documents:  # the longest come first
        if name in text:
            names.add(name)
            text = text.replace(name, " ")
    return frozenset(names)


def _like(said: frozenset[str], named: frozenset[str]) -> bool:
    """Whether one of both is the other or a kind of it, as a temporary identity card is."""
    return any(one in other or other in one for one in said for other in named)


def _twins(knowledge: Knowledge, text: str, found: Found) -> Found:
    hits = found.hits
    if found.band is Band.REFUSE or len(hits) < 2 or not SURE <= hits[1].confidence <= hits[0].confidence < 1:
        return found
    pair = knowledge.twins.of(hits[0].id, hits[1].id)
    if pair is None:
        return found
    best, other = hits[:2] if hits[0].id == pair.meant(text) else (hits[1], hits[0])
    return Found(Band.ANSWER, (replace(best, confidence=hits[0].confidence), other, *hits[2:]))
