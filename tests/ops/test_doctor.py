"""The doctor: what it finds on real servers, and that each finding names its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from cashstage.core.settings import Settings, load_settings
from cashstage.ops.doctor import (
    Check,
    Diagnosis,
    Status,
    diagnose,
    picker,
    push_check,
    unused,
)
from cashstage.ops.embedded import EmbeddedPostgres, EmbeddedValkey
from cashstage.ops.embedded.ports import free_port
from cashstage.ops.push import PushState

pytestmark = pytest.mark.integration


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, database_url: str, valkey: EmbeddedValkey, tmp_path: Path
) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("CASHSTAGE_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", valkey.url)
    return monkeypatch


@pytest.fixture
def evicting(valkey: EmbeddedValkey) -> Iterator[None]:
    with redis.Redis.from_url(valkey.url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        yield
        client.config_set("maxmemory-policy", "noeviction")


def found(name: str) -> Check:
    (check,) = [check for check in diagnose().checks if check.name == name]
    assert (check.fix is None) == (check.status is Status.OK)
    return check


def test_a_sound_machine_is_found_sound(environment: pytest.MonkeyPatch) -> None:
    for name in ("settings", "disk", "database", "database role", "clock", "migrations"):
        assert found(name).status is Status.OK
    assert "PostgreSQL 18." in found("database").detail
    assert "noeviction" in found("redis").detail


def test_a_malformed_setting_is_the_only_finding(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_POOL_SIZE", "many")
    assert [check.name for check in diagnose().checks] == ["settings"]
    assert "DATABASE_POOL_SIZE" in found("settings").detail


def test_a_dead_database_is_named_without_its_password(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", f"postgresql://u:hidden@127.0.0.1:{free_port()}/x")
    check = found("database")
    assert check.status is Status.ERROR
    assert "DATABASE_URL" in str(check.fix)
    assert "hidden" not in str(diagnose())


def test_a_superuser_is_refused(
    environment: pytest.MonkeyPatch, postgres: EmbeddedPostgres, database_url: str
) -> None:
    database = database_url.rpartition("/")[2]
    environment.setenv("DATABASE_URL", postgres.superuser_url.rpartition("/")[0] + f"/{database}")
    check = found("database role")
    assert check.status is Status.ERROR
    assert "postgres is a superuser" in check.detail


def test_pending_migrations_are_found(environment: pytest.MonkeyPatch, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    check = found("migrations")
    assert check.status is Status.ERROR
    assert check.fix == "Run `cashstage migrate`."


def test_an_evicting_broker_is_an_error(environment: pytest.MonkeyPatch, evicting: None) -> None:
    check = found("redis")
    assert check.status is Status.ERROR
    assert "noeviction" in str(check.fix)


def test_an_evicting_cache_beside_a_broker_is_fine(
    environment: pytest.MonkeyPatch, valkey: EmbeddedValkey, evicting: None
) -> None:
    environment.setenv("BROKER_URL", f"redis://127.0.0.1:{free_port()}")
    assert found("redis").status is Status.OK
    assert found("broker").status is Status.ERROR
    assert "BROKER_URL" in str(found("broker").fix)


def test_a_broker_that_forgets_at_a_crash_is_a_warning(environment: pytest.MonkeyPatch) -> None:
    check = found("redis")
    assert check.status is Status.WARNING
    assert "appendonly" in str(check.fix)


def test_a_local_address_with_a_real_client_is_a_warning(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GOOGLE_CLIENT_ID", "client")
    environment.setenv("GOOGLE_CLIENT_SECRET", "secret")
    environment.setenv("APP_URL", "http://localhost:3210")
    environment.setenv("GOOGLE_API_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    assert "http://localhost:3210/api/auth/callback/google" in found("redirect URI").detail
    google = found("google")
    assert google.status is Status.ERROR
    assert "GOOGLE_API_ENDPOINT" in str(google.fix)


def test_without_a_client_the_way_out_is_told(environment: pytest.MonkeyPatch) -> None:
    check = found("google")
    assert check.status is Status.WARNING
    assert "GOOGLE_CLIENT_ID" in str(check.fix)


def test_without_a_public_address_drive_is_asked(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_URL", "http://localhost:3210")
    check = found("push")
    assert check.status is Status.OK
    assert "every 3 s" in check.detail
    assert "http://localhost:3210 is not https" in check.detail


def test_a_public_address_is_told_of_edits(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_URL", "https://dash.example.com")
    check = found("push")
    assert check.status is Status.OK
    assert "https://dash.example.com/api/google/notifications: 0 of 0" in check.detail


def test_channels_of_an_older_database_are_not_known(
    environment: pytest.MonkeyPatch, database_url: str
) -> None:
    environment.setenv("APP_URL", "https://dash.example.com")
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP TABLE watch_channels")
    assert found("push").status is Status.WARNING


def test_what_keeps_google_from_telling_is_told() -> None:
    address = "https://dash.example.com/api/google/notifications"
    refused = push_check(PushState(2, 1, ("The domain is not verified.",), 0), address)
    silent = push_check(PushState(2, 1, (), 1), address)
    assert (refused.status, refused.detail) == (Status.WARNING, "The domain is not verified.")
    assert "every few seconds" in str(refused.fix)
    assert (silent.status, address in silent.detail) == (Status.WARNING, True)
    assert "POST requests" in str(silent.fix)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_RATE_LIMIT", "50"),
        ("GOOGLE_ANALYTICS_ID", "G-1"),
        ("GOOGLE_API_KEY", "AIza-key"),
        ("MIXPANEL_TOKEN", "token"),
        ("OBJECT_STORE_URL", "s3://bucket/prefix"),
        ("SENTRY_DSN", "https://key@sentry.example.com/1"),
        ("SMTP_FROM", "cashstage@example.com"),
        ("SMTP_HOST", "smtp.example.com"),
        ("SMTP_PASS", "secret"),
        ("SMTP_PORT", "25"),
        ("SMTP_USER", "cashstage"),
    ],
)
def test_a_setting_that_nothing_uses_yet_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    (check,) = unused(load_settings())
    assert check.status is Status.WARNING
    assert name in check.detail
    assert value not in check.detail


def test_an_unused_setting_at_its_default_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PORT", "587")
    monkeypatch.setenv("GOOGLE_ACCESS", "readonly")
    assert list(unused(load_settings())) == []


@pytest.mark.parametrize(
    ("client_id", "changes", "status", "words"),
    [
        ("1234-abc.apps.googleusercontent.com", {}, Status.OK, "Enable the Google Picker API"),
        ("1234-abc.apps.example", {"google_api_key": "AIza"}, Status.OK, "with GOOGLE_API_KEY"),
        ("my-client", {}, Status.ERROR, "does not begin with a project number"),
    ],
)
def test_what_the_picker_needs_is_told(
    client_id: str, changes: dict[str, str], status: Status, words: str
) -> None:
    client = {"google_client_id": client_id, "google_client_secret": "secret"}
    (check,) = picker(load_settings({"google_access": "picker"} | client | changes))

    assert check.status is status
    assert words in check.detail
    assert "AIza" not in check.detail
    assert list(picker(load_settings(client))) == []


def test_the_picker_is_among_the_findings(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GOOGLE_CLIENT_ID", "1234-client")
    environment.setenv("GOOGLE_CLIENT_SECRET", "secret")
    environment.setenv("GOOGLE_ACCESS", "picker")
    environment.setenv("GOOGLE_API_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    assert "project 1234" in found("picker").detail


def test_an_unused_setting_is_among_the_findings(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SMTP_HOST", "smtp.example.com")
    assert "SMTP_HOST" in found("unused setting").detail


def test_the_worst_finding_is_the_diagnosis() -> None:
    fine = Check("a", Status.OK, "Fine.")
    odd = Check("b", Status.WARNING, "Odd.", "Look.")
    bad = Check("c", Status.ERROR, "Bad.", "Mend.")
    assert Diagnosis((fine,)).status is Status.OK
    assert Diagnosis((fine, odd)).status is Status.WARNING
    assert Diagnosis((bad, fine, odd)).status is Status.ERROR
