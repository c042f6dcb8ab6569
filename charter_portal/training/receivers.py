"""Work of this slice that the worker does. Chores join its round where they are written."""

from __future__ import annotations

from charter_portal.jobs.services import handles
from charter_portal.training.services import reminders  # noqa: F401  Its chore joins the worker's round.
from charter_portal.training.services.certificates import CERTIFICATE_JOB, make_certificate
from charter_portal.training.services.door import DOOR_JOB, make_door_list

handles(CERTIFICATE_JOB)(make_certificate)
handles(DOOR_JOB)(make_door_list)
