"""The resident's side: told when there is an answer, or not any more; none of these; two misses in a row."""

from __future__ import annotations

from dataclasses import replace

from bot.message import Choice, Reply
from bot.redact import mask
from bot.router import ident
from bot.work import Change, Turn, TurnTx
from handlers.faq import store
from handlers.faq.compose import title_of
from handlers.faq.gaps import actions
from handlers.faq.gaps.missing import missed
from handlers.faq.gaps.store.asking import Missed
from handlers.faq.memory import missed_before, remembered, with_miss
from handlers.faq.outcomes import Outcome
from handlers.faq.steps import MAX_CHOICES, Answer, Question

ECHO = 40


async def second_miss(question: Question, settled: Answer) -> Answer:
    """Nothing found twice in a row: what was understood, the nearest topics, and a person, instead of "try again"."""
    found = await question.finder.find(question.text)
    entries = [question.knowledge.entries[hit.id] for hit in found.hits if hit.id in question.knowledge.entries]
    topics = tuple(Choice(title_of(entry, question.lang), f"faq:{entry.id}") for entry in entries[:MAX_CHOICES])
    if question.knowledge.sensitive.find(question.text):
        text = question.say("gaps.twice_unsaid")
    else:
        text = question.say("gaps.twice", text=mask(question.text)[:ECHO])
    choices = (*topics, question.choice("faq.to_human", "human"), question.choice("faq.ask_staff", "askstaff"))
    return replace(settled, text=text, choices=choices)


def is_second(turn: Turn, settled: Answer) -> bool:
    """Whether the question before was a miss too."""
    return settled.outcome is Outcome.NO_CONTENT and missed_before(turn.talk.recent, turn.now)


def noted(tx: TurnTx, turn: Turn, left: Missed | None) -> tuple[str, tuple[Choice, ...]]:
    """Keeps a miss; the sentence and the button that offer to tell when there is an answer, or neither."""
    tx.talk = replace(tx.talk, recent=with_miss(tx.talk.recent, tx.now))
    if left is None:
        return "", ()
    row = actions.note(tx, turn.message.conversation, left)
    return tx.say("gaps.offer"), (Choice(tx.say("gaps.tell_me"), f"tellme:{row}"),)


async def none_of_these(turn: Turn) -> Change | Reply:
    """None of the entries that were asked back about: the question stays open, and there are other ways on."""
    asked_id = ident(turn.message.pick.partition(":")[2])
    row = await turn.work.read(lambda conn: store.asked(conn, asked_id, turn.message.conversation))
    if row is None:
        return Reply(turn.say("machine.old_button"), (turn.choice("machine.menu", "menu"),))
    context = remembered(turn.talk.recent, turn.now)
    left = await missed(turn.work.knowledge, turn.work.finder, row.text, rejected=context.offered if context else ())
    return _open(turn, left, "gaps.not_these")


async def not_helped(turn: Turn, asked_id: int) -> Change:
    """The answer did not help: the question stays open, until there is another answer."""
    row = await turn.work.read(lambda conn: store.asked(conn, asked_id, turn.message.conversation))
    work = turn.work
    left = await missed(work.knowledge, work.finder, row.text, rejected=(row.entry,)) if row is not None else None
    return _open(turn, left, "faq.sorry")


def _open(turn: Turn, left: Missed | None, key: str) -> Change:
    twice = missed_before(turn.talk.recent, turn.now)

    def change(tx: TurnTx) -> Reply:
        offer, button = noted(tx, turn, left)
        text = "\n".join(part for part in (tx.say(key), offer) if part)
        rephrase, staff, human = (
            Choice(tx.say(f"faq.{name}"), value)
            for name, value in (("rephrase", "rephrase"), ("ask_staff", "askstaff"), ("to_human", "human"))
        )
        return Reply(text, (human, staff, *button) if twice else (rephrase, staff, human, *button))

    return change


async def tell_me(turn: Turn) -> Change:
    """She agrees, in one press, to be told when there is an answer."""
    row = ident(turn.message.pick.partition(":")[2])

    def change(tx: TurnTx) -> Reply:
        text = tx.say(actions.agree(tx, row))
        return Reply(text, (Choice(tx.say("gaps.tell_not"), f"tellnot:{row}"), Choice(tx.say("machine.menu"), "menu")))

    return change


async def tell_not(turn: Turn) -> Change:
    """She takes it back, in one press."""
    row = ident(turn.message.pick.partition(":")[2])

    def change(tx: TurnTx) -> Reply:
        actions.take_back(tx, row)
        return Reply(tx.say("gaps.taken_back"), (Choice(tx.say("machine.menu"), "menu"),))

    return change
