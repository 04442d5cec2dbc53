"""Settings: what they accept, refuse and hide, and that each one is documented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cashstage.core.errors import ConfigurationError
from cashstage.core.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
SECRET = "s" * 40
SAFE_PRODUCTION = {
    "APP_ENV": "production",
    "APP_URL": "https://dash.example.com",
    "SECRET_KEY": SECRET,
    "DATABASE_URL": "postgresql://u:p@db/cashstage",
    "REDIS_URL": "redis://:p@cache/0",
    "GOOGLE_CLIENT_ID": "client",
    "GOOGLE_CLIENT_SECRET": "client-secret",
}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def example_lines() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE))


def documented_names() -> set[str]:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\|([^|]*)\|", text, re.MULTILINE)
    return set(re.findall(r"`([A-Z][A-Z0-9_]*)`", " ".join(first_cells)))


def test_every_setting_is_in_the_example_and_nothing_else_is() -> None:
    assert set(example_lines()) == {name.upper() for name in Settings.model_fields}


def test_every_setting_is_in_the_documentation_and_nothing_else_is() -> None:
    assert documented_names() == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_example_shows_the_default(name: str) -> None:
    default: Any = Settings.model_fields[name].default
    shown = example_lines()[name.upper()]
    if default is None or default == () or Settings.model_fields[name].default_factory:
        assert shown == ""
    else:
        assert shown == (str(default).lower() if isinstance(default, bool) else str(default))


def test_the_example_can_be_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_settings()
    set_all(monkeypatch, example_lines())
    assert load_settings() == defaults


def test_a_variable_can_be_given_as_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert load_settings().secret_keys == [SECRET]


def test_a_variable_wins_over_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("https://file.example.com", encoding="utf-8")
    monkeypatch.setenv("APP_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("APP_URL", "https://direct.example.com")
    assert load_settings().app_url == "https://direct.example.com"


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")
    with pytest.raises(ConfigurationError, match="SECRET_KEY_FILE=/nowhere/key can't be read"):
        load_settings()


def test_a_file_of_other_bytes_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ConfigurationError, match="SECRET_KEY_FILE=.* no UTF-8 text"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL: must start with postgresql://"),
        ("REDIS_URL", "http://x", "REDIS_URL: must start with redis://"),
        ("APP_URL", "dash.example.com", "APP_URL: must be an origin"),
        ("APP_URL", "https://dash.example.com/path", "APP_URL: must be an origin without a path"),
        ("DATABASE_POOL_SIZE", "many", "DATABASE_POOL_SIZE: "),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: "),
        ("SECRET_KEY", "short", "SECRET_KEY needs at least 32 characters"),
        ("GOOGLE_CLIENT_ID", "alone", "must be set together"),
    ],
)
def test_a_malformed_value_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings()
    assert sentence in refusal.value.sentence
    assert len(refusal.value.sentence.splitlines()) == 1


def test_safe_production_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SAFE_PRODUCTION)
    settings = load_settings()
    assert settings.production
    assert settings.secure_cookies
    assert settings.google_redirect_uri == "https://dash.example.com/api/auth/callback/google"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_production_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_all(monkeypatch, {key: value for key, value in SAFE_PRODUCTION.items() if key != name})
    with pytest.raises(ConfigurationError, match=f"^{name} must be set in production$"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_URL", "http://dash.example.com"),
        ("GOOGLE_API_ENDPOINT", "http://gateway.example.com"),
        ("CONTENT_SECURITY_POLICY", "false"),
    ],
)
def test_production_refuses_what_is_unsafe(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    set_all(monkeypatch, SAFE_PRODUCTION | {name: value})
    with pytest.raises(ConfigurationError, match=f"^{name} "):
        load_settings()


def test_printing_settings_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SAFE_PRODUCTION)
    shown = repr(load_settings()) + str(load_settings())
    assert SECRET not in shown
    assert "u:p@db" not in shown
    assert "client-secret" not in shown


def test_origins_are_written_as_browsers_send_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().allowed_origins == ("http://localhost:3000",)
    monkeypatch.setenv("APP_URL", "https://Dash.Example.com:443/")
    monkeypatch.setenv("CORS_ORIGIN", "https://a.example.com/, http://[::1]:8080")
    assert load_settings().allowed_origins == (
        "https://dash.example.com",
        "https://a.example.com",
        "http://[::1]:8080",
    )


@pytest.mark.parametrize(
    "origin", ["*", "not an origin", "https://u:p@a.example.com", "https://a:b"]
)
def test_what_is_no_origin_stops_the_start(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("CORS_ORIGIN", origin)
    with pytest.raises(ConfigurationError, match="CORS_ORIGIN"):
        load_settings()


def test_a_required_setting_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL is not set"):
        load_settings().require("database_url")
