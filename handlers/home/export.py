"""Everything that is stored about a person, put together from every table that holds something of hers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.store import people, record
from bot.work import TurnTx
from handlers.checklists import store as checklist_store
from handlers.faq import store as faq_store
from handlers.faq.approval import store as approval_store
from handlers.faq.approval.rules import State
from handlers.faq.gaps.store import asking
from handlers.opinions import store as opinion_store
from handlers.tickets import store as ticket_store
from handlers.tickets.matter import Ticket
from handlers.tickets.phone import What
from handlers.tickets.phone import store as phone_store
from handlers.tickets.rating import SCORES
from handlers.tickets.rating import store as ratings

HERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "person": ("language", "large_type", "known_since", "first_notice"),
    "identity": ("channels",),
    "link_code": ("link_codes_until",),
    "conversation": ("conversations",),
    "mailbox": ("conversations",),
    "intake": ("you_wrote",),
    "outgoing": ("we_wrote",),
    "consent": ("consents",),
    "file": ("files",),
    "ticket": ("tickets",),
    "ticket_event": ("tickets",),
    "rating": ("tickets",),
    "phone_look": ("looks_at_your_number", "looks_at_your_tickets"),
    "wrong_guess": ("wrong_tries",),
    "question": ("questions",),
    "approval": ("answers_looked_over",),
    "gap_asker": ("unanswered_questions",),
    "gap_wording": ("unanswered_questions",),
    "gap": ("unanswered_questions",),
    "opinion_statement": ("opinions",),
    "checklist": ("checklists",),
})  # fmt: skip
"""Table by table, under which names the export shows what it holds of the person."""

NOT_HERS: Mapping[str, str] = MappingProxyType({
    "staff": "accounts of the staff",
    "staff_identity": "under which names channels know the staff",
    "staff_key": "hashes of sign-in keys of the staff",
    "staff_group": "chats of the staff",
    "unit": "offices of the district",
    "subtask": "what units were asked to do for a ticket; the ticket itself is exported",
    "ladder_step": "which of the staff was told when that a ticket runs late; names it by its number of row",
    "staff_ping": "how often somebody of the staff was written to on a day",
    "held_ping": "reminders of the staff for their next digest: numbers and deadlines of tickets",
    "duty": "who of the staff is on duty when",
    "absence": "when somebody of the staff is away",
    "card": "where a ticket's card stands in the staff's chat; the ticket itself is exported",
    "entry_draft": "answers of the staff that may become entries, with the masked words of the ticket they answer",
    "filing": "what somebody of the staff is about to file; once it is a ticket, its words stand there alone",
    "spot_member": "which reports came from one place; the tickets themselves are exported",
    "alert": "what machines reported",
    "proposal": "how tickets were read and to whom they should go; the ticket itself is exported",
    "timer": "when something is looked at again; names a ticket by its number of row",
    "area": "districts, towns, estates",
    "alarm": "what the operator must look at; speaks of rows, kinds and chats, without anybody's words",
    "counter": "the last ticket number of each day",
    "secret": "keys of the machine",
    "switch": "which channels are switched off",
    "state": "what the machine remembers of itself",
    "retention": "how many days rows are kept",
    "entry_revision": "answers as the staff published them",
    "entry_signature": "which unit answers for which entry",
    "place": "service points",
})  # fmt: skip
"""Tables that hold nothing of a resident, and what they hold instead."""


def of_person(tx: TurnTx) -> dict[str, Any]:
    """All of it as JSON values, under the names that `HERS` tells."""
    conn, person_id = tx.conn, tx.person.id
    keys = people.conversations(conn, person_id)
    looks = phone_store.of_person(conn, person_id)
    unit = tx.say("tickets.unit_default", district=tx.settings.district)
    return {
        **record.of_person(conn, person_id),
        "tickets": [_ticket(tx, matter) for matter in ticket_store.of_person(conn, person_id, 1000)],
        "looks_at_your_number": [
            {"ticket": look.number, "unit": _unit(tx, look.unit) or unit, "at": look.at.isoformat()}
            for look in looks if look.what is What.PHONE
        ],
        "looks_at_your_tickets": [
            {"ticket": look.number, "unit": _unit(tx, look.unit) or unit, "at": look.at.isoformat(),
             "what": look.what.value}
            for look in looks if look.what is not What.PHONE
        ],
        "wrong_tries": [
            {"number": number, "at": at.isoformat()} for number, at in ticket_store.guesses_from(conn, keys)
        ],
        "questions": [
            {"at": row.at.isoformat(), "text": row.text, "outcome": row.outcome, "entry": row.entry,
             "confidence": row.confidence, "helped": row.helped, "language": row.lang}
            for row in faq_store.of_conversations(conn, keys)
        ],
        "answers_looked_over": [
            {"question": row.question, "entry": row.entry, "state": row.state.value, "language": row.lang,
             **({"answer_of_a_machine": f"{row.draft}\n{tx.within(row.lang).say('machine.ai_label')}"}
                if row.state is State.ACCEPTED else {})}  # a draft that nobody let out is not shown by this way either
            for row in approval_store.of_conversations(conn, keys)
        ],
        "unanswered_questions": [
            {"text": row.text, "at": row.at.isoformat(), "language": row.lang, "group": row.name,
             "wants_to_know_since": row.wants_at.isoformat() if row.wants_at else None,
             "told": row.told_at.isoformat() if row.told_at else None, "answered_by": row.entry or None}
            for row in asking.of_person(conn, person_id)
        ],
        "opinions": [
            {"question": row.opinion, "text": row.text, "named": row.named, "language": row.lang,
             "at": row.at.isoformat(), "what_became_of_it": row.outcome}
            for row in opinion_store.of_person(conn, person_id)
        ],
        "checklists": [
            {"title": kept.title, "entry": kept.entry, "case": kept.case, "language": kept.lang,
             "items": [{"text": item.text, "ticked": item.done} for item in kept.items],
             "remind_before": kept.due.isoformat() if kept.due else None}
            for kept in checklist_store.of_person(conn, person_id)
        ],
    }  # fmt: skip


def _unit(tx: TurnTx, name: str) -> str:
    department = tx.knowledge.departments.get(name)
    if department is None:
        return name
    return department.name_en if tx.lang == "en" else department.name


def _ticket(tx: TurnTx, matter: Ticket) -> dict[str, Any]:
    rated = ratings.of(tx.conn, matter.id)
    return {
        "number": matter.number, "code": matter.code, "kind": matter.kind.value, "state": matter.state.value,
        "what": matter.what, "place": matter.place, "when": matter.happened, "phone": matter.phone,
        "named": matter.named, "delicate": matter.sensitive, "language": matter.lang,
        "files": len(matter.files), "unit": _unit(tx, matter.unit),
        "promised": matter.promised_at.isoformat() if matter.promised_at else None,
        "opened": matter.created_at.isoformat(), "state_since": matter.state_since.isoformat(),
        "rated": {"score": rated.score, "of": len(SCORES), "why": rated.why, "at": rated.at.isoformat()}
        if rated else None,
        "history": [
            {"at": past.at.isoformat(), "event": past.event, "by": past.actor, "text": past.text,
             "files": len(past.files)}
            for past in ticket_store.history(tx.conn, matter.id)
        ],
    }  # fmt: skip
