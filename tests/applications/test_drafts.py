"""Beginning an application, and what it is about."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from charter_portal.applications import services
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, Partner, Response
from charter_portal.applications.rules.scope import NamedPartner
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import RACE, db, unit_of_work
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.accounts import a_person
from tests.factories.applications import an_application
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of


def begin(organisation, cycle, chosen=None, **more):
    with unit_of_work():
        return services.start_application(
            organisation,
            cycle=cycle,
            title="Our service",
            services=organisation.services if chosen is None else chosen,
            by=the_lead_of(organisation),
            **more,
        )


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def test_an_application_begins_with_one_empty_response_for_each_statement(session):
    application = an_application()
    charter = charter_of(application.cycle.framework_version_id)
    assert application.status is ApplicationStatus.DRAFT
    assert {each.statement_id for each in application.responses} == set(charter.statement_by_id)
    assert all(each.narrative == "" and each.version == 1 for each in application.responses)
    assert session.scalar(select(Entry.event).where(Entry.subject_type == "application")) == (
        "applications.application.started"
    )


def test_a_closed_round_takes_no_application(session):
    organisation = an_organisation()
    for cycle in (a_cycle(closes_in_days=-1), a_cycle(published=False), a_cycle(closes_in_days=50)):
        with pytest.raises(StepNotOpen, match="timetable"):
            begin(organisation, cycle)
    assert count(session, Application) == 0


def test_the_scope_holds_own_running_services_only(session):
    organisation, other, cycle = an_organisation(), an_organisation(), a_cycle()
    with pytest.raises(RuleBroken, match="at least one service"):
        begin(organisation, cycle, [])
    with pytest.raises(RuleBroken, match="your organisation"):
        begin(organisation, cycle, [*organisation.services, *other.services])
    with unit_of_work():
        organisation.services[0].closed_at = cycle.opens_at
    with pytest.raises(RuleBroken, match="running now"):
        begin(organisation, cycle)
    assert count(session, Application) == count(session, Response) == 0


def test_a_service_takes_part_once_in_each_round(session):
    organisation, cycle = an_organisation(services=2), a_cycle()
    first = begin(organisation, cycle, organisation.services[:1])
    with pytest.raises(RuleBroken) as refused:
        begin(organisation, cycle)
    assert first.title in refused.value.message
    assert refused.value.field == "services"
    begin(organisation, cycle, organisation.services[1:])
    begin(organisation, a_cycle(), organisation.services[:1])
    assert count(session, Application) == 3


def test_a_withdrawn_application_frees_its_service_and_no_other_state_does(session):
    organisation, cycle = an_organisation(), a_cycle()
    application = begin(organisation, cycle)
    with unit_of_work():
        services.withdraw_application(application, by=the_lead_of(organisation))
    begin(organisation, cycle)
    with pytest.raises(RuleBroken):
        begin(organisation, cycle)


def test_a_change_of_scope_cannot_take_a_service_that_is_already_in(session):
    organisation, cycle = an_organisation(services=2), a_cycle()
    begin(organisation, cycle, organisation.services[:1])
    second = begin(organisation, cycle, organisation.services[1:])
    with pytest.raises(RuleBroken, match="once in each round"), unit_of_work():
        services.change_scope(
            second, title="x", services=organisation.services, version=1, by=the_lead_of(organisation)
        )
    session.refresh(second)
    assert [each.id for each in second.services] == [organisation.services[1].id]


def test_a_partner_with_an_account_is_recognised_quietly(session):
    known = an_organisation("Revolving Doors")
    named = [NamedPartner("  revolving   DOORS "), NamedPartner("A choir", "sings")]
    application = an_application(partners=named)
    first, second = application.partners
    assert first.organisation_id == known.id
    assert (second.organisation_id, second.contribution) == (None, "sings")


def test_a_change_of_scope_replaces_partners_and_counts_its_version(session):
    application = an_application(partners=[NamedPartner("Old partner")])
    lead = the_lead_of(application.organisation)
    charter = charter_of(application.cycle.framework_version_id)
    with unit_of_work():
        services.change_scope(
            application,
            title="New title",
            services=application.services,
            partners=[NamedPartner("New partner")],
            aim_level=charter.level_by_key["gold"],
            version=1,
            by=lead,
        )
    session.expire_all()
    assert (application.title, application.version) == ("New title", 2)
    assert [each.name for each in session.scalars(select(Partner))] == ["New partner"]
    with pytest.raises(StaleWrite), unit_of_work():
        services.change_scope(application, title="Late", services=application.services, version=1, by=lead)
    with pytest.raises(RuleBroken, match="tiers"), unit_of_work():
        services.change_scope(
            application,
            title="x",
            services=application.services,
            aim_level=charter.level_by_key["not_yet"],
            version=2,
            by=lead,
        )


def race_to_begin(app, organisation_id: int, cycle_id: int, lead_id: int, people: int = 4) -> list[str]:
    from charter_portal.accounts.models import User
    from charter_portal.cycles.models import Cycle
    from charter_portal.organisations.models import Organisation

    start, ended = threading.Barrier(people), []

    def run() -> None:
        with app.app_context():
            organisation = db.session.get(Organisation, organisation_id)
            cycle, lead = db.session.get(Cycle, cycle_id), db.session.get(User, lead_id)
            chosen = list(organisation.services)
            db.session.commit()
            start.wait()
            try:
                with unit_of_work():
                    services.start_application(
                        organisation, cycle=cycle, title="One", services=chosen, by=lead
                    )
                ended.append("begun")
            except RuleBroken:
                ended.append("refused")
            except OperationalError:
                ended.append("clashed")

    threads = [threading.Thread(target=run) for _ in range(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(ended)


@pytest.mark.both_engines
def test_people_who_begin_at_the_same_moment_get_one_application(app, session):
    organisation, cycle = an_organisation(), a_cycle()
    ids = organisation.id, cycle.id, the_lead_of(organisation).id
    session.commit()
    assert race_to_begin(app, *ids) == ["begun", "refused", "refused", "refused"]


@pytest.mark.both_engines
def test_that_race_shows_itself_without_the_lock(app, session, monkeypatch):
    organisation, cycle = an_organisation(), a_cycle()
    ids = organisation.id, cycle.id, the_lead_of(organisation).id
    session.commit()
    monkeypatch.setattr(RACE, "locks", False)
    monkeypatch.setattr(RACE, "pause_seconds", 0.5)
    # PostgreSQL lets several begin; SQLite lets one write and turns the others away with an error.
    assert race_to_begin(app, *ids) != ["begun", "refused", "refused", "refused"]


@pytest.mark.usefixtures("session")
class TestPages:
    def test_beginning_leads_to_the_matrix(self, page):
        organisation, cycle = an_organisation(), a_cycle()
        browser = page(the_lead_of(organisation))
        form = browser.page("/applications/new")
        assert cycle.name in form.text
        answer = browser.send("/applications/new", {
            "title": "Ŵyre L&D 💜",
            "services": str(organisation.services[0].id),
            "aim": "silver",
            "partners-0-name": "A choir",
            "partners-0-contribution": "Sings",
        })
        shown = browser.page(answer.response.headers["Location"])
        assert shown.heading == "Ŵyre L&D 💜"
        assert "Silver" in shown.text

    def test_what_needs_another_look_is_said_and_nothing_typed_is_lost(self, page):
        organisation, _ = an_organisation(), a_cycle()
        shown = page(the_lead_of(organisation)).send("/applications/new", {
            "title": "",
            "aim": "platinum",
            "services": "999",
            "partners-0-name": "",
            "partners-0-contribution": "Sings",
        }, status=400)
        assert len(shown.errors) == 4
        assert shown.value_of("partners-0-contribution") == "Sings"

    def test_another_partner_can_be_added_without_losing_words(self, page):
        organisation, _ = an_organisation(), a_cycle()
        shown = page(the_lead_of(organisation)).send(
            "/applications/new", {"title": "Kept", "partners-0-name": "One", "more": "partner"}, status=200
        )
        assert shown.value_of("title") == "Kept"
        assert shown.value_of("partners-0-name") == "One"
        assert shown.all("input", name="partners-1-name")
        assert not shown.errors

    def test_a_form_sets_only_what_it_shows(self, page, session):
        organisation, _ = an_organisation(), a_cycle()
        page(the_lead_of(organisation)).send("/applications/new", {
            "title": "Ours",
            "services": str(organisation.services[0].id),
            "aim": "none",
            "status": "released",
            "reference": "LEC-1",
            "organisation_id": "99",
            "submitted_at": "2027-01-01",
        })
        application = session.scalar(select(Application))
        assert application.status is ApplicationStatus.DRAFT
        assert application.reference is application.submitted_at is application.aim_level_id is None
        assert application.organisation_id == organisation.id

    def test_a_service_already_in_is_named_kindly(self, page):
        organisation, cycle = an_organisation(), a_cycle()
        begin(organisation, cycle)
        shown = page(the_lead_of(organisation)).send(
            "/applications/new",
            {"title": "Again", "services": str(organisation.services[0].id), "aim": "none"},
            status=400,
        )
        assert "carry on with that application" in shown.errors[0]

    def test_who_leads_several_organisations_chooses_one(self, page, session):
        first, second = an_organisation("First trust"), an_organisation("Second trust")
        lead, cycle = the_lead_of(first), a_cycle()
        with unit_of_work():
            session.add(Membership(organisation_id=second.id, user_id=lead.id, role=MemberRole.LEAD))
        browser = page(lead)
        choice = browser.page("/applications/new")
        assert "First trust" in choice.text
        assert "Second trust" in choice.text
        assert "Second trust" in browser.page(f"/applications/new?organisation={second.id}").text
        foreign = an_organisation()
        browser.page(f"/applications/new?organisation={foreign.id}", status=404)
        browser.page(f"/applications/new?organisation={second.id}&cycle={cycle.id + 99}", status=404)

    def test_who_may_not_begin_is_told_what_to_do(self, page):
        organisation, _ = an_organisation(), a_cycle()
        contributor = a_member(organisation, MemberRole.CONTRIBUTOR)
        assert "A lead of an organisation starts" in page(contributor).page("/applications/new").text
        page(contributor).send("/applications/new", {"title": "x"}, status=200)
        assert "Nothing here yet" in page(a_person()).page("/applications").text

    def test_without_an_open_round_the_page_points_to_the_timetable(self, page):
        organisation = an_organisation()
        browser = page(the_lead_of(organisation))
        assert "/timetable" in browser.page("/applications/new").links
        assert "No round is open" in browser.page("/applications").text

    def test_a_colleagues_change_of_scope_is_shown_beside_mine(self, page, session):
        application = an_application(title="First words")
        lead = the_lead_of(application.organisation)
        path = f"/applications/{application.id}/scope"
        browser, service = page(lead), str(application.services[0].id)
        assert browser.page(path).value_of("version") == "1"
        browser.send(path, {"title": "Theirs", "services": service, "aim": "gold", "version": "1"})
        shown = browser.send(
            path, {"title": "Mine", "services": service, "aim": "none", "version": "1"}, status=409
        )
        assert shown.value_of("title") == "Mine"
        assert "Theirs" in shown.text
        assert "Gold" in shown.text
        assert shown.value_of("version") == "2"
        browser.send(path, {"title": "Mine", "services": service, "aim": "none", "version": "2"})
        session.expire_all()
        assert application.title == "Mine"
