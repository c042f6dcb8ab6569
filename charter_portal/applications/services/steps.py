"""Steps that the floors above take: assessment, decision and release. Each raises StepNotOpen out of turn."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.workflow import application_workflow


def begin_assessment(application: Application, *, by: User | None) -> None:
    """From here the applicant can neither change nor withdraw it."""
    application_workflow.take("begin_assessment", application, by=by)


def finish_assessment(application: Application, *, by: User | None) -> None:
    """Every statement has an agreed level; a decision can be proposed."""
    application_workflow.take("finish_assessment", application, by=by)


def reopen_assessment(application: Application, *, by: User | None) -> None:
    """An agreed level has to be looked at again before a decision is taken."""
    application_workflow.take("reopen_assessment", application, by=by)


def record_decision(application: Application, *, by: User | None) -> None:
    """Two people have taken the decision; it waits to be released."""
    application_workflow.take("record_decision", application, by=by)


def undo_decision(application: Application, *, by: User | None) -> None:
    """The decision is opened again before its release."""
    application_workflow.take("undo_decision", application, by=by)


def release_outcome(application: Application, *, by: User | None) -> None:
    """The applicant may read the outcome now."""
    application_workflow.take("release_outcome", application, by=by)
