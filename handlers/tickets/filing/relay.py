"""Who took a matter in hears for its resident what she cannot be told here."""

from __future__ import annotations

from bot.message import Choice, Reply
from bot.store import offices
from bot.work import Tx
from handlers.tickets.digest.pinging import ping
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.states import Source

TELL = ":tell"
_RELAYED = {
    "tickets.told_reply": "filing.told_reply", "sensitive.told_reply": "filing.told_reply",
    "tickets.told_ask": "filing.told_ask", "tickets.told_redirected": "filing.told_redirected",
    "tickets.told_extended": "filing.told_extended", "longer.told_interim": "filing.told_interim",
}  # fmt: skip
"""What is worth a message to who took it in; that it was taken or passed on is not."""


def tell(tx: Tx, matter: Ticket, key: str, **params: object) -> int | None:
    """Says it to who took the matter in: alone where she can be reached, else in the group of her unit."""
    if key not in _RELAYED or matter.taken_by is None:
        return None
    member = offices.person(tx.conn, matter.taken_by)
    zh = tx.within("zh")
    said = {**params, "text": str(params.get("text", ""))}
    alone = offices.reach(tx.conn, member.id) if member else None
    if alone is None and matter.sensitive:
        said["text"] = zh.say("sensitive.in_room")
    head = zh.say(f"filing.pass_on_{matter.source}", number=matter.number)
    text = f"{head}\n{zh.say(_RELAYED[key], number=matter.number, **said)}"
    asks = key == "tickets.told_ask"
    reply = Reply(text if asks else f"{text}\n{zh.say('filing.how_to_pass_on')}", () if asks else _ways(zh, matter))
    about = matter.about + (TELL if asks else NOTE)
    if member is not None and alone is not None:
        ping(tx, member, alone, reply, about, urgent=matter.urgent)
        return None
    for group in tx.groups_of(member.unit if member else ""):
        tx.send(group, reply, about)
    return None


def _ways(tx: Tx, matter: Ticket) -> tuple[Choice, ...]:
    unsolved = Choice(tx.say("tickets.not_solved"), f"filedno:{matter.id}")
    seen = Choice(tx.say("tickets.solved"), f"filedyes:{matter.id}")
    return (seen, unsolved) if matter.source is Source.VISIT else (unsolved,)
