"""Milestones: writing one down, putting one right, taking one away. The present post follows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.enums import CheckKind, Destination, LeavingReason, MilestoneKind, Supervision
from charter_portal.workforce.models import ClockReminder, Milestone, Person, Post
from charter_portal.workforce.queries.posts import version_on
from charter_portal.workforce.rules.order import CHECKS, ENDS, PLACES, Step, doubts
from charter_portal.workforce.services.people import hold_person

declare("workforce.milestone.recorded", "workforce.milestone.corrected", "workforce.milestone.removed")


class UnusualOrder(RuleBroken):
    """The order is unusual. Somebody who knows that it was so may say so."""


@dataclass(frozen=True, kw_only=True)
class MilestoneFacts:
    """What happened, on which day, and the support there was: yes, no and a day, nothing else."""

    kind: MilestoneKind
    happened_on: date
    post: Post | None = None
    check_kind: CheckKind | None = None
    destination: Destination | None = None
    leaving_reason: LeavingReason | None = None
    supervision: Supervision | None = None
    wellbeing_plan: bool | None = None
    wellbeing_plan_on: date | None = None
    adjustments: bool | None = None
    adjustments_on: date | None = None

    def check(self, organisation: Organisation) -> None:
        """Raise RuleBroken, naming the field, for what is missing or does not belong."""
        if self.kind in CHECKS and self.check_kind is None:
            raise RuleBroken("Choose which check this is about.", field="check_kind")
        if self.kind is MilestoneKind.MOVED_ON and self.destination is None:
            raise RuleBroken("Choose where the person moved on to.", field="destination")
        if self.kind is MilestoneKind.LEFT and self.leaving_reason is None:
            raise RuleBroken("Choose a reason, or “own reasons, or not asked”.", field="leaving_reason")
        if self.kind in PLACES:
            self._check_post(organisation)
        elif self.post is not None and self.post.service.organisation_id != organisation.id:
            raise RuleBroken("Choose one of your posts.", field="post")
        for name, answer, day in (
            ("wellbeing_plan_on", self.wellbeing_plan, self.wellbeing_plan_on),
            ("adjustments_on", self.adjustments, self.adjustments_on),
        ):
            if day is not None and not answer:
                raise RuleBroken("Answer yes beside a date, or leave the date empty.", field=name)
            if day is not None and day > today():
                raise RuleBroken("This day has not come yet.", field=name)

    def _check_post(self, organisation: Organisation) -> None:
        if self.post is None or self.post.service.organisation_id != organisation.id:
            raise RuleBroken("Choose the post.", field="post")
        if version_on(self.post, self.happened_on) is None:
            raise RuleBroken("This post was not there on that day. Check the day or the post.", field="post")

    def columns(self) -> dict[str, Any]:
        """As a row keeps it; what does not belong to this kind is left out."""
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "post"}
        if self.kind not in CHECKS:
            told["check_kind"] = None
        if self.kind is not MilestoneKind.MOVED_ON:
            told["destination"] = None
        if self.kind is not MilestoneKind.LEFT:
            told["leaving_reason"] = None
        return told | {"post_id": self.post.id if self.post is not None else None}

    @property
    def step(self) -> Step:
        """As the order of milestones sees it."""
        return Step(self.kind, self.happened_on, self.check_kind if self.kind in CHECKS else None)


def record_milestone(person: Person, facts: MilestoneFacts, *, by: User, sure: bool = False) -> Milestone:
    """Write down what happened. The same thing sent twice is one milestone.

    `sure` means: it did happen in this unusual order. Raises NotAllowed for readers, RuleBroken at the field,
    UnusualOrder when the order speaks against it and nobody is sure.
    """
    organisation = hold_person(person, by=by)
    facts.check(organisation)
    way = _way(person)
    same = next((each for each in way if _is_same(each, facts)), None)
    if same is not None:
        return same
    _weigh(facts, [_step(each) for each in way], sure)
    where = facts.post.service_id if facts.post is not None else person.service_id
    milestone = Milestone(person_id=person.id, service_id=where, **facts.columns())
    db.session.add(milestone)
    db.session.flush()
    settle_post(person)
    person.version += 1
    _record("recorded", milestone, person, by, after=_told(facts.columns()))
    return milestone


def correct_milestone(
    milestone: Milestone, facts: MilestoneFacts, *, version: int, by: User, sure: bool = False
) -> None:
    """Put a milestone right. Before and after stand in the trail.

    Raises as record_milestone, and StaleWrite when somebody else saved it since `version`.
    """
    person = milestone.person
    organisation = hold_person(person, by=by)
    lock(milestone)
    facts.check(organisation)
    wanted = facts.columns()
    before, after = diff({name: getattr(milestone, name) for name in wanted}, wanted)
    if not after:
        return
    if milestone.version != version:
        raise StaleWrite(milestone)
    _weigh(facts, [_step(each) for each in _way(person) if each.id != milestone.id], sure)
    for name, value in after.items():
        setattr(milestone, name, value)
    if facts.post is not None:
        milestone.service_id = facts.post.service_id
    milestone.version += 1
    if "happened_on" in after or "kind" in after:
        # A clock that starts on another day reminds afresh.
        db.session.execute(delete(ClockReminder).where(ClockReminder.milestone_id == milestone.id))
    db.session.flush()
    settle_post(person)
    person.version += 1
    _record("corrected", milestone, person, by, before=_told(before), after=_told(after))


def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """Take away what did not happen. The trail keeps kind and day. Raises NotAllowed for readers."""
    person = milestone.person
    hold_person(person, by=by)
    lock(milestone)
    db.session.execute(delete(ClockReminder).where(ClockReminder.milestone_id == milestone.id))
    _record(
        "removed",
        milestone,
        person,
        by,
        before={"kind": milestone.kind, "happened_on": milestone.happened_on},
    )
    db.session.delete(milestone)
    db.session.flush()
    settle_post(person)
    person.version += 1


def settle_post(person: Person) -> None:
    """Work out afresh where the person works now: their last start or move, unless they have gone since."""
    decisive = [each for each in _way(person) if each.kind in (*PLACES, *ENDS)]
    last = decisive[-1] if decisive else None
    person.post_id = last.post_id if last is not None and last.kind in PLACES else None
    if last is not None and last.kind in PLACES:
        person.service_id = last.service_id


def _way(person: Person) -> list[Milestone]:
    rows = select(Milestone).where(Milestone.person_id == person.id)
    return list(db.session.scalars(rows.order_by(Milestone.happened_on, Milestone.id)))


def _step(milestone: Milestone) -> Step:
    return Step(milestone.kind, milestone.happened_on, milestone.check_kind)


def _is_same(milestone: Milestone, facts: MilestoneFacts) -> bool:
    return all(getattr(milestone, name) == value for name, value in facts.columns().items())


def _weigh(facts: MilestoneFacts, way: list[Step], sure: bool) -> None:
    for doubt in doubts(facts.step, way, today()):
        if doubt.firm:
            raise RuleBroken(doubt.message, field="happened_on")
        if not sure:
            raise UnusualOrder(doubt.message, field="happened_on")


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    """For the trail: only what was said, so that an entry stays short."""
    return {name: value for name, value in columns.items() if value is not None}


def _record(
    verb: str,
    milestone: Milestone,
    person: Person,
    by: User,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        f"workforce.milestone.{verb}",
        about=milestone,
        by=by,
        organisation_id=person.organisation_id,
        before=before,
        after=after,
    )
