"""Measures the search on any set of questions and answers: how often it finds, refuses, and how fast it is."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.embedding import vectors_for
from knowledge.search import Document, Embedder, Found, Index, rows
from knowledge.search.metrics import accuracy_at, auroc, ndcg, recall, reciprocal_rank

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A judged question; nothing relevant means out of scope."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the search made of a query: relevance by rank, how many entries could be found, confidence, milliseconds."""

    relevant: list[bool]
    findable: int
    confidence: float
    ms: float


def evaluate(corpus: Path, queries: Path, embedder: Embedder | None) -> dict[str, object]:
    """The object that `evaluate --json` prints. Both files hold one JSON object a line.

    Corpus lines with the same non-empty answer are wordings of one entry. `accepted` and `rejected` follow from the
    threshold that the index set itself before it saw a query. Without an embedder the words alone are measured.
    Raises ValueError naming file and line where a line cannot be used; OSError where a file cannot be read.
    """
    documents, groups = read_corpus(corpus)
    asked = read_queries(queries, set(groups))
    began = time.perf_counter()
    vectors = vectors_for(rows(documents), embedder) if embedder is not None else None
    index = Index.build(documents, vectors, embedder.name if embedder is not None else "")
    built = time.perf_counter() - began
    members: dict[str, set[str]] = {}
    for line_id, entry in groups.items():
        members.setdefault(entry, set()).add(line_id)
    outcomes = [_ask(index, embedder, query, groups, members) for query in asked]
    report = _report(outcomes, index.thresholds(embedder is not None)[0])
    report["index_s"] = round(built, 3)
    # Linux counts in kilobytes.
    report["rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return report


def _ask(
    index: Index,
    embedder: Embedder | None,
    query: Query,
    groups: Mapping[str, str],
    members: Mapping[str, set[str]],
) -> Outcome:
    began = time.perf_counter()
    vector = None
    # The product looks for the very wording first and then needs no vector.
    if embedder is not None and index.exact(query.text) is None:
        vector = embedder.embed([index.repaired(query.text)])[0]
    found: Found = index.search(query.text, vector, DEPTH)
    ms = (time.perf_counter() - began) * 1000
    wanted = {groups[line_id] for line_id in query.relevant}
    ranked = [not query.relevant.isdisjoint(members[hit.id]) for hit in found.hits]
    return Outcome(ranked, len(wanted), found.hits[0].confidence if found.hits else 0.0, ms)


def _report(outcomes: Sequence[Outcome], threshold: float) -> dict[str, object]:
    inside = [outcome for outcome in outcomes if outcome.findable]
    trusted = [outcome.confidence for outcome in inside]
    strange = [outcome.confidence for outcome in outcomes if not outcome.findable]
    found = [outcome.relevant for outcome in inside]
    right = [bool(ranked) and ranked[0] for ranked in found]
    times = [outcome.ms for outcome in outcomes] or [0.0]
    accepted = [confidence >= threshold for confidence in trusted]
    correct = [yes and hit for yes, hit in zip(accepted, right, strict=True)]
    return {
        "queries": len(outcomes),
        **{f"recall@{depth}": round(recall(found, depth), 4) for depth in (1, 3, 5)},
        "mrr": round(reciprocal_rank(found), 4),
        "ndcg@10": round(ndcg(found, [outcome.findable for outcome in inside], DEPTH), 4),
        "p50_ms": round(float(np.quantile(times, 0.5)), 3),
        "p95_ms": round(float(np.quantile(times, 0.95)), 3),
        "index_s": 0.0,
        "rss_mb": 0.0,
        "oos": {
            "n": len(strange),
            "auroc": round(auroc(trusted, strange), 4),
            "acc@95": round(accuracy_at(trusted, right, strange, 0.95), 4) if strange else 0.0,
            "rejected": round(_share([confidence < threshold for confidence in strange]), 4),
        },
        "in_scope": {"n": len(inside), "accepted": round(_share(accepted), 4), "correct": round(_share(correct), 4)},
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def read_corpus(path: Path) -> tuple[list[Document], dict[str, str]]:
    """The entries of a corpus file, and for each line's id that of its entry, which is its first line's."""
    wordings: dict[str, dict[str, None]] = {}
    answers: dict[str, str] = {}
    groups: dict[str, str] = {}
    by_answer: dict[str, str] = {}
    for where, line in _lines(path):
        line_id = _text(line, "id", where)
        if line_id in groups:
            raise ValueError(f"{where}: the id {line_id!r} is used twice")
        answer = _text(line, "answer", where) if line.get("answer") is not None else ""
        texts = [_text(line, "question", where), *_texts(line, "questions", where)]
        entry = by_answer.setdefault(answer, line_id) if answer.strip() else line_id
        groups[line_id] = entry
        answers[entry] = answer
        wordings.setdefault(entry, {}).update(dict.fromkeys(texts))
    return [Document(entry, tuple(texts), answers[entry]) for entry, texts in wordings.items()], groups


def read_queries(path: Path, known: set[str]) -> list[Query]:
    """The judged questions of a file; ids that the corpus does not have are a ValueError."""
    queries: list[Query] = []
    for where, line in _lines(path):
        relevant = frozenset(_texts(line, "relevant", where))
        if not relevant <= known:
            raise ValueError(f"{where}: {sorted(relevant - known)[0]!r} is not in the corpus")
        queries.append(Query(_text(line, "text", where), relevant))
    return queries


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    # Bytes, so that a line that is no UTF-8 still has its number.
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not raw.strip():
            continue
        where = f"{path}:{number}"
        try:
            line = json.loads(raw.decode())
        except UnicodeDecodeError as error:
            raise ValueError(f"{where}: not UTF-8 ({error.reason})") from error
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"{where}: not JSON ({error})") from error
        if not isinstance(line, dict):
            raise ValueError(f"{where}: a line must be a JSON object")
        yield where, line


def _text(line: Mapping[str, Any], name: str, where: str) -> str:
    value = line.get(name)
    # Many sets number their lines; a number is as good an id as a word.
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or (name == "id" and not value):
        raise ValueError(f"{where}: {name!r} must be a text, not {value!r}")
    return value


def _texts(line: Mapping[str, Any], name: str, where: str) -> list[str]:
    value = line.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
        raise ValueError(f"{where}: {name!r} must be a list of texts")
    return [str(item) for item in value]
