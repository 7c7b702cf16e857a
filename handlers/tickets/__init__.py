"""Tickets (工单): what nobody has answered yet, from the resident's report to her word that it is solved."""

from bot.feature import Command, Feature, Form, Keep
from handlers.tickets import (
    afterwards,
    asking,
    calling,
    clockwork,
    desk,
    human,
    lookup,
    own,
    resident,
    routes,
    staff,
    store,
)
from handlers.tickets.absence import clockwork as absence
from handlers.tickets.cli import register
from handlers.tickets.digest import clockwork as digest
from handlers.tickets.digest import staff as reading
from handlers.tickets.dispatching import queue
from handlers.tickets.dispatching import staff as dispatching
from handlers.tickets.filing import speaking
from handlers.tickets.filing import staff as filing
from handlers.tickets.filing import store as filings
from handlers.tickets.ladder import clockwork as ladder
from handlers.tickets.longer import actions as lasting
from handlers.tickets.longer import staff as longer
from handlers.tickets.rating import REVIEW
from handlers.tickets.rating import actions as ratings
from handlers.tickets.rating import people as rating
from handlers.tickets.spots import SPOT
from handlers.tickets.spots import clockwork as spots
from handlers.tickets.subtasks import staff as cooperation

FEATURE = Feature(
    name="tickets",
    commands={
        "report": Command(resident.begin_report, "tickets.menu_report"),
        "mytickets": Command(lookup.my_tickets, "tickets.menu_mine"),
        "human": Command(human.want_human, "tickets.menu_human"),
        "shangbao": Command(filing.commanded),
    },
    staff_commands={
        "tickets": Command(staff.room, "tickets.menu_room"),
        "next": Command(queue.ahead, "dispatching.menu_next"),
        "shangbao": Command(filing.commanded, "filing.menu"),
        "late": Command(reading.late, "digest.menu_late"),
        "today": Command(reading.today, "digest.menu_today"),
        "help": Command(staff.staff_help, "tickets.menu_staff_help"),
    },
    picks={
        "report": resident.begin_report,
        "reportphoto": resident.report_photo,
        "mytickets": lookup.my_tickets,
        "ticket": lookup.show,
        "solved": own.solved,
        "unsolved": own.unsolved,
        "withdraw": own.withdraw,
        "notmine": own.not_mine,
        "add": own.begin_add,
        "endtalk": own.end_talk,
        "leavephone": calling.begin,
        "human": human.want_human,
        "tellstaff": human.tell_last,
        "mine": lookup.make_own,
        "rate": rating.rate,
        "filephoto": filing.photo,
        "filefor": filing.whose,
        "fileit": filing.file,
        "filedrop": filing.drop,
        "filedno": speaking.verdict,
        "filedyes": speaking.verdict,
    },
    staff_picks={
        "claim": staff.claim,
        "reply": staff.reply_how,
        "ask": staff.ask_how,
        "done": staff.done,
        "draft": staff.keep_draft,
        "more": desk.more,
        "pass": desk.pass_where,
        "passto": desk.pass_to,
        "accept": desk.accept,
        "return": desk.return_why,
        "returnas": desk.return_as,
        "redirect": desk.redirect_where,
        "redirectto": desk.redirect_to,
        "verdict": desk.verdict_for,
        "verdictfor": desk.verdict_for,
        "extend": desk.extend_how,
        "extendby": desk.extend_by,
        "grant": desk.grant,
        "refuse": desk.refuse,
        "merge": desk.merge_into,
        "split": desk.split,
        "coop": cooperation.whom,
        "coopwith": cooperation.with_unit,
        "subtake": cooperation.take,
        "subrefuse": cooperation.refuse_why,
        "subrefuseas": cooperation.refuse_as,
        "doneanyway": cooperation.done_anyway,
        "asproposed": dispatching.as_proposed,
        "recat": dispatching.which_category,
        "recatas": dispatching.as_category,
        "call_back": dispatching.call_back,
        "next": queue.ahead,
        "together": queue.together,
        "togethergo": queue.together_go,
        "revisit": rating.judge,
        "uphold": rating.judge,
        "interim": longer.interim_when,
        "interimby": longer.interim_by,
        "meeting": longer.meeting,
        "canned": longer.ready,
        "cannedas": longer.ready_as,
        "cannedgo": longer.ready_go,
        "urgency": dispatching.weigh,
        "filefor": filing.whose,
        "fileit": filing.file,
        "filedrop": filing.drop,
        "filedno": speaking.verdict,
        "filedyes": speaking.verdict,
    },
    forms=(
        Form("report", resident.report_done),
        Form("addition", own.add_done),
        Form("answer", asking.answer_done),
        Form("callback", human.callback_done),
        Form("phone", calling.done),
        Form("filing", filing.written),
        Form("rating", rating.explained),
    ),
    first=(human.first, asking.replied),
    listens=(
        filing.said,
        speaking.answered,
        reading.alone,
        asking.answer_directly,
        afterwards.not_solved,
        resident.attach_late,
        lookup.look_up,
    ),
    staff_listens=(reading.asked, filing.said, speaking.answered, staff.listen),
    jobs={
        "tickets.limit": clockwork.limit_reached,
        "tickets.sub_receipt": ladder.rung,
        "tickets.step": ladder.rung,
        lasting.NEXT: lasting.date_came,
        absence.LOOK: absence.look,
        digest.DIGEST: digest.morning,
        digest.DIGEST_TO: digest.digest_to,
        REVIEW: ratings.remind,
        "tickets.talk_wait": clockwork.talk_not_taken,
        "tickets.pulse": clockwork.pulse,
        "undelivered": clockwork.undelivered,
    },
    errands={SPOT: spots.look},
    starts=clockwork.start,
    cli=register,
    routes=routes.routes,
    keeps=(
        Keep("wrong_guess", "at", 7),
        Keep("filing", "created_at", 30),
        Keep("alert", "at", 730),
        Keep("entry_draft", "exported_at", 365),
        Keep("held_ping", "sent_at", 30),
    ),
    files_used=lambda conn: store.files_used(conn) | filings.files_used(conn),
)
