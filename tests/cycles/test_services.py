"""Cycles: dates in their order, phases from the clock, London's clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from charter_portal.core.clock import MissingTime, from_london, to_london
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.cycles.enums import Phase
from charter_portal.cycles.queries import open_cycles, published_cycles
from charter_portal.cycles.services import Timetable, change_cycle, plan_cycle
from charter_portal.framework.queries import current_version
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.cycles import a_cycle

pytestmark = pytest.mark.both_engines


def dates(**changes):
    given = {
        "opens_at": from_london(datetime(2027, 3, 1, 9)),
        "deadline_at": from_london(datetime(2027, 4, 30, 17)),
        "grace_minutes": 30,
        "assessment_from": date(2027, 5, 4),
        "assessment_until": date(2027, 6, 4),
        "panel_on": date(2027, 6, 15),
        "release_on": date(2027, 6, 29),
    }
    return Timetable(**given | changes)


@pytest.fixture
def plan(session):
    """Plans a cycle with these dates as an officer."""
    officer = an_officer()

    def planned(**changes):
        with unit_of_work():
            return plan_cycle(
                name="Spring 2027",
                version=current_version(),
                timetable=dates(**changes),
                published=True,
                by=officer,
            )

    return planned


def test_seventeen_stays_seventeen_across_the_clock_change(plan):
    cycle = plan()
    assert cycle.opens_at == datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert cycle.deadline_at == datetime(2027, 4, 30, 16, tzinfo=UTC)
    assert to_london(cycle.deadline_at).hour == 17


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (datetime(2027, 3, 1, 8, 59, 59, tzinfo=UTC), Phase.PLANNED),
        (datetime(2027, 3, 1, 9, 0, tzinfo=UTC), Phase.OPEN),
        (datetime(2027, 4, 30, 16, 30, tzinfo=UTC), Phase.OPEN),
        (datetime(2027, 4, 30, 16, 30, 1, tzinfo=UTC), Phase.CLOSED),
        (datetime(2027, 5, 4, 0, 0, tzinfo=UTC), Phase.ASSESSMENT),
        (datetime(2027, 6, 4, 22, 59, tzinfo=UTC), Phase.ASSESSMENT),
        (datetime(2027, 6, 4, 23, 0, tzinfo=UTC), Phase.PANEL),
    ],
)
def test_the_phase_follows_the_clock(plan, moment, phase):
    cycle = plan()
    with time_machine.travel(moment, tick=False):
        assert cycle.phase is phase
        assert cycle.takes_applications is (phase is Phase.OPEN)
        assert (cycle in open_cycles()) is (phase is Phase.OPEN)


def test_a_rolling_round_stays_open_after_its_first_release(plan):
    cycle = plan()
    with unit_of_work():
        cycle.released_at = datetime(2027, 4, 1, 9, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 4, 2, 9, tzinfo=UTC), tick=False):
        assert cycle.phase is Phase.OPEN
    with time_machine.travel(datetime(2027, 5, 1, 9, tzinfo=UTC), tick=False):
        assert cycle.phase is Phase.RELEASED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deadline_at": from_london(datetime(2027, 3, 1, 9))}, "deadline_at"),
        ({"assessment_from": date(2027, 4, 29)}, "assessment_from"),
        ({"assessment_until": date(2027, 5, 3)}, "assessment_until"),
        ({"panel_on": date(2027, 6, 3)}, "panel_on"),
        ({"release_on": date(2027, 6, 14)}, "release_on"),
    ],
)
def test_dates_out_of_order_name_the_field(plan, changes, field):
    with pytest.raises(RuleBroken) as problem:
        plan(**changes)
    assert problem.value.field == field


def test_two_cycles_cannot_share_a_name(plan):
    plan()
    with pytest.raises(RuleBroken) as problem:
        plan()
    assert problem.value.field == "name"
    other, officer = a_cycle(), an_officer()
    with pytest.raises(RuleBroken), unit_of_work():
        change_cycle(other, name="Spring 2027", timetable=dates(), published=True, by=officer)


def test_the_commissioner_reads_only(session):
    reader, cycle = a_commissioner(), a_cycle()
    with pytest.raises(RuleBroken), unit_of_work():
        change_cycle(cycle, name="Mine", timetable=dates(), published=True, by=reader)


def test_the_timetable_shows_the_next_deadline_first_and_past_ones_last(session):
    late, soon, past = a_cycle(closes_in_days=60), a_cycle(closes_in_days=3), a_cycle(closes_in_days=-3)
    a_cycle(closes_in_days=5, published=False)
    assert published_cycles() == [soon, late, past]


def test_the_hour_that_spring_skips_is_refused_and_the_doubled_one_is_the_earlier():
    with pytest.raises(MissingTime):
        from_london(datetime(2027, 3, 28, 1, 30))
    assert from_london(datetime(2027, 10, 31, 1, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert from_london(datetime(2027, 10, 31, 2, 30)) - from_london(
        datetime(2027, 10, 31, 1, 30)
    ) == timedelta(hours=2)
