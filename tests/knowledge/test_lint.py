"""The linter finds what must not be said, and finds nothing in the shipped content."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.lint import Finding, lint
from knowledge.load import SHIPPED, load
from tests.fakes.content import copy_few

TODAY = date(2026, 11, 24)
Change = Callable[[str, str, str], list[Finding]]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Lints a small copy of the content in which one file has one text replaced."""

    def change(name: str, old: str, new: str) -> list[Finding]:
        folder = copy_few(tmp_path / "content")
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return lint(folder, TODAY)

    return change


def test_the_shipped_content_has_no_errors() -> None:
    assert [found for found in lint(SHIPPED, TODAY) if found.wrong] == []


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("亲，请稍等", "亲"),
        ("您输入有误", "您输入有误"),
        ("系统无法识别", "无法识别"),
        ("您的事项已受理", "已受理"),
        ("我们已为您报警", "已报警"),
        ("您能领 300 元", "您能领"),
        ("放心，没问题", "没问题"),
        ("请到流动人口窗口办理", "流动人口"),
    ],
)
def test_words_that_are_never_said(changed: Change, said: str, word: str) -> None:
    wrong = [found for found in changed("texts/dialog.toml", "请看一遍", said) if found.wrong]
    assert len(wrong) == 1
    assert wrong[0].what.startswith(f"{word} in ")
    name, _, line = wrong[0].where.partition(":")
    assert name == "texts/dialog.toml"
    assert 'zh = "请看一遍' in (SHIPPED / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert wrong[0].fix


@pytest.mark.parametrize("said", ["父亲，母亲都可以办", "探亲，访友", "依据《浙江省流动人口居住登记条例》"])
def test_words_that_only_look_like_it(changed: Change, said: str) -> None:
    assert [found for found in changed("texts/dialog.toml", "请看一遍", said) if found.wrong] == []


def test_what_residents_ask_is_not_ours(changed: Change) -> None:
    found = changed("faq/community.toml", '"什么事能开议事会"', '"流动人口能开议事会吗"')
    assert [each for each in found if each.wrong] == []


def test_benefits_speak_by_the_same_rules(changed: Change) -> None:
    found = changed("benefits/P01_injury_cover.toml", "个人不出钱", "您能领到钱")
    assert [each.where.partition(":")[0] for each in found if each.wrong] == ["benefits/P01_injury_cover.toml"]


def test_mistakes_of_loading_are_findings_too(changed: Change) -> None:
    found = changed("faq/community.toml", 'id = "community.topics"', "id = 7")
    assert any(each.wrong and "community.toml" in each.what and "id" in each.what for each in found)


def test_a_missing_translation_is_a_warning(changed: Change) -> None:
    found = changed("faq/community.toml", 'title_en = "What residents can deliberate on"\n', "")
    assert [(each.state, each.where, each.what) for each in found] == [
        ("warn", "community.topics", "no English: title_en")
    ]


def test_too_long_expired_and_foreign_links(changed: Change) -> None:
    old = 'short = "和居民切身利益有关的公共事务、公益事、困难和矛盾都能商量，找社区居委会提。"'
    new = f'short = "{"很长" * 40}"\nvalid_to = 2026-11-23'
    found = changed("faq/community.toml", old, new)
    assert [each.what.split(" ")[0] for each in found if each.where == "community.topics"] == ["short", "not"]
    assert not any(each.wrong for each in found)


def test_a_link_that_is_not_official(changed: Change) -> None:
    old = 'title = "城市居民委员会组织法"'
    found = changed("faq/community.toml", old, f'{old}\nurl = "https://baike.example.com/x"')
    assert [each.what for each in found] == ["links to baike.example.com"]


def test_entries_grow_old(tmp_path: Path) -> None:
    folder = copy_few(tmp_path / "content")
    checked = [entry.checked for entry in load(folder).entries.values()]
    later = lint(folder, max(checked) + timedelta(days=366))
    assert len([each for each in later if "last checked" in each.what]) == len(checked)
    assert all(each.state == "warn" for each in later)
    too_early = lint(folder, min(checked) - timedelta(days=1))
    assert len([each for each in too_early if each.wrong]) == len(checked)


@pytest.mark.parametrize(
    ("old", "new", "state", "said"),
    [
        ("review = 2027-11-23\n", "", "warn", "no review day"),
        ("review = 2027-11-23", "review = 2026-11-23", "warn", "to be reviewed by 2026-11-23"),
        (
            "review = 2027-11-23",
            "review = 2027-11-23\nvalid_from = 2027-01-02\nvalid_to = 2027-01-01",
            "error",
            "valid from",
        ),
    ],
)
def test_days_that_are_missing_over_or_in_the_wrong_order(
    changed: Change, old: str, new: str, state: str, said: str
) -> None:
    found = [each for each in changed("faq/id_card.toml", old, new) if each.where == "idcard.first"]
    assert [(each.state, said in each.what) for each in found] == [(state, True)]


def test_a_contradiction_is_a_warning(changed: Change) -> None:
    sentence = "领取居住证以后，窗口在 20 日内寄出卡片。"
    entries = load(SHIPPED).entries
    text = (SHIPPED / "faq" / "id_card.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^related = .*\n", "", text)
    both = text.replace(entries["idcard.first"].short, sentence, 1)
    both = both.replace(entries["idcard.renew"].short, sentence.replace("20", "30"), 1)
    found = changed("faq/id_card.toml", text, both)
    assert any("differ in their figures" in each.what for each in found)
