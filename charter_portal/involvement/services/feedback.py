"""Short feedback forms: opening one, answering without a name, closing.

An answer leaves nothing about the person: no entry in the trail (which keeps addresses), no moment, no
browser, no address. The throttle counts by form and never by person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.accounts.services.throttles import HOUR, Limit, TooManyTries, count_try
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.core.tokens import new_code, token_hash
from charter_portal.involvement.enums import Audience
from charter_portal.involvement.models import FeedbackForm, FeedbackReply
from charter_portal.involvement.permissions import leads
from charter_portal.involvement.queries.feedback import asked_in, bank, is_taking_answers, scale_of
from charter_portal.involvement.rules.feedback import MOST_ASKED, week_of
from charter_portal.involvement.services.gate import check_service
from charter_portal.organisations.models import Organisation, Service

declare("involvement.feedback_form.opened", "involvement.feedback_form.closed")

REPLIES = Limit("feedback.form", 120, HOUR)
LONGEST_OPEN = timedelta(days=366)
CODE_LENGTH = 24
WORDS_KEPT = 4000


def open_feedback_form(
    organisation: Organisation,
    *,
    service: Service,
    title: str,
    audience: Audience,
    question_keys: Sequence[str],
    opens_on: date,
    closes_on: date,
    by: User,
) -> FeedbackForm:
    """Open a form of a few questions for some time; it keeps its questions as they are worded today.

    Raises NotAllowed for anybody but a lead, RuleBroken for another's service, no question or too many,
    questions for other people, or days that do not fit.
    """
    if not leads(by, organisation):
        raise NotAllowed("A lead of the organisation opens feedback forms.")
    check_service(organisation, service)
    asked = [question for question in bank().chosen(question_keys) if audience.value in question.audiences]
    if not asked:
        raise RuleBroken("Choose at least one question that fits these people.", field="questions")
    if len(asked) > MOST_ASKED:
        raise RuleBroken(f"Choose {MOST_ASKED} questions or fewer.", field="questions")
    _check_days(opens_on, closes_on)
    form = FeedbackForm(
        organisation_id=organisation.id,
        service_id=service.id,
        title=title,
        audience=audience,
        code=new_code(CODE_LENGTH),
        questions=[{"key": each.key, "kind": each.kind, "text": each.text} for each in asked],
        scale=[{"key": step.key, "label": step.label} for step in bank().scale],
        bank_version=bank().version,
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by_id=by.id,
    )
    db.session.add(form)
    record("involvement.feedback_form.opened", about=form, by=by, after={"closes_on": closes_on})
    return form


def close_feedback_form(form: FeedbackForm, *, by: User) -> None:
    """Take no more answers; from then on the results can be read. Raises NotAllowed for all but leads."""
    if not leads(by, form):
        raise NotAllowed("A lead of the organisation closes feedback forms.")
    lock(form)
    if form.closed_at is None:
        form.closed_at = now()
        record("involvement.feedback_form.closed", about=form, by=by)


def give_feedback(form: FeedbackForm, *, mark: str, answers: Mapping[str, Any]) -> None:
    """Keep one person's answers, each of which may be missing. The same page sent twice is one reply.

    A reply without any answer is thanked for and not kept. Raises StepNotOpen when the form takes no
    answers now, TooManyTries when very many came within an hour.
    """
    if not is_taking_answers(form):
        raise StepNotOpen("This form takes no answers at the moment.")
    kept = _kept(form, answers)
    if not kept:
        return
    digest = token_hash(f"{form.code}:{mark}")
    if db.session.get(FeedbackReply, digest) is not None:
        return
    wait = count_try(REPLIES, str(form.id))
    if wait is not None:
        raise TooManyTries(wait)
    try:
        with db.session.begin_nested():
            db.session.add(FeedbackReply(mark=digest, form_id=form.id, week=week_of(today()), answers=kept))
    except IntegrityError:
        # The same page was sent twice in one moment: one reply is kept, and that is what was wanted.
        return


def _kept(form: FeedbackForm, answers: Mapping[str, Any]) -> dict[str, str]:
    steps = {step.key for step in scale_of(form)}
    kept = {}
    for question in asked_in(form):
        said = str(answers.get(question.key) or "").strip()
        if said and (not question.is_scale or said in steps):
            kept[question.key] = said[:WORDS_KEPT]
    return kept


def _check_days(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise RuleBroken("The last day comes after the first day.", field="closes_on")
    if closes_on < today():
        raise RuleBroken("Choose a last day that is still to come.", field="closes_on")
    if closes_on - opens_on > LONGEST_OPEN:
        raise RuleBroken("Keep a form open for a year or less.", field="closes_on")
