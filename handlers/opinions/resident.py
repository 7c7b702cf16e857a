"""The resident's side: say what one thinks of the open question, and see later what became of it."""

from __future__ import annotations

from bot.clock import SHANGHAI
from bot.feature import Answers
from bot.message import Choice, Reply
from bot.work import Begin, Change, Turn, TurnTx
from handlers.opinions import actions, store
from knowledge.calendar import spoken
from knowledge.shapes import Opinion


def open_now(turn: Turn) -> Opinion | None:
    """The question that is open today."""
    today = turn.now.astimezone(SHANGHAI).date()
    found = (opinion for opinion in turn.work.knowledge.opinions.values() if opinion.opens <= today <= opinion.closes)
    return next(found, None)


async def begin(turn: Turn) -> Begin | Reply:
    """Shows the open question and opens the talk."""
    opinion = open_now(turn)
    if opinion is None:
        choices = (turn.choice("opinions.mine", "myopinions"), turn.choice("machine.menu", "menu"))
        return Reply(turn.say("opinions.none_open"), choices)
    english = turn.lang == "en"
    lead = turn.say(
        "opinions.lead", title=opinion.title_en if english else opinion.title, asked_by=opinion.asked_by,
        question=opinion.question_en if english else opinion.question, closes=f"{opinion.closes:%Y-%m-%d}",
    )  # fmt: skip
    return Begin("opinion", {"opinion": opinion.id}, lead)


async def done(turn: Turn, answers: Answers) -> Change | Reply:
    """The statement is kept, if the person agreed."""
    menu = turn.choice("machine.menu", "menu")
    if answers.get("consent") != "yes":
        return Reply(turn.say("opinions.no_consent"), (menu,))
    if answers.get("opinion") not in turn.work.knowledge.opinions:
        return Reply(turn.say("opinions.none_open"), (menu,))

    def change(tx: TurnTx) -> Reply:
        named = answers.get("named") == "name_shown"
        made = actions.state(tx, answers["opinion"], turn.message.conversation, answers["statement"], named=named)
        tx.outcome = "opinion"
        return Reply(tx.say("opinions.thanks", number=made.id), (Choice(tx.say("opinions.mine"), "myopinions"), menu))

    return change


async def mine(turn: Turn) -> Reply:
    """What the person said and what became of it."""
    said = await turn.work.read(lambda conn: store.of_person(conn, turn.person.id)) if turn.person.id else []
    menu = turn.choice("machine.menu", "menu")
    if not said:
        return Reply(turn.say("opinions.none_yours"), (turn.choice("home.way_opinion", "opinion"), menu))
    rows = [
        turn.say("opinions.row", when=spoken(one.at, turn.lang), words=one.text[:100],
                 outcome=one.outcome or turn.say("opinions.pending"))
        for one in said[:10]
    ]  # fmt: skip
    return Reply("\n".join(rows), (menu,))
