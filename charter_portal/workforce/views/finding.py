"""The thing behind an address, if it is this organisation's own; anything else does not exist."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_login import current_user

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.models import CircleMember, Erasure, Milestone, Person, Post, RoleProfile
from charter_portal.workforce.queries.people import person_with_way
from charter_portal.workforce.queries.posts import post_with_history, scheme_profiles
from charter_portal.workforce.services import load_shipped_profiles


def me() -> User:
    """The person who asked for this page."""
    person: User = current_user._get_current_object()
    return person


def own_service(organisation: Organisation, service_id: int) -> Service:
    """The service with this number; 404 unless it is the organisation's own."""
    return _own(db.session.get(Service, service_id), organisation)


def own_profile(organisation: Organisation, role_profile_id: int) -> RoleProfile:
    """The role profile with this number; 404 unless the organisation added it."""
    return _own(db.session.get(RoleProfile, role_profile_id), organisation)


def own_place(organisation: Organisation, circle_member_id: int) -> CircleMember:
    """The place in the circle with this number; 404 unless it is of this organisation and lasts."""
    found = _own(db.session.get(CircleMember, circle_member_id), organisation)
    if found.ended_at is not None:
        abort(404)
    return found


def own_post(organisation: Organisation, post_id: int) -> Post:
    """The post with this number and its history; 404 unless it is of one of the organisation's services."""
    found = post_with_history(post_id)
    if found is None or found.service.organisation_id != organisation.id:
        abort(404)
    return found


def own_person(organisation: Organisation, person_id: int) -> Person:
    """The person with this number and their way; 404 for another's, and for one without a code."""
    found = person_with_way(person_id)
    if found is None or found.organisation_id != organisation.id or found.anonymised_at is not None:
        abort(404)
    return found


def own_erasure(organisation: Organisation, erasure_id: int) -> Erasure:
    """The request to take somebody out with this number; 404 unless it is the organisation's own."""
    return _own(db.session.get(Erasure, erasure_id), organisation)


def own_milestone(person: Person, milestone_id: int) -> Milestone:
    """The milestone with this number; 404 unless it is on this person's way."""
    found = next((each for each in person.milestones if each.id == milestone_id), None)
    if found is None:
        abort(404)
    return found


def _own(found: Any, organisation: Organisation) -> Any:
    if found is None or found.organisation_id != organisation.id:
        abort(404)
    return found


def note_codes_seen(place: Organisation | Service) -> None:
    """Codes of people stand on this page: the trail says who looked, as it does for one person's page."""
    record_view(place, me(), event="workforce.people.listed")


def scheme_at_hand() -> None:
    """See to it that the scheme has role profiles: the first use loads those that come with the portal."""
    if not scheme_profiles():
        with unit_of_work():
            load_shipped_profiles()
