"""`cashstage import` and `cashstage query`: a file becomes rows, sums and a report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cashstage.core.settings import Settings
from cashstage.models.platform import Platform
from tests.factories import people

pytestmark = pytest.mark.integration

CONVERSIONS = """\
Campaign report
ad_id,Reporting start,Spent,Impressions
0708746,17/08/2017,1.43,7350
0708749,18/08/2017,#N/A,17861

0708771,30/08/2017,1.25,693
"""


@pytest.fixture
def run(settings: Settings, platform: Platform) -> Any:
    people.organization(platform)

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "CASHSTAGE_HOME": str(settings.cashstage_home),
            "DATABASE_URL": settings.require("database_url"),
            "REDIS_URL": settings.require("redis_url"),
        }
        return subprocess.run(
            [sys.executable, "-m", "cashstage.cli.main", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return command


@pytest.fixture
def conversions(tmp_path: Path) -> Path:
    path = tmp_path / "conversions.csv"
    path.write_text(CONVERSIONS, encoding="utf-8")
    return path


def test_an_imported_file_answers_questions(run: Any, conversions: Path, tmp_path: Path) -> None:
    imported = run("import", str(conversions), "--name", "Ads", "--json")
    assert imported.returncode == 0, imported.stderr
    told = json.loads(imported.stdout)
    question = tmp_path / "question.json"
    question.write_text(
        json.dumps(
            {
                "source": told["data_source_id"],
                "dimensions": [{"field": "ad_id"}],
                "metrics": [
                    {"field": "Spent", "aggregation": "sum"},
                    {"field": "Impressions", "aggregation": "sum"},
                ],
                "totals": True,
                "sort": [{"by": "ad_id"}],
            }
        )
    )
    answer = run("query", str(question))
    assert answer.returncode == 0, answer.stderr
    body = json.loads(answer.stdout)
    assert told["rows"] == 3
    assert body["data"] == [
        ["0708746", "0708749", "0708771"],
        [1.43, None, 1.25],
        [7350, 17861, 693],
    ]
    assert body["totals"] == pytest.approx({"Spent": 2.68, "Impressions": 25904})


def test_an_import_tells_what_it_left_out(run: Any, conversions: Path) -> None:
    imported = run("import", str(conversions), "--name", "Ads")
    assert imported.stdout.startswith("3 rows in data source ")
    assert "1 row left out: without content." in imported.stdout
    assert "Spent: 1 cell held an error of the sheet" in imported.stdout
    assert "The header is row 2" in imported.stdout


def test_a_file_that_is_no_table_leaves_no_source(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    refused = run("import", str(tmp_path / "empty.csv"), "--name", "Ads")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "options", [["--name", " "], ["--name", "x" * 201], ["--name", "Ads", "--header-row", "1001"]]
)
def test_options_out_of_bounds_are_wrong_usage(
    run: Any, conversions: Path, options: list[str]
) -> None:
    refused = run("import", str(conversions), *options)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
