"""Work of this slice that the worker does."""

from __future__ import annotations

from charter_portal.involvement.services import keeping
from charter_portal.involvement.services.reminders import EVERY_SECONDS, send_reminders
from charter_portal.jobs.services import every

every(EVERY_SECONDS)(send_reminders)
every(keeping.EVERY_SECONDS)(keeping.let_go_of_words)
