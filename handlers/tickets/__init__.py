"""Tickets (工单): what nobody has answered yet, from the resident's report to her word that it is solved."""

from bot.feature import Command, Feature, Form, Keep
from handlers.tickets import afterwards, clockwork, human, resident, routes, staff, store

FEATURE = Feature(
    name="tickets",
    commands={
        "report": Command(resident.begin_report, "tickets.menu_report"),
        "mytickets": Command(resident.my_tickets, "tickets.menu_mine"),
        "human": Command(human.want_human, "tickets.menu_human"),
    },
    staff_commands={
        "tickets": Command(staff.room, "tickets.menu_room"),
        "help": Command(staff.staff_help, "tickets.menu_staff_help"),
    },
    picks={
        "report": resident.begin_report,
        "reportphoto": resident.report_photo,
        "mytickets": resident.my_tickets,
        "ticket": resident.show,
        "solved": resident.solved,
        "unsolved": resident.unsolved,
        "withdraw": resident.withdraw,
        "add": resident.begin_add,
        "endtalk": resident.end_talk,
        "human": human.want_human,
    },
    staff_picks={
        "claim": staff.claim,
        "reply": staff.reply_how,
        "ask": staff.ask_how,
        "pass": staff.pass_where,
        "passto": staff.pass_to,
        "done": staff.done,
    },
    forms=(
        Form("report", resident.report_done),
        Form("addition", resident.add_done),
        Form("callback", human.callback_done),
    ),
    first=(human.first,),
    listens=(resident.answer_directly, afterwards.not_solved, resident.attach_late, resident.look_up),
    staff_listens=(staff.listen,),
    jobs={
        "tickets.limit": clockwork.limit_reached,
        "tickets.talk_wait": clockwork.talk_not_taken,
        "tickets.pulse": clockwork.pulse,
        "undelivered": clockwork.undelivered,
    },
    starts=clockwork.start,
    routes=routes.routes,
    keeps=(Keep("wrong_guess", "at", 7),),
    files_used=store.files_used,
)
