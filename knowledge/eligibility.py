"""The benefit check from outside: what may be imported of it, and one line of the `eligibility` command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from knowledge.benefits.answers import Persona
from knowledge.benefits.judge import FITTING, OPEN, Missing, Reason, Result, Verdict, check, nearest
from knowledge.benefits.questions import MAX_QUESTIONS, next_question, questions_asked
from knowledge.benefits.shapes import Field, Programme

__all__ = [
    "FITTING",
    "MAX_QUESTIONS",
    "OPEN",
    "Missing",
    "Persona",
    "Reason",
    "Result",
    "Verdict",
    "answer_line",
    "check",
    "nearest",
    "next_question",
    "questions_asked",
]


def answer_line(
    line: Mapping[str, object], programmes: Sequence[Programme], fields: Mapping[str, Field], today: date
) -> dict[str, object]:
    """One line of `eligibility --json`: `{"id","persona","today"?}` in, all programmes judged out.

    `today` stands in where the line names no day. Answers to fields outside the dictionary are left aside. Raises
    ValueError, saying what is wrong, when the persona is no object or the day no date.
    """
    persona = line.get("persona", {})
    if not isinstance(persona, Mapping):
        raise ValueError("persona must be an object of field: value")
    if (named := line.get("today")) is not None:
        today = date.fromisoformat(str(named))
    known = {key: value for key, value in persona.items() if key in fields}
    verdicts = [check(programme, known, today) for programme in programmes]

    def ids(*results: Result) -> list[str]:
        return [verdict.programme.id for verdict in verdicts if verdict.result in results]

    return {
        "id": line.get("id"),
        "eligible": ids(*FITTING),
        "not_eligible": ids(Result.NOT_ELIGIBLE),
        "unknown": ids(*OPEN),
        "results": {verdict.programme.id: _as_json(verdict, verdicts) for verdict in verdicts},
        "asked": len(questions_asked(programmes, known, today)),
    }


def _as_json(verdict: Verdict, verdicts: Sequence[Verdict]) -> dict[str, object]:
    refused = verdict.result is Result.NOT_ELIGIBLE
    other = nearest(verdict, verdicts) if refused else None
    return {
        "result": verdict.result.value,
        "missing": [gap.field.key for gap in verdict.missing],
        "clause": verdict.clause,
        "short": {gap.field.key: gap.short for gap in verdict.missing if gap.short is not None},
        "nearest": other.id if other else None,
    }
