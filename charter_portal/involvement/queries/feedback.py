"""Feedback forms and their results, which come once a form is closed, through disclosure control."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.disclosure import SafeList, Shown, safe_list, shown_count
from charter_portal.core.places import PACKAGE
from charter_portal.involvement.models import FeedbackForm, FeedbackReply
from charter_portal.involvement.rules.feedback import (
    AskedQuestion,
    FeedbackBank,
    read_bank,
    tallies,
    words_said,
)
from charter_portal.involvement.rules.questions import ScaleStep
from charter_portal.organisations.models import Organisation

ENOUGH = 8
"""Fewer answers than these show nothing at all."""


@dataclass(frozen=True)
class ScaleResult:
    """The answers to one question on the scale, as they may be shown, and how many skipped it."""

    question: AskedQuestion
    labels: tuple[str, ...]
    counts: SafeList


@dataclass(frozen=True)
class WordsResult:
    """What people wrote to one question, in no order that tells anything."""

    question: AskedQuestion
    said: list[str]


@dataclass(frozen=True)
class Results:
    """The results of a closed form with enough answers."""

    answers: Shown
    scales: list[ScaleResult]
    words: list[WordsResult]


@cache
def bank() -> FeedbackBank:
    """The questions that a form may ask, and where people find support."""
    return read_bank((PACKAGE / "involvement" / "feedback.yaml").read_text("utf-8"))


def asked_in(form: FeedbackForm) -> list[AskedQuestion]:
    """A form's own questions, as they were worded when it opened."""
    return [AskedQuestion(each["key"], each["kind"], each["text"]) for each in form.questions]


def scale_of(form: FeedbackForm) -> tuple[ScaleStep, ...]:
    """A form's own scale."""
    return tuple(ScaleStep(each["key"], each["label"]) for each in form.scale)


def feedback_forms_of(organisation: Organisation) -> list[FeedbackForm]:
    """An organisation's forms, the newest first."""
    rows = select(FeedbackForm).where(FeedbackForm.organisation_id == organisation.id)
    rows = rows.options(joinedload(FeedbackForm.service))
    return list(db.session.scalars(rows.order_by(FeedbackForm.opens_on.desc(), FeedbackForm.id.desc())))


def feedback_form_in(organisation: Organisation, form_id: int) -> FeedbackForm | None:
    """This organisation's form with this number, or None."""
    rows = select(FeedbackForm).where(
        FeedbackForm.id == form_id, FeedbackForm.organisation_id == organisation.id
    )
    return db.session.scalar(rows.options(joinedload(FeedbackForm.service)))


def form_with_code(code: str) -> FeedbackForm | None:
    """The form behind a link, whether it takes answers now or not; None for a code that nobody gave out."""
    rows = select(FeedbackForm).where(FeedbackForm.code == code)
    with_names = (joinedload(FeedbackForm.organisation), joinedload(FeedbackForm.service))
    return db.session.scalar(rows.options(*with_names))


def is_closed(form: FeedbackForm) -> bool:
    """The form takes no more answers, today or later."""
    return form.closed_at is not None or form.closes_on < today()


def is_taking_answers(form: FeedbackForm) -> bool:
    """Today is one of the form's days, and nobody has closed it."""
    return not is_closed(form) and form.opens_on <= today()


def has_enough_answers(form: FeedbackForm) -> bool:
    """So many answers that results can be shown. How many exactly is told to nobody before that."""
    return _count(form) >= ENOUGH


def results_of(form: FeedbackForm) -> Results | None:
    """The results, or None while the form is open or has fewer than eight answers.

    An open form shows nothing, because somebody who looks twice would see what came in between.
    """
    if not is_closed(form) or not has_enough_answers(form):
        return None
    rows = select(FeedbackReply.mark, FeedbackReply.answers).where(FeedbackReply.form_id == form.id)
    replies = [(row.mark, row.answers) for row in db.session.execute(rows)]
    asked, scale = asked_in(form), scale_of(form)
    labels = (*(step.label for step in scale), "Skipped")
    counted = tallies(asked, scale, [answers for _, answers in replies])
    return Results(
        answers=shown_count(len(replies)),
        scales=[ScaleResult(each.question, labels, safe_list(each.counts)) for each in counted],
        words=[WordsResult(each, words_said(each, replies)) for each in asked if not each.is_scale],
    )


def _count(form: FeedbackForm) -> int:
    rows = select(func.count()).select_from(FeedbackReply).where(FeedbackReply.form_id == form.id)
    return db.session.scalar(rows) or 0
