"""The resident's side of the rider check: the way in, the dynamic questions, the result and a programme's details."""

from __future__ import annotations

from bot.feature import Answers, Command, Feature, Form
from bot.message import Choice, Reply
from bot.work import Begin, Turn, Work
from handlers.benefits import cli, rules, wording
from knowledge.eligibility import FITTING, next_question

DIALOG = "benefits"
HUMAN = "human"


async def start(turn: Turn) -> Begin:
    """Opens the check."""
    return Begin(DIALOG, lead=turn.say("benefits.start"))


async def picked(turn: Turn) -> Reply | Begin:
    """`benefits` starts the check, `benefits:ID` shows one programme."""
    _, _, id_ = turn.message.pick.partition(":")
    if not id_:
        return await start(turn)
    programme = rules.benefits_in(turn.work.knowledge.folder).programme(id_)
    again = turn.choice("benefits.again", DIALOG)
    if programme is None or not programme.shown:
        return Reply(turn.say("benefits.gone"), (again,))
    text = wording.details_text(programme, turn.say, turn.lang)
    return Reply(text, (again, turn.choice("benefits.human", HUMAN)), wording.sources([programme]))


def ask_next(work: Work, answers: Answers) -> str | None:
    """The question that settles most of what is open, or None when enough is known."""
    programmes = rules.shown(rules.benefits_in(work.knowledge.folder))
    return next_question(programmes, rules.heard(answers), rules.today(work.clock.now()))


async def finish(turn: Turn, answers: Answers) -> Reply:
    """Says what the answers mean for each programme; nothing of it is kept."""
    programmes = rules.shown(rules.benefits_in(turn.work.knowledge.folder))
    verdicts = rules.judge(programmes, rules.heard(answers), rules.today(turn.now))
    fitting = [verdict.programme for verdict in verdicts if verdict.result in FITTING]
    details = [
        Choice(turn.say("benefits.details", name=programme.name.spoken(turn.lang)), f"{DIALOG}:{programme.id}")
        for programme in fitting
    ]
    return Reply(
        wording.result_text(verdicts, turn.say, turn.lang),
        (*details, turn.choice("benefits.again", DIALOG), turn.choice("benefits.human", HUMAN)),
        wording.sources(programmes),
    )


async def ready(work: Work) -> None:
    """Reads the programmes at start, so that mistakes in them refuse the start and not a resident."""
    rules.benefits_in(work.knowledge.folder)


FEATURE = Feature(
    name="benefits",
    commands={"benefits": Command(start, menu="benefits.menu")},
    picks={"benefits": picked},
    forms=(Form(DIALOG, finish, ask_next),),
    starts=ready,
    cli=cli.register,
)
