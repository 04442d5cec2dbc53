"""What really happened to jobs, noted by the database itself in tables without any constraint.

The product's own constraints would hide a second effect that was tried; here nothing refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

_TRIGGERS = """
CREATE TABLE ledger_runs (job_id uuid, attempt int);
CREATE TABLE ledger_effects (job_id uuid, snapshot_id uuid);
CREATE FUNCTION note_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_runs VALUES (NEW.id, NEW.attempt);
  RETURN NULL;
END $$;
CREATE FUNCTION note_effect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_effects VALUES (NEW.job_id, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER note_run AFTER UPDATE OF attempt ON ingestion_jobs
  FOR EACH ROW WHEN (NEW.attempt > OLD.attempt) EXECUTE FUNCTION note_run();
CREATE TRIGGER note_effect AFTER INSERT ON data_snapshots
  FOR EACH ROW EXECUTE FUNCTION note_effect();
"""


@dataclass(frozen=True, slots=True)
class Count:
    """Jobs that succeeded, attempts that began, and effects that are missing or too many."""

    succeeded: int
    runs: int
    lost: int
    doubled: int


class Ledgers:
    """Notes every attempt that begins and every snapshot that is committed."""

    def __init__(self, url: str) -> None:
        self._url = url
        with psycopg.connect(url) as connection:
            connection.execute(_TRIGGERS)

    def count(self) -> Count:
        """What the ledgers say of the jobs that claim to have succeeded, and of all others."""
        with psycopg.connect(self._url) as connection:
            connection.execute("SELECT set_config('app.system', 'on', true)")
            done = {
                row[0]
                for row in connection.execute(
                    "SELECT id FROM ingestion_jobs WHERE state = 'succeeded'"
                )
            }
            (runs,) = connection.execute("SELECT count(*) FROM ledger_runs").fetchone() or (0,)
            effects = [row[0] for row in connection.execute("SELECT job_id FROM ledger_effects")]
        landed = set(effects)
        return Count(
            succeeded=len(done),
            runs=runs,
            lost=len(done - landed),
            # What a job that did not succeed has left behind is one too many as well.
            doubled=len(effects) - len(landed) + len(landed - done),
        )
