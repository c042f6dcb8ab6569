"""Work of this slice that the worker does."""

from __future__ import annotations

from charter_portal.applications.services.pdfs import (
    DRAFT_JOB,
    SUBMISSION_JOB,
    make_draft_pdf,
    make_submission_pdf,
)
from charter_portal.jobs.services import handles

handles(SUBMISSION_JOB)(make_submission_pdf)
handles(DRAFT_JOB)(make_draft_pdf)
