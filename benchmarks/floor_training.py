"""The floor's training: the list of coming days, and booking one place under the lock of its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from sqlalchemy import func, select, text
from sqlalchemy.orm import joinedload

from benchmarks import floor_tables as t

PAGE, REGISTER_PAGE = 20, 50
REGISTER = ("booked", "attended", "absent")
TAKEN = ("booked", "offered", "attended", "absent")
LIVE = (*TAKEN, "waiting")


def days() -> str:
    """The coming days with how many places are taken on each: filter, count, page."""
    rows = select(t.Day).where(t.Day.status == "published", t.Day.ends_at > datetime.now())
    if way := request.args.get("way"):
        rows = rows.where(t.Day.way == way)
    total = g.db.scalar(select(func.count()).select_from(rows.subquery()))
    number = min(max(1, request.args.get("page", 1, int)), max(1, -(-total // PAGE)))
    rows = rows.order_by(t.Day.starts_at, t.Day.id).limit(PAGE).offset((number - 1) * PAGE)
    found = g.db.scalars(rows).all()
    held = select(t.Place.day_id, func.count()).where(
        t.Place.day_id.in_([day.id for day in found]), t.Place.status.in_(TAKEN)
    )
    taken = {row[0]: row[1] for row in g.db.execute(held.group_by(t.Place.day_id))}
    return render_template(
        "floor/days.html", rows=found, taken=taken, total=total, number=number, pages=-(-total // PAGE)
    )


def book(number: int) -> Any:
    """Book one place or wait for one, with its audit rows and its two mails, in one transaction."""
    g.db.rollback()
    g.db.execute(text("UPDATE day SET capacity = capacity WHERE id = :number"), {"number": number})
    day = g.db.get(t.Day, number) or abort(404)
    member = g.db.scalar(select(t.Member).where(t.Member.person_id == g.person.id)) or abort(403)
    key, email = request.form["key"], request.form["email"].strip().lower()
    if g.db.scalar(select(t.Booking.id).where(t.Booking.key == key)):
        return redirect(url_for("days"))
    mine = select(t.Place.id).where(t.Place.day_id == number, t.Place.email == email)
    if day.closes_at < datetime.now() or g.db.scalar(mine.where(t.Place.status.in_(LIVE))):
        abort(409)
    held = select(func.count()).where(t.Place.day_id == number, t.Place.status.in_(TAKEN))
    status = "booked" if g.db.scalar(held) < day.capacity else "waiting"
    booking = t.Booking(
        day_id=number, organisation_id=member.organisation_id, person_id=g.person.id, key=key
    )
    g.db.add(booking)
    g.db.flush()
    place = t.Place(
        booking_id=booking.id,
        day_id=number,
        status=status,
        name=request.form["name"],
        email=email,
        role=request.form["role"],
        needs="",
    )
    g.db.add(place)
    g.db.flush()
    for event, about in (("booking.made", booking.id), (f"place.{status}", place.id)):
        g.db.add(_entry(event, about))
    for to in (email, g.person.name):
        words = render_template("floor/letter.txt", day=day, place=place)
        g.db.add(t.Mail(to=to, subject="About your booking", text=words))
    g.db.commit()
    return redirect(url_for("days"))


def day_register(number: int) -> str:
    """Who is on a day, with what they need and two buttons each: counts, and a page."""
    day = g.db.get(t.Day, number) or abort(404)
    rows = select(t.Place).where(t.Place.day_id == number, t.Place.status.in_(REGISTER))
    counts = select(t.Place.status, func.count()).where(t.Place.day_id == number).group_by(t.Place.status)
    found = rows.options(joinedload(t.Place.booking).joinedload(t.Booking.organisation))
    return render_template(
        "floor/day_register.html",
        day=day,
        rows=g.db.scalars(found.order_by(t.Place.name, t.Place.id).limit(REGISTER_PAGE)).all(),
        counts={row[0]: row[1] for row in g.db.execute(counts)},
    )


def _entry(event: str, about: int) -> t.Trail:
    return t.Trail(
        at=datetime.now(), actor_id=g.person.id, event=event, subject="training", subject_id=about
    )
