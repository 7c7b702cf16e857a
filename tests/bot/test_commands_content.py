"""`knowledge lint` and `evaluate` as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import embedding
from tests.bot.conftest import Type
from tests.fakes.content import copy_few

CORPUS: list[dict[str, object]] = [
    {"id": "a", "question": "身份证丢了怎么补办", "answer": "到派出所补办"},
    {"id": "b", "question": "居住证怎么办理", "answer": "线上申领"},
    {"id": "c", "question": "垃圾什么时候收", "answer": "每天早上"},
]
QUERIES: list[dict[str, object]] = [
    {"id": "1", "text": "身份证不见了要补办", "relevant": ["a"]},
    {"id": "2", "text": "办居住证", "relevant": ["b"]},
    {"id": "3", "text": "明天的球赛几点", "relevant": []},
]


def written(path: Path, lines: list[dict[str, object]]) -> str:
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return str(path)


def test_lint_of_what_is_shipped(types: Type) -> None:
    result = types("knowledge", "lint")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1].startswith("0 errors")


def test_lint_of_another_folder(types: Type, tmp_path: Path) -> None:
    path = copy_few(tmp_path / "content") / "texts" / "dialog.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("请看一遍", "没问题"), encoding="utf-8")
    result = types("knowledge", "lint", "--folder", "content", "--json")
    assert result.exit_code == 1
    seen = json.loads(result.output)
    assert seen["ok"] is False
    assert [item["state"] for item in seen["findings"]] == ["error"]
    assert "texts/dialog.toml:" in types("knowledge", "lint", "--folder", "content").output


def test_evaluate(types: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "pick_embedder", lambda *_args: None)  # by words alone: quick, the same everywhere
    files = ("--corpus", written(tmp_path / "c", CORPUS), "--queries", written(tmp_path / "q", QUERIES))
    result = types("evaluate", *files, "--json")
    assert result.exit_code == 0
    seen = json.loads(result.output)
    assert seen["queries"] == 3
    assert seen["recall@1"] == 1.0
    assert seen["oos"]["n"] == 1
    assert "recall@1: 1.0" in types("evaluate", *files).output


def test_a_line_that_cannot_be_used_is_named(types: Type, tmp_path: Path) -> None:
    corpus = written(tmp_path / "c", CORPUS)
    queries = written(tmp_path / "q", [{"id": "1", "text": "x", "relevant": ["nowhere"]}])
    result = types("evaluate", "--corpus", corpus, "--queries", queries)
    assert result.exit_code == 2
    assert f"{queries}:1" in result.output
    assert types("evaluate", "--corpus", "nowhere", "--queries", queries).exit_code == 2
