"""What a resident just writes after an answer, without any button: that it is not solved."""

from __future__ import annotations

import re

from bot.errors import PersonError
from bot.message import Choice, Kind, Reply
from bot.router import plain
from bot.work import Change, Turn, TurnTx
from handlers.tickets import actions, store

_NOT_SOLVED = re.compile(
    r"(?:(?:还|仍|依)然?是?|这(?:件|个)?事|问题|我的事|根本|一直|也)*(?:没有?|未)(?:得到|被)?(?:解决|办好|处理好)(?:啊|呢|呀|的)?"
    r"|(?:its|itis|thisis|thatis)?(?:still)?not(?:yet)?(?:solved|resolved)(?:yet)?"
)


async def not_solved(turn: Turn) -> Change | None:
    """The matter answered last is opened again."""
    message = turn.message
    if message.kind is not Kind.TEXT or message.pick or not _NOT_SOLVED.fullmatch(plain(message.text)):
        return None
    found = await turn.work.read(lambda conn: store.answered_in(conn, message.conversation))
    if found is None or found.person_id != turn.person.id:
        return None

    def change(tx: TurnTx) -> Reply:
        matter = store.get(tx.conn, found.id, lock=True)
        if matter is None or matter.person_id != tx.person.id:
            raise PersonError("tickets.not_yours")
        tx.about = matter.about
        actions.judge(tx, matter, solved=False)
        menu = Choice(tx.say("machine.menu"), "menu")
        return Reply(tx.say("tickets.thanks_unsolved", number=matter.number), (menu,))

    return change
