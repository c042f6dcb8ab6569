"""The ground is laid once for each test process; a test that writes goes back to the beginning first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from charter_portal.core.database import db
from charter_portal.core.pdf import close_press
from charter_portal.framework.queries import forget_trees
from tests.conftest import POSTGRESQL
from tests.security.filling import Form, find_forms
from tests.security.ground import Ground, PostgresGround


@pytest.fixture(scope="session")
def shared_ground(
    engine_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Ground]:
    """The ground of this test process on this engine."""
    forget_trees()
    folder = tmp_path_factory.mktemp(f"ground-{engine_name}")
    if engine_name == POSTGRESQL:
        laid: Ground = PostgresGround(folder, request.getfixturevalue("postgres"))
    else:
        laid = Ground(folder)
    yield laid
    with laid.app.app_context():
        db.engine.dispose()
    close_press()
    forget_trees()


@pytest.fixture
def ground(shared_ground: Ground) -> Ground:
    """The ground as it was laid."""
    forget_trees()
    shared_ground.reset()
    return shared_ground


@pytest.fixture(scope="session")
def forms(shared_ground: Ground) -> dict[str, Form]:
    """Every form of the portal, by the view that takes it."""
    return find_forms(shared_ground)
