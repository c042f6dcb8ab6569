"""Builders of barriers in a service's log."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.barriers.queries import kinds
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import EntryStatus, Severity, TryOutcome
from charter_portal.workforce.models import BarrierEntry
from charter_portal.workforce.services import EntryFacts, add_try, close_entry, open_entry, start_work
from tests.factories.barriers import the_kind
from tests.factories.organisations import an_organisation, the_lead_of

_numbers = itertools.count(1)


def entry_facts(service: Service, **changes: Any) -> EntryFacts:
    """What a log says of a barrier, of which any part can be given."""
    given: dict[str, Any] = {
        "service": service,
        "kind": changes.pop("kind", None) or the_kind(),
        "stage": Stage.CHECK,
        "severity": Severity.MEDIUM,
        "words": f"Clearance takes five months. ({next(_numbers)})",
        "action": "Begin the forms on the day of the offer.",
        "owner_role": "Service manager",
        "opened_on": today() - timedelta(days=60),
        "review_on": today() + timedelta(days=30),
    }
    return EntryFacts(**given | changes)


def an_entry(
    organisation: Organisation | None = None,
    *,
    status: EntryStatus = EntryStatus.OPEN,
    by: User | None = None,
    closed_on: date | None = None,
    **facts: Any,
) -> BarrierEntry:
    """A barrier in an organisation's log, in this state."""
    organisation = organisation or an_organisation()
    service = facts.pop("service", organisation.services[0])
    told, by = entry_facts(service, **facts), by or the_lead_of(organisation)
    with unit_of_work():
        entry = open_entry(organisation, told, by=by)
    with unit_of_work():
        if status is EntryStatus.WORKING:
            start_work(entry, by=by)
        elif status is not EntryStatus.OPEN:
            close_entry(
                entry,
                outcome=status,
                result="Clearance now takes seven weeks.",
                closed_on=closed_on or today() - timedelta(days=5),
                version=entry.version,
                by=by,
            )
    return entry


def a_solved_entry(organisation: Organisation | None = None, **facts: Any) -> BarrierEntry:
    """A solved barrier, with something that was tried and helped."""
    entry = an_entry(organisation, **facts)
    by = the_lead_of(entry.organisation)
    with unit_of_work():
        add_try(
            entry,
            tried_on=today() - timedelta(days=20),
            words="We sat down together for the forms.",
            outcome=TryOutcome.HELPED,
            by=by,
        )
    with unit_of_work():
        close_entry(
            entry,
            outcome=EntryStatus.SOLVED,
            result="Clearance now takes seven weeks.",
            closed_on=today() - timedelta(days=5),
            version=entry.version,
            by=by,
        )
    return entry


def many_entries(organisation: Organisation, count: int, **columns: Any) -> None:
    """So many open barriers, written straight into the table: for measuring, not for telling a story."""
    known: list[BarrierKind] = kinds() or [the_kind()]
    lead = the_lead_of(organisation)
    given = {"status": EntryStatus.OPEN, "severity": Severity.LOW, "stage": Stage.CHECK}
    with unit_of_work():
        db.session.add_all(
            BarrierEntry(
                organisation_id=organisation.id,
                service_id=organisation.services[place % len(organisation.services)].id,
                kind_id=known[place % len(known)].id,
                words=f"In the way {place}",
                opened_on=today() - timedelta(days=place % 700),
                opened_by_id=lead.id,
                **given | columns,
            )
            for place in range(count)
        )
