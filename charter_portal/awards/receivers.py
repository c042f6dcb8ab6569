"""Work of this slice that the worker does."""

from __future__ import annotations

from charter_portal.awards.services.documents import (
    CERTIFICATE_JOB,
    FEEDBACK_JOB,
    make_certificate,
    make_feedback,
)
from charter_portal.jobs.services import handles

handles(CERTIFICATE_JOB)(make_certificate)
handles(FEEDBACK_JOB)(make_feedback)
