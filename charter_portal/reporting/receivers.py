"""Work of this slice that the worker does."""

from __future__ import annotations

from charter_portal.jobs.services import handles
from charter_portal.reporting.services import PICTURE_JOB, make_picture

handles(PICTURE_JOB)(make_picture)
