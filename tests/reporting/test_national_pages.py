"""The national picture: who makes it, its page, its files, and what it costs."""

from __future__ import annotations

from tests.factories.accounts import an_officer
from tests.factories.national import a_picture, a_shared_round
from tests.factories.workforce import the_profile
from tests.factories.workforce_in_bulk import many_records, many_services
from tests.factories.barriers import the_library
from charter_portal.core.database import unit_of_work
from charter_portal.core.clock import to_london


def test_smoke(session, page):
    officer = an_officer()
    the_profile()
    the_library()
    before = a_shared_round(closed_days_ago=300)
    cycle = a_shared_round(closed_days_ago=60)
    services = many_services(60, officer)
    many_records(services, 900, to_london(cycle.deadline_at).date(), officer)
    a_picture(before)
    made = a_picture(cycle)
    assert made.report_file is not None
    shown = page(officer).page("/staff/national")
    open("/tmp/wt/nat.html", "w").write(shown.html)
    print(len(shown.html), shown.text[:3000])
    open("/tmp/wt/nat.pdf", "wb").write(page(officer).get(f"/staff/national/{cycle.id}/picture.pdf").data)
    open("/tmp/wt/nat.xlsx", "wb").write(page(officer).get(f"/staff/national/{cycle.id}/picture.xlsx").data)
