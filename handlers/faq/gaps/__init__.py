"""Questions that nobody could answer: kept without names, grouped, handed to a unit, answered to whoever waits."""
