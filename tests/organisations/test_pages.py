"""The pages of an organisation, walked as its people and as strangers."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.accounts.enums import Role
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import (
    Contact,
    Membership,
    MembershipInvitation,
    Organisation,
    Service,
)
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_officer
from tests.factories.organisations import a_member, an_organisation, the_lead_of

DETAILS = {"name": "North Star Charity", "kind": "charity", "region": "london"}


def test_from_nothing_to_a_service_and_a_contact(page, session):
    browser = page(a_person("Ada"))
    assert "You do not belong to an organisation yet." in browser.page("/organisations").text
    browser.page("/organisations/new")
    browser.send("/organisations/new", DETAILS)
    organisation = session.scalar(select(Organisation))
    path = f"/organisations/{organisation.id}"
    browser.page(path + "/services/new")
    browser.send(path + "/services/new", {"name": "Court team", "setting": "liaison_and_diversion"})
    browser.page(path + "/contacts/new")
    browser.send(path + "/contacts/new", {"name": "Jo", "email": "jo@example.org", "phone": "020 7946 0000"})
    shown = browser.page(path)
    for words in ("North Star Charity", "Court team", "jo@example.org", "Lead", "Add a service"):
        assert words in shown.text
    assert "North Star Charity" in browser.page("/organisations").text


def test_details_can_change_and_a_taken_name_is_told(page, session):
    an_organisation("South Star Trust")
    organisation = an_organisation("North Star Charity")
    path = f"/organisations/{organisation.id}/edit"
    browser = page(the_lead_of(organisation))
    assert browser.page(path).value_of("name") == "North Star Charity"
    told = browser.send(path, DETAILS | {"name": "  the south\u200b STAR trust."}, status=400)
    assert told.errors == [
        "An organisation with this name is here already. Ask one of its leads to invite you."
    ]
    browser.send(path, DETAILS | {"name": "North Star"})
    assert session.get(Organisation, organisation.id).name == "North Star"


def test_services_are_changed_closed_and_opened_again(page, session):
    organisation = an_organisation()
    (service,) = session.scalars(select(Service))
    path = f"/organisations/{organisation.id}/services/{service.id}"
    browser = page(a_member(organisation, MemberRole.CONTRIBUTOR))
    browser.page(path)
    browser.send(path, {"name": "Night team", "setting": "police_custody"})
    browser.send(path + "/close")
    assert "Closed" in browser.page(path.rpartition("/services")[0]).text
    browser.page(path)
    browser.send(path + "/reopen")
    session.refresh(service)
    assert (service.name, service.closed_at) == ("Night team", None)
    told = browser.send(
        path.rpartition("/")[0] + "/new", {"name": "night  TEAM", "setting": "prison"}, status=400
    )
    assert told.errors == ["Your organisation has a service with this name already."]


def test_contacts_are_changed_and_removed(page, session):
    organisation = an_organisation()
    browser = page(the_lead_of(organisation))
    base = f"/organisations/{organisation.id}/contacts"
    told = browser.send(base + "/new", {"name": "Jo"}, status=400)
    assert told.errors == ["Give an email address or a phone number."]
    told = browser.send(base + "/new", {"name": "Jo", "phone": "ring me"}, status=400)
    assert told.errors == ["Enter a phone number like 020 7946 0000, or leave it empty."]
    browser.send(base + "/new", {"name": "Jo", "phone": "+44 20 7946 0000 ext 12"})
    contact = session.scalar(select(Contact))
    browser.send(f"{base}/{contact.id}", {"name": "Joanna", "phone": "020 7946 0001"})
    assert browser.page(f"{base}/{contact.id}").value_of("name") == "Joanna"
    browser.send(f"{base}/{contact.id}/remove")
    assert session.scalar(select(Contact)) is None


def test_inviting_accepting_and_leaving(page, session, mails):
    organisation = an_organisation("North Star Charity")
    guest = a_person("Sam", email="sam@example.org")
    lead = page(the_lead_of(organisation))
    path = f"/organisations/{organisation.id}"
    lead.page(path + "/people/invite")
    lead.send(path + "/people/invite", {"email": "SAM@example.org", "role": "sponsor"})
    assert mails()[-1].subject == "An invitation for you"
    assert "SAM@example.org" in lead.page(path).text

    browser = page(guest)
    browser.page(path, status=404)
    assert "Join North Star Charity" in browser.page("/organisations").text
    invitation = session.scalar(select(MembershipInvitation))
    browser.send(f"/organisations/invitations/{invitation.id}/accept")
    assert "Invite somebody" not in browser.page(path).text
    assert mails()[-1].to_address == the_lead_of(organisation).email
    browser.send(f"/organisations/invitations/{invitation.id}/accept", status=409)

    browser.page(path + "/leave")
    browser.send(path + "/leave")
    browser.page(path, status=404)


def test_the_last_lead_stays(page, session):
    organisation = an_organisation()
    lead = the_lead_of(organisation)
    membership = session.scalar(select(Membership))
    browser = page(lead)
    path = f"/organisations/{organisation.id}"
    needed = ["An organisation needs a lead. Make somebody else a lead first."]
    assert browser.send(path + "/leave", status=400).errors == needed
    assert browser.send(f"{path}/people/{membership.id}", {"role": "viewer"}, status=400).errors == needed
    assert browser.send(f"{path}/people/{membership.id}/end", status=400).errors == needed


def test_a_lead_changes_roles_and_ends_memberships(page, session, mails):
    organisation = an_organisation()
    person = a_member(organisation, MemberRole.VIEWER, "Sam")
    membership = session.scalar(select(Membership).where(Membership.user_id == person.id))
    path = f"/organisations/{organisation.id}/people/{membership.id}"
    lead, member = page(the_lead_of(organisation)), page(person)
    lead.page(path)
    lead.send(path, {"role": "contributor"})
    assert mails()[-1].notice == "organisations/role_changed"
    member.page(f"/organisations/{organisation.id}/services/new")
    lead.send(path + "/end")
    assert mails()[-1].notice == "organisations/ended"
    member.page(f"/organisations/{organisation.id}/services/new", status=404)
    lead.page(path, status=404)


@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.SPONSOR, MemberRole.CONTRIBUTOR])
def test_members_see_and_only_the_right_ones_change(page, session, role):
    organisation = an_organisation()
    browser = page(a_member(organisation, role))
    path = f"/organisations/{organisation.id}"
    browser.page(path)
    browser.page(path + "/edit", status=403)
    browser.page(path + "/people/invite", status=403)
    browser.page(path + "/services/new", status=200 if role is MemberRole.CONTRIBUTOR else 403)


OTHERS = [
    "",
    "/edit",
    "/services/new",
    "/services/{service}",
    "/contacts/new",
    "/contacts/{contact}",
    "/people/invite",
    "/people/{membership}",
    "/leave",
]


@pytest.mark.parametrize("path", OTHERS)
def test_another_organisation_looks_like_none(page, session, path):
    mine, theirs = an_organisation("Mine"), an_organisation("Canary of theirs")
    ids = {
        "service": session.scalar(select(Service.id).where(Service.organisation_id == theirs.id)),
        "membership": session.scalar(select(Membership.id).where(Membership.organisation_id == theirs.id)),
        "contact": 1,
    }
    browser = page(the_lead_of(mine))
    absent = browser.page(f"/organisations/999999{path.format(**ids)}", status=404)
    hidden = browser.page(f"/organisations/{theirs.id}{path.format(**ids)}", status=404)
    assert "Canary" not in hidden.html
    assert hidden.heading == absent.heading
    # The right organisation with another's thing below it is no way in either.
    if "{" in path:
        browser.page(f"/organisations/{mine.id}{path.format(**ids)}", status=404)


def test_posts_to_anothers_things_change_nothing(page, session):
    mine, theirs = an_organisation("Mine"), an_organisation("Theirs")
    service = session.scalar(select(Service).where(Service.organisation_id == theirs.id))
    membership = session.scalar(select(Membership).where(Membership.organisation_id == theirs.id))
    browser = page(the_lead_of(mine))
    for organisation in (mine, theirs):
        base = f"/organisations/{organisation.id}"
        browser.send(f"{base}/services/{service.id}", {"name": "X", "setting": "prison"}, status=404)
        browser.send(f"{base}/services/{service.id}/close", status=404)
        browser.send(f"{base}/people/{membership.id}", {"role": "viewer"}, status=404)
        browser.send(f"{base}/people/{membership.id}/end", status=404)
    session.refresh(service)
    session.refresh(membership)
    assert service.closed_at is None and service.name != "X"
    assert membership.ended_at is None and membership.role is MemberRole.LEAD


def test_extra_fields_are_ignored(page, session):
    browser = page(a_person("Ada"))
    extra = {
        "id": "77",
        "organisation_id": "77",
        "created_by_id": "1",
        "name_key": "x",
        "role": "administrator",
    }
    browser.send("/organisations/new", DETAILS | extra)
    organisation = session.scalar(select(Organisation))
    assert organisation.id != 77 and organisation.name_key == "north star charity"


def test_staff_search_filter_and_open_everything(page, session):
    an_organisation("Älvdal Trust")
    charity = an_organisation("North Star Charity", kind="charity", region="london")
    officer = page(an_officer())
    assert len(officer.page("/staff/organisations").all("tr")) == 3
    found = officer.page("/staff/organisations?search=NORTH+star&kind=charity&region=london")
    assert "North Star Charity" in found.text and "Älvdal" not in found.text
    assert "Älvdal Trust" in officer.page("/staff/organisations?search=älv").text
    assert "No organisation fits" in officer.page("/staff/organisations?search=%00%27;--").text
    officer.page("/staff/organisations?kind=nonsense&sort=name_key;drop&page=-3")
    officer.page(f"/organisations/{charity.id}")
    officer.page(f"/organisations/{charity.id}/people/invite")
    officer.page(f"/organisations/{charity.id}/edit", status=403)


def test_the_commissioner_reads_only(page, session):
    organisation = an_organisation()
    browser = page(a_commissioner())
    browser.page("/staff/organisations")
    shown = browser.page(f"/organisations/{organisation.id}")
    assert not [form for form in shown.all("form") if "sign-out" not in form.get("action", "")]
    browser.page(f"/organisations/{organisation.id}/people/invite", status=403)


def test_others_do_not_get_the_staff_list(page, session):
    page(a_person("Ada", Role.ASSESSOR)).page("/staff/organisations", status=403)
    page(the_lead_of(an_organisation())).page("/staff/organisations", status=403)
    assert page().get("/staff/organisations").status_code == 302
    page(an_administrator()).page("/staff/organisations")


@pytest.mark.parametrize("text", ["👩‍👩‍👧 Trust", "جمعية خيرية", "Ysbyty Gŵyl", "O'Neill & Sons", "x" * 200])
def test_names_come_back_as_they_were_written(page, session, text):
    browser = page(a_person("Ada"))
    browser.send("/organisations/new", DETAILS | {"name": text})
    assert text in browser.page("/organisations").text


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"name": ""}, "Enter the name of the organisation."),
        ({"name": "\x00 \u202e"}, "Enter the name of the organisation."),
        ({"name": "!!!"}, "Write the name with at least one letter."),
        ({"name": "x" * 201}, "Use 200 characters or fewer. You have 201."),
        ({"name": "x" * 1_000_000}, "Use 200 characters or fewer. You have 1000000."),
        ({"kind": ""}, "Choose the kind of organisation."),
        ({"kind": "palace"}, "Choose the kind of organisation."),
        ({"region": "\ud7ff"}, "Choose a region."),
    ],
)
def test_mistakes_are_told_in_their_place(page, session, wrong, message):
    told = page(a_person("Ada")).send("/organisations/new", DETAILS | wrong, status=400)
    assert message in told.errors
    assert session.scalar(select(Organisation)) is None


def test_mistakes_in_an_invitation_are_told_and_an_open_one_is_cancelled(page, session):
    organisation = an_organisation()
    member = a_member(organisation, MemberRole.VIEWER)
    lead = page(the_lead_of(organisation))
    path = f"/organisations/{organisation.id}"
    told = lead.send(path + "/people/invite", {"email": member.email, "role": "viewer"}, status=400)
    assert told.errors == ["This person belongs to your organisation already."]
    assert lead.send(path + "/people/invite", {"email": "x", "role": ""}, status=400).errors == [
        "Enter an email address like name@example.org.",
        "Choose a role.",
    ]
    lead.send(path + "/people/invite", {"email": "sam@example.org", "role": "viewer"})
    invitation = session.scalar(select(MembershipInvitation))
    elsewhere = page(the_lead_of(an_organisation()))
    elsewhere.send(f"{path}/invitations/{invitation.id}/cancel", status=404)
    lead.send(f"{path}/invitations/{invitation.id}/cancel")
    assert "sam@example.org" not in lead.page(path).text
