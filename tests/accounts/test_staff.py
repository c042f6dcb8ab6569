"""Staff look after people: lists, roles, invitations, closing accounts. One administrator always stays."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import Invitation, RoleGrant, SignIn, User
from charter_portal.accounts.services import make_administrator, register_person
from charter_portal.accounts.services.invitations import accept_invitation, invite
from charter_portal.accounts.services.roles import deactivate, end_role, grant_role
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken
from tests.factories.accounts import (
    PASSWORD,
    a_commissioner,
    a_person,
    an_administrator,
    an_assessor,
    an_officer,
)
from tests.support.live import all_at_once
from tests.support.pages import counted_queries

LAST = ["The portal needs one administrator. Give the role to somebody else first."]


def test_the_list_searches_filters_sorts_and_pages(page, session):
    an_assessor("Zoë Assessor")
    a_person("Sam O'Neill", email="SAM@example.org")
    officer = page(an_officer())
    assert "Zoë Assessor" in officer.page("/staff/people?role=assessor").text
    assert "Sam O'Neill" not in officer.page("/staff/people?role=assessor").text
    assert "Sam O'Neill" in officer.page("/staff/people?search=sam@EXAMPLE").text
    assert "Nobody fits" in officer.page("/staff/people?search=%25%25").text
    for awkward in (
        "?sort=password_hash",
        "?sort=-name&page=99",
        "?role=king",
        "?page=x",
        "?search=%00",
        "?search=%ff",
    ):
        officer.page("/staff/people" + awkward)
    assert "Invite somebody" not in officer.page("/staff/people").text


def test_the_list_needs_the_same_queries_for_two_and_for_forty(app, page, session):
    browser = page(an_administrator())
    browser.page("/staff/people")
    counts = []
    for more in (1, 40):
        for _ in range(more):
            a_person("", Role.ASSESSOR)
        with counted_queries(app) as statements:
            browser.page("/staff/people")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_people_without_the_right_see_nothing(page, session):
    person, other = a_person("Ada", Role.ASSESSOR), a_person("Sam")
    browser = page(person)
    browser.page("/staff/people", status=403)
    browser.page(f"/staff/people/{other.id}", status=404)
    browser.send(f"/staff/people/{person.id}/roles", {"role": "administrator"}, status=404)
    assert Role.ADMINISTRATOR not in session.get(User, person.id).roles


@pytest.mark.parametrize("reader", [an_officer, a_commissioner])
def test_officers_and_the_commissioner_look_but_do_not_change(page, session, reader):
    other, me = an_assessor("Zoë"), reader()
    browser = page(me)
    browser.page("/staff/people")
    shown = browser.page(f"/staff/people/{other.id}")
    assert "Give a role" not in shown.text
    browser.page("/staff/people/invite", status=403)
    for path in (
        f"/staff/people/{me.id}/roles",
        f"/staff/people/{other.id}/deactivate",
        f"/staff/people/roles/{other.grants[0].id}/end",
    ):
        browser.send(path, {"role": "administrator"}, status=403)
    assert session.get(User, other.id).deactivated_at is None


def test_a_role_is_given_and_taken_and_ends_the_sessions(page, session, mails):
    person = a_person("Sam")
    theirs, admin = page(person), page(an_administrator())
    admin.page(f"/staff/people/{person.id}")
    admin.send(f"/staff/people/{person.id}/roles", {"role": "officer"})
    assert session.get(User, person.id).roles == {Role.OFFICER}
    assert theirs.get("/account").status_code == 302
    assert mails()[-1].notice == "accounts/roles_changed"
    told = admin.send(f"/staff/people/{person.id}/roles", {"role": "officer"}, status=400)
    assert told.errors == ["This person holds the role already."]
    assert admin.send(f"/staff/people/{person.id}/roles", {"role": "king"}, status=400).errors == [
        "Choose a role."
    ]
    theirs = page(session.get(User, person.id))
    theirs.page("/staff/people")
    grant = session.scalar(select(RoleGrant).where(RoleGrant.user_id == person.id))
    admin.send(f"/staff/people/roles/{grant.id}/end")
    assert theirs.get("/staff/people").status_code == 302
    events = session.scalars(select(Entry.event).where(Entry.subject_id == person.id)).all()
    assert events.count("accounts.role.granted") == events.count("accounts.role.ended") == 1


def test_the_last_administrator_stays(page, session):
    admin = an_administrator()
    browser = page(admin)
    assert browser.send(f"/staff/people/roles/{admin.grants[0].id}/end", status=400).errors == LAST
    own = browser.send(f"/staff/people/{admin.id}/deactivate", status=400)
    assert own.errors == ["You cannot close your own account. Ask another administrator."]
    second = an_administrator("Bea")
    browser.send(f"/staff/people/roles/{admin.grants[0].id}/end")
    assert page(second).page("/staff/people")


def race_of_two_administrators(app, first, second):
    """Each ends the other's role at the same moment; returns how many administrators are left."""

    line = threading.Barrier(2, timeout=30)

    def ending(grant_id, by_id):
        def act():
            with app.app_context():
                grant, by = db.session.get(RoleGrant, grant_id), db.session.get(User, by_id)
                line.wait()
                try:
                    with unit_of_work():
                        end_role(grant, by=by)
                except (RuleBroken, OperationalError):
                    db.session.rollback()

        return act

    all_at_once([ending(second.grants[0].id, first.id), ending(first.grants[0].id, second.id)])
    live = select(func.count()).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.ended_at.is_(None))
    return db.session.scalar(live)


@pytest.mark.both_engines
def test_two_administrators_who_end_each_other_leave_one(app, session):
    pair = an_administrator("Ada"), an_administrator("Bea")
    session.commit()
    assert race_of_two_administrators(app, *pair) == 1


@pytest.mark.both_engines
def test_that_race_shows_itself_without_the_lock(app, session, monkeypatch, engine_name):
    pair = an_administrator("Ada"), an_administrator("Bea")
    session.commit()
    monkeypatch.setattr(RACE, "locks", False)
    monkeypatch.setattr(RACE, "pause_seconds", 0.4)
    # SQLite lets one write and turns the other away with an error; PostgreSQL lets both.
    assert race_of_two_administrators(app, *pair) == {"sqlite": 1, "postgresql": 0}[engine_name]


def test_a_closed_account_opens_again_with_its_roles(page, session):
    person, admin = an_assessor("Zoë"), page(an_administrator())
    theirs = page(person)
    admin.send(f"/staff/people/{person.id}/deactivate")
    assert theirs.get("/account").status_code == 302
    assert "Closed" in admin.page(f"/staff/people/{person.id}").text
    told = admin.send(f"/staff/people/{person.id}/roles", {"role": "officer"}, status=400)
    assert told.errors == ["A role needs an open account with a confirmed address."]
    admin.send(f"/staff/people/{person.id}/reactivate")
    page(session.get(User, person.id)).page("/account")
    assert session.get(User, person.id).roles == {Role.ASSESSOR}


def test_inviting_an_assessor(page, session, mails):
    admin = page(an_administrator())
    admin.page("/staff/people/invite")
    admin.send("/staff/people/invite", {"email": "Zoe@example.org", "role": "assessor"})
    (mail,) = mails()
    assert mail.to_address == "Zoe@example.org" and "award" not in mail.subject.lower()
    assert "Zoe@example.org" in admin.page("/staff/people").text
    invitation = session.scalar(select(Invitation))
    accept = f"/account/invitations/{invitation.id}/accept"

    page(a_person("Sam")).send(accept, status=404)
    zoe = a_person("Zoë", email="zoe@example.org")
    browser, other = page(zoe), page(zoe)
    assert "You are invited: Assessor" in browser.page("/account").text
    before = browser.get_cookie("__Host-charter", domain="portal.test").value
    browser.send(accept)
    assert session.get(User, zoe.id).roles == {Role.ASSESSOR}
    assert browser.get_cookie("__Host-charter", domain="portal.test").value != before
    browser.page("/account")
    assert other.get("/account").status_code == 302
    browser.send(accept, status=409)
    assert session.scalar(select(func.count(RoleGrant.id)).where(RoleGrant.user_id == zoe.id)) == 1


@pytest.mark.parametrize("ended_by", ["cancelling", "a newer one", "15 days"])
def test_what_ends_an_invitation(page, session, time_machine, ended_by):
    admin = an_administrator()
    with unit_of_work():
        invitation = invite("zoe@example.org", role=Role.ASSESSOR, by=admin)
    if ended_by == "cancelling":
        page(admin).send(f"/staff/people/invitations/{invitation.id}/cancel")
    elif ended_by == "a newer one":
        with unit_of_work():
            invite("zoe@example.org", role=Role.ASSESSOR, by=admin)
    else:
        time_machine.move_to(now() + timedelta(days=15), tick=False)
    browser = page(a_person("Zoë", email="zoe@example.org"))
    browser.send(f"/account/invitations/{invitation.id}/accept", status=409)


@pytest.mark.both_engines
def test_an_invitation_is_accepted_once(app, session):
    admin, zoe = an_administrator(), a_person("Zoë", email="zoe@example.org")
    with unit_of_work():
        invitation = invite("zoe@example.org", role=Role.ASSESSOR, by=admin)
    ids = invitation.id, zoe.id
    session.commit()
    accepted = []

    def accept():
        with app.app_context():
            try:
                found, person = db.session.get(Invitation, ids[0]), db.session.get(User, ids[1])
                with unit_of_work():
                    accept_invitation(found, by=person)
                accepted.append(True)
            except RuleBroken:
                accepted.append(False)

    all_at_once([accept] * 4)
    assert sorted(accepted) == [False, False, False, True]
    assert session.scalar(select(func.count(RoleGrant.id)).where(RoleGrant.user_id == ids[1])) == 1


def test_services_ask_for_the_right_themselves(session):
    officer, other = an_officer(), an_assessor()
    for deed in (
        lambda: grant_role(other, role=Role.OFFICER, by=officer),
        lambda: end_role(other.grants[0], by=officer),
        lambda: deactivate(other, by=officer),
        lambda: invite("x@example.org", role=Role.OFFICER, by=officer),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            deed()


def test_nobody_floods_the_mail(session):
    admin = an_administrator()
    for number in range(60):
        with unit_of_work():
            invite(f"person-{number}@example.com", role=Role.ASSESSOR, by=admin)
    with pytest.raises(RuleBroken, match="many invitations"), unit_of_work():
        invite("one.more@example.com", role=Role.ASSESSOR, by=admin)


def test_the_first_administrator_by_command(page, session, mails):
    with unit_of_work():
        make_administrator("Boss@example.org", "Bea Boss", PASSWORD)
    with unit_of_work():
        again = make_administrator("boss@example.org", "Somebody Else", PASSWORD)
    assert again.name == "Bea Boss"
    assert not mails()
    browser = page()
    browser.send("/sign-in", {"email": "boss@example.org", "password": PASSWORD})
    browser.page("/staff/people/invite")
    assert session.scalar(select(func.count(SignIn.id))) == 1


def test_registering_by_command(session, mails):
    with unit_of_work():
        register_person("Ada", "ada@example.org", PASSWORD)
    assert mails()[0].notice == "accounts/confirm"
    with pytest.raises(RuleBroken, match="already"), unit_of_work():
        register_person("Ada", "ADA@example.org", PASSWORD, confirmed=True)
    with pytest.raises(RuleBroken, match="12 characters"), unit_of_work():
        register_person("Sam", "sam@example.org", "short")


def test_mistakes_in_an_invitation_are_told(page, session):
    admin = page(an_administrator())
    a_person("Zoë", Role.ASSESSOR, email="zoe@example.org")
    for email, message in [
        ("zoe", "Enter an email address like name@example.org."),
        ("ZOE@example.org", "This person holds the role already."),
        ("z\u200boe@example.org", "Type the email address again, letter by letter."),
    ]:
        told = admin.send("/staff/people/invite", {"email": email, "role": "assessor"}, status=400)
        assert told.errors[0].startswith(message)
        assert told.value_of("email")


def test_a_refused_deed_says_why_on_the_persons_page(page, session):
    admin = an_administrator()
    other = an_administrator("Bea")
    with unit_of_work():
        other.deactivated_at = now()
    assert page(admin).send(f"/staff/people/roles/{admin.grants[0].id}/end", status=400).errors == LAST
