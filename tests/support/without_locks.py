"""The portal with its row locks off and a pause in their place: what a race test must be able to catch."""

from charter_portal import create_app
from charter_portal.core.database import RACE

RACE.locks = False
RACE.pause_seconds = 0.05

app = create_app()
