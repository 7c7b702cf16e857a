"""Words that name a field and no question: what they are told apart by, and what is wrong in their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.load import Knowledge
from knowledge.subjects import read_subjects


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("居住证", "residence.permit_apply"),
        ("请问换证怎么办？", "idcard.renew"),
        ("换证要多少钱", "idcard.renew"),
        ("Visa?", "foreigner.visa_extension"),
        ("怎么补办", "idcard.lost"),
        ("我老婆的证不见了", "idcard.lost"),
        ("合同的事想问问", "enterprise.labour_contract"),
        ("salary problem", "enterprise.unpaid_wages"),
        ("户口想挪个地方", "household.move_procedure"),
        ("公司的东西丢了", "enterprise.licence_lost"),
        ("护照多少钱", ""),
        ("我老婆的护照不见了", ""),
        ("公司三个月没发工资了去哪告", ""),
        ("护照丢了怎么补", ""),
        ("居住证到期了怎么换", ""),
        ("How do I renew my passport?", ""),
    ],
)
def test_a_field_is_named_only_by_a_text_that_asks_nothing_definite(
    text: str, first: str, knowledge: Knowledge
) -> None:
    named = knowledge.subjects.named(text, knowledge.follow_ups)
    assert (named.offers[0] if named else "") == first


def test_what_does_not_compile_is_named(tmp_path: Path) -> None:
    path, mistakes = tmp_path / "subjects.toml", list[str]()
    path.write_text('wrappers = ["("]\n[[subject]]\nwords = ["a"]\npatterns = ["[", "b+"]\noffers = ["x", "y"]\n')
    read = read_subjects(path, {"x", "y"}, mistakes)
    assert [mistake.split(":")[1] for mistake in mistakes] == [" subject 1", " wrappers"]
    assert read.patterns.texts == ("b+",)


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    path, mistakes = tmp_path / "subjects.toml", list[str]()
    path.write_text(
        '[[subject]]\nwords = ["a"]\noffers = ["x", "y"]\n[[subject]]\nwords = ["A", "b"]\noffers = ["x", "gone"]\n'
        '[[subject]]\nwords = ["c"]\noffers = ["x"]\n'
    )
    read_subjects(path, {"x", "y"}, mistakes)
    assert sorted(mistake.partition(": subject ")[2] for mistake in mistakes) == [
        "2: A: also in another subject", "2: gone: no such entry", "3: offers: a choice needs two entries",
    ]  # fmt: skip
