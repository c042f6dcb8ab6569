"""A running portal and a browser for each journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.portal import Portal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal of its own, running."""
    with Portal(tmp_path).running() as running:
        yield running
