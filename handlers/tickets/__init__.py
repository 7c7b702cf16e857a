"""Tickets (工单): what nobody has answered yet, from the resident's report to her word that it is solved."""

from bot.feature import Command, Feature, Form, Keep
from handlers.tickets import afterwards, asking, calling, clockwork, human, lookup, own, resident, routes, staff, store
from handlers.tickets.cli import register

FEATURE = Feature(
    name="tickets",
    commands={
        "report": Command(resident.begin_report, "tickets.menu_report"),
        "mytickets": Command(lookup.my_tickets, "tickets.menu_mine"),
        "human": Command(human.want_human, "tickets.menu_human"),
    },
    staff_commands={
        "tickets": Command(staff.room, "tickets.menu_room"),
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
        "add": own.begin_add,
        "endtalk": own.end_talk,
        "leavephone": calling.begin,
        "human": human.want_human,
        "tellstaff": human.tell_last,
    },
    staff_picks={
        "claim": staff.claim,
        "reply": staff.reply_how,
        "ask": staff.ask_how,
        "pass": staff.pass_where,
        "passto": staff.pass_to,
        "done": staff.done,
        "draft": staff.keep_draft,
    },
    forms=(
        Form("report", resident.report_done),
        Form("addition", own.add_done),
        Form("answer", asking.answer_done),
        Form("callback", human.callback_done),
        Form("phone", calling.done),
    ),
    first=(human.first, asking.replied),
    listens=(asking.answer_directly, afterwards.not_solved, resident.attach_late, lookup.look_up),
    staff_listens=(staff.listen,),
    jobs={
        "tickets.limit": clockwork.limit_reached,
        "tickets.talk_wait": clockwork.talk_not_taken,
        "tickets.pulse": clockwork.pulse,
        "undelivered": clockwork.undelivered,
    },
    starts=clockwork.start,
    cli=register,
    routes=routes.routes,
    keeps=(Keep("wrong_guess", "at", 7), Keep("entry_draft", "exported_at", 365)),
    files_used=store.files_used,
)
