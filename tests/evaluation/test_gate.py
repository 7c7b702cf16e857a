"""The gate: all sets played again; no figure may be more than a point worse than the stored one."""

from __future__ import annotations

import pytest

from bot.embedding import pick_embedder
from tests.evaluation import baseline
from tests.evaluation.figures import report
from tests.evaluation.play import play_sets

RENEW = "after an honest look at --failures: python -m tests.evaluation --store"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_figure_falls() -> None:
    before = baseline.stored()
    embedder = pick_embedder("", "", "")
    if embedder is None or embedder.name != before["configuration"]["embedder"]:
        pytest.skip(f"the baseline was made with {before['configuration']['embedder']}")
    played, now = play_sets()
    assert now["sets"] == before["configuration"]["sets"], f"the sets are not those of the baseline; {RENEW}"
    worse = baseline.fallen(before["report"], report(played))
    assert not worse, "\n".join([*worse, RENEW])
