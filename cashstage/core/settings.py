"""Every setting of the product, typed, read from the environment once and validated at start.

Each variable may also be given as `NAME_FILE=/path` (Docker and Kubernetes secrets). A value
that can't be understood stops the start with one line that names the variable and the way out.
Secrets are `SecretStr`: printing settings never shows them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from cashstage.core.errors import ConfigurationError

MIN_SECRET_LENGTH = 32


class AppEnv(StrEnum):
    """Where this process runs; production refuses unsafe settings."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class GoogleAccess(StrEnum):
    """What consent asks for: all of a person's spreadsheets, or only those they pick."""

    READONLY = "readonly"
    PICKER = "picker"


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _origin(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be an origin such as https://dash.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must be an origin without a path, such as https://dash.example.com")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or "@" in parts.netloc:
        raise ValueError("must be an origin such as https://dash.example.com")
    # Browsers send the host in small letters and leave out the port that the scheme implies.
    host = f"[{host}]" if ":" in host else host
    implied = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != implied else "")


def _origins(value: object) -> object:
    split = _split(value)
    return tuple(_origin(part) for part in split) if isinstance(split, tuple) else split


def _scheme(*allowed: str) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, str) and value and urlsplit(value).scheme not in allowed:
            raise ValueError("must start with " + " or ".join(f"{name}://" for name in allowed))
        return value or None

    return BeforeValidator(check)


CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
DomainList = Annotated[CommaList, AfterValidator(lambda names: tuple(map(str.lower, names)))]
Origin = Annotated[str, BeforeValidator(_origin)]
OriginList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(lambda value: value or None)]
OptionalText = Annotated[str | None, BeforeValidator(lambda value: value or None)]


class Settings(BaseSettings):
    """The settings of one process; frozen after validation."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", case_sensitive=False, env_ignore_empty=True
    )

    cashstage_home: Path = Path(".cashstage")

    app_env: AppEnv = AppEnv.DEVELOPMENT
    app_url: Origin = "http://localhost:3000"
    secret_key: OptionalSecret = None

    database_url: Annotated[OptionalSecret, _scheme("postgresql", "postgres")] = None
    database_pool_size: int = Field(default=10, ge=1, le=200)
    redis_url: Annotated[OptionalSecret, _scheme("redis", "rediss", "unix")] = None
    broker_url: Annotated[OptionalSecret, _scheme("redis", "rediss", "unix")] = None
    object_store_url: Annotated[OptionalText, _scheme("s3")] = None
    redis_cache_ttl: int = Field(default=300, ge=1)

    google_client_id: OptionalText = None
    google_client_secret: OptionalSecret = None
    google_api_endpoint: Annotated[OptionalText, _scheme("http", "https")] = None
    google_access: GoogleAccess = GoogleAccess.READONLY
    google_api_key: OptionalText = None
    google_hosted_domains: DomainList = ()
    google_poll_seconds: float = Field(default=3.0, ge=1.0, le=3600.0)
    google_timeout_seconds: float = Field(default=180.0, ge=1.0, le=600.0)

    worker_silent_seconds: float = Field(default=60.0, ge=3.0, le=3600.0)
    worker_stop_seconds: float = Field(default=25.0, ge=1.0, le=900.0)

    api_rate_limit: int = Field(default=100, ge=1)
    cors_origin: OriginList = ()
    session_timeout: int = Field(default=86_400, ge=60)
    content_security_policy: Literal["true", "false", "report-only"] = "true"

    enable_metrics: bool = True
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] | None = None
    sentry_dsn: OptionalSecret = None

    smtp_host: OptionalText = None
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_user: OptionalText = None
    smtp_pass: OptionalSecret = None
    smtp_from: OptionalText = None

    google_analytics_id: OptionalText = None
    mixpanel_token: OptionalSecret = None

    web_concurrency: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=256)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values win over the environment, the environment over `NAME_FILE`."""
        return init_settings, env_settings, _FileSource(settings_cls)

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        problems = [] if self.app_env is not AppEnv.PRODUCTION else self._unsafe()
        for key in self.secret_keys:
            if len(key) < MIN_SECRET_LENGTH:
                problems.append(f"SECRET_KEY needs at least {MIN_SECRET_LENGTH} characters")
        if bool(self.google_client_id) != bool(self.google_client_secret):
            problems.append("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET must be set together")
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _unsafe(self) -> list[str]:
        required = {
            "SECRET_KEY": self.secret_key,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "GOOGLE_CLIENT_ID": self.google_client_id,
        }
        problems = [
            f"{name} must be set in production" for name, value in required.items() if not value
        ]
        if not self.app_url.startswith("https://"):
            problems.append("APP_URL must be https:// in production")
        if self.google_api_endpoint and self.google_api_endpoint.startswith("http://"):
            problems.append("GOOGLE_API_ENDPOINT must be https:// in production")
        if self.content_security_policy == "false":
            problems.append("CONTENT_SECURITY_POLICY can't be false in production")
        return problems

    @property
    def production(self) -> bool:
        """Whether this is a production process."""
        return self.app_env is AppEnv.PRODUCTION

    @property
    def secret_keys(self) -> list[str]:
        """The listed root secrets, the first encrypts; empty when none is configured."""
        if self.secret_key is None:
            return []
        return [
            part.strip() for part in self.secret_key.get_secret_value().split(",") if part.strip()
        ]

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Whose pages may use the API and open the websocket: our own, those of CORS_ORIGIN."""
        return tuple(dict.fromkeys((self.app_url, *self.cors_origin)))

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies carry `Secure` and the `__Host-` prefix."""
        return self.app_url.startswith("https://")

    @property
    def google_redirect_uri(self) -> str:
        """Where Google sends people back after consent."""
        return f"{self.app_url}/api/auth/callback/google"

    @property
    def google_app_id(self) -> str | None:
        """The number of the client's Cloud project, which the Picker asks for; None if it has none.

        Google's client ids begin with it.
        """
        number = re.match(r"\d+(?=-)", self.google_client_id or "")
        return number[0] if number else None

    def require(self, name: str) -> str:
        """The plain value of an optional setting that this process can't do without."""
        value = getattr(self, name)
        if value is None:
            raise ConfigurationError(
                f"{name.upper()} is not set.",
                next_step="Set it, or start everything on one machine with `cashstage up`.",
            )
        return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


class _FileSource(PydanticBaseSettingsSource):
    """Reads `NAME_FILE=/path` for every setting."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise ConfigurationError(
                f"{field_name.upper()}_FILE={path} can't be read: {error.strerror}."
            ) from error
        except UnicodeDecodeError as error:
            raise ConfigurationError(
                f"{field_name.upper()}_FILE={path} holds bytes that are no UTF-8 text."
            ) from error

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(None, name)[0] for name in self.settings_cls.model_fields
        }
        return {name: value for name, value in values.items() if value is not None}


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Reads and validates the environment; raises ConfigurationError with one line per problem."""
    try:
        return Settings(**dict(overrides or {}))
    except ValidationError as error:
        raise ConfigurationError("\n".join(_problem_lines(error))) from None


def _problem_lines(error: ValidationError) -> list[str]:
    lines: list[str] = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        message = problem["msg"].removeprefix("Value error, ")
        name = "_".join(str(part) for part in problem["loc"][:1]).upper()
        lines.extend(f"{name}: {line}" if name else line for line in message.splitlines())
    return lines


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read on first use."""
    return load_settings()
