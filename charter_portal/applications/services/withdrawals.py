"""Taking an application back."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.notices import tell_about_withdrawal
from charter_portal.applications.signals import application_withdrawn
from charter_portal.applications.workflow import application_workflow
from charter_portal.core.clock import now


def withdraw_application(application: Application, *, reason: str = "", by: User) -> None:
    """Take an application out of its cycle; allowed until assessment begins. Nothing written is deleted.

    The leads get a receipt. Raises StepNotOpen once assessment has begun, NotAllowed for anybody but a lead.
    """
    application_workflow.take("withdraw", application, by=by, note=reason)
    application.withdrawn_at = now()
    application_withdrawn.send(application, by=by)
    tell_about_withdrawal(application, by=by)
