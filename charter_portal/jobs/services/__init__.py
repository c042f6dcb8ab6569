"""Asking for work, doing it, and the worker's round."""

from charter_portal.jobs.services.queue import enqueue, finish, handles, report_progress, run_due
from charter_portal.jobs.services.worker import every, work_forever

__all__ = ["enqueue", "every", "finish", "handles", "report_progress", "run_due", "work_forever"]
