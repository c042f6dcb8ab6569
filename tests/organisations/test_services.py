"""The verbs of organisations, without pages: rights, names, and people who act at the same moment."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.organisations import services
from charter_portal.organisations.enums import MemberRole, OrganisationKind, Region, Setting
from charter_portal.organisations.models import Membership, MembershipInvitation, Organisation
from charter_portal.organisations.permissions import (
    contributes,
    is_lead,
    is_member,
    looks_after_people,
    signs_off,
    view,
)
from charter_portal.organisations.queries import (
    leads_of,
    open_invitations_for,
    organisation_by_name,
    organisations_of,
    roles_of,
)
from charter_portal.organisations.rules import NAME_LIMIT, name_key
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_assessor, an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.support.live import all_at_once

RIGHTS = {
    # who: view, is_member, is_lead, contributes, signs_off, looks_after_people
    "lead": (True, True, True, True, True, True),
    "contributor": (True, True, False, True, False, False),
    "sponsor": (True, True, False, False, True, False),
    "viewer": (True, True, False, False, False, False),
    "member elsewhere": (False, False, False, False, False, False),
    "assessor": (False, False, False, False, False, False),
    "officer": (True, False, False, False, False, True),
    "administrator": (True, False, False, False, False, True),
    "commissioner": (True, False, False, False, False, False),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_who_may_what(session, who):
    organisation = an_organisation()
    makers = {
        "lead": lambda: the_lead_of(organisation),
        "member elsewhere": lambda: the_lead_of(an_organisation()),
        "assessor": an_assessor,
        "officer": an_officer,
        "administrator": an_administrator,
        "commissioner": a_commissioner,
    }
    person = makers[who]() if who in makers else a_member(organisation, MemberRole(who))
    asked = (view, is_member, is_lead, contributes, signs_off, looks_after_people)
    assert tuple(permission(person, organisation) for permission in asked) == RIGHTS[who]


def test_rights_are_read_afresh_after_a_change(session):
    organisation = an_organisation()
    person = a_member(organisation, MemberRole.VIEWER)
    membership = session.scalar(select(Membership).where(Membership.user_id == person.id))
    assert roles_of(person) == {organisation.id: MemberRole.VIEWER}
    with unit_of_work():
        services.change_role(membership, role=MemberRole.LEAD, by=the_lead_of(organisation))
    assert roles_of(person) == {organisation.id: MemberRole.LEAD}
    with unit_of_work():
        services.leave(membership, by=person)
    assert roles_of(person) == {} and organisations_of(person) == []


def test_services_ask_for_the_right_themselves(session):
    organisation = an_organisation()
    viewer, lead = a_member(organisation, MemberRole.VIEWER), the_lead_of(organisation)
    membership = session.scalar(select(Membership).where(Membership.user_id == lead.id))
    details = {"name": "New", "kind": OrganisationKind.CIC, "region": Region.LONDON}
    contact = {"name": "Jo", "job_title": "", "email": "jo@example.org", "phone": ""}
    for deed in (
        lambda: services.edit_organisation(organisation, **details, by=viewer),
        lambda: services.add_service(organisation, name="New", setting=Setting.PRISON, by=viewer),
        lambda: services.close_service(organisation.services[0], by=viewer),
        lambda: services.add_contact(organisation, **contact, by=viewer),
        lambda: services.invite_member(organisation, email="x@y.org", role=MemberRole.LEAD, by=viewer),
        lambda: services.change_role(membership, role=MemberRole.VIEWER, by=viewer),
        lambda: services.end_membership(membership, by=viewer),
        lambda: services.leave(membership, by=viewer),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            deed()


@pytest.mark.parametrize(
    "same",
    [
        "the north star charity",
        "North  Star Charity.",
        "ＮＯＲＴＨ Star Charity",
        "Nоrth Stаr Chаrity",
        "North\u200b Star\u00a0Charity",
        "North-Star Charity",
    ],
)
def test_names_that_are_the_same_name(session, same):
    an_organisation("North Star Charity")
    assert organisation_by_name(same) is not None
    with pytest.raises(RuleBroken, match="is here already"), unit_of_work():
        services.create_organisation(
            name=same, kind=OrganisationKind.CHARITY, region=Region.LONDON, by=a_person_outside()
        )


def a_person_outside():
    return db.session.scalar(select(User).order_by(User.id))


@given(st.text(max_size=400))
def test_a_key_is_stable_and_fits_the_table(name):
    key = name_key(name)
    assert len(key) <= NAME_LIMIT
    assert name_key(f"  {name} ") == key


def test_long_names_that_differ_at_the_end_stay_different():
    one, other = "\ufdfa" * 20 + "a", "\ufdfa" * 20 + "b"
    assert name_key(one) != name_key(other)


def test_the_trail_tells_each_deed_once(session):
    person = a_person("Ada")
    with unit_of_work():
        organisation = services.create_organisation(
            name="North Star", kind=OrganisationKind.CIC, region=Region.WALES, by=person
        )
    with unit_of_work():
        services.edit_organisation(
            organisation, name="South Star", kind=OrganisationKind.CIC, region=Region.WALES, by=person
        )
        services.edit_organisation(
            organisation, name="South Star", kind=OrganisationKind.CIC, region=Region.WALES, by=person
        )
    with unit_of_work():
        services.add_service(organisation, name="Court team", setting=Setting.PRISON, by=person)
    entries = session.scalars(select(Entry).where(Entry.organisation_id == organisation.id)).all()
    assert [entry.event for entry in entries] == [
        "organisations.organisation.created",
        "organisations.membership.started",
        "organisations.organisation.edited",
        "organisations.service.added",
    ]
    assert entries[2].before == {"name": "North Star"} and entries[2].after == {"name": "South Star"}
    assert {entry.actor_id for entry in entries} == {person.id}


def invited(session, email="sam@example.org", role=MemberRole.CONTRIBUTOR):
    organisation = an_organisation()
    with unit_of_work():
        return services.invite_member(organisation, email=email, role=role, by=the_lead_of(organisation))


@pytest.mark.parametrize("ended_by", ["cancelling", "a newer one", "15 days"])
def test_what_ends_an_invitation(session, ended_by, time_machine):
    invitation = invited(session)
    sam, lead = a_person("Sam", email="sam@example.org"), the_lead_of(invitation.organisation)
    assert open_invitations_for(sam) == [invitation]
    with unit_of_work():
        if ended_by == "cancelling":
            services.cancel_invitation(invitation, by=lead)
        elif ended_by == "a newer one":
            services.invite_member(
                invitation.organisation, email="SAM@example.org", role=MemberRole.VIEWER, by=lead
            )
    if ended_by == "15 days":
        time_machine.move_to(now() + timedelta(days=15), tick=False)
    assert invitation not in open_invitations_for(sam)
    with pytest.raises(StepNotOpen), unit_of_work():
        services.accept_invitation(invitation, by=sam)


def test_an_invitation_fits_only_its_own_confirmed_address(session):
    invitation = invited(session)
    unconfirmed = a_person("Sam", email="sam@example.org", confirmed_at=None)
    for person in (a_person("Other"), unconfirmed):
        with pytest.raises(NotAllowed), unit_of_work():
            services.accept_invitation(invitation, by=person)


def test_who_belongs_already_keeps_their_role(session):
    invitation = invited(session)
    sam = a_person("Sam", email="sam@example.org")
    with unit_of_work():
        session.add(
            Membership(organisation_id=invitation.organisation_id, user_id=sam.id, role=MemberRole.VIEWER)
        )
    with unit_of_work():
        services.accept_invitation(invitation, by=sam)
    assert roles_of(sam) == {invitation.organisation_id: MemberRole.VIEWER}
    lead = the_lead_of(invitation.organisation)
    with pytest.raises(RuleBroken, match="belongs to your organisation already"), unit_of_work():
        services.invite_member(
            invitation.organisation, email="SAM@example.org", role=MemberRole.LEAD, by=lead
        )


def test_a_lead_whose_account_is_closed_does_not_count(session):
    organisation = an_organisation()
    other = a_member(organisation, MemberRole.LEAD)
    lead = the_lead_of(organisation)
    with unit_of_work():
        lead.deactivated_at = now()
    assert [held.user_id for held in leads_of(organisation)] == [other.id]
    membership = session.scalar(select(Membership).where(Membership.user_id == other.id))
    with pytest.raises(RuleBroken, match="needs a lead"), unit_of_work():
        services.leave(membership, by=other)


def in_parallel(app, *deeds):
    """Run each deed in a context of its own; returns how many were done.

    Each looks up what it needs, and waits at the line until all have: opening a connection takes time.
    """
    done, line = [], threading.Barrier(len(deeds), timeout=30)

    def acting(deed):
        def act():
            with app.app_context():
                try:
                    act_on = deed()
                    line.wait()
                    with unit_of_work():
                        act_on()
                    done.append(True)
                except (RuleBroken, OperationalError):
                    db.session.rollback()

        return act

    all_at_once([acting(deed) for deed in deeds])
    return len(done)


def accepting(invitation_id, user_id):
    def deed():
        invitation = db.session.get(MembershipInvitation, invitation_id)
        person = db.session.get(User, user_id)
        return lambda: services.accept_invitation(invitation, by=person)

    return deed


@pytest.mark.both_engines
def test_an_invitation_is_accepted_once(app, session, mails):
    invitation = invited(session)
    sam = a_person("Sam", email="sam@example.org")
    ids = invitation.id, sam.id
    session.commit()
    assert in_parallel(app, *[accepting(*ids)] * 4) == 1
    rows = select(func.count()).where(Membership.user_id == ids[1])
    assert session.scalar(rows) == 1
    assert len([mail for mail in mails() if mail.notice == "organisations/joined"]) == 1


def leaving(membership_id):
    def deed():
        membership = db.session.get(Membership, membership_id)
        person = membership.user
        return lambda: services.leave(membership, by=person)

    return deed


def two_leads_leave(app, session):
    organisation = an_organisation()
    a_member(organisation, MemberRole.LEAD)
    ids = session.scalars(select(Membership.id)).all()
    session.commit()
    return in_parallel(app, *[leaving(number) for number in ids])


@pytest.mark.both_engines
def test_of_two_leads_who_leave_at_once_one_stays(app, session):
    assert two_leads_leave(app, session) == 1


@pytest.mark.both_engines
def test_that_race_shows_itself_without_the_lock(app, session, monkeypatch, engine_name):
    monkeypatch.setattr(RACE, "locks", False)
    monkeypatch.setattr(RACE, "pause_seconds", 0.5)
    # SQLite lets one write and turns the other away with an error; PostgreSQL lets both.
    assert two_leads_leave(app, session) == {"sqlite": 1, "postgresql": 2}[engine_name]


@pytest.mark.both_engines
def test_a_name_is_given_once(app, session):
    person_id = a_person("Ada").id
    session.commit()

    def creating():
        person = db.session.get(User, person_id)
        details = {"name": "North Star", "kind": OrganisationKind.CIC, "region": Region.WALES}
        return lambda: services.create_organisation(**details, by=person)

    assert in_parallel(app, *[creating] * 4) == 1
    assert session.scalar(select(func.count(Organisation.id))) == 1
