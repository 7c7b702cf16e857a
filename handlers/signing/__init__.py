"""Signing (核签): the unit in charge reads an answer in full and answers for it."""

from bot.feature import Command, Feature
from handlers.signing import routes, staff

FEATURE = Feature(
    name="signing",
    staff_commands={"signing": Command(staff.queue, "signing.menu_queue")},
    routes=routes.routes,
)
