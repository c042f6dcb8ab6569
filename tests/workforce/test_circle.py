"""The narrowest circle in the house: who is in it, and that being taken out counts at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.accounts.models import RoleGrant
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.notifications.models import Message
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from charter_portal.organisations.services import change_role, end_membership
from charter_portal.workforce import services
from charter_portal.workforce.enums import Place
from charter_portal.workforce.models import Milestone, Person
from charter_portal.workforce.permissions import edits, has_a_workforce, leads, looks
from charter_portal.workforce.queries.access import (
    circle_of,
    forget_places,
    settings_of,
    writers_of,
)
from tests.factories.accounts import a_commissioner, an_assessor, an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.factories.workforce import (
    a_post,
    an_editor,
    in_the_circle,
    someone,
    someone_in,
    the_place_of,
)

pytestmark = pytest.mark.usefixtures("session")


def may(person, organisation):
    """Looks, edits, leads: as three letters."""
    forget_places()
    asked = ((looks, "l"), (edits, "e"), (leads, "L"))
    return "".join(letter for ask, letter in asked if ask(person, organisation))


def membership_of(organisation, person):
    rows = select(Membership).where(
        Membership.organisation_id == organisation.id,
        Membership.user_id == person.id,
        Membership.ended_at.is_(None),
    )
    return db.session.scalars(rows).one()


def test_who_may_do_what():
    organisation = an_organisation()
    people = {
        "lead": (the_lead_of(organisation), "leL"),
        "editor": (an_editor(organisation), "le"),
        "reader": (in_the_circle(organisation, an_officer(), Place.READER), "l"),
        "contributor": (a_member(organisation), ""),
        "sponsor": (a_member(organisation, MemberRole.SPONSOR), ""),
        "viewer": (a_member(organisation, MemberRole.VIEWER), ""),
        "another officer": (an_officer("Another"), ""),
        "commissioner": (a_commissioner(), ""),
        "assessor": (an_assessor(), ""),
        "lead of another": (the_lead_of(an_organisation()), ""),
    }
    assert {name: may(person, organisation) for name, (person, _) in people.items()} == {
        name: expected for name, (_, expected) in people.items()
    }
    assert {name for name, (person, _) in people.items() if has_a_workforce(person)} == {
        "lead",
        "editor",
        "reader",
        "lead of another",
    }


def test_an_editor_who_leaves_and_comes_back_is_named_afresh():
    organisation = an_organisation()
    editor, lead = an_editor(organisation), the_lead_of(organisation)
    membership = membership_of(organisation, editor)
    with unit_of_work():
        end_membership(membership, by=lead)
    assert may(editor, organisation) == ""
    with unit_of_work():
        db.session.add(
            Membership(organisation_id=organisation.id, user_id=editor.id, role=MemberRole.CONTRIBUTOR)
        )
    assert may(editor, organisation) == ""
    assert circle_of(organisation) == []
    in_the_circle(organisation, editor, Place.EDITOR)
    assert may(editor, organisation) == "le"


def test_a_reader_who_is_staff_no_more_reads_no_more():
    organisation = an_organisation()
    reader = in_the_circle(organisation, an_officer(), Place.READER)
    with unit_of_work():
        db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == reader.id)).one().ended_at = now()
    assert may(reader, organisation) == ""


def test_a_reader_who_also_belongs_to_the_organisation_does_not_write_by_that():
    organisation = an_organisation()
    reader = in_the_circle(organisation, an_officer(), Place.READER)
    with unit_of_work():
        db.session.add(
            Membership(organisation_id=organisation.id, user_id=reader.id, role=MemberRole.CONTRIBUTOR)
        )
    assert may(reader, organisation) == "l"


def test_only_a_lead_decides_about_the_circle_and_limits():
    organisation = an_organisation()
    editor, member = an_editor(organisation), a_member(organisation)
    deeds = (
        lambda: services.name_for_circle(organisation, member, Place.EDITOR, by=editor),
        lambda: services.take_from_circle(the_place_of(organisation, editor), by=editor),
        lambda: services.settle(organisation, volunteer_months=12, keep_months=12, version=0, by=editor),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed), unit_of_work():
            deed()


def test_somebody_who_cannot_have_a_place_is_refused():
    organisation = an_organisation()
    lead = the_lead_of(organisation)
    for person, place in (
        (the_lead_of(an_organisation()), Place.EDITOR),
        (lead, Place.EDITOR),
        (a_member(organisation), Place.READER),
        (a_commissioner(), Place.READER),
    ):
        with pytest.raises(RuleBroken), unit_of_work():
            services.name_for_circle(organisation, person, place, by=lead)


def test_naming_tells_discreetly_and_twice_is_once(session):
    organisation = an_organisation("Northern Trust")
    editor = an_editor(organisation)
    in_the_circle(organisation, editor, Place.EDITOR)
    (letter,) = session.scalars(select(Message).where(Message.to_address == editor.email))
    assert "Northern" not in letter.subject and "workforce" not in letter.subject.lower()
    assert "/workforce" in letter.text
    assert len(circle_of(organisation)) == 1


def test_taken_out_while_a_page_is_open(page, session):
    organisation = an_organisation()
    service, lead = organisation.services[0], the_lead_of(organisation)
    editor, person = an_editor(organisation), someone(organisation.services[0])
    browser = page(editor)
    path = f"/organisations/{organisation.id}/workforce/people/{person.id}/milestones/new?kind=applied"
    browser.page(path)
    with unit_of_work():
        services.take_from_circle(the_place_of(organisation, editor), by=lead)
    told = {"kind": "applied", "happened_on": now().date().isoformat()}
    browser.send(path, told, status=404)
    browser.page(f"/organisations/{organisation.id}/workforce/services/{service.id}", status=404)
    browser.page("/workforce", status=403)
    assert session.scalars(select(Milestone)).all() == []


def test_a_demoted_lead_sees_and_writes_nothing(page, session):
    organisation = an_organisation()
    service, first = organisation.services[0], the_lead_of(organisation)
    second = a_member(organisation, MemberRole.LEAD)
    browser = page(second)
    path = f"/organisations/{organisation.id}/workforce/services/{service.id}/people/new"
    browser.page(path)
    membership = membership_of(organisation, second)
    with unit_of_work():
        change_role(membership, role=MemberRole.VIEWER, by=first)
    browser.send(path, {"code": "PW-001", "service": service.id}, status=404)
    assert session.scalars(select(Person)).all() == []


def test_what_is_another_organisations_looks_like_nothing(page):
    mine, theirs = an_organisation(), an_organisation()
    post = a_post(theirs.services[0])
    person = someone_in(post, now().date())
    browser = page(the_lead_of(mine))
    root = f"/organisations/{mine.id}/workforce"
    for tail in (
        f"/services/{theirs.services[0].id}",
        f"/services/{theirs.services[0].id}/people",
        f"/services/{theirs.services[0].id}/figures",
        f"/services/{theirs.services[0].id}/files/milestones.xlsx",
        f"/posts/{post.id}",
        f"/people/{person.id}",
        f"/people/{person.id}/erase",
        f"/people/{person.id}/milestones/{person.milestones[0].id}",
    ):
        browser.page(root + tail, status=404)
    browser.page(f"/organisations/{theirs.id}/workforce", status=404)


def test_a_reader_reads_and_does_not_write(page):
    organisation = an_organisation()
    service = organisation.services[0]
    person = someone_in(a_post(service), now().date())
    browser = page(in_the_circle(organisation, an_officer(), Place.READER))
    root = f"/organisations/{organisation.id}/workforce"
    for tail in ("", f"/services/{service.id}", f"/people/{person.id}", f"/posts/{person.post_id}"):
        assert "Write down" not in browser.page(root + tail).text
    for tail in (f"/people/{person.id}/edit", f"/services/{service.id}/files", "/circle", "/settings"):
        browser.page(root + tail, status=403)
    browser.send(f"{root}/people/{person.id}/erase", {"understood": "y"}, status=403)


def test_limits_are_kept_apart_and_an_older_version_is_refused():
    organisation, other = an_organisation(), an_organisation()
    lead = the_lead_of(organisation)
    with unit_of_work():
        services.settle(organisation, volunteer_months=12, keep_months=6, version=0, by=lead)
    assert (settings_of(organisation).volunteer_months, settings_of(other).volunteer_months) == (12, 18)
    with pytest.raises(StaleWrite), unit_of_work():
        services.settle(organisation, volunteer_months=9, keep_months=6, version=0, by=lead)
    for months in ((0, 6), (61, 6), (12, 0), (12, 85)):
        with pytest.raises(RuleBroken), unit_of_work():
            services.settle(
                organisation, volunteer_months=months[0], keep_months=months[1], version=1, by=lead
            )


def test_reminders_go_to_leads_and_editors_who_count():
    organisation = an_organisation()
    editor, lead = an_editor(organisation), the_lead_of(organisation)
    in_the_circle(organisation, an_officer(), Place.READER)
    assert {person.id for person in writers_of(organisation)} == {lead.id, editor.id}
