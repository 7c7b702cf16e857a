"""Entries are compared with their sources again in time: a ticket to the unit in charge, two weeks before the day."""

from bot.feature import Feature
from handlers.reviewing import clockwork

FEATURE = Feature(name="reviewing", jobs={clockwork.LOOK: clockwork.look}, starts=clockwork.start)
