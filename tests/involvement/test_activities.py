"""Activities: writing down, changing, counting, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.involvement import services
from charter_portal.involvement.enums import Reach
from charter_portal.involvement.models import Activity
from charter_portal.involvement.queries import activity_summary, count_activities
from charter_portal.organisations.enums import MemberRole
from tests.factories.involvement import activity_words, an_activity, days_from_today, first_service
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def list_of(organisation) -> str:
    return f"/organisations/{organisation.id}/involvement/activities"


def typed(organisation, **more: str) -> dict[str, str]:
    return {
        "service": str(first_service(organisation).id),
        "title": "Reference group",
        "reach": "participation",
        "method": "reference_group",
        "held_on": today().isoformat(),
    } | more


class TestServices:
    def test_a_summary_counts_only_the_period_and_the_services(self):
        organisation = an_organisation(services=2)
        an_activity(organisation, using_count=3)
        an_activity(organisation, reach=Reach.CONTROL, families_count=2, held_on=days_from_today(-5))
        an_activity(organisation, held_on=days_from_today(-50), using_count=100)
        an_activity(organisation, service=organisation.services[1], using_count=100)
        service = organisation.services[0]
        summary = activity_summary([service.id], days_from_today(-10), today())
        assert dict(summary.by_reach) == {Reach.PARTICIPATION: 1, Reach.CONTROL: 1}
        assert (summary.using, summary.families, summary.activities) == (3, 2, 2)
        assert count_activities(service, days_from_today(-10), today()) == 2

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ({"held_on": days_from_today(1)}, "held_on"),
            ({"using_count": -1}, "using_count"),
            ({"families_count": 1_000_000}, "families_count"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(self, words, field):
        with pytest.raises(RuleBroken) as told:
            an_activity(an_organisation(), **words)
        assert told.value.field == field

    def test_readers_and_strangers_services_are_refused(self):
        organisation, elsewhere = an_organisation(), first_service(an_organisation())
        viewer = a_member(organisation, MemberRole.VIEWER)
        with pytest.raises(NotAllowed), unit_of_work():
            services.add_activity(
                organisation, service=first_service(organisation), words=activity_words(), by=viewer
            )
        with pytest.raises(RuleBroken):
            an_activity(organisation, service=elsewhere)

    def test_an_old_version_changes_nothing(self):
        organisation = an_organisation()
        activity, lead = an_activity(organisation), the_lead_of(organisation)
        service = first_service(organisation)
        for _ in range(2):
            with unit_of_work():
                services.change_activity(
                    activity, service=service, words=activity_words(title="New"), version=1, by=lead
                )
        assert activity.version == 2
        with pytest.raises(StaleWrite), unit_of_work():
            services.change_activity(
                activity, service=service, words=activity_words(title="Mine"), version=1, by=lead
            )


class TestPages:
    def test_written_down_changed_and_removed(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        lead.send(f"{list_of(organisation)}/new", typed(organisation, using_count="9", happened="Words"))
        activity = db.session.scalars(select(Activity)).one()
        assert (activity.using_count, activity.families_count) == (9, 0)
        here = f"{list_of(organisation)}/{activity.id}"
        form = lead.page(f"{here}/change")
        assert (form.value_of("title"), form.value_of("reach")) == ("Reference group", "participation")
        lead.send(f"{here}/change", typed(organisation, changed="A letter", version=form.value_of("version")))
        assert "A letter" in lead.page(here).text
        lead.send(f"{here}/remove")
        assert db.session.scalars(select(Activity)).all() == []

    def test_mistakes_are_kind_and_keep_every_word(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        shown = lead.send(
            f"{list_of(organisation)}/new",
            {"title": "", "held_on": "tomorrow", "using_count": "many", "happened": "A long story"},
            status=400,
        )
        for words in ("Choose the service.", "Give the activity a title.", "Choose how much say people had."):
            assert words in shown.errors
        assert shown.value_of("happened") == "A long story" and shown.value_of("using_count") == "many"

    def test_two_people_see_both_texts(self, page):
        organisation = an_organisation()
        activity = an_activity(organisation)
        ben = page(a_member(organisation, MemberRole.CONTRIBUTOR, "Ben"))
        here = f"{list_of(organisation)}/{activity.id}/change"
        ben.send(here, typed(organisation, happened="Ben's words.", version="1"))
        mine = typed(organisation, happened="My words.", reach="control", version="1")
        shown = page(the_lead_of(organisation)).send(here, mine, status=409)
        for words in ("Ben's words.", "My words.", "Control", "Participation"):
            assert words in shown.text

    def test_the_list_costs_the_same_at_any_length(self, app, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))

        def cost() -> int:
            lead.page(list_of(organisation))
            with counted_queries(app) as statements:
                lead.page(f"{list_of(organisation)}?reach=participation")
            return len(statements)

        an_activity(organisation)
        few = cost()
        for _ in range(12):
            an_activity(organisation)
        assert cost() == few
