"""Reading benefits: every mistake is reported at once, and programmes of every shape are data alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.benefits import Benefits, load_benefits
from knowledge.eligibility import Result, Verdict, check, nearest
from knowledge.errors import ContentError

TODAY = date(2026, 11, 24)
WORDS = '{ zh = "字", en = "word" }'
HEAD = """
id = "{id}"
status = "recalled"
checked = 2026-11-23
name = {words}
benefit = {words}
where = {words}
when = {words}
decided_by = {words}
ask = {words}
{more}
[[source]]
title = "official title"
"""
CONDITION = """
[[hard]]
{rule}
need = {words}
remedy = {words}
clause = "clause {n}"
status = "recalled"
"""
FIELDS = [
    ("choice", "worker_type", 'options = ["rider", "courier"]'),
    ("choices", "platform", 'options = ["meituan", "eleme", "jd"]'),
    ("choice", "residence", 'options = ["none", "registered", "permit"]'),
    ("choice", "issue", 'options = ["wage", "injury", "other"]'),
    ("number", "permit_months", "bounds = [0, 600]\nunit = {u}"),
    ("number", "good_months", "bounds = [0, 6]\nunit = {u}"),
    ("number", "ontime_rate", "bounds = [0, 1]\nunit = {u}"),
    ("yes_no", "econ_hardship", ""),
    ("yes_no", "migrant_worker", ""),
    ("yes_no", "insured_elsewhere", ""),
    ("date", "injury_date", ""),
]


def programme(id_: str, *rules: str, more: str = "") -> str:
    conditions = "".join(CONDITION.format(rule=rule, words=WORDS, n=n) for n, rule in enumerate(rules, 1))
    return HEAD.format(id=id_, words=WORDS, more=more) + conditions


def field_file(*extra: str) -> str:
    parts = []
    for kind, key, more in FIELDS:
        parts.append(f'[[field]]\nkey = "{key}"\nkind = "{kind}"\n{more.replace("{u}", WORDS)}\n')
    return "\n".join([*parts, *extra])


def load(folder: Path, files: dict[str, str], fields: str = "") -> Benefits:
    (folder / "fields.toml").write_text(fields or field_file(), encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_benefits(folder)


def judged(benefits: Benefits, id_: str, today: date = TODAY, **persona: object) -> Verdict:
    found = benefits.programme(id_)
    assert found is not None
    return check(found, persona, today)


def test_a_permit_short_of_months(tmp_path: Path) -> None:
    rules = (
        'field = "residence"\neq = "permit"',
        'field = "permit_months"\nge = 12',
        'field = "insured_elsewhere"\neq = false',
    )
    benefits = load(tmp_path, {"P05_health.toml": programme("P05", *rules)})
    no = judged(benefits, "P05", residence="permit", permit_months=8)
    assert (no.result, no.clause) == (Result.NOT_ELIGIBLE, "clause 2")
    assert [(gap.field.key, gap.short) for gap in no.missing] == [("permit_months", 4.0)]
    assert judged(benefits, "P05", residence="permit").result is Result.NEED_INFO
    yes = judged(benefits, "P05", residence="permit", permit_months="12", insured_elsewhere=False)
    assert yes.result is Result.LIKELY_ELIGIBLE


def test_several_platforms_and_months_that_count(tmp_path: Path) -> None:
    rules = ('field = "platform"\nincludes = "meituan"', 'field = "good_months"\nge = 3')
    either = 'field = "platform"\nincludes_any = ["eleme", "jd"]'
    benefits = load(
        tmp_path, {"P08_pension.toml": programme("P08", *rules), "P27_other.toml": programme("P27", either)}
    )
    no = judged(benefits, "P08", platform=["meituan", "jd"], good_months=2)
    assert [(gap.field.key, gap.short) for gap in no.missing] == [("good_months", 1.0)]
    assert judged(benefits, "P08", platform=["jd"]).result is Result.NOT_ELIGIBLE
    assert judged(benefits, "P27", platform=["meituan", "jd"]).result is Result.LIKELY_ELIGIBLE
    assert judged(benefits, "P27", platform="meituan").result is Result.NOT_ELIGIBLE
    assert judged(benefits, "P27", platform=["jd", "what"]).result is Result.NEED_INFO
    assert judged(benefits, "P27", platform=7).result is Result.NEED_INFO


LEGAL_AID = """any = [
  { field = "econ_hardship", eq = true },
  { all = [{ field = "migrant_worker", eq = true }, { field = "issue", in = ["wage", "injury"] }] },
]"""


@pytest.mark.parametrize(
    ("persona", "result", "missing"),
    [
        ({"issue": "wage", "migrant_worker": True}, Result.LIKELY_ELIGIBLE, set()),
        ({"issue": "other", "migrant_worker": True}, Result.NOT_ELIGIBLE, {"issue"}),
        ({"issue": "wage"}, Result.NEED_INFO, {"econ_hardship", "migrant_worker"}),
        ({"issue": "wage", "econ_hardship": True}, Result.LIKELY_ELIGIBLE, set()),
        (
            {"issue": "wage", "econ_hardship": False, "migrant_worker": False},
            Result.NOT_ELIGIBLE,
            {"econ_hardship", "migrant_worker"},
        ),
        ({}, Result.NEED_INFO, {"issue", "econ_hardship", "migrant_worker"}),
    ],
)
def test_nested_groups(tmp_path: Path, persona: dict[str, object], result: Result, missing: set[str]) -> None:
    benefits = load(tmp_path, {"P20_law.toml": programme("P20", 'field = "issue"\nnot_in = ["other"]', LEGAL_AID)})
    got = judged(benefits, "P20", **persona)
    assert (got.result, {gap.field.key for gap in got.missing}) == (result, missing)


@pytest.mark.parametrize(
    ("rule", "persona", "result", "short"),
    [
        ('field = "ontime_rate"\nbetween = [0.5, 0.95]', {"ontime_rate": 0.95}, Result.LIKELY_ELIGIBLE, None),
        ('field = "ontime_rate"\nle = 0.25', {"ontime_rate": 0.75}, Result.NOT_ELIGIBLE, 0.5),
        ('field = "ontime_rate"\nle = 0.25', {"ontime_rate": 2}, Result.NEED_INFO, None),
        ('field = "ontime_rate"\neq = 1', {"ontime_rate": True}, Result.NEED_INFO, None),
        ('field = "residence"\nne = "none"', {"residence": "registered"}, Result.LIKELY_ELIGIBLE, None),
        ('field = "econ_hardship"\nne = true', {"econ_hardship": "是"}, Result.NOT_ELIGIBLE, None),
        ('field = "injury_date"\nle = 2025-12-31', {"injury_date": "2026-01-01"}, Result.NOT_ELIGIBLE, 1.0),
        (
            'field = "injury_date"\nbetween = [2026-02-01, 2026-02-28]',
            {"injury_date": "2026-02"},
            Result.LIKELY_ELIGIBLE,
            None,
        ),
    ],
)
def test_operators(tmp_path: Path, rule: str, persona: dict[str, object], result: Result, short: float | None) -> None:
    got = judged(load(tmp_path, {"P90_x.toml": programme("P90", rule)}), "P90", **persona)
    assert got.result is result
    assert next((gap.short for gap in got.missing), None) == short


def test_a_programme_out_of_force_is_only_introduced(tmp_path: Path) -> None:
    more = "valid_from = 2026-06-01\nvalid_to = 2026-08-31"
    benefits = load(tmp_path, {"P18_summer.toml": programme("P18", 'field = "econ_hardship"\neq = true', more=more)})
    for day, result in [
        (date(2026, 5, 31), Result.NOT_PUBLISHED),
        (date(2026, 6, 1), Result.LIKELY_ELIGIBLE),
        (date(2026, 8, 31), Result.LIKELY_ELIGIBLE),
        (date(2026, 9, 1), Result.NOT_PUBLISHED),
    ]:
        assert judged(benefits, "P18", day, econ_hardship=True).result is result


def test_after_a_no_the_table_names_first_and_reminders_or_hidden_ones_never_stand_in(tmp_path: Path) -> None:
    rule = 'field = "worker_type"\neq = "rider"'
    files = {
        "P1_asked.toml": programme("P1", 'field = "worker_type"\neq = "courier"', more='instead = ["P4", "P5"]'),
        "P2_reminder.toml": programme("P2", rule, more='kind = "compliance"'),
        "P3_hidden.toml": programme("P3", rule, more="shown = false"),
        "P4_no.toml": programme("P4", 'field = "worker_type"\nne = "rider"'),
        "P5_far.toml": programme("P5"),
        "P6_alike.toml": programme("P6", rule),
    }
    benefits = load(tmp_path, files)
    verdicts = [check(each, {"worker_type": "rider"}, TODAY) for each in benefits.programmes]
    named, alike = (nearest(verdicts[place], verdicts) for place in (0, 3))
    assert (named and named.id, alike and alike.id) == ("P5", "P6")


WRONG_RULES = {
    'field = "shoe_size"\neq = 43': "not in the dictionary",
    'field = "worker_type"\nge = 3': "worker_type with ge",
    'field = "worker_type"\nin = ["rider"]\neq = "rider"': "worker_type with eq, in",
    'field = "worker_type"\neq = "astronaut"': "'astronaut' does not fit worker_type",
    'field = "worker_type"\nin = "rider"': "'rider' does not fit worker_type",
    'field = "injury_date"\nge = "2025-07-01"': "'2025-07-01' does not fit injury_date",
    'field = "permit_months"\nbetween = [12, 3]': "[12, 3] does not fit permit_months",
    'field = "permit_months"\nge = true': "True does not fit permit_months",
    'field = "econ_hardship"\neq = "yes"': "'yes' does not fit econ_hardship",
    "any = []": "empty group",
    'any = [{ field = "econ_hardship", eq = true, oops = 1 }]': "unknown key",
    'any = [{ field = "econ_hardship", eq = true }]\nfield = "issue"': "more than one rule in one table",
}


@pytest.mark.parametrize(("rule", "what"), WRONG_RULES.items())
def test_wrong_rules_are_named(tmp_path: Path, rule: str, what: str) -> None:
    with pytest.raises(ContentError) as caught:
        load(tmp_path, {"P90_x.toml": programme("P90", rule)})
    assert any(line.startswith("P90_x.toml: hard[0].") and what in line for line in caught.value.mistakes)


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    volatile = programme("P91", 'field = "econ_hardship"\neq = true').replace(
        'status = "recalled"', 'status = "volatile"'
    )
    files = {
        "P90_x.toml": programme("P90", more='instead = ["P90", "P77"]\ncolour = "red"').replace(
            "checked = 2026-11-23", ""
        ),
        "P91_y.toml": volatile.replace(f"where = {WORDS}", 'where = { zh = "字" }'),
        "P92_z.toml": programme("P91"),
        "P93_broken.toml": "id = ",
    }
    fields = field_file(
        '[[field]]\nkey = "age"\nkind = "number"',
        '[[field]]\nkey = "issue"\nkind = "yes_no"\noptions = ["yes", "yes"]',
    )
    with pytest.raises(ContentError) as caught:
        load(tmp_path, files, fields)
    whole = str(caught.value)
    for expected in (
        "P90_x.toml: instead: P90 is no other programme",
        "P90_x.toml: instead: P77 is no other programme",
        "P90_x.toml: colour: unknown key",
        "P90_x.toml: checked: no date",
        "P91_y.toml: where: needs zh and en",
        "P91_y.toml: hard[0].as_of: missing for a volatile condition",
        "P92_z.toml: id: P91 does not match the file name",
        "P92_z.toml: id: P91 is taken",
        "P93_broken.toml: file: cannot be read",
        "fields.toml: field[11].bounds: do not fit",
        "fields.toml: field[11].unit: needs zh and en",
        "fields.toml: field[12].key: issue is there twice",
        "fields.toml: field[12].options: do not go with yes_no",
        "fields.toml: field[12].options: one is there twice",
    ):
        assert expected in whole
    assert all(line.count(": ") >= 3 for line in caught.value.mistakes)


def test_an_empty_folder_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"fields\.toml: file: cannot be read"):
        load_benefits(tmp_path)
