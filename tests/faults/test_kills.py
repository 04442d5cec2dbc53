"""Everything is killed at random moments of many ingestions: nothing is lost, nothing doubled.

The ledgers are the database's own and refuse nothing; see `tests.factories.ledgers`.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.access.work import scope_of_row
from cashstage.core.errors import Unavailable
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.models import (
    DataSnapshot,
    DataSource,
    IngestionJob,
    JobState,
    SnapshotObject,
    SourceState,
)
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from cashstage.ops.programs import Role
from cashstage.snapshots.digest import file_digest
from cashstage.sources.snapshot import retention
from cashstage.sources.snapshot.objects import object_store
from tests.factories import figures, people, sources
from tests.factories.figures import Figures
from tests.factories.ledgers import Count, Ledgers
from tests.factories.machine import Program, outage
from tests.factories.workers import until

pytestmark = pytest.mark.integration

SEED = 20_261
SHEETS, UPLOADS, ROUNDS, STRIKES = 6, 5, 5, 5
SHEET_ROWS, UPLOAD_ROWS = 1_500, 20_000
SECONDS_BETWEEN = (0.0, 0.8)
REASONS = {"consent_lost", "worker_lost", "upstream_busy", "unavailable"}
FRESH = timedelta(seconds=0.5)
END_SECONDS = 90
ARTIFACT = Path(__file__).parents[2] / "test-artifacts" / "faults.txt"
FAULTS = (
    FaultOrder(kind="rate_limited", seconds=0.5),
    FaultOrder(kind="internal"),
    FaultOrder(kind="unavailable"),
    FaultOrder(kind="truncated"),
    FaultOrder(kind="slow", seconds=0.7, times=3),
    FaultOrder(kind="slow", seconds=4.5),
    FaultOrder(kind="slow", seconds=7),
    FaultOrder(kind="user_rate_limit", path="/drive/"),
)
"""The last answer is one that the workers wait for no longer, the one before outlasts a silence."""


@dataclass
class Storm:
    """What is hit, by whom, and how often."""

    platform: Platform
    emulator: EmulatorServer
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    figures: list[Figures]
    organization_id: UUID
    worker: Program
    schedulers: list[Program]
    chance: random.Random
    hits: list[str] = field(default_factory=list)

    def rounds(self) -> Iterator[None]:
        """Asks for one more refresh of every source, and spoils some answers, each time."""
        for number in range(1, ROUNDS):
            orders = list(FAULTS)
            self.chance.shuffle(orders)
            for order in orders:
                self.emulator.faults.add(order)
            if number == ROUNDS // 2:
                self.edit()
            for each in self.figures:
                self.ask(each, f"round:{number}")
            yield

    def ask(self, each: Figures, slot: str) -> None:
        """Asks for a refresh, again and again while the database is away, as people do."""
        source = DataSource(id=each.source_id, organization_id=self.organization_id)

        def asked() -> bool:
            try:
                sources.job(self.platform, source, slot)
            except Unavailable:
                return False
            return True

        until(asked)

    def edit(self) -> None:
        """Changes all spreadsheets, and takes one account's consent back."""
        for number, each in enumerate(self.figures):
            if each.spreadsheet_id:
                each.edit(self.emulator, 1_000_000 + number)
        revoked = self.figures[SHEETS - 1].account
        assert revoked is not None
        self.emulator.state.grants.revoke_person(revoked)

    def open_jobs(self) -> int:
        with self.platform.database.system() as session:
            query = select(IngestionJob.id).where(col(IngestionJob.finished_at).is_(None))
            return len(session.exec(query).all())

    def is_worked_at(self) -> bool:
        """Whether a job runs whose worker has just said so."""
        with self.platform.database.system() as session:
            query = select(IngestionJob.id).where(
                IngestionJob.state == JobState.RUNNING,
                col(IngestionJob.heartbeat_at) > self.platform.clock() - FRESH,
            )
            return session.exec(query).first() is not None

    def strike(self, what: str, blow: Callable[[], object]) -> None:
        """One hit, at a random moment after somebody is seen to work at a job."""
        until(lambda: self.is_worked_at() or self.open_jobs() == 0)
        time.sleep(self.chance.uniform(*SECONDS_BETWEEN))
        blow()
        self.hits.append(what)

    def blow_valkey(self) -> None:
        with outage(self.valkey, 1.0):
            self.ask(self.figures[0], f"without broker:{len(self.hits)}")

    def blow_postgres(self) -> None:
        with outage(self.postgres, 1.0):
            pass


def storm_of(
    stack: ExitStack,
    platform: Platform,
    emulator: EmulatorServer,
    servers: tuple[EmbeddedPostgres, EmbeddedValkey],
    editor: Principal,
    folder: Path,
) -> Storm:
    """Sources whose first jobs wait, and the product's processes."""
    found = [
        figures.sheet(platform, editor, emulator, f"storm-{number}@ads.example", SHEET_ROWS)
        for number in range(SHEETS)
    ]
    found += [
        figures.upload(platform, editor, folder, f"Upload {'.' * number}", UPLOAD_ROWS)
        for number in range(UPLOADS)
    ]
    log = folder / "programs.log"
    worker, *schedulers = (
        stack.enter_context(Program(role, platform.settings, log))
        for role in (Role.WORKER, Role.SCHEDULER, Role.SCHEDULER)
    )
    chance = random.Random(SEED)  # noqa: S311 - the same storm each time
    owner = editor.organization.id
    return Storm(platform, emulator, *servers, found, owner, worker, schedulers, chance)


def rage(storm: Storm) -> None:
    """Asks and hits in turn until everything has been asked for."""

    def child() -> object:
        return storm.worker.kill_child(storm.chance.randrange(9))

    blows = itertools.cycle(
        [
            ("pool process", child),
            ("worker", storm.worker.kill),
            ("pool process", child),
            ("pool process", child),
            ("Valkey", storm.blow_valkey),
            ("pool process", child),
            ("pool process", child),
            ("scheduler", storm.schedulers[0].kill),
            ("pool process", child),
            ("PostgreSQL", storm.blow_postgres),
        ]
    )
    for _ in storm.rounds():
        for what, blow in itertools.islice(blows, STRIKES):
            storm.strike(what, blow)


def test_killed_at_random_nothing_is_lost_and_nothing_doubled(
    hasty_platform: Platform,
    emulator: EmulatorServer,
    durable_postgres: EmbeddedPostgres,
    durable_valkey: EmbeddedValkey,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledgers = Ledgers(durable_postgres.url)
    place = people.organization(hasty_platform)
    editor = people.person(hasty_platform, place, RoleName.EDITOR)
    servers = (durable_postgres, durable_valkey)
    began = time.monotonic()
    with ExitStack() as stack:
        storm = storm_of(stack, hasty_platform, emulator, servers, editor, tmp_path)
        rage(storm)
        emulator.faults.clear()
        until(lambda: storm.open_jobs() == 0, END_SECONDS)
        for each in storm.figures:
            storm.ask(each, "afterwards")
        until(lambda: storm.open_jobs() == 0, END_SECONDS)

    jobs = jobs_of(hasty_platform)
    count = ledgers.count()
    told = told_of(jobs, count, storm, time.monotonic() - began)
    keep(told, tmp_path / "programs.log")
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")

    check_jobs(jobs, count)
    check_snapshots(hasty_platform, jobs)
    check_sources(hasty_platform, jobs)
    check_objects(hasty_platform, editor, tmp_path)
    for each in storm.figures[: SHEETS - 1] + storm.figures[SHEETS:]:
        assert each.answered(hasty_platform, editor) == each.expected()


def jobs_of(platform: Platform) -> list[IngestionJob]:
    """All there are."""
    with platform.database.system() as session:
        return list(session.exec(select(IngestionJob)).all())


def told_of(jobs: list[IngestionJob], count: Count, storm: Storm, seconds: float) -> str:
    """The result in one line."""
    codes = sorted({job.error_code or "?" for job in jobs if job.state != JobState.SUCCEEDED})
    return (
        f"{count.runs} runs of {len(jobs)} jobs, {count.lost} lost, {count.doubled} doubled, each"
        f" job ended with a reason: {count.succeeded} succeeded,"
        f" {len(jobs) - count.succeeded} failed ({', '.join(codes)});"
        f" {len(storm.hits)} hits, seed {SEED}, {seconds:.0f} s"
    )


def keep(told: str, log: Path) -> None:
    """What is looked at afterwards: the result, and what the programs said."""
    ARTIFACT.parent.mkdir(exist_ok=True)
    ARTIFACT.write_text(told + "\n", encoding="utf-8")
    shutil.copy(log, ARTIFACT.with_suffix(".log"))


def check_jobs(jobs: list[IngestionJob], count: Count) -> None:
    """Every job has ended once, and those that failed say why."""
    assert len(jobs) >= 50
    assert count.runs > len(jobs), "the kills hit nothing"
    assert (count.lost, count.doubled) == (0, 0)
    failed = [job for job in jobs if job.state != JobState.SUCCEEDED]
    assert count.succeeded + len(failed) == len(jobs)
    for job in failed:
        assert (job.state, bool(job.reason)) == (JobState.FAILED, True)
    assert {job.error_code for job in failed} <= REASONS


def check_snapshots(platform: Platform, jobs: list[IngestionJob]) -> None:
    """One snapshot for each job that succeeded, which names it, and no other."""
    with platform.database.system() as session:
        found = {(row.job_id, row.id) for row in session.exec(select(DataSnapshot)).all()}
    assert found == {(job.id, job.snapshot_id) for job in jobs if job.state == JobState.SUCCEEDED}
    assert {job.snapshot_id for job in jobs if job.state != JobState.SUCCEEDED} <= {None}


def check_sources(platform: Platform, jobs: list[IngestionJob]) -> None:
    """Each source says how its last job ended."""
    ended = sorted(jobs, key=lambda job: str(job.finished_at))
    last = {job.data_source_id: job for job in ended}
    for source_id, job in last.items():
        source = sources.source_row(platform, source_id)
        ready = job.state == JobState.SUCCEEDED
        assert (source.state, source.state_reason) == (
            SourceState.READY if ready else SourceState.NEEDS_ATTENTION,
            None if ready else job.reason,
        )


def check_objects(platform: Platform, editor: Principal, folder: Path) -> None:
    """Every object that is pointed to is whole, and a purge leaves no other."""
    retention.purge(replace(platform, clock=lambda: platform.clock() + timedelta(days=2)))
    with platform.database.system() as session:
        wanted = {row.digest for row in session.exec(select(DataSnapshot)).all()}
        wanted |= {
            row.settings["digest"]
            for row in session.exec(select(DataSource)).all()
            if "digest" in row.settings
        }
        kept = set(session.exec(select(SnapshotObject.digest)).all())
    assert kept == wanted
    store = object_store(platform, scope_of_row(editor.organization.id))
    for digest in wanted:
        store.fetch(digest, folder / "object")
        assert file_digest(folder / "object") == digest
