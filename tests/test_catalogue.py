"""Code and content agree: every sentence that is said exists and is said somewhere, every button leads somewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.router import build_routes
from handlers import features
from knowledge.load import Knowledge

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "handlers", "knowledge")
OF_DIALOGS = frozenset({"d", "anew"})
"""Names of buttons that the dialog engine itself takes."""
FILES = re.compile(r"\.(toml|html|css|js|py|db|lock|npz|jsonl?|svg|md|txt|zip|ini)$")
ANYTHING = "\0"
_BEGINNING = re.compile(r"[a-z]+\.[a-z0-9_]*_")


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the product."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple((path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def written() -> tuple[tuple[str, str], ...]:
    """Every string in code and templates with its place; what is filled in at run time stands as ANYTHING."""
    found = []
    for name, tree in sources():
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) or (
                isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
            ):
                found.append((f"{name}:{node.lineno}", _flat(node)))
    for path in (
        path for package in PACKAGES for ending in ("html", "js") for path in (ROOT / package).rglob(f"*.{ending}")
    ):
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT).as_posix()
        found += [(place, hit[2]) for hit in re.finditer(r"""(["'])((?:(?!\1)[^\n])*)\1""", text)]
        # Inside an attribute the call stands between quotes already.
        found += [(place, hit[2]) for hit in re.finditer(r"""say\((["'])([^"']+)\1""", text)]
    # A string that ends in an underscore is the beginning of a key.
    return tuple((place, text + ANYTHING if _BEGINNING.fullmatch(text) else text) for place, text in found)


def _flat(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_flat(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ANYTHING


def in_content(value: Any) -> Iterator[str]:
    """Every string of a TOML table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from in_content(item)
    elif isinstance(value, list):
        for item in value:
            yield from in_content(item)


@pytest.fixture(scope="module")
def words(knowledge: Knowledge) -> frozenset[str]:
    """Everything that may fill a place in the middle of a key: strings of the code, and what content names."""
    paths = [*(knowledge.folder / "words").glob("*.toml"), *(knowledge.folder / "benefits").glob("*.toml")]
    paths += [*(knowledge.folder / "dialogs").glob("*.toml")]
    paths += [knowledge.folder / name for name in ("dispatch.toml", "ladder.toml", "canned.toml")]
    from_content = (item for path in paths for item in in_content(tomllib.loads(path.read_text(encoding="utf-8"))))
    return frozenset(text for _place, text in written()) | frozenset(from_content)


def keys_of_dialogs(knowledge: Knowledge) -> set[str]:
    """The keys that the dialog engine puts together from a dialog's steps and options."""
    return {
        f"{dialog.name}.{key}"
        for dialog in knowledge.dialogs.values()
        for step in dialog.steps
        for key in (step.key, f"{step.key}_why", f"{step.key}_name", *step.options)
    }


def test_every_sentence_that_is_said_exists(knowledge: Knowledge) -> None:
    table = knowledge.texts.table
    files = "|".join(sorted({key.partition(".")[0] for key in table}))
    key = re.compile(rf"(?:{files})\.[a-z][a-z0-9_{ANYTHING}]*")
    routes = build_routes(features())
    jobs = {*routes.jobs, *routes.errands, *_own_jobs()}
    missing = []
    for place, text in written():
        if not key.fullmatch(text) or text in table or text in jobs or FILES.search(text):
            continue
        if ANYTHING not in text or not any(_pattern(text).fullmatch(known) for known in table):
            missing.append(f"{place} {text.replace(ANYTHING, '…')}")
    assert not missing, "\n".join(missing)


def _own_jobs() -> Iterator[str]:
    """The timers of the machine itself: `JOB = "…"` at the top of a module."""
    for _place, tree in sources():
        for node in tree.body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "JOB":
                yield _flat(node.value)


def test_every_sentence_is_said_somewhere(knowledge: Knowledge, words: frozenset[str]) -> None:
    plain = {text for _place, text in written()} | keys_of_dialogs(knowledge)
    patterns = {text for text in plain if ANYTHING in text and "." in text and not text.startswith(ANYTHING)}
    rules = [_pattern(text) for text in patterns]

    def said(key: str) -> bool:
        return key in plain or any((hit := rule.fullmatch(key)) and words.issuperset(hit.groups()) for rule in rules)

    unsaid = sorted(key for key in knowledge.texts.table if not said(key))
    assert not unsaid, "\n".join(unsaid)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(re.escape(part) for part in text.split(ANYTHING)))


def test_every_button_leads_somewhere(knowledge: Knowledge) -> None:
    routes = build_routes(features())
    known = {*routes.picks, *routes.staff_picks, *OF_DIALOGS}
    lost = [f"{place} {name}" for place, name in _button_names() if name not in known]
    ways = (key.partition(".way_") for key in knowledge.texts.table)
    lost += [f"texts {file}.way_{name}" for file, way, name in ways if way and name not in known]
    lost += [
        f"intent {intent.id} offers {name}"
        for intent in knowledge.intents.each
        for name in intent.offers
        if name not in known
    ]
    assert not lost, "\n".join(lost)


def _button_names() -> Iterator[tuple[str, str]]:
    """The name before the colon of every button's value that the code spells out."""
    for place, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in ("Choice", "choice"):
                continue
            given = [*node.args[1:2], *(item.value for item in node.keywords if item.arg == "value")]
            for value in given:
                name = _flat(value).partition(":")[0]
                if name and ANYTHING not in name:
                    yield f"{place}:{node.lineno}", name


def test_every_timer_has_its_job() -> None:
    jobs = build_routes(features()).jobs
    set_by_code = {
        (f"{place}:{node.lineno}", _flat(node.args[position]))
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        for called, position in (("later", 0), ("put", 1))
        if node.func.attr == called and len(node.args) > position
    }
    named = {(place, kind) for place, kind in set_by_code if kind != ANYTHING}
    assert named
    assert not {f"{place} {kind}" for place, kind in named if kind not in jobs}


def test_every_dialog_has_its_form(knowledge: Knowledge) -> None:
    assert set(build_routes(features()).forms) == set(knowledge.dialogs)


def test_commands_in_the_menu_are_described(knowledge: Knowledge) -> None:
    routes = build_routes(features())
    listed = [*routes.commands.values(), *routes.staff_commands.values()]
    assert not [command.menu for command in listed if command.menu and not knowledge.texts.has(command.menu)]
