"""Checklists (办事清单): what an answer says one needs, to tick and keep, with a reminder for who wants one."""

from bot.feature import Command, Feature, Form, Keep
from handlers.checklists import clockwork, resident

FEATURE = Feature(
    name="checklists",
    commands={"mylists": Command(resident.mine, "checklists.menu_mine")},
    picks={
        "list": resident.open_case,
        "mylists": resident.mine,
        "listshow": resident.show,
        "tick": resident.tick,
        "listdue": resident.begin_due,
        "listoff": resident.no_reminder,
        "listdrop": resident.drop,
    },
    forms=(Form("due", resident.due_done),),
    jobs={clockwork.REMIND: clockwork.remind},
    keeps=(Keep("checklist", "changed_at", 730),),
)
