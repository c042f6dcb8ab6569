"""Tiers over every organisation, for the national picture. They count services, not people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from charter_portal.applications.models import Application, application_service
from charter_portal.awards.models import Award, Decision
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle
from charter_portal.framework.models import Level
from charter_portal.organisations.enums import Region, Setting
from charter_portal.organisations.models import Service


@dataclass(frozen=True)
class TierTotal:
    """Services that were given a tier in a round, in one setting and region."""

    level_key: str
    setting: Setting
    region: Region
    services: int


def tiers_by_place(cycle: Cycle) -> list[TierTotal]:
    """Services by the tier they were given in a round, setting and region; one statement.

    An award that was withdrawn since does not count. The region is that of the organisation when it
    was awarded.
    """
    rows = (
        select(Level.key, Service.setting, Award.region, func.count(func.distinct(Service.id)))
        .select_from(Award)
        .join(Award.level)
        .join(Decision, Decision.id == Award.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(application_service, application_service.c.application_id == Application.id)
        .join(Service, Service.id == application_service.c.service_id)
        .where(Application.cycle_id == cycle.id, Award.withdrawn_at.is_(None))
        .group_by(Level.key, Service.setting, Award.region)
    )
    return [TierTotal(*row) for row in db.session.execute(rows)]
