"""Work of this slice that the worker does."""

from __future__ import annotations

from charter_portal.jobs.services import handles
from charter_portal.reporting.services import BOARD_JOB, PICTURE_JOB, make_board_report, make_picture

handles(PICTURE_JOB)(make_picture)
handles(BOARD_JOB)(make_board_report)
