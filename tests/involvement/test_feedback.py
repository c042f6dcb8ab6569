"""Feedback forms: nothing about a person is kept, few answers show nothing, and nobody is hurried."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from charter_portal.accounts.models import Throttle
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now, pretending, today
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.disclosure import HIDDEN, safe_list
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.involvement import services
from charter_portal.involvement.enums import Audience
from charter_portal.involvement.models import FeedbackForm, FeedbackReply
from charter_portal.involvement.queries import invariant_problems, results_of
from charter_portal.involvement.rules.feedback import week_of
from charter_portal.organisations.enums import MemberRole
from tests.factories.involvement import a_feedback_form, closed, days_from_today, first_service, reply_to
from tests.factories.organisations import a_member, an_organisation, the_lead_of
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def path_of(form: FeedbackForm) -> str:
    return f"/organisations/{form.organisation_id}/involvement/feedback/{form.id}"


def public(form: FeedbackForm) -> str:
    return f"/feedback/{form.code}"


def replies() -> int:
    return db.session.scalar(select(func.count()).select_from(FeedbackReply)) or 0


class TestOpening:
    def test_it_keeps_its_own_questions_and_an_unguessable_code(self):
        first, second = a_feedback_form(), a_feedback_form()
        assert [each["key"] for each in first.questions] == ["respect", "listened", "better"]
        assert re.fullmatch(r"[2-9A-HJKMNP-Z]{24}", first.code) and first.code != second.code

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"question_keys": []}, "questions"),
            ({"question_keys": ["valued"]}, "questions"),
            (
                {"question_keys": ["respect", "listened", "understood", "choice", "lived", "safe", "good"]},
                "questions",
            ),
            ({"closes_on": days_from_today(-1), "opens_on": days_from_today(-5)}, "closes_on"),
            ({"closes_on": days_from_today(-1)}, "closes_on"),
            ({"closes_on": days_from_today(800)}, "closes_on"),
        ],
    )
    def test_what_does_not_fit_is_refused_beside_its_field(self, fields, field):
        with pytest.raises(RuleBroken) as told:
            a_feedback_form(**fields)
        assert told.value.field == field

    def test_only_a_lead_opens_and_closes(self):
        form = a_feedback_form()
        contributor = a_member(form.organisation, MemberRole.CONTRIBUTOR)
        with pytest.raises(NotAllowed):
            a_feedback_form(form.organisation, by=contributor)
        with pytest.raises(NotAllowed), unit_of_work():
            services.close_feedback_form(form, by=contributor)

    def test_through_the_page(self, page):
        organisation = an_organisation()
        lead = page(the_lead_of(organisation))
        new = f"/organisations/{organisation.id}/involvement/feedback/new"
        typed = {
            "service": str(first_service(organisation).id),
            "title": "Working here",
            "audience": "working",
            "opens_on": today().isoformat(),
            "closes_on": days_from_today(20).isoformat(),
        }
        shown = lead.send(new, typed | {"questions": ["respect"]}, status=400)
        assert "These are for other people: Were you treated with respect?" in shown.errors
        lead.send(new, typed | {"questions": ["valued", "change"]})
        form = db.session.scalars(select(FeedbackForm)).one()
        shown = lead.page(path_of(form))
        assert form.audience is Audience.WORKING and f"https://portal.test{public(form)}" in shown.text
        assert [e.get("alt") for e in shown.all("img")].count("Square pattern that leads to the form") == 1
        assert "116 123" in lead.page(f"{path_of(form)}/poster").text


class TestAnswering:
    def test_a_stranger_answers_and_leaves_nothing_but_the_answers_and_the_week(self, app, page):
        form = a_feedback_form()
        entries = db.session.scalar(select(func.count()).select_from(Entry))
        stranger = page()
        asked = stranger.page(public(form), headers={"User-Agent": "Canary browser"})
        mark = asked.value_of("mark")
        stranger.send(
            public(form),
            {"mark": mark, "answer_respect": "yes", "answer_better": "A quieter room."},
            headers={"User-Agent": "Canary browser"},
            environ_overrides={"REMOTE_ADDR": "203.0.113.77"},
        )
        reply = db.session.scalars(select(FeedbackReply)).one()
        assert reply.answers == {"respect": "yes", "better": "A quieter room."}
        assert reply.week == week_of(today()) and mark not in reply.mark
        assert db.session.scalar(select(func.count()).select_from(Entry)) == entries
        for table in inspect(db.engine).get_table_names():
            rows = (
                db.session.execute(select(FeedbackReply.metadata.tables[table]))
                if (table in FeedbackReply.metadata.tables)
                else []
            )
            for row in rows:
                assert "203.0.113.77" not in repr(row) and "Canary browser" not in repr(row), table
        assert invariant_problems() == []

    def test_the_table_has_no_column_for_a_person_or_a_moment(self):
        columns = {column.name: column.type for column in FeedbackReply.__table__.columns}
        assert set(columns) == {"mark", "form_id", "week", "answers"}

    def test_no_question_is_required_and_an_empty_reply_is_not_kept(self, page):
        form = a_feedback_form()
        stranger = page()
        asked = stranger.page(public(form))
        assert not any(e.get("required") is not None for e in asked.tree.iter("input"))
        stranger.send(public(form), {"mark": asked.value_of("mark")})
        assert replies() == 0

    def test_the_same_page_sent_twice_is_one_reply(self, page):
        form = a_feedback_form()
        stranger = page()
        for _ in range(3):
            stranger.send(public(form), {"mark": "same", "answer_respect": "yes"})
        stranger.send(public(form), {"mark": "other", "answer_respect": "yes"})
        assert replies() == 2

    def test_why_who_sees_it_how_long_and_where_to_turn_stand_before_the_boxes(self, page):
        asked = page().page(public(a_feedback_form()))
        for words in ("You can skip any", "Why we ask", "Who sees it", "How long", "116 123", "85258"):
            assert words in asked.text
        assert asked.html.index("Before you begin") < asked.html.index("<textarea")
        assert "Leave this page" in asked.text
        assert "Sign in" not in asked.text

    def test_a_member_who_opens_it_does_not_see_their_name_on_it(self, page):
        form = a_feedback_form()
        shown = page(the_lead_of(form.organisation)).page(public(form))
        assert the_lead_of(form.organisation).name not in shown.text

    def test_likely_personal_data_is_seen_before_it_is_kept(self, page):
        form = a_feedback_form()
        words = "Ring me on 07700 900123."
        shown = page().send(public(form), {"mark": "m", "answer_better": words}, status=400)
        assert shown.value_of("answer_better") == words and shown.value_of("mark") == "m"
        assert replies() == 0
        page().send(public(form), {"mark": "m", "answer_better": words, "not_about_a_person": "y"})
        assert replies() == 1

    def test_a_flood_is_paused_per_form_without_an_address_and_keeps_the_words(self, page, monkeypatch):
        from charter_portal.involvement.services import feedback

        monkeypatch.setattr(feedback, "REPLIES", feedback.Limit("feedback.form", 2, timedelta(hours=1)))
        form, other = a_feedback_form(), a_feedback_form()
        reply_to(form, 2, respect="yes")
        shown = page().send(public(form), {"mark": "third", "answer_better": "My words."}, status=429)
        assert shown.value_of("answer_better") == "My words." and "in an hour" in shown.text
        assert replies() == 2
        reply_to(other, 1, respect="yes")
        actions = set(db.session.scalars(select(Throttle.action)))
        assert actions == {"feedback.form"}
        with pretending(now() + timedelta(hours=2)):
            reply_to(form, 1, respect="yes")
        assert replies() == 4

    @pytest.mark.parametrize("when", ["early", "late", "closed"])
    def test_outside_its_days_it_takes_nothing_and_still_says_where_to_turn(self, page, when):
        form = a_feedback_form(opens_on=days_from_today(1))
        moment = now() + timedelta(days={"early": 0, "late": 40, "closed": 2}[when])
        if when == "closed":
            closed(form)
        with pretending(moment):
            shown = page().page(public(form), status=410)
            page().send(public(form), {"mark": "m", "answer_respect": "yes"}, status=410)
            with pytest.raises(StepNotOpen), unit_of_work():
                services.give_feedback(form, mark="m", answers={"respect": "yes"})
        assert "116 123" in shown.text and replies() == 0

    @pytest.mark.parametrize("code", ["NOSUCHCODE", "%00", "a" * 300, "ｆｏｒｍ"])
    def test_a_code_that_nobody_gave_out(self, page, code):
        page().page(f"/feedback/{code}", status=404)

    def test_letters_of_any_case_lead_there(self, page):
        page().page(public(a_feedback_form()).lower())

    def test_strange_answers_are_left_out(self):
        form = a_feedback_form()
        reply_to(form, 1, respect="perfectly", better="x" * 9000, unasked="y")
        reply = db.session.scalars(select(FeedbackReply)).one()
        assert set(reply.answers) == {"better"} and len(reply.answers["better"]) == 4000


class TestResults:
    def test_fewer_than_eight_show_nothing_and_eight_do(self, page):
        form = a_feedback_form()
        reply_to(form, 7, respect="yes", better="Only words.")
        closed(form)
        shown = page(the_lead_of(form.organisation)).page(path_of(form))
        assert "Not enough people answered" in shown.text and "Only words." not in shown.html
        assert results_of(form) is None
        enough = a_feedback_form(form.organisation)
        reply_to(enough, 8, respect="yes", better="More words.")
        assert results_of(enough) is None, "An open form shows nothing."
        assert (
            "Enough people have answered" in page(the_lead_of(form.organisation)).page(path_of(enough)).text
        )
        closed(enough)
        shown = page(the_lead_of(form.organisation)).page(path_of(enough))
        assert "About 10 people answered." in shown.text and shown.text.count("More words.") == 8

    def test_small_counts_are_hidden(self):
        form = a_feedback_form()
        reply_to(form, 20, respect="yes")
        reply_to(form, 3, respect="no")
        results = results_of(closed(form))
        shown = dict(zip(results.scales[0].labels, map(str, results.scales[0].counts.values), strict=True))
        assert shown["No"] == HIDDEN and set(shown.values()) & {"0", HIDDEN}
        assert "3" not in "".join(shown.values())

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(0, 30), min_size=5, max_size=5))
    def test_no_count_of_one_to_seven_is_ever_written(self, counts):
        for count, figure in zip(counts, safe_list(counts).values, strict=True):
            if 0 < count < 8:
                assert str(figure) == HIDDEN

    def test_words_stand_in_an_order_that_tells_no_time(self):
        form = a_feedback_form()
        for place in range(10):
            reply_to(form, 1, better=f"words {place}")
        said = results_of(closed(form)).words[0].said
        assert sorted(said) == [f"words {place}" for place in range(10)]
        assert said != sorted(said)
        assert said == results_of(form).words[0].said

    def test_people_outside_the_organisation_see_no_results(self, page):
        form = a_feedback_form()
        reply_to(form, 9, respect="yes")
        closed(form)
        page(the_lead_of(an_organisation())).page(path_of(form), status=404)

    def test_results_cost_the_same_with_any_number_of_answers(self, app, page):
        form = a_feedback_form()
        reply_to(form, 8, respect="yes", better="words")
        lead, costs = page(the_lead_of(form.organisation)), []
        for more in (0, 12):
            reply_to(form, more, respect="no")
            with pretending(now() + timedelta(days=40)):
                assert "answered" in lead.page(path_of(form)).text
                with counted_queries(app) as statements:
                    lead.page(path_of(form))
            costs.append(len(statements))
        assert costs[0] == costs[1]

    def test_an_exact_day_in_a_reply_would_be_found(self):
        form = a_feedback_form()
        with unit_of_work():
            monday = week_of(today())
            db.session.add(
                FeedbackReply(
                    mark="x", form_id=form.id, week=monday + timedelta(days=2), answers={"else": "y"}
                )
            )
        told = Counter(problem.split(" ", 6)[-1] for problem in invariant_problems())
        assert len(told) == 2
