"""Posts and their history. What was true on a day stays askable, whatever changes later."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.organisations.models import Organisation, Service
from charter_portal.workforce.enums import Employer, PostKind, PostStatus
from charter_portal.workforce.models import Post, PostVersion, RoleProfile
from charter_portal.workforce.queries.people import people_in
from charter_portal.workforce.rules.history import Span, cut
from charter_portal.workforce.services.gate import hold_for_writing

declare("workforce.post.added", "workforce.post.changed", "workforce.post.corrected", "workforce.post.ended")

LONGEST_TIME = 30


@dataclass(frozen=True, kw_only=True)
class PostFacts:
    """What is true of a post at one time."""

    role_profile: RoleProfile
    level: int
    title: str
    kind: PostKind
    status: PostStatus
    headcount: int
    wte: Decimal
    pay_band: str = ""
    employer: Employer = Employer.OWN
    employer_name: str = ""
    funded_until: date | None = None

    def check(self, organisation: Organisation) -> None:
        """Raise RuleBroken, naming the field, for what cannot be."""
        if self.role_profile.organisation_id not in (None, organisation.id):
            raise RuleBroken("Choose one of the role profiles shown.", field="role_profile")
        if not self.role_profile.level_low <= self.level <= self.role_profile.level_high:
            low, high = self.role_profile.level_low, self.role_profile.level_high
            levels = f"level {low}" if low == high else f"levels {low} to {high}"
            raise RuleBroken(f"This role profile has {levels}. Choose one of these.", field="level")
        if not 1 <= self.headcount <= 999:
            raise RuleBroken("Enter how many people the post is for, from 1 to 999.", field="headcount")
        if not 0 <= self.wte <= self.headcount:
            raise RuleBroken(
                "Whole-time equivalent is at most 1 for each person. Half a week each for two people is 1.",
                field="wte",
            )
        if self.kind is PostKind.VOLUNTEER and self.pay_band:
            raise RuleBroken("A volunteer post has no pay band. Leave it empty.", field="pay_band")
        if self.employer is Employer.PARTNER and not self.employer_name:
            raise RuleBroken("Enter the name of the partner.", field="employer_name")

    def columns(self) -> dict[str, Any]:
        """As the columns of a version keep it."""
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "role_profile"}
        if self.employer is Employer.OWN:
            told["employer_name"] = ""
        return told | {
            "role_profile_id": self.role_profile.id,
            "wte": Decimal(self.wte).quantize(Decimal("0.01")),
        }


def add_post(service: Service, facts: PostFacts, *, since: date, by: User) -> Post:
    """A post that exists from a day on. Raises NotAllowed for readers, RuleBroken at the field."""
    organisation = hold_for_writing(service.organisation, by=by)
    facts.check(organisation)
    _fits_the_calendar(since, "since")
    if service.closed_at is not None:
        raise RuleBroken("This service is closed. Open it again before you add posts.")
    post = Post(service_id=service.id, service=service)
    post.versions.append(PostVersion(valid_from=since, valid_until=None, **facts.columns()))
    db.session.add(post)
    _record("added", post, by, after={"since": since, **facts.columns()})
    return post


def change_post(post: Post, facts: PostFacts, *, since: date, version: int, by: User) -> None:
    """From this day on something else is true. What was true before stays.

    On the first day of a version this corrects the version. A later change that is already known stays
    as it is. Raises as add_post, and StaleWrite when somebody else saved since `version`.
    """
    organisation = _held(post, by)
    facts.check(organisation)
    _fits_the_calendar(since, "since")
    spans = [Span(each.valid_from, each.valid_until) for each in post.versions]
    found = cut(spans, since)
    if found is None:
        raise RuleBroken("The post was not there on this day. Choose a day from its history.", field="since")
    touched = post.versions[found.place]
    wanted = facts.columns()
    before, after = diff({name: getattr(touched, name) for name in wanted}, wanted)
    if not after:
        return
    _is_fresh(post, version)
    if found.splits:
        touched.valid_until = since
        db.session.flush()
        db.session.add(PostVersion(post_id=post.id, valid_from=since, valid_until=found.until, **wanted))
    else:
        for name, value in after.items():
            setattr(touched, name, value)
    post.version += 1
    db.session.flush()
    db.session.expire(post, ["versions"])
    _record(
        "changed" if found.splits else "corrected", post, by, before=before, after={"since": since, **after}
    )


def end_post(post: Post, *, on: date, version: int, by: User) -> None:
    """The post is there until this day, not included. Its history stays.

    Raises RuleBroken while people still work in it or before it was there, StaleWrite as change_post.
    """
    _held(post, by)
    _fits_the_calendar(on, "on")
    last = post.versions[-1]
    if last.valid_until is not None:
        return
    _is_fresh(post, version)
    if on <= last.valid_from:
        raise RuleBroken("The post ends after its last change. Choose a later day.", field="on")
    if people_in(post):
        raise RuleBroken("People work in this post. Write down where they went first.", field="on")
    last.valid_until = on
    post.version += 1
    _record("ended", post, by, after={"on": on})


def _held(post: Post, by: User) -> Organisation:
    organisation = hold_for_writing(post.service.organisation, by=by)
    lock(post)
    db.session.expire(post, ["versions"])
    return organisation


def _is_fresh(post: Post, version: int) -> None:
    if post.version != version:
        raise StaleWrite(post)


def _fits_the_calendar(day: date, field: str) -> None:
    if day > today():
        raise RuleBroken("This day has not come yet. Enter the change once it is true.", field=field)
    if day.year < today().year - LONGEST_TIME:
        raise RuleBroken("This day is very long ago. Check the year.", field=field)


def _record(
    verb: str,
    post: Post,
    by: User,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        f"workforce.post.{verb}",
        about=post,
        by=by,
        organisation_id=post.service.organisation_id,
        before=before,
        after=after,
    )
