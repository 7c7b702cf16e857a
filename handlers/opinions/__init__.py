"""Opinions (线上民意征集): an open question, what people say to it, and what became of their words."""

from bot.feature import Command, Feature, Form
from handlers.opinions import resident, routes, staff

FEATURE = Feature(
    name="opinions",
    commands={
        "opinion": Command(resident.begin, "opinions.menu_opinion"),
        "myopinions": Command(resident.mine),
    },
    staff_commands={
        "opinions": Command(staff.listing, "opinions.menu_listing"),
        "outcome": Command(staff.outcome, "opinions.menu_outcome"),
    },
    picks={"opinion": resident.begin, "myopinions": resident.mine},
    forms=(Form("opinion", resident.done),),
    routes=routes.routes,
)
