"""What goes in and out of the machine survives being stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import MAX_VALUE_BYTES, Attachment, Choice, Kind, Message, Origin, Reply, Source

words = st.text(max_size=20)
attachments = st.builds(Attachment, words, words, words, words, st.integers(0, 10**9), st.integers(0, 999))
messages = st.builds(
    Message, channel=words, id=words, chat=words, sender=words, kind=st.sampled_from(Kind), text=words, pick=words,
    card=words, press=words, replies_to=words, wire_id=words, topic=words, group=st.booleans(), trusted=st.booleans(),
    name=words, lang=words, moved_to=words, files=st.lists(attachments, max_size=2).map(tuple),
)  # fmt: skip
choices = st.builds(Choice, words, st.text(alphabet="abc:1", max_size=20), words, st.booleans())
replies = st.builds(
    Reply, words, st.lists(choices, max_size=3).map(tuple),
    st.lists(st.builds(Source, words, words, words, words), max_size=2).map(tuple),
    st.sampled_from(Origin), words, st.lists(attachments, max_size=2).map(tuple),
)  # fmt: skip


@given(messages)
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    assert Message.load(json.loads(message.dump())) == message


@given(replies)
def test_a_reply_comes_back_as_it_was(reply: Reply) -> None:
    assert Reply.load(json.loads(json.dumps(reply.data(), ensure_ascii=False))) == reply


@pytest.mark.parametrize("value", ["a" * MAX_VALUE_BYTES, "字" * 20])
def test_a_buttons_value_fits_every_wire(value: str) -> None:
    assert Choice("x", value).value == value
    with pytest.raises(ValueError, match="choice value"):
        Choice("x", value + "字")


def test_plus_adds_behind() -> None:
    first, second = Choice("a", "a"), Choice("b", "b")
    assert Reply("x", (first,)).plus(second).choices == (first, second)


@pytest.mark.parametrize(
    "raw", [{}, {"channel": "c"}, {"channel": "c", "id": "1", "chat": "c", "sender": "s", "kind": "none"}]
)
def test_what_is_no_message_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Message.load(raw)
