"""Which account runs the database server for an ordinary user."""

from __future__ import annotations

import os
from pathlib import Path

from cashstage.ops.embedded.account import database_account

SOMEBODY = 12_345


def test_an_ordinary_user_stays_who_they_are(tmp_path: Path) -> None:
    us = os.geteuid()
    os.seteuid(us or SOMEBODY)
    try:
        assert database_account(tmp_path / "data", [tmp_path]) is None
    finally:
        os.seteuid(us)
