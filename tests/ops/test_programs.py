"""The roles as commands, and the environment that leads their processes to the same settings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cashstage.core.home import open_home
from cashstage.core.settings import Settings, load_settings
from cashstage.ops.programs import ROOT, Role, base_environment, command, environment, prepare


@pytest.fixture
def complete(tmp_path: Path) -> Settings:
    return load_settings(
        {
            "cashstage_home": tmp_path,
            "app_url": "http://localhost:3210",
            "secret_key": "k" * 40,
            "database_url": "postgresql://u:p@127.0.0.1:1/x",
            "redis_url": "redis://:p@127.0.0.1:2/0",
            "google_client_id": "client",
            "google_client_secret": "client-secret",
            "google_api_endpoint": "http://localhost:3",
            "google_timeout_seconds": 20,
            "worker_silent_seconds": 30,
            "worker_stop_seconds": 5,
            "web_concurrency": 3,
        }
    )


def test_a_child_reads_the_same_settings_from_its_environment(
    complete: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in base_environment(complete, open_home(tmp_path)).items():
        monkeypatch.setenv(name, value)
    child = load_settings()
    for name in (
        "cashstage_home",
        "app_url",
        "secret_keys",
        "database_url",
        "redis_url",
        "google_client_id",
        "google_client_secret",
        "google_api_endpoint",
        "google_timeout_seconds",
        "worker_silent_seconds",
        "worker_stop_seconds",
    ):
        assert getattr(child, name) == getattr(complete, name)


def test_web_and_api_listen_where_they_are_told(complete: Settings) -> None:
    for role in (Role.WEB, Role.API):
        words = command(role, complete, host="10.0.0.5", port=8123)
        assert {"--host=10.0.0.5", "--port=8123", "--workers=3", "--factory"} <= set(words)


def test_the_web_process_serves_the_build_and_keeps_state_in_redis(
    complete: Settings, tmp_path: Path
) -> None:
    values = environment(Role.WEB, complete, open_home(tmp_path))
    assert values["__REFLEX_SKIP_COMPILE"] == "true"
    assert values["REFLEX_REDIS_URL"] == complete.require("redis_url")
    assert "__REFLEX_SKIP_COMPILE" not in environment(Role.API, complete, open_home(tmp_path))


def test_a_worker_ends_softly(complete: Settings, tmp_path: Path) -> None:
    assert environment(Role.WORKER, complete, open_home(tmp_path))["REMAP_SIGTERM"] == "SIGQUIT"


def test_counters_of_a_former_run_are_cleared(complete: Settings, tmp_path: Path) -> None:
    home = open_home(tmp_path)
    folder = Path(environment(Role.WEB, complete, home)["PROMETHEUS_MULTIPROC_DIR"])
    prepare(Role.WEB, home)
    (folder / "counter_1.db").write_bytes(b"old")
    prepare(Role.WEB, home)
    assert list(folder.iterdir()) == []


@pytest.mark.integration
@pytest.mark.parametrize(
    "start", ["cashstage.api.app import serve_api; serve_api()", "cashstage.worker.app import app"]
)
def test_a_process_logs_json_without_secrets_when_it_is_told_to(
    complete: Settings, database_url: str, tmp_path: Path, start: str
) -> None:
    values = base_environment(complete, open_home(tmp_path))
    values |= {"DATABASE_URL": database_url, "LOG_FORMAT": "json"}
    setup = "app.log.setup_logging_subsystem(); " if "worker" in start else ""
    warning = "logging.getLogger('x').warning('key %s', 'cs_0123456789abcdefghijklmnop')"
    ended = subprocess.run(
        [sys.executable, "-c", f"from {start}; {setup}import logging; {warning}"],
        env=values,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    event = json.loads(ended.stderr.splitlines()[-1])
    assert (event["level"], event["event"]) == ("warning", "key [redacted]")
