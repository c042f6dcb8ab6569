"""Bringing in a table: every row is looked at, every problem is named, and nothing is half brought in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import today
from charter_portal.core.errors import RuleBroken
from charter_portal.core.personal_data import likely_personal_data
from charter_portal.core.workbook_reading import FilledRow as Filled
from charter_portal.organisations.models import Service
from charter_portal.workforce.enums import Employer, PostKind
from charter_portal.workforce.models import Person, Post, RoleProfile
from charter_portal.workforce.queries.people import people_by_key
from charter_portal.workforce.queries.posts import posts_ever, profiles_for
from charter_portal.workforce.rules.codes import code_key
from charter_portal.workforce.rules.sheets import (
    MILESTONES,
    POST_WORDS,
    POSTS,
    WORDS,
    Unreadable,
    amount_of,
    answer_of,
    day_of,
    whole_of,
    word_of,
)
from charter_portal.workforce.services.gate import hold_for_writing
from charter_portal.workforce.services.milestones import MilestoneFacts, record_milestone
from charter_portal.workforce.services.people import add_person
from charter_portal.workforce.services.posts import PostFacts, add_post

declare("workforce.rows.imported", "workforce.rows.exported")

MOST_ROWS = 1000
MOST_PROBLEMS = 200


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one row, and where."""

    row: int
    column: str
    message: str


class ImportProblems(Exception):
    """Nothing was brought in. Every problem that was found, row by row."""

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__(f"{len(problems)} things in the table need a change.")
        self.problems = sorted(problems, key=lambda problem: problem.row)[:MOST_PROBLEMS]
        self.found = len(problems)


@dataclass(frozen=True)
class Imported:
    """What was brought in."""

    rows: int
    people: int = 0


class _Cells:
    """The cells of one row, read one by one, with every problem kept."""

    def __init__(self, row: Filled, columns: Mapping[str, str], problems: list[RowProblem]) -> None:
        self.row, self.columns, self.problems = row, columns, problems
        self.is_sound = True

    def read(self, key: str, reading: Callable[[str], Any]) -> Any:
        """What the cell says, or None with a problem."""
        try:
            return reading(self.row.values[key])
        except Unreadable as problem:
            self.refuse(key, str(problem))
        return None

    def refuse(self, key: str | None, message: str) -> None:
        """Keep a problem of this row."""
        self.is_sound = False
        self.problems.append(RowProblem(self.row.number, self.columns.get(key or "", ""), message))


def import_posts(service: Service, rows: Sequence[Filled], *, by: User) -> Imported:
    """Add a post for each row. Raises NotAllowed for readers, ImportProblems when any row has a problem."""
    organisation = hold_for_writing(service.organisation, by=by)
    profiles = {profile.name.casefold(): profile for profile in profiles_for(organisation)}
    problems: list[RowProblem] = []
    for row in rows:
        cells = _Cells(row, POSTS, problems)
        facts, since = (
            _post_facts(cells, profiles),
            cells.read("since", partial(day_of, needed=True)),
        )
        if facts is None or not cells.is_sound:
            continue
        try:
            add_post(service, facts, since=since, by=by)
        except RuleBroken as problem:
            cells.refuse(problem.field, problem.message)
    return _done("posts", service, rows, problems, by)


def import_milestones(service: Service, rows: Sequence[Filled], *, sure: bool, by: User) -> Imported:
    """Write down a milestone for each row, in the order of their days; codes that are new are added.

    A row that is here already changes nothing, so a longer table can be brought in again. `sure` means that
    an unusual order is right. Raises NotAllowed for readers, ImportProblems when any row has a problem.
    """
    organisation = hold_for_writing(service.organisation, by=by)
    posts: dict[str, list[Post]] = defaultdict(list)
    for version in posts_ever(organisation, today()):
        posts[version.title.casefold()].append(version.post)
    known: dict[str, Person] = people_by_key(organisation)
    before = len(known)
    problems: list[RowProblem] = []
    sound = []
    for row in rows:
        cells = _Cells(row, MILESTONES, problems)
        facts = _milestone_facts(cells, posts, service)
        if facts is not None and cells.is_sound:
            sound.append((cells, facts))
    for cells, facts in sorted(sound, key=lambda pair: (pair[1].happened_on, pair[0].row.number)):
        code = cells.row.values["code"]
        try:
            if code_key(code) not in known:
                known[code_key(code)] = add_person(service, code=code, by=by)
            record_milestone(known[code_key(code)], facts, by=by, sure=sure)
        except RuleBroken as problem:
            cells.refuse(problem.field, problem.message)
    done = _done("milestones", service, rows, problems, by)
    return Imported(done.rows, people=len(known) - before)


def note_export(service: Service, table: str, rows: int, *, by: User) -> None:
    """Rows leave the portal: the trail keeps who took which table, and how many rows it had.

    Raises NotAllowed for everybody but leads and workforce editors.
    """
    organisation = hold_for_writing(service.organisation, by=by)
    record(
        "workforce.rows.exported",
        about=service,
        by=by,
        organisation_id=organisation.id,
        after={"table": table, "rows": rows},
    )


def _done(
    table: str, service: Service, rows: Sequence[Filled], problems: list[RowProblem], by: User
) -> Imported:
    if problems:
        raise ImportProblems(problems)
    record(
        "workforce.rows.imported",
        about=service,
        by=by,
        organisation_id=service.organisation_id,
        after={"table": table, "rows": len(rows)},
    )
    return Imported(len(rows))


def _post_facts(cells: _Cells, profiles: Mapping[str, RoleProfile]) -> PostFacts | None:
    values = cells.row.values
    profile = profiles.get(values["role_profile"].strip().casefold())
    if profile is None:
        cells.refuse("role_profile", "Choose one of the role profiles of the template.")
    for key in ("title", "pay_band", "employer_name"):
        if likely_personal_data(values[key]):
            cells.refuse(key, "This looks as if it is about a person. Write about the post.")
    if not values["title"].strip():
        cells.refuse("title", "Enter the title of the post.")
    if any(
        len(values[key]) > limit for key, limit in (("title", 200), ("employer_name", 200), ("pay_band", 40))
    ):
        cells.refuse("title", "These words are too long for a post.")
    words = {
        key: cells.read(key, partial(word_of, kind=kind, needed=key != "employer"))
        for key, kind in POST_WORDS.items()
    }
    level = cells.read("level", whole_of)
    headcount = cells.read("headcount", partial(whole_of, usual=1))
    wte = cells.read("wte", amount_of)
    funded_until = cells.read("funded_until", day_of)
    if profile is None or not cells.is_sound:
        return None
    return PostFacts(
        role_profile=profile,
        level=profile.level_low if level is None else level,
        title=values["title"],
        kind=words["kind"] or PostKind.PAID,
        status=words["status"],
        headcount=headcount,
        wte=wte,
        pay_band=values["pay_band"],
        employer=words["employer"] or Employer.OWN,
        employer_name=values["employer_name"],
        funded_until=funded_until,
    )


def _milestone_facts(
    cells: _Cells, posts: Mapping[str, list[Post]], service: Service
) -> MilestoneFacts | None:
    words = {
        key: cells.read(key, partial(word_of, kind=kind, needed=key == "kind")) for key, kind in WORDS.items()
    }
    happened_on = cells.read("happened_on", partial(day_of, needed=True))
    answers = {key: cells.read(key, answer_of) for key in ("wellbeing_plan", "adjustments")}
    days = {f"{key}_on": cells.read(f"{key}_on", day_of) for key in answers}
    post = _post(cells, posts, service)
    if not cells.is_sound:
        return None
    return MilestoneFacts(happened_on=happened_on, post=post, **words, **answers, **days)


def _post(cells: _Cells, posts: Mapping[str, list[Post]], service: Service) -> Post | None:
    title = cells.row.values["post"].strip()
    if not title:
        return None
    found = posts.get(title.casefold(), [])
    here = [post for post in found if post.service_id == service.id] or found
    if len(here) == 1:
        return here[0]
    if here:
        cells.refuse("post", "Several posts have this title. Give each its own title first.")
    else:
        cells.refuse("post", "There is no post with this title. Add the post first.")
    return None
