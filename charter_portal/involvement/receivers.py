"""Work of this slice that the worker does."""

from __future__ import annotations

from charter_portal.involvement.services.reminders import EVERY_SECONDS, send_reminders
from charter_portal.involvement.services.reports import REPORT_JOB, make_report
from charter_portal.jobs.services import every, handles

handles(REPORT_JOB)(make_report)
every(EVERY_SECONDS)(send_reminders)
