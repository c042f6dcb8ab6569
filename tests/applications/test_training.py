"""The application shows who came to a training day, and a round may remind of it or need it."""

from __future__ import annotations

import pytest

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.core.errors import RuleBroken
from charter_portal.training.enums import DelegateRole, Requirement
from tests.applications.test_submit import give_back, submit
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.submissions import a_complete_application, responses_of
from tests.factories.training import attended, the_round_asks

pytestmark = pytest.mark.usefixtures("session")
SIGNED = {"number": "1", "name": "Sam Okafor", "job_title": "Director", "agreed": "y"}


@pytest.fixture
def application():
    return a_complete_application(an_organisation(), a_cycle())


def path(application, part=""):
    return f"/applications/{application.id}{part}"


def test_its_home_shows_who_came_and_nobody_else(application, page):
    place, other = attended(application.organisation), attended()
    shown = page(the_lead_of(application.organisation)).page(path(application))
    assert "Training: who attended" in shown.text
    assert place.name in shown.text and "Attended" in shown.text
    assert other.name not in shown.text


def test_a_partner_typed_by_name_shows_nothing_of_its_people(application, page):
    from charter_portal.applications.models import Partner
    from charter_portal.core.database import db, unit_of_work

    partner = attended(role=DelegateRole.LEADERSHIP)
    organisation = partner.booking.organisation
    with unit_of_work():
        db.session.add(
            Partner(
                application_id=application.id,
                organisation_id=organisation.id,
                name=organisation.name,
                contribution="",
            )
        )
    the_round_asks(application.cycle, Requirement.BLOCK)
    shown = page(the_lead_of(application.organisation)).page(path(application))
    assert partner.name not in shown.text
    assert "Nobody of your organisation" in shown.text


def test_a_round_that_reminds_lets_them_submit(application, page):
    the_round_asks(application.cycle, Requirement.WARN)
    client = page(the_lead_of(application.organisation))
    checked = client.page(path(application, "/check"))
    assert "A training day helps" in checked.text and "You can submit without it" in checked.text
    client.page(path(application, "/submit"))
    assert submit(application).number == 1


def test_a_round_that_needs_it_says_so_before_and_refuses_after(application, page):
    the_round_asks(application.cycle, Requirement.BLOCK, DelegateRole.LEADERSHIP)
    client = page(the_lead_of(application.organisation))
    checked = client.page(path(application, "/check"))
    assert "A training day comes first" in checked.text
    assert "Go on to the declaration" not in checked.text
    assert client.get(path(application, "/submit")).status_code == 302
    sent = client.send(path(application, "/submit"), SIGNED, status=400)
    assert any("training day" in error for error in sent.errors)
    assert sent.value_of("name") == "Sam Okafor"
    attended(application.organisation, role=DelegateRole.LEADERSHIP)
    client.send(path(application, "/submit"), SIGNED)


def test_the_mix_of_roles_is_named(application):
    the_round_asks(application.cycle, Requirement.BLOCK, DelegateRole.LEADERSHIP, DelegateRole.OTHER)
    attended(application.organisation, role=DelegateRole.LEADERSHIP)
    with pytest.raises(RuleBroken, match="Still missing: another role"):
        submit(application)


def test_what_came_back_for_changes_is_not_held_up_by_it(application):
    submit(application)
    give_back(application, responses_of(application)[0])
    the_round_asks(application.cycle, Requirement.BLOCK)
    assert application.status is S.RETURNED
    submit(application)
    assert application.status is S.SUBMITTED
