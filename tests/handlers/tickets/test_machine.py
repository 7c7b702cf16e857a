"""A short walk of everybody through the ticket machine, the same each time; `machine` tells how to take a long one."""

from __future__ import annotations

import pytest

from tests.handlers.tickets import machine


@pytest.mark.timeout(120)
def test_whoever_does_what() -> None:
    machine.done.clear()
    machine.walk(8, always_the_same=True)
    assert machine.done.total() >= 200
