"""The demo company's spreadsheets, from a served emulator to typed tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.emulator.demo import DAYS, EXPORTS, Export
from cashstage.emulator.number_format import EPOCH
from cashstage.emulator.server import EmulatorServer
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from cashstage.schema.column import Column, ColumnType, Role
from tests.factories import google


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorServer]:
    folder = tmp_path_factory.mktemp("emulator")
    with EmulatorServer(folder, google.CLIENT, demo=True) as running:
        yield running


@pytest.fixture(scope="module")
def sheets(server: EmulatorServer) -> Iterator[GoogleSheets]:
    client = google.oauth(server)
    _, tokens = google.consent(client)
    credentials = client.credentials(tokens.refresh_token, access_token=tokens.access_token)
    with GoogleSheets(credentials, endpoint=server.base_url) as connected:
        yield connected


def run(sheets: GoogleSheets, title: str, directory: Path) -> IngestedTable:
    export = export_of(title)
    return ingest(
        fetch(sheets, export.id, export.tab),
        Known(),
        first_free_key=1,
        directory=directory,
        progress=lambda done, total: None,
    )


def export_of(title: str) -> Export:
    return next(export for export in EXPORTS if export.title == title)


def described(column: Column) -> tuple[ColumnType, Role, str | None, str | None]:
    return column.type, column.role, column.semantic_type, column.format


def test_a_platform_export(sheets: GoogleSheets, tmp_path: Path) -> None:
    table = run(sheets, "Google Ads", tmp_path)

    metric, dimension = Role.METRIC, Role.DIMENSION
    assert {column.name: described(column) for column in table.columns} == {
        "Day": (ColumnType.DATE, dimension, "date", None),
        "Campaign": (ColumnType.TEXT, dimension, "campaign", None),
        "Campaign ID": (ColumnType.TEXT, dimension, "campaign_id", None),
        "Campaign type": (ColumnType.TEXT, dimension, "campaign_type", None),
        "Currency code": (ColumnType.TEXT, dimension, "currency", None),
        "Impr.": (ColumnType.INTEGER, metric, "impressions", None),
        "Clicks": (ColumnType.INTEGER, metric, "clicks", None),
        "CTR": (ColumnType.NUMBER, dimension, "ctr", "percent"),
        "Avg. CPC": (ColumnType.NUMBER, dimension, "cpc", "currency:USD"),
        "Cost": (ColumnType.NUMBER, metric, "cost", "currency:USD"),
        "Conversions": (ColumnType.NUMBER, metric, "conversions", None),
        "Conv. value": (ColumnType.NUMBER, metric, "revenue", "currency:USD"),
        "Search impr. share": (ColumnType.NUMBER, dimension, "impression_share", "percent"),
    }
    assert table.report.cells_nulled.keys() == {"Search impr. share"}


def test_values_are_those_of_the_sheet(
    server: EmulatorServer, sheets: GoogleSheets, tmp_path: Path
) -> None:
    table = run(sheets, "All channels", tmp_path)

    export = export_of("All channels")
    spreadsheet = server.state.drive.get(export.id)
    assert spreadsheet is not None
    (tab,) = spreadsheet.tabs
    rows = [[*row, *[None] * 8][:8] for row in tab.rows[1:]]
    stored = pq.read_table(table.path)
    first = EPOCH.date()
    days = [first + timedelta(days=row[0]) for row in rows if isinstance(row[0], int)]
    assert stored["c1"].to_pylist() == days
    for position in range(1, 8):
        assert stored[f"c{position + 1}"].to_pylist() == [row[position] for row in rows]
    assert len(set(days)) == DAYS


@pytest.mark.parametrize("title", [export.title for export in EXPORTS])
def test_every_demo_sheet_has_days_names_and_money(
    title: str, sheets: GoogleSheets, tmp_path: Path
) -> None:
    table = run(sheets, title, tmp_path)

    by_meaning = {column.semantic_type: column for column in table.columns}
    assert by_meaning["date"].type.temporal
    assert all(
        column.type is ColumnType.NUMBER
        for column in table.columns
        if (column.format or "").startswith("currency")
    )
    assert any(column.format == "currency:USD" for column in table.columns)
    stored = pq.read_table(table.path)
    shares = [column for column in table.columns if column.format == "percent"]
    assert all(pc.max(stored[column.key]).as_py() <= 1 for column in shares)
    assert table.report.notes == []
