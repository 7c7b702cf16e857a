"""`.env.example` explains every setting that the code has, with its default; what `init` writes can be read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.envfile import TEMPLATE, documented, fill_in, write_env
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


def defaults() -> dict[str, str]:
    found = {name.upper(): item.default for name, item in Settings.model_fields.items()}
    plain = {name: value.get_secret_value() for name, value in found.items() if isinstance(value, SecretStr)}
    return {name: plain.get(name, str(value)) for name, value in found.items()}


def test_every_setting_is_explained_with_its_default() -> None:
    assert documented(EXAMPLE.read_text(encoding="utf-8")) == defaults()


def test_the_package_ships_the_same_text() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == EXAMPLE.read_text(encoding="utf-8")


def test_every_setting_has_words_in_both_languages_above_it() -> None:
    blocks = EXAMPLE.read_text(encoding="utf-8").split("\n\n")
    for block in blocks:
        if documented(block):
            words = [line for line in block.splitlines() if line.startswith("# ") and not documented(line)]
            assert any("\u4e00" <= sign <= "\u9fff" for line in words for sign in line), block
            assert any(line[2:3].isascii() and line[2:3].isalpha() for line in words), block


def test_a_fresh_file_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in defaults():
        monkeypatch.delenv(name, raising=False)
    write_env(tmp_path / ".env", {})
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    assert Settings(_env_file=tmp_path / ".env") == Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic's own


@pytest.mark.parametrize(
    "value", ["余小议", "a b", "p#ss", "it's", 'say "x"', "back\\slash", "1:AA-b_c", "https://a.cn/x"]
)
def test_values_come_back_as_they_were_given(tmp_path: Path, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_NAME", raising=False)
    write_env(tmp_path / ".env", {"ASSISTANT_NAME": value})
    assert Settings(_env_file=tmp_path / ".env").assistant_name == value  # type: ignore[call-arg]  # pydantic's own


@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_no_value_can_add_a_setting(value: str) -> None:
    text = fill_in("# DISTRICT=余杭区\n# LOG_LEVEL=INFO\n", {"DISTRICT": value})
    assert text.splitlines()[-1] == "# LOG_LEVEL=INFO"
    assert documented(text) == {"LOG_LEVEL": "INFO"}


def test_an_unknown_setting_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        fill_in("# DISTRICT=x\n", {"DISTRIKT": "y"})


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_env_file=None, http_port=99999, log_level="LOUD", public_url="yixiao.cn")
    assert [mistake.partition(":")[0] for mistake in caught.value.mistakes] == ["HTTP_PORT", "PUBLIC_URL", "LOG_LEVEL"]
