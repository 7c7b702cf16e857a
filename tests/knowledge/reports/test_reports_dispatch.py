"""Who should get a report: the catalogue, what verdicts teach it, and what must be said first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.load import SHIPPED, Knowledge
from knowledge.reports import (
    EARNED,
    Catalogue,
    Category,
    DispatchRule,
    Lead,
    Proposal,
    Reading,
    Verdict,
    decided,
    earned,
    load_reports,
    propose,
    read,
)  # fmt: skip
from knowledge.reports.dispatch import read_catalogue
from knowledge.reports.learning import NEEDED

LAMPS = (
    "常二路路灯坏了",
    "高教路的路灯不亮",
    "绿汀路路灯闪个不停",
    "村口路灯坏了三天",
    "五常大道路灯灭了一排",
    "联胜路灯不亮",
)
LEADS = st.sampled_from(list(Lead))


def said(text: str) -> Reading:
    reports = load_reports(SHIPPED)
    return read(text, reports)


def proposed(
    text: str, verdicts: Sequence[Verdict] = (), area: Sequence[str] = (), more: Sequence[DispatchRule] = ()
) -> Proposal:
    catalogue = load_reports(SHIPPED).catalogue.also(more)
    return propose(said(text), text, area, catalogue, verdicts)


def verdict(text: str, lead: Lead, category: Category = Category.STREET_LIGHT, area: Sequence[str] = ()) -> Verdict:
    reading = said(text)
    return decided(reading, text, area, proposed(text).rule, category, lead)


def test_every_category_has_a_line_and_every_lead_its_part() -> None:
    catalogue = load_reports(SHIPPED).catalogue
    assert {rule.category for rule in catalogue.rules} == set(Category)
    assert proposed("工地半夜打桩").cooperating == (Lead.HOUSING, Lead.ECOLOGY)


def test_an_area_of_its_own_has_its_own_unit() -> None:
    own = DispatchRule(
        Category.STREET_LIGHT, Lead.TOWNSHIP, (Lead.CITY_MANAGEMENT,), areas=("仓前街道",), unit="lamps-cangqian"
    )
    there, elsewhere = (proposed(LAMPS[0], area=(area,), more=(own,)) for area in ("仓前街道", "五常街道"))
    assert (there.lead, there.unit, there.cooperating) == (Lead.TOWNSHIP, "lamps-cangqian", (Lead.CITY_MANAGEMENT,))
    assert (elsewhere.lead, elsewhere.unit) == (Lead.CITY_MANAGEMENT, "")


def test_a_complaint_about_an_officer_is_for_the_supervisor_only() -> None:
    assert proposed("社区工作人员态度太差，爱理不理").supervisor
    assert not proposed(LAMPS[0]).supervisor


def test_after_twenty_verdicts_the_first_proposal_of_a_class_is_right_more_often() -> None:
    wanted = Lead.TOWNSHIP
    before = sum(proposed(text).lead is wanted for text in LAMPS)
    verdicts = [verdict(LAMPS[at % 4], wanted) for at in range(20)]
    after = sum(proposed(text, verdicts).lead is wanted for text in LAMPS)
    assert (before, after) == (0, len(LAMPS))
    assert proposed("常二路井盖松了", verdicts) == proposed("常二路井盖松了")


@given(st.integers(0, 8), st.integers(0, 8), LEADS)
@settings(deadline=None)
def test_corrections_must_outweigh_confirmations(corrections: int, confirmations: int, lead: Lead) -> None:
    base = proposed(LAMPS[0])
    verdicts = [verdict(LAMPS[0], base.lead)] * confirmations + [verdict(LAMPS[0], lead)] * corrections
    changed = proposed(LAMPS[0], verdicts)
    if lead is base.lead or corrections < NEEDED or corrections <= confirmations:
        assert (changed.lead, changed.learnt) == (base.lead, False)
    if lead is not base.lead and corrections >= confirmations + NEEDED:
        assert (changed.lead, changed.learnt) == (lead, True)


def test_what_is_learnt_in_one_area_stays_there() -> None:
    verdicts = [verdict(LAMPS[0], Lead.TOWNSHIP, area=("仓前街道",)) for _ in range(5)]
    assert proposed(LAMPS[1], verdicts, area=("仓前街道",)).lead is Lead.TOWNSHIP
    assert proposed(LAMPS[1], verdicts, area=("五常街道",)).lead is Lead.CITY_MANAGEMENT


def test_a_wording_that_rules_do_not_know_is_learnt() -> None:
    texts = ["晒谷场的喇叭花架没人打理", "晒谷场的花架又没人打理了", "晒谷场花架打理一下"]
    verdicts = [verdict(text, Lead.CIVIL_AFFAIRS, Category.ELDERLY_CARE) for text in texts]
    new = proposed("请打理晒谷场的花架", verdicts)
    assert (new.category, new.lead, new.learnt) == (Category.ELDERLY_CARE, Lead.CIVIL_AFFAIRS, True)


def test_a_line_earns_its_freedom_and_loses_it_with_one_correction() -> None:
    rule = proposed(LAMPS[0]).rule
    fine = [verdict(LAMPS[0], Lead.CITY_MANAGEMENT)] * EARNED
    assert earned(rule, fine)
    assert not earned(rule, fine[1:])
    assert not earned(rule, [*fine, verdict(LAMPS[0], Lead.TOWNSHIP)])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("楼道里很重的煤气味", "safety.notice_gas"),
        ("被困在电梯里了", "safety.notice_trapped"),
        ("屋檐下有个马蜂窝", "safety.notice_animal"),
        ("路灯坏了", ""),
    ],
)
def test_what_must_be_done_first_is_said_first(knowledge: Knowledge, text: str, key: str) -> None:
    assert proposed(text).notice == key
    assert not key or knowledge.texts.has(key)


def test_every_notice_has_its_sentence(knowledge: Knowledge) -> None:
    reports = load_reports(SHIPPED)
    assert all(knowledge.texts.has(f"safety.notice_{notice.text}") for notice in reports.catalogue.notices)
    told = {hazard for notice in reports.catalogue.notices for hazard in notice.hazards}
    assert {hazard for hazard, _ in reports.lexicon.hazards} == told


@given(st.text(max_size=120), st.lists(st.sampled_from(["仓前街道", "翡翠城"]), max_size=2))
@settings(max_examples=60, deadline=None)
def test_every_report_gets_a_proposal(text: str, area: list[str]) -> None:
    made = proposed(text, [verdict(LAMPS[0], Lead.TOWNSHIP)], area)
    assert made.lead not in made.cooperating


def test_mistakes_in_the_catalogue_are_named(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.toml"
    path.write_text(
        '[[rule]]\ncategory = "road"\naspects = ["lamp_out"]\n[[notice]]\ntext = "x"\nhazards = ["ufo"]\n',
        encoding="utf-8",
    )
    mistakes: list[str] = []
    made = read_catalogue(path, {"lamp_out": Category.STREET_LIGHT}, ("gas",), mistakes)
    assert isinstance(made, Catalogue)
    assert any("lamp_out" in line for line in mistakes)
    assert any("ufo" in line for line in mistakes)
    assert any("no rule without" in line for line in mistakes)
