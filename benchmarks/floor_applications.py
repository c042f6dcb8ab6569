"""The floor's pages of one application: as staff and as its writers read it, and what may be written."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks import floor_tables as t
from benchmarks.floor_lists import ASSESSOR, MEMBER, STAFF, needs


def _own(application_id: int) -> Any:
    """An application of an organisation that the person belongs to."""
    person = needs(MEMBER)
    found = g.db.scalar(
        select(t.Application)
        .join(t.Member, t.Member.organisation_id == t.Application.organisation_id)
        .where(t.Application.id == application_id, t.Member.person_id == person.id)
        .options(joinedload(t.Application.cycle), joinedload(t.Application.organisation))
        .options(joinedload(t.Application.aim), selectinload(t.Application.services))
    )
    return found or abort(404)


def detail(number: int) -> str:
    """One application as staff read it: facts, services, submissions, steps."""
    needs(STAFF)
    found = g.db.scalar(
        select(t.Application)
        .where(t.Application.id == number)
        .options(joinedload(t.Application.cycle), joinedload(t.Application.organisation))
        .options(joinedload(t.Application.aim), selectinload(t.Application.services))
        .options(selectinload(t.Application.submissions))
    ) or abort(404)
    steps = g.db.execute(
        select(t.Trail, t.Person.name)
        .outerjoin(t.Person, t.Person.id == t.Trail.actor_id)
        .where(t.Trail.subject_id == number, t.Trail.subject == "application")
        .order_by(t.Trail.id)
    ).all()
    return render_template("floor/detail.html", application=found, steps=steps)


def home(number: int) -> str:
    """One application as its writers read it: every statement with its state, and the people."""
    found = _own(number)
    statements = g.db.scalars(select(t.Statement).order_by(t.Statement.id)).all()
    answers = {
        row.statement_id: row
        for row in g.db.execute(
            select(
                t.Response.statement_id,
                func.length(t.Response.narrative).label("length"),
                t.Response.own_level_id,
                func.count(t.Citation.id).label("citations"),
            )
            .outerjoin(t.Citation, t.Citation.response_id == t.Response.id)
            .where(t.Response.application_id == number)
            .group_by(t.Response.id)
        )
    }
    members = g.db.scalars(
        select(t.Member)
        .where(t.Member.organisation_id == found.organisation_id)
        .options(joinedload(t.Member.person))
    ).all()
    came = g.db.execute(
        select(t.Place.name, t.Place.status, t.Day.title, t.Day.starts_at)
        .join(t.Booking, t.Booking.id == t.Place.booking_id)
        .join(t.Day, t.Day.id == t.Place.day_id)
        .where(t.Booking.organisation_id == found.organisation_id, t.Day.status != "cancelled")
        .order_by(t.Day.starts_at.desc())
    ).all()
    return render_template(
        "floor/home.html",
        application=found,
        statements=statements,
        answers=answers,
        members=members,
        came=came,
    )


def statement(number: int, code: str) -> Any:
    """One statement, what is asked at each level, and the form of its response; or saving that."""
    application = _own(number)
    asked = g.db.scalar(
        select(t.Statement)
        .where(t.Statement.code == code)
        .options(selectinload(t.Statement.criteria).joinedload(t.Criterion.level))
    ) or abort(404)
    response = g.db.scalar(
        select(t.Response)
        .where(t.Response.application_id == number, t.Response.statement_id == asked.id)
        .options(joinedload(t.Response.saved_by))
    )
    if request.method == "POST":
        return _save_response(application, response)
    cited = g.db.scalars(
        select(t.Citation)
        .where(t.Citation.response_id == response.id)
        .options(joinedload(t.Citation.evidence))
        .order_by(t.Citation.id)
    ).all()
    items = g.db.scalars(
        select(t.Evidence).where(t.Evidence.application_id == number).order_by(t.Evidence.number)
    ).all()
    levels = g.db.scalars(select(t.Level).order_by(t.Level.rank)).all()
    return render_template(
        "floor/statement.html",
        application=application,
        statement=asked,
        response=response,
        cited=cited,
        items=items,
        levels=levels,
    )


def _save_response(application: Any, response: Any) -> Any:
    if application.status != "draft" or response.version != request.form.get("version", type=int):
        abort(409)
    response.own_level_id = request.form.get("own_level", type=int)
    response.narrative = request.form["narrative"].strip()
    response.lived_experience = request.form["lived_experience"].strip()
    response.version += 1
    response.saved_at, response.saved_by_id = _now(), g.person.id
    g.db.commit()
    return redirect(url_for("statement", number=application.id, code=request.view_args["code"]))


def score(number: int, code: str) -> Any:
    """Keep the assessor's score of one statement, with its audit row, in one transaction."""
    person = needs(ASSESSOR)
    allocation = g.db.get(t.Allocation, number)
    if allocation is None or allocation.assessor_id != person.id or allocation.status != "scoring":
        abort(404)
    asked = g.db.scalar(select(t.Statement).where(t.Statement.code == code)) or abort(404)
    found = g.db.scalar(
        select(t.Score).where(t.Score.allocation_id == number, t.Score.statement_id == asked.id)
    )
    if found is None:
        found = t.Score(allocation_id=number, statement_id=asked.id, version=0)
        g.db.add(found)
    if found.version != request.form.get("version", type=int):
        abort(409)
    found.level_id = request.form.get("level", type=int)
    for name in ("reason", "strengths", "lift"):
        setattr(found, name, request.form[name].strip())
    found.version += 1
    _note("score.saved", "allocation", number)
    g.db.commit()
    return redirect(url_for("queue"))


def upload(number: int) -> Any:
    """Keep a file on the disk under its SHA-256, with its row and its audit row."""
    application = _own(number)
    sent = request.files["files"]
    folder: Path = current_app.config["UPLOADS"]
    handle, name = tempfile.mkstemp(dir=folder)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as target:
        while chunk := sent.stream.read(64 * 1024):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    os.replace(name, folder / digest.hexdigest())
    kept = t.StoredFile(name=sent.filename or "file", size=size, sha256=digest.hexdigest())
    g.db.add(kept)
    g.db.flush()
    last = g.db.scalar(select(func.max(t.Evidence.number)).where(t.Evidence.application_id == application.id))
    g.db.add(
        t.Evidence(application_id=application.id, number=(last or 0) + 1, title=kept.name, file_id=kept.id)
    )
    _note("evidence.added", "application", application.id)
    g.db.commit()
    return redirect(url_for("home", number=number))


def _note(event: str, subject: str, number: int) -> None:
    g.db.add(t.Trail(at=_now(), actor_id=g.person.id, event=event, subject=subject, subject_id=number))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
