"""Who may look at an organisation's workforce, and who may write: the narrowest circle in the house."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.permissions import is_staff
from charter_portal.core.permissions import permission
from charter_portal.involvement.permissions import writes as writes_in_the_plan
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.permissions import is_lead
from charter_portal.workforce.enums import Place
from charter_portal.workforce.models import BarrierEntry, Erasure, RoleProfile
from charter_portal.workforce.queries.access import in_some_circle, named_places_of


@permission
def looks(person: Any, organisation: Organisation) -> bool:
    """In the circle: a lead, a named editor, or somebody of Career Matters whom a lead invited to read."""
    return is_lead(person, organisation) or organisation.id in named_places_of(person)


@permission
def edits(person: Any, organisation: Organisation) -> bool:
    """Writes down posts, people and milestones: a lead, or an editor whom a lead named."""
    return is_lead(person, organisation) or named_places_of(person).get(organisation.id) is Place.EDITOR


@permission
def leads(person: Any, organisation: Organisation) -> bool:
    """Leads the organisation, and so says who is in the circle, how long things last, and what is erased."""
    return is_lead(person, organisation)


@permission
def confirms_erasure(person: Any, erasure: Erasure) -> bool:
    """Writes in this workforce, and is not the one who asked: two people take somebody out."""
    return person.id != erasure.asked_by_id and edits(person, erasure.organisation)


@permission
def asked_for_erasure(person: Any, erasure: Erasure) -> bool:
    """Asked for it, and may think again until it is confirmed."""
    return person.id == erasure.asked_by_id and edits(person, erasure.organisation)


@permission
def has_a_workforce(person: Any) -> bool:
    """There is at least one organisation whose workforce this person may look at."""
    return in_some_circle(person)


keeps_profiles = is_staff
"""The scheme's own role profiles are looked after by staff of Career Matters."""


@permission
def looks_at_entry(person: Any, entry: BarrierEntry) -> bool:
    """A barrier of the log is there for the circle of its organisation, and for nobody else."""
    return looks(person, entry.organisation)


@permission
def edits_entry(person: Any, entry: BarrierEntry) -> bool:
    """Writes in the log of its organisation, for as long as the words of this barrier are kept."""
    return entry.let_go_at is None and edits(person, entry.organisation)


@permission
def takes_back(person: Any, entry: BarrierEntry) -> bool:
    """Writes in the log. What was shared can be taken back after the log's own words were let go of, too."""
    return edits(person, entry.organisation)


@permission
def plans_for_entry(person: Any, entry: BarrierEntry) -> bool:
    """Writes in the action plan of its organisation."""
    return writes_in_the_plan(person, entry.organisation)


@permission
def leads_entry(person: Any, entry: BarrierEntry) -> bool:
    """Leads the organisation whose log it is in."""
    return leads(person, entry.organisation)


@permission
def is_of_the_scheme(person: Any, profile: RoleProfile) -> bool:
    """A profile of the scheme exists for everybody who is signed in; an organisation's own does not."""
    return bool(person.is_authenticated) and profile.organisation_id is None
