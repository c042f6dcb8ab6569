"""Bringing a filled-in log in: every row is looked at, every problem named, and nothing half brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.barriers.models import BarrierKind
from charter_portal.barriers.queries import kinds
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.core.personal_data import likely_personal_data
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.queries import services_of
from charter_portal.workforce.enums import EntryStatus
from charter_portal.workforce.models import BarrierEntry, Post
from charter_portal.workforce.queries.posts import posts_ever
from charter_portal.workforce.rules.log_sheet import FREE_WORDS, LOG, LogLine, read_line
from charter_portal.workforce.services.gate import hold_for_writing
from charter_portal.workforce.services.imports import Filled, ImportProblems, RowProblem
from charter_portal.workforce.services.log import EntryFacts, close_entry, open_entry, start_work
from charter_portal.workforce.services.log_parts import add_try

declare("workforce.log.imported", "workforce.log.exported")

MOST_LOG_ROWS = 500


@dataclass(frozen=True)
class LogImported:
    """How many barriers were brought in, and how many stood in the log already."""

    opened: int
    already: int


@dataclass
class _Known:
    """What the names in a table can stand for in this organisation."""

    services: Mapping[str, Service]
    kinds: Mapping[str, BarrierKind]
    posts: Mapping[tuple[int, str], Post]
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, row: Filled, key: str, message: str) -> None:
        self.problems.append(RowProblem(row.number, LOG.get(key, ""), message))


def import_log(
    organisation: Organisation, rows: Sequence[Filled], *, not_about_people: bool = False, by: User
) -> LogImported:
    """Write down a barrier for each row that is not in the log yet: same service, barrier, day and words.

    `not_about_people` says that words which look like personal data tell nobody's. Raises NotAllowed for
    readers, ImportProblems when any row has a problem; then the unit of work keeps none of them.
    """
    hold_for_writing(organisation, by=by)
    known = _known(organisation)
    present = _present(organisation)
    opened = already = 0
    for row in rows:
        found = _read(row, known, not_about_people)
        if found is None:
            continue
        line, facts = found
        mark = (facts.service.id, facts.kind.id, facts.opened_on, facts.words)
        if mark in present:
            already += 1
            continue
        present.add(mark)
        try:
            _write(organisation, line, facts, by)
            opened += 1
        except RuleBroken as problem:
            key = {"tried_on": "tries", "outcome": "status"}.get(problem.field or "", problem.field or "")
            known.refuse(row, key, problem.message)
    if known.problems:
        raise ImportProblems(known.problems)
    after = {"rows": len(rows), "opened": opened}
    record("workforce.log.imported", about=organisation, by=by, organisation_id=organisation.id, after=after)
    return LogImported(opened, already)


def note_log_export(organisation: Organisation, rows: int, *, by: User) -> None:
    """The log leaves the portal: the trail keeps who took it. Raises NotAllowed for those who only read."""
    hold_for_writing(organisation, by=by)
    record(
        "workforce.log.exported",
        about=organisation,
        by=by,
        organisation_id=organisation.id,
        after={"rows": rows},
    )


def _known(organisation: Organisation) -> _Known:
    known_kinds = kinds()
    return _Known(
        services={service.name.casefold(): service for service in services_of(organisation)},
        kinds={word.casefold(): kind for kind in known_kinds for word in (kind.title, kind.code)},
        posts={
            (version.post.service_id, version.title.casefold()): version.post
            for version in posts_ever(organisation, today())
        },
    )


def _present(organisation: Organisation) -> set[tuple[int, int, object, str]]:
    columns = (BarrierEntry.service_id, BarrierEntry.kind_id, BarrierEntry.opened_on, BarrierEntry.words)
    rows = select(*columns).where(BarrierEntry.organisation_id == organisation.id)
    return {(row[0], row[1], row[2], row[3]) for row in db.session.execute(rows)}


def _read(row: Filled, known: _Known, not_about_people: bool) -> tuple[LogLine, EntryFacts] | None:
    before = len(known.problems)
    line, slips = read_line(row.values)
    for key, message in slips:
        known.refuse(row, key, message)
    for key in () if not_about_people else FREE_WORDS:
        if likely_personal_data(row.values[key]):
            known.refuse(row, key, "This looks as if it is about a person. Write about the role instead.")
    service = known.services.get(row.values["service"].strip().casefold())
    kind = known.kinds.get(row.values["kind"].strip().casefold())
    if service is None:
        known.refuse(row, "service", "Use the name of one of your services that is running.")
    if kind is None:
        known.refuse(row, "kind", "Choose one of the barriers of the template.")
    post_title = row.values["post"].strip().casefold()
    post = known.posts.get((service.id, post_title)) if service is not None and post_title else None
    if post_title and post is None and service is not None:
        known.refuse(
            row, "post", "This service has no post with this title. Leave it empty, or add the post."
        )
    if line is None or service is None or kind is None or len(known.problems) > before:
        return None
    facts = EntryFacts(
        service=service,
        kind=kind,
        post=post,
        stage=line.stage,
        severity=line.severity,
        words=line.words,
        action=line.action,
        owner_role=line.owner_role,
        opened_on=line.opened_on,
        review_on=line.review_on,
    )
    return line, facts


def _write(organisation: Organisation, line: LogLine, facts: EntryFacts, by: User) -> None:
    """As if somebody had written it down step by step, so that every rule of the log holds."""
    entry = open_entry(organisation, facts, by=by)
    for tried in line.tries:
        add_try(entry, tried_on=tried.tried_on, words=tried.words, outcome=tried.outcome, by=by)
    if line.status is EntryStatus.WORKING:
        start_work(entry, by=by)
    elif line.status is not EntryStatus.OPEN and line.closed_on is not None:
        close_entry(
            entry,
            outcome=line.status,
            result=line.result,
            closed_on=line.closed_on,
            version=entry.version,
            by=by,
        )
