"""What the rows say: rungs, moves, funnel, vetting and clocks, the same on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.workforce.enums import CheckKind, Destination, LeavingReason, PostStatus, Rung
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.queries.clock import conversions, running_clocks
from charter_portal.workforce.queries.pathway import funnel_of, pathway_of
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.periods import months_up_to
from tests.factories.workforce import a_post, a_service, a_way_in, happened, someone, someone_in

pytestmark = pytest.mark.both_engines


def ago(months: int, days: int = 0) -> date:
    return add_months(today(), -months) - timedelta(days=days)


def test_a_pathway_counts_posts_people_moves_and_missing_rungs(session):
    service = a_service()
    volunteering, paid = a_post(service, "volunteer", headcount=4), a_post(service, headcount=2, wte=2)
    a_post(service, "practitioner", level=5, status=PostStatus.VACANT)
    a, b, c = (someone_in(volunteering, ago(11)) for _ in range(3))
    happened(a, M.PROMOTION, ago(2), post=paid)
    happened(b, M.LEFT, ago(1), leaving_reason=LeavingReason.OWN_REASONS)
    found = pathway_of([service.id], months_up_to(today()))
    by_rung = {step.rung: step for step in found.steps}
    assert (by_rung[Rung.VOLUNTEERING].people, by_rung[Rung.PEER_SUPPORT].people) == (1, 1)
    assert by_rung[Rung.VOLUNTEERING].places == 4
    assert by_rung[Rung.PRACTICE].headcount[PostStatus.VACANT] == 1
    assert found.missing == [Rung.SUPPORT_WORK, Rung.MANAGEMENT]
    assert [(move.before, move.after, move.people) for move in found.upwards] == [
        (Rung.VOLUNTEERING, Rung.PEER_SUPPORT, 1)
    ]
    assert (found.arrivals, found.left, found.moved_on) == (3, 1, 0)
    assert c.post_id == volunteering.id


def test_what_was_true_on_an_earlier_day(session):
    service = a_service()
    volunteering, paid = a_post(service, "volunteer"), a_post(service)
    person = someone_in(volunteering, ago(20))
    happened(person, M.PROMOTION, ago(3), post=paid)
    then = pathway_of([service.id], months_up_to(ago(6)))
    assert {step.rung: step.people for step in then.steps if step.people} == {Rung.VOLUNTEERING: 1}


def test_the_funnel_has_medians_and_vetting_on_its_own(session):
    service = a_service()
    post = a_post(service, headcount=9)
    for days in (20, 30, 50):
        a_way_in(service, post, ago(6), vetting_days=days)
    a_way_in(service, post, ago(20), vetting_days=100)
    funnel = {step.step: step for step in funnel_of([service.id], months_up_to(today()))}
    assert funnel["applied"].people == 3
    assert funnel["applied"].median_days == 7
    assert funnel["interest"].median_days is None
    assert (funnel["vetting"].median_days, funnel["vetting"].timed) == (30, 3)
    assert (funnel["vetting"].median_days_before, funnel["vetting"].people_before) == (100, 1)


def test_an_even_number_has_the_mean_of_the_middle_two(session):
    service = a_service()
    post = a_post(service, headcount=9)
    for days in (10, 21):
        a_way_in(service, post, ago(6), vetting_days=days)
    funnel = {step.step: step for step in funnel_of([service.id], months_up_to(today()))}
    assert funnel["vetting"].median_days == 15.5


def test_refused_and_reconsidered_counts_from_the_first_start(session):
    service = a_service()
    person = someone(service)
    first = ago(6)
    check = {"check_kind": CheckKind.PRISON_VETTING}
    happened(person, M.CHECKS_STARTED, first, **check)
    happened(person, M.CHECKS_REFUSED, first + timedelta(days=30), **check)
    happened(person, M.CHECKS_RECONSIDERED, first + timedelta(days=40), **check)
    happened(person, M.CHECKS_CLEARED, first + timedelta(days=90), **check)
    happened(person, M.CHECKS_STARTED, first + timedelta(days=100), **check)
    happened(person, M.CHECKS_CLEARED, first + timedelta(days=120), **check)
    funnel = {step.step: step for step in funnel_of([service.id], months_up_to(today()))}
    assert (funnel["vetting"].median_days, funnel["vetting"].timed) == (55, 1)


def test_a_clock_runs_from_the_first_of_unbroken_volunteer_posts(session):
    service = a_service()
    here, there = a_post(service, "volunteer"), a_post(service, "volunteer", title="Another")
    person = someone_in(here, ago(30))
    happened(person, M.MOVED_ON, ago(20), destination=Destination.LEARNING)
    happened(person, M.STARTED, ago(13), post=here)
    happened(person, M.PROMOTION, ago(4), post=there)
    someone_in(a_post(service), ago(4))
    (clock,) = running_clocks(today(), service_ids=[service.id])
    assert clock.person.id == person.id
    assert clock.started.happened_on == ago(13)
    assert clock.clock.reminder_due(today()) == 6


def test_conversions_count_people_once(session):
    service = a_service()
    here, paid, more = a_post(service, "volunteer"), a_post(service), a_post(service, "str_worker")
    person = someone_in(here, ago(10))
    happened(person, M.PROMOTION, ago(5), post=paid)
    happened(person, M.PROMOTION, ago(1), post=more)
    period = months_up_to(today())
    rows = db.session.execute(conversions([service.id], period.since, period.until)).all()
    assert [(kind.value, people) for kind, people in rows] == [("paid", 1)]
