"""The floor's lists: the staff list and its file, an assessor's queue, the register."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

from flask import Response, abort, g, render_template, request
from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from benchmarks import floor_tables as t

PAGE = 50
SORTS = {"title": t.Application.title, "submitted": t.Application.submitted_at, "state": t.Application.status}
FILTERS = ("search", "state", "region")
STAFF, ASSESSOR, MEMBER = "officer", "assessor", "member"
HEADER = ("Reference", "Application", "Organisation", "Type", "Region", "State", "Tier", "Submitted")
OPEN_STATES = ("allocated", "scoring")


def needs(role: str) -> Any:
    """The person, when they have this role; anybody else gets 403."""
    if g.person is None or g.person.role != role:
        abort(403)
    return g.person


def staff_list() -> str:
    """The round's applications: filter, search, sort, count, page."""
    needs(STAFF)
    rows = _listed()
    counted = select(func.count(t.Application.id)).where(
        t.Application.id.in_(rows.with_only_columns(t.Application.id))
    )
    if not any(request.args.get(name) for name in FILTERS):
        counted = select(func.count(t.Application.id)).where(t.Application.submitted_at.is_not(None))
    total = g.db.scalar(counted)
    number = min(max(1, request.args.get("page", 1, int)), max(1, -(-total // PAGE)))
    asked = request.args.get("sort", "title")
    sort = asked if asked.lstrip("-") in SORTS else "title"
    column = SORTS[sort.lstrip("-")]
    rows = rows.order_by(column.desc() if sort.startswith("-") else column, t.Application.id)
    found = g.db.execute(rows.limit(PAGE).offset((number - 1) * PAGE)).all()
    numbers = [row[0].id for row in found]
    done = func.sum(case((t.Allocation.status == "finished", 1), else_=0))
    counts = select(t.Allocation.application_id, func.count(), done).group_by(t.Allocation.application_id)
    readers = {row[0]: row for row in g.db.execute(counts.where(t.Allocation.application_id.in_(numbers)))}
    states = g.db.execute(select(t.Application.status, func.count()).group_by(t.Application.status)).all()
    assessors = g.db.execute(
        select(t.Person.id, t.Person.name).where(t.Person.role == ASSESSOR).order_by(t.Person.name)
    ).all()
    levels = g.db.scalars(select(t.Level).order_by(t.Level.rank)).all()
    return render_template(
        "floor/list.html",
        rows=found,
        readers=readers,
        states=states,
        assessors=assessors,
        levels=levels,
        total=total,
        number=number,
        pages=-(-total // PAGE),
        sort=sort,
        args=request.args,
        names={level.id: level.name for level in levels},
    )


def _listed() -> Select[Any]:
    rows = (
        select(t.Application, t.Decision.status, t.Decision.level_id)
        .join(t.Application.organisation)
        .outerjoin(t.Decision, t.Decision.application_id == t.Application.id)
        .options(contains_eager(t.Application.organisation))
        .where(t.Application.submitted_at.is_not(None))
    )
    if request.args.get("state"):
        rows = rows.where(t.Application.status == request.args["state"])
    if request.args.get("region"):
        rows = rows.where(t.Organisation.region == request.args["region"])
    if request.args.get("search"):
        sought = f"%{request.args['search']}%"
        rows = rows.where(
            or_(
                t.Application.title.ilike(sought),
                t.Application.reference.ilike(sought),
                t.Organisation.name.ilike(sought),
            )
        )
    return rows


def export() -> Response:
    """Every application as CSV, streamed."""
    needs(STAFF)
    rows = (
        select(
            t.Application.reference,
            t.Application.title,
            t.Organisation.name,
            t.Organisation.kind,
            t.Organisation.region,
            t.Application.status,
            t.Level.name,
            t.Application.submitted_at,
        )
        .join(t.Application.organisation)
        .outerjoin(t.Decision, t.Decision.application_id == t.Application.id)
        .outerjoin(t.Level, t.Level.id == func.coalesce(t.Decision.level_id, t.Application.aim_level_id))
        .where(t.Application.submitted_at.is_not(None))
        .order_by(t.Application.title, t.Application.id)
    )
    return Response(_lines(g.pop("db"), rows), mimetype="text/csv")


def _lines(db: Session, rows: Select[Any]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    with db:
        for part in db.execute(rows.execution_options(yield_per=500)).partitions():
            for row in part:
                writer.writerow((*row[:7], f"{row[7]:%Y-%m-%d %H:%M}"))
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


def queue() -> str:
    """What the assessor has to read, with how much of it is scored."""
    person = needs(ASSESSOR)
    rows = (
        select(t.Allocation)
        .join(t.Allocation.application)
        .join(t.Application.organisation)
        .join(t.Application.cycle)
        .options(
            contains_eager(t.Allocation.application).options(
                contains_eager(t.Application.organisation), contains_eager(t.Application.cycle)
            )
        )
        .where(t.Allocation.assessor_id == person.id, t.Allocation.status.in_(OPEN_STATES))
    )
    total = g.db.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True))
    found = g.db.scalars(rows.order_by(t.Allocation.id).limit(PAGE)).all()
    counts = select(t.Score.allocation_id, func.count()).group_by(t.Score.allocation_id)
    numbers = [each.id for each in found]
    scored = {row[0]: row[1] for row in g.db.execute(counts.where(t.Score.allocation_id.in_(numbers)))}
    asked = g.db.scalar(select(func.count(t.Statement.id)))
    return render_template("floor/queue.html", rows=found, total=total, scored=scored, asked=asked)


def register() -> str:
    """Who holds an award today."""
    rows = select(t.Award).join(t.Award.level).options(contains_eager(t.Award.level))
    rows = rows.where(t.Award.valid_until >= date.today())
    total = g.db.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True))
    number = max(1, request.args.get("page", 1, int))
    found = g.db.scalars(
        rows.order_by(t.Award.organisation_name, t.Award.id).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    return render_template(
        "floor/register.html", rows=found, total=total, number=number, pages=-(-total // PAGE)
    )
