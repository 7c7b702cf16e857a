"""Five steps from very satisfied to very dissatisfied, once a ticket; a low one is looked at by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCORES: Mapping[int, str] = MappingProxyType({
    5: "very_satisfied", 4: "satisfied", 3: "fairly", 2: "dissatisfied", 1: "very_dissatisfied",
})  # fmt: skip
"""The steps as points, best first, with the end of their text's key."""
LOW = 2
"""Up to here the resident is asked why, and a supervisor who did not deal with the matter looks at it again."""
REVIEW = "tickets.rating_review"
"""The timer that reminds of a low rating nobody has looked at."""
