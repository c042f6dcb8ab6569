"""One Chromium and one served world for all tests here; each role keeps one window for as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browsing.served import ServedWorld
from tests.browsing.variants import keep_variants
from tests.browsing.windows import Windows


@pytest.fixture(scope="session")
def whole_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWorld]:
    """Built once, with every variant of it."""
    served = ServedWorld(tmp_path_factory.mktemp("served"))
    served.start()
    keep_variants(served)
    yield served
    served.stop()


@pytest.fixture
def served(whole_world: ServedWorld) -> ServedWorld:
    """The filled world, as it was built."""
    whole_world.show()
    return whole_world


@pytest.fixture
def windows(chromium: Browser, served: ServedWorld) -> Iterator[Any]:
    """A window for each role that a test asks for."""
    opened = Windows(chromium, served)
    yield opened
    opened.close()
