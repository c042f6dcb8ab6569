"""Who of the applicant came to a training day, and whether the round asks for more.

Only places booked for the organisation itself count. A partner is a name that the applicant typed, so what
its people did stays unseen; whoever comes from a partner is booked by the organisation that applies.
"""

from __future__ import annotations

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application
from charter_portal.training.queries import Attendance, attendance_gap, attendance_of
from charter_portal.training.rules.requirement import Gap


def came_to_training(application: Application) -> list[Attendance]:
    """Who came to a day that counts for this round, or is booked for one; the latest day first."""
    return attendance_of([application.organisation_id], cycle=application.cycle)


def training_gap(application: Application) -> Gap | None:
    """What a draft still needs of attendance, or None. What was submitted once is not asked again."""
    if application.status != S.DRAFT:
        return None
    return attendance_gap(application.cycle, [application.organisation_id])
