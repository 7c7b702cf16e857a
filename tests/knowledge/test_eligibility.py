"""The benefit check: the dossier's own cases, the tables of the shipped programmes, and what must always hold."""

from __future__ import annotations

import itertools
import json
import statistics
from datetime import date
from pathlib import Path

import pytest

from knowledge.benefits import Benefits, load_benefits
from knowledge.eligibility import (
    Result,
    Verdict,
    answer_line,
    check,
    nearest,
    next_question,
    questions_asked,
)

TODAY = date(2026, 11, 24)
CONTENT = Path(__file__).parents[2] / "knowledge" / "content" / "benefits"
SHIPPED = load_benefits(CONTENT)

CROWD_RIDER = {
    "worker_type": "rider",
    "engagement": "crowd",
    "hukou": "outside",
    "order_platform": "meituan",
    "injured_during_order": True,
    "injury_date": "2026-03",
    "works_in_yuhang": True,
}


def verdict(id_: str, persona: dict[str, object], today: date = TODAY, benefits: Benefits = SHIPPED) -> Verdict:
    programme = benefits.programme(id_)
    assert programme is not None
    return check(programme, persona, today)


@pytest.mark.parametrize(
    ("programme", "persona", "result"),
    [
        # a crowd-sourced rider from another province, hurt in March 2026
        ("P01", CROWD_RIDER, Result.LIKELY_PENDING_REVIEW),
        ("P07", CROWD_RIDER, Result.LIKELY_PENDING_REVIEW),
        # a courier with a full-time labour contract, hurt at work
        (
            "P01",
            {
                "worker_type": "courier",
                "engagement": "labour_contract",
                "full_time": True,
                "injured_during_order": True,
            },
            Result.NOT_ELIGIBLE,
        ),
        # only "I am a rider"
        ("P01", {"worker_type": "rider"}, Result.NEED_INFO),
        ("P07", {"worker_type": "rider"}, Result.NEED_INFO),
        ("P14", {"worker_type": "rider"}, Result.LIKELY_ELIGIBLE),
        # age not said: no reason for a no
        ("P07", {"worker_type": "rider", "works_in_yuhang": True}, Result.LIKELY_PENDING_REVIEW),
        # the meals are only introduced, whatever is known
        ("P13", {}, Result.NOT_PUBLISHED),
        ("P13", {"works_in_yuhang": True}, Result.NOT_PUBLISHED),
        ("P13", {"works_in_yuhang": False}, Result.NOT_PUBLISHED),
        ("P14", {}, Result.LIKELY_ELIGIBLE),
    ],
)
def test_cases(programme: str, persona: dict[str, object], result: Result) -> None:
    assert verdict(programme, persona).result is result


@pytest.mark.parametrize(
    ("change", "result", "missing"),
    [
        ({"order_platform": "jd"}, Result.NOT_ELIGIBLE, ["order_platform"]),
        ({"order_platform": "other"}, Result.NOT_ELIGIBLE, ["order_platform"]),
        ({"order_platform": None}, Result.NEED_INFO, ["order_platform"]),
        ({"order_platform": "a name we never heard"}, Result.NEED_INFO, ["order_platform"]),
        ({"injured_during_order": False}, Result.NOT_ELIGIBLE, ["injured_during_order"]),
        ({"injured_during_order": "no"}, Result.NOT_ELIGIBLE, ["injured_during_order"]),
        ({"injury_date": "2025-06-30"}, Result.NOT_ELIGIBLE, ["injury_date"]),
        ({"injury_date": "2025-07-01"}, Result.LIKELY_PENDING_REVIEW, []),
        ({"injury_date": "until_2025-06-30"}, Result.NOT_ELIGIBLE, ["injury_date"]),
        ({"injury_date": "since_2025-07-01"}, Result.LIKELY_PENDING_REVIEW, []),
        ({"injury_date": "since_the_flood"}, Result.NEED_INFO, ["injury_date"]),
        ({"injury_date": "2025"}, Result.NEED_INFO, ["injury_date"]),
        ({"injury_date": "2026年3月5日"}, Result.LIKELY_PENDING_REVIEW, []),
        ({"injury_date": date(2026, 3, 5)}, Result.LIKELY_PENDING_REVIEW, []),
        ({"injury_date": "2026-11-25"}, Result.NEED_INFO, ["injury_date"]),  # tomorrow: nobody was hurt then
        ({"injury_date": "2026-02-30"}, Result.NEED_INFO, ["injury_date"]),
        ({"engagement": "labour_contract"}, Result.NOT_ELIGIBLE, ["engagement"]),
        ({"engagement": "written_agreement"}, Result.LIKELY_PENDING_REVIEW, []),
        ({"engagement": None}, Result.LIKELY_PENDING_REVIEW, []),
        ({"worker_type": "freight"}, Result.LIKELY_PENDING_REVIEW, []),
        ({"worker_type": "other_platform"}, Result.NOT_ELIGIBLE, ["worker_type"]),
        ({"worker_type": ["rider"]}, Result.NEED_INFO, ["worker_type"]),
        ({"worker_type": "employee", "injury_date": None}, Result.NOT_ELIGIBLE, ["worker_type"]),
    ],
)
def test_injury_cover_one_change_at_a_time(change: dict[str, object], result: Result, missing: list[str]) -> None:
    got = verdict("P01", CROWD_RIDER | change)
    assert (got.result, [gap.field.key for gap in got.missing]) == (result, missing)


def test_every_combination_equals_the_table() -> None:
    """The two judged tables with conditions, written out a second time as plain Python."""
    unlisted = {"jd", "other"}
    values = {
        "worker_type": [None, *SHIPPED.fields["worker_type"].options],
        "works_in_yuhang": [None, True, False],
        "injured_during_order": [None, True, False],
        "injury_date": [None, "2025-06-30", "2025-07-01", "2026-08-09"],
        "order_platform": [None, *SHIPPED.fields["order_platform"].options],
        "engagement": [None, "labour_contract", "crowd"],
    }

    def table(outcomes: list[bool | None]) -> Result:
        if False in outcomes:
            return Result.NOT_ELIGIBLE
        return Result.NEED_INFO if None in outcomes else Result.LIKELY_PENDING_REVIEW

    def known(value: object, truth: bool) -> bool | None:
        return None if value is None else truth

    count = 0
    for combination in itertools.product(*values.values()):
        persona = dict(zip(values, combination, strict=True))
        worker, yuhang, injured, day, platform, engagement = combination
        injury = table(
            [
                known(worker, worker in {"rider", "ride_hailing", "freight"}),
                injured,
                known(day, str(day) >= "2025-07-01"),
                known(platform, platform not in unlisted),
                engagement != "labour_contract",
            ]
        )
        training = table([known(worker, worker not in {"employee", "none"}), yuhang])
        assert verdict("P01", persona).result is injury, persona
        assert verdict("P07", persona).result is training, persona
        count += 1
    assert count == 8 * 3 * 3 * 4 * 14 * 3


def test_a_no_names_clause_amount_remedy_and_what_fits() -> None:
    persona = CROWD_RIDER | {"injury_date": "2025-06-20", "order_platform": "jd"}
    verdicts = [check(programme, persona, TODAY) for programme in SHIPPED.programmes]
    no = verdicts[0]
    assert no.result is Result.NOT_ELIGIBLE
    assert [(gap.field.key, gap.short) for gap in no.missing] == [("injury_date", 11.0), ("order_platform", None)]
    assert "人社部发〔2025〕24号" in no.clause
    deciding = [reason for reason in no.reasons if reason.met is False]
    assert no.reasons[: len(deciding)] == tuple(deciding)
    assert all(reason.condition.remedy.zh and reason.condition.remedy.en for reason in deciding)
    other = nearest(no, verdicts)
    assert other is not None
    assert other.id == "P07"
    away = [check(programme, persona | {"works_in_yuhang": False}, TODAY) for programme in SHIPPED.programmes]
    assert [other.id for got in away if (other := nearest(got, away))] == ["P14"] * 4


def test_soft_conditions_never_decide() -> None:
    young = verdict("P07", {"worker_type": "rider", "works_in_yuhang": True, "age": 15})
    assert young.result is Result.LIKELY_PENDING_REVIEW
    assert [reason.met for reason in young.reasons if reason.soft] == [False]


def test_talk_asks_what_settles_most_first_and_no_follow_up_without_its_cause() -> None:
    programmes = SHIPPED.programmes
    assert next_question(programmes, {}, TODAY) == "worker_type"
    assert next_question(programmes, {"worker_type": "none"}, TODAY) is None
    heard = {"worker_type": "rider", "works_in_yuhang": True}
    assert next_question(programmes, heard, TODAY) == "injured_during_order"
    assert next_question(programmes, heard | {"injured_during_order": None}, TODAY) is None
    assert next_question(programmes, heard | {"injured_during_order": True}, TODAY) == "injury_date"
    assert next_question(programmes, {}, TODAY, limit=0) is None


def test_questions_are_few() -> None:
    """Over every trade and every way of answering: at most 5, and under 3 on average."""
    counts = []
    for worker, yuhang, injured, day, platform in itertools.product(
        sorted(SHIPPED.fields["worker_type"].options),
        [True, False, None],
        [True, False, None],
        ["2024-05", "2026-03"],
        sorted(SHIPPED.fields["order_platform"].options),
    ):
        persona = {
            "worker_type": worker,
            "works_in_yuhang": yuhang,
            "injured_during_order": injured,
            "injury_date": day,
            "order_platform": platform,
        }
        counts.append(len(questions_asked(SHIPPED.programmes, persona, TODAY)))
    assert max(counts) <= 5
    assert statistics.mean(counts) < 3


def test_line_of_the_command() -> None:
    line = {"id": "a", "persona": CROWD_RIDER | {"order_platform": "jd", "shoe_size": 43}}
    got = answer_line(line, SHIPPED.programmes, SHIPPED.fields, TODAY)
    assert json.loads(json.dumps(got)) == got
    assert (got["id"], got["eligible"], got["not_eligible"], got["unknown"]) == ("a", ["P07", "P14"], ["P01"], ["P13"])
    assert got["asked"] == 5
    results = got["results"]
    assert isinstance(results, dict)
    assert results["P01"]["result"] == "not_eligible"
    assert results["P01"]["missing"] == ["order_platform"]
    assert results["P01"]["clause"].startswith("浙人社发〔2025〕44号")
    assert results["P01"]["nearest"] == "P07", "it fits and asks about the same trade"


def test_line_may_name_its_day() -> None:
    line = {"id": 1, "persona": CROWD_RIDER, "today": "2026-02-28"}
    results = answer_line(line, SHIPPED.programmes, SHIPPED.fields, TODAY)["results"]
    assert isinstance(results, dict)
    assert results["P01"]["missing"] == ["injury_date"], "an injury in the month to come is not yet an answer"


@pytest.mark.parametrize("line", [{"id": 1, "persona": ["rider"]}, {"id": 1, "persona": {}, "today": "tomorrow"}])
def test_malformed_lines_say_so(line: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"persona|isoformat"):
        answer_line(line, SHIPPED.programmes, SHIPPED.fields, TODAY)


# What must hold for everybody
