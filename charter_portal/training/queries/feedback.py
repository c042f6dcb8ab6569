"""What delegates said of a day, with small numbers hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from charter_portal.core.database import db
from charter_portal.core.disclosure import SafeTable, Shown, is_few, safe_table, shown_count
from charter_portal.training.enums import PlaceStatus
from charter_portal.training.models import DayFeedback, Place, TrainingDay
from charter_portal.training.rules.feedback import QUESTIONS, SCALE, Question

SKIPPED = "Skipped"


@dataclass(frozen=True)
class Remark:
    """Words that somebody left; `name` is empty when they were given anonymously."""

    words: str
    name: str = ""


@dataclass(frozen=True)
class FeedbackSummary:
    """All feedback of a day: a table of questions by answers, and the words, in no order of time."""

    answered: Shown
    came: Shown
    questions: tuple[Question, ...]
    answers: tuple[str, ...]
    table: SafeTable
    most_useful: list[Remark]
    to_change: list[Remark]
    holds_back: bool
    """Words without a name are kept back: among so few one could tell who wrote them."""


def feedback_on(day: TrainingDay) -> FeedbackSummary:
    """The summary of a day, with two queries however many answered."""
    rows = select(DayFeedback).where(DayFeedback.day_id == day.id).options(joinedload(DayFeedback.place))
    given = db.session.scalars(rows).all()
    came = select(func.count()).where(Place.day_id == day.id, Place.status == PlaceStatus.ATTENDED)
    return FeedbackSummary(
        answered=shown_count(len(given)),
        came=shown_count(db.session.scalar(came) or 0),
        questions=QUESTIONS,
        answers=(*SCALE.values(), SKIPPED),
        table=safe_table([_counts(question, given) for question in QUESTIONS]),
        most_useful=_remarks(given, "most_useful"),
        to_change=_remarks(given, "to_change"),
        holds_back=is_few(len(given)) and any(_is_nameless(each) for each in given),
    )


def _counts(question: Question, given: Sequence[DayFeedback]) -> list[int]:
    answers = [each.ratings.get(question.key) for each in given]
    return [*(answers.count(int(value)) for value in SCALE), answers.count(None)]


def _remarks(given: Sequence[DayFeedback], word: str) -> list[Remark]:
    """In the order of the alphabet, so that the order says nothing about who wrote when.

    While few have answered, only words that somebody put a name to (bar I4).
    """
    remarks = [
        Remark(getattr(each, word), each.place.name if each.place else "")
        for each in given
        if getattr(each, word) and (each.place or not is_few(len(given)))
    ]
    return sorted(remarks, key=lambda remark: remark.words.casefold())


def _is_nameless(given: DayFeedback) -> bool:
    return given.place is None and bool(given.most_useful or given.to_change)
