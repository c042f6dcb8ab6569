"""The barrier log in lists, letters and figures."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from charter_portal.barriers.enums import Stage
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import Region, Setting
from charter_portal.workforce import services
from charter_portal.workforce.enums import EntryStatus, Severity
from charter_portal.workforce.models import BarrierEntry, BarrierReminder
from charter_portal.workforce.queries.log import (
    LogFilter,
    barriers_closed,
    commonest_barriers,
    counts_of,
    entries_of,
)
from charter_portal.workforce.rules.periods import Period
from tests.factories.barrier_log import a_solved_entry, an_entry, entry_facts
from tests.factories.barriers import the_kind
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.workforce import an_editor


def test_filters_each_narrow_the_list(session):
    organisation = an_organisation(services=2)
    one = an_entry(organisation, words="Slow 100% forms", severity=Severity.HIGH)
    two = an_entry(
        organisation, kind=the_kind("stigma"), stage=Stage.STAY, service=organisation.services[1],
        review_on=today() - timedelta(days=1),
    )  # fmt: skip
    three = a_solved_entry(organisation, review_on=today() - timedelta(days=3))
    an_entry()

    def found(**wanted):
        return {each.id for each in session.scalars(entries_of(organisation, LogFilter(**wanted)))}

    assert found() == {one.id, two.id, three.id}
    assert found(status=EntryStatus.SOLVED) == {three.id}
    assert found(live=True) == {one.id, two.id}
    assert found(overdue=True) == {two.id}
    assert found(stage=Stage.STAY) == found(kind_id=two.kind_id) == {two.id}
    assert found(service_id=two.service_id) == {two.id}
    assert found(search="100% f") == {one.id} and found(search="%") == {one.id}
    counts = counts_of(organisation)
    assert (counts.live, counts.overdue, counts.solved, counts.total) == (2, 1, 1, 3)


def test_a_reminder_goes_out_once_to_the_owner_or_to_all_who_write(session, mails, time_machine):
    organisation = an_organisation()
    lead, editor = the_lead_of(organisation), an_editor(organisation)
    before = len(mails())
    owned = an_entry(organisation, owner=editor, review_on=today() + timedelta(days=1))
    an_entry(organisation, owner=editor, review_on=today() + timedelta(days=1))
    an_entry(organisation, review_on=today() + timedelta(days=1))
    a_solved_entry(organisation, review_on=today() - timedelta(days=1))
    assert services.remind_of_reviews() == 0
    time_machine.move_to(now() + timedelta(days=1), tick=False)
    assert services.remind_of_reviews() == 3 and services.remind_of_reviews() == 0
    sent = mails()[before:]
    assert sorted(mail.to_user_id for mail in sent) == sorted([lead.id, editor.id])
    assert {mail.subject for mail in sent} == {"Something to look at again in the Charter portal"}
    assert all("vetting" not in mail.text and owned.words not in mail.text for mail in sent)
    with unit_of_work():
        services.change_entry(
            owned, entry_facts(owned.service, review_on=today() + timedelta(days=7)), version=1, by=lead
        )
    time_machine.move_to(now() + timedelta(days=7), tick=False)
    assert services.remind_of_reviews() == 1
    assert session.scalar(select(func.count()).select_from(BarrierReminder)) == 4


def test_figures_of_what_ended_and_what_is_common(session):
    north = an_organisation(region=Region.NORTH_WEST)
    south = an_organisation(region=Region.SOUTH_WEST)
    a_solved_entry(north)
    an_entry(north, status=EntryStatus.NOT_SOLVED)
    an_entry(north, status=EntryStatus.CLOSED, closed_on=today() - timedelta(days=50))
    an_entry(south, kind=the_kind("stigma"))
    an_entry(south)
    last_weeks = Period(today() - timedelta(days=30), today())
    closed, none = (barriers_closed(ids, last_weeks) for ids in ([north.services[0].id], []))
    assert (closed.solved, closed.not_solved, closed.closed, closed.opened, closed.ended) == (1, 1, 0, 0, 2)
    assert none.ended == 0
    found = {(each.code, each.region): each for each in commonest_barriers(last_weeks)}
    here = found["prison_vetting", Region.NORTH_WEST]
    assert (here.entries, here.organisations, here.solved) == (2, 1, 1)
    assert set(found) == {
        ("prison_vetting", Region.NORTH_WEST),
        ("prison_vetting", Region.SOUTH_WEST),
        ("stigma", Region.SOUTH_WEST),
    }
    assert {e.region for e in commonest_barriers(last_weeks, region=Region.SOUTH_WEST)} == {Region.SOUTH_WEST}
    assert commonest_barriers(last_weeks, setting=Setting.PRISON) == []
    assert db.session.get_one(BarrierEntry, an_entry(south).id).version == 1
