"""The stored report: what the product reached when it was last accepted, and what has become worse since."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.evaluation.figures import ALL, LESS_IS_BETTER, Report
from tests.evaluation.play import Played
from tests.evaluation.sets import FOLDER

BASELINE = FOLDER / "baseline.json"
TOLERANCE = 1.0
"""A figure may fall by so many points of a hundred and no more."""


def store(report: Report, configuration: dict[str, Any], played: list[Played]) -> None:
    """Replaces the baseline."""
    whole = {"configuration": configuration, "cases": dict(Counter(one.case.set for one in played)), "report": report}
    BASELINE.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def stored() -> dict[str, Any]:
    """`configuration`, `cases` and `report` as they were stored."""
    found: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return found


def fallen(before: Report, now: Report) -> list[str]:
    """One line for each figure of a whole set that is worse than before by more than is tolerated, or is gone."""
    lines = []
    for component, halves in before.items():
        for figure, was in halves[ALL].items():
            value = now.get(component, {}).get(ALL, {}).get(figure)
            if value is None:
                lines.append(f"{component} {figure}: was {was}, is not measured")
            elif (value - was if figure in LESS_IS_BETTER else was - value) > TOLERANCE:
                lines.append(f"{component} {figure}: was {was}, is {value}")
    return lines
