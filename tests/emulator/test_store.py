"""Spreadsheets survive restarts; edits are whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from cashstage.emulator.number_format import DAY, MONEY
from cashstage.emulator.people import EDITOR
from tests.factories import google


def test_a_restart_keeps_cells_formats_versions_and_changes(folder: Path) -> None:
    first = google.state(folder)
    made = google.spreadsheet(
        first,
        [["Day", "Cost"], [45657, 1.5]],
        formats=[DAY, MONEY],
        locale_name="de_DE",
        time_zone="Europe/Berlin",
        readers={EDITOR.email},
    )
    with first.drive.editing(made.id) as edited:
        edited.tabs[0].put(3, 1, 0.5, DAY)
        edited.readers.clear()

    second = google.state(folder)
    kept = second.drive.get(made.id)

    assert kept == first.drive.get(made.id)
    assert kept is not None
    assert (kept.version, kept.tabs[0].number_format(3, 1)) == (2, DAY)
    assert second.drive.next_change == first.drive.next_change == 3
    assert second.drive.changes_for(EDITOR.email, 1)[0].spreadsheet is None


def test_a_failed_edit_changes_nothing(folder: Path) -> None:
    emulator = google.state(folder)
    made = google.spreadsheet(emulator, [["a"]])

    def edit() -> None:
        with emulator.drive.editing(made.id) as edited:
            edited.tabs[0].put(0, 0, "b", None)
            edited.tabs[0].put(0, 99, "outside", None)

    with pytest.raises(IndexError):
        edit()

    kept = emulator.drive.get(made.id)
    assert kept is not None
    assert (kept.tabs[0].rows, kept.version) == ([["a"]], 1)
    assert google.state(folder).drive.get(made.id) == kept
    assert emulator.drive.next_change == 2


def test_a_reader_keeps_the_version_it_has_begun_to_read(folder: Path) -> None:
    emulator = google.state(folder)
    made = google.spreadsheet(emulator, [["old"]])
    read = emulator.drive.get(made.id)

    with emulator.drive.editing(made.id) as edited:
        edited.tabs[0].put(0, 0, "new", None)

    assert read is not None
    assert read.tabs[0].rows == [["old"]]


def test_the_grid_grows_with_its_data(folder: Path) -> None:
    emulator = google.state(folder)
    made = google.spreadsheet(emulator, [["a", "b"]])
    last = made.tabs[0].row_count - 1

    with emulator.drive.editing(made.id) as edited:
        edited.tabs[0].put(last, 1, "far below", None)

    kept = emulator.drive.get(made.id)
    assert kept is not None
    assert kept.tabs[0].row_count > last + 1
    assert kept.tabs[0].rows[last] == [None, "far below"]


def test_files_of_the_store_are_private(folder: Path) -> None:
    emulator = google.state(folder)
    google.spreadsheet(emulator, [["a"]])
    google.bearer(emulator)

    for name in ("signing-key.pem", "changes.json", "grants.json"):
        path = folder / name
        if name != "signing-key.pem":  # copied in by the fixture
            assert path.stat().st_mode & 0o777 == 0o600
    assert list(folder.glob("**/.*.new")) == []
