"""Raw totals over all organisations: right, by setting and region, and in one statement each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.enums import Region, Setting
from charter_portal.workforce.enums import CheckKind
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.queries import pathway_totals, posts_by_level, vetting_medians
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.rules.periods import months_up_to
from tests.factories.organisations import an_organisation
from tests.factories.workforce import a_crowd, a_post
from tests.support.pages import counted_queries

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("session")]


def a_service_in(region, setting):
    organisation = an_organisation(region=region)
    with unit_of_work():
        organisation.services[0].setting = setting
    return organisation.services[0]


def vetted(service, days, count):
    end = add_months(today(), -2)
    told = {"check_kind": CheckKind.PRISON_VETTING}
    first = end - timedelta(days=days)
    a_crowd(
        service,
        count,
        (M.APPLIED, first - timedelta(days=5), {}),
        (M.CHECKS_STARTED, first, told),
        (M.CHECKS_CLEARED, end, told),
    )


def test_totals_by_setting_and_region(app):
    london = a_service_in(Region.LONDON, Setting.PRISON)
    wales = a_service_in(Region.WALES, Setting.PRISON)
    a_post(london, headcount=2, wte=2)
    a_post(london, headcount=3, wte=2)
    a_post(wales, "volunteer", headcount=4, wte=1)
    vetted(london, 30, 3)
    vetted(wales, 50, 1)
    period = months_up_to(today())
    found = {(row.region, row.level): (row.posts, row.headcount, row.wte) for row in posts_by_level(today())}
    assert found == {(Region.LONDON, 3): (2, 5, 4.0), (Region.WALES, 2): (1, 4, 1.0)}
    steps = {(row.region, row.step): row.people for row in pathway_totals(period)}
    assert steps[Region.LONDON, "applied"] == 3
    assert steps[Region.LONDON, "vetting"] == 3
    assert steps[Region.WALES, "checks_cleared"] == 1
    times = {(row.setting, row.region): (row.people, row.median_days) for row in vetting_medians(period)}
    assert times == {
        (None, None): (4, 30.0),
        (Setting.PRISON, None): (4, 30.0),
        (None, Region.LONDON): (3, 30.0),
        (None, Region.WALES): (1, 50.0),
    }


def test_each_answer_costs_the_same_for_one_and_for_many(app):
    def cost():
        with counted_queries(app) as statements:
            posts_by_level(today())
            pathway_totals(months_up_to(today()))
            vetting_medians(months_up_to(today()))
        return len(statements)

    vetted(a_service_in(Region.LONDON, Setting.PRISON), 30, 1)
    few = cost()
    for region in (Region.WALES, Region.MIDLANDS, Region.SOUTH_EAST):
        service = a_service_in(region, Setting.COMMUNITY)
        a_post(service)
        vetted(service, 20, 4)
    assert cost() == few == 5


def test_nothing_is_nothing():
    period = months_up_to(today())
    assert (posts_by_level(today()), pathway_totals(period), vetting_medians(period)) == ([], [], [])
