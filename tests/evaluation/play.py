"""The sets played through the whole answer pipeline, in one process, on a fixed day, nothing stored."""

from __future__ import annotations

import asyncio
import re
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.embedding import EmbeddingThread, Vectors
from bot.finder import IndexFinder, open_finder
from bot.settings import Settings
from handlers.faq.cli import converse
from handlers.faq.outcomes import Outcome
from handlers.faq.steps import Answer
from knowledge.load import Knowledge, load
from tests.evaluation.sets import SETS, Case, fingerprint, path_of, read

TODAY = date(2026, 12, 1)
"""What has expired must not depend on when the sets are played."""
DEPTH = 5
SIDE_BY_SIDE = 4
ANSWERED = frozenset({Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL})


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a case: outcome and topic, the whole text, the topics of its choices, and what search alone found.

    `danger` is the kind of danger that the rules saw in the last turn, `ranked` the topics found, best first.
    """

    case: Case
    outcome: Outcome
    topic: str
    text: str
    offered: tuple[str, ...]
    ranked: tuple[str, ...]
    danger: str
    lang: str
    confidence: float

    @property
    def answered(self) -> bool:
        """Whether an entry's words were given."""
        return self.outcome in ANSWERED

    @property
    def on_topic(self) -> bool:
        """Whether the answer is about what was asked."""
        return self.answered and self.topic in self.case.topics

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that the text should hold and does not, and with a `!` what it should not hold and does."""
        judged = self.case.judged
        lost = [fact for fact in judged.get("facts", ()) if not says(self.text, fact)]
        return (*lost, *(f"!{fact}" for fact in judged.get("never", ()) if says(self.text, fact)))


def says(text: str, pattern: str) -> bool:
    """Whether a fact's pattern is in the text, whatever its width, case, spaces, dashes or thousands commas."""
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    plain = re.sub(r"[‐-―~～−]", "-", re.sub(r"(?<=\d),(?=\d{3})", "", plain))
    found = re.compile(pattern, re.IGNORECASE)
    return bool(found.search(plain) or found.search(plain.replace(" ", "")))


def play_sets(names: Sequence[str] = SETS) -> tuple[list[Played], dict[str, Any]]:
    """All cases of the sets as they ended, and the configuration that they were played with."""
    with tempfile.TemporaryDirectory() as folder:
        # Neither the environment's data nor its `.env` may change what is measured.
        settings = Settings(_env_file=None, data_dir=Path(folder))  # type: ignore[call-arg]
        return asyncio.run(_play(names, settings))


async def _play(names: Sequence[str], settings: Settings) -> tuple[list[Played], dict[str, Any]]:
    knowledge = load()
    finder = await open_finder(knowledge, settings, wait=True)
    _be_patient(finder)
    try:
        cases = [case for name in names for case in read(name)]
        # Some side by side: while one question becomes a vector, another is searched for.
        turn = asyncio.Semaphore(SIDE_BY_SIDE)
        played = await asyncio.gather(*(_one(case, knowledge, finder, settings, turn) for case in cases))
        return played, configuration(knowledge, finder)
    finally:
        await finder.close()


def configuration(knowledge: Knowledge, finder: IndexFinder) -> dict[str, Any]:
    """What the figures depend on, without a commit: model, thresholds, size and hashes of content and sets."""
    index = finder.index
    answer, clarify = index.thresholds()
    content = (path for path in knowledge.folder.rglob("*") if path.is_file() and path.suffix != ".npz")
    return {
        "embedder": index.embedder_name or "words alone",
        "answer_from": round(answer, 4),
        "ask_back_from": round(clarify, 4),
        "entries": len(knowledge.entries),
        "content": fingerprint(content),
        "sets": fingerprint(path_of(name) for name in SETS),
        "day": TODAY.isoformat(),
    }


class _PatientThread(EmbeddingThread):
    """Waits for the model however busy the machine is: a late vector would change what is measured."""

    async def embed_query(self, text: str, timeout_s: float = 600) -> Vectors | None:
        return await super().embed_query(text, 600)


def _be_patient(finder: IndexFinder) -> None:
    thread = finder._thread
    if thread is not None:
        thread.close()
        finder._thread = _PatientThread(thread.embedder)


async def _one(
    case: Case, knowledge: Knowledge, finder: IndexFinder, settings: Settings, turn: asyncio.Semaphore
) -> Played:
    async with turn:
        settled, spoken = await converse(knowledge, finder, settings, list(case.turns), "", TODAY)
        said = case.turns[-1]
        found = await finder.find(said, DEPTH) if case.topics and len(case.turns) == 1 else None
    kind = knowledge.crisis.find(said)
    return Played(
        case=case,
        outcome=settled.outcome,
        topic=settled.topic,
        text="\n".join(part for part in (settled.text, settled.more) if part),
        offered=_offered(settled, knowledge),
        ranked=tuple(_topic(knowledge, hit.id) for hit in found.hits) if found else (),
        danger=kind.id if kind else "",
        lang=spoken,
        confidence=settled.confidence,
    )


def _offered(settled: Answer, knowledge: Knowledge) -> tuple[str, ...]:
    values = (choice.value.removeprefix("faq:") for choice in settled.choices if choice.value.startswith("faq:"))
    return tuple(_topic(knowledge, value) for value in values)


def _topic(knowledge: Knowledge, entry: str) -> str:
    return knowledge.entries[entry].topic if entry in knowledge.entries else ""
