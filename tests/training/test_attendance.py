"""Who came, what a round asks, and when an assessor was last trained."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.core.clock import now, to_london
from charter_portal.core.database import unit_of_work
from charter_portal.training.enums import Audience, DelegateRole, Requirement
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.queries import (
    attendance_gap,
    attendance_of,
    attended_assessor,
    requirement_for,
)
from charter_portal.training.rules.requirement import Asked, counts_from, gap_in
from charter_portal.training.services import purge_contacts
from charter_portal.training.workflow import place_workflow
from tests.factories.accounts import an_assessor
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation
from tests.factories.training import a_day, a_place, an_own_booking, attended, cancelled, the_round_asks

LEADERSHIP, HR = DelegateRole.LEADERSHIP, DelegateRole.HUMAN_RESOURCES
roles = st.sets(st.sampled_from(list(DelegateRole)))


class TestTheRule:
    def test_nothing_asked_leaves_no_gap(self):
        assert gap_in(Asked(Requirement.NONE, (HR,)), set()) is None

    @pytest.mark.parametrize(("asked", "blocks"), [(Requirement.WARN, False), (Requirement.BLOCK, True)])
    def test_nobody_came(self, asked, blocks):
        gap = gap_in(Asked(asked), set())
        assert (gap.blocks, gap.nobody) == (blocks, True)
        assert "Nobody" in gap.words

    def test_a_role_is_missing(self):
        gap = gap_in(Asked(Requirement.BLOCK, (LEADERSHIP, HR, DelegateRole.OTHER)), {LEADERSHIP})
        assert gap.missing == (HR, DelegateRole.OTHER)
        assert gap.words.endswith("Still missing: human resources and another role.")

    @given(roles, roles)
    def test_a_gap_is_exactly_what_is_asked_and_did_not_come(self, asked, came):
        gap = gap_in(Asked(Requirement.WARN, tuple(asked)), came)
        missing = set(gap.missing) if gap else set()
        assert missing == asked - came
        assert (gap is None) == bool(came and not missing)

    def test_a_leap_day_counts_back_to_the_day_before(self):
        opens = now().replace(year=2028, month=2, day=29)
        assert (counts_from(opens).year, counts_from(opens).month, counts_from(opens).day) == (2025, 2, 28)


def gap_of(cycle, organisation):
    return attendance_gap(cycle, lambda: attendance_of([organisation.id], cycle=cycle))


@pytest.mark.usefixtures("session")
class TestOfAnOrganisation:
    def test_who_came_and_who_will_come(self):
        organisation = an_organisation()
        came, booked = attended(organisation), a_place(a_day(), organisation)
        cancelled(a_place(a_day(), organisation))
        attended()
        rows = attendance_of([organisation.id])
        assert [(row.name, row.status) for row in rows] == [
            (booked.name, S.BOOKED),
            (came.name, S.ATTENDED),
        ]
        assert rows[1].on == to_london(came.day.starts_at).date()

    def test_only_days_that_count_for_the_round(self):
        organisation, cycle = an_organisation(), a_cycle()
        place = attended(organisation)
        assert len(attendance_of([organisation.id], cycle=cycle)) == 1
        with unit_of_work():
            place.day.booking_closes_at -= timedelta(days=4 * 366)
            place.day.starts_at -= timedelta(days=4 * 366)
        assert attendance_of([organisation.id], cycle=cycle) == []

    def test_a_day_for_assessors_says_nothing_of_an_organisation(self):
        organisation = an_organisation()
        place = attended(organisation)
        with unit_of_work():
            place.day.audience = Audience.ASSESSORS
        assert attendance_of([organisation.id]) == []

    def test_what_a_round_asks(self):
        organisation, cycle = an_organisation(), a_cycle()
        assert requirement_for(cycle).requirement is Requirement.NONE
        assert gap_of(cycle, organisation) is None
        the_round_asks(cycle, Requirement.BLOCK, LEADERSHIP, HR)
        assert gap_of(cycle, organisation).nobody
        attended(organisation, role=LEADERSHIP)
        assert gap_of(cycle, organisation).missing == (HR,)
        a_place(a_day(), organisation, role=HR)
        assert gap_of(cycle, organisation).missing == (HR,), "Being booked is not coming."
        attended(organisation, role=HR)
        assert gap_of(cycle, organisation) is None


@pytest.mark.usefixtures("session")
def test_when_an_assessor_was_last_trained():
    assessor = an_assessor()
    assert attended_assessor(assessor) is None
    day = a_day(audience=Audience.ASSESSORS)
    place = an_own_booking(day, assessor).places[0]
    assert attended_assessor(assessor) is None
    with unit_of_work():
        place_workflow.take("attend", place, by=None)
    assert attended_assessor(assessor) == to_london(day.starts_at).date()
    assert attended_assessor(an_assessor()) is None
    with unit_of_work():
        # Put on the register at the door, they are known by their address alone, and later by its mark.
        place.walked_in = True
    with time_machine.travel(day.ends_at + timedelta(days=61)):
        purge_contacts()
        assert attended_assessor(assessor) == to_london(day.starts_at).date()
        assert attended_assessor(an_assessor()) is None
