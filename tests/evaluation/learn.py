"""`python -m tests.evaluation.learn`: learns from the judged sentences how danger and wishes sound, writes the tables.

Learnt from are `crisis.jsonl` and `wishes.jsonl`, the half to tune by of the other sets, and as calm ones the wordings
of the entries, delicate matters and reports that are not pressing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge import crisis, wishes
from knowledge.learnt import CALM, Learnt, learn, write_learnt
from knowledge.load import SHIPPED, Knowledge, load
from knowledge.normal import normalise
from knowledge.search.spelling import simplified
from tests.evaluation.sets import TUNING, Case, fingerprint, path_of, read

ASKED, ELSEWHERE = 0.3, 0.3
"""What a question that only has nothing to do with it counts beside a sentence that sounds like it, and what a
sentence of the other table does.
"""
REPORTS = ("reports", "reports_second", "reports_third", "reports_fourth")
DANGEROUS, LABEL = ("crisis", "sensitive", "safety", "ladder"), 24
"""Texts that speak of danger, and how long a sentence is that somebody might type."""
Said = tuple[str, str, float]
"""A sentence, the kind that it is of or calm, and how much it counts."""


def in_danger(knowledge: Knowledge) -> Iterator[Said]:
    """Kinds of danger; what asks for a person or for other rules is calm."""
    for line in _lines("crisis"):
        yield line["text"], line["kind"], 1.0
    for case in _tuning("crisis_unseen"):
        yield case.turns[-1], case.judged["kind"], 1.0
    asked = [*_asked(knowledge), *(line["text"] for line in _lines("wishes"))]
    asked += [case.turns[-1] for name in ("human_wanted", "injections") for case in _tuning(name)]
    asked += _labels(knowledge)
    # Delicate matters and everyday reports are told in strong words, and nobody is in danger.
    asked += [line["text"] for line in _lines("sensitive")]
    asked += [line["text"] for name in REPORTS for line in _lines(name) if not line["urgent"]]
    # A few entries are about what to do in danger: their wordings are no example of calm.
    rules = replace(knowledge.crisis, learnt=None)
    yield from ((text, CALM, ASKED) for text in asked if rules.find(text) is None)


def wished(knowledge: Knowledge) -> Iterator[Said]:
    """A person or other rules wanted; danger is calm here."""
    for line in _lines("wishes"):
        yield line["text"], line["rule"], 1.0
    for case in _tuning("human_wanted"):
        yield case.turns[-1], wishes.PERSON if case.judged["wanted"] else CALM, 1.0
    for case in _tuning("injections"):
        yield case.turns[-1], CALM if case.topics else "injection", 1.0
    yield from ((text, CALM, ASKED) for text in _asked(knowledge))
    yield from ((line["text"], CALM, ASKED) for name in REPORTS for line in _lines(name))
    rules = replace(knowledge.wishes, learnt=None)
    yield from ((text, CALM, ASKED) for text in _labels(knowledge) if not rules.person(text))
    yield from ((line["text"], CALM, ELSEWHERE) for line in _lines("crisis"))


def _labels(knowledge: Knowledge) -> list[str]:
    """Short sentences and labels of the product itself, as people press or repeat them."""
    told = {text for key, each in knowledge.texts.table.items() if key.partition(".")[0] not in DANGEROUS
            for text in each.values() if 1 < len(text) <= LABEL and "{" not in text}  # fmt: skip
    return sorted(told)


def _asked(knowledge: Knowledge) -> list[str]:
    asked = [text for entry in knowledge.entries.values() for text in entry.wordings]
    names = ("questions", "english", "ambiguous", "out_of_scope")
    return asked + [
        case.turns[-1] for name in names for case in _tuning(name) if case.judged.get("kind") != "complaint"
    ]


def _tuning(name: str) -> list[Case]:
    return [case for case in read(name) if case.half == TUNING]


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path_of(name).read_text(encoding="utf-8").splitlines()]


def taught(said: Iterator[Said], kinds: list[str], name: str) -> Learnt:
    """What is learnt from the sentences as they are now."""
    return learn(
        [(simplified(normalise(text)), kind, counts) for text, kind, counts in said],
        kinds,
        fingerprint([path_of(name)]),
    )


def main(folder: Path = SHIPPED / "words") -> None:
    """Learns and writes both tables."""
    knowledge = load()
    kinds = [kind.id for kind, _rule in knowledge.crisis.kinds]
    for table, learnt in (
        (crisis.TABLE, taught(in_danger(knowledge), kinds, "crisis")),
        (wishes.TABLE, taught(wished(knowledge), [wishes.PERSON, "injection"], "wishes")),
    ):
        write_learnt(folder / table, learnt)
        sys.stdout.write(f"{table}: {len(learnt.places)} terms, {(folder / table).stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
