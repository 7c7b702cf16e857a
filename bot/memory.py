"""How the garbage collector is set for a process that keeps much for good and makes many short-lived objects."""

from __future__ import annotations

import gc

YOUNG = 10_000
"""New objects between two looks; Python's 700 is made for programs that keep little."""
ROUNDS = 20


def settle() -> None:
    """What was loaded by now stays for the life of the process: it is taken out of every later look.

    Measured on dialog turns from webhook to answer, three pairs of runs in turn on a shared machine: 2.2 CPU-ms for
    a delivery without, 1.7 with it on average (7 to 40 % less).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, ROUNDS, ROUNDS)
