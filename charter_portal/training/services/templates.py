"""Programmes to start a day from."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.training import permissions as can
from charter_portal.training.enums import Audience
from charter_portal.training.models import ProgrammeTemplate, TemplateItem
from charter_portal.training.rules.programme import ProgrammeNotRead, Step, read_programme

declare(
    "training.template.added",
    "training.template.changed",
    "training.template.closed",
    "training.template.reopened",
)

NAME_TAKEN = "Another programme has this name. Choose a different one."


def add_template(
    *, name: str, audience: Audience, summary: str, what_next: str, programme: str, by: User
) -> ProgrammeTemplate:
    """A programme for days to come. `programme` is as `rules.programme` reads it.

    Raises NotAllowed for anybody but staff, RuleBroken at the name or the programme.
    """
    _only_staff(by)
    steps = steps_in(programme)
    template = ProgrammeTemplate(name=name, audience=audience, summary=summary, what_next=what_next)
    try:
        with db.session.begin_nested():
            db.session.add(template)
    except IntegrityError:
        raise RuleBroken(NAME_TAKEN, field="name") from None
    _put(template, steps)
    record("training.template.added", about=template, by=by, after={"name": name, "audience": audience})
    return template


def change_template(
    template: ProgrammeTemplate,
    *,
    name: str,
    audience: Audience,
    summary: str,
    what_next: str,
    programme: str,
    by: User,
) -> None:
    """Change a programme; days that began from it stay as they are. Raises as `add_template`."""
    _only_staff(by)
    steps = steps_in(programme)
    lock(template)
    try:
        with db.session.begin_nested():
            template.name, template.audience = name, audience
            template.summary, template.what_next = summary, what_next
    except IntegrityError:
        raise RuleBroken(NAME_TAKEN, field="name") from None
    for item in list(template.items):
        db.session.delete(item)
    db.session.flush()
    db.session.expire(template, ["items"])
    _put(template, steps)
    record("training.template.changed", about=template, by=by, after={"name": name, "audience": audience})


def close_template(template: ProgrammeTemplate, *, by: User) -> None:
    """No further day begins from it. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(template)
    template.closed_at = template.closed_at or now()
    record("training.template.closed", about=template, by=by)


def reopen_template(template: ProgrammeTemplate, *, by: User) -> None:
    """Days may begin from it again. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(template)
    template.closed_at = None
    record("training.template.reopened", about=template, by=by)


def steps_in(programme: str) -> list[Step]:
    """The steps that somebody wrote. Raises RuleBroken, at the programme, naming the line."""
    try:
        return read_programme(programme)
    except ProgrammeNotRead as problem:
        raise RuleBroken(str(problem), field="programme") from None


def _put(template: ProgrammeTemplate, steps: list[Step]) -> None:
    for step in steps:
        db.session.add(
            TemplateItem(
                template_id=template.id,
                after=step.after,
                minutes=step.minutes,
                title=step.title,
                words=step.words,
            )
        )
    db.session.flush()


def _only_staff(by: User) -> None:
    if not can.runs_training(by):
        raise NotAllowed("Programmes are kept by Career Matters staff.")
