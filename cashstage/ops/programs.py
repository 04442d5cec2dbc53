"""The roles one image plays, as commands: what `serve` becomes and what `up` supervises."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from cashstage.core.home import Home
from cashstage.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds rxconfig.py, alembic.ini and the package; all roles run there."""

WEB_APP = "cashstage.cashstage:app"
API_APP = "cashstage.api.app:serve_api"
CELERY_APP = "cashstage.worker.app:app"
CELERY_SCHEDULER = "cashstage.worker.scheduler:Scheduler"

_MAX_POOL = 8
_PROMETHEUS = "PROMETHEUS_MULTIPROC_DIR"
_PLAIN = (
    "google_client_id",
    "google_api_endpoint",
    "google_timeout_seconds",
    "worker_silent_seconds",
    "worker_stop_seconds",
)
"""Settings that are no secrets and that a child must share with us."""


class Role(StrEnum):
    """What a process can be; any number of each, anywhere; one scheduler works at a time."""

    WEB = "web"
    API = "api"
    WORKER = "worker"
    SCHEDULER = "scheduler"


def command(role: Role, settings: Settings, *, host: str, port: int) -> list[str]:
    """The command line of a role; host and port matter for those that listen."""
    if role is Role.WEB:
        return _granian(WEB_APP, settings, host, port)
    if role is Role.API:
        return _granian(API_APP, settings, host, port)
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", CELERY_APP]
    level = f"--loglevel={settings.log_level}"
    if role is Role.WORKER:
        pool = min(os.cpu_count() or 1, _MAX_POOL)
        quiet = ["--without-gossip", "--without-mingle"]
        return [*celery, "worker", level, f"--concurrency={pool}", *quiet]
    return [*celery, "beat", level, f"--scheduler={CELERY_SCHEDULER}", "--pidfile="]


def environment(role: Role, settings: Settings, home: Home) -> dict[str, str]:
    """The environment of a role's process."""
    values = base_environment(settings, home)
    if role is Role.WEB:
        values |= _reflex_environment(settings, home)
    if role in {Role.WEB, Role.API} and settings.enable_metrics:
        values[_PROMETHEUS] = str(_metrics_folder(home, role))
    if role is Role.WORKER:
        # An orchestrator's SIGTERM then lets running tasks end within the soft limit.
        values["REMAP_SIGTERM"] = "SIGQUIT"
    return values


def base_environment(settings: Settings, home: Home) -> dict[str, str]:
    """Our own environment, and the settings that a process would not find there by itself."""
    values = {
        **os.environ,
        "CASHSTAGE_HOME": str(home.path),
        "APP_URL": settings.app_url,
        "PYTHONUNBUFFERED": "1",
    }
    for name in ("secret_key", "database_url", "redis_url", "google_client_secret"):
        secret = getattr(settings, name)
        if secret is not None:
            values[name.upper()] = secret.get_secret_value()
    for name in _PLAIN:
        value = getattr(settings, name)
        if value is not None:
            values[name.upper()] = str(value)
    # Without its cache of bytecode Python compiles every library anew at each start.
    values.pop("PYTHONDONTWRITEBYTECODE", None)
    return values


def prepare(role: Role, home: Home) -> None:
    """Clears what a former run of the role left behind; before its start, never while it runs."""
    if role in {Role.WEB, Role.API}:
        folder = _metrics_folder(home, role)
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("*.db"):
            left.unlink(missing_ok=True)


def _granian(app: str, settings: Settings, host: str, port: int) -> list[str]:
    options = {
        "interface": "asgi",
        "host": host,
        "port": port,
        "workers": settings.web_concurrency,
        "workers-kill-timeout": 10,
        # An open event stream occupies a place of the backlog, so there must be many.
        "backlog": 2048 * settings.web_concurrency,
        "log-level": settings.log_level,
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    start = [sys.executable, "-m", "granian", "--factory", "--respawn-failed-workers"]
    return [*start, *flags, app]


def _reflex_environment(settings: Settings, home: Home) -> Mapping[str, str]:
    """Serves the finished build and compiles nothing; the names are those of the pinned version."""
    values = {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_BACKEND_ONLY": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_DIR": str(home.cache / "reflex"),
    }
    if settings.redis_url is not None:
        values["REFLEX_REDIS_URL"] = settings.redis_url.get_secret_value()
    return values


def _metrics_folder(home: Home, role: Role) -> Path:
    return home.cache / "metrics" / role
