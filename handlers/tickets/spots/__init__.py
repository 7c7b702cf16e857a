"""Chronic spots (未诉先办): the third like report at one place within a month opens an item about its root cause."""

SPOT = "tickets.spot"
"""The timer that looks for reports like a new one."""
