"""The worker's chores: reminders that go out once, and codes that are let go of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now, pretending, today
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.core.errors import RuleBroken, StepNotOpen
from charter_portal.notifications.models import Message
from charter_portal.workforce import services
from charter_portal.workforce.enums import Destination, EntryStatus, LeavingReason, Supervision
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.models import ClockReminder, Milestone, Person
from charter_portal.workforce.queries import figure_for, invariant_problems
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.periods import months_up_to
from tests.factories.barrier_log import an_entry
from tests.factories.organisations import the_lead_of
from tests.factories.workforce import a_post, a_service, an_editor, happened, someone, someone_in

pytestmark = pytest.mark.usefixtures("session")


def letters(session, event="workforce.clock.reminded"):
    rows = select(Message).where(Message.event == event).order_by(Message.id)
    return list(session.scalars(rows))


def in_months(count):
    """So many months later, at noon or so."""
    return pretending(now() + (add_months(today(), count) - today()))


def test_three_reminders_over_eighteen_months_each_once(session):
    service = a_service()
    lead, editor = the_lead_of(service.organisation), an_editor(service.organisation)
    person = someone_in(a_post(service, "volunteer"), today())
    sent = {}
    for months in range(20):
        with in_months(months):
            services.remind_of_clocks()
            services.remind_of_clocks()
        session.expire_all()
        sent[months] = len(letters(session))
    assert [months for months in range(1, 20) if sent[months] > sent[months - 1]] == [12, 15, 17]
    assert sent[19] == 6
    assert {letter.to_address for letter in letters(session)} == {lead.email, editor.email}
    for letter in letters(session):
        words = letter.subject + letter.text
        assert person.code not in words
        assert "volunteer" not in words.lower()
    rows = session.scalars(select(ClockReminder.months_left).order_by(ClockReminder.id))
    assert list(rows) == [6, 3, 1]


def test_a_limit_of_ones_own_moves_the_reminders(session):
    service = a_service()
    with unit_of_work():
        services.settle(
            service.organisation,
            volunteer_months=12,
            keep_months=24,
            version=0,
            by=the_lead_of(service.organisation),
        )
    someone_in(a_post(service, "volunteer"), add_months(today(), -6))
    assert services.remind_of_clocks() == 1


@pytest.mark.parametrize("end", [M.LEFT, M.MOVED_ON, M.PROMOTION])
def test_nobody_is_reminded_once_the_volunteering_is_over(session, end):
    service = a_service()
    person = someone_in(a_post(service, "volunteer"), add_months(today(), -13))
    told = {
        M.LEFT: {"leaving_reason": LeavingReason.OWN_REASONS},
        M.MOVED_ON: {"destination": Destination.LEARNING},
        M.PROMOTION: {"post": a_post(service)},
    }
    happened(person, end, add_months(today(), -1), **told[end])
    assert services.remind_of_clocks() == 0
    assert letters(session) == []


def test_an_exit_plan_is_a_day_and_nothing_else():
    service = a_service()
    person, lead = someone(service), the_lead_of(service.organisation)
    with pytest.raises(RuleBroken, match="not come yet"), unit_of_work():
        services.plan_exit(person, on=today() + timedelta(days=1), by=lead)
    with unit_of_work():
        services.plan_exit(person, on=today(), by=lead)
    assert person.exit_plan_on == today()


def test_the_code_goes_and_the_figures_stay(session):
    service = a_service()
    post = a_post(service, headcount=20, wte=20)
    gone = []
    for _ in range(9):
        person = someone(service)
        happened(person, M.STARTED, add_months(today(), -30), post=post, supervision=Supervision.WEEKLY)
        happened(
            person,
            M.LEFT,
            add_months(today(), -25),
            leaving_reason=LeavingReason.OWN_REASONS,
            wellbeing_plan=True,
        )
        gone.append(person.id)
    stays = someone_in(post, add_months(today(), -30))
    lately = someone_in(post, add_months(today(), -30))
    happened(lately, M.LEFT, add_months(today(), -23), leaving_reason=LeavingReason.OWN_REASONS)
    period = months_up_to(add_months(today(), -20))
    before = figure_for("retention_6", [service], period, today())
    assert services.anonymise_the_gone() == 9
    assert services.anonymise_the_gone() == 0
    session.expire_all()
    without = session.scalars(select(Person.id).where(Person.code.is_(None))).all()
    assert sorted(without) == sorted(gone)
    assert stays.code and lately.code
    assert figure_for("retention_6", [service], period, today()) == before
    support = session.scalars(select(Milestone.supervision).where(Milestone.person_id.in_(gone)))
    assert set(support) == {None}
    assert len(session.scalars(select(Entry).where(Entry.event == "workforce.person.anonymised")).all()) == 9
    assert invariant_problems() == []


def test_somebody_who_never_came_further_is_let_go_of_too(session):
    service = a_service()
    applied = someone(service)
    happened(applied, M.APPLIED, add_months(today(), -25))
    someone(service)
    assert services.anonymise_the_gone() == 1
    with in_months(25):
        assert services.anonymise_the_gone() == 1
    session.expire_all()
    assert db.session.scalars(select(Person.code)).all() == [None, None]


def test_without_a_code_there_is_no_page_and_no_change(page, session):
    service = a_service()
    lead, person = the_lead_of(service.organisation), someone(service)
    happened(person, M.APPLIED, add_months(today(), -25))
    services.anonymise_the_gone()
    session.expire_all()
    path = f"/organisations/{service.organisation_id}/workforce/people/{person.id}"
    page(lead).page(path, status=404)
    with pytest.raises(RuleBroken, match="no longer tied"):
        happened(person, M.OFFERED, today())


def test_the_words_of_a_barrier_go_six_years_after_it_ended_and_it_still_counts(session, page):
    service = a_service()
    organisation, lead = service.organisation, the_lead_of(service.organisation)
    entry = an_entry(
        organisation,
        status=EntryStatus.SOLVED,
        closed_on=today(),
        words="Quetzal waited.",
        action="Quetzal",
        service=service,
    )
    live = an_entry(organisation, service=service)
    period = months_up_to(today())
    before = figure_for("barriers_closed", [service], period, today())
    with in_months(72):
        assert services.let_go_of_the_log() == 0
    with in_months(73):
        assert services.let_go_of_the_log() == 1
        assert services.let_go_of_the_log() == 0
    session.expire_all()
    assert live.let_go_at is None and entry.let_go_at is not None
    assert figure_for("barriers_closed", [service], period, today()) == before
    for table in Base.metadata.sorted_tables:
        assert "Quetzal" not in repr(session.execute(select(table)).all()), table.name
    assert invariant_problems() == []
    with pytest.raises(StepNotOpen), unit_of_work():
        services.reopen_entry(entry, by=lead)
    shown = page(lead).page(f"/workforce/barriers/{entry.id}")
    assert "kept for its time" in shown.text and "open it again" not in shown.text
