"""What became of every word that was said while the assistant was killed again and again."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path

from tests.fakes.telegram import FakeTelegram


@dataclass(frozen=True)
class Verdict:
    """The counts. All but the first four and the repeated sends must be zero."""

    acknowledged: int
    handled: int
    tickets: int
    messages_sent: int
    lost_messages: int
    parked_or_failed: int
    lost_reports: int
    doubled_tickets: int
    lost_answers: int
    doubled_answers: int
    handled_out_of_order: int
    unsent_rows: int
    sent_out_of_order: int
    repeated_sends: int

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or out of order."""
        return not any(getattr(self, item.name) for item in fields(self)[4:-1])

    def table(self) -> str:
        """One line for each count."""
        return "\n".join(f"{item.name.replace('_', ' '):24}{getattr(self, item.name):>8}" for item in fields(self))


def judge(
    database: Path, fake: FakeTelegram, said: Counter[int], reports: Sequence[str], answers: Sequence[str]
) -> Verdict:
    """Compares the database and the wire with what was said."""
    with closing(sqlite3.connect(database)) as conn:
        rows = conn.execute("SELECT id, conversation, outcome, handled_at FROM intake ORDER BY id").fetchall()
        whats = Counter(row[0] for row in conn.execute("SELECT what FROM ticket"))
        replies = Counter(row[0] for row in conn.execute("SELECT text FROM ticket_event WHERE event = 'reply'"))
        outgoing = conn.execute("SELECT chat, payload, state, kind FROM outgoing ORDER BY id").fetchall()
    people = [row for row in rows if row[2] not in ("group", "ignored")]
    queued = defaultdict(list)
    for chat, payload, _state, kind in outgoing:
        if kind == "send":
            queued[chat].append(json.loads(payload).get("text", ""))
    seen, repeated = _on_the_wire(fake)
    return Verdict(
        acknowledged=sum(said.values()),
        handled=len(people),
        tickets=sum(whats.values()),
        messages_sent=sum(map(len, seen.values())),
        lost_messages=abs(sum(said.values()) - len(people)),
        parked_or_failed=sum(row[2] in ("parked", "malformed", "no_channel") or row[3] is None for row in rows),
        lost_reports=sum(whats[what] == 0 for what in reports),
        doubled_tickets=sum(whats[what] > 1 for what in reports),
        lost_answers=sum(replies[text] == 0 for text in answers),
        doubled_answers=sum(replies[text] > 1 for text in answers),
        handled_out_of_order=_out_of_order(rows),
        unsent_rows=sum(row[2] != "sent" for row in outgoing),
        sent_out_of_order=sum(seen[chat] != _once(texts) for chat, texts in queued.items()),
        repeated_sends=repeated,
    )


def _out_of_order(rows: Sequence[tuple[int, str, str, str]]) -> int:
    """Conversations in which something later was handled first."""
    moments = defaultdict(list)
    for _id, conversation, _outcome, handled_at in rows:
        moments[conversation].append(handled_at or "")
    return sum(times != sorted(times) for times in moments.values())


def _once(texts: Sequence[str]) -> list[str]:
    """Without repeats of the text before, as the wire is read."""
    return [text for text, _again in groupby(texts)]


def _on_the_wire(fake: FakeTelegram) -> tuple[dict[str, list[str]], int]:
    """What each chat was sent, in order and without repeats of the message before; and how many repeats there were."""
    seen: dict[str, list[str]] = defaultdict(list)
    repeated = 0
    for call in fake.called("sendMessage"):
        if call.status != 200:
            continue
        chat, text = str(call.params["chat_id"]), str(call.params["text"])
        if seen[chat] and seen[chat][-1] == text:
            repeated += 1
        else:
            seen[chat].append(text)
    return seen, repeated
