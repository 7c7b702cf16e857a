"""The staff room's fixtures."""

from tests.handlers.room import clock, desk, house, other, stranger

__all__ = ["clock", "desk", "house", "other", "stranger"]
