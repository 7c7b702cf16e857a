"""How the garbage collector is set for a process that keeps much for good and makes many short-lived objects."""

from __future__ import annotations

import gc

YOUNG = 10_000
"""New objects between two looks; Python's 700 means several looks in every turn, which find nothing."""
ROUNDS = 20


def settle() -> None:
    """What was loaded by now stays for the life of the process: it is taken out of every later look.

    Measured on dialog turns from webhook to answer: a seventh to a third less processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, ROUNDS, ROUNDS)
