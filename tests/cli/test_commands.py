"""How commands answer and refuse: sentences on standard error, exit status 0, 1 or 2."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cashstage import __version__
from cashstage.core.home import open_home
from cashstage.ops.embedded import EmbeddedPostgres, EmbeddedValkey
from cashstage.ops.embedded.ports import free_port
from cashstage.ops.migrations import head_revision


def cashstage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cashstage.cli.main", *words],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_version_is_told() -> None:
    assert cashstage("--version").stdout.strip() == __version__


@pytest.mark.parametrize(
    "verb", ["up", "serve", "migrate", "doctor", "login-link", "seed-demo", "import", "query"]
)
def test_every_command_has_help(verb: str) -> None:
    answer = cashstage(verb, "--help")
    assert answer.returncode == 0
    assert "Usage" in answer.stdout


@pytest.mark.parametrize("words", [["serve", "everything"], ["up", "--port", "0"], ["fly"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert cashstage(*words).returncode == 2


def test_a_malformed_setting_is_refused_in_one_line(tmp_path: Path) -> None:
    answer = cashstage(
        "migrate", CASHSTAGE_HOME=str(tmp_path / "home"), DATABASE_URL="mysql://localhost"
    )
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == "DATABASE_URL: must start with postgresql:// or postgres://\n"
    assert not (tmp_path / "home").exists()


def test_a_server_role_without_servers_says_what_is_missing(tmp_path: Path) -> None:
    answer = cashstage("serve", "worker", CASHSTAGE_HOME=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.startswith("DATABASE_URL is not set.")
    assert "cashstage up" in answer.stderr


def test_a_port_in_use_is_one_sentence_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = cashstage("up", "--port", str(port), CASHSTAGE_HOME=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} is used by another program.")
    assert len(answer.stderr.splitlines()) == 1
    assert not (tmp_path / "postgres").exists()


def test_a_folder_in_use_names_its_holder(tmp_path: Path) -> None:
    with open_home(tmp_path).lock("cashstage up"):
        answer = cashstage("up", "--port", str(free_port()), CASHSTAGE_HOME=str(tmp_path))
    assert answer.returncode == 1
    assert f"already running on {tmp_path}" in answer.stderr
    assert f"process {os.getpid()}" in answer.stderr


@pytest.mark.integration
def test_migrate_and_doctor_answer_as_json(
    database_url: str, valkey: EmbeddedValkey, tmp_path: Path
) -> None:
    environment = {
        "CASHSTAGE_HOME": str(tmp_path),
        "DATABASE_URL": database_url,
        "REDIS_URL": valkey.url,
    }
    moved = cashstage("migrate", "--json", **environment)
    assert json.loads(moved.stdout) == {"from": head_revision(), "to": head_revision()}
    diagnosis = json.loads(cashstage("doctor", "--json", **environment).stdout)
    assert set(diagnosis) == {"status", "checks"}
    assert all(set(check) == {"name", "status", "detail", "fix"} for check in diagnosis["checks"])
    statuses = {check["name"]: check["status"] for check in diagnosis["checks"]}
    assert statuses["migrations"] == "ok"


@pytest.mark.integration
def test_doctor_ends_with_1_on_an_error(valkey: EmbeddedValkey, tmp_path: Path) -> None:
    answer = cashstage(
        "doctor",
        CASHSTAGE_HOME=str(tmp_path),
        DATABASE_URL=f"postgresql://u:hidden@127.0.0.1:{free_port()}/x",
        REDIS_URL=valkey.url,
    )
    assert answer.returncode == 1
    assert "The database does not answer" in answer.stdout
    assert "hidden" not in answer.stdout + answer.stderr


def production(url: str, valkey: EmbeddedValkey, home: Path) -> dict[str, str]:
    return {
        "APP_ENV": "production",
        "APP_URL": "https://figures.example",
        "SECRET_KEY": "a secret for tests that is long enough",
        "GOOGLE_CLIENT_ID": "client",
        "GOOGLE_CLIENT_SECRET": "secret",
        "CASHSTAGE_HOME": str(home),
        "DATABASE_URL": url,
        "REDIS_URL": valkey.url,
    }


@pytest.mark.integration
@pytest.mark.parametrize("words", [["serve", "worker"], ["migrate"], ["up", "--port", "PORT"]])
def test_production_refuses_a_role_that_passes_every_policy(
    words: list[str],
    postgres: EmbeddedPostgres,
    database_url: str,
    valkey: EmbeddedValkey,
    tmp_path: Path,
) -> None:
    server, _, database = database_url.rpartition("/")
    superuser = f"{postgres.superuser_url.rpartition('/')[0]}/{database}"
    assert server != superuser.rpartition("/")[0]
    chosen = [word.replace("PORT", str(free_port())) for word in words]
    answer = cashstage(*chosen, **production(superuser, valkey, tmp_path))
    assert answer.returncode == 1
    assert "The role postgres is a superuser" in answer.stderr
    assert "NOSUPERUSER NOBYPASSRLS" in answer.stderr


@pytest.mark.integration
def test_production_accepts_a_bound_role(
    database_url: str, valkey: EmbeddedValkey, tmp_path: Path
) -> None:
    assert cashstage("migrate", **production(database_url, valkey, tmp_path)).returncode == 0
