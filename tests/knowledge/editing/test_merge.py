"""Published revisions over the shipped entries: the newest wins, what is broken leaves the shipped one standing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from knowledge.editing.merge import Revision, Signature, in_force, merged
from knowledge.editing.plain import as_data, digest, dumped, from_data
from knowledge.load import Knowledge

NAME = "idcard.first"


def test_every_entry_survives_the_way_to_json_and_back(knowledge: Knowledge) -> None:
    mistakes: list[str] = []
    for entry in knowledge.entries.values():
        assert from_data(json.loads(dumped(entry)), entry.id, mistakes) == replace(entry, signed_by="", signed_on=None)
    assert not mistakes


def test_the_newest_revision_wins_and_new_entries_appear(knowledge: Knowledge) -> None:
    changed = replace(knowledge.entries[NAME], short="新的一句。")
    added = replace(changed, id="x.new", title="新条目", title_en="", questions=("全新的问法",), questions_en=())
    found = merged(knowledge, [Revision(1, NAME, dumped(changed)), Revision(2, "x.new", dumped(added))])
    assert not found.mistakes
    served = in_force(knowledge, found)
    assert served.entries[NAME].short == "新的一句。"
    assert served.entries["x.new"] == added
    assert served.entries.keys() - knowledge.entries.keys() == {"x.new"}


def test_what_is_disabled_is_gone_and_no_way_leads_to_it(knowledge: Knowledge) -> None:
    linked = next(entry for entry in knowledge.entries.values() if NAME in entry.related)
    found = merged(knowledge, [Revision(1, NAME, "", enabled=False)])
    served = in_force(knowledge, found)
    assert NAME not in served.entries
    assert NAME not in served.entries[linked.id].related
    assert NAME in found.entries  # still there to be enabled again
    assert NAME in in_force(knowledge, merged(knowledge, [Revision(2, NAME, "")])).entries


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{", "publish the entry again"),
        ("[]", "not a table"),
        ('{"id": "other"}', "missing"),
        ('{"id": "idcard.first", "checked": "soon"}', "checked: 'soon': expected date"),
    ],
)
def test_a_broken_revision_is_named_and_the_shipped_entry_stays(knowledge: Knowledge, data: str, said: str) -> None:
    found = merged(knowledge, [Revision(7, NAME, data)])
    assert any(said in mistake and "revision 7" in mistake for mistake in found.mistakes)
    assert found.entries == knowledge.entries


def test_all_mistakes_are_told_at_once(knowledge: Knowledge) -> None:
    raw = as_data(knowledge.entries[NAME])
    raw = {**raw, "related": ["nobody"], "unit": "nowhere", "checked": "2026-11-23", "review": "2027-11-23"}
    found = merged(knowledge, [Revision(1, NAME, json.dumps(raw)), Revision(2, "x", "{")])
    assert len(found.mistakes) == 3


def test_a_signature_holds_for_exactly_these_words(knowledge: Knowledge) -> None:
    entry = knowledge.entries[NAME]
    signature = Signature(NAME, digest(entry), "余杭区公安分局", date(2026, 11, 28))
    signed = merged(knowledge, [], [signature]).entries[NAME]
    assert (signed.signed_by, signed.signed_on) == ("余杭区公安分局", date(2026, 11, 28))
    assert digest(signed) == digest(entry)
    changed = Revision(1, NAME, dumped(replace(entry, short="改了。")))
    assert merged(knowledge, [changed], [signature]).entries[NAME].signed_by == ""
