"""Every setting of the product, read from the environment and `.env`; each default works with nothing set."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

_SHORTEST_KEY = 16


def _pairs(value: SecretStr) -> list[tuple[str, str]]:
    """Name and key of every `name=key` between commas, as they are written."""
    parts = [part.partition("=") for part in value.get_secret_value().split(",") if part.strip()]
    return [(name.strip(), key.strip()) for name, _, key in parts]


class Settings(BaseSettings):
    """The settings of CONTRACT.md; names in the environment are the field names in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    database_url: SecretStr = SecretStr("")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    trusted_proxies: str = ""
    metrics_token: SecretStr = SecretStr("")
    assistant_name: str = "余小议"
    district: str = "余杭区"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    residents_on: str = "web,telegram,wecom,console"
    alert_keys: SecretStr = SecretStr("")

    telegram_token: SecretStr = SecretStr("")
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_api_base: str = "https://api.telegram.org"
    telegram_rate_per_s: float = Field(default=25, ge=0)
    telegram_staff_chat_id: str = ""

    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = ""
    openai_model: str = "gpt-4o-mini"
    openai_timeout_s: float = Field(default=3, gt=0)
    embedding_base_url: str = ""
    embedding_model: str = ""
    embedding_api_key: SecretStr = SecretStr("")

    @field_validator("public_url", "telegram_api_base", "openai_base_url", "embedding_base_url")
    @classmethod
    def _bare(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("alert_keys")
    @classmethod
    def _named(cls, value: SecretStr) -> SecretStr:
        pairs = _pairs(value)
        if any(not name or len(name) > 64 or len(key) < _SHORTEST_KEY for name, key in pairs):
            raise ValueError(f"write name=key,name=key; a key has at least {_SHORTEST_KEY} characters")
        if len(dict(pairs)) < len(pairs):
            raise ValueError("every system needs a name of its own")
        return value

    @property
    def alerting(self) -> dict[str, str]:
        """The key of each system whose alerts are taken, by the system's name."""
        return dict(_pairs(self.alert_keys))

    @property
    def url(self) -> str:
        """The address under which people reach this server."""
        return self.public_url or f"http://{self.http_host}:{self.http_port}"

    @property
    def resident_channels(self) -> frozenset[str]:
        """Channels that residents may use."""
        return frozenset(name.strip() for name in self.residents_on.split(",") if name.strip())


def load_settings(**overrides: object) -> Settings:
    """The settings in force; `SettingsError` lists every value that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the values itself
    except ValidationError as error:
        mistakes = [f"{'.'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()]
        raise SettingsError(mistakes) from error
