"""Looks at everything a running product needs and says how to mend what is wrong.

A check never raises and never changes anything; several answer at once from one connection.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import psycopg
import redis

from cashstage.core.errors import CashstageError
from cashstage.core.home import open_home
from cashstage.core.public_address import why_not_public
from cashstage.core.settings import GoogleAccess, Settings, load_settings
from cashstage.ops import frontend
from cashstage.ops.database_role import read_role
from cashstage.ops.embedded import running_services
from cashstage.ops.migrations import database_revision, head_revision
from cashstage.ops.push import PushState, read_push_state
from cashstage.sources.watch_channel.service import address_of

GOOGLE = "https://oauth2.googleapis.com"
_LOW_DISK_BYTES = 2_000_000_000
_FULL_DISK_BYTES = 300_000_000
_MIN_POSTGRES = 150_000
_MAX_SKEW_SECONDS = 5.0
_NOT_USED_YET = (
    "api_rate_limit", "google_analytics_id", "mixpanel_token", "object_store_url", "sentry_dsn",
    "smtp_from", "smtp_host", "smtp_pass", "smtp_port", "smtp_user",
)  # fmt: skip
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class Status(StrEnum):
    """How a check ended, best first."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `fix` tells what to do and is None when all is well."""

    name: str
    status: Status
    detail: str
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings; `status` is the worst of them."""

    checks: tuple[Check, ...]

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        order = list(Status)
        return max((check.status for check in self.checks), key=order.index)


def diagnose() -> Diagnosis:
    """Examines this machine's settings and the servers they name.

    Embedded servers that do not run are started for the time of the examination.
    """
    try:
        settings = load_settings()
    except CashstageError as error:
        fix = "Correct the environment; .env.example explains every variable."
        return Diagnosis((Check("settings", Status.ERROR, error.sentence, fix),))
    return Diagnosis(tuple(_checks(settings)))


def _checks(settings: Settings) -> Iterator[Check]:
    yield Check("settings", Status.OK, f"The environment is valid for {settings.app_env}.")
    yield from unused(settings)
    try:
        yield _disk(settings)
        with running_services(settings) as complete:
            yield from _database(complete)
            yield from _redis(complete)
            yield from _addresses(complete)
            yield _google(complete)
            yield _push(complete)
            yield from picker(complete)
    except CashstageError as error:
        yield Check("servers", Status.ERROR, error.detail, error.next_step)
    yield _frontend()


def _disk(settings: Settings) -> Check:
    home = open_home(settings.cashstage_home)
    free = shutil.disk_usage(home.path).free
    detail = f"{free / 1e9:.1f} GB are free for {home.path}."
    fix = "Free some space, or set CASHSTAGE_HOME to a folder on another disk."
    if free < _FULL_DISK_BYTES:
        return Check("disk", Status.ERROR, detail, fix)
    if free < _LOW_DISK_BYTES:
        return Check("disk", Status.WARNING, detail, fix)
    return Check("disk", Status.OK, detail)


def _database(settings: Settings) -> Iterator[Check]:
    started = time.perf_counter()
    try:
        with psycopg.connect(settings.require("database_url"), connect_timeout=5) as connection:
            version = connection.info.server_version
            elapsed = (time.perf_counter() - started) * 1000
            yield _version(version, elapsed)
            yield _role(connection)
            yield _clock(connection)
    except psycopg.Error as error:
        detail = f"The database does not answer: {_first_line(error)}."
        yield Check("database", Status.ERROR, detail, "Check DATABASE_URL and that it runs.")
        return
    yield _migrations(settings)


def _version(version: int, elapsed: float) -> Check:
    detail = f"PostgreSQL {version // 10_000}.{version % 10_000} answers in {elapsed:.0f} ms."
    if version < _MIN_POSTGRES:
        fix = f"Upgrade to PostgreSQL {_MIN_POSTGRES // 10_000} or newer."
        return Check("database", Status.ERROR, detail, fix)
    return Check("database", Status.OK, detail)


def _role(connection: psycopg.Connection) -> Check:
    role = read_role(connection)
    if role.unbound:
        return Check("database role", Status.ERROR, role.unbound, role.remedy)
    return Check("database role", Status.OK, f"Row-level security binds the role {role.name}.")


def _clock(connection: psycopg.Connection) -> Check:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    skew = abs((cast("tuple[datetime]", row)[0] - datetime.now(UTC)).total_seconds())
    detail = f"This clock and the database's differ by {skew:.1f} s."
    if skew > _MAX_SKEW_SECONDS:
        return Check("clock", Status.ERROR, detail, "Synchronise both machines' clocks (NTP).")
    return Check("clock", Status.OK, detail)


def _migrations(settings: Settings) -> Check:
    head, found = head_revision(), database_revision(settings.require("database_url"))
    if found == head:
        return Check("migrations", Status.OK, f"The database is at revision {head}.")
    state = f"at revision {found}" if found else "empty"
    detail = f"The database is {state}; this version needs {head}."
    return Check("migrations", Status.ERROR, detail, "Run `cashstage migrate`.")


def _redis(settings: Settings) -> Iterator[Check]:
    yield _redis_server("redis", settings.require("redis_url"), broker=settings.broker_url is None)
    if settings.broker_url is not None:
        yield _redis_server("broker", settings.broker_url.get_secret_value(), broker=True)


def _redis_server(name: str, url: str, *, broker: bool) -> Check:
    variable = "BROKER_URL" if name == "broker" else "REDIS_URL"
    started = time.perf_counter()
    try:
        with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            found = cast("dict[str, Any]", client.info())
    except (redis.RedisError, OSError) as error:
        detail = f"The {name} server does not answer: {_first_line(error)}."
        return Check(name, Status.ERROR, detail, f"Check {variable} and that it runs.")
    elapsed = (time.perf_counter() - started) * 1000
    policy = found.get("maxmemory_policy", "unknown")
    detail = f"It answers in {elapsed:.0f} ms; memory policy {policy}."
    if broker and policy.startswith("allkeys"):
        fix = "Set maxmemory-policy noeviction: this policy silently drops queued work."
        return Check(name, Status.ERROR, detail, fix)
    if broker and not found.get("aof_enabled"):
        detail += " Its append-only file is off."
        fix = "Set appendonly yes, so that a crash of this server loses no queued work."
        return Check(name, Status.WARNING, detail, fix)
    return Check(name, Status.OK, detail)


def _addresses(settings: Settings) -> Iterator[Check]:
    host = urlsplit(settings.app_url).hostname
    detail = f"Google sends people back to {settings.google_redirect_uri}."
    if host in _LOCAL_HOSTS and not settings.google_api_endpoint and settings.google_client_id:
        fix = "Set APP_URL to the address in people's browsers unless all of them are here."
        yield Check("redirect URI", Status.WARNING, detail, fix)
    else:
        yield Check("redirect URI", Status.OK, detail)


def unused(settings: Settings) -> Iterator[Check]:
    """The settings that are set although nothing uses them yet."""
    for name in _NOT_USED_YET:
        if getattr(settings, name) != Settings.model_fields[name].default:
            detail = f"{name.upper()} is set, but nothing uses it yet."
            yield Check("unused setting", Status.WARNING, detail, f"Leave {name.upper()} unset.")
    if settings.google_api_key and settings.google_access is not GoogleAccess.PICKER:
        detail = "GOOGLE_API_KEY is set, but only GOOGLE_ACCESS=picker uses it."
        yield Check("unused setting", Status.WARNING, detail, "Leave GOOGLE_API_KEY unset.")


def picker(settings: Settings) -> Iterator[Check]:
    """Whether people can pick spreadsheets, where they have to."""
    if settings.google_access is not GoogleAccess.PICKER or settings.google_client_id is None:
        return
    number = settings.google_app_id
    if number is None:
        detail = "GOOGLE_CLIENT_ID does not begin with a project number, which the Picker asks for."
        fix = "Set it to the client id as the Google Cloud console shows it: 1234-….apps.…"
        yield Check("picker", Status.ERROR, detail, fix)
        return
    key = "with GOOGLE_API_KEY" if settings.google_api_key else "without an API key"
    needs = "" if settings.google_api_endpoint else " Enable the Google Picker API in it."
    detail = f"People pick spreadsheets in the name of project {number}, {key}.{needs}"
    yield Check("picker", Status.OK, detail)


def _google(settings: Settings) -> Check:
    if settings.google_client_id is None:
        return Check(
            "google",
            Status.WARNING,
            "No Google client is configured.",
            "Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or start with `cashstage up`, which"
            " brings an emulator.",
        )
    endpoint = settings.google_api_endpoint or GOOGLE
    try:
        httpx.get(endpoint, timeout=5, follow_redirects=False)
    except httpx.HTTPError as error:
        detail = f"{endpoint} does not answer: {_first_line(error)}."
        return Check("google", Status.ERROR, detail, "Check GOOGLE_API_ENDPOINT and the network.")
    return Check("google", Status.OK, f"{endpoint} answers.")


def _push(settings: Settings) -> Check:
    obstacle = why_not_public(settings.app_url)
    if obstacle is not None:
        polling = f"Drive is asked for edits every {settings.google_poll_seconds:g} s"
        return Check("push", Status.OK, f"{polling}; Google can't tell of them: {obstacle}")
    try:
        state = read_push_state(settings.require("database_url"))
    except psycopg.Error as error:
        detail = f"Whether Google tells of edits can't be read: {_first_line(error)}."
        return Check("push", Status.WARNING, detail, "Mend what is said of the database first.")
    return push_check(state, str(address_of(settings)))


def push_check(state: PushState, address: str) -> Check:
    """What the channels' state means for edits that are to arrive at once."""
    meanwhile = "Meanwhile Drive is asked every few seconds"
    if state.reasons:
        fix = f"{meanwhile}; Google is tried again within the hour."
        return Check("push", Status.WARNING, " ".join(state.reasons), fix)
    if state.silent:
        detail = f"Google was asked to tell of edits, but has never reached {address}."
        fix = (
            "Let POST requests from the Internet through to it, under a certificate that is valid"
            f" there. {meanwhile}."
        )
        return Check("push", Status.WARNING, detail, fix)
    detail = f"Google tells of edits at {address}: {state.heard} of {state.used} accounts in use."
    return Check("push", Status.OK, detail)


def _frontend() -> Check:
    if not frontend.is_built():
        fix = "Run `cashstage up`, which builds it."
        return Check("frontend", Status.ERROR, "The frontend is not built.", fix)
    if not frontend.is_current():
        fix = "Run `cashstage up` without --no-build."
        return Check("frontend", Status.WARNING, "The frontend build is older than the code.", fix)
    return Check("frontend", Status.OK, "The frontend build is current.")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
