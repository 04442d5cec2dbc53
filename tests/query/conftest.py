"""One engine for all questions of a test module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cashstage.query.engine import Engine
from tests.query.asking import Asking


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Asks questions of rows; the cache outlives a test, so every object has a name of its own."""
    folder = tmp_path_factory.mktemp("objects")
    engine = Engine(folder, threads=1, memory_limit="256MB")
    yield Asking(engine, folder)
    engine.close()
