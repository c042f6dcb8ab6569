"""How one organisation of the demo looks at itself: two audits, activities, a plan, its board, a form."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from charter_portal.cli.demo import people
from charter_portal.cli.demo.calendar import Calendar, workday
from charter_portal.cli.demo.organisations import RIVERBEND, registered, service_named
from charter_portal.cli.demo.rounds import Rounds
from charter_portal.cli.demo.words import involvement as words
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource, Audience
from charter_portal.involvement.models import Action, BoardMeeting, FeedbackForm, InvolvementAudit
from charter_portal.involvement.services import ActionWords, ActivityWords, MeetingWords

SERVICE = "Riverbend Liaison and Diversion"
ASKED = ("respect", "listened", "lived", "good", "better")


def write_down(calendar: Calendar, known: Rounds) -> None:
    """A year and a half of involvement, told up to this week."""
    now = known.now
    last_year, this_year = workday(now, -255), workday(now, -15)
    for place, told in enumerate(words.ACTIVITIES):
        calendar.at(workday(now, told.days_ago), f"16:{place:02}", partial(_activity, told))
    calendar.at(last_year, "10:00", partial(_audit, last_year, words.LAST_YEAR))
    calendar.at(last_year, "15:30", partial(_plan, words.FIRST_ACTIONS, now))
    calendar.at(workday(now, -200), "11:15", partial(_work_on, words.FIRST_ACTIONS))
    calendar.at(workday(now, -62), "09:40", partial(_open_form, now))
    for place, answers in enumerate(words.ANSWERS):
        calendar.at(workday(now, -60 + place), "13:20", partial(_answer, place, answers))
    calendar.at(workday(now, -45), "14:00", partial(_meet, words.LAST_MEETING, workday(now, -45)))
    calendar.at(this_year, "10:05", partial(_audit, this_year, words.THIS_YEAR))
    calendar.at(workday(now, -12), "10:30", partial(_plan, words.NEXT_ACTIONS, now))
    calendar.at(workday(now, -8), "10:10", partial(_open_second_form, now))
    calendar.at(workday(now, -6), "09:50", partial(_plan_meeting, workday(now, 18)))


def _activity(told: words.Told) -> None:
    service = service_named(SERVICE)
    said = ActivityWords(
        title=told.title,
        reach=told.reach,
        method=told.method,
        held_on=today(),
        happened=told.happened,
        using_count=told.people[0],
        workforce_count=told.people[1],
        families_count=told.people[2],
        thanks=told.thanks,
        changed=told.changed,
    )
    services.add_activity(registered(RIVERBEND), service=service, words=said, by=people.found(RIVERBEND.lead))


def _audit(day: date, answers: dict[str, tuple[str, str, str]]) -> None:
    """The lead and a colleague answer together; last year's audit is finished, this year's too."""
    lead, colleague = people.found(RIVERBEND.lead), people.found("tomasz")
    audit = services.start_audit(
        registered(RIVERBEND),
        service=service_named(SERVICE),
        year=_year_of(day),
        since=day - timedelta(days=364),
        until=day,
        by=lead,
    )
    for place, answer in enumerate(audit.answers):
        if answer.question in answers:
            rating, said, what_next = answers[answer.question]
            by = colleague if place % 3 else lead
            services.save_answer(
                answer, rating=rating, words=said, what_next=what_next, version=answer.version, by=by
            )
    services.finish_audit(audit, by=lead)


def _year_of(day: date) -> int:
    """The first audit's year is one less than the second's, also when both fall into one year."""
    known = db.session.scalars(select(InvolvementAudit.year)).first()
    return day.year if known is None else max(day.year, known + 1)


def _plan(planned: tuple[words.Planned, ...], now: date) -> None:
    service = service_named(SERVICE)
    audit = db.session.scalars(select(InvolvementAudit).order_by(InvolvementAudit.id.desc())).first()
    for each in planned:
        from_audit = each.source is ActionSource.AUDIT and audit is not None
        services.add_action(
            registered(RIVERBEND),
            words=ActionWords(
                title=each.title,
                detail=each.detail,
                service=service,
                owner_id=people.found(each.owner).id if each.owner else None,
                owner_title=each.role,
                due_on=workday(now, each.due),
            ),
            source=each.source,
            source_label=f"Audit {audit.year}, {each.label}" if from_audit and audit else each.label,
            source_number=audit.id if from_audit and audit else None,
            by=people.found(RIVERBEND.lead),
        )


def _work_on(planned: tuple[words.Planned, ...]) -> None:
    lead = people.found(RIVERBEND.lead)
    for each in planned:
        action = _action(each.title)
        if each.note:
            services.begin_action(action, by=people.found("tomasz"))
            services.add_note(action, words=each.note, by=people.found("tomasz"))
        if each.proof:
            services.finish_action(action, proof=each.proof, by=lead)
        if each.dropped:
            services.drop_action(action, reason=each.dropped, by=lead)


def _action(title: str) -> Action:
    return db.session.scalars(select(Action).where(Action.title == title)).one()


def _open_form(now: date) -> None:
    services.open_feedback_form(
        registered(RIVERBEND),
        service=service_named(SERVICE),
        title="How was it for you?",
        audience=Audience.USING,
        question_keys=ASKED,
        opens_on=today(),
        closes_on=workday(now, -20),
        by=people.found(RIVERBEND.lead),
    )


def _open_second_form(now: date) -> None:
    services.open_feedback_form(
        registered(RIVERBEND),
        service=service_named(SERVICE),
        title="Working here",
        audience=Audience.WORKING,
        question_keys=("valued", "supported", "grow", "change"),
        opens_on=today(),
        closes_on=workday(now, 40),
        by=people.found(RIVERBEND.lead),
    )


def _answer(place: int, answers: dict[str, str]) -> None:
    form = db.session.scalars(select(FeedbackForm)).first()
    assert form is not None, "The form is open before anybody answers it."
    services.give_feedback(form, mark=f"page {place}", answers=answers)


def _meet(told: words.Met, day: date) -> None:
    lead = people.found(RIVERBEND.lead)
    meeting = services.add_meeting(
        registered(RIVERBEND),
        words=MeetingWords(
            held_on=day,
            since=day - timedelta(days=180),
            until=day,
            services=[service_named(SERVICE)],
            said=told.said,
            talked_about=told.talked_about,
        ),
        by=lead,
    )
    decisions = [services.add_decision(meeting, words=each, by=lead) for each in told.decisions]
    services.action_from_decision(
        decisions[0],
        words=ActionWords(
            title=told.decisions[0],
            service=service_named(SERVICE),
            owner_id=people.found("tomasz").id,
            due_on=workday(day, 60),
        ),
        by=lead,
    )


def _plan_meeting(day: date) -> None:
    before = db.session.scalars(select(BoardMeeting)).first()
    services.add_meeting(
        registered(RIVERBEND),
        words=MeetingWords(
            held_on=day,
            since=before.period_to + timedelta(days=1) if before is not None else day,
            until=day,
            services=[service_named(SERVICE)],
        ),
        by=people.found(RIVERBEND.lead),
    )
