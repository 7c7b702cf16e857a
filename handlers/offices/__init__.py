"""Offices (单位): which group is whose, who is on duty, and one press to reach a unit's duty person."""

from bot.feature import Command, Feature
from handlers.offices import binding, duty

FEATURE = Feature(
    name="offices",
    staff_commands={
        "duty": Command(duty.who, "offices.menu_duty"),
        "bind": Command(binding.bind, "offices.menu_bind"),
    },
    group_commands={"bind": Command(binding.bind)},
    staff_picks={"callduty": duty.call},
    staff_listens=(duty.asked,),
)
