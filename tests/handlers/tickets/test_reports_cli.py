"""`classify` and `similar` as somebody types them: a line in, a line out, with and without the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot import embedding
from handlers.tickets.cli import register

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(embedding, "pick_embedder", lambda *_args: None)  # by words alone: the same everywhere
    cli = typer.Typer()
    register(cli)
    return lambda *words: CliRunner().invoke(cli, list(words))


def written(path: Path, *lines: object) -> str:
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return str(path)


def test_every_report_gets_its_line_in_order(run: Run, tmp_path: Path) -> None:
    reports = written(
        tmp_path / "r.jsonl",
        {"id": "b", "text": "文一西路1218号门口井盖没了"},
        {"id": 1, "text": "The street light in front of Building 7, Xixi Garden is broken"},
        {"id": None, "text": ""},
    )
    result = run("classify", "--file", reports, "--json")
    assert result.exit_code == 0
    assert [json.loads(line) for line in result.output.splitlines()] == [
        {"id": "b", "category": "road", "lead": "city_management", "urgent": True, "place": "文一西路1218号门口"},
        {"id": 1, "category": "street_light", "lead": "city_management", "urgent": False,
         "place": "Building 7, Xixi Garden"},
        {"id": None, "category": "other", "lead": "township", "urgent": False, "place": None},
    ]  # fmt: skip


def test_pairs_are_told(run: Run, tmp_path: Path) -> None:
    pairs = written(
        tmp_path / "p.jsonl",
        {"id": "x", "a": "翡翠城7幢路灯坏了", "b": "翡翠城7号楼门口路灯不亮"},
        {"id": "y", "a": "翡翠城7幢路灯坏了", "b": "翡翠城8幢路灯坏了"},
    )
    result = run("similar", "--file", pairs, "--json")
    assert [(line["id"], line["same"]) for line in map(json.loads, result.output.splitlines())] == [
        ("x", True), ("y", False),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["[]", "{", '{"id": 1}', '{"id": 1, "text": 5}'])
def test_a_wrong_line_is_named(run: Run, tmp_path: Path, line: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f'{{"id": 0, "text": "路灯坏了"}}\n\n{line}\n', encoding="utf-8")
    result = run("classify", "--file", str(path))
    assert result.exit_code == 2
    assert "r.jsonl:3" in result.output.replace("\n", "").replace("│", "").replace(" ", "")


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    assert run("classify", "--file", str(tmp_path / "nowhere")).exit_code == 2
