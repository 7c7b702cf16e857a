"""Which of what was found is meant: by the document that was named, by the kind of asker."""

from __future__ import annotations

import pytest

from handlers.faq.meant import meant
from knowledge.load import Knowledge
from knowledge.search import Band, Found, Hit


def _found(*hits: tuple[str, float], band: Band = Band.CLARIFY) -> Found:
    return Found(band, tuple(Hit(name, confidence, "") for name, confidence in hits))


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("外孙的护照我能代办吗", "exit.passport_minor"),
        ("孙子的身份证我能代办吗", "idcard.child"),
        ("用身份证给孙子办护照行吗", "idcard.child"),
        ("孙子的证我能代办吗", "idcard.child"),
    ],
)
def test_the_entry_about_the_document_that_was_named_comes_first(knowledge: Knowledge, said: str, first: str) -> None:
    found = _found(("idcard.child", 0.88), ("exit.passport_minor", 0.6), band=Band.ANSWER)
    told = meant(knowledge, said, found)
    assert told.hits[0].id == first
    assert told.band is Band.ANSWER
    assert told.hits[0].confidence == 0.88
    assert {hit.id for hit in told.hits} == {hit.id for hit in found.hits}


def test_an_unlikely_entry_is_not_preferred_for_its_name(knowledge: Knowledge) -> None:
    found = _found(("idcard.child", 0.88), ("exit.passport_minor", 0.2))
    assert meant(knowledge, "外孙的护照我能代办吗", found) == found


def test_a_kind_of_the_document_is_the_document(knowledge: Knowledge) -> None:
    found = _found(("idcard.temporary", 0.8), ("idcard.electronic", 0.7))
    assert meant(knowledge, "身份证忘带了怎么坐飞机", found) == found


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("外籍员工几天之内要办居留", "enterprise.foreign_staff_residence"),
        ("我先生是外国人，几天之内要办居留", "foreigner.residence_permit"),
    ],
)
def test_of_twins_the_one_for_this_asker_is_told_and_nobody_is_asked_back(
    knowledge: Knowledge, said: str, first: str
) -> None:
    pair = (("foreigner.residence_permit", 0.9), ("enterprise.foreign_staff_residence", 0.89))
    for hits in (pair, ((pair[1][0], 0.9), (pair[0][0], 0.89))):
        told = meant(knowledge, said, _found(*hits, ("foreigner.work", 0.3)))
        assert told.band is Band.ANSWER
        assert told.hits[0] == Hit(first, 0.9, "")


@pytest.mark.parametrize(
    "found",
    [
        _found(("security.noise", 0.9), ("community.noise", 0.45)),
        _found(("security.noise", 0.55), ("community.noise", 0.45)),
        _found(("security.noise", 0.9), ("security.dog", 0.89)),
        _found(("security.noise", 0.9), ("community.noise", 0.89), band=Band.REFUSE),
        _found(("security.noise", 1.0), ("community.noise", 0.9), band=Band.ANSWER),
        _found(("security.noise", 0.9)),
        _found(),
    ],
)
def test_other_findings_stay_as_they_are(knowledge: Knowledge, found: Found) -> None:
    assert meant(knowledge, "物业管不管噪音", found) == found
