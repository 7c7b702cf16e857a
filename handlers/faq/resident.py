"""Questions in a talk: answered, remembered, judged; what nobody can answer goes to the staff."""

from __future__ import annotations

from dataclasses import replace

from bot.clock import SHANGHAI
from bot.feature import Answers
from bot.message import Choice, Kind, Origin, Reply
from bot.redact import mask
from bot.router import ident
from bot.store import people, revisions
from bot.work import Begin, Change, Turn, TurnTx
from handlers.faq import store
from handlers.faq.approval import actions as approval
from handlers.faq.gaps import resident as gaps
from handlers.faq.gaps.missing import missed
from handlers.faq.gaps.store.asking import Missed
from handlers.faq.memory import near, remembered, with_note, without_miss
from handlers.faq.outcomes import Outcome
from handlers.faq.pen import pen_for
from handlers.faq.pipeline import answer
from handlers.faq.steps import Answer, Question, from_entry, withdrawn
from handlers.tickets import actions, openness
from handlers.tickets.human import want_human
from handlers.tickets.matter import Draft
from handlers.tickets.resident import CONSENT_VERSION, receipt
from handlers.tickets.rules import Kind as TicketKind
from knowledge.search import Band


def question_of(turn: Turn, text: str) -> Question:
    """The message as a question."""
    work = turn.work
    return Question(
        text, turn.lang, work.knowledge, work.finder, work.settings, turn.now.astimezone(SHANGHAI).date(),
        remembered(turn.talk.recent, turn.now), near(turn.talk.recent, turn.now),
        pen_for(work.writer, work.settings.openai_timeout_s, turn.talk.recent, turn.show),
    )  # fmt: skip


async def ask(turn: Turn) -> Reply | Begin | Change | None:
    """Any text that nobody else took."""
    if turn.message.kind is Kind.PICK or turn.message.pick:
        return None
    question = question_of(turn, turn.message.text)
    settled = await answer(question)
    if settled.outcome is Outcome.HANDED_TO_HUMAN:
        return await want_human(turn)
    if settled.outcome is not Outcome.NO_CONTENT:
        return _tell(turn, question, settled)
    if gaps.is_second(turn, settled):
        settled = await gaps.second_miss(question, settled)
    left = await missed(turn.work.knowledge, turn.work.finder, question.text, before=turn.talk.last_said)
    return _tell(turn, question, settled, left)


def still(tx: TurnTx, question: Question, settled: Answer) -> Answer:
    """The answer, unless one of its entries was disabled since it was looked up, by whatever process."""
    used = [name for name in (settled.entry, *settled.also) if name]
    if used and revisions.disabled_among(tx.conn, used):
        return withdrawn(question)
    return with_word_of_signing(question, settled)


def with_word_of_signing(question: Question, settled: Answer) -> Answer:
    """Whoever talks with us is told when the office has not signed what she reads."""
    entries = (question.knowledge.entries.get(name) for name in (settled.entry, *settled.also))
    told = settled.outcome in (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL)
    if not told or all(entry is None or entry.signed_by for entry in entries):
        return settled
    return replace(settled, text=f"{settled.text}\n{question.say('faq.unsigned')}")


def _tell(turn: Turn, question: Question, found: Answer, left: Missed | None = None) -> Change:
    text = question.text

    def change(tx: TurnTx) -> Reply:
        settled = _unless_nobody_looks(tx, question, still(tx, question, found))
        tx.outcome = settled.outcome.value
        if settled.context is not None:
            tx.talk = replace(tx.talk, recent=with_note(tx.talk.recent, settled.context, tx.now))
        made = store.note(
            tx.conn, at=tx.now, channel=turn.message.channel, conversation=turn.message.conversation, lang=turn.lang,
            text=mask(text)[:500], outcome=settled.outcome.value, entry=settled.entry, confidence=settled.confidence,
        )  # fmt: skip
        choices, said = settled.choices, settled.text
        if settled.outcome is Outcome.NO_CONTENT:
            offer, button = gaps.noted(tx, turn, left)
            said, choices = "\n".join(part for part in (said, offer) if part), (*choices, *button)
        elif settled.outcome is not Outcome.SMALL_TALK:
            tx.talk = replace(tx.talk, recent=without_miss(tx.talk.recent))
        if settled.outcome is Outcome.CLARIFICATION:
            choices = tuple(replace(one, value=f"nofit:{made}") if one.value == "nofit" else one for one in choices)
        if settled.held is not None:
            frame = Reply("", _answered(turn, settled.held, text, made), settled.held.sources)
            _have_looked_over(tx, question, settled.held, frame)
        if settled.outcome is Outcome.ANSWERED:
            choices = _answered(turn, settled, text, made)
        return Reply(said, choices, settled.sources, settled.origin)

    return change


def _answered(turn: Turn, settled: Answer, text: str, made: int) -> tuple[Choice, ...]:
    """What may be pressed under an answer; who tells of her own illness or debts is not asked how she liked it."""
    survey = (
        Choice(turn.say("faq.helped_yes"), f"helped:{made}:1"),
        Choice(turn.say("faq.helped_no"), f"helped:{made}:0"),
    )
    delicate = turn.work.knowledge.sensitive.find(text, turn.talk.last_said)
    wrong = Choice(turn.say("faq.wrong"), f"wrong:{settled.entry}")
    return (*(() if delicate else survey), *settled.choices, wrong)


def _unless_nobody_looks(tx: TurnTx, question: Question, settled: Answer) -> Answer:
    """The reviewed answer at once where no group could look over the model's."""
    if settled.held is None or approval.somebody(tx, question.knowledge.entries[settled.entry]):
        return settled
    return with_word_of_signing(question, replace(settled.held, text=settled.held.reviewed, origin=Origin.EXTRACT))


def _have_looked_over(tx: TurnTx, question: Question, drafted: Answer, frame: Reply) -> None:
    reviewed = with_word_of_signing(question, replace(drafted, text=drafted.reviewed)).text
    entry = question.knowledge.entries[drafted.entry]
    draft = with_word_of_signing(question, drafted).text
    approval.ask(tx, mask(question.text)[:500], entry, draft, reviewed, frame)


async def show(turn: Turn) -> Change | Reply:
    """An entry chosen from a list."""
    entry = turn.work.knowledge.entries.get(turn.message.pick.partition(":")[2])
    if entry is None:
        return Reply(turn.say("machine.old_button"), (turn.choice("machine.menu", "menu"),))
    question = question_of(turn, entry.title)
    return _tell(turn, question, from_entry(question, entry, 1.0))


async def helped(turn: Turn) -> Change:
    """Did this help?"""
    _name, _, rest = turn.message.pick.partition(":")
    number, _, yes = rest.partition(":")
    asked_id = ident(number)
    opened = None if yes == "1" else await gaps.not_helped(turn, asked_id)

    def change(tx: TurnTx) -> Reply | None:
        if asked_id:
            store.judge(tx.conn, asked_id, turn.message.conversation, yes == "1")
        return opened(tx) if opened else Reply(tx.say("faq.glad"), (Choice(tx.say("machine.menu"), "menu"),))

    return change


async def rephrase(turn: Turn) -> Reply:
    """Another wording."""
    return Reply(turn.say("faq.how_to_ask"), (turn.choice("machine.menu", "menu"),))


async def ask_staff(turn: Turn) -> Begin | Reply:
    """What nobody has answered becomes a ticket, with the person's own words."""
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    last = turn.talk.last_said
    return Begin("question", {"what": last} if last else {}, turn.say("faq.to_staff_lead", text=last or "-"))


async def wrong(turn: Turn) -> Begin | Reply:
    """The answer is wrong or out of date: a ticket for the unit that owns it."""
    entry = turn.work.knowledge.entries.get(turn.message.pick.partition(":")[2])
    if await openness.closed(turn.work):
        return Reply(turn.say("tickets.intake_closed"), (turn.choice("machine.menu", "menu"),))
    name = entry.title if entry else ""
    return Begin("correction", {"entry": name} if name else {})


async def question_done(turn: Turn, answers: Answers) -> Change | Reply:
    """The question goes to the staff."""
    return _to_staff(turn, answers, TicketKind.QUESTION, answers["what"])


async def correction_done(turn: Turn, answers: Answers) -> Change | Reply:
    """The correction goes to the unit that owns the answer."""
    title = answers["entry"]
    entries = turn.work.knowledge.entries.values()
    unit = next((entry.unit for entry in entries if title in (entry.title, entry.title_en)), "")
    return _to_staff(turn, answers, TicketKind.CORRECTION, f"「{title}」{answers['what']}", unit, "correction")


def _to_staff(
    turn: Turn, answers: Answers, kind: TicketKind, what: str, unit: str = "", category: str = ""
) -> Change | Reply:
    if answers.get("consent") != "yes":
        return Reply(turn.say("tickets.no_consent"), (turn.choice("machine.menu", "menu"),))

    def change(tx: TurnTx) -> Reply:
        people.give_consent(tx.conn, tx.person.id, kind.value, CONSENT_VERSION, tx.now)
        draft = Draft(kind, turn.message.conversation, tx.person.id, turn.lang, what, phone=answers.get("phone", ""),
                      named=bool(answers.get("phone")), unit=unit, category=category)  # fmt: skip
        made = actions.open_ticket(tx, draft)
        tx.outcome, tx.about = "ticket", made.about
        return receipt(tx, made)

    return change


async def aside(turn: Turn) -> Reply | None:
    """A side question in the middle of a talk: answered only when it is surely one."""
    question = question_of(turn, turn.message.text)
    found = await question.finder.find(question.text)
    if found.band is not Band.ANSWER or not found.hits:
        return None
    entry = turn.work.knowledge.entries.get(found.hits[0].id)
    if entry is None:
        return None
    if await turn.work.read(lambda conn: revisions.disabled_among(conn, [entry.id])):
        return None
    settled = with_word_of_signing(question, from_entry(question, entry, found.hits[0].confidence))
    return Reply(settled.text, (), settled.sources)
