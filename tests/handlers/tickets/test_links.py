"""The chain of a history, without a database: whole as written, broken by any change, whole again after an erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.tickets.links import ERASED, Break, Line, first_break, link, seal

START = datetime(2026, 11, 24, 2, tzinfo=UTC)
WORDS = st.sampled_from(["", "路灯坏了", "已更换灯泡", "ok"])
RAW = st.tuples(st.sampled_from(["opened", "claim", "reply", "add"]), WORDS, WORDS, st.none() | st.integers(1, 9))


def chained(raws: list[tuple[str, str, str, int | None]]) -> list[Line]:
    found: list[Line] = []
    for place, (event, text, files, actor) in enumerate(raws):
        words, names = seal(text), seal(files)
        line = Line(place + 1, 7, START + timedelta(minutes=place), event, "in_work", "staff", actor, "cg", None, text,
                    words.salt, words.digest, files, names.salt, names.digest, "")  # fmt: skip
        found.append(replace(line, link=link(found[-1].link if found else "", line)))
    return found


@given(st.lists(RAW, max_size=8))
def test_what_was_written_is_whole(raws: list[tuple[str, str, str, int | None]]) -> None:
    lines = chained(raws)
    assert first_break(lines, lines[-1].link if lines else "") is None


@given(st.lists(RAW, min_size=1, max_size=8), st.data())
def test_any_change_is_found_at_its_line(raws: list[tuple[str, str, str, int | None]], data: st.DataObject) -> None:
    lines = chained(raws)
    head, place = lines[-1].link, data.draw(st.integers(0, len(lines) - 1))
    changes: list[dict[str, Any]] = [
        {"at": START - timedelta(days=1)}, {"event": "done"}, {"state": "closed"}, {"actor": "clock"},
        {"actor_id": 99}, {"unit": "zj"}, {"subtask_id": 5}, {"ticket_id": 8}, {"text": "别的话"}, {"files": "x"},
        {"text_digest": "0" * 64}, {"files_digest": "0" * 64}, {"link": "0" * 64},
    ]  # fmt: skip
    changed = replace(lines[place], **data.draw(st.sampled_from(changes)))
    found = first_break([*lines[:place], changed, *lines[place + 1 :]], head)
    assert found is not None
    assert found.event_id == lines[place].id


@given(st.lists(RAW, min_size=1, max_size=8), st.data())
def test_a_line_taken_out_or_cut_off_is_found(
    raws: list[tuple[str, str, str, int | None]], data: st.DataObject
) -> None:
    lines = chained(raws)
    place = data.draw(st.integers(0, len(lines) - 1))
    found = first_break([*lines[:place], *lines[place + 1 :]], lines[-1].link)
    after = lines[place + 1].id if place + 1 < len(lines) else None
    assert found == Break(after, "hash" if after else "end")


def test_erased_words_hold_only_where_a_line_says_so() -> None:
    lines = chained([("opened", "路灯坏了", "", None), ("add", "我家在三楼", "f1", None), ("reply", "已修好", "", 3)])
    bare = [*lines[:1], replace(lines[1], text="", text_salt="", files="", files_salt=""), *lines[2:]]
    assert first_break(bare, lines[-1].link) == Break(2, "erased")
    said = replace(lines[2], id=4, event=ERASED, text="", text_salt="", text_digest="")
    said = replace(said, link=link(lines[-1].link, said))
    assert first_break([*bare, said], said.link) is None
    assert first_break([*lines, said], said.link) is None


def test_the_same_words_have_another_digest_each_time() -> None:
    assert seal("是").digest != seal("是").digest
