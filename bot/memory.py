"""How memory is kept by a process that holds much for good and makes many short-lived objects."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

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


def give_back() -> None:
    """After something big was built: what it took on the way goes back to the system, which glibc alone does not do.

    Measured after the index of 11,000 wordings was built: 284 MB resident before, 200 MB after.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library has no such call, and needs none
            ctypes.CDLL(None).malloc_trim(0)
