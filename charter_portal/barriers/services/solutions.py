"""The way of a solution into the library and out of it. The trail names what changed, never the words:
words may have to be forgotten, and the trail never forgets."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.barriers import notices
from charter_portal.barriers.enums import ShareScope, SolutionOrigin, SolutionStatus
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.permissions import moderates
from charter_portal.barriers.queries import origin_to_tell, solutions_from
from charter_portal.barriers.rules.consent import CURRENT
from charter_portal.barriers.rules.library_file import is_web_address
from charter_portal.barriers.workflow import solution_workflow
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.core.personal_data import likely_personal_data
from charter_portal.organisations.enums import Region, Setting
from charter_portal.organisations.models import Service

declare("barriers.solution.added", "barriers.solution.changed", "barriers.solution.shared")

REVIEW_AFTER = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class SolutionWords:
    """What a solution says, and what it rests on."""

    title: str
    text: str
    source: str = ""
    link: str = ""
    checked_on: date | None = None
    is_policy: bool = False
    review_on: date | None = None

    def check(self) -> None:
        """Raise RuleBroken, naming the field, for what does not go together."""
        if self.link and not is_web_address(self.link):
            raise RuleBroken("Enter a web address that begins with https:// or http://.", field="link")
        if self.is_policy and self.review_on is None:
            raise RuleBroken("Say when this law or policy should be looked at again.", field="review_on")
        if self.review_on and self.checked_on and self.review_on <= self.checked_on:
            raise RuleBroken("The review comes after the day it was checked.", field="review_on")


def add_solution(
    kind: BarrierKind,
    *,
    words: SolutionWords,
    setting: Setting | None = None,
    key: str | None = None,
    by: User | None,
) -> Solution:
    """Put guidance into the library. `by` is None for a file loaded by command.

    What a file brings may not have been checked by anybody yet: then no day stands there, and staff find it
    among what is due for review.

    Raises NotAllowed for anybody but staff, RuleBroken naming the field.
    """
    _only_staff(by)
    _needs_source(words)
    words.check()
    if by is not None:
        _needs_day(words)
        _not_checked_tomorrow(words)
    solution = Solution(key=key, kind=kind, origin=SolutionOrigin.GUIDANCE, setting=setting, **asdict(words))
    db.session.add(solution)
    record("barriers.solution.added", about=solution, by=by, after={"kind": kind.code})
    solution_workflow.take("publish", solution, by=by)
    _decided(solution, by)
    return solution


def offer_solution(
    kind: BarrierKind,
    *,
    title: str,
    text: str,
    service: Service,
    agreed: ShareScope | None,
    entry_id: int | None = None,
    not_about_people: bool = False,
    by: User,
) -> Solution:
    """A service shares what helped; staff read it before anybody else does.

    The caller says who may offer. `agreed` is how far they agreed, under the words that stand now; nobody
    agrees by leaving a box alone. Who agreed and when is who offered it and when. Where it comes from is
    decided when it is published. `not_about_people` says that words which look like personal data tell
    nobody's. Raises RuleBroken, naming the field, for words that look so without it, without agreement, and
    while an earlier offer from the same log entry is being read or stands in the library.
    """
    for field, words in (("title", title), ("text", text)):
        if likely_personal_data(words) and not not_about_people:
            raise RuleBroken("This looks as if it is about a person. Write about the role instead.", field)
    if agreed is None:
        raise RuleBroken("Tick the first box if you agree. Without it nothing is shared.", field="agreed")
    if entry_id is not None:
        _not_twice(entry_id)
    solution = Solution(
        kind=kind,
        origin=SolutionOrigin.ORGANISATION,
        title=title,
        text=text,
        organisation_id=service.organisation_id,
        service_id=service.id,
        entry_id=entry_id,
        offered_by_id=by.id,
        agreed_public=agreed is ShareScope.PUBLIC,
        agreed_wording=CURRENT,
    )
    db.session.add(solution)
    told = {"kind": kind.code, "entry": entry_id, "agreed": agreed.value, "wording": CURRENT}
    record("barriers.solution.shared", about=solution, by=by, after=told)
    return solution


def change_solution(
    solution: Solution,
    *,
    kind: BarrierKind,
    words: SolutionWords,
    setting: Setting | None,
    version: int,
    by: User,
) -> None:
    """Reword a solution, or say that it was checked again.

    The setting of a shared one stays as it was decided. Raises NotAllowed for anybody but staff, StaleWrite
    when it changed since `version`, RuleBroken naming the field.
    """
    _only_staff(by)
    if not solution.is_shared:
        _needs_source(words)
        if solution.checked_on is not None:
            _needs_day(words)
    words.check()
    _not_checked_tomorrow(words)
    lock(solution)
    if solution.version != version:
        raise StaleWrite(solution)
    new = asdict(words) | {"kind_id": kind.id}
    if not solution.is_shared:
        new["setting"] = setting
    changed = [name for name, value in new.items() if getattr(solution, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(solution, name, new[name])
    solution.version += 1
    record("barriers.solution.changed", about=solution, by=by, after={"fields": sorted(changed)})


def publish_solution(solution: Solution, *, version: int, hide_origin: bool = False, by: User) -> None:
    """Take an offer into the library; whoever shared it hears.

    Setting and region are told only as far as they hide the service among enough others, or not at all
    with `hide_origin`. Raises StaleWrite when the words changed since `version`, and as the workflow does.
    """
    lock(solution)
    if solution.version != version:
        raise StaleWrite(solution)
    solution_workflow.take("publish", solution, by=by)
    if solution.is_shared:
        _tell_origin(solution, hide=hide_origin)
    _decided(solution, by)
    notices.offer_answered(solution, event="barriers.solution.publish", by=by)


def decline_solution(solution: Solution, *, reason: str, by: User) -> None:
    """Leave an offer out, with a reason for whoever shared it. Raises RuleBroken without one."""
    _end(solution, "decline", reason, by)


def withdraw_solution(solution: Solution, *, reason: str, by: User) -> None:
    """Take a solution out of the library, with a reason for whoever shared it."""
    _end(solution, "withdraw", reason, by)


def take_back(solution: Solution, *, by: User) -> None:
    """The organisation that shared it takes it back; it leaves the library at once.

    The caller says who of the organisation may. Raises NotAllowed for anybody outside it.
    """
    solution_workflow.take("take_back", solution, by=by)
    _decided(solution, by)


def _end(solution: Solution, step: str, reason: str, by: User) -> None:
    if not reason.strip():
        raise RuleBroken("Say why, in words that help whoever shared it.", field="reason")
    lock(solution)
    solution.reason = reason
    # The step reads the row afresh, so the reason is written before it; if it may not be taken, both go.
    db.session.flush()
    solution_workflow.take(step, solution, by=by)
    _decided(solution, by)
    notices.offer_answered(solution, event=f"barriers.solution.{step}", by=by)


def _tell_origin(solution: Solution, *, hide: bool) -> None:
    solution.setting = solution.region = None
    if not hide:
        told = origin_to_tell(solution)
        solution.setting = Setting(told.setting) if told.setting else None
        solution.region = Region(told.region) if told.region else None


def _decided(solution: Solution, by: User | None) -> None:
    solution.decided_by_id = by.id if by is not None else None
    solution.decided_at = now()
    if solution.status is SolutionStatus.PUBLISHED and solution.checked_on is None and by is not None:
        solution.checked_on = today()
        solution.review_on = solution.review_on or today() + REVIEW_AFTER


def _not_twice(entry_id: int) -> None:
    # The caller holds the log entry, so nobody offers it a second time meanwhile.
    known = solutions_from([entry_id]).get(entry_id)
    if known is not None and known.status in {SolutionStatus.OFFERED, SolutionStatus.PUBLISHED}:
        raise RuleBroken("You have shared this already. Take it back first if you want to change it.")


def _needs_source(words: SolutionWords) -> None:
    if not words.source.strip():
        raise RuleBroken("Say where this comes from.", field="source")


def _needs_day(words: SolutionWords) -> None:
    if words.checked_on is None:
        raise RuleBroken("Enter the day on which you checked it.", field="checked_on")


def _only_staff(by: User | None) -> None:
    if by is not None and not moderates(by):
        raise NotAllowed("The library is looked after by Career Matters staff.")


def _not_checked_tomorrow(words: SolutionWords) -> None:
    # A file may have been written under another clock; what somebody types was checked by today.
    if words.checked_on is not None and words.checked_on > today():
        raise RuleBroken("The day it was checked is today or earlier.", field="checked_on")
