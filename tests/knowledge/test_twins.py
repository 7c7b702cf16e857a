"""Pairs of entries for one matter: told apart by words, and wrong ones named."""

from __future__ import annotations

from pathlib import Path

from knowledge.load import Knowledge
from knowledge.twins import Twin, read_twins


def test_the_words_tell_which_is_meant() -> None:
    pair = Twin("a", "b", ("公司", "hire"))
    assert [pair.meant(said) for said in ("公司要办吗", "Can I HIRE him?", "我要办吗")] == ["b", "b", "a"]


def test_both_of_twins_hold_the_figures_that_either_asker_needs(knowledge: Knowledge) -> None:
    both = {
        ("security.dog", "community.dogs"): ("1000 元", "牵绳", "冲洗"),
        ("security.noise", "community.noise"): ("110", "5 日", "1000 元", "居委会", "物业"),
        ("ebike.charging", "community.ebike_lift"): ("50 到 200 元", "物业", "楼梯间"),
        ("foreigner.work", "enterprise.foreign_work_permit"): ("工作许可", "居留", "10", "5000", "高端", "Z"),
        ("security.throwing", "community.falling_objects"): ("补偿", "物业", "5 日", "公安"),
        ("elderly.canteen", "community.elder_care"): ("日间照料", "就餐", "民政"),
    }
    for names, figures in both.items():
        for name in names:
            entry = knowledge.entries[name]
            said = " ".join([entry.short, *(fact.text for fact in entry.facts)])
            assert [figure for figure in figures if figure not in said] == [], name


def test_a_pair_is_found_in_either_order(knowledge: Knowledge) -> None:
    assert knowledge.twins.of("community.noise", "security.noise") is knowledge.twins.pairs[0]
    assert knowledge.twins.of("community.noise", "security.dog") is None


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    path, mistakes = tmp_path / "twins.toml", list[str]()
    path.write_text(
        '[[twin]]\nfirst = "a"\nsecond = "gone"\nwords = ["x"]\n[[twin]]\nfirst = "a"\nsecond = "a"\nwords = ["x"]\n'
        '[[twin]]\nfirst = "a"\nsecond = "b"\nwords = []\n'
    )
    read_twins(path, {"a", "b"}, mistakes)
    assert mistakes == [
        "twins.toml: twin a, gone: gone: no such entry",
        "twins.toml: twin a, a: two entries and a word are needed",
        "twins.toml: twin a, b: two entries and a word are needed",
    ]
