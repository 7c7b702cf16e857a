"""All content of one version: whole, or refused with every mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.errors import ContentError
from knowledge.load import SHIPPED, Knowledge, load

ENTRY = """
[[entry]]
id = "new.entry"
topic = "res:NEW"
area = "community"
title = "一条新的"
questions = ["一条新的问法"]
short = "答案。"
status = "verified"
checked = 2026-11-01
owner = "单位"
[[entry.fact]]
text = "第一步"
status = "verified"
[[entry.source]]
title = "《办法》"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content, to be spoilt."""
    shutil.copytree(SHIPPED, tmp_path / "content", ignore=shutil.ignore_patterns("*.npz"))
    return tmp_path / "content"


def mistakes(folder: Path) -> str:
    with pytest.raises(ContentError) as told:
        load(folder)
    return "\n".join(told.value.mistakes)


def add(folder: Path, name: str, content: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as out:
        out.write(content)


def test_the_shipped_content_is_whole(knowledge: Knowledge) -> None:
    assert len(knowledge.entries) >= 80
    assert {entry.area for entry in knowledge.entries.values()} >= {"household", "rider", "community", "traffic"}
    assert {"report", "opinion", "benefits", "callback"} <= knowledge.dialogs.keys()
    for entry in knowledge.entries.values():
        assert entry.sources
        assert entry.short.strip()


def test_every_department_fits_a_button(knowledge: Knowledge) -> None:
    for name in knowledge.departments:
        assert len(f"passto:{10**12}:{name}".encode()) <= 60


def test_every_entry_fits_a_button(knowledge: Knowledge) -> None:
    for name in knowledge.entries:
        assert len(f"wrong:{name}".encode()) <= 60


def test_every_option_fits_a_button(knowledge: Knowledge) -> None:
    for dialog in knowledge.dialogs.values():
        for step in dialog.steps:
            for option in (*step.options, "!edit.", "yes"):
                assert len(f"d:abcd:{step.key}:{option}".encode()) <= 60


def test_a_new_entry_is_taken(folder: Path) -> None:
    add(folder, "faq/new.toml", ENTRY)
    assert load(folder).entries["new.entry"].facts[0].text == "第一步"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("faq/new.toml", ENTRY + ENTRY, "new.entry: 2 entries of that id"),
     ("faq/new.toml", ENTRY.replace("short", 'related = ["none"]\nshort'), "new.entry: related none: no such entry"),
     ("faq/new.toml", ENTRY.partition("[[entry.source]]")[0], "new.entry: sources: missing"),
     ("faq/new.toml", ENTRY.replace("一条新的问法", "一条新的") + ENTRY.replace("new.entry",
     "new.other"), "also stands in new.entry"),
     ("faq/new.toml", ENTRY.replace("2026-11-01", "'soon'"), "checked: 'soon': expected date"),
     ("dialogs/report.toml", '[[step]]\nkey = "colour"\nkind = "text"\n', "report.colour: no such text"),
     ("dialogs/report.toml", '[[step]]\nkey = "what"\nkind = "choice"\n', "what: a choice needs options"),
     ("dialogs/report.toml", '[[step]]\nkey = "what"\nkind = "dance"\n', "kind: 'dance': expected one of"),
     ("dialogs/report.toml", '[[step]]\nkey = "what"\nkind = "text"\nwhen = {later = "x"}\n',
      "when names later, which is no earlier step"),
     ("texts/dialog.toml", "[more]\nzh = 'x'\n", "dialog.toml: more: needs exactly zh and en"),
     ("words/intents.toml", '[[intent]]\nid = "x"\noutcome = "small_talk"\npatterns = ["("]\n',
      "intents.toml: x: missing )"),
     ("words/crisis.toml", '[[kind]]\nid = "x"\ncall = ["110"]\npatterns = ["["]\n', "crisis.toml: x: "),
     ("departments.toml", "[[department]]\nid = 3\n", "id: 3: expected str"),
     ("opinions.toml", "[[opinion]]\nid = 'x'\n", "opens: missing")],
)  # fmt: skip
def test_a_mistake_is_told(folder: Path, name: str, content: str, told: str) -> None:
    add(folder, name, content)
    assert told in mistakes(folder)


def test_two_mistakes_in_two_files_are_told_together(folder: Path) -> None:
    add(folder, "faq/new.toml", ENTRY + ENTRY)
    add(folder, "texts/dialog.toml", "[more]\nzh = 'x'\n")
    told = mistakes(folder)
    assert "new.entry" in told
    assert "more" in told


def test_a_folder_without_content_is_told(tmp_path: Path) -> None:
    assert "departments.toml" in mistakes(tmp_path)
