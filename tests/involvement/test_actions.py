"""The action plan: numbers, steps with proof, notes, filters, reminders, and what floors above may add."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from charter_portal.core.clock import now, pretending, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource, ActionStatus
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries import (
    ActionFilter,
    action_rows,
    actions_between,
    actions_from,
    open_actions_on,
    plan_figures,
)
from charter_portal.involvement.services.reminders import send_reminders
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.involvement import (
    a_done_action,
    a_feedback_form,
    a_meeting,
    an_action,
    an_audit,
    days_from_today,
    first_service,
)
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def plan_of(organisation) -> str:
    return f"/organisations/{organisation.id}/involvement/actions"


def leaves(person) -> None:
    with unit_of_work():
        held = db.session.scalars(select(Membership).where(Membership.user_id == person.id)).one()
        held.ended_at = now()


def path_of(action: Action) -> str:
    return f"{plan_of(action.organisation)}/{action.id}"


class TestServices:
    def test_numbers_are_the_organisations_own(self):
        first = an_action()
        second = an_action(first.organisation)
        elsewhere = an_action()
        assert (first.number, second.number, elsewhere.number) == (1, 2, 1)

    def test_a_floor_above_adds_one_with_a_plain_source(self):
        organisation = an_organisation()
        words = services.ActionWords(title="Start vetting earlier", service=first_service(organisation))
        with unit_of_work():
            action = services.add_action(
                organisation,
                words=words,
                source=ActionSource.BARRIER,
                source_label="Barrier 7",
                source_number=7,
                by=None,
            )
        assert actions_from(ActionSource.BARRIER, [7]) == [action]
        assert actions_from(ActionSource.FEEDBACK, [7]) == []

    def test_done_needs_proof_in_words_or_a_file(self):
        action = an_action()
        lead = the_lead_of(action.organisation)
        with pytest.raises(RuleBroken) as told, unit_of_work():
            services.finish_action(action, proof="", by=lead)
        assert told.value.field == "proof" and action.status is ActionStatus.OPEN
        upload = FileStorage(BytesIO(b"Minutes."), filename="minutes.txt")
        with unit_of_work():
            services.finish_action(action, proof="", upload=upload, by=lead)
        assert action.status is ActionStatus.DONE and action.proof_file.name == "minutes.txt"
        assert action.closed_on == today()

    def test_a_file_is_checked_like_evidence_and_nothing_is_kept_of_a_refused_one(self):
        action = an_action()
        upload = FileStorage(BytesIO(b"<script>alert(1)</script>"), filename="page.html")
        with pytest.raises(RuleBroken) as told, unit_of_work():
            services.finish_action(action, proof="x", upload=upload, by=the_lead_of(action.organisation))
        assert told.value.field == "file"
        db.session.refresh(action)
        assert action.status is ActionStatus.OPEN and action.proof_file_id is None

    def test_a_day_to_come_is_no_day_of_doing(self):
        action = an_action()
        lead, tomorrow = the_lead_of(action.organisation), days_from_today(1)
        with pytest.raises(RuleBroken) as told, unit_of_work():
            services.finish_action(action, proof="x", done_on=tomorrow, by=lead)
        assert told.value.field == "done_on"

    def test_dropping_needs_a_reason_and_taking_up_again_keeps_it(self):
        action = an_action()
        lead = the_lead_of(action.organisation)
        with pytest.raises(RuleBroken), unit_of_work():
            services.drop_action(action, reason="", by=lead)
        with unit_of_work():
            services.drop_action(action, reason="The service moved.", by=lead)
        assert action.status is ActionStatus.DROPPED
        with unit_of_work():
            services.take_up_again(action, by=lead)
        assert (action.status, action.closed_on) == (ActionStatus.IN_PROGRESS, None)
        assert action.drop_reason == "The service moved."

    def test_a_closed_action_takes_no_more_words(self):
        action = a_done_action()
        lead = the_lead_of(action.organisation)
        deeds = (
            lambda: services.add_note(action, words="x", by=lead),
            lambda: services.change_action(action, words=services.ActionWords("x"), version=1, by=lead),
            lambda: services.finish_action(action, proof="x", by=lead),
            lambda: services.begin_action(action, by=lead),
        )
        for deed in deeds:
            with pytest.raises(StepNotOpen), unit_of_work():
                deed()

    def test_an_old_version_changes_nothing_and_the_same_words_are_one_save(self):
        action = an_action()
        lead = the_lead_of(action.organisation)
        for _ in range(2):
            with unit_of_work():
                services.change_action(action, words=services.ActionWords("Theirs"), version=1, by=lead)
        assert action.version == 2
        with pytest.raises(StaleWrite), unit_of_work():
            services.change_action(action, words=services.ActionWords("Mine"), version=1, by=lead)
        assert action.title == "Theirs"

    def test_an_owner_belongs_here_and_a_former_one_may_stay(self):
        organisation, stranger = an_organisation(), the_lead_of(an_organisation())
        with pytest.raises(RuleBroken) as told:
            an_action(organisation, owner_id=stranger.id)
        assert told.value.field == "owner"
        owner = a_member(organisation)
        action = an_action(organisation, owner_id=owner.id, owner_title="ignored")
        assert action.owner_title == ""
        with unit_of_work():
            db.session.scalars(
                select(Membership).where(Membership.user_id == owner.id)
            ).one().ended_at = now()
        words = services.ActionWords("Changed", owner_id=owner.id)
        with unit_of_work():
            services.change_action(action, words=words, version=1, by=the_lead_of(organisation))
        assert action.owner_id == owner.id

    @pytest.mark.parametrize("role", [MemberRole.SPONSOR, MemberRole.VIEWER])
    def test_readers_do_not_write(self, role):
        action = an_action()
        reader = a_member(action.organisation, role)
        with pytest.raises(NotAllowed), unit_of_work():
            services.begin_action(action, by=reader)
        with pytest.raises(NotAllowed), unit_of_work():
            services.add_action(
                action.organisation, words=services.ActionWords("x"), source=ActionSource.OWN, by=reader
            )


class TestQueries:
    def test_each_filter_finds_its_own(self):
        organisation = an_organisation(services=2)
        owner, other = a_member(organisation), organisation.services[1]
        late = an_action(organisation, title="Late", due_on=days_from_today(-2), owner_id=owner.id)
        done = a_done_action(organisation, title="Done", due_on=days_from_today(-2), service=other)
        free = an_action(organisation, title="Free", source=ActionSource.BOARD)
        an_action(title="Elsewhere")

        def found(**asked):
            return [
                each.title for each in db.session.scalars(action_rows(organisation, ActionFilter(**asked)))
            ]

        assert found() == ["Late", "Free", "Done"]
        assert found(status=ActionStatus.DONE) == [done.title]
        assert found(owner_id=owner.id) == [late.title]
        assert found(owner_id=0) == ["Free", "Done"]
        assert found(service_id=other.id) == [done.title]
        assert found(source=ActionSource.BOARD) == [free.title]
        assert found(overdue=True) == [late.title]
        figures = plan_figures(organisation)
        assert (figures.open, figures.done, figures.overdue) == (2, 1, 1)

    def test_a_period_knows_what_was_closed_in_it_and_what_was_open_at_its_end(self):
        organisation = an_organisation()
        week_ago = now() - timedelta(days=7)
        with pretending(week_ago):
            early = a_done_action(organisation, title="Early")
            open_then = an_action(organisation, title="Open then")
        with unit_of_work():
            services.finish_action(open_then, proof="x", by=the_lead_of(organisation))
        later = an_action(organisation, title="Later")
        then = days_from_today(-3)
        assert actions_between(organisation, days_from_today(-9), then) == [early]
        assert open_actions_on(organisation, then) == [open_then]
        assert open_actions_on(organisation, today()) == [later]

    @pytest.mark.parametrize("path", ["", "?overdue=y", "?status=open"])
    def test_the_list_costs_the_same_at_any_length(self, app, page, path):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))

        def cost() -> int:
            lead.page(plan_of(organisation) + path)
            with counted_queries(app) as statements:
                lead.page(plan_of(organisation) + path)
            return len(statements)

        for place in range(2):
            an_action(organisation, due_on=days_from_today(-1 - place), owner_id=a_member(organisation).id)
        few = cost()
        for place in range(12):
            an_action(organisation, due_on=days_from_today(-1 - place), owner_id=a_member(organisation).id)
        assert cost() == few


class TestReminders:
    def test_two_weeks_before_and_on_the_day_each_once(self, mails):
        organisation = an_organisation()
        owner = a_member(organisation)
        an_action(organisation, title="SECRET TITLE", owner_id=owner.id, due_on=days_from_today(20))
        start, told = now(), []
        for day in range(30):
            with pretending(start + timedelta(days=day)):
                send_reminders()
                send_reminders()
            told.append(len(mails()))
        assert told[5] == 0 and told[6] == 1 and told[19] == 1 and told[20] == 2 and told[29] == 2
        first, second = mails()
        assert (first.to_user_id, first.subject) == (owner.id, "A note about your plan")
        assert "SECRET" not in first.subject + first.text + second.text
        assert "/involvement/actions/" in first.text

    def test_a_new_date_is_told_anew_and_a_closed_action_not_at_all(self, mails):
        organisation = an_organisation()
        lead = the_lead_of(organisation)
        action = an_action(organisation, owner_id=lead.id, due_on=today())
        send_reminders()
        moved = services.ActionWords(action.title, owner_id=lead.id, due_on=days_from_today(14))
        with unit_of_work():
            services.change_action(action, words=moved, version=1, by=lead)
        send_reminders()
        assert len(mails()) == 2
        with unit_of_work():
            services.finish_action(action, proof="x", by=lead)
        with pretending(now() + timedelta(days=14)):
            send_reminders()
        assert len(mails()) == 2

    def test_nobody_outside_is_written_to(self, mails):
        organisation = an_organisation()
        owner = a_member(organisation)
        an_action(organisation, owner_id=owner.id, due_on=today())
        an_action(organisation, owner_title="Peer lead", due_on=today())
        with unit_of_work():
            db.session.scalars(
                select(Membership).where(Membership.user_id == owner.id)
            ).one().ended_at = now()
        send_reminders()
        assert mails() == []
        assert send_reminders() == 0, "An action whose owner has left must not be looked at for ever."

    def test_a_date_set_at_short_notice_is_not_mailed_about_at_once(self, mails):
        organisation = an_organisation()
        an_action(organisation, owner_id=the_lead_of(organisation).id, due_on=days_from_today(3))
        send_reminders()
        assert mails() == []


class TestPages:
    def test_an_action_from_beginning_to_end(self, page):
        organisation = an_organisation()
        owner = a_member(organisation, MemberRole.CONTRIBUTOR, "Ola Owner")
        lead = page(the_lead_of(organisation))
        lead.send(
            f"{plan_of(organisation)}/new",
            {"title": "Ask families", "owner": str(owner.id), "due_on": "2030-01-31", "service": ""},
        )
        action = db.session.scalars(select(Action)).one()
        shown = page(owner).page(path_of(action))
        assert "Due on 31 January 2030" in shown.text and "Ola Owner" in shown.text
        page(owner).send(f"{path_of(action)}/begin")
        page(owner).send(f"{path_of(action)}/notes", {"words": "Three families said yes."})
        refused = page(owner).send(f"{path_of(action)}/done", {"proof": ""}, status=400)
        assert "Say what was done, or add a file that shows it." in refused.errors
        upload = (BytesIO(b"Notes of the evening."), "notes.txt")
        page(owner).send(f"{path_of(action)}/done", {"proof": "It took place.", "file": upload})
        shown = lead.page(path_of(action))
        for words in ("Done", "It took place.", "notes.txt", "Three families said yes."):
            assert words in shown.text
        proof = lead.get(f"{path_of(action)}/proof")
        assert proof.data == b"Notes of the evening." and "attachment" in proof.headers["Content-Disposition"]

    def test_two_people_who_change_one_action_see_both_texts(self, page):
        action = an_action()
        ben = page(a_member(action.organisation, MemberRole.CONTRIBUTOR, "Ben"))
        lead = page(the_lead_of(action.organisation))
        ben.send(f"{path_of(action)}/change", {"title": "Ben's title", "owner": "0", "version": "1"})
        shown = lead.send(
            f"{path_of(action)}/change",
            {"title": "My title", "owner": "0", "version": "1", "due_on": "2030-05-01"},
            status=409,
        )
        for words in ("Ben's title", "My title", "1 May 2030", "Ben saved this"):
            assert words in shown.text
        db.session.refresh(action)
        assert action.title == "Ben's title"

    @pytest.mark.parametrize(
        "query", ["?owner=999999", "?status=gone", "?service=x", "?source=%00", "?page=99", "?overdue="]
    )
    def test_odd_filters_are_no_fault(self, page, query):
        action = an_action()
        page(the_lead_of(action.organisation)).page(plan_of(action.organisation) + query)

    def test_a_filter_never_tells_of_another_organisation(self, page):
        theirs = an_action(owner_id=None)
        ours = an_action(title="Ours")
        lead, stranger = page(the_lead_of(ours.organisation)), the_lead_of(theirs.organisation)
        hidden = lead.page(
            f"{plan_of(ours.organisation)}?owner={stranger.id}&service={first_service(theirs.organisation).id}"
        )
        random = lead.page(f"{plan_of(ours.organisation)}?owner=987654&service=987654")
        assert hidden.text == random.text

    def test_an_origin_of_another_organisation_is_not_found(self, page):
        ours, theirs = an_organisation(), an_organisation()
        audit, meeting, form = an_audit(theirs), a_meeting(theirs, ("Decided",)), a_feedback_form(theirs)
        lead = page(the_lead_of(ours))
        for query in (
            f"audit={audit.id}&question=register",
            f"meeting={meeting.id}&decision=1",
            f"form={form.id}",
            "audit=x",
        ):
            lead.page(f"{plan_of(ours)}/new?{query}", status=404)

    def test_a_viewer_has_no_buttons(self, page):
        action = an_action()
        shown = page(a_member(action.organisation, MemberRole.VIEWER)).page(path_of(action))
        assert not shown.all("textarea") and not any("/done" in link for link in shown.links)


class TestHome:
    def test_ones_own_actions_wait_at_home_once_the_date_is_near(self, page):
        organisation = an_organisation()
        owner = a_member(organisation)
        an_action(organisation, title="Near", owner_id=owner.id, due_on=days_from_today(13))
        an_action(organisation, title="Passed", owner_id=owner.id, due_on=days_from_today(-3))
        an_action(organisation, title="Far", owner_id=owner.id, due_on=days_from_today(40))
        an_action(organisation, title="Somebody else's", due_on=days_from_today(1))
        shown = page(owner).page("/home").text
        assert "Near" in shown and "Passed" in shown and "Far" not in shown and "Somebody" not in shown
        leaves(owner)
        assert "Near" not in page(owner).page("/home").text
