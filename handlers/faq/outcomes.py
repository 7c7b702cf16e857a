"""How a question can end: exactly one of these for every question."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The outcomes of CONTRACT.md."""

    ANSWERED = "answered"
    ANSWERED_PARTIAL = "answered_partial"
    CLARIFICATION = "clarification"
    DIALOG_OFFERED = "dialog_offered"
    OUT_OF_SCOPE = "unanswerable_out_of_scope"
    NO_CONTENT = "unanswerable_no_content"
    EXPIRED = "unanswerable_expired"
    ACCOUNT_DATA = "unanswerable_account_data"
    LEGAL_JUDGEMENT = "unanswerable_legal_judgement"
    HANDED_TO_HUMAN = "handed_to_human"
    AWAITING_APPROVAL = "awaiting_approval"
    CRISIS = "crisis_signposted"
    INJECTION = "guardrail_injection"
    GUARDRAIL_ANSWER = "guardrail_answer"
    PERSONAL_DATA = "guardrail_personal_data"
    SMALL_TALK = "small_talk"
    ERROR_MODEL = "error_model"
    ERROR_INTERNAL = "error_internal"


COUNTS = {
    outcome.value: result
    for result, outcomes in {
        "answered": (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL),
        "clarified": (Outcome.CLARIFICATION, Outcome.DIALOG_OFFERED),
        "refused": (Outcome.OUT_OF_SCOPE, Outcome.NO_CONTENT, Outcome.EXPIRED, Outcome.ACCOUNT_DATA,
                    Outcome.LEGAL_JUDGEMENT, Outcome.INJECTION, Outcome.GUARDRAIL_ANSWER, Outcome.PERSONAL_DATA),
        "handed_over": (Outcome.HANDED_TO_HUMAN, Outcome.AWAITING_APPROVAL),
        "signposted": (Outcome.CRISIS,),
        "failed": (Outcome.ERROR_MODEL, Outcome.ERROR_INTERNAL),
    }.items()
    for outcome in outcomes
}  # fmt: skip
"""Under which word the metrics count an outcome; small talk is no question."""
