"""One engine for all comparisons of a test module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cashstage.query.engine import Engine
from tests.snapshots.comparing import Comparing


@pytest.fixture(scope="module")
def comparing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparing]:
    """Compares rows that a test writes."""
    folder = tmp_path_factory.mktemp("objects")
    engine = Engine(folder, threads=1, memory_limit="256MB")
    yield Comparing(engine, folder)
    engine.close()
