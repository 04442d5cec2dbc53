"""The one log: who says what on the terminal, when in the file, and no secrets in either."""

from __future__ import annotations

import io
import re
import stat
from pathlib import Path

from cashstage.ops.process_log import ProcessLog


class ClosedTerminal(io.StringIO):
    """A terminal window that was closed."""

    def write(self, _text: str, /) -> int:
        raise BrokenPipeError


def test_lines_carry_the_name_and_in_the_file_the_time(tmp_path: Path) -> None:
    terminal = io.StringIO()
    log = ProcessLog(tmp_path / "log", terminal=terminal)
    log.line("web", "listening")
    log.announce("Cashstage is ready.")
    log.close()
    assert terminal.getvalue() == "web       | listening\nCashstage is ready.\n"
    first, second = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} web       \| listening", first)
    assert second.endswith(" Cashstage is ready.")


def test_secrets_are_redacted_in_both(tmp_path: Path) -> None:
    terminal = io.StringIO()
    log = ProcessLog(tmp_path / "log", terminal=terminal)
    log.line("worker", "connected to redis://:hidden@127.0.0.1:1/0")
    log.close()
    assert "hidden" not in terminal.getvalue() + (tmp_path / "log").read_text(encoding="utf-8")
    assert "connected to" in terminal.getvalue()


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    ProcessLog(tmp_path / "log", terminal=io.StringIO()).close()
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600


def test_empty_lines_are_dropped_and_the_last_ones_remembered(tmp_path: Path) -> None:
    log = ProcessLog(tmp_path / "log", terminal=io.StringIO())
    for text in ("one", "", "  ", *(str(number) for number in range(30))):
        log.line("web", text)
    log.close()
    assert log.last_lines("web") == [str(number) for number in range(10, 30)]
    assert log.last_lines("nobody") == []


def test_a_closed_terminal_stops_nothing(tmp_path: Path) -> None:
    log = ProcessLog(tmp_path / "log", terminal=ClosedTerminal())
    log.line("web", "still here")
    log.close()
    assert "still here" in (tmp_path / "log").read_text(encoding="utf-8")
